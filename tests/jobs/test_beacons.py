"""The worker asks the beacon when it may, and believes no answer that is not signed."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.config import Settings, UnsafeSettings
from app.domain.phases import DrawState
from app.extensions import db
from app.installation import current_settings
from app.jobs import beacons
from app.models import Draw
from app.services.draw.draws import DrawPlan
from app.transaction import transaction
from sortition.verify import verify
from tests.cast import Cast
from tests.drawing import committed, type_dice
from tests.jobs.beacon_server import ROUND, beacon

PUBLISHED = datetime.fromtimestamp(1694775603, UTC)  # when drand quicknet published round 657413


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No waits between two attempts, and short patience with a silent server."""
    monkeypatch.setattr(beacons, "WAITS", (0,))
    monkeypatch.setattr(beacons, "SECONDS", 0.3)
    monkeypatch.setattr(beacons, "SECONDS_IN_ALL", 0.5)
    beacons._attempts.clear()
    yield
    beacons._attempts.clear()


@pytest.fixture
def waiting(context: Flask, cast: Cast) -> int:
    """A draw whose dice are thrown and whose round is long published."""
    before = PUBLISHED - timedelta(minutes=10)
    with transaction() as session:
        draw = committed(session, cast, context.extensions["alqa.vault"], before,
                         DrawPlan(panel_count=100, beacon_at=PUBLISHED))
        for who in ("organizer", "overseer"):
            type_dice(session, cast, context.extensions["alqa.vault"], before, draw, who, "42")
        return draw.id


def ask(*addresses: str) -> None:
    beacons.fetch_due(replace(current_settings(), beacon_urls=",".join(addresses)))


def state_of(draw_id: int) -> Draw:
    db.session.expire_all()
    return db.session.get_one(Draw, draw_id)


def test_a_fetched_round_decides_and_is_verified(waiting: int) -> None:
    with beacon("good") as server:
        ask(server.address + "/")
        ask(server.address)  # nothing waits any more
        assert server.asked == [f"/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/{ROUND}"]
    draw = state_of(waiting)
    assert draw.state is DrawState.DRAWN
    assert verify((draw.commitment or "").encode(), (draw.result or "").encode(), check_beacon=True).ok


@pytest.mark.parametrize("mood", ["forged", "other", "nonsense", "endless", "broken", "elsewhere", "silent"])
def test_a_bad_answer_decides_nothing_and_the_next_server_is_asked(waiting: int, mood: str) -> None:
    with beacon(mood) as bad, beacon("good") as good:
        ask(bad.address, good.address)
        assert state_of(waiting).state is DrawState.COMMITTED and len(bad.asked) == 1 and not good.asked
        ask(bad.address, good.address)
        assert state_of(waiting).state is DrawState.DRAWN and len(bad.asked) == 1


def test_a_server_that_is_away_breaks_nothing(waiting: int) -> None:
    ask("http://127.0.0.1:1")
    assert state_of(waiting).state is DrawState.COMMITTED


def test_nobody_is_asked_by_default_nor_before_the_round_nor_before_the_dice(context: Flask, cast: Cast) -> None:
    assert current_settings().beacon_addresses == ()
    now = datetime.now(UTC)
    with transaction() as session:
        draw = committed(session, cast, context.extensions["alqa.vault"], now,
                         DrawPlan(panel_count=100, beacon_at=now + timedelta(minutes=30)))
    with beacon("good") as server:
        ask(server.address)
        with transaction() as session:
            for who in ("organizer", "overseer"):
                found = session.get_one(Draw, draw.id)
                type_dice(session, cast, context.extensions["alqa.vault"], now, found, who, "42")
        ask(server.address)
        assert server.asked == []


def test_an_impossible_address_stops_the_start() -> None:
    with pytest.raises(UnsafeSettings, match="ALQA_BEACON_URLS"):
        Settings.from_environ({"ALQA_BEACON_URLS": "https://api.drand.sh,ftp://x"})
    two = Settings.from_environ({"ALQA_BEACON_URLS": " https://api.drand.sh/ ,https://drand.cloudflare.com"})
    assert two.beacon_addresses == ("https://api.drand.sh", "https://drand.cloudflare.com")
