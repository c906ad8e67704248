"""The evidence library: the list, uploading, reading and withdrawing."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.wrappers import Response as FlaskResponse
from flask_babel import gettext
from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

from app.domain import paragraphs
from app.domain.audiences import MEMBERS_OF_THE_ROOM
from app.domain.errors import DomainError
from app.domain.evidence import DocumentKind
from app.domain.roles import Role
from app.extensions import db
from app.forms.documents import DocumentForm
from app.forms.rooms import ReasonForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Document, Jury
from app.services.room import clarifications, document_files, document_texts, documents
from app.services.room.documents import Upload
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.refusals import attach, tell
from app.web.room import offline_pages
from app.web.room.room_context import room_values

blueprint = Blueprint("documents", __name__, url_prefix="/juries/<slug>/documents")
AUTHORS = (Role.ORGANIZER, Role.FACILITATOR, Role.EXPERT)


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def index(slug: str) -> str:
    session = db.session()
    values = room_values(session, "documents.index", now=utc_now())
    unclear = clarifications.unclear_documents(session, jury().id) if actor().has(*AUTHORS) else {}
    return render_template("documents/index.html", may_add=actor().has(*AUTHORS), unclear=unclear,
                           packs=offline_pages.packs_of(session, jury()), **values)


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
    return render_template("documents/add.html", form=form, jury=jury(), slug=jury().slug, before=None)


@blueprint.route("/<int:document_id>/replace", methods=["GET", "POST"])
@member(*AUTHORS)
def replace(slug: str, document_id: int) -> str | Response:
    """A newer version in the place of this one."""
    before = documents.find_document(db.session(), jury(), document_id)
    form = DocumentForm(data=_words_of(before))
    if form.validate_on_submit():
        try:
            number = _replace(form, document_id)
            flash(gettext("The new version is in the library."), "success")
            return redirect(url_for("document_texts.show", slug=jury().slug, document_id=number), 303)
        except DomainError as error:
            attach(form, error)
    before = documents.find_document(db.session(), jury(), document_id)
    return render_template("documents/add.html", form=form, jury=jury(), slug=jury().slug, before=before)


def _words_of(document: Document) -> dict[str, object]:
    return {"title": document.title, "author": document.author, "stance": document.stance,
            "language": document.language, "kind": document.kind.value}


def _add(form: DocumentForm) -> None:
    upload = _upload(form)
    with transaction() as session:
        documents.add_document(session, session.get_one(Jury, jury().id), upload, actor=actor(), now=utc_now(),
                               command_id=form.command_id.data or None)


def _replace(form: DocumentForm, document_id: int) -> int:
    upload = _upload(form)
    with transaction() as session:
        return documents.replace_document(
            session, session.get_one(Jury, jury().id), document_id, upload, actor=actor(), now=utc_now(),
            command_id=form.command_id.data or None).id


def _upload(form: DocumentForm) -> Upload:
    """The file with its text, read before the transaction: that may take a while. A typed text goes before."""
    file, typed = form.file.data, (form.text.data or "").strip()
    content = file.read(document_files.MAX_BYTES + 1) if file else typed.encode()
    if not file and not typed:
        raise DomainError("file_or_text_is_missing")
    if len(content) > document_files.MAX_BYTES:
        raise DomainError("file_is_too_large")
    parts = tuple(paragraphs.from_text(typed)) if typed else document_texts.paragraphs_of(
        content, document_files.media_type_of(content))
    return Upload(title=form.title.data, author=form.author.data, stance=form.stance.data,
                  language=form.language.data, file_name=(file.filename or "") if file else _name_of(form),
                  content=content, kind=DocumentKind(form.kind.data), paragraphs=parts)


def _name_of(form: DocumentForm) -> str:
    """A typed text is named after its title; a dot in it is not the beginning of an ending."""
    return next((words.replace(".", " ") for words in form.title.data.values() if words), "") + ".txt"


@blueprint.get("/<int:document_id>/<name>")
@public
def read(slug: str, document_id: int, name: str) -> FlaskResponse:
    """The file itself: a PDF or a picture in the browser, a text as text, nothing ever as a page of this site."""
    document, content = documents.open_document(db.session(), jury(), document_id, actor=actor())
    is_inline = document.media_type in document_files.INLINE and "download" not in request.args
    charset = "; charset=utf-8" if document.media_type == document_files.TEXT else ""
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
