"""Reading and writing the files of the command line: JSON documents, times, private tables."""

from __future__ import annotations

import argparse
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from sortition.beacon import BeaconPlan, BeaconRound, plan
from sortition.canonical import parse
from sortition.errors import InputError, SortitionError

SENTENCES = {
    "file_not_found": "{file}: there is no such file. Check the path.",
    "file_not_readable": "{file}: cannot be read ({reason}).",
    "file_not_writable": "{file}: cannot be written ({reason}).",
    "file_exists": "{file} exists already. A published file is never overwritten: choose another place.",
    "file_not_json": "{file} is not valid JSON in UTF-8 (near character {at}).",
    "number_not_whole": "{file} holds {found}: only whole numbers are allowed.",
    "key_repeated": "{file} gives the key {key} twice.",
    "document_field_missing": "{file}: the field {field} is missing or of another kind.",
    "time_not_understood": "{value} is not a time: give Unix seconds, or 2026-12-10T12:00:00+05:00 with the zone.",
}


def read_bytes(path: Path) -> bytes:
    """The content of a file, or `InputError` with its name."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("file_not_found", file=str(path)) from None
    except OSError as error:
        raise InputError("file_not_readable", file=str(path), reason=type(error).__name__) from error


def read_document(path: Path) -> Any:
    """A strict JSON document (no fractions, no repeated keys)."""
    try:
        return parse(read_bytes(path))
    except InputError:
        raise
    except SortitionError as error:
        raise InputError(error.code, **{**error.params, "file": str(path)}) from error


def read_json(path: Path) -> Any:
    """Any JSON document; for our own private files, whose timings have fractions."""
    try:
        return json.loads(read_bytes(path))
    except ValueError as error:
        raise InputError("file_not_json", file=str(path), at=getattr(error, "pos", 0)) from error


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Write a new file; a private one is readable by its owner only. Never overwrites."""
    mode = 0o600 if private else 0o644
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError("file_exists", file=str(path)) from None
    except OSError as error:
        raise InputError("file_not_writable", file=str(path), reason=type(error).__name__) from error


def read_plan(path: Path) -> BeaconPlan:
    """Announced rounds: `{"rounds": [34700412, …]}`, or `{"times": [1796900400, "2026-12-10T12:10:00+05:00"]}`."""
    document = read_document(path)
    if _has_list(document, "rounds") and all(type(number) is int for number in document["rounds"]):
        return BeaconPlan(tuple(sorted(set(document["rounds"]))))
    if _has_list(document, "times"):
        return plan([moment(str(value)) for value in document["times"]])
    raise InputError("document_field_missing", file=str(path), field="rounds")


def read_round(path: Path) -> BeaconRound:
    """A round as the beacon's interface gives it: `{"round": …, "signature": "…", …}`."""
    document = read_document(path)
    for name, kind in (("round", int), ("signature", str)):
        if type(document) is not dict or type(document.get(name)) is not kind:
            raise InputError("document_field_missing", file=str(path), field=name)
    return BeaconRound(document["round"], document["signature"])


def moment(text: str) -> int:
    """Unix seconds from a number or from a time with its zone.

    >>> moment("1796900400"), moment("2026-12-10T12:00:00+05:00")
    (1796900400, 1796886000)
    """
    if text.isdecimal():
        return int(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InputError("time_not_understood", value=text)
    return int(found.timestamp())


def show(args: argparse.Namespace, content: dict[str, Any], lines: list[str]) -> None:
    """Print one JSON object with `--json`, else the lines."""
    text = json.dumps({"ok": True, **content}, ensure_ascii=False, indent=1) if args.json else "\n".join(lines)
    print(text)


def _has_list(document: Any, name: str) -> bool:
    return type(document) is dict and type(document.get(name)) is list and len(document[name]) > 0
