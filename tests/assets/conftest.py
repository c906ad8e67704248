"""The built files, once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.assets import Assets

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "static"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Assets:
    return Assets(STATIC, tmp_path_factory.mktemp("built"))
