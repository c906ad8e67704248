"""The pool: finding its people, its counts against the targets, and the whole of it as a file."""
from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, render_template, request
from flask.wrappers import Response as FileResponse

from app.domain.errors import DomainError
from app.domain.languages import LANGUAGES
from app.domain.pool_desk import PoolState
from app.domain.roles import Role
from app.extensions import db
from app.forms.pools import UploadForm
from app.installation import current_vault, utc_now
from app.models import Job
from app.services.pool import coverage, pool_exports, pool_search, pool_uploads, pools, targets
from app.services.pool.pool_search import PoolQuery
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.draw.draw_words import words
from app.web.limits import number_in

blueprint = Blueprint("pools", __name__, url_prefix="/juries/<slug>/pool")
log = logging.getLogger(__name__)
LONGEST_SEARCH = 200


@blueprint.get("")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    session, features = db.session(), pools.known_values(db.session(), jury())
    query = _query(features)
    people = pool_search.search(session, jury(), query, number_in(request.args.get("page")) or 1,
                                vault=current_vault(), aside=aside)
    waiting = pool_uploads.waiting_uploads(session, jury(), now=utc_now())
    return render_template("pools/index.html", jury=jury(), people=people, query=query, features=features,
                           form=UploadForm(formdata=None), asked=_asked(query, features), states=list(PoolState),
                           languages_of_pool=LANGUAGES, counts=pools.count_pool(session, jury()),
                           is_open=jury().stage in pools.OPEN_STAGES, waiting=waiting,
                           running=[session.get(Job, upload.job_id) for upload in waiting if upload.job_id])


def _query(features: dict[str, list[str]]) -> PoolQuery:
    """What the address asks for; what makes no sense lets everybody through."""
    args = request.args
    state = args.get("state", "excluded" if args.get("excluded") == "1" else "")
    chosen = {name: args[f"f{place}"] for place, (name, values) in enumerate(features.items())
              if args.get(f"f{place}") in values}
    return PoolQuery(
        text=args.get("q", "")[:LONGEST_SEARCH].strip(), features=chosen,
        state=PoolState(state) if state in {known.value for known in PoolState} else None,
        language=args["language"] if args.get("language") in LANGUAGES else "",
        shares_household=args.get("household") == "1", may_be_double=args.get("double") == "1")


def _asked(query: PoolQuery, features: dict[str, list[str]]) -> dict[str, str]:
    """The query as parameters of an address, for the links to other pages of the list."""
    found = {"q": query.text, "state": query.state.value if query.state else "", "language": query.language,
             "household": "1" if query.shares_household else "", "double": "1" if query.may_be_double else ""}
    found |= {f"f{place}": query.features.get(name, "") for place, name in enumerate(features)}
    return {name: value for name, value in found.items() if value}


@blueprint.get("/counts")
@member(Role.ORGANIZER)
def counts(slug: str) -> str:
    """The pool against the targets; with `X-Fragment` only the part that a script renews."""
    session = db.session()
    present, seats = targets.present_targets(session, jury()), jury().seats
    used = [feature.name for feature in present if feature.is_used]
    try:
        pool = pools.sortition_pool(session, jury(), used)
    except DomainError:  # nobody is there yet, or there is no feature
        pool = None
    is_set = any(value.minimum is not None for feature in present for value in feature.values)
    covered = aside(lambda: coverage.cover(pool, present, seats)) if is_set else None
    template = "pools/counts_part.html" if "X-Fragment" in request.headers else "pools/counts.html"
    return render_template(template, jury=jury(), features=coverage.count_features(present), covered=covered,
                           people=len(pool.ids) if pool else 0, is_set=is_set, now=utc_now(), named=_names(),
                           is_open=jury().stage in pools.OPEN_STAGES)


def _names() -> Callable[[str, str], str]:
    """What the reader calls a value of a feature, or with a blank value the feature itself."""
    known = targets.words_of(db.session(), jury())
    return lambda feature, value: words(known.get((feature, value), {}), value or feature)


@blueprint.get("/people.csv")
@member(Role.ORGANIZER, fresh=True)
def export(slug: str) -> FileResponse:
    """Everybody with contacts; asks for a fresh sign-in, and the file imports again without a difference."""
    return _file(slug, "csv", "text/csv")


@blueprint.get("/people.xlsx")
@member(Role.ORGANIZER, fresh=True)
def export_workbook(slug: str) -> FileResponse:
    """The same as a workbook, in which every cell is text: zeros, plus signs and age groups stay as they are."""
    return _file(slug, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def _file(slug: str, kind: str, mimetype: str) -> FileResponse:
    rows = pool_exports.SealedRows(db.session(), jury(), vault=current_vault(), actor=actor())
    content = aside(lambda: rows.as_file(kind))
    log.info("pool_exported", extra={"jury_id": jury().id, "kind": kind})
    return FileResponse(content, mimetype=mimetype, headers={
        "Content-Disposition": f"attachment; filename={slug}-pool.{kind}", "Cache-Control": "no-store"})
