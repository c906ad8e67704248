"""The outbox: what went to whom, what waits, what failed. Texts are shown only in the demo, or for letters to print."""
from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, Forbidden
from app.domain.languages import OWN_NAMES
from app.domain.phases import MessageState
from app.domain.roles import Role
from app.extensions import db
from app.forms.seats import OneButtonForm
from app.i18n.letters import Letter, letter_title, render_letter
from app.i18n.messages import sentence
from app.installation import current_settings, current_vault, utc_now
from app.models import Message
from app.services import messages
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import tell

blueprint = Blueprint("messages", __name__, url_prefix="/juries/<slug>/messages")


@blueprint.get("/")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    page = number_in(request.args.get("page")) or 1
    return render_template(
        "messages/index.html", jury=jury(), outbox=messages.outbox(db.session(), jury(), page), may_read=may_read,
        settings=current_settings(), states=MessageState, language_name=OWN_NAMES.get, message_error=error_words,
        page_address=lambda number: url_for("messages.index", slug=slug, page=number))


def may_read(message: Message) -> bool:
    """Messages hold personal links: whoever reads one could come in as that person. Letters somebody must print."""
    return current_settings().demo or message.channel == messages.LETTER


@blueprint.get("/<int:message_id>")
@member(Role.ORGANIZER)
def show(slug: str, message_id: int) -> str:
    message = messages.find_message(db.session(), jury(), message_id)
    if not may_read(message):
        raise Forbidden("message_is_private")
    content = messages.content_of(jury(), message, vault=current_vault())
    return render_template("messages/show.html", jury=jury(), message=message, to=content.to,
                           letter=_letter(message, content.values), form=OneButtonForm())


def _letter(message: Message, values: dict[str, object]) -> Letter:
    return render_letter(message.template, message.language, jury(), values, base_url=current_settings().base_url)


@blueprint.post("/<int:message_id>/again")
@member(Role.ORGANIZER)
def again(slug: str, message_id: int) -> Response:
    """Send a failed message again."""
    OneButtonForm()
    try:
        with transaction() as session:
            messages.try_again(session, jury(), message_id, actor=actor())
        flash(gettext("The message is sent again."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("messages.index", slug=slug), 303)


@blueprint.post("/<int:message_id>/printed")
@member(Role.ORGANIZER)
def printed(slug: str, message_id: int) -> Response:
    OneButtonForm()
    try:
        with transaction() as session:
            messages.mark_printed(session, jury(), message_id, actor=actor(), now=utc_now())
        flash(gettext("The letter is marked as posted."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("messages.index", slug=slug), 303)


def error_words(code: str) -> str:
    return sentence(DomainError(code))


def init_app(app: Flask) -> None:
    app.add_template_global(letter_title)
