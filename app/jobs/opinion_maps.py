"""The job that draws a map of the jurors' opinions."""
from __future__ import annotations

from app.extensions import db
from app.jobs.work import Work
from app.models import OpinionMap
from app.services.opinions import opinion_maps
from app.transaction import transaction


def run(work: Work) -> None:
    """Compute outside any transaction. Repeatable: the same answers give the same map."""
    map_id = work.claim.payload["map_id"]
    reader = db.session()
    reader.rollback()
    votes = opinion_maps.votes_before(reader, reader.get_one(OpinionMap, map_id))
    reader.rollback()
    work.progress("opinion_map")
    document, places = opinion_maps.draw_map(votes)
    with transaction() as session:
        opinion_maps.store(session, map_id, document, places)
        work.finish(session)
