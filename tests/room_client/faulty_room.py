"""A room server that loses, doubles, swaps and refuses on command; only the protocol of room_log.js, no database.

Run by the tests as a process of its own:
python -m gevent.monkey --module tests.room_client.faulty_room PORT FOLDER
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template_string, request, send_from_directory
from flask_socketio import SocketIO, join_room

from app.assets import Assets

STATIC = Path(__file__).resolve().parents[2] / "app" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types alqa"
)
PAGE = (Path(__file__).parent / "page.html").read_text("utf-8")
STATEMENT = (
    '<li class="msg" id="event-{{ seq }}" data-person="{{ person }}" data-command-id="{{ command_id }}">'
    '<b class="for-others">{{ person }}</b><b class="for-me">Me</b><p>{{ text }}</p></li>'
)
QUEUE = (
    '<form method="post" action="/say" data-module="enhance_form" data-command="raise_hand">'
    "<button>Raise hand, {{ seq }} said</button></form>"
)


@dataclass
class Room:
    """The log, the commands seen, and what is to go wrong next."""

    events: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    held: list[dict[str, Any]] = field(default_factory=list)
    posts: int = 0
    faults: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("drop", "swap", "double", "lose_answer", "refuse", "busy", "cut", "no_sockets"), 0
        )
    )

    def happens(self, fault: str) -> bool:
        """Whether this fault is due; each is counted down."""
        if self.faults[fault] <= 0:
            return False
        self.faults[fault] -= 1
        return True


room = Room()
app = Flask(__name__, static_folder=None)
sockets = SocketIO()


def milliseconds() -> int:
    return int(time.time() * 1000)


def commit(command_id: str, text: str, person: str) -> int:
    if command_id not in room.seen:
        seq = room.seen[command_id] = len(room.events) + 1
        html = render_template_string(STATEMENT, seq=seq, person=person, command_id=command_id, text=text)
        patches = [
            {"target": "statements", "mode": "append", "html": html},
            {"target": "queue", "mode": "replace", "html": render_template_string(QUEUE, seq=seq)},
            {"target": "another-page", "mode": "append", "html": "<p>not here</p>"},
        ]
        room.events.append({"room": 7, "seq": seq, "kind": "statement_posted", "patches": patches})
    return room.seen[command_id]


def announce(seq: int) -> None:
    event = room.events[seq - 1]
    if room.happens("drop"):
        return
    if not room.held and room.happens("swap"):
        room.held.append(event)
        return
    for message in [event, *([event] if room.happens("double") else []), *room.held]:
        sockets.emit("event", message, to="room")
    room.held.clear()


def handle(fields: Any, person: str) -> dict[str, Any]:
    if room.happens("busy"):
        return {"ok": False, "retry": True}
    if room.happens("refuse"):
        return {"ok": False, "code": "statement_too_long", "message": "Too long."}
    seq = commit(fields["command_id"], fields.get("text", "(hand)"), person)
    announce(seq)
    return {"ok": True, "seq": seq}


@sockets.on("connect")
def connect(_auth: object = None) -> bool:
    return not (room.faults["cut"] or room.faults["no_sockets"])


@sockets.on("join")
def join(hello: dict[str, Any]) -> dict[str, Any]:
    join_room("room")
    return {"ok": True, **since(hello["after"])}


@sockets.on("say")
@sockets.on("raise_hand")
def command(fields: dict[str, Any]) -> dict[str, Any]:
    answer = handle(fields, "p1")
    if room.happens("lose_answer"):
        sockets.sleep(4)  # longer than the client waits: the same as no answer
    return answer


def since(after: int) -> dict[str, Any]:
    return {"events": room.events[after : after + 500], "head": len(room.events), "now": milliseconds()}


@app.before_request
def fail() -> tuple[str, int] | None:
    is_ours = request.path.startswith(("/control", "/static"))
    return ("away", 503) if room.faults["cut"] and not is_ours else None


@app.get("/events")
def events() -> Response:
    return jsonify(since(int(request.args["after"])))


@app.post("/say")
def say() -> Response:
    room.posts += 1
    return jsonify(handle(request.form, "p1"))


@app.post("/control")
def control() -> Response:
    """{"faults": {...}, "others": [texts said by somebody else]}"""
    orders = request.get_json()
    room.faults.update(orders.get("faults", {}))
    if room.faults["cut"] or room.faults["no_sockets"]:
        for session in list(sockets.server.manager.rooms.get("/", {}).get(None, {})):
            sockets.server.disconnect(session)
    for text in orders.get("others", []):
        handle({"command_id": f"{text}-{len(room.events)}", "text": text}, "p2")
    return jsonify(log=len(room.events), posts=room.posts)


@app.get("/static/<path:name>")
def static(name: str) -> Response:
    return send_from_directory(current_app.extensions["assets"].out_dir, name)


@app.get("/room")
def page() -> Response:
    assets = current_app.extensions["assets"]
    statements = "".join(event["patches"][0]["html"] for event in room.events)
    response = Response(PAGE.replace("STATEMENTS", statements).replace("LAST", str(len(room.events)))
                        .replace("STYLE", assets.url("room.css")).replace("SCRIPT", assets.url("js/room.js")),
                        mimetype="text/html")  # fmt: skip
    response.headers["Content-Security-Policy"] = POLICY
    return response


def tell_head() -> None:
    told = 0
    while True:
        sockets.sleep(2)
        if len(room.events) != told:
            told = len(room.events)
            sockets.emit("head", {"room": 7, "seq": told, "now": milliseconds()}, to="room")


def serve(port: int, folder: Path) -> None:
    app.extensions["assets"] = Assets(STATIC, folder)
    origin = f"http://127.0.0.1:{port}"
    sockets.init_app(app, async_mode="gevent", async_handlers=False, cors_allowed_origins=[origin])
    sockets.start_background_task(tell_head)
    sockets.run(app, port=port)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
