"""The search: word forms in three languages, nothing unpublished, no question that breaks it."""
from __future__ import annotations

import re
import unicodedata

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.stages import Stage
from app.models import Jury, SearchEntry
from app.services import juries
from app.services.discovery import search_index
from app.services.discovery.search import Found, search
from app.services.discovery.word_forms import LETTER
from app.services.juries import ChargeTexts
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW
from tests.publishing import publish

SIGNS = ["воздух", '"', "NEAR/2",
         "'", "AND", "NOT", "(", ")", "*", "^", ":", "-", "stems:", "0÷0", "{", "}", "&", "|", "!", "\\"]
CHARGE = ChargeTexts(
    {"kk": "Алматының ауасын қалай тазартамыз? Ағаштар мен көліктер туралы",
     "ru": "Что сделать с воздухом? Ёлки вдоль дорог, эко-парк и автобусы",
     "en": "What should be done about the air? Trees <b>and</b> buses"},
    texts("In"), texts("Out"), texts("Powers"), texts("Promise"))


def read_in(session: Session) -> None:
    session.flush()
    search_index.read_in(session, search_index.due(session), now=NOW)


def kinds(found: Found) -> list[str]:
    return [hit.kind for hit in found.hits]


def test_every_form_of_a_word_finds_it_and_a_draft_is_never_found(session: Session, cast: Cast) -> None:
    jury = jury_of(session, cast)
    juries.write_charge(session, jury, CHARGE, actor=actor(session, cast, "organizer"), now=NOW)
    assert search(session, "воздух", "ru").count == 0, "nothing has been read in yet: no index, no fault"
    read_in(session)
    assert session.scalars(select(SearchEntry)).all() == [], "a draft is nobody's business"
    jury.stage = Stage.RECRUITMENT
    read_in(session)
    for question in ("воздух", "ВОЗДУХА", "елка", "ёлками", "эко-парк", "экопарк", "парки", "автобусами",
                     "автобусов и воздухе", "ауа", "ауаның", "ағаштарды", "ағашы", "алматыда", "агаш", "tree",
                     "air bus", "Water", "(воздух*", "'воздух'", "воздух OR NEAR", "akimat"):
        assert kinds(search(session, question, "kk")) == ["jury"], question
    for question in ("пустота", "", "   ", "*", "<script>", "🌳", "NOT", "水"):
        assert search(session, question, "ru").count == 0, question
    loose = search(session, "воздух пустота", "ru")
    assert loose.count == 1 and loose.is_loose
    assert search(session, "воздух автобус", "ru").is_loose is False
    assert search_index.due(session) == []
    session.execute(delete(Jury).where(Jury.id == jury.id))
    assert search(session, "воздух", "ru").count == 0


def test_words_are_made_of_letters_that_every_engine_knows() -> None:
    known = [chr(number) for number in range(0x3000) if re.fullmatch(LETTER, chr(number))]
    assert len(known) > 500 and all(unicodedata.category(letter)[0] in "LN" for letter in known)


def test_hits_are_marked_in_the_readers_language_first(session: Session, cast: Cast) -> None:
    jury = jury_of(session, cast)
    juries.write_charge(session, jury, CHARGE, actor=actor(session, cast, "organizer"), now=NOW)
    jury.stage = Stage.RECRUITMENT
    read_in(session)
    body = search(session, "ёлка дорога", "en").hits[0].body
    assert body.language == "ru" and [piece.text for piece in body.pieces if piece.is_hit] == ["Ёлки", "дорог"]
    body = search(session, "trees", "en").hits[0].body
    assert body.language == "en" and "Trees <b>and</b>" in body.text, "escaping is the page's"

    @given(st.text(max_size=60) | st.lists(st.sampled_from(SIGNS), max_size=8).map(" ".join))
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def anything_can_be_asked(question: str) -> None:
        for hit in search(session, question, "kk").hits:
            assert "".join(piece.text for piece in hit.title.pieces) == "Water (kk)"

    anything_can_be_asked()
    title = search(session, "су water", "kk").hits[0].title
    assert title.language == "kk" and title.text == "Water (kk)"


def test_a_published_verdict_is_found_in_all_its_parts(
        session: Session, cast: Cast, context: Flask) -> None:
    vault: Vault = context.extensions["alqa.vault"]
    publish(session, cast, vault, dissent="The price is too high for pensioners")
    read_in(session)
    assert kinds(search(session, "pensioner", "ru")) == ["dissent"]
    assert kinds(search(session, "answer", "en")) == ["verdict"]
    found = search(session, "clean water", "en")
    assert "recommendation" in kinds(found) and not found.is_loose
    assert search(session, "clean", "en", page=99).page == 1
    jury_of(session, cast).updated_at = NOW.replace(year=2027)
    session.flush()
    assert search_index.due(session) == [cast.jury_id], "a change is noticed"
    before = sorted(session.scalars(select(SearchEntry.stems)))
    search_index.forget_all(session)
    read_in(session)
    assert sorted(session.scalars(select(SearchEntry.stems))) == before, "reading anew gives the same"
