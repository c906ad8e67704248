"""The job that asks again whether the pool can fill the targets, when either has changed."""
from __future__ import annotations

from app.extensions import db
from app.installation import utc_now
from app.jobs.work import Work
from app.models import Jury
from app.services.pool import feasibility_answers
from app.transaction import transaction


def run(work: Work) -> None:
    """Repeatable. An answer to the very same question is kept as it is; only its mark is renewed."""
    reader = db.session()
    reader.rollback()
    jury = reader.get_one(Jury, work.claim.jury_id)
    question = feasibility_answers.question_of(reader, jury)
    seen = feasibility_answers.seen_answer(reader, jury)
    is_known = feasibility_answers.is_answered(reader, jury, question)
    reader.rollback()
    answer = seen.answer if seen and is_known else question.answer()
    with transaction() as session:
        feasibility_answers.keep_answer(session, session.get_one(Jury, work.claim.jury_id), question, answer,
                                        now=utc_now())
        work.finish(session)
