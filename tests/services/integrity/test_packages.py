"""The page that checks a package without us: it finds every change, and each of its checks is needed."""
from __future__ import annotations

import json
import random
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from sqlalchemy.orm import Session

from app.models import TimestampToken
from app.services.integrity import digests, keys, packages, signatures
from app.services.vault import Vault
from app.services.verdict import verdicts
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW, vault_of
from tests.publishing import CASES, publish, sign_off
from tests.replying import GOOD, reply
from tests.services.integrity.forging import Forger, files_of, imprint, relist, sha256, zipped

NODE = shutil.which("node")
READER = Path(__file__).with_name("check_packages.mjs")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: the page's script cannot run")
Files = dict[str, bytes]


@dataclass(frozen=True)
class Case:
    name: str
    package: bytes
    expected: str = ""
    leave_out: tuple[str, ...] = ()


def answers(cases: list[Case]) -> tuple[list[str], list[Any]]:
    """The names of the checks, and what the page says to each package; one process reads them all."""
    lines = [json.dumps({"zip": b64encode(case.package).decode(), "expected": case.expected,
                         "leaveOut": case.leave_out}) for case in cases]
    run = subprocess.run([str(NODE), "--no-warnings", str(READER)], input="\n".join(lines), capture_output=True,
                         text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    names, *found = map(json.loads, run.stdout.splitlines())
    return names, found


def _private(vault: Vault, key: Any) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(b64decode(vault.open_plain(key.private_sealed)))


@pytest.fixture
def forger(session: Session, cast: Cast, app: Flask) -> Forger:
    """A jury with two versions of its verdict, three replies, two keys and a timestamp, signed as it went."""
    vault = vault_of(app)
    private = {}
    publish(session, cast, vault)
    jury = jury_of(session, cast)
    for step in range(2):
        reply(session, cast, 0, step, replace(GOOD, reasons={"en": f"Answer {step}"}), at=NOW + timedelta(hours=step))
        signatures.sign(session, jury, vault=vault, now=NOW)
        key = keys.active(session)
        private[key.fingerprint] = _private(vault, key)
        if step == 0:
            key = keys.rotate(session, vault=vault, now=NOW)
            private[key.fingerprint] = _private(vault, key)
    _publish_again(session, cast, vault)
    reply(session, cast, 1, at=NOW + timedelta(hours=2))
    stamped = digests.digests(session, jury).verdicts[1]
    answer = b"\x30\x82" + imprint(b"")[:-32] + bytes.fromhex(stamped) + b"and so on"
    session.add(TimestampToken(jury_id=jury.id, sha256=stamped, response=answer, service="x", stamped_at=NOW))
    signatures.sign(session, jury, vault=vault, now=NOW)
    return Forger(private, files_of(packages.build(session, jury, "http://localhost")))


def _publish_again(session: Session, cast: Cast, vault: Vault) -> None:
    jury, who = jury_of(session, cast), actor(session, cast, "organizer")
    seen = verdicts.mark_of(verdicts.latest(session, jury))
    written = verdicts.write(session, jury, texts("Another answer"), texts("How"), seen=seen, reason="A mistake",
                             cases=CASES, actor=who, now=NOW)
    sign_off(session, cast, vault)
    verdicts.publish(session, jury, seen=verdicts.mark_of(written), actor=who, now=NOW)


def lie(change: Callable[[Forger], object]) -> Callable[[Forger], Files]:
    """A change that the operator makes and then signs and chains anew."""
    def do(forger: Forger) -> Files:
        liar = forger.copy()
        change(liar)
        return liar.emit()
    return do


def _edit_manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[Forger], Files]:
    def do(forger: Forger) -> Files:
        manifest = json.loads(forger.files["manifest.json"])
        change(manifest)
        return forger.files | {"manifest.json": json.dumps(manifest).encode()}
    return do


def _misnumber(forger: Forger) -> None:
    forger.record[4]["number"] = 500


def _hide(forger: Forger) -> None:
    """The second version was never there, and who answered it answered the first."""
    del forger.documents["verdict-2.json"]
    for content in forger.documents.values():
        if "verdict_sha256" in content:
            content["verdict_sha256"] = sha256(forger.files["verdict-1.json"])


def _lengthen(forger: Forger) -> None:
    forger.record.append(dict(forger.record[-1], number=len(forger.record) + 1))


# Each of these is found by one check only, which so shows that it is needed.
ONLY: dict[str, Callable[[Forger], Files]] = {
    "files_are_listed": lambda forger: forger.files | {"more.txt": b"x"},
    "files_are_unchanged": lambda forger: forger.files | {"README.txt": b"Trust us."},
    "documents_are_named": _edit_manifest(lambda manifest: manifest["documents"][0].update(sha256="0" * 64)),
    "documents_are_of_this_jury": _edit_manifest(lambda manifest: manifest.update(jury="another")),
    "keys_have_their_fingerprints": lie(lambda forger: forger.keys["keys"][1].update(number=7)),
    "keys_follow_each_other": lie(lambda forger: forger.keys["keys"][1].update(endorsement="A" * 86 + "==")),
    "signatures_hold": _edit_manifest(
        lambda manifest: manifest["documents"][0]["signatures"][0].update(value="A" * 86 + "==")),
    "record_is_a_chain": lie(_misnumber),
    "record_ends_at_the_checkpoint": lie(_lengthen),
    "verdicts_are_in_the_record": lie(_hide),
    "verdicts_follow_the_record": lie(lambda forger: forger.documents["verdict-2.json"].update(record_head="9" * 64)),
    "replies_are_in_the_record": lie(lambda forger: forger.documents.pop("reply-2-1.json")),
    "replies_follow_each_other": lie(lambda forger: forger.documents["reply-1-2.json"].update(previous_sha256=None)),
    "timestamps_name_their_documents": lambda forger: relist(
        forger.files | {"verdict-1.json.tsr": imprint(b"another document")}),
}


def tampered(forger: Forger) -> list[Case]:
    """Fifty and more packages with something wrong in them: bytes, files, words, and lies that are signed."""
    chance = random.Random(7)
    found = [Case(name, zipped(change(forger))) for name, change in ONLY.items()]
    for name, content in sorted(forger.files.items()):
        place = chance.randrange(len(content))
        if name != "SHA256SUMS":  # for people with a terminal; the page counts by itself
            spoilt = content[:place] + bytes([content[place] ^ 1]) + content[place + 1:]
            found.append(Case(f"a bit of {name}", zipped(forger.files | {name: spoilt})))
            rest = {key: forger.files[key] for key in forger.files if key != name}
            found.append(Case(f"without {name}", zipped(rest)))
    for name in ("answer", "process_note", "items", "ballots", "composition", "question", "reason", "published_at"):
        document = json.loads(forger.files["verdict-2.json"]) | {name: "changed"}
        words = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        found.append(Case(f"{name} changed", zipped(relist(_renamed(forger.files, "verdict-2.json", words)))))
    found.append(Case("not a zip", b"PK nothing"))
    found.append(Case("cut off", zipped(forger.files)[:-400]))
    return found


def _renamed(files: Files, name: str, words: bytes) -> Files:
    """Another text whose fingerprint is put right in the manifest, but nobody signs it."""
    manifest = json.loads(files["manifest.json"])
    next(one for one in manifest["documents"] if one["name"] == name)["sha256"] = sha256(words)
    return files | {name: words, "manifest.json": json.dumps(manifest).encode()}


def test_every_change_is_found_and_every_check_is_needed(forger: Forger) -> None:
    fingerprint = list(forger.private)[-1]
    good = [Case("as it came", zipped(forger.files)), Case("stored", zipped(forger.files, 0)),
            Case("the expected key", zipped(forger.files), " ".join(fingerprint[i:i + 4] for i in range(0, 64, 4))),
            Case("made anew", zipped(forger.emit()))]
    bad = [*tampered(forger), Case("another key", zipped(forger.files), "ab" * 32)]
    without = [Case(f"without the check {name}", zipped(change(forger)), leave_out=(name,))
               for name, change in ONLY.items()]
    without.append(Case("without key_is_the_expected", zipped(forger.files), "ab" * 32, ("key_is_the_expected",)))
    names, said = answers([*good, *bad, *without])
    first, second, third = said[:len(good)], said[len(good):-len(without)], said[-len(without):]
    assert len(bad) >= 50
    assert [(case.name, one["steps"]) for case, one in zip(good, first, strict=True) if not one["ok"]] == []
    assert (first[0]["facts"]["verdicts"], first[0]["facts"]["replies"], first[0]["facts"]["timestamps"]) == (2, 3, 1)
    assert first[0]["facts"]["fingerprint"] == fingerprint
    assert [case.name for case, one in zip(bad, second, strict=True) if one["ok"]] == []
    for case, one in list(zip(bad, second, strict=True))[:len(ONLY)]:
        assert [step["code"] for step in one["steps"] if step["state"] == "fails"] == [case.name]
    assert [case.name for case, one in zip(without, third, strict=True) if not one["ok"]] == []
    assert set(names) == {*ONLY, "key_is_the_expected"}


def test_openssl_agrees_by_hand(forger: Forger, tmp_path: Path) -> None:
    """The commands of README.txt as they stand there."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    for name, content in forger.files.items():
        (tmp_path / name).write_bytes(content)
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "key-1.pem", "-rawin", "-in", "verdict-1.json",
               "-sigfile", "verdict-1.json.sig"]
    right = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (right.returncode, "Verified Successfully" in right.stdout) == (0, True), right.stderr
    (tmp_path / "verdict-1.json").write_bytes(forger.files["verdict-1.json"] + b" ")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode != 0
    head = forger.files["record.jsonl"].splitlines()[-1]
    newest = max((json.loads(forger.files[name]) for name in forger.files if name.startswith("checkpoint-")
                  and name.endswith(".json")), key=lambda one: one["entries"])
    assert sha256(head) == newest["head"]
