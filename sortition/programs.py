"""A thin layer over HiGHS: linear and integer programs over the counts of types, checked after every run."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from sortition.errors import NumericalTrouble
from sortition.types import Floats, Types

INFINITY = highspy.kHighsInf
Indices = NDArray[np.int32]
SOLVED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)
"""The target is only ever reached where ``stop_at`` set one."""


class Program:
    """One linear or integer program; ``solve`` returns True (optimal) or False (infeasible), never a guess."""

    def __init__(self, *, is_integer: bool = False, is_maximum: bool = False) -> None:
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs are incomplete
        self.is_integer = is_integer
        options: dict[str, Any] = {
            "output_flag": False,
            "threads": 1,
            "random_seed": 1,
            "presolve": "on" if is_integer else "off",
            "primal_feasibility_tolerance": 1e-9,
            "dual_feasibility_tolerance": 1e-9,
            "mip_rel_gap": 0.0,
            "mip_abs_gap": 1e-6,
        }
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        if is_maximum:
            self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self.highs.getNumCol())

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self.highs.getNumRow())

    def add_rows(self, lower: Floats, upper: Floats) -> None:
        """Append empty rows."""
        none, nothing = np.zeros(0, dtype=np.int32), np.zeros(0)
        self.highs.addRows(len(lower), lower, upper, 0, np.zeros(len(lower), np.int32), none, nothing)

    def add_row(self, lower: float, upper: float, index: Indices, value: Floats) -> None:
        """Append one row."""
        self.highs.addRow(lower, upper, len(index), index, value)

    def add_columns(
        self, cost: Floats, lower: Floats, upper: Floats, start: Indices, index: Indices, value: Floats
    ) -> None:
        """Append columns, given column by column; all of them whole numbers in an integer program."""
        first, count = self.columns, len(cost)
        self.highs.addCols(count, cost, lower, upper, len(index), start, index, value)
        if self.is_integer:
            places = np.arange(first, first + count, dtype=np.int32)
            kinds = np.full(count, highspy.HighsVarType.kInteger)
            self.highs.changeColsIntegrality(count, places, kinds)

    def stop_at(self, value: float) -> None:
        """Let a minimisation in whole numbers end with the first solution found that is at most this."""
        self.highs.setOptionValue("objective_target", value)

    def set_costs(self, cost: Floats) -> None:
        """New costs for all columns."""
        places = np.arange(len(cost), dtype=np.int32)
        self.highs.changeColsCost(len(cost), places, np.ascontiguousarray(cost, dtype=float))

    def set_column_bounds(self, lower: Floats, upper: Floats) -> None:
        """New bounds for the first ``len(lower)`` columns."""
        self.highs.changeColsBounds(len(lower), np.arange(len(lower), dtype=np.int32), lower, upper)

    def set_row_bounds(self, lower: Floats, upper: Floats) -> None:
        """New bounds for the first ``len(lower)`` rows."""
        self.highs.changeRowsBounds(len(lower), np.arange(len(lower), dtype=np.int32), lower, upper)

    def solve(self) -> bool:
        """Run; from scratch once more if the first run ends in doubt, then raise ``NumericalTrouble``."""
        for is_second in (False, True):
            if is_second:
                self.highs.clearSolver()
            self.highs.run()
            status = self.highs.getModelStatus()
            if status in SOLVED:
                return True
            if status == highspy.HighsModelStatus.kInfeasible and is_second:
                return False
        raise NumericalTrouble("program_unsolved", status=str(status))

    @property
    def solution(self) -> Floats:
        """The values of the columns after ``solve``."""
        return np.array(self.highs.getSolution().col_value)

    @property
    def reduced_costs(self) -> Floats:
        """The duals of the columns' bounds after ``solve``."""
        return np.array(self.highs.getSolution().col_dual)

    @property
    def row_duals(self) -> Floats:
        """The duals of the rows after ``solve``."""
        return np.array(self.highs.getSolution().row_dual)

    @property
    def objective(self) -> float:
        """The objective's value after ``solve``."""
        return float(self.highs.getInfo().objective_function_value)


def add_type_rows(program: Program, types: Types) -> None:
    """The rows of a panel: total (0), quotas (1 …), household compositions (after them), still empty."""
    lower = np.concatenate([[types.seats], types.lower, np.full(len(types.caps), -INFINITY)])
    upper = np.concatenate([[types.seats], types.upper, types.caps]).astype(float)
    program.add_rows(lower.astype(float), upper)


def add_type_columns(program: Program, types: Types, cost: Floats, lower: Floats, upper: Floats) -> None:
    """One column for each type with its 1 in the total, in its quotas, in its household composition."""
    place = np.concatenate(
        [
            np.zeros((types.count, 1), dtype=np.int64),
            types.values + 1,
            (types.group + 1 + len(types.quotas))[:, None],
        ],
        axis=1,
    )
    is_used = np.ones(place.shape, dtype=bool)
    is_used[:, -1] = types.group >= 0
    start = np.concatenate([[0], np.cumsum(is_used.sum(axis=1))])[:-1].astype(np.int32)
    index = place[is_used].astype(np.int32)
    program.add_columns(cost, lower, upper, start, index, np.ones(len(index)))


def panel_program(types: Types, *, is_integer: bool = True, is_maximum: bool = True) -> Program:
    """The program over valid panels: counts x_t with 0 ≤ x_t ≤ m_t, total, quotas, households; no costs yet."""
    program = Program(is_integer=is_integer, is_maximum=is_maximum)
    add_type_rows(program, types)
    zero = np.zeros(types.count)
    add_type_columns(program, types, zero, zero, types.sizes.astype(float))
    return program
