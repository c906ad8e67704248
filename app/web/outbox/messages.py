"""The outbox: what went to whom, what waits, what failed. Texts are shown only in the demo, or for letters to print."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, Forbidden
from app.domain.languages import OWN_NAMES
from app.domain.message_kinds import EMAIL, SMS
from app.domain.phases import MessageState
from app.domain.roles import Role
from app.extensions import db
from app.forms.messages import LogForm, SettingsForm
from app.forms.seats import OneButtonForm
from app.fragments.letters import letter_of
from app.i18n.letters import channel_name, letter_title
from app.i18n.messages import sentence
from app.installation import current_settings, current_vault, utc_now
from app.models import Message
from app.services import messages
from app.services.messages import settings as sending
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import carry_out

blueprint = Blueprint("messages", __name__, url_prefix="/juries/<slug>/messages")


@blueprint.get("/")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    session, page = db.session(), number_in(request.args.get("page")) or 1
    form = LogForm(request.args)
    outbox = messages.outbox(session, jury(), page, form.wanted())
    form.offer(outbox.templates)
    setting = sending.setting_of(session, jury())
    return render_template(
        "messages/index.html", jury=jury(), outbox=outbox, may_read=may_read, form=form, setting=setting,
        hour_form=SettingsForm(digest_hour=setting.digest_hour), settings=current_settings(), states=MessageState,
        language_name=OWN_NAMES.get, channel_name=channel_name,
        channels=[sending.health_of(session, jury(), channel) for channel in (EMAIL, SMS)],
        page_address=lambda number: url_for("messages.index", slug=slug, **(form.chosen() | {"page": number})))


def may_read(message: Message) -> bool:
    """Messages hold personal links: whoever reads one could come in as that person. Letters somebody must print."""
    return current_settings().demo or message.channel == messages.LETTER


@blueprint.get("/<int:message_id>")
@member(Role.ORGANIZER)
def show(slug: str, message_id: int) -> str:
    session = db.session()
    message = messages.find_message(session, jury(), message_id)
    if not may_read(message):
        raise Forbidden("message_is_private")
    content = messages.content_of(jury(), message, vault=current_vault())
    letter = letter_of(session, jury(), message, vault=current_vault(), base_url=current_settings().base_url)
    return render_template("messages/show.html", jury=jury(), message=message, content=content, letter=letter)


@blueprint.post("/<int:message_id>/again")
@member(Role.ORGANIZER)
def again(slug: str, message_id: int) -> Response:
    """Send a failed message again."""
    return _do(slug, lambda session: messages.try_again(session, jury(), message_id, actor=actor()),
               gettext("The message is sent again."))


@blueprint.post("/<int:message_id>/printed")
@member(Role.ORGANIZER)
def printed(slug: str, message_id: int) -> Response:
    return _do(slug, lambda session: messages.mark_printed(session, jury(), message_id, actor=actor(), now=utc_now()),
               gettext("The letter is marked as posted."))


@blueprint.post("/<int:message_id>/paper")
@member(Role.ORGANIZER)
def paper(slug: str, message_id: int) -> Response:
    """Print what did not arrive."""
    return _do(slug, lambda session: messages.put_on_paper(session, jury(), message_id, vault=current_vault(),
                                                           actor=actor()),
               gettext("The message is now a letter to print."))


@blueprint.post("/<any(stop, resume):step>")
@member(Role.ORGANIZER)
def switch(slug: str, step: str) -> Response:
    """Hold back all messages of the jury, or let them go again."""
    if step == "stop":
        return _do(slug, lambda session: sending.stop(session, jury(), actor=actor(), now=utc_now()),
                   gettext("From now on messages are written and held back."))
    return _do(slug, lambda session: sending.resume(session, jury(), actor=actor(), now=utc_now()),
               gettext("Messages are sent again."))


@blueprint.post("/hour")
@member(Role.ORGANIZER)
def hour(slug: str) -> Response:
    """When the news of the day leave."""
    form = SettingsForm()
    wanted = form.digest_hour.data if form.validate_on_submit() else -1
    return _do(slug, lambda session: sending.set_digest_hour(session, jury(), wanted, actor=actor()), gettext("Saved."))


def _do(slug: str, work: Callable[[Session], object], done: str) -> Response:
    OneButtonForm()
    carry_out(work, done=done)
    return redirect(url_for("messages.index", slug=slug), 303)


def error_words(code: str) -> str:
    return sentence(DomainError(code))


def undelivered() -> dict[tuple[str, int], Message]:
    """For the pages of people and seats: whose last message did not arrive."""
    return messages.undelivered_to(db.session(), jury())


def init_app(app: Flask) -> None:
    app.add_template_global(letter_title)
    app.add_template_global(undelivered)
    app.add_template_global(error_words, "message_error")
