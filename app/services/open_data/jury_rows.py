"""Rows of the files of a jury's frame."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.phases import DrawState
from app.models import AgendaItem, AgendaSession
from app.services.draw import compositions, draws
from app.services.draw.compositions import FeatureRows, ValueRow
from app.services.open_data.publications import Publication, Row, in_languages
from app.services.open_data.signing import signatures_of, signed
from app.services.open_data.suppression import shown, suppressed
from app.services.replies import replies
from app.services.room import agenda
from app.services.stage_checks import latest_charge


def jury_rows(found: Publication) -> list[Row]:
    jury, charge = found.jury, latest_charge(found.session, found.jury)
    return [{
        **in_languages("title", jury.title), **in_languages("place", jury.place),
        **in_languages("commissioner", jury.commissioner_name), "stage": jury.stage.value,
        "topics": " ".join(topic.value for topic in found.topics) or None,
        **in_languages("question", charge.question if charge else None),
        "charge_version": charge.version if charge else None, "authentic_language": jury.authentic_language,
        "time_zone": jury.time_zone, "seats": jury.seats, "threshold_numerator": jury.threshold_numerator,
        "threshold_denominator": jury.threshold_denominator, "starts_on": jury.starts_on, "ends_on": jury.ends_on,
        "reply_working_days": jury.reply_working_days, "reply_due_on": jury.reply_due_on,
        **_verdict(found), **_replies(found), "record_entries": len(found.entries),
        "record_head": found.entries[-1].hash if found.entries else None, "page": found.address()}]


def _verdict(found: Publication) -> Row:
    document, verdict = found.document, found.verdict
    return {"verdict_version": verdict.version if verdict else None,
            "verdict_published_at": verdict.published_at if verdict else None,
            "verdict_sha256": verdict.sha256 if verdict else None,
            **signed(signatures_of(found), verdict.sha256 if verdict else None, "verdict_"),
            "verdict_document": found.document_address(verdict.version) if verdict else None,
            **in_languages("answer", document.answer if document else None),
            **in_languages("process_note", document.process_note if document else None)}


def _replies(found: Publication) -> Row:
    adopted = [item.proposal_id for item in found.document.adopted("recommendation")] if found.document else []
    given = replies.replies_of(found.session, found.jury) if adopted else {}
    answered = sum(bool(given.get(proposal)) for proposal in adopted)
    due = found.jury.reply_due_on
    return {"recommendations_adopted": len(adopted), "recommendations_answered": answered,
            "reply_is_overdue": due is not None and answered < len(adopted) and found.today > due}


def seat_rows(found: Publication) -> list[Row]:
    """The panel as it was drawn. Later days are told nowhere: their difference would be the features of one person.

    Features that cross two others are left out: with their parts they would give small numbers away.
    """
    draw = next((one for one in draws.draws_of(found.session, found.jury) if one.state is DrawState.DRAWN), None)
    if draw is None:
        return []
    groups = [group for group in compositions.of_draw(found.session, found.jury, draw) if not group.feature.crosses]
    return [{"draw": draw.number, **row} for place, group in enumerate(groups, start=1)
            for row in _feature(place, group)]


def _feature(place: int, group: FeatureRows) -> Iterable[Row]:
    pool = suppressed([row.people for row in group.rows])
    drawn = suppressed([row.panel or 0 for row in group.rows])
    for number, (row, people, jurors) in enumerate(zip(group.rows, pool, drawn, strict=True), start=1):
        yield {"feature_number": place, **in_languages("feature", _words(group.feature.label, group.feature.name)),
               "value_number": number, **in_languages("value", _words(row.value.label, row.value.name)),
               "population_percent": _percent(row), **shown("pool_people", people), **shown("drawn_jurors", jurors)}


def _percent(row: ValueRow) -> float | None:
    return float(row.value.share_percent) if row.value.share_percent is not None else None


def _words(label: Mapping[str, str], name: str) -> dict[str, str]:
    """A feature without words for readers is called as in the pool file."""
    return dict(label) if any(label.values()) else dict.fromkeys(("kk", "ru", "en"), name)


def session_rows(found: Publication) -> list[Row]:
    return [_item(found, part, place, item) for part in agenda.sessions_of(found.session, found.jury.id)
            for place, item in enumerate(sorted(part.items, key=lambda one: (one.position, one.id)), start=1)]


def _item(found: Publication, part: AgendaSession, place: int, item: AgendaItem) -> Row:
    return {"session": part.number, **in_languages("session_title", part.title), "starts_at": part.starts_at,
            "item": place, "kind": item.kind.value, **in_languages("item_title", item.title),
            "witness": item.witness_id, "state": item.state.value,
            "minutes_planned": item.planned_minutes or item.minutes,
            "seconds_taken": agenda.running_seconds(item, now=found.now)}


def record_rows(found: Publication) -> list[Row]:
    return [{"number": entry.number, "at": entry.at, "kind": entry.kind, "data": entry.data,
             "previous_hash": entry.previous_hash, "hash": entry.hash} for entry in found.entries]
