"""The floor: raising and lowering the hand, giving the floor, ending and extending a turn."""
from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from app.domain.audiences import SPEAKERS
from app.domain.phases import FloorKind
from app.domain.roles import Role
from app.forms import floor as forms
from app.forms.rooms import CommandForm
from app.services.room import floor
from app.web.access import member
from app.web.room.room_commands import run

blueprint = Blueprint("floor", __name__, url_prefix="/juries/<slug>/floor")
BACK, ANCHOR = "rooms.show", "floor"


@blueprint.post("/raise")
@member(*SPEAKERS)
def raise_hand(slug: str) -> Response:
    form = forms.RaiseForm()
    return run(form, lambda session, room, signature: floor.raise_hand(
        session, room, FloorKind(form.kind.data), **signature), BACK, ANCHOR)


@blueprint.post("/lower")
@member(*SPEAKERS)
def lower_hand(slug: str) -> Response:
    return run(CommandForm(), lambda session, room, signature: floor.lower_hand(session, room, **signature),
               BACK, ANCHOR)


@blueprint.post("/give")
@member(Role.FACILITATOR)
def give(slug: str) -> Response:
    form = forms.GiveForm()
    return run(form, lambda session, room, signature: floor.give_floor(
        session, room, form.request.data, reason=form.reason.data, **signature), BACK, ANCHOR)


@blueprint.post("/end-turn")
@member(*SPEAKERS)
def end_turn(slug: str) -> Response:
    return run(CommandForm(), lambda session, room, signature: floor.end_turn(session, room, **signature),
               BACK, ANCHOR)


@blueprint.post("/extend-turn")
@member(Role.FACILITATOR)
def extend_turn(slug: str) -> Response:
    return run(CommandForm(), lambda session, room, signature: floor.extend_turn(session, room, **signature),
               BACK, ANCHOR)


@blueprint.post("/order")
@member(Role.FACILITATOR)
def order(slug: str) -> Response:
    form = forms.OrderForm()
    return run(form, lambda session, room, signature: floor.set_queue_order(
        session, room, form.order.data == "least_heard", form.reason.data or "", **signature), BACK, ANCHOR)
