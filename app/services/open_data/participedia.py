"""A jury as a case of participedia.net: its field names and the keys of its lists."""
from __future__ import annotations

from app.domain.stages import Stage, has_reached
from app.domain.topics import Topic
from app.models import Jury
from app.services.open_data.publications import Publication
from app.services.stage_checks import latest_charge

_ENDED = {Stage.CLOSED, Stage.CANCELLED}

_ISSUES = {
    Topic.WATER: "environment", Topic.AIR: "environment", Topic.CLIMATE: "environment",
    Topic.TRANSPORT: "transportation", Topic.HOUSING: "housing", Topic.ENERGY: "energy", Topic.HEALTH: "health",
    Topic.EDUCATION: "education", Topic.SOCIAL: "social", Topic.ECONOMY: "economics", Topic.BUDGET: "economics",
    Topic.LAND: "agriculture", Topic.SAFETY: "law", Topic.DIGITAL: "science", Topic.CULTURE: "arts",
    Topic.GOVERNMENT: "governance",
}


def case_of(found: Publication) -> dict[str, object]:
    """What this installation knows of a case; fields that only people can fill are left empty."""
    jury = found.jury
    charge = latest_charge(found.session, jury)
    return {
        "type": "case", "original_language": jury.authentic_language,
        "general_issues": sorted({_ISSUES[topic] for topic in found.topics}), "title": _words(jury, jury.title),
        "description": _words(jury, charge.question if charge else {}), "body": _body(found),
        "location_name": _words(jury, jury.place), "country": "Kazakhstan",
        "start_date": jury.starts_on.isoformat() if jury.starts_on else None,
        "end_date": jury.ends_on.isoformat() if jury.ends_on else None,
        "ongoing": jury.stage not in _ENDED, "number_of_participants": jury.seats, "links": [
            {"url": found.address(), "title": _words(jury, jury.title), "attribution": ""}],
        "evaluation_links": [], **_METHOD, **_outcome(found)}


# The same for every citizens' jury that this software runs.
_METHOD: dict[str, object] = {
    "purposes": ["make"], "approaches": ["consultation"], "public_spectrum": "collaborate", "open_limited": "limited",
    "recruitment_method": "stratified", "targeted_participants": [], "method_types": ["deliberative"],
    "tools_techniques_types": ["facilitate", "facilitate_decisionmaking", "propose", "recruit", "inform"],
    "legality": "yes", "facilitators": "yes",
    "facilitator_training": None, "facetoface_online_or_both": "both",
    "participants_interactions": ["discussion", "ask", "formal"], "learning_resources": ["expert", "written"],
    "decision_methods": ["voting"], "if_voting": ["supermajoritarian"], "implementers_of_change": ["appointed"],
}


def _outcome(found: Publication) -> dict[str, object]:
    is_published = has_reached(found.jury.stage, Stage.PUBLISHED)
    has_dissent = found.document is not None and any(item.opinions for item in found.document.items)
    told = ["public", "minority"] if has_dissent else ["public"]
    return {"insights_outcomes": told if is_published else [], "impact_evidence": None, "change_types": [],
            "formal_evaluation": None}


def _body(found: Publication) -> str:
    """The verdict in brief: answer, adopted recommendations, process note."""
    document, jury = found.document, found.jury
    if document is None:
        return ""
    adopted = [f"{item.number}. {_words(jury, item.title)}" for item in document.adopted("recommendation")]
    return "\n\n".join(part for part in (_words(jury, document.answer), "\n".join(adopted),
                                         _words(jury, document.process_note)) if part)


def _words(jury: Jury, texts: dict[str, str]) -> str:
    """In English if there are any, else in the language whose words count."""
    return texts.get("en") or texts.get(jury.authentic_language) or next(iter(texts.values()), "")
