"""The job that draws the letters of a wave as PDFs, part by part, so that neither memory nor time grows."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.extensions import db
from app.fragments.paper_letters import LetterSetting, Side, render_letters, sides_of
from app.installation import current_settings, current_vault, utc_now
from app.jobs.work import Work
from app.models import Address, Jury, Letter, LetterDraw, LetterFile, LetterWave
from app.papers import PaperFailed, Papers, missing_libraries
from app.services import jobs
from app.services.recruitment import letter_files, letter_plans, letter_waves
from app.services.recruitment.addresses import opened
from app.services.stage_checks import latest_charge
from app.transaction import transaction
from sortition.errors import Cancelled

log = logging.getLogger(__name__)
# Minutes of drawing must not be lost because somebody else writes to the database for a while.
WAITS = (1.0, 5.0, 20.0)  # seconds
PART = 50  # letters in one PDF: some seconds of work; WeasyPrint holds all pages of a document in memory


def run(work: Work) -> None:
    """Repeatable: every part is kept with how far we came; who answered meanwhile gets no letter."""
    if missing_libraries():
        raise DomainError("pdf_library_is_missing", libraries=", ".join(missing_libraries()))
    session = _reader()
    wave = session.get_one(LetterWave, work.claim.payload["wave_id"])
    wave_id, total = wave.id, wave.letters
    setting = _setting(session, wave)
    sides = sides_of(setting)
    done = session.scalar(select(func.coalesce(func.max(LetterFile.last_place), 0)).where(
        LetterFile.wave_id == wave_id)) or 0
    while _draw_part(work, wave_id, setting, sides, done, total):
        done = _reader().scalar(select(func.max(LetterFile.last_place)).where(LetterFile.wave_id == wave_id)) or total
        if work.is_cancelled():
            raise Cancelled


def _reader() -> Session:
    session = db.session()
    session.rollback()
    return session


def _setting(session: Session, wave: LetterWave) -> LetterSetting:
    jury = session.get_one(Jury, wave.jury_id)
    addresses = session.scalar(select(func.max(LetterDraw.addresses)).join(
        Address, Address.letter_draw_id == LetterDraw.id).join(Letter, Letter.address_id == Address.id).where(
        Letter.wave_id == wave.id)) or 0
    plan, charge = letter_plans.plan_of(session, jury), latest_charge(session, jury)
    plan.answer_by = wave.answer_by
    session.expunge_all()  # the words are put together beside the transactions of the parts
    return LetterSetting(jury, charge, plan, wave.kind, addresses, current_settings().base_url, utc_now())


def _draw_part(work: Work, wave_id: int, setting: LetterSetting, sides: list[Side], done: int, total: int) -> bool:
    """Draw the letters behind the place `done` and keep them; False when there are none left."""
    letters = letter_waves.letters_of(_reader(), wave_id, after=done, limit=PART)
    listed = opened(setting.jury, [address for _place, address in letters], vault=current_vault())
    places = [place for place, _address in letters]
    pdf = _drawn(render_letters(setting, sides, listed)) if letters else b""
    if not places:
        _patiently(lambda: _finish(work))
        return False
    _patiently(lambda: _keep(work, wave_id, setting.jury.id, pdf, places=places, total=total))
    return True


def _keep(work: Work, wave_id: int, jury_id: int, pdf: bytes, *, places: list[int], total: int) -> None:
    with transaction() as session:
        letter_files.keep_part(session, session.get_one(Jury, jury_id), wave_id, pdf, letters=len(places),
                               first_place=places[0], last_place=places[-1], vault=current_vault(), now=utc_now())
        if not jobs.report_progress(session, work.claim, "letter_pages", places[-1], total):
            raise Conflict("job_was_taken_away")  # rolls the part back: another worker draws it


def _finish(work: Work) -> None:
    with transaction() as session:
        work.finish(session)


def _patiently(write: Callable[[], None]) -> None:
    """Write, and again a few times while the database is busy or away."""
    for seconds in WAITS:
        try:
            return write()
        except OperationalError:
            log.warning("letters_wait_for_database")
            time.sleep(seconds)
    return write()


def _drawn(html: str) -> bytes:
    folder = current_settings().data_dir
    try:
        return Papers(assets=folder / "assets", folder=folder / "papers").draw_once(html)
    except PaperFailed as error:
        raise DomainError("pdf_failed") from error
