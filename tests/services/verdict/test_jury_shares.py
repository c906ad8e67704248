"""Who the jurors are: confirmed seats of the draw that counts, one feature at a time."""
from __future__ import annotations

from decimal import Decimal

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.phases import DrawState, OfferState
from app.models import Draw, Feature, FeatureValue, Jury, PoolFreeze, Registrant, SeatOffer
from app.services.verdict import jury_shares, verdict_documents, verdicts
from app.services.verdict.jury_shares import ValueShare
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, vault_of
from tests.publishing import sign_off, to_verdict, write

SEX = {"kk": "Жынысы", "ru": "Пол", "en": "Sex"}


def draw(session: Session, jury: Jury, state: DrawState, number: int = 1) -> Draw:
    made = Draw(jury_id=jury.id, number=number, state=state, seats=3, objective="leximin", panel_count=1000,
                started_at=NOW, commitment_hash="c" * 64, panel_number=7, drawn_at=NOW)
    session.add(made)
    session.flush()
    return made


def seat(session: Session, jury: Jury, drawn: Draw, number: int, sex: str, state: OfferState) -> None:
    person = Registrant(jury_id=jury.id, number=number, external_id=str(number), features={"sex": sex, "job": "a"},
                        contact_sealed=b"", language="kk", registered_at=NOW)
    session.add(person)
    session.flush()
    session.add(SeatOffer(jury_id=jury.id, draw_id=drawn.id, registrant_id=person.id, ticket=f"{number:04d}",
                          state=state, token_hash=f"{drawn.number}-{number}", offered_at=NOW, answer_by=NOW))
    session.flush()


def panel(session: Session, jury: Jury) -> None:
    """Two women and a man in their seats; one refused, and an earlier draw is void."""
    session.add(Feature(jury_id=jury.id, name="sex", label=SEX, position=1, values=[
        FeatureValue(name="f", label={"en": "Women"}, position=1, share_percent=Decimal("52.500"), minimum=1,
                     maximum=2),
        FeatureValue(name="m", position=2, share_percent=Decimal("47.5"), minimum=1, maximum=2)]))
    session.add(Feature(jury_id=jury.id, name="job", position=2, values=[
        FeatureValue(name="a", position=1, share_percent=None, minimum=0, maximum=3)]))
    session.add(PoolFreeze(jury_id=jury.id, people=40, sha256="a" * 64, at=NOW))
    void, valid = draw(session, jury, DrawState.VOID), draw(session, jury, DrawState.DRAWN, 2)
    seat(session, jury, void, 9, "m", OfferState.CONFIRMED)
    for number, sex in ((1, "f"), (2, "f"), (3, "m")):
        seat(session, jury, valid, number, sex, OfferState.CONFIRMED)
    seat(session, jury, valid, 4, "m", OfferState.DECLINED)


def test_confirmed_jurors_of_the_valid_draw_are_counted(session: Session, cast: Cast) -> None:
    jury = jury_of(session, cast)
    panel(session, jury)
    found = jury_shares.composition_of(session, jury)
    assert (found.pool, found.jurors) == (40, 3)
    assert found.features[0].label == SEX
    assert found.features[0].values == (ValueShare({"en": "Women"}, 2, "52.5"),
                                        ValueShare({"kk": "m", "ru": "m", "en": "m"}, 1, "47.5"))
    assert found.features[1].values[0].population is None


def test_without_a_draw_nothing_is_claimed(session: Session, cast: Cast) -> None:
    found = jury_shares.composition_of(session, jury_of(session, cast))
    assert (found.pool, found.jurors, found.features) == (0, 0, ())


def test_the_verdict_shows_and_keeps_who_they_are(session: Session, cast: Cast, app: Flask) -> None:
    jury = to_verdict(session, cast, vault_of(app))
    panel(session, jury)
    verdict = write(session, cast)
    sign_off(session, cast, vault_of(app))
    verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), actor=actor(session, cast, "organizer"), now=NOW)
    document = verdict_documents.read(verdict.document or "")
    assert document.composition == jury_shares.composition_of(session, jury)
    assert document.draw is not None
    assert (document.draw.number, document.draw.panel_number, document.draw.commitment_sha256) == (2, 7, "c" * 64)
    session.commit()
    page = app.test_client().get("/en/juries/water-2026/verdict").get_data(as_text=True)
    assert "Women: jury 66.7" in page
    assert "population 52.5" in page
    assert ">40</b>" in page
