"""Words for background work: what it is, and what it is doing now."""
from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.domain.errors import DomainError
from app.domain.phases import JobState
from app.i18n.formats import format_number
from app.i18n.labels import label
from app.i18n.messages import sentence
from app.models import Job

TITLES = {
    "draw_lottery": _l("The list of possible juries is being computed"),
    "pool_import": _l("The people of the file are being imported"),
    "feasibility_check": _l("Checking whether the pool can fill the targets"),
    "target_preview": _l("The chances are being computed for a preview"),
    "ticket_letters": _l("The letters with the tickets are being written"),
    "opinion_map": _l("The map of opinions is being drawn"),
    "letter_pdfs": _l("The letters are being drawn for printing"),
}
STEPS = {
    "types": _l("People with the same features are being grouped."),
    "feasibility": _l("Checking that the targets can be met."),
    "relaxation": _l("Looking for the fairest chances."),
    "decomposition": _l("Writing the chances as whole juries."),
    "exact": _l("Proving that no fairer list exists."),
    "exact_mixing": _l("Proving that no fairer list exists."),
    "reach": _l("Finding people who fit into no jury at all."),
    "rounding": _l("Rounding to the number of juries."),
    "checking": _l("Checking every jury again."),
    "reasons": _l("Looking for the reasons why some people cannot be drawn."),
    "commitment": _l("Giving tickets by chance and sealing the list."),
    "letters": _l("Writing the letters."),
    "opinion_map": _l("Placing the answers on the map."),
    "letter_pages": _l("Drawing the letters."),
    "import_reading": _l("Reading the file and comparing it with the pool."),
    "import_sealing": _l("Sealing names and contacts."),
    "import_writing": _l("Writing everybody into the pool at once."),
}


def job_title(job: Job) -> str:
    return str(TITLES.get(job.kind, _l("A task in the background")))


def job_words(job: Job) -> str:
    """One sentence: what it is doing, or how it ended."""
    if job.state is JobState.FAILED and job.error_code:
        return sentence(DomainError(job.error_code, **job.error_params))
    if job.state is JobState.RUNNING and job.is_cancel_requested:
        return gettext("It is being stopped.")
    if job.state is JobState.RUNNING and job.step:
        return _step(job)
    return label(job.state)


def _step(job: Job) -> str:
    words = str(STEPS.get(job.step or "", label(job.state)))
    if job.steps_total <= 0:
        return words
    return gettext("%(step)s %(done)s of %(total)s", step=words, done=format_number(job.steps_done),
                   total=format_number(job.steps_total))


def job_share(job: Job) -> float | None:
    """How far the present step is, 0 to 1, where that is known."""
    return min(1.0, job.steps_done / job.steps_total) if job.steps_total > 0 else None
