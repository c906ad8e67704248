"""From a pool to a finished lottery: types, optimum, rounding to m panels, dealing, checking, certificate."""

from __future__ import annotations

import time
from collections.abc import Collection

from sortition.errors import Impossible, InputError
from sortition.feasibility import has_panel
from sortition.lotteries.certificate import with_people
from sortition.lotteries.choice import OBJECTIVES, Task, choose
from sortition.lotteries.dealing import deal
from sortition.lotteries.lottery import Lottery
from sortition.panels import Panels
from sortition.pool import Pool
from sortition.progress import Cancel, Progress, Watch
from sortition.quotas import Quotas
from sortition.randomness import Source
from sortition.types import Excluded, Floats, Types

MOST_PANELS = 100_000


def lottery(
    pool: Pool,
    quotas: Quotas,
    seats: int,
    *,
    source: Source,
    objective: str = "leximin",
    gamma: float | None = None,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    panels: int = 1000,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Lottery:
    """A uniform lottery over ``panels`` valid panels whose chances are as near the optimum as rounding allows.

    Deterministic: the same pool (in any order of rows), quotas, arguments and seed give the same lottery.
    Raises ``InputError`` (arguments, unknown values), ``Impossible`` (no valid panel; call ``check`` for the
    reasons), ``Cancelled``. Every panel has been checked again in whole numbers when this returns.
    """
    clock = _Clock()
    watch = Watch(progress, cancel)
    _check_arguments(objective, gamma, panels)
    watch.step("types")
    types, excluded = Types.of(pool, quotas, seats, include=include, exclude=exclude)
    clock.lap("types")
    watch.step("feasibility")
    _check_possible(types, quotas, seats)
    clock.lap("feasibility")
    task = Task(types, objective, 1.0 if gamma is None else gamma, panels, source, watch)
    chosen = choose(task)
    clock.lap("optimum")
    listed = Panels.of(deal(types, chosen.rows, source))
    watch.step("checking")
    listed.check(pool, quotas, seats, include=include)
    clock.lap("checking")
    people = tuple(sorted(pool.ids))
    ideal = _by_person(types, chosen.ideal)
    return Lottery(
        seats=seats,
        objective=objective,
        gamma=gamma,
        seed=source.seed.hex(),
        people=people,
        chances=listed.chances(people),
        panels=listed,
        certificate=with_people(chosen.certificate, ideal, listed),
        quotas=quotas,
        excluded=_all_excluded(excluded, ideal),
        included=types.included,
        features=_features(pool, quotas),
        households=_household_labels(pool),
        timings=clock.laps,
    )


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 4)
        self._last = now


def _check_arguments(objective: str, gamma: float | None, panels: int) -> None:
    if objective not in OBJECTIVES:
        raise InputError("objective_unknown", objective=objective, known=", ".join(OBJECTIVES))
    if gamma is not None and gamma <= 0:
        raise InputError("gamma_not_positive", gamma=gamma)
    if not 1 <= panels <= MOST_PANELS:
        raise InputError("panels_out_of_range", panels=panels, least=1, most=MOST_PANELS)


def _check_possible(types: Types, quotas: Quotas, seats: int) -> None:
    faults = quotas.faults_for(seats)
    if faults:
        raise Impossible(faults[0].code, **faults[0].params)
    if not has_panel(types):
        raise Impossible("no_valid_panel", seats=seats)


def _by_person(types: Types, chances: Floats) -> dict[str, float]:
    ideal: dict[str, float] = dict.fromkeys(types.included, 1.0)
    for members, chance in zip(types.members, chances, strict=True):
        ideal.update(dict.fromkeys(members, float(chance)))
    return ideal


def _all_excluded(excluded: tuple[Excluded, ...], ideal: dict[str, float]) -> tuple[Excluded, ...]:
    never = [Excluded(name, "in_no_valid_panel", {}) for name, chance in ideal.items() if chance <= 1e-9]
    return tuple(sorted((*excluded, *never), key=lambda person: person.id))


def _features(pool: Pool, quotas: Quotas) -> dict[str, dict[str, str]]:
    codes = zip(pool.ids, pool.codes(quotas), strict=True)
    named = {
        name: {quotas.quotas[place].feature: quotas.quotas[place].value for place in places}
        for name, places in codes
    }
    return dict(sorted(named.items()))


def _household_labels(pool: Pool) -> dict[str, str]:
    homes: dict[str, list[str]] = {}
    for name, home in sorted(zip(pool.ids, pool.households, strict=True)):
        if home is not None:
            homes.setdefault(home, []).append(name)
    shared = [names for names in homes.values() if len(names) > 1]
    return {name: f"h{number}" for number, names in enumerate(shared, 1) for name in names}
