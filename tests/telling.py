"""A jury of which everything is public that can be, with words in it that must never come out."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.evidence import Bearing, ClaimSource
from app.domain.moderation import TargetKind
from app.domain.phases import Choice, DrawState, ProposalKind, ReplyStatus
from app.domain.surveys import USUAL_ITEMS, SurveyKind
from app.domain.topics import Topic
from app.extensions import db
from app.models import Draw, Feature, FeatureValue, ReplyRating
from app.services.discovery import jury_topics
from app.services.integrity import signatures
from app.services.opinions import surveys
from app.services.replies import replies
from app.services.replies.replies import ReplyTexts
from app.services.room import claims, moderation, questions
from app.services.vault import Vault
from app.services.verdict import ballots, evidence_links, proposals
from app.transaction import transaction
from tests import moderating
from tests.cast import Cast, actor, invite_cast, jury_of, texts
from tests.conftest import _empty_tables as empty_tables
from tests.deliberation import NOW, juror_actors, vault_of, vote_all, words
from tests.evidence import add_document
from tests.publishing import publish
from tests.room import Sitting, open_room
from tests.services.opinions.test_opinions import seat_jurors

FORMULA = '=HYPERLINK("http://evil.example","x")'
# Names, addresses, and words that were taken off the record or never left the jury.
CANARIES = ("Juror Person", "Second_Juror", "Second Juror", "Third Juror", "Juror 3", "example.kz", "WAITING-CANARY",
            "HIDDEN-CANARY", "RATING-CANARY", "Olzhas", "Overseer")
POOL = {"women": 40, "men": 30, "other": 2}
DRAWN = {"women": 10, "men": 9, "other": 1}


@contextmanager
def told_once(app: Flask) -> Iterator[Flask]:
    """The application with such a jury, for all tests of a module that only read."""
    with app.app_context():
        empty_tables()
        with transaction() as session:
            tell_all(session, invite_cast(session, vault_of(app), NOW), vault_of(app))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def tell_all(session: Session, cast: Cast, vault: Vault) -> None:
    """From the first question to the first reply; twelve jurors, so that there are numbers to show and to hide."""
    sitting = open_room(session, cast, NOW)
    seat_jurors(session, jury_of(session, cast), 9, NOW)
    add_document(sitting, title={"en": FORMULA, "kk": "Құбырлар"}, author="+7 701 Institute")
    jury_topics.set_topics(session, jury_of(session, cast), {Topic.WATER, Topic.BUDGET}, now=NOW,
                           actor=actor(session, cast, "organizer"))
    _ask(sitting)
    _survey(sitting, vault)
    _find(sitting, vault)
    _draw(session, cast)
    publish(session, cast, vault, dissent="I see it otherwise")
    _reply(session, cast)
    signatures.sign(session, jury_of(session, cast), vault=vault, now=NOW)


def _ask(sitting: Sitting) -> None:
    asked = moderating.ask(sitting, text="Who pays for the pipes, and when?")
    questions.note_asked(sitting.session, sitting.room, asked, reason="first", **sitting.by("facilitator"))
    questions.answer_question(sitting.session, sitting.room, asked, "-50 % by 2030", page_language="en",
                              **sitting.by("expert"))
    moderating.ask(sitting, who="second_juror", text="WAITING-CANARY my own street")
    hidden = moderating.ask(sitting, who="third_juror", text="HIDDEN-CANARY")
    questions.note_asked(sitting.session, sitting.room, hidden, reason="second", **sitting.by("facilitator"))
    moderation.hide(sitting.session, sitting.room, TargetKind.QUESTION, hidden, "insult", **sitting.by("facilitator"))


def _survey(sitting: Sitting, vault: Vault) -> None:
    session, jury, chair = sitting.session, jury_of(sitting.session, sitting.cast), sitting.by("facilitator")["actor"]
    surveys.open_survey(session, jury, SurveyKind.OPENING, actor=chair, vault=vault, now=NOW)
    for place, juror in enumerate(juror_actors(session, sitting.cast)):
        given = [1 + place % 5, *[None] * (len(USUAL_ITEMS) - 1)]
        surveys.answer_survey(session, jury, SurveyKind.OPENING, given, actor=juror, vault=vault)
    surveys.close_survey(session, jury, SurveyKind.OPENING, actor=chair, vault=vault, now=NOW)


def _find(sitting: Sitting, vault: Vault) -> None:
    """A finding that rests on one claim and is contradicted by another."""
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    signed = {"actor": actor(session, sitting.cast, "juror"), "now": NOW}
    source = claims.Source(ClaimSource.MEMBER, moderating.member(sitting, "expert"))
    found = proposals.propose(session, jury, ProposalKind.FINDING, words("Old pipes"), **signed)
    for text, bearing in (("Half of the pipes leak", Bearing.SUPPORTS), ("@All pipes are new", Bearing.CONTRADICTS)):
        claim = claims.add_claim(session, jury, text, source, page_language="en", **signed)
        evidence_links.link_claim(session, jury, found.id, bearing, claim.id, **signed)
    chair = actor(session, sitting.cast, "facilitator")
    ballot = ballots.open_ballot(session, jury, [found.id], vault=vault, actor=chair, now=NOW)
    vote_all(session, sitting.cast, ballot, [Choice.YES] * 11 + [Choice.NO], vault=vault)
    ballots.count_ballot(session, jury, ballot.number, vault=vault, actor=chair, now=NOW)


def _draw(session: Session, cast: Cast) -> None:
    """A panel as the draw leaves it; how it comes about has its own tests."""
    feature = Feature(jury_id=cast.jury_id, name="gender", position=0, values=[
        FeatureValue(name=name, position=place, minimum=0, maximum=20, share_percent=Decimal("33.3"))
        for place, name in enumerate(POOL)])
    session.add(feature)
    quotas = [{"feature": "gender", "value": name, "minimum": 0, "maximum": 20, "people": people}
              for name, people in POOL.items()]
    session.add(Draw(jury_id=cast.jury_id, number=1, state=DrawState.DRAWN, seats=20, objective="leximin",
                     panel_count=1000, commitment_hash="0" * 64, started_at=NOW, committed_at=NOW, drawn_at=NOW,
                     panel_number=17, dice="017", dice_published_at=NOW, report={
                         "quotas": quotas, "panel": [["gender", name, count] for name, count in DRAWN.items()]}))
    session.flush()


def _reply(session: Session, cast: Cast) -> None:
    """The first recommendation is accepted and rated; the second waits."""
    jury = jury_of(session, cast)
    first = replies.recommendations(session, jury)[0]
    given = replies.reply(session, jury, first.id, ReplyTexts(ReplyStatus.ACCEPTED, texts("We will"), "Water office",
                                                              None), version=0, now=NOW,
                          actor=actor(session, cast, "commissioner"))
    rating = session.get_one(ReplyRating, given.id)
    rating.closed_at, rating.result = NOW, {"yes": 6, "partly": 5, "no": 1, "words": ["RATING-CANARY"], "taken_off": 0}
    session.flush()
