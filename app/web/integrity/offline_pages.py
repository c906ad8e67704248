"""A page that checks a verdict by itself: one HTML file with everything in it, to be saved and opened offline."""
from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from sortition.offline_pages import one_script

SOURCES = Path(__file__).resolve().parents[2] / "static" / "js"
# Each after those it imports; browsers do not load modules from saved files, so they become one script.
MODULES = ("verify/json.js", "integrity/zip.js", "integrity/content.js", "integrity/checks.js", "integrity/check.js",
           "integrity/page.js")
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.5 sans-serif; overflow-wrap: anywhere }}
label {{ display: block; margin: 1rem 0 }}
input, button {{ display: block; box-sizing: border-box; width: 100%; min-height: 48px; font: inherit }}
li {{ margin: .4rem 0 }} .holds b, h2.holds {{ color: light-dark(#14603a, #7fd6a4) }}
.fails, .left_out {{ border-inline-start: .3rem solid; padding-inline-start: .6rem }}
.fails b, h2.fails, p.fails {{ color: light-dark(#a3201a, #ff9d94) }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{intro}</p>
<form data-words="{words}">
<label>{package} <input type="file" name="package" accept=".zip" required></label>
<label>{expected} <input type="text" name="expected" autocomplete="off" spellcheck="false"></label>
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


def offline_page(words: Mapping[str, str], language: str) -> str:
    """Put the page together. `words`: by the codes of `app/i18n/verdict_checks.py`."""
    shown = {name: escape(words[name]) for name in ("title", "intro", "package", "expected", "button")}
    every = escape(json.dumps(dict(words), ensure_ascii=False))
    return _PAGE.format(language=escape(language), words=every, script=_script(), **shown)


@lru_cache(maxsize=1)
def _script() -> str:
    return one_script((SOURCES / name).read_text("utf-8") for name in MODULES)
