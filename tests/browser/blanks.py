"""What fills the blanks of an address, and which addresses are no pages."""
from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

# From the tables, per jury; a jury without such a row has no such page.
ROWS = {
    "session_id": "SELECT id FROM agenda_session WHERE jury_id = :jury",
    "item_id": "SELECT i.id FROM agenda_item i JOIN agenda_session s ON s.id = i.session_id WHERE s.jury_id = :jury"
               " ORDER BY i.id DESC",
    "document_id": "SELECT id FROM document WHERE jury_id = :jury ORDER BY id",
    "name": "SELECT file_name FROM document WHERE jury_id = :jury ORDER BY id",
    "proposal_id": "SELECT id FROM proposal WHERE jury_id = :jury ORDER BY state = 'adopted' DESC, id DESC",
    "claim_id": "SELECT id FROM claim WHERE jury_id = :jury ORDER BY id",
    "dissent_id": "SELECT id FROM dissent WHERE jury_id = :jury",
    "offer_id": "SELECT id FROM seat_offer WHERE jury_id = :jury",
    "message_id": "SELECT id FROM message WHERE jury_id = :jury",
    "job_id": "SELECT id FROM job WHERE jury_id = :jury",
    "upload_id": "SELECT id FROM pool_upload WHERE jury_id = :jury AND confirmed_at IS NULL",
    "juror_id": "SELECT id FROM membership WHERE jury_id = :jury AND role = 'juror' ORDER BY id",
    "target_id": "SELECT s.id FROM statement s JOIN room r ON r.id = s.room_id WHERE r.jury_id = :jury"
                 " ORDER BY s.id DESC",
    "action_id": "SELECT id FROM moderation_action WHERE jury_id = :jury",
    "number": "SELECT 1",
    "version": "SELECT max(version) FROM verdict WHERE jury_id = :jury AND document IS NOT NULL",
    "clause": "SELECT 'body.kk'",
    "milestone_id": "SELECT id FROM milestone WHERE jury_id = :jury ORDER BY due_on DESC, id",
    "reply_id": "SELECT reply_id FROM reply_rating WHERE jury_id = :jury ORDER BY reply_id",
    "file_id": "SELECT id FROM public_file WHERE jury_id = :jury ORDER BY id",
}
# The same blank means another table there; after the page a word that the address holds as well.
ROWS_OF_PAGE = {
    "public_traces.node claims": {"key": "SELECT min(number) FROM claim WHERE jury_id = :jury"},
    "public_traces.node documents": {"key": "SELECT substr(sha256, 1, 16) FROM document WHERE jury_id = :jury"
                                            " ORDER BY id"},
    "public_traces.node witnesses": {"key": "SELECT min(said_by_id) FROM claim WHERE jury_id = :jury"
                                            " AND said_by_id IN (SELECT id FROM membership WHERE role = 'expert')"},
    "public_traces.node questions": {"key": "SELECT min(question_id) FROM claim WHERE jury_id = :jury"},
    "addresses.check": {"upload_id": "SELECT id FROM address_upload WHERE jury_id = :jury AND confirmed_at IS NULL"},
    "addresses.columns": {"upload_id": "SELECT id FROM address_upload WHERE jury_id = :jury AND confirmed_at IS NULL"},
    "table_results.show": {"item_id": "SELECT i.id FROM agenda_item i JOIN agenda_session s ON s.id = i.session_id"
                                      " WHERE s.jury_id = :jury AND i.kind = 'tables'"},
    "public_statements.show": {"number": "SELECT number FROM submission WHERE jury_id = :jury"
                                         " AND outcome = 'merged'"},
    "statement_desk.show": {"number": "SELECT s.number FROM submission s LEFT JOIN submission_appeal a"
                                      " ON a.submission_id = s.id WHERE s.jury_id = :jury"
                                      " ORDER BY a.id IS NULL, s.number"},
}
# From a person, where the address names no jury.
ROWS_OF_PERSON = {
    "membership_id": "SELECT id FROM membership WHERE person_id = :person AND ended_at IS NULL",
    "year": "SELECT 2027",
    "body_id": "SELECT min(id) FROM advice_body",
    "suggestions.show number": "SELECT min(number) FROM submission WHERE outcome = 'answered'",
    "question_desk.show number": "SELECT min(number) FROM submission WHERE jury_id IS NULL",
}
# Words that a program knows: all that make another page.
WORDS: dict[str, list[dict[str, str]]] = {
    "approvals.show": [{"kind": "briefing"}, {"kind": "witnesses"}],
    "letter_texts.show": [{"template": "seat_invitation"}, {"template": "digest"}],
    "moderation.report": [{"kind": "statement"}],
    "pool_cases.index": [{"kind": "doubles"}, {"kind": "homes"}],
    "public_traces.item": [{"kind": "finding"}, {"kind": "recommendation"}],
    "public_traces.node": [{"kind": kind} for kind in ("claims", "documents", "witnesses", "questions")],
    "surveys.answer": [{"kind": "opening"}],
    "timelines.edit": [{"step": "letters"}],
}
# No page of their own: files, answers to scripts and machines, and pages that ask for a step before them.
NO_PAGE = {
    "front_door": "sends on to the language of the browser", "short_links.follow": "sends on",
    "health.alive": "for machines", "health.ready": "for machines", "service_worker.script": "a script",
    "draw_files.commitment": "a file", "draw_files.result": "a file", "draw_files.verifier": "a file",
    "draw_files.draft": "a file", "draw_protocols.show": "a file", "ceremonies.scene": "for the script",
    "draw_proofs.saved_page": "a file", "draw_proofs.words": "for the script",
    "draw_files.features": "a file", "documents.read": "a file", "rooms.events": "for the script",
    "pools.export": "a file", "pools.export_workbook": "a file", "pool_people.data": "a file",
    "public_files.read": "a file", "public_traces.file": "a file", "process_reports.paper": "a file",
    "verdicts.data": "a file", "verdict_papers.whole": "a file", "verdict_papers.one_page": "a file",
    "addresses.export": "a file", "letters.part": "a file",
    "letters.archive": "a file", "letters.merge": "a file", "letter_draws.list_file": "a file",
    "letter_draws.areas_file": "a file", "seat_notes.needs_file": "a file", "calendars.download": "a file",
    "offline_packs.download": "a file, looked at where it is made",
    "sign_in.second_step": "asks for the password first",
    "ballots.receipt": "shown once, after voting; see the journey of the verdict",
    "sign_offs.answer": "only while a verdict is signed off; see tests/web/verdict/test_sign_offs.py",
    "verdict_versions.show": "only of a second version; see tests/web/verdict/test_verdict_versions.py",
    "conduct.edit": "only while the jury talks about its norms",
    "dissents.show": "only between the count and the verdict; see the journey of the evening",
    "dissents.change": "only between the count and the verdict; see the journey of the evening",
    "tables.show": "only while a round runs; see the journey of the evening",
    "tables.note": "only while a round runs; see the journey of the evening",
    "tables.events": "for the script", "table_rounds.overview": "a part of a page, for the script",
}
NO_PAGE |= {
    "feed_doors.feed": "sends on", "feed_doors.search": "sends on", "working_days.index": "sends on",
    "feeds.all_juries": "a file", "feeds.of_jury": "a file", "feeds.sessions": "a file",
    "oembed.oembed": "for machines",
    "verdict_checks.package": "a file", "verdict_checks.saved_page": "a file", "well_known.data": "a file",
    "reply_letters.paper": "a file",
    "reply_letters.edit": "only when every recommendation is answered; see tests/web/replies/test_reply_letters.py",
}
NO_PAGE |= dict.fromkeys((f"data_files.{name}" for name in (
    "csv_file", "json_file", "archive", "verdict_file", "participedia_case", "portal_file", "dictionary_file",
    "catalog")), "a file")
NO_PAGE |= dict.fromkeys(("data_files.door", *(f"api.{name}" for name in (
    "index", "description", "juries", "jury", "verdict", "replies", "draw", "record"))), "for machines")


def of_jury(session: Session, slug: str) -> dict[str, object]:
    jury = session.scalar(text("SELECT id FROM jury WHERE slug = :slug"), {"slug": slug})
    queries = ROWS | {f"{page} {name}": query for page, rows in ROWS_OF_PAGE.items() for name, query in rows.items()}
    return _known({name: session.scalar(text(query), {"jury": jury}) for name, query in queries.items()})


def of_person(session: Session, person_id: int | None, table_key: str) -> dict[str, object]:
    found = {name: session.scalar(text(query), {"person": person_id}) for name, query in ROWS_OF_PERSON.items()}
    return _known(found | {"key": table_key})


def _known(found: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in found.items() if value is not None}
