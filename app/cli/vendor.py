"""`flask vendor`: fetches the pinned browser files anew, checks their integrity and renews the lock files."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (ROOT / "app/static/vendor/vendor.lock.json", ROOT / "tests/browser/vendor/vendor.lock.json")
"""A lock file lies beside the files it describes and pins them: to upgrade, edit version and integrity there."""


class IntegrityError(RuntimeError):
    """What came is not what was pinned."""


def refresh(lock: Path) -> list[str]:
    """Fetch the packages of one lock file with npm, copy their files beside it, renew the checksums.

    Entries with a `command` were bundled by hand and stay. Raises IntegrityError before a changed package is
    copied. Returns the names of the files written.
    """
    content = json.loads(lock.read_text("utf-8"))
    written = []
    for name, entry in content["files"].items():
        if "source" not in entry:
            continue
        with tempfile.TemporaryDirectory() as folder:
            (lock.parent / name).write_bytes(_fetch(entry, Path(folder)))
        entry["sha256"] = checksum(lock.parent / name)
        written.append(name)
    lock.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return written


def checksum(path: Path) -> str:
    """SHA-256 as the lock files write it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def integrity_of(content: bytes) -> str:
    """SHA-512 as npm publishes it."""
    return "sha512-" + b64encode(hashlib.sha512(content).digest()).decode()


def _fetch(entry: dict[str, Any], folder: Path) -> bytes:
    """Let npm download the package; compare its SHA-512 with the pinned one, whatever npm thinks of it."""
    name = f"{entry['package']}@{entry['version']}"
    command = ["npm", "pack", name, "--json", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    [archive] = folder.glob("*.tgz")
    return unpack(archive, entry)


def unpack(archive: Path, entry: dict[str, Any]) -> bytes:
    """The pinned file out of a downloaded package, once the package is known to be the pinned one."""
    found = integrity_of(archive.read_bytes())
    if found != entry["integrity"]:
        raise IntegrityError(f"{entry['package']}: expected {entry['integrity']}, found {found}")
    with tarfile.open(archive) as package:
        member = package.extractfile(f"package/{entry['source']}")
        if member is None:
            raise IntegrityError(f"{entry['package']} has no file {entry['source']}")
        return member.read()


@click.command("vendor")
def command() -> None:
    """Fetch the pinned browser files anew and renew the lock files (needs npm)."""
    for lock in LOCKS:
        click.echo(f"{lock.relative_to(ROOT)}: {', '.join(refresh(lock))}")
