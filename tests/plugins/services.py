"""The servers and programs that some tests need: found in the environment, or a test says why it is skipped.

`make test` starts them. With ALQA_TEST_STRICT=1 a skipped test makes the whole run fail, so that nothing
stays unchecked by chance.
"""
from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from sqlalchemy import create_engine, make_url, text

_HINT = "`make test` sets it up"


def is_strict() -> bool:
    return os.environ.get("ALQA_TEST_STRICT", "") == "1"


@pytest.fixture(scope="session")
def process_name() -> str:
    """Which of several test processes this is."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a PostgreSQL server in which databases may be made."""
    return _from_environ("ALQA_TEST_POSTGRES_URL", "PostgreSQL")


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str, process_name: str) -> Iterator[str]:
    """An empty database of this test process."""
    name = f"alqa_{process_name}_{os.getpid()}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def redis_url(process_name: str) -> str:
    """A Redis database of this test process."""
    server = urlsplit(_from_environ("ALQA_TEST_REDIS_URL", "Redis"))
    digits = "".join(filter(str.isdigit, process_name)) or "0"
    return urlunsplit(server._replace(path=f"/{int(digits) + 1}"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The program file of Chromium."""
    found = find_chromium()
    if not found:
        pytest.skip(f"Chromium is not installed; {_HINT}")
    return found


def find_chromium() -> str | None:
    """The shell without a window before the whole browser: it takes half of the processor time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("ALQA_TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def _from_environ(variable: str, what: str) -> str:
    value = os.environ.get(variable, "")
    if not value:
        pytest.skip(f"no {what}: {variable} is not set; {_HINT}")
    return value


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a browser and those of a fault in one process each: they need the machine."""
    for item in items:
        for mark in ("browser", "fault"):
            if item.get_closest_marker(mark) and not item.get_closest_marker("xdist_group"):
                item.add_marker(pytest.mark.xdist_group(mark))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not is_strict() or reporter is None or hasattr(session.config, "workerinput"):
        return
    if reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if is_strict() and skipped:
        terminalreporter.section("skipped, which ALQA_TEST_STRICT=1 does not allow", red=True)
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2] if report.longrepr else ''}")
