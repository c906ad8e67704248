"""Handlers of the room: each calls the same service as its form on the page."""
from __future__ import annotations

from app.domain.audiences import SPEAKERS
from app.domain.phases import AnswerMark, FloorKind
from app.domain.roles import Role
from app.domain.room_desk import TopicState
from app.forms import floor as floor_forms
from app.forms import questions as question_forms
from app.forms import rooms as forms
from app.forms.parked_topics import SettleForm
from app.forms.tables import HeardForm
from app.services.room import agenda, floor, parked_topics, questions, rooms, statements, table_calls
from app.services.room.rooms import LoggedEvent
from app.sockets.guard import Visit, command

CHAIR = Role.FACILITATOR


@command("say", forms.TextForm, *SPEAKERS, needs_presence=True)
def say(visit: Visit, form: forms.TextForm) -> LoggedEvent:
    return statements.post_statement(visit.session, visit.room, form.text.data or "", page_language=visit.language,
                                     **visit.signature)


@command("hide", forms.HideForm, CHAIR)
def hide(visit: Visit, form: forms.HideForm) -> LoggedEvent:
    return statements.hide_statement(visit.session, visit.room, form.statement.data, form.reason.data or "",
                                     **visit.signature)


@command("raise_hand", floor_forms.RaiseForm, *SPEAKERS, needs_presence=True)
def raise_hand(visit: Visit, form: floor_forms.RaiseForm) -> LoggedEvent:
    return floor.raise_hand(visit.session, visit.room, FloorKind(form.kind.data), **visit.signature)


@command("lower_hand", forms.CommandForm, *SPEAKERS)
def lower_hand(visit: Visit, _form: forms.CommandForm) -> LoggedEvent:
    return floor.lower_hand(visit.session, visit.room, **visit.signature)


@command("give_floor", floor_forms.GiveForm, CHAIR)
def give_floor(visit: Visit, form: floor_forms.GiveForm) -> LoggedEvent:
    return floor.give_floor(visit.session, visit.room, form.request.data, reason=form.reason.data, **visit.signature)


@command("end_turn", forms.CommandForm, *SPEAKERS)
def end_turn(visit: Visit, _form: forms.CommandForm) -> LoggedEvent:
    return floor.end_turn(visit.session, visit.room, **visit.signature)


@command("extend_turn", forms.CommandForm, CHAIR)
def extend_turn(visit: Visit, _form: forms.CommandForm) -> LoggedEvent:
    return floor.extend_turn(visit.session, visit.room, **visit.signature)


@command("start_next", forms.NextForm, CHAIR)
def start_next(visit: Visit, form: forms.NextForm) -> LoggedEvent:
    return agenda.start_next(visit.session, visit.room, after=form.after.data, **visit.signature)


@command("end_item", forms.CommandForm, CHAIR)
def end_item(visit: Visit, _form: forms.CommandForm) -> LoggedEvent:
    return agenda.end_item(visit.session, visit.room, **visit.signature)


@command("extend", forms.ExtendForm, CHAIR)
def extend(visit: Visit, form: forms.ExtendForm) -> LoggedEvent:
    return agenda.extend_item(visit.session, visit.room, form.minutes.data, form.reason.data or "", **visit.signature)


@command("shorten", forms.ExtendForm, CHAIR)
def shorten(visit: Visit, form: forms.ExtendForm) -> LoggedEvent:
    return agenda.shorten_item(visit.session, visit.room, form.minutes.data, form.reason.data or "", **visit.signature)


@command("skip", forms.StartForm, CHAIR)
def skip(visit: Visit, form: forms.StartForm) -> LoggedEvent:
    return agenda.skip_item(visit.session, visit.room, form.item.data, form.reason.data or "", **visit.signature)


@command("set_queue_order", floor_forms.OrderForm, CHAIR)
def set_queue_order(visit: Visit, form: floor_forms.OrderForm) -> LoggedEvent:
    return floor.set_queue_order(visit.session, visit.room, form.order.data == "least_heard", form.reason.data or "",
                                 **visit.signature)


@command("park_topic", forms.TextForm, CHAIR)
def park_topic(visit: Visit, form: forms.TextForm) -> LoggedEvent:
    return parked_topics.park_topic(visit.session, visit.room, form.text.data or "", page_language=visit.language,
                                    **visit.signature)


@command("settle_topic", SettleForm, CHAIR)
def settle_topic(visit: Visit, form: SettleForm) -> LoggedEvent:
    return parked_topics.settle_topic(visit.session, visit.room, form.topic.data, TopicState(form.state.data),
                                      form.reason.data or "", **visit.signature)


@command("pause", forms.ReasonForm, CHAIR)
def pause(visit: Visit, form: forms.ReasonForm) -> LoggedEvent:
    return agenda.pause_item(visit.session, visit.room, form.reason.data or "", **visit.signature)


@command("resume", forms.CommandForm, CHAIR)
def resume(visit: Visit, _form: forms.CommandForm) -> LoggedEvent:
    return agenda.resume_item(visit.session, visit.room, **visit.signature)


@command("ask", question_forms.AskForm, Role.JUROR)
def ask(visit: Visit, form: question_forms.AskForm) -> LoggedEvent:
    return questions.ask_question(visit.session, visit.room, form.text.data or "", witness_id=form.witness.data,
                                  follows_id=form.follows.data, page_language=visit.language, **visit.signature)


@command("support", question_forms.QuestionForm, Role.JUROR)
def support(visit: Visit, form: question_forms.QuestionForm) -> LoggedEvent:
    return questions.support_question(visit.session, visit.room, form.question.data, **visit.signature)


@command("note_asked", question_forms.AskedForm, CHAIR)
def note_asked(visit: Visit, form: question_forms.AskedForm) -> LoggedEvent:
    return questions.note_asked(visit.session, visit.room, form.question.data, reason=form.reason.data,
                                **visit.signature)


@command("answer", question_forms.AnswerForm, Role.EXPERT)
def answer(visit: Visit, form: question_forms.AnswerForm) -> LoggedEvent:
    return questions.answer_question(visit.session, visit.room, form.question.data, form.text.data or "",
                                     page_language=visit.language, **visit.signature)


@command("mark_answer", question_forms.MarkForm, Role.JUROR)
def mark_answer(visit: Visit, form: question_forms.MarkForm) -> LoggedEvent:
    return questions.mark_answer(visit.session, visit.room, form.question.data, AnswerMark(form.mark.data),
                                 **visit.signature)


@command("mark_heard", HeardForm, Role.JUROR, CHAIR)
def mark_heard(visit: Visit, form: HeardForm) -> LoggedEvent:
    return table_calls.mark_heard(visit.session, visit.room, form.member.data, form.heard.data == 1, **visit.signature)


@command("call_facilitator", forms.CommandForm, Role.JUROR)
def call_facilitator(visit: Visit, _form: forms.CommandForm) -> LoggedEvent:
    plenary = rooms.room_of(visit.session, visit.room.jury_id)
    return table_calls.call_facilitator(visit.session, visit.room, plenary, **visit.signature)
