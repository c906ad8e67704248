"""Checks draws of many people with the page's own verifier in a browser: `python -m benchmarks.draw_proof`."""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import sync_playwright

from sortition import verify
from sortition.beacon import BeaconPlan, BeaconRound, round_time
from sortition.canonical import canonical
from sortition.draw import Person, draw_result, make_commitment

STATIC = Path(__file__).resolve().parents[1] / "app/static"
PEOPLE, SEATS = (300, 2_000, 20_000), 25
ROUND = BeaconRound(657413, "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
                            "41076862b98fad56e91a6b85b89cd97b")
# Asks as the page does, and watches how long the page could not draw: the longest gap between two ticks of 10 ms.
PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
import { ask, load } from "./js/workers/ask.js";
window.run = async () => {
  let before = performance.now(), longest = 0, answers = 0, last;
  const clock = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - before);
    before = now;
  }, 10);
  const began = performance.now();
  const [commitment, result] = await Promise.all([load("commitment.json"), load("result.json")]);
  await ask({ commitment, result }, (answer) => { answers += 1; last = answer; });
  const whole = performance.now() - began;
  const again = performance.now();
  await ask({ ticket: "7", line: "", fingerprint: "", commitment, result }, () => {});
  clearInterval(clock);
  return { ok: last.ok, whole, longest, answers, ticket: performance.now() - again };
};
</script>"""


def main() -> int:
    print(f"{'people':>7} {'list':>9} {'verify.py':>10} {'in Chromium':>12} {'page blocked':>13} {'one ticket':>11}")
    for people in PEOPLE:
        with TemporaryDirectory() as folder:
            print(row(people, Path(folder)))
    return 0


def row(people: int, folder: Path) -> str:
    """Seconds to check one draw of so many people and 1,000 juries, with the beacon's signature."""
    size = make_draw(people, folder)
    began = time.perf_counter()
    assert verify.verify(*((folder / name).read_bytes() for name in ("commitment.json", "result.json")),
                         check_beacon=True).ok
    own = time.perf_counter() - began
    for part in ("js", "vendor"):
        shutil.copytree(STATIC / part, folder / part)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    found = in_browser(folder)
    assert found["ok"], found
    return (f"{people:>7,} {size / 1e6:>6.1f} MB {own:>8.2f} s {found['whole'] / 1000:>10.2f} s "
            f"{found['longest']:>10.0f} ms {found['ticket'] / 1000:>9.2f} s")


def make_draw(people: int, folder: Path) -> int:
    """An invented draw; which panels are listed does not matter for the time."""
    chance = random.Random(people)
    names = [f"person-{number}" for number in range(people)]
    features = {name: {"sex": chance.choice(["female", "male"])} for name in names}
    made = make_commitment(
        jury="benchmark", draw=1, seats=SEATS, objective="leximin",
        quotas={"sex": {"female": (0, SEATS), "male": (0, SEATS)}},
        people=[Person(name, features[name]) for name in names],
        panels=[chance.sample(names, SEATS) for _ in range(1000)], dice=3, beacon=BeaconPlan((ROUND.round,)),
        previous=None, software="benchmark")
    result = draw_result(made.document, dice="417", dice_published_at=round_time(ROUND.round) - 100, beacon=ROUND)
    (folder / "commitment.json").write_text(made.text, encoding="utf-8")
    (folder / "result.json").write_text(canonical(result), encoding="utf-8")
    return len(made.text.encode())


def in_browser(folder: Path) -> dict[str, float]:
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(address)
        found: dict[str, float] = json.loads(page.evaluate("window.run().then(JSON.stringify)"))
        browser.close()
    return found


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
