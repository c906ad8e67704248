"""The text of a document as numbered paragraphs: from what somebody typed, or from the lines of a PDF."""
from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.evidence import ParagraphKind
from app.domain.writing import clean_text

MOST_PARAGRAPHS = 3000
LONGEST = 4000  # characters of one paragraph; a longer one is divided at the end of a sentence
_HEADING = re.compile(r"#{1,6}\s+(?P<words>.+)")
_ITEM = re.compile(r"(?:[-*•–]|\d{1,3}[.)])\s+(?P<words>.+)", re.DOTALL)
_NUMBERED = re.compile(r"\d")
_SENTENCE_END = re.compile(r"[.!?…:;»”\")]$")
_BROKEN_WORD = re.compile(r"(\w)[-\u00ad]\n(?=[^\W\d_])")


@dataclass(frozen=True)
class ParagraphText:
    kind: ParagraphKind
    body: str


def from_text(text: str) -> list[ParagraphText]:
    """Blank lines divide; `# ` makes a heading, `- ` or `1. ` an item.

    >>> [(part.kind.value, part.body) for part in from_text("# Су\\nБірінші жол\\nекінші.\\n\\n- бір\\n- екі")]
    [('heading', 'Су'), ('text', 'Бірінші жол екінші.'), ('item', 'бір'), ('item', 'екі')]
    """
    found: list[ParagraphText] = []
    for block in clean_text(text.replace("\f", "\n\n").replace("\t", " ")).split("\n\n"):
        found += _of_block([line.strip() for line in block.split("\n") if line.strip()])
    return _within_limits(found)


def from_lines(text: str) -> list[ParagraphText]:
    """Lines as a PDF has them: a short line that ends a sentence ends a paragraph, broken words are joined.

    >>> [part.body for part in from_lines("Вода стано-\\nвится дороже каждый\\nгод.\\nНо не вся вода в городе.")]
    ['Вода становится дороже каждый год.', 'Но не вся вода в городе.']
    """
    joined = _BROKEN_WORD.sub(r"\1", text.replace("\r", ""))
    pages = [[line.strip() for line in page.split("\n")] for page in joined.split("\f")]
    return from_text("\n\n".join(_with_gaps(page) for page in pages))


def _with_gaps(lines: list[str]) -> str:
    """The lines of a page with blank ones where paragraphs seem to end."""
    full = max((len(line) for line in lines), default=0)
    found = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        found.append(line)
        is_last = _SENTENCE_END.search(line) and len(line) < 0.85 * full
        is_heading = len(line) < 0.6 * full and following[:1].isupper()
        if is_last or is_heading:
            found.append("")
    return "\n".join(found)


def _of_block(lines: list[str]) -> list[ParagraphText]:
    """The lines between two blank ones: headings and items stand for themselves, other lines flow together."""
    found: list[ParagraphText] = []
    for line in lines:
        heading, item = _HEADING.fullmatch(line), _ITEM.fullmatch(line)
        if heading:
            found.append(ParagraphText(ParagraphKind.HEADING, heading["words"]))
        elif item:
            words = line if _NUMBERED.match(line) else item["words"]  # somebody may speak of "point 3"
            found.append(ParagraphText(ParagraphKind.ITEM, words))
        elif found and found[-1].kind is not ParagraphKind.HEADING:
            found[-1] = ParagraphText(found[-1].kind, f"{found[-1].body} {line}")
        else:
            found.append(ParagraphText(ParagraphKind.TEXT, line))
    return found


def _within_limits(found: list[ParagraphText]) -> list[ParagraphText]:
    parts = [ParagraphText(part.kind, piece) for part in found for piece in _pieces(part.body)]
    return parts[:MOST_PARAGRAPHS]


def _pieces(body: str) -> list[str]:
    pieces = []
    while len(body) > LONGEST:
        cut = max(body.rfind(mark, 1, LONGEST) for mark in (". ", "! ", "? ")) + 1
        cut = cut if cut > LONGEST // 2 else LONGEST
        pieces.append(body[:cut].strip())
        body = body[cut:].strip()
    return [*pieces, body] if body else pieces
