"""Registering for a jury, by oneself or by telephone; changing it, and how somebody registers again."""
from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.pool_desk import ChangeKind
from app.domain.registrations import RegistrantSource
from app.domain.roles import SYSTEM, Actor, Role
from app.models import Address, Jury, Registrant
from app.services import messages
from app.services.pool import contact_marks, registrant_changes
from app.services.pool.contacts import household_text, is_email, normal_phone
from app.services.pool.pools import OPEN_STAGES, lock_open
from app.services.pool.registrant_changes import FieldChange
from app.services.recruitment import letter_codes, registration_links, registration_questions, registration_terms
from app.services.recruitment.registration_answers import Answers, Contact, Support
from app.services.vault import Vault
from sortition.spelling import fold

STAFF = (Role.ORGANIZER, Role.FACILITATOR)


@dataclass(frozen=True)
class Registering:
    """What the entry point adds to the answers: how they came, the link for the screen, and the words of the reason
    for which the organizers see a second registration left out."""

    source: RegistrantSource
    token: str
    reason_again: str


def check(session: Session, jury: Jury, answers: Answers, *, now: datetime) -> None:
    """Raises every reason at once: `answer_is_missing`, `name_is_missing`, `contact_is_needed`, `phone_is_no_number`,
    `email_is_no_address`, `address_is_needed`, `consent_is_missing`, `code_is_needed`."""
    terms = registration_terms.require_open(session, jury, now=now)
    reasons = [DomainError("consent_is_missing")] if not answers.consent_version else []
    if answers.address_id is None and not terms.without_code:
        reasons.append(DomainError("code_is_needed"))
    refuse_if(reasons + faults(session, jury, answers))


def faults(session: Session, jury: Jury, answers: Answers) -> list[DomainError]:
    """What is missing or wrong in the answers themselves."""
    questions = registration_questions.questions_of(session, jury)
    missing = registration_questions.missing_answers(questions, answers.features)
    return [DomainError("answer_is_missing") for _ in missing[:1]] + contact_faults(answers.contact)


def contact_faults(contact: Contact) -> list[DomainError]:
    reasons = [DomainError("name_is_missing")] if not contact.name.strip() else []
    reasons += _reach_faults(contact)
    return reasons if contact.address.strip() else [*reasons, DomainError("address_is_needed")]


def require_reachable(contact: Contact) -> None:
    """Raises `contact_is_needed`, `phone_is_no_number`, `email_is_no_address`, all at once."""
    refuse_if(_reach_faults(contact))


def _reach_faults(contact: Contact) -> list[DomainError]:
    reasons = []
    if not contact.phone.strip() and not contact.email.strip():
        reasons.append(DomainError("contact_is_needed"))
    if contact.phone.strip() and not normal_phone(contact.phone):
        reasons.append(DomainError("phone_is_no_number"))
    if contact.email.strip() and not is_email(contact.email.strip()):
        reasons.append(DomainError("email_is_no_address"))
    return reasons


def register(session: Session, jury: Jury, answers: Answers, how: Registering, *, vault: Vault,
             now: datetime) -> Registrant:
    """Put a person into the pool and queue their receipt; the answer is the same whether they were there or not.

    Somebody with the telephone or e-mail and the name of a person in the pool is kept out of the draw until the
    organizers decide, and that person gets a message. Another name with the same contact counts as the same household.
    Raises what `check` says, `letter_code_is_used`, `pool_is_frozen`.
    """
    lock_open(session, jury, now=now)
    session.refresh(jury)
    check(session, jury, answers, now=now)
    contact_marks.fill_missing(session, jury, vault=vault)
    contact = sealed_contact(answers.contact)
    marks = contact_marks.marks_of(jury, contact, vault=vault)
    known = contact_marks.same_contact(session, jury, marks)
    registrant = Registrant(
        jury_id=jury.id, **_names(session, jury), features=answers.features, language=answers.language,
        contact_sealed=vault.seal(jury, contact), needs_sealed=vault.seal(jury, _support(answers.support)),
        household=_home(session, jury, answers, vault), registered_at=now, source=how.source,
        consent_version=answers.consent_version, consented_at=now, **marks)
    before = _same_person(jury, known, answers.contact.name, vault)
    if before is not None:
        registrant.repeats_number = before.number
        registrant.excluded_at, registrant.excluded_reason = now, how.reason_again
    elif known:
        registrant.household = known[0].household or registrant.household
    session.add(registrant)
    session.flush()
    _use_code(session, answers, registrant, now=now)
    registration_links.add_link(session, registrant, now=now, token=how.token)
    _tell(session, jury, registrant, before, vault=vault, now=now)
    return registrant


def register_for(session: Session, jury: Jury, answers: Answers, how: Registering, *, code: str, vault: Vault,
                 actor: Actor, now: datetime) -> Registrant:
    """Staff enter what somebody says on the telephone. The same rules; the caller reads out the code of the letter."""
    actor.require(*STAFF)
    registration_terms.require_open(session, jury, now=now)
    if not answers.support.note.strip():
        raise DomainError("note_is_missing")
    if code.strip():
        answers = replace(answers, address_id=letter_codes.find_address(session, jury, code, vault=vault).id)
    return register(session, jury, answers, how, vault=vault, now=now)


def sealed_contact(contact: Contact) -> dict[str, Any]:
    """A contact as the pool keeps it: the telephone in its normal form, the address as a list of one part."""
    return {"name": " ".join(contact.name.split()), "phone": normal_phone(contact.phone),
            "email": contact.email.strip().lower(), "address": [" ".join(contact.address.split())]}


def _support(support: Support) -> dict[str, Any]:
    return {"languages": support.languages, "needs": support.needs, "words": support.words,
            "availability": support.availability, "note": support.note}


def household_of(jury: Jury, address: str, *, vault: Vault) -> str | None:
    """The keyed hash under which people of one address are found, the same as for people of a file."""
    text = household_text([address])
    return vault.keyed_hash("household", f"{jury.id}\0{text}") if text else None


def letter_address(jury: Jury, address: Address, *, vault: Vault) -> str:
    """The address to which a letter went, in one line."""
    contact = vault.open(jury, address.contact_sealed)
    return ", ".join(str(contact[part]) for part in ("town", "street") if contact.get(part))


def _home(session: Session, jury: Jury, answers: Answers, vault: Vault) -> str | None:
    """With a letter its address decides: two people must not become two households by spelling it differently."""
    address = session.get_one(Address, answers.address_id) if answers.address_id is not None else None
    text = letter_address(jury, address, vault=vault) if address else " ".join(answers.contact.address.split())
    return household_of(jury, text, vault=vault)


def _names(session: Session, jury: Jury) -> dict[str, Any]:
    """The next number, and an identifier that nobody has: the number, as for people of a file without one."""
    number = 1 + (session.scalar(select(func.max(Registrant.number)).where(Registrant.jury_id == jury.id)) or 0)
    name = str(number)
    while session.scalar(select(Registrant.id).where(Registrant.jury_id == jury.id, Registrant.external_id == name)):
        name += "a"
    return {"number": number, "external_id": name}


def _same_person(jury: Jury, known: list[Registrant], name: str, vault: Vault) -> Registrant | None:
    """Who of those with the same contact has the same name too, whatever the order of its words."""
    wanted = sorted(fold(name).split())
    for row, contact in zip(known, vault.open_many(jury, [row.contact_sealed for row in known]), strict=True):
        if sorted(fold(str(contact.get("name", ""))).split()) == wanted:
            return row
    return None


def _use_code(session: Session, answers: Answers, registrant: Registrant, *, now: datetime) -> None:
    if answers.address_id is not None:
        letter_codes.mark_answered(session, session.get_one(Address, answers.address_id), registrant, now=now)


def _tell(session: Session, jury: Jury, registrant: Registrant, before: Registrant | None, *, vault: Vault,
          now: datetime) -> None:
    """The receipt goes to the person who registered; whoever was there before is told on the way that is known."""
    is_same_mail = before is not None and before.email_mark is not None and before.email_mark == registrant.email_mark
    if not is_same_mail:
        _send(session, jury, registrant, "registration_receipt", vault=vault, now=now)
    if before is not None:
        _send(session, jury, before, "registration_again", vault=vault, now=now)


def _send(session: Session, jury: Jury, registrant: Registrant, template: str, *, vault: Vault, now: datetime) -> None:
    token = registration_links.add_link(session, registrant, now=now)
    messages.queue(session, jury, template, registrant=registrant, vault=vault, now=now,
                   values={"token": token, "number": registrant.number})


def answers_of(jury: Jury, registrant: Registrant, *, vault: Vault) -> Answers:
    """What a person has answered, for their own page. Raises `registrant_is_erased`."""
    if registrant.erased_at is not None:
        raise Conflict("registrant_is_erased")
    contact = vault.open(jury, registrant.contact_sealed)
    support = vault.open(jury, registrant.needs_sealed) if registrant.needs_sealed else {}
    address = contact.get("address") or ""
    where = ", ".join(filter(None, address)) if isinstance(address, list) else str(address)
    name, phone, email = (str(contact.get(part) or "") for part in ("name", "phone", "email"))
    return Answers(language=registrant.language, features=registrant.features, support=Support(**support),
                   contact=Contact(name, phone, email, where), consent_version=registrant.consent_version or 0)


def change(session: Session, jury: Jury, registrant: Registrant, answers: Answers, *, vault: Vault,
           now: datetime) -> None:
    """A person corrects what they said. Once the pool is frozen, only contact and support: the draw has taken the rest.

    Raises what `faults` says, `registrant_has_left`.
    """
    if registrant.withdrawn_at is not None or registrant.erased_at is not None:
        raise Conflict("registrant_has_left")
    before = answers_of(jury, registrant, vault=vault)
    if jury.stage in OPEN_STAGES:
        lock_open(session, jury, now=now)
        refuse_if(faults(session, jury, answers))
        registrant.features = {**registrant.features, **answers.features}
        if answers.contact.address != before.contact.address:
            registrant.household = household_of(jury, sealed_contact(answers.contact)["address"][0], vault=vault)
    else:
        refuse_if(contact_faults(answers.contact))
    contact = sealed_contact(answers.contact)
    registrant.contact_sealed, registrant.language = vault.seal(jury, contact), answers.language
    registrant.needs_sealed = vault.seal(jury, _support(replace(answers.support, note=before.support.note)))
    for column, mark in contact_marks.marks_of(jury, contact, vault=vault).items():
        setattr(registrant, column, mark)
    fields = _differences(before, answers_of(jury, registrant, vault=vault))
    if fields:
        registrant_changes.note(session, jury, registrant, ChangeKind.EDITED, fields=fields, vault=vault, actor=SYSTEM,
                                now=now)


def _differences(before: Answers, after: Answers) -> list[FieldChange]:
    """What the organizers see in the person's history."""
    old, new = ({**asdict(each.contact), "language": each.language,
                 **{f"feature:{name}": value for name, value in each.features.items()}} for each in (before, after))
    return [FieldChange(name, old.get(name, ""), value) for name, value in new.items() if old.get(name, "") != value]
