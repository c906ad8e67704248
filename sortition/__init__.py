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

    made = make_commitment(jury=…, people=[Person(id, features, household)], panels=found.panels.expanded(), …)
    result = draw_result(made.document, dice="417", dice_published_at=…, beacon=BeaconRound(number, signature))
    replacement(made.document, result, made.features_document, declined)     # the check is `sortition.verify`
    choose_alternates(panel, pool, …), seat_tables(people, …), letters_needed(areas, …), draw_report(people, …)

``progress(stage_code, done, total)`` is called often, ``cancel()`` answering True raises ``Cancelled``.
All refusals are ``SortitionError(code, **params)``: ``InputError`` (with all ``faults``) for what was given,
``Impossible`` where no valid panel exists.
"""

from sortition.alternates import Alternates, choose_alternates
from sortition.beacon import BeaconPlan, BeaconRound
from sortition.conflicts import Bound, Conflict
from sortition.draw import Commitment, Person, Ticket, commitment_hash, draw_result, make_commitment
from sortition.dropouts import DropoutModel, Record, fit_dropouts
from sortition.errors import Cancelled, Impossible, InputError, NumericalTrouble, SortitionError
from sortition.feasibility import Feasibility, Shortage, cheapest_change, check
from sortition.households import Lookalikes
from sortition.letters import Address, Area, draw_letters, letters_needed
from sortition.lotteries.certificate import Certificate, StageProof
from sortition.lotteries.construction import lottery
from sortition.lotteries.lottery import Lottery
from sortition.panels import Panels
from sortition.pool import Pool
from sortition.progress import Cancel, Progress
from sortition.quotas import Quota, Quotas
from sortition.randomness import Source
from sortition.recruitment import Recruit, Recruitment
from sortition.repairs import Change, Relaxation, fitting_sums
from sortition.replacements import Replacement, replacement, replacements
from sortition.report import Report, draw_report
from sortition.tables import Seating, seat_tables
from sortition.targets import apportion, targets
from sortition.types import Excluded

__all__ = [
    "Address",
    "Alternates",
    "Area",
    "BeaconPlan",
    "BeaconRound",
    "Bound",
    "Cancel",
    "Cancelled",
    "Certificate",
    "Change",
    "Commitment",
    "Conflict",
    "DropoutModel",
    "Excluded",
    "Feasibility",
    "Impossible",
    "InputError",
    "Lookalikes",
    "Lottery",
    "NumericalTrouble",
    "Panels",
    "Person",
    "Pool",
    "Progress",
    "Quota",
    "Quotas",
    "Record",
    "Recruit",
    "Recruitment",
    "Relaxation",
    "Replacement",
    "Report",
    "Seating",
    "Shortage",
    "SortitionError",
    "Source",
    "StageProof",
    "Ticket",
    "apportion",
    "cheapest_change",
    "check",
    "choose_alternates",
    "commitment_hash",
    "draw_letters",
    "draw_report",
    "draw_result",
    "fit_dropouts",
    "fitting_sums",
    "letters_needed",
    "lottery",
    "make_commitment",
    "replacement",
    "replacements",
    "seat_tables",
    "targets",
]
