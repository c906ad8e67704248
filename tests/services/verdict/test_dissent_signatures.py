"""Dissents signed together: by invitation, under exactly the words that were read, and never cut off."""
from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import DissentKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Dissent
from app.services import records
from app.services.verdict import dissent_deadlines, dissent_signatures, dissents
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, adopt, set_stage, sit, vault_of

HOUR = timedelta(hours=1)


@pytest.fixture
def text(session: Session, cast: Cast, app: Flask) -> Dissent:
    """The juror's unsigned dissent, which the second juror is asked to sign."""
    sit(session, cast)
    voted = adopt(session, cast, vault_of(app), "Water").items[0].proposal_id
    made = dissents.attach(session, jury_of(session, cast), voted, DissentKind.DISSENT, "Too dear", language="en",
                           is_named=False, actor=actor(session, cast, "juror"), now=NOW)
    invite(session, cast, made, "second_juror")
    return made


def by(session: Session, cast: Cast, who: str) -> Actor:
    return actor(session, cast, who)


def seat(session: Session, cast: Cast, who: str) -> int:
    return next(iter(by(session, cast, who).memberships.values()))


def invite(session: Session, cast: Cast, dissent: Dissent, *whom: str, who: str = "juror") -> None:
    dissent_signatures.invite(session, jury_of(session, cast), dissent.id, [seat(session, cast, one) for one in whom],
                              actor=by(session, cast, who), now=NOW)


def sign(session: Session, cast: Cast, dissent: Dissent, who: str = "second_juror", *, seen: int = 1,
         is_named: bool = True) -> None:
    dissent_signatures.sign(session, jury_of(session, cast), dissent.id, seen=seen, is_named=is_named,
                            actor=by(session, cast, who), now=NOW)


def change(session: Session, cast: Cast, dissent: Dissent, body: str, *, seen: int = 1, who: str = "juror") -> None:
    dissents.change(session, jury_of(session, cast), dissent.id, body, seen=seen, language="en", is_named=False,
                    actor=by(session, cast, who), now=NOW)


def test_an_invitation_is_no_signature_and_a_signature_is_shown(session: Session, cast: Cast, text: Dissent) -> None:
    assert dissent_signatures.signers_of(text) == dissent_signatures.Signers((), 1)
    sign(session, cast, text)
    assert dissent_signatures.signers_of(text) == dissent_signatures.Signers(("Second Juror",), 1)


def test_only_who_was_asked_signs_and_only_the_author_asks(session: Session, cast: Cast, text: Dissent) -> None:
    with pytest.raises(NotFound):
        sign(session, cast, text, "third_juror")
    with pytest.raises(NotFound):
        invite(session, cast, text, "third_juror", who="second_juror")
    for who in ("facilitator", "organizer", "expert", "overseer", "observer"):
        for act in (lambda who=who: sign(session, cast, text, who),
                    lambda who=who: invite(session, cast, text, "third_juror", who=who),
                    lambda who=who: change(session, cast, text, "Cheap", who=who)):
            with pytest.raises(Forbidden):
                act()
    for whom in ("facilitator", "expert", "juror"):  # the author cannot be their own witness
        with pytest.raises(NotFound, match="member_is_unknown"):
            invite(session, cast, text, whom)


def test_new_words_make_signatures_void_and_drop_translations(session: Session, cast: Cast, text: Dissent) -> None:
    sign(session, cast, text)
    dissents.translate(session, jury_of(session, cast), text.id, {"kk": "Тым қымбат", "en": "no"}, seen=1,
                       actor=by(session, cast, "organizer"))
    assert text.translations == {"kk": "Тым қымбат"}  # the original is not among its translations
    change(session, cast, text, "Far too dear")
    assert dissent_signatures.signers_of(text).names == ()
    assert text.translations == {}
    with pytest.raises(Conflict, match="dissent_was_edited"):
        sign(session, cast, text, seen=1)
    with pytest.raises(Conflict, match="dissent_was_edited"):
        change(session, cast, text, "On top of old words", seen=1)
    sign(session, cast, text, seen=2)
    change(session, cast, text, "Far too dear", seen=2)  # the same words
    assert dissent_signatures.signers_of(text).names == ("Second Juror",)


def test_nobody_but_author_and_organizer_translates(session: Session, cast: Cast, text: Dissent) -> None:
    for who, error in (("second_juror", NotFound), ("facilitator", Forbidden), ("overseer", Forbidden)):
        with pytest.raises(error):
            dissents.translate(session, jury_of(session, cast), text.id, {"kk": "x"}, seen=1,
                               actor=by(session, cast, who))


def test_a_text_stands_as_long_as_somebody_signs_it(session: Session, cast: Cast, text: Dissent) -> None:
    sign(session, cast, text)
    dissents.withdraw(session, jury_of(session, cast), text.id, actor=by(session, cast, "juror"), now=NOW)
    session.expire_all()
    assert dissent_signatures.signers_of(text) == dissent_signatures.Signers(("Second Juror",), 0)
    with pytest.raises(NotFound):
        dissents.withdraw(session, jury_of(session, cast), text.id, actor=by(session, cast, "juror"), now=NOW)
    dissents.withdraw(session, jury_of(session, cast), text.id, actor=by(session, cast, "second_juror"), now=NOW)
    assert dissents.dissents_of(session, jury_of(session, cast)) == {}


def test_a_signature_can_be_taken_back_and_given_again(session: Session, cast: Cast, text: Dissent) -> None:
    sign(session, cast, text)
    dissent_signatures.decline(session, jury_of(session, cast), text.id, actor=by(session, cast, "second_juror"))
    assert dissent_signatures.signers_of(text).names == ()
    assert dissent_signatures.invitations_of(session, jury_of(session, cast), actor=by(
        session, cast, "second_juror"))[text.id].has_declined
    sign(session, cast, text)
    assert dissent_signatures.signers_of(text).count == 2


def test_the_time_limit_leaves_time_and_then_closes(session: Session, cast: Cast, text: Dissent) -> None:
    jury = jury_of(session, cast)
    for who in ("juror", "overseer", "expert"):
        with pytest.raises(Forbidden):
            dissent_deadlines.set_deadline(session, jury, NOW + 2 * HOUR, actor=by(session, cast, who), now=NOW)
    chair = by(session, cast, "facilitator")
    with pytest.raises(DomainError, match="deadline_is_too_soon"):
        dissent_deadlines.set_deadline(session, jury, NOW + HOUR / 2, actor=chair, now=NOW)
    dissent_deadlines.set_deadline(session, jury, NOW + HOUR, actor=chair, now=NOW)
    late = NOW + HOUR
    for act in (lambda: dissents.attach(session, jury, text.proposal_id, DissentKind.DISSENT, "x", language="en",
                                        is_named=False, actor=by(session, cast, "juror"), now=late),
                lambda: dissent_signatures.sign(session, jury, text.id, seen=1, is_named=True, now=late,
                                                actor=by(session, cast, "second_juror"))):
        with pytest.raises(Conflict, match="dissent_is_too_late"):
            act()
    dissents.withdraw(session, jury, text.id, actor=by(session, cast, "juror"), now=late)  # one may still step back
    assert [entry.data for entry in records.entries_of(session, jury.id) if entry.kind == "dissent_deadline_set"]


def test_after_publishing_signatures_stand(session: Session, cast: Cast, text: Dissent) -> None:
    sign(session, cast, text)
    jury = set_stage(session, cast, Stage.PUBLISHED)
    with pytest.raises(Conflict, match="dissent_is_closed"):
        dissent_signatures.decline(session, jury, text.id, actor=by(session, cast, "second_juror"))
    with pytest.raises(Conflict, match="dissent_is_closed"):
        dissents.translate(session, jury, text.id, {"kk": "x"}, seen=1, actor=by(session, cast, "organizer"))
    assert Role.JUROR in by(session, cast, "juror").roles
