"""Claims: sources that exist, links that hold, marks that tell nobody's mind, and the trace down to the passage."""
from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, may_see
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.evidence import Bearing, ClaimSource, Trust
from app.domain.moderation import TargetKind
from app.domain.phases import ItemKind, ProposalState
from app.domain.roles import Role
from app.domain.room_events import RoomEventKind
from app.models import Claim, Jury, RoomEvent
from app.services.accounts import memberships, people
from app.services.room import claim_trust, claims, questions, statements
from app.services.room.claim_views import ClaimView, claim_views
from app.services.room.claims import Source
from app.services.room.evidence_refs import place_of
from app.services.verdict import evidence_links
from tests import moderating
from tests.cast import Cast, jury_of
from tests.evidence import add_document, propose
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def signature(sitting: Sitting, who: str) -> dict[str, Any]:
    return {name: value for name, value in sitting.by(who).items() if name != "command_id"}


def jury(sitting: Sitting) -> Jury:
    return jury_of(sitting.session, sitting.cast)


def member_id(sitting: Sitting, who: str) -> int:
    return int(next(iter(sitting.by(who)["actor"].memberships.values())))


def add(sitting: Sitting, text: str = "Half of the pipes are old.", source: Source | None = None,
        who: str = "juror") -> Claim:
    source = source or Source(ClaimSource.MEMBER, member_id(sitting, "expert"))
    return claims.add_claim(sitting.session, jury(sitting), text, source, page_language="en", **sitting.by(who))


def view(sitting: Sitting, claim: Claim) -> ClaimView:
    sitting.session.expire_all()
    return claim_views(sitting.session, sitting.cast.jury_id, [claim.id])[0]


def test_a_claim_says_where_it_comes_from(sitting: Sitting) -> None:
    document = add_document(sitting)
    sitting.enter(ItemKind.PLENARY)
    said = statements.post_statement(sitting.session, sitting.room, "My bill doubled.", page_language="en",
                                     **sitting.by("second_juror"))
    sources = [add(sitting), add(sitting, source=Source(ClaimSource.DOCUMENT, document.id, 3)),
               add(sitting, source=Source(ClaimSource.STATEMENT, said.data["statement"]))]
    found = [view(sitting, claim).source for claim in sources]
    assert (found[0].alias, found[2].alias, found[2].quote) == ("Expert", "Second Juror", "My bill doubled.")
    assert found[1].document is not None
    assert (found[1].document.paragraph, found[1].quote) == (3, "Half of the pipes are old.")
    statements.hide_statement(sitting.session, sitting.room, said.data["statement"], "a name",
                              **sitting.by("facilitator"))
    hidden = view(sitting, sources[2]).source
    assert (hidden.quote, hidden.hidden_reason) == ("", "a name"), "what was hidden is not quoted on"


def test_a_hidden_question_is_not_quoted_but_its_reason_is(sitting: Sitting) -> None:
    sitting.enter(ItemKind.HEARING)
    asked = moderating.ask(sitting, text="Is she a fool?")
    questions.note_asked(sitting.session, sitting.room, asked, **sitting.by("facilitator"))
    source = add(sitting, source=Source(ClaimSource.ANSWER, asked))
    assert view(sitting, source).source.quote == "Is she a fool?"
    moderating.hide(sitting, asked, kind=TargetKind.QUESTION)
    found = view(sitting, source).source
    assert (found.quote, found.hidden_reason) == ("", "an insult")


@pytest.mark.parametrize(("source", "code"), [
    (Source(ClaimSource.DOCUMENT, 999), "document_is_gone"),
    *((Source(kind, 999), "claim_source_is_unknown")
      for kind in (ClaimSource.MEMBER, ClaimSource.STATEMENT, ClaimSource.ANSWER)),
])
def test_a_source_exists(sitting: Sitting, source: Source, code: str) -> None:
    with pytest.raises(NotFound, match=code):
        add(sitting, source=source)


@pytest.mark.parametrize("who", ["expert", "observer", "overseer", "organizer", "commissioner", "outsider"])
def test_others_write_no_claims(sitting: Sitting, who: str) -> None:
    claim = add(sitting)
    with pytest.raises(Forbidden):
        add(sitting, who=who, source=Source(ClaimSource.MEMBER, member_id(sitting, "expert")))
    with pytest.raises(Forbidden):
        claim_trust.mark_trust(sitting.session, jury(sitting), claim.id, Trust.STRONG, **signature(sitting, who))


def test_what_bears_on_a_claim(sitting: Sitting) -> None:
    session, document = sitting.session, add_document(sitting)
    first, second = add(sitting), add(sitting, "All pipes are new.", who="second_juror")
    claims.link_document(session, jury(sitting), first.id, Bearing.SUPPORTS,
                         place_of(session, jury(sitting), document.id, 3), **signature(sitting, "juror"))
    claims.link_claim(session, jury(sitting), first.id, Bearing.CONTRADICTS, second.id, **signature(sitting, "juror"))
    with pytest.raises(Conflict, match="link_exists"):
        claims.link_claim(session, jury(sitting), first.id, Bearing.SUPPORTS, second.id, **signature(sitting, "juror"))
    with pytest.raises(DomainError, match="claim_links_to_itself"):
        claims.link_claim(session, jury(sitting), first.id, Bearing.SUPPORTS, first.id, **signature(sitting, "juror"))
    with pytest.raises(NotFound, match="paragraph_is_gone"):
        claims.link_document(session, jury(sitting), first.id, Bearing.SUPPORTS,
                         place_of(session, jury(sitting), document.id, 9), **signature(sitting, "juror"))
    found = view(sitting, first)
    assert found.is_disputed
    assert [link.claim_number for link in view(sitting, second).disputes] == [1]
    with pytest.raises(Forbidden):
        claims.unlink(session, jury(sitting), found.against[0].id, **signature(sitting, "third_juror"))
    claims.unlink(session, jury(sitting), found.against[0].id, **signature(sitting, "juror"))
    assert not view(sitting, first).is_disputed


def jurors(sitting: Sitting, count: int) -> list[dict[str, Any]]:
    """Signatures of this many jurors, the cast's three and others."""
    found = [signature(sitting, who) for who in ("juror", "second_juror", "third_juror")]
    for number in range(count - 3):
        person = people.add_person(sitting.session, f"Juror {number}", now=sitting.now)
        membership = memberships.join(sitting.session, jury(sitting), person, Role.JUROR, now=sitting.now)
        actor = type(found[0]["actor"])(person.id, sitting.cast.jury_id, {Role.JUROR: membership.id})
        found.append({"actor": actor, "now": sitting.now})
    return found


def test_marks_are_sums_of_five_or_more(sitting: Sitting) -> None:
    session, claim, people_ = sitting.session, add(sitting), jurors(sitting, 5)
    for number, who in enumerate(people_[:4]):
        claim_trust.mark_trust(session, jury(sitting), claim.id, Trust.STRONG if number else Trust.WEAK, **who)
    me = people_[0]["actor"].memberships[Role.JUROR]
    own = claim_trust.own_views(session, sitting.cast.jury_id, me)[claim.id]
    assert (own.trust, own.sums) == (Trust.WEAK, None), "four would tell too much"
    late = people_[4]["actor"].memberships[Role.JUROR]
    claim_trust.mark_trust(session, jury(sitting), claim.id, Trust.UNSURE, **people_[4])
    claim_trust.mark_trust(session, jury(sitting), claim.id, Trust.STRONG, **people_[4])  # changes the own mark
    sums = claim_trust.own_views(session, sitting.cast.jury_id, late)[claim.id].sums
    assert sums is not None
    assert (sums.strong, sums.unsure, sums.weak) == (4, 0, 1)
    assert (view(sitting, claim).sums, view(sitting, claim).marks) == (None, 5), "nobody else before it is closed"
    claim_trust.close_trust(session, jury(sitting), claim.id, **signature(sitting, "facilitator"))
    assert view(sitting, claim).sums == sums
    with pytest.raises(Conflict, match="trust_is_closed"):
        claim_trust.mark_trust(session, jury(sitting), claim.id, Trust.WEAK, **people_[1])
    told = session.scalars(select(RoomEvent.actor_id).where(RoomEvent.kind == RoomEventKind.CLAIM_CHANGED)).all()
    assert told.count(None) == 6, "six marks, none with a name"


def test_closing_shows_nothing_of_a_few(sitting: Sitting) -> None:
    claim = add(sitting)
    claim_trust.mark_trust(sitting.session, jury(sitting), claim.id, Trust.WEAK, **signature(sitting, "juror"))
    claim_trust.close_trust(sitting.session, jury(sitting), claim.id, **signature(sitting, "facilitator"))
    assert view(sitting, claim).sums is None


def test_a_claim_sent_twice_is_noted_once(sitting: Sitting) -> None:
    source = Source(ClaimSource.MEMBER, member_id(sitting, "expert"))
    made = [claims.add_claim(sitting.session, jury(sitting), "Once.", source, page_language="en",
                             **sitting.by("juror", command_id="same")).id for _ in range(2)]
    assert made[0] == made[1]


def test_witnesses_and_observers_never_hear_of_claims(sitting: Sitting) -> None:
    """Also not during a hearing, when they sit in the room. The control: jurors do."""
    closed = (RoomEventKind.CLAIM_CHANGED, RoomEventKind.REVIEW_CHANGED, RoomEventKind.PROPOSAL_CHANGED)
    for phase in (None, *ItemKind):
        for kind in closed:
            assert not may_see(Audience.EXPERT, kind, phase)
            assert not may_see(Audience.OBSERVER, kind, phase)
            assert may_see(Audience.JUROR, kind, phase)


def test_the_trace_leads_down_to_the_passage(sitting: Sitting) -> None:
    session, document = sitting.session, add_document(sitting)
    proposal, claim, doubt = propose(sitting), add(sitting), add(sitting, "Meters are dear.", who="second_juror")
    claims.link_document(session, jury(sitting), claim.id, Bearing.SUPPORTS,
                         place_of(session, jury(sitting), document.id, 3), **signature(sitting, "juror"))
    evidence_links.link_claim(session, jury(sitting), proposal.id, Bearing.SUPPORTS, claim.id,
                              **signature(sitting, "juror"))
    link = evidence_links.link_claim(session, jury(sitting), proposal.id, Bearing.CONTRADICTS, doubt.id,
                                     **signature(sitting, "second_juror"))
    place = place_of(session, jury(sitting), document.id, 2)
    evidence_links.link_document(session, jury(sitting), proposal.id, Bearing.SUPPORTS, place,
                                 **signature(sitting, "juror"))
    with pytest.raises(Conflict, match="link_exists"):
        evidence_links.link_document(session, jury(sitting), proposal.id, Bearing.CONTRADICTS, place,
                                     **signature(sitting, "juror"))
    found = evidence_links.trace(session, proposal)
    assert found.supports.claims[0].view.behind[0].document is not None
    assert found.supports.claims[0].view.behind[0].document.words == "Half of the pipes are old."
    assert found.supports.documents[0].document.words == "The tariff is regressive."
    assert [entry.view.number for entry in found.contradicts.claims] == [2]
    with pytest.raises(Forbidden):
        evidence_links.unlink(session, jury(sitting), link.id, **signature(sitting, "juror"))
    proposal.state = ProposalState.ON_BALLOT
    session.flush()
    with pytest.raises(Conflict, match="proposal_is_not_a_draft"):
        evidence_links.unlink(session, jury(sitting), link.id, **signature(sitting, "facilitator"))
    claims.withdraw_claim(session, jury(sitting), doubt.id, "A mistake", **signature(sitting, "second_juror"))
    kept = evidence_links.trace(session, proposal).contradicts.claims[0].view
    assert kept.withdrawn_reason == "A mistake", "the trace of a vote does not lose what was there"
