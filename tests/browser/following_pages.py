"""The page behind the link of a reader who follows a jury by e-mail."""
from __future__ import annotations

from sqlalchemy import select

from app.installation import current_vault, utc_now
from app.models import Jury, Subscription
from app.services.discovery import subscriptions
from app.transaction import transaction
from tests.browser.house import ANSWERED, House

ENDPOINTS = {"subscriptions.link"}


def token_pages(house: House) -> list[tuple[str, str]]:
    """(endpoint, path): asked, and not yet confirmed."""
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == ANSWERED)).one()
        subscriptions.ask(session, jury, "page-check@example.org", "kk", vault=current_vault(), now=utc_now())
    return [("subscriptions.link", f"/{{language}}/follow/link/{following_token(house)}")]


def following_token(house: House) -> str:
    """The token of the newest wish to follow a jury, as its letter has it."""
    with house.session() as session:
        row = session.scalars(select(Subscription).order_by(Subscription.id.desc())).first()
        assert row is not None
        return str(current_vault().open_plain(row.sealed)["token"])
