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
