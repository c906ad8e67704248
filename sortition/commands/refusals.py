"""Error codes put into English sentences, for the command line only."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from sortition.errors import InputError, SortitionError

SENTENCES: dict[str, str] = {
    "cancelled": "Stopped on request.",
    "file_not_found": "{file}: there is no such file. Check the path.",
    "file_not_readable": "{file}: cannot be read ({reason}). Check the file and its permissions.",
}

ENGINE: dict[str, str] = {
    "file_empty": "{file}: the file holds no header. Its first row must name the columns.",
    "row_too_long": "{file}, row {row}: {cells} cells, but the header has {columns}. Quote cells with separators.",
    "column_missing": "{file}: there is no column {column}. The columns are: {columns}.",
    "column_twice": "{file}: the column {column} stands there twice. Rename one.",
    "encoding_wrong": "{file}: is not in the encoding {encoding}. Save it as UTF-8 or give --encoding.",
    "csv_broken": "{file}: is not a well-formed CSV file ({reason}). Save it again as CSV.",
    "xlsx_reader_missing": "{file}: reading XLSX needs the package openpyxl. Install it or save as CSV.",
    "xlsx_broken": "{file}: is not a readable XLSX file ({reason}). Save it again.",
    "cell_blank": "{file}, row {row}, column {column}: the cell is empty. Fill it in or remove the row.",
    "not_a_whole_number": "{file}, row {row}, column {column}: “{value}” is not a whole number of at least 0.",
    "not_a_share": "{file}, row {row}, column {column}: “{value}” is not a number of at least 0.",
    "quotas_empty": "There are no quotas. Give at least one row: feature, value, min, max.",
    "quota_bounds_crossed": "{feature} = {value}: min {min} and max {max} (and their flex columns) are not in order.",
    "quota_twice": "{feature} = {value} stands in the quotas twice. Remove one row.",
    "pool_empty": "{file}: there is nobody in the pool.",
    "id_blank": "{file}, row {row}, column {column}: the person has no identifier.",
    "id_twice": "{file}, row {row}, column {column}: “{value}” stands in row {first_row} already.",
    "feature_unknown": "{file}: the pool was read without the feature {column}.",
    "value_unknown": "{file}, row {row}, column {column}: “{value}” has no quota. Known values: {known}.",
    "person_unknown": "“{person}” is not in the pool. Check --include and --exclude.",
    "person_included_and_excluded": "“{person}” is both included and excluded.",
    "included_exceed_seats": "{included} people are included, but there are {seats} seats.",
    "included_share_household": "Two included people share the household {household}.",
    "seats_not_positive": "There must be at least one seat, not {seats}.",
    "shares_not_positive": "The shares of each feature must be at least 0 and not all 0.",
    "objective_unknown": "There is no objective {objective}. Known: {known}.",
    "gamma_not_positive": "gamma must be greater than 0, not {gamma}.",
    "panels_out_of_range": "The lottery must have {least} to {most} panels, not {panels}.",
    "seed_not_hexadecimal": "--seed: “{value}” is not hexadecimal.",
    "minimums_exceed_seats": "{feature}: the minima sum to {total}, but there are only {seats} seats.",
    "maximums_below_seats": "{feature}: the maxima sum to {total}, but there are {seats} seats.",
    "no_valid_panel": "No panel of {seats} keeps all quotas. Run `check` for the reasons.",
    "lottery_format_unknown": "The file is no lottery file: its format is {found}, not {expected}.",
    "lottery_broken": "The lottery file is incomplete ({reason}).",
}
"""The engine's codes, for the commands that call it."""


def sentence(error: SortitionError, more: Mapping[str, str]) -> str:
    """The sentence for a code, or the code with its numbers where none is written."""
    pattern = more.get(error.code) or SENTENCES.get(error.code)
    if pattern is None:
        return str(error)
    try:
        return pattern.format(**error.params)
    except KeyError:
        return str(error)


def show_refusal(error: SortitionError, more: Mapping[str, str], *, as_json: bool) -> None:
    """Every fault on its own line on standard error, or one JSON object on standard output."""
    faults: tuple[SortitionError, ...] = error.faults if isinstance(error, InputError) else (error,)
    if as_json:
        rows = [{"code": f.code, "params": f.params, "sentence": sentence(f, more)} for f in faults]
        print(json.dumps({"ok": False, "errors": rows}, ensure_ascii=False, indent=1, default=str))
        return
    for fault in faults:
        print(sentence(fault, more), file=sys.stderr)
