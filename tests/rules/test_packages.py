"""Packages: licences that fit Apache-2.0, every version pinned with hashes, every reason written down."""
from __future__ import annotations

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.rules.sources import ROOT, report

LOCKS = ("requirements.txt", "requirements/development.txt")
LISTS = ("requirements/runtime.in", "requirements/development.in")
_COPYLEFT = re.compile(r"\b(?:A|L)?GPL|GNU (?:Affero|Lesser|Library|General)", re.I)
# Packages that name a GNU licence only as one of several to choose from, with the one we use.
CHOSEN = {
    "pyphen": "MPL-1.1",  # hyphenation for the PDF; offered under GPL, LGPL or MPL
}


def pinned(text: str) -> dict[str, str]:
    """Name → whole entry of a lock file."""
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    return {canonicalize_name(re.split(r"[=\s;\[]", entry, maxsplit=1)[0]): entry for entry in entries
            if not entry.startswith("#")}


def lock_faults(text: str) -> list[str]:
    """Entries without exact version or hash, and lines that name a host or a path."""
    faults = [f"not pinned with hashes: {name}" for name, entry in pinned(text).items()
              if "==" not in entry or "--hash=sha256:" not in entry]
    return faults + [f"names a place: {line}" for line in text.splitlines()
                     if line.startswith("--") or "://" in line or re.search(r"(?:^|[\s@])/\w", line)]


def licence_words(found: PackageMetadata) -> str:
    """Everything a package says of its licence in its metadata."""
    classifiers = [entry for entry in found.get_all("Classifier") or [] if entry.startswith("License")]
    return " | ".join(filter(None, [found["License-Expression"], (found["License"] or "")[:200], *classifiers]))


def is_copyleft(words: str) -> bool:
    return bool(_COPYLEFT.search(words))


def _runtime_packages() -> list[str]:
    text = (ROOT / "requirements.txt").read_text()
    here = []
    for name, entry in pinned(text).items():
        marker = Requirement(entry.split("\\")[0].strip()).marker
        if marker is None or marker.evaluate():
            here.append(name)
    return here


@pytest.mark.parametrize("name", _runtime_packages())
def test_no_package_has_a_gnu_licence(name: str) -> None:
    try:
        words = licence_words(metadata(name))
    except PackageNotFoundError:
        pytest.fail(f"{name} is locked but not installed; run bin/setup development")
    assert words, f"{name} says nothing of its licence: look it up and note it in CHOSEN"
    assert name in CHOSEN or not is_copyleft(words), words


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes_and_no_place_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert len(pinned(text)) > 10
    faults = lock_faults(text)
    assert not faults, report(faults)


@pytest.mark.parametrize(("wishes", "lock"), list(zip(LISTS, LOCKS, strict=True)))
def test_every_wish_has_a_reason_and_is_locked(wishes: str, lock: str) -> None:
    locked = pinned((ROOT / lock).read_text())
    for line in (ROOT / wishes).read_text().splitlines():
        if not line.strip() or line.startswith(("#", "-")):
            continue
        wish, _, reason = line.partition("#")
        assert reason.strip(), f"{wishes}: why is {wish.strip()} there?"
        name = canonicalize_name(Requirement(wish.strip()).name)
        assert name in locked, f"{name} is not in {lock}; run `make lock`"


@pytest.mark.parametrize("sample", [
    "flask==3.1 \\\n    # via x", "flask>=3 \\\n    --hash=sha256:00",
    "--index-url https://host/simple\nflask==3 --hash=sha256:0",
    "flask @ file:///opt/flask.whl", "flask==3 \\\n    --hash=sha256:00\n    # from /opt/wheels",
])
def test_a_loose_lock_is_found(sample: str) -> None:
    assert lock_faults(sample)


@pytest.mark.parametrize(("words", "is_bad"), [
    ("License :: OSI Approved :: GNU Affero General Public License v3", True), ("GPL-3.0-or-later", True),
    ("AGPLv3", True), ("LGPL-2.1", True), ("BSD-3-Clause", False), ("Apache-2.0", False), ("MIT | HPND", False),
])
def test_a_gnu_licence_is_found(words: str, is_bad: bool) -> None:
    assert is_copyleft(words) is is_bad
