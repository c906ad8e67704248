"""The table of moves as a Mermaid diagram, for `docs/stages.md`."""
from __future__ import annotations

from app.domain.stages import MOVES

HEAD = """# A jury's life

Generated from `app/domain/stages.py` by `python -m app.domain.stage_chart > docs/stages.md`; a test compares the two.
An arrow names the checks that must hold (`app/services/stage_checks.py`). Cancelling needs a public reason.

```mermaid
stateDiagram-v2
"""


def chart() -> str:
    """The whole page."""
    lines = ["    [*] --> draft"]
    for move in MOVES:
        checks = "<br>".join(move.checks)
        lines.append(f"    {move.source.value} --> {move.target.value}" + (f": {checks}" if checks else ""))
    return HEAD + "\n".join(lines) + "\n    closed --> [*]\n    cancelled --> [*]\n```\n"


if __name__ == "__main__":
    print(chart(), end="")  # noqa: T201 this is the command line
