"""How the finished jury of the demo weighed its evidence: hearings, claims for and against, the experts' review, surveys."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.cli.demo import desk
from app.cli.demo.steps import Play
from app.domain.evidence import Bearing, ClaimSource, CommentAnswer, Trust
from app.domain.phases import AnswerMark, ItemKind
from app.domain.roles import Role
from app.domain.surveys import USUAL_ITEMS, SurveyKind
from app.installation import current_vault
from app.models import Jury, Membership
from app.services.accounts import memberships
from app.services.opinions import surveys
from app.services.room import (
    agenda,
    claim_trust,
    claims,
    documents,
    evidence_refs,
    hearings,
    question_slates,
    questions,
    rooms,
)
from app.services.room.claims import Source
from app.services.room.hearings import HearingFrame
from app.services.verdict import draft_reviews, evidence_links, review_comments

# Which expert is heard in which briefing or hearing, in order: both sides twice.
HEARD = (0, 1, 2, 1, 2)
# Language, words, where it comes from: the document, expert, juror or answered question with this place.
CLAIMS = (
    ("kk", "Қыста түтін ең көп болатын сағаттар үй жағылатын сағаттармен сәйкес келеді.", ClaimSource.DOCUMENT, 0),
    ("ru", "Без помощи бюджета бедные семьи останутся на угле.", ClaimSource.MEMBER, 1),
    ("ru", "Летом угля нет, а воздух в центре всё равно грязный: машины дают не меньше дыма.", ClaimSource.MEMBER, 2),
    ("ru", "Бесплатный транспорт помогает мало, если автобусы ходят редко.", ClaimSource.ANSWER, 1),
    ("kk", "Шеткі аудандарда автобус қырық минутта бір келеді.", ClaimSource.MEMBER, -1),
)
# What a finding or recommendation (by its place) rests on, or what contradicts it: claims by their places.
LINKS = ((0, Bearing.SUPPORTS, 0), (0, Bearing.CONTRADICTS, 2), (1, Bearing.SUPPORTS, 4),
         (2, Bearing.SUPPORTS, 0), (2, Bearing.SUPPORTS, 1), (3, Bearing.CONTRADICTS, 3))
# Which juror spoke for how many seconds.
TURNS = ((0, 50), (1, 95), (2, 40), (4, 130), (5, 220), (7, 45), (8, 75), (9, 55), (11, 160), (13, 30), (16, 90))
COMMENTS = (
    (2, 1, "Тепловые насосы стоит назвать отдельно: не во всех домах есть место для газового котла.",
     CommentAnswer.ACCEPTED, "Верно, в тексте названы оба пути."),
    (5, 2, "Платный въезд даст деньги на автобусы быстрее, чем бюджет.",
     CommentAnswer.DECLINED, "Сначала автобусы: об этом нам говорили жители окраин."),
)


def give_hearings(play: Play) -> None:
    """Each briefing and hearing gets its witness; the two sides get the same minutes."""
    with play.step() as (session, jury, actor):
        experts = memberships.members_of(session, jury.id, Role.EXPERT)
        items = [item for item in agenda.items_in_order(session, jury.id)
                 if item.kind in {ItemKind.BRIEFING, ItemKind.HEARING}]
        for item, place in zip(items, HEARD, strict=True):
            hearings.change_hearing(session, jury, item.id, HearingFrame(
                item.session_id, experts[place].id, item.minutes), actor=actor, now=play.now)


def hold(play: Play, items: int) -> None:
    """The next items are held at their hours, each for about as long as planned; a day ends with its last item."""
    for number in range(items):
        with play.step(Role.FACILITATOR) as (session, jury, actor):
            room = rooms.room_of(session, jury.id)
            following = agenda.next_item(session, room)
            assert following is not None, "the agenda has as many items"
            if play.now < following.session.starts_at and agenda.current_item(session, room) is not None:
                agenda.end_item(session, room, actor=actor, now=play.now)
            play.now = max(play.now, following.session.starts_at)
            agenda.start_next(session, room, actor=actor, now=play.now)
            minutes = following.minutes
        play.pass_time(minutes=minutes + (number * 3) % 7 - 3)


def listen(play: Play, answers: list[tuple[str, str]]) -> None:
    """A fair slate, more time for it with a reason, the answers and what the askers say of them, turns on the floor."""
    with play.step(Role.FACILITATOR) as (session, jury, actor):
        room = rooms.room_of(session, jury.id)
        agenda.extend_item(session, room, 10, "Сұрақ көп, жауап толық болсын", actor=actor, now=play.now)
        question_slates.make_slate(session, room, None, 2, actor=actor, now=play.now)
        asked = sorted(questions.question_views(session, room), key=lambda view: view.id)
        for view, (language, answer), mark in zip(asked, answers, (AnswerMark.ANSWERED, AnswerMark.PARTLY), strict=True):
            asker, witness = (play.actor_of(session, jury, session.get_one(Membership, one))
                              for one in (view.membership_id, view.witness_id))
            questions.answer_question(session, room, view.id, answer, page_language=language, actor=witness,
                                      now=play.now)
            questions.mark_answer(session, room, view.id, mark, actor=asker, now=play.now)
    for place, seconds in TURNS:
        desk.take_turn(play, place, seconds)


def weigh(play: Play, proposals: list[int]) -> None:
    """Claims with their sources, one against another, and what the draft rests on."""
    with play.step(Role.FACILITATOR) as (session, jury, chair):
        jurors = [play.actor_of(session, jury, row) for row in memberships.members_of(session, jury.id, Role.JUROR)]
        made = [claims.add_claim(session, jury, text, _source(session, jury, kind, place), page_language=language,
                                 actor=jurors[number], now=play.now).id
                for number, (language, text, kind, place) in enumerate(CLAIMS)]
        claims.link_claim(session, jury, made[0], Bearing.CONTRADICTS, made[2], actor=chair, now=play.now)
        library = documents.documents_of(session, jury.id)
        claims.link_document(session, jury, made[1], Bearing.SUPPORTS, evidence_refs.place_of(
            session, jury, library[1].id, 1), actor=chair, now=play.now)
        for target, bearing, claim in LINKS:
            evidence_links.link_claim(session, jury, proposals[target], bearing, made[claim], actor=chair, now=play.now)
        for number, juror in enumerate(jurors[:17]):
            trust = (Trust.STRONG, Trust.STRONG, Trust.UNSURE)[number % 3]
            claim_trust.mark_trust(session, jury, made[0], trust, actor=juror, now=play.now)


def _source(session: Session, jury: Jury, kind: ClaimSource, place: int) -> Source:
    if kind is ClaimSource.DOCUMENT:
        return Source(kind, documents.documents_of(session, jury.id)[place].id, 1)
    if kind is ClaimSource.ANSWER:
        views = questions.question_views(session, rooms.room_of(session, jury.id))
        return Source(kind, sorted(view.id for view in views)[place])
    speaker = memberships.members_of(session, jury.id, Role.JUROR if place < 0 else Role.EXPERT)[max(place, 0)]
    return Source(kind, speaker.id)


def review(play: Play) -> None:
    """Both sides comment on the draft; the jury takes one comment over and declines the other, each with a reason."""
    with play.step(Role.FACILITATOR) as (session, jury, chair):
        opened = draft_reviews.open_review(session, jury, play.now + timedelta(hours=1), actor=chair, now=play.now)
        experts = memberships.members_of(session, jury.id, Role.EXPERT)
        for clause, expert, text, answer, reason in COMMENTS:
            said = review_comments.comment(session, jury, opened.clauses[clause].id, text, page_language="ru",
                                           actor=play.actor_of(session, jury, experts[expert]), now=play.now)
            review_comments.answer(session, jury, said.id, answer, reason, actor=chair, now=play.now)
        draft_reviews.close_review(session, jury, actor=chair, now=play.now + timedelta(minutes=50))
    play.pass_time(minutes=50)


def survey(play: Play, kind: SurveyKind) -> None:
    """The same sheet before and after: afterwards the jurors know more of both sides."""
    vault, rise = current_vault(), kind is SurveyKind.CLOSING
    with play.step(Role.FACILITATOR) as (session, jury, chair):
        surveys.open_survey(session, jury, kind, actor=chair, vault=vault, now=play.now)
        for place, row in enumerate(memberships.members_of(session, jury.id, Role.JUROR)[:-1]):
            answers: list[int | None] = [min(5, 2 + (place + item) % 3 + rise) for item in range(len(USUAL_ITEMS))]
            surveys.answer_survey(session, jury, kind, answers, actor=play.actor_of(session, jury, row), vault=vault)
        surveys.close_survey(session, jury, kind, actor=chair, vault=vault, now=play.now)
