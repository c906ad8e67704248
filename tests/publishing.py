"""A jury on its way out: a written and a published verdict, made through the services that real people use."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import DissentKind
from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import Jury, Verdict
from app.services import juries
from app.services.accounts import actors, memberships
from app.services.juries import ChargeTexts
from app.services.vault import Vault
from app.services.verdict import dissents, sign_offs, verdicts
from app.services.verdict.verdicts import Cases
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW, adopt, set_stage, sit


def to_verdict(session: Session, cast: Cast, vault: Vault, titles: tuple[str, ...] = ("Clean water", "Clean air"),
               dissent: str | None = None) -> Jury:
    """A jury that has adopted recommendations and now writes its verdict."""
    juries.write_charge(session, jury_of(session, cast), ChargeTexts(
        texts("What should be done about the water?"), texts("In"), texts("Out"), texts("Powers"), texts("Promise")),
        actor=actor(session, cast, "organizer"), now=NOW)
    jury = sit(session, cast)
    ballot = adopt(session, cast, vault, *titles)
    if dissent:
        dissents.attach(session, jury, ballot.items[0].proposal_id, DissentKind.DISSENT, dissent, language="en",
                        is_named=False, actor=actor(session, cast, "second_juror"), now=NOW)
    return set_stage(session, cast, Stage.VERDICT)


CASES = Cases(texts("The best case for it"), nobody_against=True)


def write(session: Session, cast: Cast, answer: dict[str, str] | None = None) -> Verdict:
    """The writers write the verdict."""
    jury = jury_of(session, cast)
    seen = verdicts.mark_of(verdicts.latest(session, jury))
    return verdicts.write(session, jury, answer or texts("The answer"), texts("How the jury worked"), seen=seen,
                          cases=CASES, actor=actor(session, cast, "organizer"), now=NOW)


def sign_off(session: Session, cast: Cast, vault: Vault, now: datetime = NOW) -> None:
    """Every juror is asked about the latest text and says that it is what they decided."""
    jury = jury_of(session, cast)
    mark = sign_offs.text_mark(session.scalars(select(Verdict).where(Verdict.jury_id == jury.id).order_by(
        Verdict.version.desc()).limit(1)).one())
    sign_offs.ask(session, jury, now + timedelta(hours=2), seen=mark, vault=vault, now=now,
                  actor=actor(session, cast, "organizer"))
    for juror in memberships.members_of(session, jury.id, Role.JUROR):
        sign_offs.give(session, jury, seen=mark, is_signed=True, remark="", language="en", is_named=False, now=now,
                       actor=actors.actor_for(session, juror.person, jury.id))


def publish(session: Session, cast: Cast, vault: Vault, dissent: str | None = None) -> Verdict:
    jury = to_verdict(session, cast, vault, dissent=dissent)
    verdict = write(session, cast)
    sign_off(session, cast, vault)
    return verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), actor=actor(session, cast, "organizer"),
                            now=NOW)
