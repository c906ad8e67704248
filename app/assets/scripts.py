"""Joins the ES modules of one entry file into one script, so that a page asks for one file and not for fifteen.

No bundler is needed because the house style of the modules is narrow, and a module outside of it is refused:
imports stand one to a line, `import { a, b } from "./x.js";` or `import * as x from "./x.js";`; exports are
`export function`, `export async function`, `export class` and `export const`. Files under vendor/ stay apart.
In the browser the modules run just as well unjoined.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

_IMPORT = re.compile(
    r'^import (?:\{ (?P<names>\w+(?:, \w+)*) \}|\* as (?P<whole>\w+)) from "(?P<path>[./\w-]+)";$', re.MULTILINE
)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_COMMENT_BESIDE = re.compile(r"[ \t]+// [^\"'`\n]*$", re.MULTILINE)  # one with a quotation mark stays: it may be a text
_COMMENT_LINE = re.compile(r"^\s*//.*\n", re.MULTILINE)
_COMMENT_BLOCK = re.compile(r"\A/\*.*?\*/\s*", re.DOTALL)


class UnusualModule(ValueError):
    """A module uses a form of import or export that cannot be joined, or modules import each other in a ring."""


@dataclass
class _Bundle:
    folder: Path
    order: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    vendored: dict[str, str] = field(default_factory=dict)


def join_modules(entry: Path) -> str:
    """The script of `entry` with everything it imports, each module in a function of its own."""
    bundle = _Bundle(entry.parent)
    _add(bundle, entry.name, ())
    head = [f'import * as {name} from "{path}";' for path, name in sorted(bundle.vendored.items())]
    # No text of ours runs over a line's end, so nothing but layout is lost with the indentation.
    return _INDENT.sub("", "\n".join([*head, *(bundle.texts[name] for name in bundle.order)])) + "\n"


def _add(bundle: _Bundle, name: str, above: tuple[str, ...]) -> None:
    if name in above:
        raise UnusualModule(" imports ".join((*above, name)))
    if name in bundle.texts:
        return
    text = _without_comments((bundle.folder / name).read_text("utf-8"))
    for found in _IMPORT.finditer(text):
        path = _resolve(name, found["path"])
        if not path.startswith("../vendor/"):
            _add(bundle, path, (*above, name))
    bundle.texts[name] = _wrap(bundle, name, text)
    bundle.order.append(name)


def _wrap(bundle: _Bundle, name: str, text: str) -> str:
    exports = _EXPORT.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub(lambda found: _take(bundle, name, found), text)).strip()
    left = _LEFT_OVER.search(body)
    if left:
        raise UnusualModule(f"{name}: {left[0]}")
    result = f"\nreturn {{ {', '.join(exports)} }};" if exports else ""
    return f"const {_variable(name)} = (() => {{\n{body}{result}\n}})();"


def _take(bundle: _Bundle, name: str, found: re.Match[str]) -> str:
    path = _resolve(name, found["path"])
    source = _variable(path)
    if path.startswith("../vendor/"):
        bundle.vendored[path] = source
    return f"const {found['whole'] or '{ ' + found['names'] + ' }'} = {source};"


def _resolve(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))


def _variable(path: str) -> str:
    return "_" + re.sub(r"\W+", "_", path.removesuffix(".js")).strip("_")


def _without_comments(text: str) -> str:
    """The block at the head, whole lines, and what stands beside code; anything else might be part of a text."""
    return _COMMENT_BESIDE.sub("", _COMMENT_LINE.sub("", _COMMENT_BLOCK.sub("", text)))
