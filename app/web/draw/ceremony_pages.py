"""What a screen of the ceremony shows, read from the columns of the draw alone: thousands may be watching."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.ceremonies import Scene, scenes
from app.models import DiceEntry, Draw, Jury
from app.services.draw import beacons, ceremonies, dice, draws

EVERY_WAITING, EVERY_PLAYING = 3000, 1000  # milliseconds between two looks of a screen


@dataclass(frozen=True)
class Stage:
    """One moment of the ceremony. `tickets`: those on the screen, in the order of the panel, None still to come."""

    draw: Draw | None
    scene: Scene
    scenes: tuple[Scene, ...]
    opened: tuple[Scene, ...]
    entries: int
    announced: tuple[int, int] | None
    given: int
    tickets: tuple[str | None, ...]
    shown: int
    every: int
    mark: str

    @property
    def total(self) -> int:
        """What the dice and the public number add up to; its last digits are the number of the jury."""
        return int(self.draw.dice or 0) + self.given if self.draw else 0


def stage_of(session: Session, jury: Jury, draw: Draw | None, *, now: datetime) -> Stage:
    """Read a moment. The list of panels, which may be megabytes, is not touched."""
    if draw is None:
        return Stage(None, Scene.WELCOME, scenes(False), (Scene.WELCOME,), 0, None, 0, (), 0, EVERY_WAITING,
                     _mark(jury.id, jury.stage.value))
    scene = ceremonies.scene_of(draw)
    shown = ceremonies.tickets_shown(draw, now) if scene is Scene.PANEL else 0
    is_playing = scene is Scene.PANEL and shown < draw.seats
    entries = session.scalar(select(func.count()).select_from(DiceEntry).where(DiceEntry.draw_id == draw.id)) or 0
    return Stage(
        draw=draw, scene=scene, scenes=scenes(ceremonies.has_beacon(draw)), opened=ceremonies.open_of(draw),
        entries=entries, announced=beacons.announced_round(draw), given=_given(draw),
        tickets=_tickets(draw, shown) if scene is Scene.PANEL else (), shown=shown,
        every=EVERY_PLAYING if is_playing or scene in (Scene.DICE, Scene.BEACON) else EVERY_WAITING,
        mark=_mark(draw.id, draw.state.value, scene.value, draw.scene_since, draw.dice_round, entries, draw.dice,
                   draw.panel_number, shown))


def _given(draw: Draw) -> int:
    """What the beacon added to the dice."""
    if draw.panel_number is None:
        return 0
    return (draw.panel_number - int(draw.dice or 0)) % draw.panel_count


def _tickets(draw: Draw, shown: int) -> tuple[str | None, ...]:
    panel = dice.result_of(draw)["panel"] if shown else [None] * draw.seats
    return tuple(ticket if place < shown else None for place, ticket in enumerate(panel))


def _mark(*parts: object) -> str:
    """Changes when the screen does: the entity tag."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:24]


def find(session: Session, jury: Jury, number: int | None) -> Draw | None:
    """The draw of this number; without one the latest, if any."""
    return draws.find_draw(session, jury, number) if number else draws.latest_draw(session, jury)
