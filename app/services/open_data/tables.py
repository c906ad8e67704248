"""All files of open data, in the order of the chain from the charge to the last promise."""
from __future__ import annotations

from app.services.open_data.columns import Table
from app.services.open_data.jury_tables import AUDIT_CHAIN, JURY_TABLE, SEATS_AGGREGATE, SESSIONS
from app.services.open_data.room_tables import (
    CLAIMS,
    DOCUMENTS,
    EVALUATION_AGGREGATE,
    QUESTIONS,
    TALK_TIME_AGGREGATE,
    WITNESSES,
)
from app.services.open_data.verdict_tables import (
    DISSENTS,
    FINDINGS,
    MILESTONES,
    RECOMMENDATIONS,
    RESPONSES,
    VOTES_AGGREGATE,
)

TABLES: tuple[Table, ...] = (
    JURY_TABLE, SEATS_AGGREGATE, SESSIONS, WITNESSES, DOCUMENTS, QUESTIONS, CLAIMS, FINDINGS, RECOMMENDATIONS,
    VOTES_AGGREGATE, DISSENTS, TALK_TIME_AGGREGATE, EVALUATION_AGGREGATE, RESPONSES, MILESTONES, AUDIT_CHAIN,
)


def find_table(name: str) -> Table | None:
    return next((table for table in TABLES if table.name == name), None)


def table_of(name: str) -> Table:
    """A file that is known to exist."""
    return next(table for table in TABLES if table.name == name)
