"""Log lines carry ids and nothing that belongs to a person."""
from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from flask import Flask, abort

from app import logs

CANARY = "Kanareika.Aibekova@example.kz"


def line_of(message: str, *arguments: object, error: BaseException | None = None, **extra: object) -> dict[str, object]:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger("sample").makeRecord(
        "sample", logging.INFO, "sample.py", 1, message, arguments, exc_info, extra=extra)
    line: dict[str, object] = json.loads(logs.JsonLines().format(record))
    return line


def caught(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as raised:
        return raised


def test_a_line_tells_what_happened_to_which_row() -> None:
    line = line_of("stage_moved", jury_id=7, stage="recruiting")
    assert (line["event"], line["jury_id"], line["stage"], line["level"]) == ("stage_moved", 7, "recruiting", "INFO")
    assert str(line["at"]).endswith("+00:00")


def test_a_field_that_nobody_allowed_is_left_out() -> None:
    line = line_of("person_added", person_id=3, full_name=CANARY, statement="I think")
    assert line["person_id"] == 3
    assert line["left_out"] == ["full_name", "statement"]
    assert CANARY not in json.dumps(line)


def test_an_error_is_told_without_its_words() -> None:
    inner = caught(KeyError(CANARY))
    outer = ValueError(f"cannot find {CANARY}")
    outer.__cause__ = inner
    line = line_of("request_failed", error=caught(outer))
    assert CANARY not in json.dumps(line)
    assert line["error"][0] == "ValueError"
    assert "KeyError" in line["error"]
    assert any("test_logs.py" in place for place in line["error"])


@pytest.mark.parametrize("private", [
    CANARY, "+7 701 123 45 67", "870112301234", "192.168.10.20", "k3" * 16, "/enter?token=abc",
])
def test_private_things_in_the_words_of_libraries_are_blotted_out(private: str) -> None:
    line = line_of("sending to %s failed", private)
    assert private not in json.dumps(line)
    assert line_of("sending", reason=private)["reason"] != private


def test_ordinary_words_stay() -> None:
    said = "Booting worker with pid: 12345 at app/serving/gunicorn_config.py"
    assert line_of(said)["event"] == said


def test_a_failed_request_is_logged_by_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    app = Flask("sample", static_folder=None)
    logs.init_app(app)

    @app.get("/enter/<token>")
    def enter(token: str) -> str:
        raise LookupError(token)

    @app.get("/gone/<token>")
    def gone(token: str) -> str:
        abort(410)

    handlers, root = logging.getLogger().handlers[:], logging.getLogger()
    root.handlers = [logging.StreamHandler(sys.stdout)]
    root.handlers[0].setFormatter(logs.JsonLines())
    try:
        client = app.test_client()
        assert client.get("/enter/geheim-geheim-geheim-12345").status_code == 500
        assert client.get("/gone/geheim-geheim-geheim-12345").status_code == 410
    finally:
        root.handlers = handlers
    text = capsys.readouterr().out
    assert "geheim" not in text
    assert json.loads(text.splitlines()[0])["route"] == "/enter/<token>"


def test_places_are_named_without_the_path_of_the_machine() -> None:
    assert str(Path(__file__).resolve().parents[1]) not in json.dumps(line_of("x", error=caught(ValueError())))
