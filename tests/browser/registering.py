"""The pages of people who register, by their tokens: answers on the way, the receipt, one's own page."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.domain.registrations import RegistrantSource
from app.installation import current_vault, utc_now
from app.models import Draw, Jury, Ticket
from app.models import Registrant as RegistrantRow
from app.services.recruitment import registration_answers, registration_links, registrations
from app.services.recruitment.registration_answers import CONSENT_VERSION, Answers, Contact, Support
from app.services.recruitment.registrations import Registering
from app.transaction import transaction
from tests.browser.house import ANSWERED, RECRUITING, House

PERSON = Contact("Тест Тестұлы", "+77009998877", "test@example.org", "Петропавл, 1-көше 900")
FEATURES = {"жынысы": "ер", "жасы": "60+", "тұратын жері": "қала", "білімі": "жоғары", "көзқарасы": "қарсы"}
STEPS = ("consent", "question-1", "question-2", "question-5", "contact", "home", "support", "days", "check")
OWN_PAGES = {"registrants.show": "", "registrants.receipt": "/receipt", "registrants.change": "/change",
             "registrants.leave": "/leave"}
ENDPOINTS = {"registrations.step", *OWN_PAGES}


def token_pages(house: House) -> list[tuple[str, str]]:
    """(endpoint, path) of each, with living tokens; the last shows a ticket of a draw that is over."""
    base = f"/{{language}}/juries/{RECRUITING}/register"
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == RECRUITING)).one()
        given = Answers("kk", FEATURES, PERSON, Support(["kk"], ["travel"], "", "all"), CONSENT_VERSION)
        how = Registering(RegistrantSource.WEB, "a-token-for-the-page-check", "again")
        registrations.register(session, jury, given, how, vault=current_vault(), now=utc_now())
        draft = registration_answers.begin(session, jury, given, vault=current_vault(),
                                           now=utc_now() - timedelta(minutes=5))
        drawn = session.scalars(select(RegistrantRow).join(Ticket, Ticket.registrant_id == RegistrantRow.id).join(
            Draw, Draw.id == Ticket.draw_id).join(Jury, Jury.id == Draw.jury_id).where(Jury.slug == ANSWERED)).first()
        ticket = registration_links.add_link(session, drawn, now=utc_now()) if drawn else ""
    return [*(("registrations.step", f"{base}/answers/{draft}/{step}") for step in STEPS),
            *((endpoint, f"{base}/mine/{how.token}{page}") for endpoint, page in OWN_PAGES.items()),
            ("registrants.show", f"/{{language}}/juries/{ANSWERED}/register/mine/{ticket}")]
