"""The files of a jury's frame: the jury itself, who was drawn, the sittings, and the public record."""
from __future__ import annotations

from app.domain.languages import LANGUAGES
from app.domain.phases import ItemKind, ItemState
from app.domain.stages import Stage
from app.services.open_data.columns import (
    JURY,
    Column,
    Kind,
    Table,
    Unit,
    _l,
    always,
    codes,
    flat,
    hidden_count,
    signature,
    texts,
)

_STAGES = tuple(stage.value for stage in Stage if stage is not Stage.DRAFT)

JURY_TABLE = Table(
    "jury", _l("The jury"), _l("One row: the question, who asked it, the rules and where the jury stands."),
    flat((
        JURY,
        texts("title", _l("Title of the jury.")),
        texts("place", _l("The place the question is about.")),
        texts("commissioner", _l("The authority that asked and must answer.")),
        Column("stage", Kind.CODE, _l("Where the jury stands."), values=_STAGES, is_required=True),
        Column("topics", Kind.TEXT, _l("What the jury is about: up to three codes, divided by spaces.")),
        texts("question", _l("The question put to the jury.")),
        Column("charge_version", Kind.INTEGER, _l("Version of the charge; a change is a new version.")),
        Column("authentic_language", Kind.CODE, _l("The language whose words count when the languages differ."),
               values=LANGUAGES, is_required=True),
        Column("time_zone", Kind.TEXT, _l("The clock of the place, by which days are counted."), is_required=True),
        Column("seats", Kind.INTEGER, _l("Seats of the jury."), Unit.JURORS, is_required=True),
        Column("threshold_numerator", Kind.INTEGER,
               _l("Share of all votes that adopts an item: the number above the line."), is_required=True),
        Column("threshold_denominator", Kind.INTEGER,
               _l("Share of all votes that adopts an item: the number below the line."), is_required=True),
        Column("starts_on", Kind.DATE, _l("First day of the sittings.")),
        Column("ends_on", Kind.DATE, _l("Last day of the sittings.")),
        Column("reply_working_days", Kind.INTEGER, _l("Time that the authority has for its reply."),
               Unit.WORKING_DAYS, is_required=True),
        Column("reply_due_on", Kind.DATE, _l("The day by which the authority must have answered.")),
        Column("verdict_version", Kind.INTEGER, _l("Newest published version of the verdict.")),
        Column("verdict_published_at", Kind.DATETIME, _l("When this version was published.")),
        Column("verdict_sha256", Kind.SHA256, _l("SHA-256 of the frozen verdict, as in the public record.")),
        signature("verdict_"),
        Column("verdict_document", Kind.ADDRESS, _l("The frozen verdict, byte for byte.")),
        texts("answer", _l("The answer of the jury in at most 60 words.")),
        texts("process_note", _l("How the jury worked, in its own words.")),
        Column("recommendations_adopted", Kind.INTEGER, _l("Recommendations that were adopted."), is_required=True),
        Column("recommendations_answered", Kind.INTEGER, _l("Adopted recommendations that the authority has answered."),
               is_required=True),
        Column("reply_is_overdue", Kind.BOOLEAN, _l("True while an answer is missing after the day it was due."),
               is_required=True),
        Column("record_entries", Kind.INTEGER, _l("Number of entries in the public record."), is_required=True),
        Column("record_head", Kind.SHA256, _l("Hash of the last entry of the public record.")),
        Column("page", Kind.ADDRESS, _l("Page of the jury for readers."), is_required=True),
    )), key=("jury",), since=None)

SEATS_AGGREGATE = Table(
    "seats_aggregate", _l("Who was drawn, in totals"),
    _l("The drawn jurors and the people in the lottery by one feature at a time. Numbers below five are left empty, "
       "and with them as many others as are needed so that no subtraction gives them away."),
    flat((
        JURY,
        Column("draw", Kind.INTEGER, _l("Number of the draw."), is_required=True),
        Column("feature_number", Kind.INTEGER, _l("Place of the feature in the list."), is_required=True),
        texts("feature", _l("The feature, for instance age.")),
        Column("value_number", Kind.INTEGER, _l("Place of the value within its feature."), is_required=True),
        texts("value", _l("The value of the feature, for instance 30 to 44.")),
        Column("population_percent", Kind.NUMBER, _l("Share of the population with this value."), Unit.PERCENT),
        hidden_count("pool_people", _l("People in the lottery with this value."), Unit.PEOPLE),
        hidden_count("drawn_jurors", _l("Drawn jurors with this value, before anybody was replaced."), Unit.JURORS),
    )), key=("draw", "feature_number", "value_number"), since=Stage.SEATING)

SESSIONS = Table(
    "sessions", _l("Sittings"), _l("Every item of the agenda, with the time planned and the time it took."),
    flat((
        JURY,
        Column("session", Kind.INTEGER, _l("Number of the sitting."), is_required=True),
        texts("session_title", _l("Title of the sitting.")),
        Column("starts_at", Kind.DATETIME, _l("When the sitting was planned to begin."), is_required=True),
        Column("item", Kind.INTEGER, _l("Place of the item within its sitting."), is_required=True),
        Column("kind", Kind.CODE, _l("Kind of the item."), values=codes(ItemKind), is_required=True),
        texts("item_title", _l("Title of the item.")),
        Column("witness", Kind.INTEGER, _l("Who was heard: number in the file of witnesses.")),
        Column("state", Kind.CODE, _l("What became of the item."), values=codes(ItemState), is_required=True),
        Column("minutes_planned", Kind.INTEGER, _l("Time planned before the first day."), Unit.MINUTES,
               is_required=True),
        Column("seconds_taken", Kind.INTEGER, _l("Time the item took, without pauses."), Unit.SECONDS,
               is_required=True),
    )), key=("session", "item"))

AUDIT_CHAIN = Table(
    "audit_chain", _l("Public record"),
    _l("Every public decision. The hash of an entry covers the entry before it, so nothing can be changed or left out "
       "unseen: SHA-256 of the canonical JSON of previous, number, kind, data and at."),
    (JURY,
     Column("number", Kind.INTEGER, _l("Number of the entry."), is_required=True),
     Column("at", Kind.DATETIME, _l("When it happened."), is_required=True),
     Column("kind", Kind.TEXT, _l("What was decided."), is_required=True),
     Column("data", Kind.OBJECT, _l("What belongs to the decision: numbers, codes, hashes and public reasons."),
            is_required=True),
     always(Column("previous_hash", Kind.SHA256, _l("Hash of the entry before; 64 zeros before the first."))),
     always(Column("hash", Kind.SHA256, _l("Hash of this entry.")))),
    key=("number",), since=None)
