"""A jury at which people can register: targets to ask about, an open registration, and one letter with its code."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.registrations import QuestionKind, RegistrantSource
from app.domain.stages import Stage
from app.models import Address, Feature, FeatureValue, Jury, Registrant
from app.services.recruitment import letter_codes, registration_questions, registration_terms, registrations
from app.services.recruitment.registration_answers import CONSENT_VERSION, Answers, Contact, Support
from app.services.recruitment.registration_questions import Wording
from app.services.recruitment.registration_terms import Terms
from app.services.recruitment.registrations import Registering
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of, texts

CODE = "482103769954"
VALUES = {"gender": ("woman", "man"), "age": ("18–39", "40–64", "65+"), "attitude": ("for", "undecided", "against")}
FEATURES = {"gender": "woman", "age": "40–64", "attitude": "undecided"}
KINDS = {"gender": QuestionKind.CHOICE, "age": QuestionKind.BIRTH_YEAR, "attitude": QuestionKind.ATTITUDE}
PERSON = Contact("Айгүл Нұрланқызы", "8 701 000 11 22", "Aigul@example.kz", "Алматы, Абай көшесі 5, 12 пәтер")


def open_registration(session: Session, cast: Cast, vault: Vault, now: datetime, *, without_code: bool = True) -> Jury:
    """Bring the cast's jury to recruitment with targets, worded questions, a letter, and the registration open."""
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    jury.stage = Stage.RECRUITMENT
    for place, (name, values) in enumerate(VALUES.items()):
        feature = Feature(jury_id=jury.id, name=name, position=place, label=texts(name.title()))
        feature.values = [FeatureValue(name=value, position=at, label=texts(f"is {value}"), minimum=0,
                                       maximum=jury.seats) for at, value in enumerate(values)]
        session.add(feature)
    session.add(Address(
        jury_id=jury.id, number=1, area="Almaty", address_hash="x", added_at=now, drawn_at=now, sent_at=now,
        contact_sealed=vault.seal(jury, {"town": "Алматы", "street": "Сәтбаев көшесі 7, 3"}),
        code_hash=letter_codes.hash_code(jury, CODE, vault=vault), code_sealed=vault.seal(jury, CODE)))
    session.flush()
    registration_questions.word_questions(session, jury, {
        name: Wording(kind, {}) for name, kind in KINDS.items()}, actor=organizer)
    registration_terms.set_terms(session, jury, Terms(True, without_code, None), vault=vault, actor=organizer, now=now)
    return jury


def answers(contact: Contact = PERSON, **others: object) -> Answers:
    return Answers(**{"language": "kk", "features": FEATURES, "contact": contact, "consent_version": CONSENT_VERSION,  # type: ignore[arg-type]
                      "support": Support(["kk"], ["travel"], "", "all"), **others})


def enter(session: Session, jury: Jury, vault: Vault, now: datetime, given: Answers, token: str) -> Registrant:
    how = Registering(RegistrantSource.WEB, token, "registered before")
    return registrations.register(session, jury, given, how, vault=vault, now=now)
