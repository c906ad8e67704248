"""The evidence trace for everybody: what each finding rests on and what contradicts it, and the way back."""
from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.wrappers import Response
from werkzeug.http import dump_options_header

from app.domain.errors import NotFound
from app.extensions import db
from app.models import Document, Verdict
from app.services.room import document_files, documents
from app.services.verdict import trace_views, verdict_documents, verdicts
from app.services.verdict.trace_nodes import FrozenDocument
from app.services.verdict.trace_views import Found, Traces
from app.web.access import actor, jury, public
from app.web.limits import number_in

blueprint = Blueprint("public_traces", __name__, url_prefix="/juries/<slug>/verdict/trace")
PAGES = {"claims": "claim", "documents": "document", "witnesses": "witness", "questions": "question"}


@blueprint.get("/")
@public
def index(slug: str) -> str:
    """Every finding and recommendation, and how much it rests on."""
    verdict, traces = _published()
    return render_template("public_traces/index.html", traces=traces, **_values(verdict))


@blueprint.get("/<any(finding, recommendation):kind>-<int:number>")
@public
def item(slug: str, kind: str, number: int) -> str:
    """One finding down to its voices and passages."""
    verdict, traces = _published()
    traced = next((one for one in traces.items if (one.item.kind, one.item.number) == (kind, number)), None)
    if traced is None:
        abort(404)
    return render_template("public_traces/item.html", traced=traced, item=traced.item, view=traced.view,
                           **_values(verdict))


@blueprint.get("/<any(claims, documents, witnesses, questions):kind>/<key>")
@public
def node(slug: str, kind: str, key: str) -> str:
    """The way back: which findings rest on this claim, document, witness or question, or are contradicted by it."""
    verdict, traces = _published()
    found = traces.find((kind, key))
    if found is None:
        abort(404)
    return render_template(f"public_traces/{PAGES[kind]}.html", one=found[0], view=found[1], traces=traces,
                           node=(kind, key), ways=traces.ways_back((kind, key)), has_file=_has_file(found[0]),
                           **_values(verdict))


@blueprint.get("/documents/<key>/file")
@public
def file(slug: str, key: str) -> Response:
    """The file of a document that a published trace names: always a download, never a page of this site."""
    _verdict, traces = _published()
    found = traces.find((trace_views.DOCUMENTS, key))
    if found is None or not isinstance(found[0], FrozenDocument):
        raise NotFound("document_is_gone")
    document, content = documents.open_document(db.session(), jury(), found[0].id, actor=actor())
    charset = "; charset=utf-8" if document.media_type == document_files.TEXT else ""
    return Response(content, content_type=document.media_type + charset, headers={
        "Content-Disposition": dump_options_header("attachment", {"filename": document.file_name}),
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Content-Type-Options": "nosniff"})


def _published() -> tuple[Verdict, Traces]:
    """The version asked for, or the newest one."""
    found = verdicts.published(db.session(), jury())
    wanted = number_in(request.args.get("version"))
    verdict = next((row for row in found if wanted in (None, row.version)), None)
    if verdict is None or verdict.document is None:
        abort(404)
    return verdict, trace_views.traces_of(verdict_documents.read(verdict.document))


def _values(verdict: Verdict) -> dict[str, object]:
    """`version`: for the links between these pages; the newest version has the plain addresses."""
    newest = verdicts.published(db.session(), jury())[0]
    return {"jury": jury(), "verdict": verdict, "version": None if verdict.id == newest.id else verdict.version}


def _has_file(found: Found) -> bool:
    """Whether a document can still be had: it may have been withdrawn since."""
    if not isinstance(found, FrozenDocument):
        return False
    document = db.session().get(Document, found.id)
    return document is not None and document.withdrawn_at is None
