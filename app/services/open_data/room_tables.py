"""The files of what lay before the jury: witnesses, documents, questions, claims, time to speak, the surveys."""
from __future__ import annotations

from app.domain.evidence import Bearing, ClaimSource, DocumentKind
from app.domain.languages import LANGUAGES
from app.domain.phases import AnswerMark, QuestionState
from app.domain.surveys import SurveyKind
from app.services.open_data.columns import JURY, Column, Kind, Table, Unit, _l, codes, flat, hidden_count, texts

_LANGUAGE = Column("language", Kind.CODE, _l("Language of the text."), values=LANGUAGES, is_required=True)

WITNESSES = Table(
    "witnesses", _l("Witnesses"), _l("Who was heard, with the position and the interests that they declared."),
    flat((
        JURY,
        Column("witness", Kind.INTEGER, _l("Number of the witness; other files refer to it."), is_required=True),
        Column("name", Kind.TEXT, _l("Name in the room."), is_required=True),
        texts("topic", _l("What the witness speaks about.")),
        texts("stance", _l("Declared position; empty for a background expert.")),
        texts("interests", _l("Declared interests.")),
        Column("seconds_planned", Kind.INTEGER, _l("Planned time to speak."), Unit.SECONDS, is_required=True),
        Column("seconds_heard", Kind.INTEGER, _l("Time on the witness’s clock."), Unit.SECONDS, is_required=True),
    )), key=("witness",))

DOCUMENTS = Table(
    "documents", _l("Documents"), _l("The evidence library: every document that lay before the jury at the end."),
    flat((
        JURY,
        Column("document", Kind.INTEGER, _l("Number of the document, as in its address."), is_required=True),
        texts("title", _l("Title of the document.")),
        Column("author", Kind.TEXT, _l("Author or publisher."), is_required=True),
        Column("kind", Kind.CODE, _l("Kind of document."), values=codes(DocumentKind), is_required=True),
        texts("stance", _l("Position that the document argues for; empty for none.")),
        _LANGUAGE,
        Column("version", Kind.INTEGER, _l("Version of the document in the library."), is_required=True),
        Column("media_type", Kind.TEXT, _l("Type of the file."), is_required=True),
        Column("size", Kind.INTEGER, _l("Size of the file."), Unit.BYTES, is_required=True),
        Column("sha256", Kind.SHA256, _l("SHA-256 of the file."), is_required=True),
        Column("file", Kind.ADDRESS, _l("Where the file can be had."), is_required=True),
    )), key=("document",))

QUESTIONS = Table(
    "questions", _l("Questions to the witnesses"),
    _l("Questions of the jurors that were put to witnesses, and how they were answered. Who asked is not told."),
    flat((
        JURY,
        Column("question", Kind.INTEGER, _l("Number of the question."), is_required=True),
        Column("text", Kind.TEXT, _l("The question."), is_required=True),
        _LANGUAGE,
        Column("witness", Kind.INTEGER, _l("To whom: number in the file of witnesses.")),
        Column("state", Kind.CODE, _l("Whether it was answered."), values=codes(QuestionState), is_required=True),
        Column("mark", Kind.CODE, _l("What the least satisfied of those who asked said of the answer."),
               values=codes(AnswerMark)),
        Column("answer", Kind.TEXT, _l("The answer in writing.")),
        Column("answer_language", Kind.CODE, _l("Language of the answer."), values=LANGUAGES),
        hidden_count("jurors_concerned", _l("Jurors to whom the question mattered."), Unit.JURORS),
    )), key=("question",))

CLAIMS = Table(
    "claims", _l("Claims"),
    _l("What was claimed before the jury, one row for each claim and each finding or recommendation that it bears on, "
       "as it was frozen with the verdict."),
    flat((
        JURY,
        Column("item_kind", Kind.CODE, _l("Whether it bears on a finding or a recommendation."),
               values=("finding", "recommendation"), is_required=True),
        Column("item_number", Kind.INTEGER, _l("Number of that finding or recommendation."), is_required=True),
        Column("claim", Kind.INTEGER, _l("Number of the claim."), is_required=True),
        Column("text", Kind.TEXT, _l("The claim."), is_required=True),
        _LANGUAGE,
        Column("bearing", Kind.CODE, _l("Whether it supports the item or speaks against it."), values=codes(Bearing),
               is_required=True),
        Column("source", Kind.CODE, _l("Where the claim comes from."), values=codes(ClaimSource), is_required=True),
        Column("supports", Kind.INTEGER, _l("Documents and claims behind it."), is_required=True),
        Column("contradictions", Kind.INTEGER, _l("Documents and claims against it."), is_required=True),
        hidden_count("trust_strong", _l("Jurors who relied on it strongly."), Unit.JURORS),
        hidden_count("trust_unsure", _l("Jurors who were unsure of it."), Unit.JURORS),
        hidden_count("trust_weak", _l("Jurors who relied on it little."), Unit.JURORS),
    )), key=("item_kind", "item_number", "claim"))

TALK_TIME_AGGREGATE = Table(
    "talk_time_aggregate", _l("Time to speak, in totals"),
    _l("For each declared position the time planned and used; for the jurors only how many spoke how long."),
    flat((
        JURY,
        Column("row", Kind.INTEGER, _l("Number of the row."), is_required=True),
        Column("group", Kind.CODE, _l("Whether the row is about the witnesses of one position or about the jurors."),
               values=("position", "jurors"), is_required=True),
        texts("stance", _l("The declared position; empty for background experts.")),
        Column("seconds_planned", Kind.INTEGER, _l("Time planned for the position."), Unit.SECONDS),
        Column("seconds_used", Kind.INTEGER, _l("Time that the position used."), Unit.SECONDS),
        Column("seconds_from", Kind.INTEGER, _l("The jurors of this row spoke at least so long."), Unit.SECONDS),
        Column("seconds_below", Kind.INTEGER, _l("The jurors of this row spoke less than this; empty: no limit."),
               Unit.SECONDS),
        hidden_count("jurors", _l("How many jurors spoke so long."), Unit.JURORS),
    )), key=("row",))

EVALUATION_AGGREGATE = Table(
    "evaluation_aggregate", _l("What the jurors said of the process, in totals"),
    _l("The surveys before and after. Neighbouring answers are joined until every number is five or more, so nothing "
       "smaller can be computed."),
    flat((
        JURY,
        Column("item", Kind.INTEGER, _l("Number of the sentence in the survey."), is_required=True),
        texts("text", _l("The sentence that was asked about.")),
        Column("survey", Kind.CODE, _l("Whether it was asked before or after."), values=codes(SurveyKind),
               is_required=True),
        Column("answer_from", Kind.INTEGER, _l("Lowest answer of this row; 1 is “disagree strongly”."),
               is_required=True),
        Column("answer_to", Kind.INTEGER, _l("Highest answer of this row; 5 is “agree strongly”."), is_required=True),
        Column("jurors", Kind.INTEGER, _l("How many jurors answered so."), Unit.JURORS, is_required=True),
    )), key=("item", "survey", "answer_from"))
