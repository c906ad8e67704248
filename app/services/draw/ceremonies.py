"""The ceremony of a draw: what its screens show, set by whoever presents, the same for the hall and for everybody."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.ceremonies import ALL_TICKETS, FIRST_TICKET, Scene, open_scenes, revealed, usual_scene
from app.domain.errors import Conflict
from app.domain.roles import Actor, Role
from app.models import Draw, Jury
from app.services.draw import draws

PRESENTERS = (Role.ORGANIZER, Role.FACILITATOR)


def has_beacon(draw: Draw) -> bool:
    return bool(draw.report.get("beacon_rounds"))


def open_of(draw: Draw) -> tuple[Scene, ...]:
    """The scenes that may be shown now."""
    return open_scenes(is_published=draws.is_public(draw), has_dice=draw.dice is not None,
                       has_beacon=has_beacon(draw), is_drawn=draw.panel_number is not None)


def scene_of(draw: Draw) -> Scene:
    """What the screens show; a scene that is no longer open gives way to what happened last."""
    opened = open_of(draw)
    chosen = Scene(draw.scene) if draw.scene else None
    return chosen if chosen in opened else usual_scene(opened)


def since(draw: Draw) -> datetime | None:
    """When the jury began to appear."""
    return draw.scene_since if draw.scene == Scene.PANEL.value else draw.drawn_at


def tickets_shown(draw: Draw, now: datetime) -> int:
    return revealed(draw.seats, since(draw), now)


def show_scene(session: Session, jury: Jury, draw_id: int, scene: Scene, *, at_once: bool = False, actor: Actor,
               now: datetime) -> None:
    """Put a scene on all screens. `at_once`: the whole jury without waiting.

    Raises `scene_is_not_open` for what has not happened yet.
    """
    actor.require(*PRESENTERS)
    draw = session.get_one(Draw, draw_id, populate_existing=True)
    if draw.jury_id != jury.id or scene not in open_of(draw):
        raise Conflict("scene_is_not_open")
    began = now - ALL_TICKETS - FIRST_TICKET if at_once else now
    session.execute(update(Draw).where(Draw.id == draw.id).values(scene=scene.value, scene_since=began))
    session.refresh(draw)


def step(draw: Draw, forward: bool, now: datetime) -> tuple[Scene, bool] | None:
    """Where one press leads: the scene and whether all tickets come at once; None at either end.

    Forward while the jury appears shows the rest of it first, as with slides.
    """
    opened, scene = open_of(draw), scene_of(draw)
    if forward and scene is Scene.PANEL and tickets_shown(draw, now) < draw.seats:
        return Scene.PANEL, True
    place = opened.index(scene) + (1 if forward else -1)
    return (opened[place], False) if 0 <= place < len(opened) else None
