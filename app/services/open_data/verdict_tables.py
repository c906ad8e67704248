"""The files of the verdict and of what became of it."""
from __future__ import annotations

from app.domain.languages import LANGUAGES
from app.domain.milestones import MilestoneState
from app.domain.phases import BallotMethod, DissentKind, ProposalKind, ReplyStatus
from app.services.open_data.columns import (
    JURY,
    Column,
    Kind,
    Table,
    Unit,
    _l,
    codes,
    flat,
    hidden_count,
    signature,
    texts,
)

_ITEM = (
    Column("item_kind", Kind.CODE, _l("Finding or recommendation."), values=codes(ProposalKind), is_required=True),
    Column("item_number", Kind.INTEGER, _l("Number of the finding or recommendation."), is_required=True),
)


def _items(name: str, title: str, description: str) -> Table:
    return Table(name, title, description, flat((
        JURY,
        Column("number", Kind.INTEGER, _l("Number in the verdict."), is_required=True),
        Column("verdict_version", Kind.INTEGER, _l("Version of the verdict."), is_required=True),
        texts("title", _l("What it says, in short.")),
        texts("body", _l("What it says, in full.")),
        texts("why", _l("Why it matters.")),
        Column("is_adopted", Kind.BOOLEAN, _l("Whether the jury adopted it."), is_required=True),
        Column("ballot", Kind.INTEGER, _l("Number of the ballot on it."), is_required=True),
        Column("evidence_documents", Kind.INTEGER, _l("Documents that it names as evidence."), is_required=True),
        Column("opinions", Kind.INTEGER, _l("Dissents and concurrences attached to it."), is_required=True),
    )), key=("number",))


FINDINGS = _items("findings", _l("Findings"), _l("What the jury found, adopted or not, as frozen in the verdict."))
RECOMMENDATIONS = _items("recommendations", _l("Recommendations"),
                         _l("What the jury recommends, adopted or not, as frozen in the verdict."))

VOTES_AGGREGATE = Table(
    "votes_aggregate", _l("Votes, in totals"),
    _l("The published result of every secret ballot. Small numbers are not left empty here: they are the decision "
       "itself and stand in the verdict."),
    flat((
        JURY, _ITEM,
        Column("ballot", Kind.INTEGER, _l("Number of the ballot."), is_required=True),
        Column("method", Kind.CODE, _l("How the jurors voted."), values=codes(BallotMethod), is_required=True),
        Column("voters", Kind.INTEGER, _l("Jurors with the right to vote."), Unit.JURORS, is_required=True),
        Column("votes_needed", Kind.INTEGER, _l("Votes needed to adopt it."), Unit.VOTES, is_required=True),
        Column("yes", Kind.INTEGER, _l("Votes for it."), Unit.VOTES, is_required=True),
        Column("no", Kind.INTEGER, _l("Votes against it."), Unit.VOTES, is_required=True),
        Column("abstain", Kind.INTEGER, _l("Abstentions."), Unit.VOTES, is_required=True),
        Column("is_adopted", Kind.BOOLEAN, _l("Whether it was adopted."), is_required=True),
    )), key=("item_kind", "item_number"))

DISSENTS = Table(
    "dissents", _l("Dissents"), _l("Dissents and concurrences, as frozen in the verdict. Names are left out here."),
    flat((
        JURY, _ITEM,
        Column("opinion", Kind.INTEGER, _l("Place among the opinions on the item."), is_required=True),
        Column("kind", Kind.CODE, _l("Against the item, or for it with other reasons."), values=codes(DissentKind),
               is_required=True),
        Column("language", Kind.CODE, _l("Language in which it was written; the others are translations."),
               values=LANGUAGES, is_required=True),
        texts("text", _l("The opinion.")),
        Column("is_signed_by_name", Kind.BOOLEAN, _l("Whether its author signed it by name in the verdict."),
               is_required=True),
    )), key=("item_kind", "item_number", "opinion"))

RESPONSES = Table(
    "responses", _l("Replies of the authority"),
    _l("Every version of the reply to each adopted recommendation; one row with version 0 while there is none."),
    flat((
        JURY,
        Column("recommendation", Kind.INTEGER, _l("Number of the recommendation."), is_required=True),
        Column("version", Kind.INTEGER, _l("Version of the reply; 0: not answered yet."), is_required=True),
        Column("status", Kind.CODE, _l("What the authority does with it."), values=codes(ReplyStatus)),
        texts("reasons", _l("The authority’s reasons.")),
        Column("owner", Kind.TEXT, _l("Who is responsible for it.")),
        Column("done_by", Kind.DATE, _l("When it will be done.")),
        Column("answered_at", Kind.DATETIME, _l("When this version was given.")),
        Column("sha256", Kind.SHA256, _l("SHA-256 of the frozen reply.")),
        signature(),
        Column("reply_due_on", Kind.DATE, _l("The day by which the authority must have answered.")),
        Column("working_days_late", Kind.INTEGER, _l("Working days after the due day, counted until the first reply."),
               Unit.WORKING_DAYS),
        hidden_count("rated_yes", _l("Jurors who say that this reply answers them."), Unit.JURORS),
        hidden_count("rated_partly", _l("Jurors who say that this reply answers them in part."), Unit.JURORS),
        hidden_count("rated_no", _l("Jurors who say that this reply does not answer them."), Unit.JURORS),
    )), key=("recommendation", "version"))

MILESTONES = Table(
    "milestones", _l("Milestones"),
    _l("What the authority has promised to do after its reply, by when, and what became of it."),
    flat((
        JURY,
        Column("recommendation", Kind.INTEGER, _l("Number of the recommendation."), is_required=True),
        Column("milestone", Kind.INTEGER, _l("Number of the milestone within the recommendation."), is_required=True),
        texts("title", _l("What is promised; empty for the usual report after some months.")),
        Column("months", Kind.INTEGER, _l("Months after the reply, for the usual reports.")),
        Column("due_on", Kind.DATE, _l("When it is due now."), is_required=True),
        Column("first_due_on", Kind.DATE, _l("When it was due as first promised."), is_required=True),
        Column("state", Kind.CODE, _l("What became of it."), values=codes(MilestoneState), is_required=True),
        Column("closed_on", Kind.DATE, _l("When it was done, or given up.")),
        Column("is_overdue", Kind.BOOLEAN, _l("True while nothing came of it after the day it was due."),
               is_required=True),
        Column("reports", Kind.INTEGER, _l("Public reports on it."), is_required=True),
    )), key=("recommendation", "milestone"))
