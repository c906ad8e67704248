"""JSON as it goes over the wire: letters as they are. A Cyrillic one takes two bytes, its escape six."""
from __future__ import annotations

import json
from typing import Any

from engineio.json import loads

__all__ = ["dumps", "loads"]  # what python-socketio asks of a module for JSON


def dumps(value: Any, **options: Any) -> str:
    """JSON that can always be written as UTF-8; half a surrogate, which cannot, makes its message an escaped one.

    >>> dumps({"text": "Су"}), dumps("\\ud800 Су")
    ('{"text": "Су"}', '"\\\\ud800 \\\\u0421\\\\u0443"')
    """
    text = json.dumps(value, ensure_ascii=False, **options)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, **options)
    return text
