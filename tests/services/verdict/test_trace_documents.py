"""The frozen trace: everything that a finding rests on and what contradicts it, and nobody who must stay unnamed."""
from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.models import Jury
from app.services.room.claim_trust import TrustSums
from app.services.room.claim_views import claim_views
from app.services.verdict import trace_documents, trace_views, verdict_documents, verdicts
from app.services.verdict.trace_documents import FrozenTrace
from app.services.verdict.trace_gathering import joined_trust
from app.services.verdict.trace_nodes import FrozenClaim, FrozenLink
from app.services.verdict.trace_views import CLAIMS, DOCUMENTS, QUESTIONS, WITNESSES, TraceView
from tests import tracing
from tests.cast import Cast
from tests.deliberation import vault_of


@pytest.fixture
def jury(app: Flask, session: Session, cast: Cast, now: datetime) -> Jury:
    return tracing.play(session, cast, vault_of(app), now)


def published(session: Session, jury: Jury) -> str:
    text = verdicts.published(session, jury)[0].document
    assert text
    return text


def test_a_trace_is_frozen_whole_and_without_names(session: Session, jury: Jury) -> None:
    text = published(session, jury)
    inside = " ".join(f"{view.source.alias} {view.source.quote} {view.body}" for view in claim_views(
        session, jury.id, with_withdrawn=True))
    assert all(word in inside for word in ("Canary", "CONFIDED", "MODERATED")), "the deliberation itself knows them"
    assert not [word for word in tracing.CANARIES if word in text]
    traces = trace_views.traces_of(verdict_documents.read(text))
    finding = next(one for one in traces.items if one.item.kind == "finding")
    assert finding.item.trace == trace_documents.freeze(session, jury, tracing.finding_of(session, jury)), \
        "what was read back is what was frozen"
    view = finding.view
    assert view is not None
    claims = view.claims
    assert sorted(claims) == ["1", "2", "3", "4", "6", "7"]
    assert claims["1"].passage
    assert (claims["1"].passage.paragraph, claims["1"].passage.words) == (3, "Half of the pipes are old.")
    assert [(row.steps, row.jurors) for row in claims["1"].trust] == [(("strong", "unsure", "weak"), 7)]
    assert (claims["2"].said_by, claims["3"].said_by, claims["3"].witness) == ("expert", "juror", None)
    witness = view.witnesses[claims["2"].witness or ""]
    assert (witness.alias, witness.stance["en"], witness.hearings[0].day) == (
        "Expert", "For new pipes (en)", "2026-11-22")
    question = view.questions[claims["4"].question or ""]
    assert (question.supporters, question.state, question.mark) == (None, "answered", "partly")
    assert [(answer.body, answer.witness) for answer in question.answers] == [
        ("Forty years, in the mean.", witness.key)]
    assert view.questions[claims["6"].question or ""].is_hidden
    assert claims["7"] == FrozenClaim("7", "", "en", "member", is_withdrawn=True)
    taken_back = next(document for document in view.documents.values() if document.is_withdrawn)
    assert taken_back.title == {"en": "Taken back"}


def test_contradictions_are_found_near_and_far_and_the_way_back_leads_to_them(session: Session, jury: Jury) -> None:
    traces = trace_views.traces_of(verdict_documents.read(published(session, jury)))
    finding, recommendation = (next(one for one in traces.items if one.item.kind == kind)
                               for kind in ("finding", "recommendation"))
    view = finding.view
    assert view is not None
    assert recommendation.view is not None
    assert [claim.key for claim in view.disputing] == ["2"], "it speaks against what the finding rests on"
    assert view.is_contradicted
    assert not recommendation.view.is_contradicted
    statement = recommendation.view.claims["5"]
    assert (statement.said_by, statement.quote, statement.heard) == ("juror", "", None), "the room's words stay there"
    witness = view.claims["2"].witness or ""
    ways = traces.ways_back((WITNESSES, witness))
    assert [(way.item.kind, way.bearings) for way in ways] == [("finding", {"supports", "contradicts"})]
    assert [claim.key for claim in ways[0].through] == ["2", "4"]
    document = view.claims["1"].passage
    assert document
    assert [way.bearings for way in traces.ways_back((DOCUMENTS, document.document))] == [{"supports"}]
    assert [passage.paragraph for passage in traces.passages(document.document)] == [2, 3]
    assert [claim.key for claim in traces.claims_from((CLAIMS, "2"))] == ["1"]
    assert traces.find((QUESTIONS, "999")) is None
    assert traces.ways_back((CLAIMS, "7")) == (), "a withdrawn claim carries nothing"
    raw = json.loads(published(session, jury))
    for item in raw["items"]:
        del item["trace"]
    older = trace_views.traces_of(verdict_documents.read(json.dumps(raw)))
    assert not older.is_frozen, "documents of before have no trace and are read all the same"
    assert older.find((CLAIMS, "1")) is None


def claim(key: str, *against: str, behind: tuple[str, ...] = (), rival: tuple[str, ...] = ()) -> FrozenClaim:
    links = [FrozenLink("contradicts", one) for one in against] + [FrozenLink("supports", one) for one in behind]
    return FrozenClaim(key, "x", "en", "member", "juror", links=tuple(links), speaks_against=rival)


@pytest.mark.parametrize(("claims", "expected"), [
    ([claim("1", "2"), claim("2", rival=("1",))], {"1": {"supports"}, "2": {"contradicts"}}),
    ([claim("1", "2"), claim("2", "3"), claim("3")], {"2": {"contradicts"}, "3": {"supports"}}),
    ([claim("1", "2"), claim("2", behind=("3",)), claim("3")], {"3": {"contradicts"}}),
    ([claim("1", behind=("2",)), claim("2", "1")], {"1": {"supports", "contradicts"}}),  # round and round
    ([claim("1", "9")], {}),  # a link to what is not there
])
def test_who_contradicts_a_support_contradicts(claims: list[FrozenClaim], expected: dict[str, set[str]]) -> None:
    view = TraceView(FrozenTrace((FrozenLink("supports", "1"),), tuple(claims)))
    assert {key: view.bearings[CLAIMS, key] for key in expected} == expected
    assert json.loads(json.dumps(asdict(FrozenTrace((FrozenLink("supports", "1"),), tuple(claims)))))


@pytest.mark.parametrize(("sums", "expected"), [
    ((4, 0, 0), []), ((5, 0, 0), [5]), ((5, 1, 0), [6]), ((1, 4, 5), [5, 5]), ((2, 2, 2), [6]), ((9, 9, 9), [9, 9, 9])])
def test_no_number_of_trust_is_under_five(sums: tuple[int, int, int], expected: list[int]) -> None:
    assert [row.jurors for row in joined_trust(TrustSums(*sums))] == expected
