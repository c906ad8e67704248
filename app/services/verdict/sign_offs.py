"""The jurors sign off the text of the verdict before it is published, or say what is wrong with it."""
from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound, refuse_if
from app.domain.languages import LANGUAGES
from app.domain.roles import Actor, Role
from app.domain.writing import clean_text
from app.models import Jury, SignOff, SignOffRound, Verdict
from app.services import juries, messages, records
from app.services.accounts import memberships
from app.services.stage_checks import verdict_is_complete
from app.services.vault import Vault

WRITERS = (Role.ORGANIZER, Role.FACILITATOR)
SHORTEST = timedelta(hours=1)  # long enough to hear of it and to read the text
LONGEST_REMARK = 1000
_KEY = 16


@dataclass(frozen=True)
class Remark:
    """What a juror found wrong, and what the writers answer. `key` names it without naming the juror."""

    key: str
    words: str
    language: str
    name: str | None  # None: a juror
    answer: str
    answer_language: str


@dataclass(frozen=True)
class Standing:
    """How far the sign-off of one text has come: numbers and remarks, never who has answered."""

    jurors: int
    number: int  # of the round; 0: the jurors have not been asked about these words
    asked_at: datetime | None = None
    closes_at: datetime | None = None
    signed: int = 0
    answered: int = 0
    remarks: tuple[Remark, ...] = ()
    waiver: str = ""
    had_rounds: bool = False  # they were asked before, about other words

    @property
    def needed(self) -> int:
        """More than half of the seated jurors."""
        return self.jurors // 2 + 1

    @property
    def is_complete(self) -> bool:
        """Every juror has answered; nobody needs to be waited for."""
        return self.number > 0 and self.answered >= self.jurors

    def is_open(self, now: datetime) -> bool:
        return self.closes_at is not None and now < self.closes_at


def text_mark(verdict: Verdict) -> str:
    """The fingerprint of the words that jurors sign off; saving the same words again does not change it."""
    parts = [verdict.answer, verdict.process_note, verdict.case_for, verdict.case_against, bool(verdict.nobody_for),
             bool(verdict.nobody_against)]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def round_of(session: Session, verdict: Verdict) -> SignOffRound | None:
    """The round about the words as they are now; None when nobody was asked about them."""
    last = _last_round(session, verdict)
    return last if last is not None and last.text_sha256 == text_mark(verdict) else None


def _last_round(session: Session, verdict: Verdict) -> SignOffRound | None:
    return session.scalars(select(SignOffRound).where(SignOffRound.verdict_id == verdict.id).order_by(
        SignOffRound.number.desc()).limit(1)).first()


def standing(session: Session, jury: Jury, verdict: Verdict | None) -> Standing:
    """Counts only jurors who are still seated; a remark stays, whoever has left."""
    seated = {row.id for row in memberships.members_of(session, jury.id, Role.JUROR)}
    if verdict is None or verdict.id is None:
        return Standing(len(seated), 0)
    waiver, found = verdict.waiver_reason or "", round_of(session, verdict)
    if found is None:
        return Standing(len(seated), 0, waiver=waiver, had_rounds=_last_round(session, verdict) is not None)
    given = [row for row in found.answers if row.membership_id in seated]
    remarks = sorted((_remark(row) for row in found.answers if not row.is_signed), key=lambda each: each.key)
    return Standing(len(seated), found.number, found.asked_at, found.closes_at, sum(row.is_signed for row in given),
                    len(given), tuple(remarks), waiver, had_rounds=True)


def _remark(row: SignOff) -> Remark:
    return Remark(_key(row), row.remark or "", row.language, row.membership.alias if row.is_named else None,
                  row.answer or "", row.answer_language or row.language)


def _key(row: SignOff) -> str:
    """In the order of these keys, remarks say nothing about who is behind them."""
    return hashlib.sha256(f"{row.round_id}:{row.membership_id}:{row.remark}".encode()).hexdigest()[:_KEY]


def faults(session: Session, jury: Jury, verdict: Verdict | None, *, now: datetime | None = None) -> list[DomainError]:
    """What the sign-off still lacks before publishing; nothing when the organizer publishes without, for a reason.

    Without `now` it is not asked whether jurors still have time to answer.
    """
    found = standing(session, jury, verdict)
    if found.waiver:
        return []
    if found.number == 0:
        return [DomainError("sign_off_is_void" if found.had_rounds else "sign_off_is_not_asked")]
    reasons = []
    if found.signed < found.needed:
        reasons.append(DomainError("sign_off_lacks_jurors", signed=found.signed, needed=found.needed))
    if now is not None and found.is_open(now) and not found.is_complete:
        reasons.append(DomainError("sign_off_is_running", answered=found.answered, jurors=found.jurors))
    waiting = sum(not remark.answer for remark in found.remarks)
    return [*reasons, DomainError("remark_is_unanswered", remarks=waiting)] if waiting else reasons


def ask(session: Session, jury: Jury, closes_at: datetime, *, seen: str, vault: Vault, actor: Actor,
        now: datetime) -> SignOffRound:
    """Put the saved words before every juror until `closes_at`; asked again about the same words, only the time
    changes. Each juror gets one message a round. `seen`: `text_mark` of what the writer read.

    Raises what the text lacks, `verdict_was_edited`, `verdict_is_published`, `deadline_is_too_soon`.
    """
    actor.require(*WRITERS)
    juries.hold(session, jury)
    verdict = _unpublished(session, jury)
    if text_mark(verdict) != seen:
        raise Conflict("verdict_was_edited")
    refuse_if(verdict_is_complete(session, jury))
    if closes_at < now + SHORTEST:
        raise DomainError("deadline_is_too_soon")
    found = round_of(session, verdict) or _new_round(session, verdict, now)
    found.closes_at = closes_at
    session.flush()
    records.add_entry(session, jury.id, "sign_off_asked", {
        "version": verdict.version, "round": found.number, "text_sha256": found.text_sha256,
        "until": closes_at.replace(microsecond=0).isoformat()}, now=now)
    for juror in memberships.members_of(session, jury.id, Role.JUROR):
        messages.remind(session, jury, "verdict_to_sign_off", key=f"{verdict.id}:{found.number}", person=juror.person,
                        vault=vault, now=now, in_digest=False, values={"until_at": closes_at.isoformat()})
    return found


def _new_round(session: Session, verdict: Verdict, now: datetime) -> SignOffRound:
    last = _last_round(session, verdict)
    found = SignOffRound(verdict_id=verdict.id, number=last.number + 1 if last else 1, text_sha256=text_mark(verdict),
                         asked_at=now, closes_at=now)
    session.add(found)
    return found


def _unpublished(session: Session, jury: Jury) -> Verdict:
    """The draft, read anew behind the lock: somebody may have saved it a moment ago."""
    verdict = session.scalars(select(Verdict).where(Verdict.jury_id == jury.id).order_by(
        Verdict.version.desc()).limit(1).execution_options(populate_existing=True)).first()
    if verdict is None:
        raise Conflict("verdict_is_missing")
    if verdict.document is not None:
        raise Conflict("verdict_is_published")
    return verdict


def own_answer(found: SignOffRound, actor: Actor) -> SignOff | None:
    membership_id = actor.memberships.get(Role.JUROR)
    return next((row for row in found.answers if row.membership_id == membership_id), None)


def give(session: Session, jury: Jury, *, seen: str, is_signed: bool, remark: str, language: str, is_named: bool,
         actor: Actor, now: datetime) -> SignOff:
    """A juror signs off the words that they read, or says what is wrong; until the time is over they may think again.

    `seen`: `text_mark` of what they read. Raises `text_has_changed`, `sign_off_is_over`, `remark_is_missing`,
    `remark_is_too_long`.
    """
    membership_id = actor.require(Role.JUROR)
    juries.hold(session, jury)
    verdict = _unpublished(session, jury)
    found = round_of(session, verdict)
    if found is None or found.text_sha256 != seen:
        raise Conflict("text_has_changed")
    if now >= found.closes_at:
        raise Conflict("sign_off_is_over")
    words = "" if is_signed else _checked(remark, "remark_is_missing")
    row = own_answer(found, actor) or SignOff(membership_id=membership_id)
    if row.round_id is None:
        found.answers.append(row)
    if row.remark != (words or None):
        row.answer = row.answer_language = None  # it answered other words
    row.is_signed, row.remark, row.is_named = is_signed, words or None, is_named and not is_signed
    row.language = language if language in LANGUAGES else LANGUAGES[0]
    session.flush()
    return row


def _checked(text: str, code: str) -> str:
    words = clean_text(text)
    if not words:
        raise DomainError(code)
    if len(words) > LONGEST_REMARK:
        raise DomainError("remark_is_too_long", length=len(words), maximum=LONGEST_REMARK)
    return words


def answer_remark(session: Session, jury: Jury, key: str, text: str, *, language: str, actor: Actor) -> SignOff:
    """Answer what a juror found wrong; both are published with the verdict.

    Raises `remark_is_unknown`, also when the juror has changed it meanwhile, `answer_is_missing`.
    """
    actor.require(*WRITERS)
    juries.hold(session, jury)
    found = round_of(session, _unpublished(session, jury))
    row = next((row for row in found.answers if not row.is_signed and _key(row) == key), None) if found else None
    if row is None:
        raise NotFound("remark_is_unknown")
    row.answer = _checked(text, "answer_is_missing")
    row.answer_language = language if language in LANGUAGES else LANGUAGES[0]
    session.flush()
    return row


def waive(session: Session, jury: Jury, reason: str, *, seen: str, actor: Actor, now: datetime) -> Verdict:
    """The organizer publishes these words without the jurors' sign-off, for a public reason.

    Raises `reason_is_missing`, `remark_is_too_long`, `verdict_was_edited`, `verdict_is_published`.
    """
    actor.require(Role.ORGANIZER)
    words = _checked(reason, "reason_is_missing")
    juries.hold(session, jury)
    verdict = _unpublished(session, jury)
    if text_mark(verdict) != seen:
        raise Conflict("verdict_was_edited")
    verdict.waiver_reason = words
    session.flush()
    found = standing(session, jury, verdict)
    records.add_entry(session, jury.id, "sign_off_waived", {
        "version": verdict.version, "signed": found.signed, "jurors": found.jurors, "reason": words}, now=now)
    return verdict


def forget(session: Session, verdict: Verdict) -> None:
    """The published document holds the sums and the remarks; who was of which mind is nobody's business any more."""
    rounds = select(SignOffRound.id).where(SignOffRound.verdict_id == verdict.id)
    session.execute(delete(SignOff).where(SignOff.round_id.in_(rounds)))
    session.expire_all()
