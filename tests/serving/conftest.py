"""Servers for the tests of this folder."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.server import UNGUARDED, Server

collect_ignore = ["probe_wsgi.py"]  # it patches the process that imports it

PROBE = "tests.serving.probe_wsgi:app"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real application behind the guard."""
    with Server(Path(tmp_path_factory.mktemp("guarded")), app=PROBE) as running:
        yield running


@pytest.fixture
def unguarded(tmp_path: Path) -> Iterator[Server]:
    """The same without the guard: the control of the attacks."""
    with Server(tmp_path / "unguarded", "--worker-class", UNGUARDED, app=PROBE) as running:
        yield running
