"""A page that checks draws by itself: one HTML file with everything in it, to be saved and opened offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

MODULES = (
    *("json.js", "beacon.js", "shapes.js", "features.js", "verify.js"),
    *("tickets.js", "show.js", "offline.js"),
)
"""The modules of the page's verifier, each after those it imports; the vendored `noble` comes before them."""
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.5 sans-serif; overflow-wrap: anywhere }}
label {{ display: block; margin: 1rem 0 }} input, button {{ display: block; min-height: 48px; font: inherit }}
strong {{ display: block; margin: 1rem 0 }} li {{ margin: .5rem 0 }} li p {{ margin: 0 }}
.line-title {{ font-weight: 600 }}
.blocked {{ color: #a00000 }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #eee }} .blocked {{ color: #ff9c94 }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{intro}</p>
<form data-words="{words}">
<label>{commitment} <input type="file" name="commitment" accept=".json" required></label>
<label>{result} <input type="file" name="result" accept=".json"></label>
<label>{features} <input type="file" name="features" accept=".json"></label>
<label>{ticket} <input name="ticket" inputmode="numeric" autocomplete="off" size="8"></label>
<button>{button}</button>
<div role="status"></div>
</form>
</main>
<script type="module">
{script}
init(document.querySelector("form"));
</script>
</body>
</html>
"""


def offline_page(sources: Sequence[str], words: Mapping[str, str], language: str) -> str:
    """Put the page together.

    `sources`: the texts of the vendored `noble` and of `MODULES`, in that order; they become one script, because
    browsers do not load modules from saved files. `words`: `title`, `intro`, `commitment`, `result`, `features`,
    `ticket`, `button` as they stand on the page, and what `show.js` says: states, verdicts, a sentence for each code of
    a step or of a refusal, what is told of a ticket, and how numbers are written (`decimal`, `group`, `percent`).
    The page's own policy forbids it every connection. Raises `ValueError` if a source would end the script.

    >>> page = offline_page(["export const one = 1;"], dict.fromkeys(
    ...     ["title", "intro", "commitment", "result", "features", "ticket", "button"], "<b>"), "en")
    >>> "const one = 1;" in page, "export" in page, "<h1>&lt;b&gt;</h1>" in page
    (True, False, True)
    """
    script = one_script(sources)
    names = ("title", "intro", "commitment", "result", "features", "ticket", "button")
    shown = {name: escape(words[name]) for name in names}
    every = escape(json.dumps(dict(words), ensure_ascii=False))
    return _PAGE.format(language=escape(language), words=every, script=script, **shown)


def one_script(sources: Iterable[str]) -> str:
    """Modules as one script for a page that is saved, each after those it imports. Raises `ValueError` if one would end
    the script element.
    """
    script = "\n".join(_EXPORT.sub("", _IMPORT.sub("", source)) for source in sources)
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("a source would end the script element")
    return script
