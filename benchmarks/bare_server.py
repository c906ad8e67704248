"""The yardstick: a Socket.IO server of the same stack that only passes messages on, keeps nothing and asks nobody."""
from gevent import monkey

monkey.patch_all()

import itertools  # noqa: E402
from typing import Any  # noqa: E402

import socketio  # noqa: E402

server = socketio.Server(async_mode="gevent", async_handlers=False, cors_allowed_origins="*")
_numbers = itertools.count(1)


@server.event
def join(sid: str, hello: dict[str, Any]) -> dict[str, Any]:
    server.enter_room(sid, f"hall {hello['room']}")
    return {"ok": True, "head": 0, "events": []}


@server.event
def say(_sid: str, statement: dict[str, Any]) -> dict[str, Any]:
    seq = next(_numbers)
    patch = {"target": "record", "mode": "append", "html": statement["text"]}
    event = {"room": statement["room"], "seq": seq, "kind": "said", "patches": [patch]}
    server.emit("event", event, to=f"hall {statement['room']}")
    return {"ok": True, "seq": seq}


def _answer(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"alive"]


app = socketio.WSGIApp(server, _answer)
