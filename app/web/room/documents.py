"""The evidence library: the list, uploading, reading and withdrawing."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.wrappers import Response as FlaskResponse
from flask_babel import gettext
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.documents import DocumentForm
from app.forms.rooms import ReasonForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Jury
from app.services.room import documents
from app.services.room.documents import Upload
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.refusals import attach, tell
from app.web.room.room_context import room_values

blueprint = Blueprint("documents", __name__, url_prefix="/juries/<slug>/documents")
AUTHORS = (Role.ORGANIZER, Role.FACILITATOR, Role.EXPERT)


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def index(slug: str) -> str:
    values = room_values(db.session(), "documents.index", now=utc_now())
    return render_template("documents/index.html", may_add=actor().has(*AUTHORS), **values)


@blueprint.route("/new", methods=["GET", "POST"])
@member(*AUTHORS)
def add(slug: str) -> str | Response:
    form = DocumentForm(language=current_language())
    if form.validate_on_submit():
        try:
            _add(form)
            flash(gettext("The document is in the library."), "success")
            return redirect(url_for("documents.index", slug=jury().slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("documents/add.html", form=form, jury=jury(), slug=jury().slug)


def _add(form: DocumentForm) -> None:
    file = form.file.data
    upload = Upload(title=form.title.data, author=form.author.data, stance=form.stance.data,
                    language=form.language.data, file_name=file.filename or "", content=file.read())
    with transaction() as session:
        documents.add_document(session, session.get_one(Jury, jury().id), upload, actor=actor(), now=utc_now(),
                               command_id=form.command_id.data or None)


@blueprint.get("/<int:document_id>/<name>")
@public
def read(slug: str, document_id: int, name: str) -> FlaskResponse:
    """The file itself: a PDF or a picture in the browser, a text as text, nothing ever as a page of this site."""
    document, content = documents.open_document(db.session(), jury(), document_id, actor=actor())
    is_inline = document.media_type != documents.TEXT and "download" not in request.args
    charset = "; charset=utf-8" if document.media_type == documents.TEXT else ""
    response = FlaskResponse(content, content_type=document.media_type + charset)
    response.headers["Content-Disposition"] = dump_options_header(
        "inline" if is_inline else "attachment", {"filename": document.file_name})
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@blueprint.post("/<int:document_id>/withdraw")
@member(Role.ORGANIZER, Role.FACILITATOR)
def withdraw(slug: str, document_id: int) -> Response:
    form = ReasonForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("command_not_understood")
        with transaction() as session:
            documents.withdraw_document(session, session.get_one(Jury, jury().id), document_id,
                                        form.reason.data or "", actor=actor(), now=utc_now())
        flash(gettext("The document has been withdrawn."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("documents.index", slug=jury().slug), 303)
