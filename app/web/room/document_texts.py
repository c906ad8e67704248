"""A document as numbered paragraphs: marked where it is not understood, explained beside."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM
from app.domain.errors import DomainError
from app.domain.evidence import DocumentKind
from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.forms.documents import NoteForm, ParagraphForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Document, DocumentParagraph, Jury
from app.services.room import clarifications, documents
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import tell
from app.web.room.room_context import room_values

blueprint = Blueprint("document_texts", __name__, url_prefix="/juries/<slug>/documents")
KEEPERS = (Role.FACILITATOR, Role.ORGANIZER)


@blueprint.get("/<int:document_id>/text")
@member(*MEMBERS_OF_THE_ROOM)
def show(slug: str, document_id: int) -> str:
    session = db.session()
    document = documents.find_document(session, jury(), document_id)
    values = room_values(session, "documents.index", now=utc_now())
    juror = actor().memberships.get(Role.JUROR)
    is_mine = document.added_by_id in actor().memberships.values()
    return render_template(
        "documents/show.html", document=document, paragraphs=clarifications.paragraph_views(session, document.id),
        own=clarifications.own_marks(session, document.id, juror) if juror else {},
        versions=documents.versions_of(session, document), asked=number_in(request.args.get("explain")),
        may_explain=clarifications.may_explain(document, actor()),
        may_replace=_is_replaceable(document) and (is_mine or actor().has(*KEEPERS)),
        may_claim=jury().stage is Stage.DELIBERATION and actor().has(Role.JUROR, Role.FACILITATOR), **values)


def _is_replaceable(document: Document) -> bool:
    """Words of the public nobody may change."""
    return document.replaced_at is None and document.kind is not DocumentKind.PUBLIC


@blueprint.post("/<int:document_id>/unclear")
@member(Role.JUROR)
def mark_unclear(slug: str, document_id: int) -> Response:
    form = ParagraphForm()
    return _change(form, document_id, lambda session, where, number: clarifications.mark_unclear(
        session, where, number, form.word.data or "", actor=actor(), now=utc_now()))


@blueprint.post("/<int:document_id>/clear")
@member(Role.JUROR)
def clear(slug: str, document_id: int) -> Response:
    return _change(ParagraphForm(), document_id, lambda session, where, number: clarifications.unmark(
        session, where, number, actor=actor(), now=utc_now()))


@blueprint.post("/<int:document_id>/explain")
@member(Role.EXPERT, *KEEPERS)
def explain(slug: str, document_id: int) -> Response:
    form = NoteForm()
    return _change(form, document_id, lambda session, where, number: clarifications.explain(
        session, where, number, form.text.data or "", page_language=current_language(), actor=actor(),
        now=utc_now()), gettext("The explanation stands beside the paragraph."))


def _change(form: FlaskForm, document_id: int, action: Callable[[Session, Jury, int], int],
            done: str | None = None) -> Response:
    """Do it and come back to the paragraph."""
    place = None
    try:
        if not form.validate_on_submit():
            raise DomainError("command_not_understood")
        with transaction() as session:
            document_id = action(session, session.get_one(Jury, jury().id), form["paragraph"].data)
            place = f"p{session.get_one(DocumentParagraph, form['paragraph'].data).number}"
        if done:
            flash(done, "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("document_texts.show", slug=jury().slug, document_id=document_id, _anchor=place), 303)
