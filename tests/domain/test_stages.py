"""The table of moves: every stage is reachable, and the page in the docs shows the table as it is."""
from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from app.domain.stage_chart import chart
from app.domain.stages import MOVES, ROAD, Stage, find_move, has_reached
from app.services.stage_checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def test_the_docs_show_the_table() -> None:
    assert (ROOT / "docs/stages.md").read_text(encoding="utf-8") == chart()


def test_every_stage_can_be_reached() -> None:
    assert {move.target for move in MOVES} | {Stage.DRAFT} == set(Stage)


def test_the_road_is_made_of_moves() -> None:
    assert all(find_move(one, other) for one, other in pairwise(ROAD))


def test_every_check_exists_and_is_used() -> None:
    named = {name for move in MOVES for name in move.checks}
    assert named == set(CHECKS)


def test_a_published_jury_cannot_be_cancelled() -> None:
    assert find_move(Stage.PUBLISHED, Stage.CANCELLED) is None


def test_a_cancelled_jury_has_reached_nothing() -> None:
    assert not has_reached(Stage.CANCELLED, Stage.DRAFT)
    assert has_reached(Stage.VERDICT, Stage.DRAW)
