"""What a lottery can aim at: its name and one sentence for somebody who is no mathematician."""
from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

NAMES: dict[str, LazyString] = {
    "leximin": _l("Help the least likely first (leximin)"),
    "maximin": _l("Only the smallest chance (maximin)"),
    "nash": _l("Balance of all chances (Nash)"),
    "goldilocks": _l("Neither too small nor too large (Goldilocks)"),
    "uniform": _l("Every possible jury equally likely (uniform)"),
}
SENTENCES: dict[str, LazyString] = {
    "leximin": _l("The smallest chance is made as large as the targets allow, then the second smallest, and so on: nobody can be given more without taking from somebody who has less."),
    "maximin": _l("Only the very smallest chance is made as large as possible; what the others get is left open, so it may be very uneven."),
    "nash": _l("All chances multiplied together are made as large as possible: a small chance counts much, but not everything."),
    "goldilocks": _l("Chances are kept from being much smaller and from being much larger than equal ones, so that nobody is nearly certain to be drawn either."),
    "uniform": _l("Each jury that keeps the targets has the same chance; people who fit into few such juries get a small one."),
}


def objective_name(objective: str) -> str:
    """The name with its short explanation; an unknown one shows itself."""
    return str(NAMES.get(objective, objective))


def objective_sentence(objective: str) -> str:
    return str(SENTENCES.get(objective, ""))
