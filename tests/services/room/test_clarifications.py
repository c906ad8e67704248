"""Paragraphs that are not understood: counted without names, explained by who may, versions kept."""
from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.room_events import RoomEventKind
from app.models import RoomEvent
from app.services.room import clarifications, documents, offline_packs
from tests.cast import Cast, jury_of
from tests.evidence import add_document, paragraphs_of, upload
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def signature(sitting: Sitting, who: str) -> dict[str, Any]:
    return {name: value for name, value in sitting.by(who).items() if name != "command_id"}


def test_marks_are_counted_once_and_carry_no_name(sitting: Sitting) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    document = add_document(sitting)
    paragraph = paragraphs_of(sitting, document)[1]
    for who, word in (("juror", ""), ("juror", "regressive"), ("second_juror", "tariff")):
        clarifications.mark_unclear(session, jury, paragraph.id, word, **signature(sitting, who))
    found = paragraphs_of(sitting, document)[1]
    assert (found.marks, found.words, found.number) == (2, ("regressive", "tariff"), 2)
    assert clarifications.unclear_documents(session, jury.id)[document.id].paragraphs == 1
    told = session.scalars(select(RoomEvent).where(RoomEvent.kind == RoomEventKind.PARAGRAPH_CHANGED)).all()
    assert len(told) == 3
    assert {event.actor_id for event in told} == {None}, "the log must not say who did not understand"
    clarifications.unmark(session, jury, paragraph.id, **signature(sitting, "juror"))
    clarifications.unmark(session, jury, paragraph.id, **signature(sitting, "juror"))
    assert paragraphs_of(sitting, document)[1].marks == 1


def test_an_expert_explains_and_may_change_it(sitting: Sitting) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    document = add_document(sitting)
    paragraph = paragraphs_of(sitting, document)[1]
    clarifications.mark_unclear(session, jury, paragraph.id, **signature(sitting, "juror"))
    for words in ("Who earns less pays a larger part.", "The poor pay a larger part of what they earn."):
        clarifications.explain(session, jury, paragraph.id, words, page_language="en", **signature(sitting, "expert"))
    clarifications.explain(session, jury, paragraph.id, "Ours.", page_language="en", **signature(sitting, "organizer"))
    notes = paragraphs_of(sitting, document)[1].notes
    assert [note.body for note in notes] == ["The poor pay a larger part of what they earn.", "Ours."]
    assert clarifications.unclear_documents(session, jury.id) == {}


@pytest.mark.parametrize("who", ["juror", "overseer", "observer", "commissioner", "outsider", "facilitator"])
def test_others_explain_nothing(sitting: Sitting, who: str) -> None:
    """The facilitator neither: the document was added by the organizer."""
    paragraph = paragraphs_of(sitting, add_document(sitting))[1]
    with pytest.raises(Forbidden):
        clarifications.explain(sitting.session, jury_of(sitting.session, sitting.cast), paragraph.id, "x",
                               page_language="en", **signature(sitting, who))
    if who != "juror":
        with pytest.raises(Forbidden):
            clarifications.mark_unclear(sitting.session, jury_of(sitting.session, sitting.cast), paragraph.id,
                                        **signature(sitting, who))


def test_a_new_version_takes_the_place_of_the_one_before(sitting: Sitting) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    first = add_document(sitting, "expert")
    newer = upload(b"Only one paragraph now.")
    second = documents.replace_document(session, jury, first.id, newer, **sitting.by("expert"))
    again = documents.replace_document(session, jury, first.id, newer, **sitting.by("expert"))
    assert again.id == second.id, "the same form, sent twice"
    assert [row.id for row in documents.documents_of(session, jury.id)] == [second.id]
    assert [row.version for row in documents.versions_of(session, first)] == [2, 1]
    assert len(paragraphs_of(sitting, first)) == 3, "the version before stays readable"
    with pytest.raises(Conflict, match="document_has_newer_version"):
        documents.replace_document(session, jury, first.id, upload(b"Too late."), **sitting.by("organizer"))


def test_only_the_own_document_is_replaced(sitting: Sitting) -> None:
    document = add_document(sitting, "facilitator")
    with pytest.raises(Forbidden, match="document_is_of_another"):
        documents.replace_document(sitting.session, jury_of(sitting.session, sitting.cast), document.id,
                                   upload(b"Mine."), **sitting.by("expert"))


def test_a_withdrawn_document_takes_its_paragraphs_along(sitting: Sitting) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    document = add_document(sitting)
    paragraph = paragraphs_of(sitting, document)[1]
    documents.withdraw_document(session, jury, document.id, "wrong", **signature(sitting, "organizer"))
    with pytest.raises(NotFound):
        clarifications.mark_unclear(session, jury, paragraph.id, **signature(sitting, "juror"))


def test_the_mark_of_a_pack_changes_with_its_words_only(sitting: Sitting) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    document = add_document(sitting)
    add_document(sitting, content="Құбырлар ескі.".encode(), language="kk", file_name="qubyr.txt")

    def marks() -> dict[str, str]:
        return {pack.which: pack.mark for pack in offline_packs.packs_of(session, jury, "en")}

    before = marks()
    assert set(before) == {"all", "kk", "en"}
    paragraph = paragraphs_of(sitting, document)[1]
    clarifications.mark_unclear(session, jury, paragraph.id, **signature(sitting, "juror"))
    assert marks() == before, "a mark is not part of a pack"
    clarifications.explain(session, jury, paragraph.id, "Plain.", page_language="en", **signature(sitting, "expert"))
    after = marks()
    assert after["kk"] == before["kk"]
    assert (after["en"], after["all"]) != (before["en"], before["all"])
