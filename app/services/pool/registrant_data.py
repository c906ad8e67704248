"""Everything that is kept about one person in the pool, as a file to be handed to them."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.models import Draw, Jury, Message, PoolDecision, PoolDecisionMember, Registrant, SeatOffer, Ticket
from app.services.pool.registrant_changes import history_of
from app.services.vault import Vault


def everything_about(session: Session, jury: Jury, person: Registrant, *, vault: Vault, actor: Actor) -> dict[str, Any]:
    """Contacts, features, history, letters, tickets and offered seats; moments in ISO 8601."""
    actor.require(Role.ORGANIZER)
    letters = session.execute(select(Message.channel, Message.template, Message.language, Message.created_at,
                                     Message.sent_at).where(Message.registrant_id == person.id).order_by(Message.id))
    tickets = session.execute(select(Draw.number, Ticket.number, Ticket.salt, Ticket.panel_count).join(
        Draw, Draw.id == Ticket.draw_id).where(Ticket.registrant_id == person.id))
    offers = session.scalars(select(SeatOffer).where(SeatOffer.registrant_id == person.id).order_by(SeatOffer.id))
    decisions = session.execute(select(PoolDecision.decision, PoolDecision.at).join(
        PoolDecisionMember, PoolDecisionMember.decision_id == PoolDecision.id).where(
        PoolDecisionMember.registrant_id == person.id).order_by(PoolDecision.id))
    return {
        "jury": jury.slug, "number": person.number, "id": person.external_id, "language": person.language,
        "contact": vault.open(jury, person.contact_sealed), "features": person.features,
        "needs": vault.open(jury, person.needs_sealed) if person.needs_sealed else None,
        "household": "compared by a keyed hash of the address" if person.household else None,
        "registered_at": person.registered_at.isoformat(), "consented_at": _iso(person.consented_at),
        "excluded_at": _iso(person.excluded_at), "excluded_reason": person.excluded_reason,
        "withdrawn_at": _iso(person.withdrawn_at),
        "history": [{"kind": past.kind.value, "at": past.at.isoformat(), "by": past.changed_by, "reason": past.reason,
                     "fields": [[change.field, change.old, change.new] for change in past.fields]}
                    for past in history_of(session, jury, person, vault=vault)],
        "decisions": [{"decision": decision.value, "at": at.isoformat()} for decision, at in decisions],
        "letters": [{"channel": letter.channel, "template": letter.template, "language": letter.language,
                     "written_at": letter.created_at.isoformat(), "sent_at": _iso(letter.sent_at)}
                    for letter in letters],
        "tickets": [{"draw": draw, "ticket": ticket, "salt": salt, "panels": panels}
                    for draw, ticket, salt, panels in tickets],
        "seats": [{"state": offer.state.value, "offered_at": offer.offered_at.isoformat(),
                   "answered_at": _iso(offer.answered_at)} for offer in offers],
    }


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
