"""A hall of clients in one process, each of which knows what was sent: `python -m benchmarks.room_client`.

Reads a plan (a line of JSON) and the line "go" from standard input, writes what it saw (JSON) to standard output. It
runs apart from the server, so that measuring
does not cost the server anything but the machine.
"""
from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import random  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import uuid  # noqa: E402
from collections import Counter  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
import websocket  # noqa: E402
from gevent.event import AsyncResult  # noqa: E402

ANSWER_SECONDS = 10
WARM_UP = 5  # messages before the clock starts: a new server compiles its templates and queries with the first
SETTLE_SECONDS = 3


class Member:
    """One person with the room open."""

    def __init__(self, plan: dict[str, Any], room: int, cookie: str, name: str) -> None:
        self.room, self.name = room, name
        self.arrivals: dict[int, float] = {}
        self.times: Counter[int] = Counter()
        self.order: list[int] = []
        self._answers: dict[int, AsyncResult] = {}
        self._number = 0
        self._socket = websocket.create_connection(
            f"ws://127.0.0.1:{plan['port']}/socket.io/?EIO=4&transport=websocket&room={self.room}",
            timeout=60, cookie=cookie or None, origin=plan["origin"])
        self._socket.recv()
        self._socket.send("40")
        self._wait_for("40")
        gevent.spawn(self._listen)

    def _wait_for(self, beginning: str) -> None:
        while not str(text := self._socket.recv()).startswith(beginning):
            if not text or str(text).startswith("44"):
                raise RuntimeError(f"{self.name} was refused: {text!r}")

    def _listen(self) -> None:
        while text := self._receive():
            now = time.perf_counter()
            if text == "2":
                self._socket.send("3")
            elif text.startswith('42["event"'):
                self._note(json.loads(text[2:])[1]["seq"], now)
            elif text.startswith("43"):
                number, _, answer = text[2:].partition("[")
                self._answers.pop(int(number)).set(json.loads(f"[{answer}")[0])

    def _receive(self) -> str:
        try:
            return str(self._socket.recv())
        except (OSError, websocket.WebSocketException):
            return ""

    def _note(self, seq: int, now: float) -> None:
        self.times[seq] += 1
        self.order.append(seq)
        self.arrivals.setdefault(seq, now)

    def ask(self, command: str, **fields: object) -> dict[str, Any]:
        """Send a command and return the server's answer."""
        self._number += 1
        answer = self._answers[self._number] = AsyncResult()
        self._socket.send(f"42{self._number}{json.dumps([command, {'room': self.room, **fields}])}")
        result: dict[str, Any] = answer.get(timeout=ANSWER_SECONDS)
        return result

    def join(self, language: str) -> int:
        """Enter the room; return the number of the last event so far."""
        answer = self.ask("join", language=language, after=0)
        if not answer.get("ok"):
            raise RuntimeError(f"{self.name} may not join: {answer}")
        return int(answer["head"])


def enter(plan: dict[str, Any], hall: dict[str, Any]) -> list[Member]:
    members = []
    for number, (name, cookie) in enumerate(hall["members"]):
        member = Member(plan, hall["room"], cookie, name)
        member.join(("kk", "ru", "en")[number % 3])
        members.append(member)
    return members


def warm_up(members: list[Member]) -> None:
    for _number in range(WARM_UP):
        members[0].ask("say", command_id=str(uuid.uuid4()), text="Good evening.")
    gevent.sleep(1)


def talk(plan: dict[str, Any], members: list[Member]) -> dict[int, float]:
    """Speakers take turns at the planned pace; number of the event → when it was sent."""
    speakers = members[: plan["speakers"]]
    sent: dict[int, float] = {}
    gevent.sleep(random.random() / plan["per_second"])  # rooms do not speak in step
    started = time.perf_counter()
    for number in range(plan["messages"]):
        gevent.sleep(max(0.0, started + number / plan["per_second"] - time.perf_counter()))
        moment = time.perf_counter()
        text = f"Statement number {number}: water is a common good and its price must be explained."
        answer = speakers[number % len(speakers)].ask("say", command_id=str(uuid.uuid4()), text=text)
        if answer.get("ok"):
            sent[answer["seq"]] = moment
        else:
            print(f"refused: {answer}", file=sys.stderr)
    gevent.sleep(SETTLE_SECONDS)
    return sent


def summary(halls: list[tuple[dict[int, float], list[Member]]]) -> dict[str, Any]:
    delays = sorted(member.arrivals[seq] - moment for sent, members in halls for member in members
                    for seq, moment in sent.items() if seq in member.arrivals)
    everybody = [member for _sent, members in halls for member in members]
    return {
        "messages": sum(len(sent) for sent, _members in halls),
        "members": len(everybody),
        "deliveries": len(delays),
        "lost": sum(len(sent) * len(members) for sent, members in halls) - len(delays),
        "doubled": sum(count - 1 for member in everybody for count in member.times.values()),
        "disordered": sum(member.order != sorted(member.order) for member in everybody),
        "p50_ms": _percentile(delays, 50), "p95_ms": _percentile(delays, 95), "p99_ms": _percentile(delays, 99),
    }


def _percentile(delays: list[float], percent: int) -> float:
    place = min(len(delays) - 1, len(delays) * percent // 100)
    return round(delays[place] * 1000, 2) if delays else float("nan")


def main() -> None:
    plan = json.loads(sys.stdin.readline())
    halls = [enter(plan, hall) for hall in plan["halls"]]
    gevent.joinall([gevent.spawn(warm_up, members) for members in halls], raise_error=True)
    print("ready", file=sys.stderr, flush=True)
    sys.stdin.readline()  # the measuring process looks at the server's clock now
    talks = [gevent.spawn(talk, plan, members) for members in halls]
    gevent.joinall(talks, raise_error=True)
    print(json.dumps(summary([(talk.value, members) for talk, members in zip(talks, halls, strict=True)])), flush=True)


if __name__ == "__main__":
    main()
