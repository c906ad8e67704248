"""Files that people upload: what they are, whether they are harmless, and the table in them."""
from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

from app.domain.errors import DomainError
from app.services.pool.table_reading.encodings import CHOICES
from app.services.pool.table_reading.tables import Table

MAX_TEXT_BYTES = 10 * 1024 * 1024
MAX_WORKBOOK_BYTES = 5 * 1024 * 1024
MAX_ENTRIES = 200
MAX_DIRECTORY_BYTES = 100_000
MAX_UNPACKED_BYTES = 20 * 1024 * 1024
MAX_RATIO = 100
_SMALL_ENTRY = 64 * 1024  # a few repeated lines shrink more than a hundredfold and harm nobody
WAIT_SECONDS = 60

# The child loads this package without `app/__init__.py`, which would bring in the whole application.
_BOOT = ("import sys, types; app = types.ModuleType('app'); app.__path__ = [sys.argv[1]]; sys.modules['app'] = app; "
         "from app.services.pool.table_reading.child import main; main()")
_APP = Path(__file__).resolve().parents[2]

_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "file_is_old_excel"), (b"%PDF", "file_is_not_a_table"), (b"\x1f\x8b", "file_is_packed"),
    (b"Rar!", "file_is_packed"), (b"7z\xbc\xaf", "file_is_packed"), (b"\x89PNG", "file_is_not_a_table"),
    (b"\xff\xd8\xff", "file_is_not_a_table"), (b"GIF8", "file_is_not_a_table"), (b"{\\rtf", "file_is_not_a_table"),
    (b"<!DOCTYPE", "file_is_not_a_table"), (b"<html", "file_is_not_a_table"), (b"<?xml", "file_is_not_a_table"),
)
_END, _END_FORMAT, _LOCATOR_64 = b"PK\x05\x06", "<4s4H2LH", b"PK\x06\x07"


def read_table(content: bytes, encoding: str = "") -> Table:
    """The table in a CSV or XLSX file; `encoding` blank means: recognise it. Raises a refusal for everything else."""
    if not content.strip():
        raise DomainError("file_is_empty")
    if encoding and encoding not in CHOICES:
        raise DomainError("encoding_is_wrong", encoding=encoding)
    for start, code in _OTHER_KINDS:
        if content.startswith(start):
            raise DomainError(code)
    if content.startswith(b"PK"):
        check_workbook(content)
        return _read_in_child("xlsx", "", content)
    if len(content) > MAX_TEXT_BYTES:
        raise DomainError("file_is_too_large")
    return _read_in_child("csv", encoding, content)


def check_workbook(content: bytes) -> None:
    """Look at the zip directory only; nothing is unpacked. Raises `workbook_is_too_large`, `file_is_a_bomb`, …"""
    if len(content) > MAX_WORKBOOK_BYTES:
        raise DomainError("workbook_is_too_large")
    _check_directory_size(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DomainError("file_is_broken") from error
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise DomainError("file_is_not_a_table")
    if len(entries) > MAX_ENTRIES or _is_bomb(entries, len(content)):
        raise DomainError("file_is_a_bomb")


def _check_directory_size(content: bytes) -> None:
    """Before the library reads it: 5 MB of directory would be a hundred thousand entries."""
    at = content.rfind(_END, max(0, len(content) - 65_557))
    size = struct.calcsize(_END_FORMAT)
    if at < 0 or len(content) < at + size:
        raise DomainError("file_is_broken")
    _, _, _, _, entries, directory, _, _ = struct.unpack(_END_FORMAT, content[at:at + size])
    is_64 = content[max(0, at - 20):at].startswith(_LOCATOR_64)  # a second directory, for archives above 4 GB
    if is_64 or entries > MAX_ENTRIES or directory > MAX_DIRECTORY_BYTES:
        raise DomainError("file_is_a_bomb")


def _is_bomb(entries: list[zipfile.ZipInfo], packed: int) -> bool:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * packed:
        return True
    return any(_is_strange(entry) for entry in entries)


def _is_strange(entry: zipfile.ZipInfo) -> bool:
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or entry.flag_bits & 0x1:
        return True
    return entry.file_size > max(_SMALL_ENTRY, MAX_RATIO * entry.compress_size)


def _read_in_child(kind: str, encoding: str, content: bytes) -> Table:
    try:
        # No environment: the child must not know the secrets of the installation.
        done = subprocess.run([sys.executable, "-I", "-c", _BOOT, str(_APP), kind, encoding], input=content,
                              capture_output=True, timeout=WAIT_SECONDS, env={}, check=False)
    except subprocess.TimeoutExpired as error:
        raise DomainError("file_is_too_complex") from error
    if done.returncode != 0:
        raise DomainError("file_is_too_complex")
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise DomainError(answer["refused"], **answer["params"])
    return Table(**answer["table"])
