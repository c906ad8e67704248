"""Every kind of letter in three languages with sample values, and the organizer's own paragraph in it."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.languages import LANGUAGES
from app.domain.message_kinds import LONGEST_SMS, SHORT_TEMPLATES
from app.domain.roles import Role
from app.extensions import db
from app.forms.messages import ParagraphForm
from app.i18n.letter_samples import preview, short_preview
from app.i18n.letters import TITLES, Letter, with_paragraph
from app.installation import current_settings, utc_now
from app.services.messages import paragraphs
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach

blueprint = Blueprint("letter_texts", __name__, url_prefix="/juries/<slug>/messages/texts")


@blueprint.get("/")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    return render_template("messages/texts.html", jury=jury(), templates=sorted(TITLES),
                           changed=paragraphs.templates_with_own(db.session(), jury()), short=SHORT_TEMPLATES)


@blueprint.route("/<template>", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def show(slug: str, template: str) -> str | Response:
    """Look at a letter as each reader gets it, and write a paragraph of one's own."""
    if template not in TITLES:
        raise NotFound("template_is_unknown")
    session = db.session()
    form = ParagraphForm(data={"text": paragraphs.texts_of(session, jury(), template)})
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                paragraphs.write(writing, jury(), template, form.text.data, actor=actor(), now=utc_now())
            flash(gettext("Saved."), "success")
            return redirect(url_for("letter_texts.show", slug=slug, template=template), 303)
        except DomainError as error:
            attach(form, error)
    base_url = current_settings().base_url
    shorts = {language: short_preview(template, language, jury(), base_url=base_url)
              for language in LANGUAGES if template in SHORT_TEMPLATES}
    letters = {language: _preview(template, language) for language in LANGUAGES}
    return render_template("messages/text.html", jury=jury(), template=template, form=form, shorts=shorts,
                           longest=LONGEST_SMS, letters=letters,
                           versions=paragraphs.versions_of(db.session(), jury(), template))


def _preview(template: str, language: str) -> Letter:
    letter = preview(template, language, jury(), base_url=current_settings().base_url)
    own = paragraphs.text_of(db.session(), jury(), template, language)
    return with_paragraph(letter, own, jury(), language) if own else letter
