"""Vendored files are the ones that the lock files name."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from app.cli import vendor

SERVED = {".js", ".css"}


@pytest.mark.parametrize("lock", vendor.LOCKS, ids=lambda lock: lock.parts[-4])
def test_the_lock_matches_the_files(lock: Path) -> None:
    files = json.loads(lock.read_text("utf-8"))["files"]
    for name, entry in files.items():
        assert vendor.checksum(lock.parent / name) == entry["sha256"], name
        assert entry["licence"] in {"MIT", "MPL-2.0", "Apache-2.0", "ISC", "BSD-3-Clause"}, name
        assert (lock.parent / entry.get("licence_file", name)).is_file(), name
    assert {path.name for path in lock.parent.iterdir() if path.suffix in SERVED} == set(files)


def package(folder: Path, content: bytes) -> Path:
    archive = folder / "a.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("package/dist/a.js")
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    return archive


def test_the_pinned_package_is_unpacked(tmp_path: Path) -> None:
    archive = package(tmp_path, b"good")
    entry = {"package": "a", "source": "dist/a.js", "integrity": vendor.integrity_of(archive.read_bytes())}
    assert vendor.unpack(archive, entry) == b"good"


def test_another_package_is_refused(tmp_path: Path) -> None:
    entry = {"package": "a", "source": "dist/a.js", "integrity": vendor.integrity_of(b"what was pinned")}
    with pytest.raises(vendor.IntegrityError):
        vendor.unpack(package(tmp_path, b"something else"), entry)
