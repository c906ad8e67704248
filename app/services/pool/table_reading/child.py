"""The child process: bytes in, one JSON document out, within limits that a hostile file cannot pass."""
from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from app.domain.errors import DomainError
from app.services.pool.table_reading.separated import read_separated
from app.services.pool.table_reading.workbooks import read_workbook

MEMORY = 600 * 1024 * 1024  # bytes above what the interpreter has; 20 MB of sheet need about 150 MB
SECONDS = 40  # of processor time


def main() -> None:
    """Read the file on standard input; `argv` is its kind and, perhaps, the encoding."""
    kind, encoding = sys.argv[-2:]
    _limit()
    sys.stdout.buffer.write(json.dumps(_answer(kind, encoding), ensure_ascii=False).encode("utf-8", "replace"))


def _answer(kind: str, encoding: str) -> dict[str, Any]:
    try:
        content = sys.stdin.buffer.read()
        table = read_workbook(content) if kind == "xlsx" else read_separated(content, encoding)
        return {"table": table.as_json()}
    except DomainError as error:
        return {"refused": error.code, "params": error.params}
    except MemoryError:
        return {"refused": "file_is_too_complex", "params": {}}
    except Exception as error:  # noqa: BLE001 an edge: the library raises anything on a broken workbook
        sys.stderr.write(type(error).__name__)
        return {"refused": "file_is_broken", "params": {}}


def _limit() -> None:
    pages = Path("/proc/self/statm")
    used = int(pages.read_text().split()[0]) * resource.getpagesize() if pages.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it has nothing to write
