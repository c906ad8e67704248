"""An operator who lies: takes a package apart, changes it, and signs and chains everything anew with the real keys."""
from __future__ import annotations

import hashlib
import json
import zipfile
from base64 import b64encode
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sortition.canonical import canonical

Document = dict[str, Any]
FIRST = "0" * 64
LOOSE = ("manifest.json", "SHA256SUMS")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@dataclass
class Forger:
    """`documents`: file name → content. Whoever changes something asks `emit` for files that fit together again."""

    private: dict[str, Ed25519PrivateKey]
    files: dict[str, bytes]
    documents: dict[str, Document] = field(init=False)
    record: list[Document] = field(init=False)
    keys: Document = field(init=False)
    manifest: Document = field(init=False)

    def __post_init__(self) -> None:
        self.manifest = json.loads(self.files["manifest.json"])
        self.keys = json.loads(self.files["keys.json"])
        self.record = [json.loads(line) for line in self.files["record.jsonl"].splitlines()]
        self.documents = {one["name"]: json.loads(self.files[one["name"]]) for one in self.manifest["documents"]}

    def copy(self) -> Forger:
        return Forger(self.private, dict(self.files))

    def emit(self) -> dict[str, bytes]:
        """The files, with every fingerprint, link, checkpoint and signature made anew to fit what was changed."""
        self._chain()
        gone = {one["name"] for one in self.manifest["documents"]} - self.documents.keys()
        files = {name: content for name, content in self.files.items()
                 if name.removesuffix(".sig").removesuffix(".tsr") not in gone}
        listed = [self._sign(name, content, files) for name, content in self.documents.items()]
        files["keys.json"] = canonical(self.keys).encode()
        files["record.jsonl"] = "".join(f"{line_of(entry)}\n" for entry in self.record).encode()
        return with_manifest(files, self.manifest | {"documents": listed})

    def _chain(self) -> None:
        """Entry by entry: documents point to the new hashes, then their own new hash goes into the record."""
        names = {one["sha256"]: one["name"] for one in self.manifest["documents"]}
        was = [sha256(line) for line in self.files["record.jsonl"].splitlines()]
        new: dict[str | None, str] = {}
        previous = FIRST
        for index, entry in enumerate(self.record):
            entry["previous"] = previous
            content = self.documents.get(names.get(entry["data"].get("sha256", ""), ""))
            if content is not None:
                for pointer in ("record_head", "verdict_sha256", "previous_sha256"):
                    if content.get(pointer) in new:
                        content[pointer] = new[content[pointer]]
                before, after = entry["data"]["sha256"], sha256(canonical(content).encode())
                new[before] = entry["data"]["sha256"] = after
            previous = sha256(line_of(entry).encode())
            new |= {was[index]: previous} if index < len(was) else {}
        for content in self.documents.values():
            if content["format"] == "alqa checkpoint 1" and content["entries"] <= len(self.record):
                content["head"] = sha256(line_of(self.record[content["entries"] - 1]).encode())

    def _sign(self, name: str, content: Document, files: dict[str, bytes]) -> Document:
        before = next((one for one in self.manifest["documents"] if one["name"] == name), None)
        fingerprint = before["signatures"][-1]["key"] if before else list(self.private)[-1]
        text = canonical(content).encode()
        value = self.private[fingerprint].sign(text)
        files |= {name: text, f"{name}.sig": value}
        if f"{name}.tsr" in files:
            files[f"{name}.tsr"] = imprint(text)
        signature = {"key": fingerprint, "value": b64encode(value).decode(), "at": "2026-11-22T09:00:00+00:00"}
        kind = content["format"].split()[1]
        return {"name": name, "kind": kind, "sha256": sha256(text), "signatures": [signature],
                "timestamp": before["timestamp"] if before else None}


def line_of(entry: Document) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def with_manifest(files: dict[str, bytes], manifest: Document) -> dict[str, bytes]:
    """The list of files made anew."""
    listed = [{"name": name, "sha256": sha256(content)} for name, content in sorted(files.items())
              if name not in LOOSE]
    return files | {"manifest.json": canonical(manifest | {"files": listed}).encode()}


def relist(files: dict[str, bytes]) -> dict[str, bytes]:
    return with_manifest(files, json.loads(files["manifest.json"]))


def imprint(content: bytes) -> bytes:
    """What the answer of a timestamp service holds at its heart."""
    return bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(content).digest()
