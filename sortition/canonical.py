"""Canonical JSON: one byte sequence for one document, and a parser that refuses what is open to two readings.

The form is that of RFC 8785 for documents without fractions: UTF-8, keys sorted by UTF-16 code units, no
spaces, no escaping of letters. `verify.py` carries its own copy of these rules on purpose: it must run alone,
and two implementations that agree are the point of the exercise.
"""

import hashlib
import json
from typing import TypeAlias

from sortition.errors import SortitionError

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

LARGEST_WHOLE_NUMBER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 7493, section 2.2)."""


def canonical(value: object) -> str:
    """Return `value` in canonical form.

    Raises `SortitionError` `value_not_canonical` for anything but text, whole numbers, booleans, null, lists
    and string-keyed objects. Cost: linear, plus the sorting of keys. Source: RFC 8785, sections 3.2.2, 3.2.3.

    >>> canonical({"ә": [1, True, None], "a": "б\\n"})
    '{"a":"б\\\\n","ә":[1,true,null]}'
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if not is_unicode(text):
        raise SortitionError("value_not_canonical", found="surrogate")
    return text


def digest(value: object) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal.

    >>> digest([])
    '4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945'
    """
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def parse(content: str | bytes) -> Json:
    """Read a JSON document; refuse fractions, exponents, −0, huge numbers, repeated keys and trailing text.

    Raises `SortitionError` `file_not_json`, `number_not_whole` or `key_repeated`.

    >>> parse('{"a": [1, "x"]}')
    {'a': [1, 'x']}
    """
    try:
        text = content.decode() if isinstance(content, bytes) else content
        value: Json = json.loads(
            text,
            object_pairs_hook=_unique_pairs,
            parse_int=_whole_number,
            parse_float=_refuse_number,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise SortitionError("file_not_json", at=getattr(error, "pos", 0)) from error
    if "\\u" in text and not is_unicode(json.dumps(value, ensure_ascii=False)):
        raise SortitionError("file_not_json", at=0)
    return value


def is_unicode(text: str) -> bool:
    """Say whether the text has no lone surrogate, which UTF-8 cannot carry.

    >>> is_unicode("ә"), is_unicode("\\ud800")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _ordered(value: object) -> object:
    if value is None or type(value) in (str, bool):
        return value
    if type(value) is int and abs(value) <= LARGEST_WHOLE_NUMBER:
        return value
    if isinstance(value, dict) and all(type(key) is str for key in value):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    raise SortitionError("value_not_canonical", found=type(value).__name__)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _unique_pairs(pairs: list[tuple[str, Json]]) -> Json:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        raise SortitionError("key_repeated", key=next(key for key in keys if keys.count(key) > 1))
    return value


def _whole_number(digits: str) -> int:
    if digits == "-0" or len(digits) > 17 or abs(int(digits)) > LARGEST_WHOLE_NUMBER:
        return _refuse_number(digits)
    return int(digits)


def _refuse_number(digits: str) -> int:
    raise SortitionError("number_not_whole", found=digits[:40])


def _refuse_constant(name: str) -> Json:
    raise SortitionError("file_not_json", at=0, found=name)
