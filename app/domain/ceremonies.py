"""The draw's ceremony on a screen: its scenes in order, which are open, and how fast the jury appears."""
from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum


class Scene(Enum):
    """What the screen shows. A draw with dice alone has no scene of the beacon."""

    WELCOME = "welcome"  # what happens today
    LIST = "list"  # the fingerprint that was published
    DICE = "dice"
    BEACON = "beacon"  # the countdown, and the number of the jury
    PANEL = "panel"  # the jury, ticket by ticket
    CHECK = "check"  # check it yourself


EACH_TICKET = timedelta(seconds=2.5)
ALL_TICKETS = timedelta(seconds=60)
FIRST_TICKET = timedelta(seconds=2)  # a breath after the number


def scenes(has_beacon: bool) -> tuple[Scene, ...]:
    """All scenes of a ceremony, in order."""
    return tuple(scene for scene in Scene if has_beacon or scene is not Scene.BEACON)


def open_scenes(*, is_published: bool, has_dice: bool, has_beacon: bool, is_drawn: bool) -> tuple[Scene, ...]:
    """The scenes that may be shown as the draw stands: nothing is shown before it happened."""
    if is_drawn:
        return scenes(has_beacon)
    if not is_published:
        return (Scene.WELCOME,)
    last = Scene.BEACON if has_dice and has_beacon else Scene.DICE
    return scenes(has_beacon)[:scenes(has_beacon).index(last) + 1]


def usual_scene(opened: tuple[Scene, ...]) -> Scene:
    """What is shown while nobody presents: the latest that happened; of a drawn jury, the jury."""
    return Scene.PANEL if Scene.PANEL in opened else opened[-1]


def revealed(seats: int, since: datetime | None, now: datetime) -> int:
    """How many tickets stand on the screen: one after the other, so that everybody sees the same without a message."""
    if since is None:
        return seats
    if now < since + FIRST_TICKET:
        return 0
    each = min(EACH_TICKET, ALL_TICKETS / max(seats, 1))
    return min(seats, int((now - since - FIRST_TICKET) / each) + 1)
