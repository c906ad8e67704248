"""Words of the ceremony's screen."""
from __future__ import annotations

from datetime import datetime
from math import ceil

from flask import Flask
from flask_babel import gettext

from app.domain.ceremonies import Scene
from app.models import Draw
from app.web.draw.ceremony_pages import Stage


def scene_name(scene: Scene) -> str:
    """The step's name under its bead."""
    return {
        Scene.WELCOME: gettext("What happens"), Scene.LIST: gettext("List published"), Scene.DICE: gettext("Dice"),
        Scene.BEACON: gettext("Public number"), Scene.PANEL: gettext("Jury drawn"), Scene.CHECK: gettext("Check"),
    }[scene]


def dice_count(draw: Draw) -> int:
    return len(str(draw.panel_count)) - 1


def dice_heading(count: int) -> str:
    """In words: a list has 100, 1,000 or 10,000 juries."""
    return {2: gettext("Two ten-sided dice are thrown"), 3: gettext("Three ten-sided dice are thrown"),
            4: gettext("Four ten-sided dice are thrown")}[count]


def until(seconds: int, now: datetime) -> str:
    """The time left, as the script goes on counting it."""
    left = max(0, ceil(seconds - now.timestamp()))
    hours, minutes = divmod(left // 60, 60)
    return f"{hours}:{minutes:02}:{left % 60:02}" if left >= 6000 else f"{left // 60}:{left % 60:02}"


def sum_parts(stage: Stage) -> tuple[str, str]:
    """The sum, cut before the digits that count."""
    assert stage.draw is not None
    text, count = str(stage.total).zfill(dice_count(stage.draw)), dice_count(stage.draw)
    return text[:-count], text[-count:]


def stage_said(stage: Stage) -> str:
    """What a screen reader is told when the screen has changed; one sentence, no picture."""
    draw = stage.draw
    if draw is None or stage.scene in (Scene.WELCOME, Scene.LIST, Scene.CHECK):
        return scene_name(stage.scene)
    if stage.scene is Scene.DICE:
        return gettext("The dice show %(dice)s.", dice=" – ".join(draw.dice)) if draw.dice else _entries(stage)
    if stage.scene is Scene.BEACON or stage.shown == 0:
        return _number(draw)
    return gettext("Ticket %(ticket)s", ticket=stage.tickets[stage.shown - 1] or "")


def _entries(stage: Stage) -> str:
    if stage.entries:
        return gettext("One person has typed the dice.")
    is_anew = stage.draw is not None and stage.draw.dice_round
    return gettext("The two entries were different.") if is_anew else gettext("The dice are awaited.")


def _number(draw: Draw) -> str:
    if draw.panel_number is None:
        return gettext("The public number is awaited.")
    return gettext("Jury No. %(number)s", number=draw.panel_number)


def init_app(app: Flask) -> None:
    for function in (scene_name, dice_count, dice_heading, until, sum_parts, stage_said):
        app.add_template_global(function)
