"""From an uploaded file to its paragraphs. What cannot be read stays a file: a broken PDF is no reason to refuse it."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from app.domain import paragraphs
from app.domain.paragraphs import ParagraphText
from app.services.room.document_files import DOCX, PDF, TEXT

EXTRACTOR = Path(__file__).with_name("text_extractor.py")
SECONDS = 20
_one_at_a_time = BoundedSemaphore(1)  # a dozen uploads at once must not start a dozen processes


def paragraphs_of(content: bytes, media_type: str | None) -> tuple[ParagraphText, ...]:
    """The paragraphs of a file; none for pictures, for scans without text and for what cannot be read.

    Takes up to 20 seconds for a large PDF: call it before the transaction begins.
    """
    if media_type == TEXT:
        return tuple(paragraphs.from_text(content.decode("utf-8-sig")))
    if media_type == PDF:
        return tuple(paragraphs.from_lines(_extracted(content, "pdf")))
    if media_type == DOCX:
        return tuple(paragraphs.from_text(_extracted(content, "docx")))
    return ()


def _extracted(content: bytes, kind: str) -> str:
    """What the child process says; nothing when it failed, whatever the reason: the file came from outside."""
    with _one_at_a_time:
        try:
            done = subprocess.run([sys.executable, str(EXTRACTOR), kind], input=content, capture_output=True,
                                  timeout=SECONDS, check=False, env={"PYTHONHASHSEED": "0"})
        except subprocess.TimeoutExpired:
            return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""
