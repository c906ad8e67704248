"""The words for what a jury is about."""
from __future__ import annotations

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.domain.topics import Topic

TOPIC_LABELS: dict[Enum, LazyString] = {
    Topic.WATER: _l("Water"),
    Topic.AIR: _l("Air"),
    Topic.CLIMATE: _l("Climate and nature"),
    Topic.TRANSPORT: _l("Transport and roads"),
    Topic.HOUSING: _l("Housing and building"),
    Topic.ENERGY: _l("Energy and heating"),
    Topic.HEALTH: _l("Health"),
    Topic.EDUCATION: _l("Schools and education"),
    Topic.SOCIAL: _l("Families and social support"),
    Topic.ECONOMY: _l("Work and economy"),
    Topic.BUDGET: _l("Public money"),
    Topic.LAND: _l("Land and agriculture"),
    Topic.SAFETY: _l("Safety"),
    Topic.DIGITAL: _l("Internet and digital services"),
    Topic.CULTURE: _l("Culture, language and sport"),
    Topic.GOVERNMENT: _l("How we are governed"),
}
STAGE_GROUP_NAMES = {
    "prepared": _l("Being prepared"),
    "sitting": _l("The jury is sitting"),
    "waiting": _l("The authority must answer"),
    "answered": _l("Answered"),
    "cancelled": _l("Cancelled"),
}
