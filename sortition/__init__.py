"""Citizens' juries by lot: exact, explained and checkable. Codes and numbers, no sentences.

The interface, complete in these names::

    pool = Pool.from_file("respondents.csv", features=list(quotas.features), household_columns=["address"])
    pool = Pool.from_rows(header, rows, id_column="id", features=[…], household_columns=[…])
    quotas = Quotas.from_csv("categories.csv")          # or Quotas.from_dict({feature: {value: (min, max)}})
    quotas = targets({"area": {"urban": 61.2, "rural": 38.8}}, seats=20, tolerance=1)
    answer = check(pool, quotas, 20)      # Feasibility: conflict, relaxation, recruitment, unreachable …
    found = lottery(pool, quotas, 20, source=Source(seed), objective="leximin", gamma=None, include=(),
                    exclude=(), panels=1000, progress=None, cancel=None)
    found.chances, found.panels.rows, found.panels.weights, found.certificate, found.excluded, found.extremes()
    Lottery.from_json(json.loads(found.dumps()))

``progress(stage_code, done, total)`` is called often, ``cancel()`` answering True raises ``Cancelled``.
All refusals are ``SortitionError(code, **params)``: ``InputError`` (with all ``faults``) for what was given,
``Impossible`` where no valid panel exists.
"""

from sortition.conflicts import Bound, Conflict
from sortition.errors import Cancelled, Impossible, InputError, NumericalTrouble, SortitionError
from sortition.feasibility import Feasibility, Shortage, check
from sortition.households import Lookalikes
from sortition.lotteries.certificate import Certificate, StageProof
from sortition.lotteries.construction import lottery
from sortition.lotteries.lottery import Lottery
from sortition.panels import Panels
from sortition.pool import Pool
from sortition.progress import Cancel, Progress
from sortition.quotas import Quota, Quotas
from sortition.randomness import Source
from sortition.repairs import Change, Recruit, Recruitment, Relaxation
from sortition.targets import apportion, targets
from sortition.types import Excluded

__all__ = [
    "Cancel",
    "Cancelled",
    "Bound",
    "Certificate",
    "Change",
    "Conflict",
    "Excluded",
    "Feasibility",
    "Impossible",
    "InputError",
    "Lookalikes",
    "Lottery",
    "NumericalTrouble",
    "Panels",
    "Pool",
    "Progress",
    "Quota",
    "Quotas",
    "SortitionError",
    "Recruit",
    "Recruitment",
    "Relaxation",
    "Shortage",
    "Source",
    "StageProof",
    "apportion",
    "check",
    "lottery",
    "targets",
]
