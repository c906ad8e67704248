"""The letter desk: how many letters, what they say, printing, posting, reminders, and what came back."""
from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time
from tempfile import TemporaryFile
from zipfile import ZIP_STORED, ZipFile
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.wrappers import Response as FileResponse
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.letters import LetterKind, Mark
from app.domain.local_days import local_day
from app.domain.roles import Role
from app.extensions import db
from app.forms.letters import AnnounceForm, MarkForm, PlanForm, PostedForm, WaveForm, WordsForm
from app.forms.seats import OneButtonForm
from app.fragments.paper_letters import registration_url
from app.installation import current_settings, current_vault, utc_now
from app.models import Job, LetterWave
from app.services.recruitment import (
    addresses,
    letter_draws,
    letter_files,
    letter_plans,
    letter_tables,
    letter_waves,
    responses,
)
from app.services.recruitment.letter_plans import LetterWords, PlanValues
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell

blueprint = Blueprint("letters", __name__, url_prefix="/juries/<slug>/letters")
log = logging.getLogger(__name__)


@blueprint.get("")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    """The desk; with `X-Fragment` only the response by area, which renews itself."""
    if "X-Fragment" in request.headers:
        return render_template("letter_desk/_response.html", jury=jury(), **_response())
    return _index()


def _index(**forms: object) -> str:
    session = db.session()
    plan = letter_plans.plan_of(session, jury())
    areas = letter_plans.areas_of(session, jury(), plan)
    need, reason = None, None
    try:
        need = letter_plans.need_of(areas, plan)
    except DomainError as error:
        reason = error
    waves = [(wave, session.get(Job, wave.job_id) if wave.job_id else None, letter_files.parts_of(session, wave))
             for wave in letter_waves.waves_of(session, jury())]
    known: dict[str, object] = {
        "plan_form": _plan_form(), "announce_form": AnnounceForm(formdata=None), "wave_form": WaveForm(formdata=None),
        "posted_form": PostedForm(formdata=None, posted_on=_today()), "mark_form": MarkForm(formdata=None)}
    return render_template(
        "letter_desk/index.html", jury=jury(), plan=plan, areas=areas, need=need, reason=reason, waves=waves,
        draws=letter_draws.draws_of(session, jury()), announced=addresses.announced_draw(session, jury()),
        total=addresses.count_addresses(session, jury()), one=OneButtonForm(formdata=None),
        due={kind: letter_waves.count_due(session, jury(), kind) for kind in LetterKind},
        **_response(), **(known | forms))


def _response() -> dict[str, object]:
    session = db.session()
    plan = letter_plans.plan_of(session, jury())
    shares = {name: float(letter_plans.read_percent(response or plan.response, name, []))
              for name, (_weight, response) in plan.areas.items()}
    usual = float(letter_plans.read_percent(plan.response, "", []))
    found = responses.responses_by_area(session, jury(), shares, usual)
    return {"responses": found, "sum": responses.in_all(found), "wanted": plan.wanted}


def _today() -> date:
    return local_day(jury(), utc_now())


def _plan_form() -> PlanForm:
    session = db.session()
    plan = letter_plans.plan_of(session, jury())
    rows = [{"name": name, "weight": plan.areas.get(name, ["1", ""])[0], "response": plan.areas.get(name, ["1", ""])[1]}
            for name in addresses.areas_not_drawn(session, jury())]
    return PlanForm(formdata=None, data={"wanted": plan.wanted, "response": plan.response, "letters": plan.letters,
                                         "areas": rows})


@blueprint.post("/plan")
@member(Role.ORGANIZER)
def save_plan(slug: str) -> str | Response:
    form = PlanForm()
    if form.validate_on_submit():
        rows = {row.form.name.data: (row.form.weight.data, row.form.response.data or "") for row in form.areas}
        try:
            with transaction() as session:
                letter_plans.save_plan(session, jury(), PlanValues(
                    form.wanted.data, form.response.data, rows, form.letters.data), actor=actor())
            flash(gettext("Saved."), "success")
            return redirect(url_for("letters.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return _index(plan_form=form)


@blueprint.route("/words", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def words(slug: str) -> str | Response:
    """What the letter says besides what the jury says itself."""
    plan = letter_plans.plan_of(db.session(), jury())
    form = WordsForm(obj=plan, first_words=plan.words.get(plan.first_language, ""),
                     second_words=plan.words.get(plan.second_language, ""))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                letter_plans.save_words(session, jury(), _words(form), actor=actor())
            flash(gettext("Saved."), "success")
            return redirect(url_for("letters.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("letter_desk/words.html", jury=jury(), form=form)


def _words(form: WordsForm) -> LetterWords:
    own = {form.first_language.data: form.first_words.data or "",
           form.second_language.data: form.second_words.data or ""}
    sender = "\n".join(line.strip() for line in form.sender.data.splitlines() if line.strip())
    return LetterWords(sender, form.phone.data or "", form.email.data or "", form.answer_by.data,
                       form.first_language.data, form.second_language.data, form.window.data,
                       form.registrations_per_letter.data, {code: text for code, text in own.items() if text.strip()})


@blueprint.post("/waves")
@member(Role.ORGANIZER)
def make_wave(slug: str) -> Response:
    """Put the due letters into a wave and have them drawn for printing."""
    form = WaveForm()
    try:
        kind = LetterKind.REMINDER if form.kind.data == LetterKind.REMINDER.value else LetterKind.INVITATION
        with transaction() as session:
            wave = letter_waves.make_wave(session, jury(), kind, actor=actor(), now=utc_now())
            job_id = letter_waves.start_printing(session, jury(), wave.number, actor=actor(), now=utc_now()).id
        return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)
    except DomainError as error:
        tell(error)
    return redirect(url_for("letters.index", slug=slug), 303)


@blueprint.post("/waves/<int:number>/print")
@member(Role.ORGANIZER)
def print_wave(slug: str, number: int) -> Response:
    """Draw the PDFs anew: the words changed, or the files are gone."""
    OneButtonForm()
    try:
        with transaction() as session:
            job_id = letter_waves.start_printing(session, jury(), number, actor=actor(), now=utc_now()).id
        return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)
    except DomainError as error:
        tell(error)
    return redirect(url_for("letters.index", slug=slug), 303)


@blueprint.post("/waves/<int:number>/posted")
@member(Role.ORGANIZER)
def posted(slug: str, number: int) -> str | Response:
    form = PostedForm()
    if not form.validate_on_submit():
        return _index(posted_form=form)
    try:
        local = datetime.combine(form.posted_on.data, time(0, 0), ZoneInfo(jury().time_zone)).astimezone(UTC)
        with transaction() as session:
            count = letter_waves.mark_posted(session, jury(), number, form.posted_on.data, local, actor=actor(),
                                             now=utc_now())
        flash(gettext("Noted as posted. Letters: %(count)s.", count=count), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("letters.index", slug=slug), 303)


@blueprint.post("/waves/<int:number>/drop")
@member(Role.ORGANIZER)
def drop_wave(slug: str, number: int) -> Response:
    OneButtonForm()
    try:
        with transaction() as session:
            letter_waves.drop_wave(session, jury(), number, actor=actor())
        flash(gettext("The wave was given up; nobody was marked as written to."))
    except DomainError as error:
        tell(error)
    return redirect(url_for("letters.index", slug=slug), 303)


@blueprint.get("/waves/<int:number>/parts/<int:part>.pdf")
@member(Role.ORGANIZER, fresh=True)
def part(slug: str, number: int, part: int) -> FileResponse:
    """One part of a wave for the printer; asks for a fresh sign-in."""
    content = letter_files.open_part(db.session(), jury(), _wave(number), part, vault=current_vault(), actor=actor())
    log.info("letters_downloaded", extra={"jury_id": jury().id})
    return FileResponse(content, mimetype="application/pdf", headers={
        "Content-Disposition": f"attachment; filename={slug}-letters-{number}-{part}.pdf", "Cache-Control": "no-store"})


@blueprint.get("/waves/<int:number>/letters.zip")
@member(Role.ORGANIZER, fresh=True)
def archive(slug: str, number: int) -> Response:
    """All parts of a wave in one file; asks for a fresh sign-in."""
    wave, session = _wave(number), db.session()
    packed = TemporaryFile()  # noqa: SIM115 the answer closes it when it is sent
    with ZipFile(packed, "w", ZIP_STORED) as archive_file:  # PDFs are packed already
        for found in letter_files.parts_of(session, wave):
            content = letter_files.open_part(session, jury(), wave, found.part, vault=current_vault(), actor=actor())
            archive_file.writestr(f"{slug}-letters-{number}-{found.part:03d}.pdf", content)
            session.expunge(found)
    packed.seek(0)
    log.info("letters_downloaded", extra={"jury_id": jury().id})
    answer = send_file(packed, mimetype="application/zip", as_attachment=True,
                       download_name=f"{slug}-letters-{number}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/waves/<int:number>/merge.csv")
@member(Role.ORGANIZER, fresh=True)
def merge(slug: str, number: int) -> FileResponse:
    """Addresses, codes and links of a wave for a mail merge; asks for a fresh sign-in."""
    language = letter_plans.plan_of(db.session(), jury()).first_language
    base = current_settings().base_url
    content = letter_tables.merge_table(db.session(), jury(), _wave(number),
                                        lambda code: registration_url(base, language, slug, code),
                                        vault=current_vault(), actor=actor())
    log.info("letters_exported", extra={"jury_id": jury().id})
    return FileResponse(content, mimetype="text/csv", headers={
        "Content-Disposition": f"attachment; filename={slug}-letters-{number}.csv", "Cache-Control": "no-store"})


def _wave(number: int) -> LetterWave:
    return letter_waves.find_wave(db.session(), jury(), number)


@blueprint.post("/marks")
@member(Role.ORGANIZER)
def mark(slug: str) -> str | Response:
    """Note letters that came back, and people who said no."""
    form = MarkForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                count = addresses.mark(session, jury(), addresses.read_numbers(form.numbers.data), Mark(form.mark.data),
                                       actor=actor(), now=utc_now())
            flash(gettext("Noted. Letters: %(count)s.", count=count), "success")
            return redirect(url_for("letters.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return _index(mark_form=form)
