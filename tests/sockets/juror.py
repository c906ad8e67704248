"""A client that behaves like the page's script and knows what it sent: outbox, strict order, catching up."""
from __future__ import annotations

import contextlib
import json
import re
import threading
import time
import urllib.request
from typing import Any
from uuid import uuid4

import socketio

_SAID = re.compile(r"<p[^>]*>said ([\w-]+)</p>")


class Juror:
    """`is_deaf` switches off what makes up for losses: the control that must lose."""

    def __init__(self, name: str, ports: list[int], cookie: str, room_id: int, *, is_deaf: bool = False,
                 origin: str = "") -> None:
        self.name, self.ports, self.cookie, self.room_id, self.is_deaf = name, ports, cookie, room_id, is_deaf
        self.origin = origin  # of the page, where a link stands between it and the server
        self.last = self.head = 0
        self.held: dict[int, dict[str, Any]] = {}
        self.read: list[str] = []  # what was said, in the order in which it was applied
        self.seqs: list[int] = []
        self.outbox: dict[str, str] = {}
        self.sent: list[str] = []
        self.resent = 0
        self._lock = threading.RLock()
        self._is_over = threading.Event()
        self._gap_since: float | None = None
        self.client: socketio.Client | None = None
        self._life = threading.Thread(target=self._live, daemon=True)
        self._life.start()

    def say(self, number: int) -> None:
        text = f"{self.name}-{number}"
        with self._lock:
            self.outbox[str(uuid4())] = text
            self.sent.append(text)

    def is_done(self, total: int) -> bool:
        with self._lock:
            return not self.outbox and self.last >= total

    def end(self) -> None:
        self._is_over.set()
        self._life.join(10)
        self.hang_up()

    def hang_up(self) -> None:
        """Behind a cut line the library waits for the other side's goodbye until its ping runs out: not here."""
        if self.client:
            goodbye = threading.Thread(target=self._say_goodbye, args=(self.client,), daemon=True)
            goodbye.start()
            goodbye.join(2)

    @staticmethod
    def _say_goodbye(client: socketio.Client) -> None:
        with contextlib.suppress(Exception):
            client.disconnect()

    def _live(self) -> None:
        while not self._is_over.is_set():
            try:
                if not self.client or not self.client.connected:
                    self._connect()
                self._flush()
                self._mind_the_gap()
            except Exception:  # noqa: BLE001  # whatever it was, a phone tries again
                self.hang_up()
                time.sleep(0.3)
            time.sleep(0.02)

    def _connect(self) -> None:
        port = self.ports[0]
        address = f"http://127.0.0.1:{port}"
        client = socketio.Client(reconnection=False, websocket_extra_options={"origin": self.origin or address})
        client.on("event", lambda event: self._take([event]))
        client.on("head", lambda told: self._know(told["seq"]))
        self.ports = [*self.ports[1:], port]  # the next attempt goes to the next server
        client.connect(address, headers={"Cookie": f"alqa={self.cookie}"}, transports=["websocket"], wait_timeout=5)
        answer = client.call("join", {"room": self.room_id, "language": "en", "after": self.last}, timeout=5)
        assert answer["ok"], answer
        self.client, self.port = client, port
        if self.is_deaf:
            self._skip_to(answer["head"])
            return
        self._know(answer["head"])
        self._take(answer["events"])

    def _skip_to(self, head: int) -> None:
        """Only live news: what other systems do after coming back."""
        with self._lock:
            self.last = max(self.last, head)

    def _take(self, events: list[dict[str, Any]]) -> None:
        with self._lock:
            for event in events:
                self._know(event["seq"])
                if self.is_deaf:
                    self._apply(event)
                elif event["seq"] > self.last:
                    self.held[event["seq"]] = event
            while self.last + 1 in self.held:
                self._apply(self.held.pop(self.last + 1))

    def _apply(self, event: dict[str, Any]) -> None:
        self.last = max(self.last, event["seq"])
        self.seqs.append(event["seq"])
        for patch in event["patches"]:
            self.read += _SAID.findall(patch.get("html", ""))

    def _know(self, head: int) -> None:
        with self._lock:
            self.head = max(self.head, head)

    def _flush(self) -> None:
        for command_id, text in list(self.outbox.items()):
            assert self.client
            self.resent += 1
            answer = self.client.call("say", {"room": self.room_id, "command_id": command_id, "text": f"said {text}"},
                                      timeout=3)
            if answer.get("ok"):
                del self.outbox[command_id]
            elif answer.get("retry"):
                time.sleep(0.2)

    def _mind_the_gap(self) -> None:
        if self.is_deaf or self.head <= self.last:
            self._gap_since = None
            return
        self._gap_since = self._gap_since or time.monotonic()
        if time.monotonic() - self._gap_since > 0.25:
            self._gap_since = None
            self._pull()

    def _pull(self) -> None:
        address = f"http://127.0.0.1:{self.port}/en/juries/water-2026/room/events?after={self.last}"
        request = urllib.request.Request(address, headers={"Cookie": f"alqa={self.cookie}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            found = json.load(answer)
        self._know(found["head"])
        self._take(found["events"])


def settle(jurors: list[Juror], total: int, seconds: float) -> None:
    """Wait until everybody has everything and nothing waits to be sent, at most `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not all(juror.is_done(total) for juror in jurors):
        time.sleep(0.1)


def faults(jurors: list[Juror]) -> list[str]:
    """What was lost, doubled or out of order, by the clients' own books; all of them must have read the same."""
    sent = sorted(text for juror in jurors for text in juror.sent)
    found = []
    for juror in jurors:
        missing = len(set(sent) - set(juror.read))
        doubled = len(juror.read) - len(set(juror.read))
        disordered = juror.seqs != sorted(set(juror.seqs))
        if missing or doubled or disordered or juror.outbox:
            found.append(f"{juror.name}: {missing} lost, {doubled} doubled, disorder {disordered}, "
                         f"{len(juror.outbox)} unsent of {len(sent)}")
    if len({tuple(juror.read) for juror in jurors}) > 1 and not found:
        found.append("two jurors read in a different order")
    return found
