"""The ceremony shows what happened and nothing before it, the same on every screen."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.ceremonies import ALL_TICKETS, Scene, revealed, scenes
from app.domain.errors import Conflict, Forbidden
from app.models import DroppedDice
from app.services.draw import ceremonies, draw_protocols
from app.services.draw.draws import DrawPlan
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of
from tests.drawing import SEATS, committed, computed, drawn, type_dice


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


def test_scenes_open_as_the_draw_goes_on(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    assert ceremonies.open_of(draw) == (Scene.WELCOME,)
    with pytest.raises(Conflict, match="scene_is_not_open"):
        ceremonies.show_scene(session, jury_of(session, cast), draw.id, Scene.LIST, now=now,
                              actor=actor(session, cast, "organizer"))


def test_with_a_beacon_the_jury_waits_for_it(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = committed(session, cast, vault, now, DrawPlan(panel_count=100, beacon_at=now + timedelta(hours=1)))
    assert ceremonies.scene_of(draw) is Scene.DICE
    for who in ("organizer", "overseer"):
        type_dice(session, cast, vault, now, draw, who, "42")
    assert ceremonies.scene_of(draw) is Scene.BEACON and Scene.PANEL not in ceremonies.open_of(draw)
    assert Scene.BEACON not in scenes(has_beacon=False)


def test_a_presenter_steps_through_a_drawn_jury(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw, jury = drawn(session, cast, vault, now), jury_of(session, cast)
    presenter, seen = actor(session, cast, "facilitator"), []
    ceremonies.show_scene(session, jury, draw.id, Scene.WELCOME, actor=presenter, now=now)
    while (target := ceremonies.step(draw, forward=True, now=now)) is not None:
        ceremonies.show_scene(session, jury, draw.id, target[0], at_once=target[1], actor=presenter, now=now)
        seen.append((ceremonies.scene_of(draw), target[1]))
    assert seen == [(Scene.LIST, False), (Scene.DICE, False), (Scene.PANEL, False), (Scene.PANEL, True),
                    (Scene.CHECK, False)]
    assert ceremonies.step(draw, forward=False, now=now) == (Scene.PANEL, False)


@pytest.mark.parametrize("who", ["juror", "overseer", "commissioner", "observer", "outsider"])
def test_nobody_else_presents(session: Session, cast: Cast, vault: Vault, now: datetime, who: str) -> None:
    draw = computed(session, cast, vault, now)
    with pytest.raises(Forbidden):
        ceremonies.show_scene(session, jury_of(session, cast), draw.id, Scene.WELCOME, now=now,
                              actor=actor(session, cast, who))


@pytest.mark.parametrize("seats", [3, 21, 500])
def test_every_ticket_has_its_moment_and_all_stand_after_a_minute(now: datetime, seats: int) -> None:
    moments = [revealed(seats, now, now + timedelta(milliseconds=100 * step)) for step in range(700)]
    assert moments[0] == 0 and moments[-1] == seats and moments == sorted(moments)
    assert seats > 25 or set(moments) == set(range(seats + 1))
    assert revealed(seats, None, now) == seats == revealed(seats, now, now + 2 * ALL_TICKETS)


def test_the_protocol_tells_who_typed_what_even_in_vain(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = committed(session, cast, vault, now)
    for who, digits in (("organizer", "42"), ("overseer", "24"), ("facilitator", "42"), ("overseer", "42")):
        type_dice(session, cast, vault, now, draw, who, digits)
    protocol = draw_protocols.protocol_of(session, jury_of(session, cast), draw)
    told = [(one.round, one.name.split()[0], one.dice, one.counts) for one in protocol.readings]
    assert sorted(told) == sorted([(1, "Olzhas", "42", False), (1, "Overseer", "24", False),
                                   (2, "Facilitator", "42", True), (2, "Overseer", "42", True)])
    assert len(list(session.scalars(select(DroppedDice)))) == 2
    assert len(protocol.panel) == SEATS and [word.decision.value for word in protocol.words] == ["approved"]


def test_there_is_no_protocol_before_the_result(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = committed(session, cast, vault, now)
    with pytest.raises(Conflict, match="draw_has_no_result"):
        draw_protocols.protocol_of(session, jury_of(session, cast), draw)
