"""The public tracker: what the authority answered, what it promised, what is done and what is overdue."""
from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Flask, abort, g, render_template

from app.domain.milestones import Answer
from app.domain.stages import Stage, has_reached
from app.domain.working_days import calendar_in_use
from app.extensions import db
from app.installation import utc_now
from app.models import Jury
from app.services.replies import extensions, reply_letters, standings, trackers
from app.services.replies.standings import JuryStanding
from app.services.replies.trackers import TrackedItem
from app.web.access import jury, public

blueprint = Blueprint("tracker", __name__, url_prefix="/juries/<slug>/tracker")


@blueprint.get("/")
@public
def index(slug: str) -> str:
    """Every recommendation with its reply, the next milestone and what is late."""
    _require_published()
    session, now = db.session(), utc_now()
    return render_template(
        "tracker/index.html", jury=jury(), items=trackers.tracked(session, jury(), now=now),
        standing=standings.standing_of(session, jury(), now=now), extensions=extensions.extensions_of(session, jury()),
        letter=reply_letters.letter_of(session, jury()), is_certain=_is_certain())


@blueprint.get("/<int:number>")
@public
def show(slug: str, number: int) -> str:
    """One recommendation: all versions of the reply with their differences, the jurors' ratings, all reports."""
    _require_published()
    item = trackers.tracked_item(db.session(), jury(), number, now=utc_now())
    return render_template("tracker/show.html", jury=jury(), item=item, is_certain=_is_certain())


def _require_published() -> None:
    if not has_reached(jury().stage, Stage.PUBLISHED):
        abort(404)


def _is_certain() -> bool:
    """Whether all days off of the year in which the reply is due are known."""
    due = jury().reply_due_on
    return due is None or calendar_in_use().is_certain(due.year)


def reply_standings(juries: Sequence[Jury]) -> dict[int, JuryStanding]:
    """For lists of juries: which have a reply that is overdue or came late."""
    return standings.standings_of(db.session(), juries, now=utc_now())


def followed(jury: Jury, proposal_id: int) -> TrackedItem | None:
    """What came after one recommendation, for the page of the verdict; read once for the whole page."""
    if "tracked" not in g:
        g.tracked = {item.proposal.id: item for item in trackers.tracked(db.session(), jury, now=utc_now())}
    found: TrackedItem | None = g.tracked.get(proposal_id)
    return found


def init_app(app: Flask) -> None:
    app.add_template_global(reply_standings)
    app.add_template_global(followed)
    app.jinja_env.globals["rating_answers"] = tuple(Answer)
