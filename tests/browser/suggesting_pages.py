"""The receipts of what the public sent, by their tokens."""
from __future__ import annotations

from sqlalchemy import select

from app.installation import current_vault, utc_now
from app.models import Jury
from app.services.suggestions import submissions
from app.services.suggestions.submissions import Sent
from app.transaction import transaction
from tests.browser.house import DELIBERATING, House

ENDPOINTS = {"public_statements.receipt", "suggestions.receipt"}


def token_pages(house: House) -> list[tuple[str, str]]:
    """(endpoint, path) of each: a statement to a jury, and a question for a future one."""
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == DELIBERATING)).one()
        sent = Sent("Су туралы", "kk", email="test@example.org")
        of_jury, of_none = (submissions.receive(session, where, sent, vault=current_vault(), now=utc_now())
                            for where in (jury, None))
    return [("public_statements.receipt", f"/{{language}}/juries/{DELIBERATING}/statements/receipt/{of_jury}"),
            ("suggestions.receipt", f"/{{language}}/suggestions/receipt/{of_none}")]
