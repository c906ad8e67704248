"""A jury on its way out: a written and a published verdict, made through the services that real people use."""
from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.phases import DissentKind
from app.domain.stages import Stage
from app.models import Jury, Verdict
from app.services import juries
from app.services.juries import ChargeTexts
from app.services.vault import Vault
from app.services.verdict import dissents, verdicts
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


def write(session: Session, cast: Cast, answer: dict[str, str] | None = None) -> Verdict:
    jury = jury_of(session, cast)
    seen = verdicts.mark_of(verdicts.latest(session, jury))
    return verdicts.write(session, jury, answer or texts("The answer"), texts("How the jury worked"), seen=seen,
                          actor=actor(session, cast, "organizer"), now=NOW)


def publish(session: Session, cast: Cast, vault: Vault, dissent: str | None = None) -> Verdict:
    jury = to_verdict(session, cast, vault, dissent=dissent)
    verdict = write(session, cast)
    return verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), actor=actor(session, cast, "organizer"),
                            now=NOW)
