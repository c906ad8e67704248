"""The evidence of the demo: a text with paragraphs, an explanation, claims for and against, and an open review."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.cli.demo.steps import Play
from app.cli.demo.words import words
from app.domain.evidence import Bearing, ClaimSource, DocumentKind, Trust
from app.domain.roles import Actor, Role
from app.models import Jury, Membership
from app.services.accounts import memberships
from app.services.room import claim_trust, claims, clarifications, documents, evidence_refs
from app.services.room.claims import Source
from app.services.verdict import draft_reviews, evidence_links, review_comments

TITLE = words("Канал суы қайда кетеді?", "Куда уходит вода из каналов?", "Where does the canals’ water go?")
TEXT = """# Канал суы қайда кетеді?

Жер арналы каналдарда судың бір бөлігі егіске жетпей топыраққа сіңеді. Мұны сүзілу (инфильтрация) дейді.

Өлшеу екі жерде жүргізілді: магистраль каналда және ішкі тарату желісінде. Шығынның көбі ішкі желіде.

- Бетондалған бөлікте шығын екі еседей аз.
- Бетондау құны бір шақырымға есептелген.

Құжат демонстрация үшін жазылған, сандар шартты."""
EXPLANATION = "Инфильтрация – судың канал түбінен топыраққа сіңіп кетуі. Шелектің түбі тесік болғаны сияқты."
CLAIMS = (
    ("kk", "Судың көп бөлігі егіске жетпей каналда жоғалады.", 3),
    ("ru", "Ремонт каналов дороже, чем сокращение площадей риса.", None),
)
COMMENT = "Суару кезегі ғана емес, күріш егетін шаруашылықтардың шығынын кім өтейтіні де жазылсын."


def lay_open(play: Play, proposal_id: int) -> None:
    """A document that asks for an explanation and got one, two claims that disagree, and what the draft rests on."""
    document = _document(play)
    _explain(play, document)
    first, second = (_claim(play, place, document) for place in range(len(CLAIMS)))
    with play.step(Role.FACILITATOR) as (session, jury, actor):
        place = evidence_refs.place_of(session, jury, document, 5)
        claims.link_document(session, jury, first, Bearing.SUPPORTS, place, actor=actor, now=play.now)
        claims.link_claim(session, jury, first, Bearing.CONTRADICTS, second, actor=actor, now=play.now)
        evidence_links.link_claim(session, jury, proposal_id, Bearing.SUPPORTS, first, actor=actor, now=play.now)
        evidence_links.link_claim(session, jury, proposal_id, Bearing.CONTRADICTS, second, actor=actor, now=play.now)
        for number, juror in enumerate(memberships.members_of(session, jury.id, Role.JUROR)[3:10]):
            claim_trust.mark_trust(session, jury, first, Trust.UNSURE if number % 3 else Trust.STRONG, now=play.now,
                                   actor=play.actor_of(session, jury, juror))


def open_review(play: Play) -> None:
    """The draft is shown to the experts; one of them has commented."""
    with play.step(Role.FACILITATOR) as (session, jury, actor):
        review = draft_reviews.open_review(session, jury, play.now + timedelta(hours=48), actor=actor, now=play.now)
        _juror, expert = _voices(play, session, jury)
        review_comments.comment(session, jury, review.clauses[0].id, COMMENT, page_language="kk", actor=expert,
                                now=play.now)


def _document(play: Play) -> int:
    with play.step() as (session, jury, actor):
        upload = documents.Upload(title=TITLE, author="Мұрат Әбдіқадыр", stance={}, language="kk",
                                  file_name="Канал суы.txt", content=TEXT.encode(), kind=DocumentKind.STUDY)
        return documents.add_document(session, jury, upload, actor=actor, now=play.now).id


def _explain(play: Play, document_id: int) -> None:
    with play.step() as (session, jury, _actor):
        juror, expert = _voices(play, session, jury)
        texts = clarifications.paragraph_views(session, document_id)
        clarifications.mark_unclear(session, jury, texts[1].id, "инфильтрация", actor=juror, now=play.now)
        clarifications.mark_unclear(session, jury, texts[2].id, "магистраль", actor=juror, now=play.now)
        clarifications.explain(session, jury, texts[1].id, EXPLANATION, page_language="kk", actor=expert, now=play.now)


def _claim(play: Play, place: int, document_id: int) -> int:
    language, text, paragraph = CLAIMS[place]
    with play.step() as (session, jury, _actor):
        juror, _expert = _voices(play, session, jury)
        witness = memberships.members_of(session, jury.id, Role.EXPERT)[1]
        source = Source(ClaimSource.DOCUMENT, document_id, paragraph) if paragraph else Source(
            ClaimSource.MEMBER, witness.id)
        return claims.add_claim(session, jury, text, source, page_language=language, actor=juror, now=play.now).id


def _voices(play: Play, session: Session, jury: Jury) -> tuple[Actor, Actor]:
    """The first juror and the first expert."""
    first: list[Membership] = [memberships.members_of(session, jury.id, role)[0] for role in (Role.JUROR, Role.EXPERT)]
    juror, expert = (play.actor_of(session, jury, member) for member in first)
    return juror, expert
