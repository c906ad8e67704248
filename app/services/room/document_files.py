"""What a file is, decided by its content: the types that the library takes, and safe names for them."""
from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from app.domain.errors import DomainError

MAX_BYTES = 10 * 1024 * 1024
PDF, TEXT, PNG, JPEG, WEBP = "application/pdf", "text/plain", "image/png", "image/jpeg", "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUFFIXES = {PDF: ".pdf", TEXT: ".txt", PNG: ".png", JPEG: ".jpg", WEBP: ".webp", DOCX: ".docx"}
# Browsers show these in the page's stead; everything else is only ever downloaded.
INLINE = frozenset({PDF, PNG, JPEG, WEBP})
_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|svg|script|\?xml)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")  # no text has them, every program and archive does
_ACTIVE = re.compile(r"vbaproject|activex|\.(?:bin|exe|dll|js|vbs|ole)$", re.IGNORECASE)
_MOST_PARTS = 2000


def media_type_of(content: bytes) -> str | None:
    """The type by what the file holds; None for everything that is not allowed.

    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of("Су".encode()), media_type_of(b"<svg onload=x>")
    ('application/pdf', 'text/plain', None)
    """
    for start, media_type in _MAGIC:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04"):
        return DOCX if _is_docx(content) else None
    return TEXT if _is_text(content) else None


def _is_docx(content: bytes) -> bool:
    """A Word document without programs in it: the names of its parts say so; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    is_word = {"[Content_Types].xml", "word/document.xml"} <= set(names)
    return is_word and len(names) <= _MOST_PARTS and not any(_ACTIVE.search(name) for name in names)


def _is_text(content: bytes) -> bool:
    if _CONTROLS.search(content) or _MARKUP.search(content[:1024]):
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def checked_type(content: bytes) -> str:
    """The type of a file that people hand in.

    Raises `file_is_empty`, `file_is_too_large`, `file_type_is_not_allowed`.
    """
    if not content:
        raise DomainError("file_is_empty")
    if len(content) > MAX_BYTES:
        raise DomainError("file_is_too_large")
    media_type = media_type_of(content)
    if media_type is None:
        raise DomainError("file_type_is_not_allowed")
    return media_type


def safe_name(name: str, media_type: str) -> str:
    """The file's name without folders and odd characters, with the ending of what it really is.

    >>> safe_name("../../Су баға.exe", "application/pdf")
    'Су баға.pdf'
    """
    stem = re.sub(r"[^\w .()-]", "", PurePath(name.replace("\\", "/")).stem).strip(" .")
    return (stem[:80] or "document") + SUFFIXES[media_type]
