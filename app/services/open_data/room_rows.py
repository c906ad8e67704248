"""Rows of the files of what lay before the jury. No juror's name or alias, no small number."""
from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from app.domain.phases import QuestionState
from app.domain.roles import Role
from app.domain.surveys import SurveyKind
from app.models import Document, Question
from app.services.accounts import memberships
from app.services.open_data.publications import Publication, Row, in_languages
from app.services.open_data.suppression import alone, shown, suppressed
from app.services.opinions import surveys
from app.services.opinions.surveys import ItemResult
from app.services.room import documents, question_views, rooms, speaking_times, stance_clocks
from app.services.room.question_views import QuestionView
from app.services.verdict.trace_documents import FrozenTrace
from app.services.verdict.trace_nodes import FrozenClaim
from app.services.verdict.verdict_documents import Item


def witness_rows(found: Publication) -> list[Row]:
    room = rooms.find_room(found.session, found.jury.id)
    clocks = {clock.membership_id: clock for side in stance_clocks.clocks_of(found.session, room, now=found.now)
              for clock in side.witnesses} if room else {}
    experts = sorted(memberships.members_of(found.session, found.jury.id, Role.EXPERT), key=lambda one: one.id)
    return [{"witness": expert.id, "name": expert.alias,
             **in_languages("topic", expert.witness.topic if expert.witness else None),
             **in_languages("stance", expert.witness.stance if expert.witness else None),
             **in_languages("interests", expert.witness.interests if expert.witness else None),
             "seconds_planned": clocks[expert.id].planned if expert.id in clocks else 0,
             "seconds_heard": clocks[expert.id].used if expert.id in clocks else 0} for expert in experts]


def document_rows(found: Publication) -> list[Row]:
    return [_document(found, document) for document in documents.documents_of(found.session, found.jury.id)]


def _document(found: Publication, document: Document) -> Row:
    name = quote(document.file_name, safe="")
    return {"document": document.id, **in_languages("title", document.title), "author": document.author,
            "kind": document.kind.value, **in_languages("stance", document.stance), "language": document.language,
            "version": document.version, "media_type": document.media_type, "size": document.size,
            "sha256": document.sha256, "file": found.address(f"documents/{document.id}/{name}")}


def question_rows(found: Publication) -> list[Row]:
    """Only what was put to a witness: what was not asked stays among the jurors, hidden words stay hidden."""
    room = rooms.find_room(found.session, found.jury.id)
    views = question_views.question_views(found.session, room) if room else []
    told = [view for view in views if view.state is not QuestionState.WAITING and view.hidden_reason is None]
    return [_question(found, view) for view in sorted(told, key=lambda view: view.id)]


def _question(found: Publication, view: QuestionView) -> Row:
    asked = found.session.get_one(Question, view.id)
    return {"question": view.id, "text": view.body, "language": view.language,
            "witness": asked.answered_by_id or asked.witness_id, "state": view.state.value,
            "mark": view.marks[0][0].value if view.marks else None, "answer": view.answer,
            "answer_language": view.answer_language, **shown("jurors_concerned", alone(view.support))}


def claim_rows(found: Publication) -> list[Row]:
    """From the frozen traces; a verdict published before traces were frozen has none."""
    items = sorted(found.document.items, key=lambda item: (item.kind, item.number)) if found.document else []
    return [row for item in items if item.trace is not None for row in _claims(item, item.trace)]


def _claims(item: Item, trace: FrozenTrace) -> Iterable[Row]:
    known = {claim.key: claim for claim in trace.claims if not claim.is_withdrawn}
    bearings = {link.claim: link.bearing for link in trace.links if link.claim in known}
    for key in sorted(bearings, key=lambda one: int(one or 0)):
        yield {"item_kind": item.kind, "item_number": item.number, "bearing": bearings[key],
               **_claim(known[key or ""])}


def _claim(claim: FrozenClaim) -> Row:
    single = {entry.steps[0]: entry.jurors for entry in claim.trust if len(entry.steps) == 1}
    trust = {f"trust_{step}": single.get(step) for step in ("strong", "unsure", "weak")}
    return {"claim": int(claim.key), "text": claim.text, "language": claim.language, "source": claim.source,
            "supports": sum(link.bearing == "supports" for link in claim.links),
            "contradictions": sum(link.bearing == "contradicts" for link in claim.links),
            **{name: value for step, count in trust.items() for name, value in shown(step, count).items()}}


def talk_rows(found: Publication) -> list[Row]:
    room = rooms.find_room(found.session, found.jury.id)
    if room is None:
        return []
    sides = [{"group": "position", **in_languages("stance", side.stance), "seconds_planned": side.planned,
              "seconds_used": side.used} for side in stance_clocks.clocks_of(found.session, room, now=found.now)]
    bands = speaking_times.spread_of(found.session, room, now=found.now).bands
    jurors = [{"group": "jurors", "seconds_from": band.least, "seconds_below": band.below, **shown("jurors", count)}
              for band, count in zip(bands, suppressed([band.jurors for band in bands]), strict=True)]
    return [{"row": number, "jurors_hidden": False, **row} for number, row in enumerate([*sides, *jurors], start=1)]


def survey_rows(found: Publication) -> list[Row]:
    results = surveys.results(found.session, found.jury)
    return [row for number, result in enumerate(results, start=1) for row in _answers(number, result)]


def _answers(number: int, result: ItemResult) -> Iterable[Row]:
    for survey, counts in ((SurveyKind.OPENING, result.before), (SurveyKind.CLOSING, result.after)):
        for (first, last), jurors in zip(result.shown, counts or (), strict=False):
            yield {"item": number, **in_languages("text", result.text), "survey": survey.value, "answer_from": first,
                   "answer_to": last, "jurors": jurors}
