"""The authority's formal letter: its heading, and the PDF in each language."""
from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import DomainError, NotFound
from app.domain.roles import Role
from app.extensions import db
from app.forms.replies import ReplyLetterForm
from app.i18n import current_language
from app.installation import current_settings, utc_now
from app.models import Jury, ReplyLetter
from app.papers import PaperFailed, Papers, missing_libraries
from app.services.replies import reply_letters, trackers
from app.services.replies.reply_letters import LetterTexts
from app.services.verdict import verdicts
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.refusals import attach

blueprint = Blueprint("reply_letters", __name__, url_prefix="/juries/<slug>/replies")
log = logging.getLogger(__name__)


@blueprint.route("/letter", methods=["GET", "POST"])
@member(Role.COMMISSIONER)
def edit(slug: str) -> ResponseReturnValue:
    """Number, date and signature."""
    if not reply_letters.is_ready(db.session(), jury(), now=utc_now()):
        raise DomainError("letter_is_not_ready")
    letter = reply_letters.letter_of(db.session(), jury())
    form = ReplyLetterForm(obj=letter)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                reply_letters.write_letter(session, session.get_one(Jury, jury().id), _texts(form), actor=actor(),
                                           now=utc_now())
            flash(gettext("The letter is public now."), "success")
            return redirect(url_for("reply_letters.edit", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    letter = reply_letters.letter_of(db.session(), jury())
    items = trackers.tracked(db.session(), jury(), now=utc_now())
    return render_template("replies/letter.html", jury=jury(), form=form, letter=letter,
                           is_behind=letter is not None and reply_letters.is_behind(items, letter))


def _texts(form: ReplyLetterForm) -> LetterTexts:
    return LetterTexts(form.number.data, form.signed_on.data, form.signer.data, form.post.data, form.opening.data)


@blueprint.get("/letter.pdf")
@public
def paper(slug: str) -> ResponseReturnValue:
    """The letter in the language of the address, tagged for screen readers."""
    letter = reply_letters.letter_of(db.session(), jury())
    if letter is None:
        raise NotFound("letter_is_unknown")
    if missing_libraries():
        raise DomainError("pdf_library_is_missing", libraries=", ".join(missing_libraries()))
    try:
        pdf = _papers().draw(_html(letter))
    except PaperFailed:
        log.exception("pdf_failed", extra={"jury_id": jury().id})
        raise DomainError("pdf_failed") from None
    name = f"{slug}-reply-{letter.version}-{current_language()}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


def _html(letter: ReplyLetter) -> str:
    published = verdicts.published(db.session(), jury())
    if not published:
        abort(404)
    return render_template(
        "replies/letter_paper.html", jury=jury(), letter=letter, verdict=published[0],
        answers=reply_letters.at_writing(trackers.tracked(db.session(), jury(), now=utc_now()), letter),
        address=current_settings().base_url + url_for("tracker.index", slug=jury().slug))


def _papers() -> Papers:
    folder = current_settings().data_dir
    return Papers(assets=folder / "assets", folder=folder / "papers")
