"""Every kind of entry that the code adds to the public record has words for readers."""
from __future__ import annotations

import ast

from app.i18n.record_kinds import RECORD_KINDS
from tests.rules.sources import ROOT


def kinds_in(source: str) -> set[str]:
    """The literal kinds given to `add_entry`, also when a conditional chooses between two."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "add_entry":
            found |= {part.value for part in ast.walk(node.args[2])
                      if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found


def test_every_kind_has_words() -> None:
    used = set().union(*(kinds_in(path.read_text(encoding="utf-8")) for path in (ROOT / "app").rglob("*.py")))
    assert len(used) > 20
    assert not used - set(RECORD_KINDS)


def test_the_rule_sees_a_new_kind() -> None:
    assert kinds_in('records.add_entry(session, 1, "a" if x else "b", {"c": "d"}, now=now)') == {"a", "b"}
