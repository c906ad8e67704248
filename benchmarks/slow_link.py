"""How long a phone with poor internet waits for the room and for a verdict: `python -m benchmarks.slow_link`.

The demo is served by the real server; between it and Chromium stands a relay that lets bytes through as a thin line
does: so many bits a second in all, each way, and half of the round trip later. The cache of the browser is empty for
the first visit and kept for the second.
"""
from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Browser, Page, sync_playwright

from app.domain.roles import Role
from tests.browser.house import ANSWERED, DELIBERATING, House, open_house, seed_demo
from tests.browser.line import GRANTED, HELLO, NAME, target_of
from tests.browser.visitors import receive
from tests.plugins.services import find_chromium

CHUNK = 512  # bytes that leave together: small, so that several connections share the line fairly
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WAIT_MS = 300_000


@dataclass(frozen=True)
class Quality:
    """A line: bits a second from and to the server, and the time there and back."""

    name: str
    down: int
    up: int
    round_trip: float


QUALITIES = (Quality("GPRS", 50_000, 20_000, 0.5), Quality("EDGE", 200_000, 60_000, 0.4),
             Quality("slow 3G", 400_000, 150_000, 0.4), Quality("unhindered", 10**9, 10**9, 0.0))


class Pipe:
    """One direction of the line, shared by all connections: bytes leave one after the other, at its speed."""

    def __init__(self, bits_per_second: int, delay: float) -> None:
        self._speed, self._delay, self._free_at = bits_per_second / 8, delay, 0.0
        self.carried = 0

    async def carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Hand over what comes, in order, until the end; several chunks may be on their way at once."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self._arrive(under_way, target))
        while chunk := await source.read(CHUNK):
            now = time.monotonic()
            self._free_at = max(self._free_at, now) + len(chunk) / self._speed
            self.carried += len(chunk)
            under_way.put_nowait((self._free_at + self._delay, chunk))
            await asyncio.sleep(max(0.0, self._free_at - now))
        under_way.put_nowait((0.0, b""))
        await arriving

    async def _arrive(self, under_way: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
        while (item := await under_way.get())[1]:
            await asyncio.sleep(max(0.0, item[0] - time.monotonic()))
            target.write(item[1])
            await target.drain()
        target.close()


class ThinLine:
    """A SOCKS5 proxy on this machine, in a thread of its own; `address` is what the browser is told."""

    def __init__(self, quality: Quality) -> None:
        self._quality = quality
        self.address = ""
        self._loop = asyncio.new_event_loop()
        self._is_open = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> ThinLine:
        self._thread.start()
        self._is_open.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def carried(self) -> int:
        return self.down.carried + self.up.carried

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self.down = Pipe(self._quality.down, self._quality.round_trip / 2)
        self.up = Pipe(self._quality.up, self._quality.round_trip / 2)
        server = self._loop.run_until_complete(asyncio.start_server(self._relay, "127.0.0.1", 0))
        self.address = f"socks5://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._is_open.set()
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeting = await reader.readexactly(2)
        await reader.readexactly(greeting[1])
        writer.write(HELLO)
        host, port = target_of(await _request(reader))
        try:
            there, back = await asyncio.open_connection(host, port)
        except OSError:  # the browser's own errands lead nowhere
            writer.close()
            return
        await asyncio.sleep(self._quality.round_trip)  # opening a connection costs one
        writer.write(GRANTED)
        with contextlib.suppress(asyncio.CancelledError):  # the line is closed while the browser still holds it
            await asyncio.gather(self.up.carry(reader, back), self.down.carry(there, writer), return_exceptions=True)


async def _request(reader: asyncio.StreamReader) -> bytes:
    """The whole CONNECT request (RFC 1928, section 4), to a name or an IPv4 address."""
    head = await reader.readexactly(4)
    rest = await reader.readexactly(1)
    return head + rest + await reader.readexactly((rest[0] if head[3] == NAME else 3) + 2)


def visit(page: Page, path: str, *, is_room: bool) -> dict[str, float]:
    """Open a page; seconds until something could be read, until all was there and, in the room, until it was live."""
    started = time.monotonic()
    page.goto(path, wait_until="commit", timeout=WAIT_MS)
    page.wait_for_load_state("domcontentloaded", timeout=WAIT_MS)
    seen = {"whole_text_s": time.monotonic() - started}
    if is_room:
        page.wait_for_selector("[data-connection][data-state=live]", timeout=WAIT_MS)
        seen["live_s"] = time.monotonic() - started
    page.wait_for_load_state("load", timeout=WAIT_MS)
    seen["all_s"] = time.monotonic() - started
    return seen | {"readable_s": _first_paint(page)}


def _first_paint(page: Page) -> float:
    """Seconds until the first words stood there, by the browser's own clock."""
    while (found := page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")) is None:
        page.wait_for_timeout(50)
    return float(found) / 1000


def measure(browser: Browser, house: House, quality: Quality) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    juror = house.person(DELIBERATING, Role.JUROR)
    for name, path, person, is_room in (
            ("room", f"/kk/juries/{DELIBERATING}/room/", juror, True),
            ("verdict", f"/kk/juries/{ANSWERED}/verdict", None, False)):
        with ThinLine(quality) as line:
            visitor = receive(browser, house, person, proxy={"server": line.address}, language="kk")
            visitor.context.set_default_timeout(WAIT_MS)
            for which in ("first", "second"):
                before = line.carried
                seen = visit(visitor.page, house.url(path), is_room=is_room)
                rows.append({"line": quality.name, "page": name, "visit": which, **seen,
                             "kilobytes": (line.carried - before) / 1000})
                visitor.page.goto("about:blank")
            visitor.context.close()
    return rows


def report(rows: Sequence[dict[str, object]]) -> None:
    names = ["line", "page", "visit", "readable_s", "whole_text_s", "live_s", "all_s", "kilobytes"]
    print("".join(f"{name:>14}" for name in names))
    for row in rows:
        print("".join(f"{value:>14.1f}" if isinstance(value := row.get(name, "–"), float) else f"{value:>14}"
                      for name in names))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", nargs="*", default=[quality.name for quality in QUALITIES])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "demo").mkdir()
        seed_demo(folder / "demo")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        with open_house(folder / "demo", folder / "house") as house:
            rows = [row for quality in QUALITIES if quality.name in options.lines
                    for row in measure(browser, house, quality)]
        browser.close()
    print(json.dumps(rows)) if options.json else report(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
