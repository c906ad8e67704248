"""What a jury is about: a short, fixed list, so that readers find all juries on water, in every language."""
from __future__ import annotations

from enum import Enum

MOST_TOPICS = 3


class Topic(Enum):
    WATER = "water"
    AIR = "air"
    CLIMATE = "climate"
    TRANSPORT = "transport"
    HOUSING = "housing"
    ENERGY = "energy"
    HEALTH = "health"
    EDUCATION = "education"
    SOCIAL = "social"
    ECONOMY = "economy"
    BUDGET = "budget"
    LAND = "land"
    SAFETY = "safety"
    DIGITAL = "digital"
    CULTURE = "culture"
    GOVERNMENT = "government"
