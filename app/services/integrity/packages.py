"""Everything by which a verdict is checked without us, as one ZIP: documents, signatures, keys and the record."""
from __future__ import annotations

import hashlib
import zipfile
from base64 import b64decode
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.models import Jury, RecordEntry, Signature, TimestampToken
from app.services import records
from app.services.integrity import checkpoints, keys, published_documents, signatures
from app.services.integrity.published_documents import PublishedDocument
from sortition.canonical import canonical

FORMAT = "alqa package 1"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the same content is the same file, whenever it is asked for
README = """Alqa: check a verdict - тексеру - проверка

1. sha256sum -c SHA256SUMS
2. openssl pkeyutl -verify -pubin -inkey key-1.pem -rawin -in verdict-1.json -sigfile verdict-1.json.sig
   (manifest.json: which key has signed which file)
3. record.jsonl: the SHA-256 of each line, without the end of the line, is "previous" of the next line
   and, for the last line, "head" of the newest checkpoint:
   tail -n 1 record.jsonl | tr -d '\\n' | sha256sum
4. verdict-1.json.tsr, if there is one (an independent timestamp, RFC 3161):
   openssl ts -verify -in verdict-1.json.tsr -data verdict-1.json -CAfile certificates-of-the-service.pem
5. Compare the fingerprint of the key with one that you have from another place: paper, the press, an earlier download.
"""


def is_ready(session: Session, jury: Jury) -> bool:
    """Whether everything published is signed; a moment after a publication it is not yet."""
    return jury.id not in signatures.waiting(session, jury.id)


def build(session: Session, jury: Jury, installation: str) -> bytes:
    """The package, the same bytes each time until something is published. Raises `package_is_not_ready`."""
    if not is_ready(session, jury) or not published_documents.verdicts_of(session, jury):
        raise Conflict("package_is_not_ready")
    documents = published_documents.documents_of(session, jury)
    signed = signatures.signatures_of(session, jury)
    tokens = {row.sha256: row for row in session.scalars(select(TimestampToken).where(
        TimestampToken.jury_id == jury.id))}
    files = {one.name: one.text.encode() for one in documents}
    for one in documents:
        files[f"{one.name}.sig"] = b64decode(_newest(signed[one.sha256]).value)
        if one.sha256 in tokens:
            files[f"{one.name}.tsr"] = tokens[one.sha256].response
    files |= {f"key-{key.number}.pem": keys.pem_of(key).encode() for key in keys.every_key(session)}
    files["keys.json"] = keys.key_list(session, installation).encode()
    files["record.jsonl"] = record_lines(session, jury).encode()
    files["README.txt"] = README.encode()
    listed = [_listed(one, signed[one.sha256], tokens.get(one.sha256)) for one in documents]
    return _zipped(_with_manifest(jury, files, listed))


def record_lines(session: Session, jury: Jury) -> str:
    """The record up to the newest checkpoint, one entry in a line, each exactly as it was hashed."""
    newest = checkpoints.newest(session, jury)
    rows = session.scalars(select(RecordEntry).where(
        RecordEntry.jury_id == jury.id, RecordEntry.number <= (newest.entries if newest else 0))
        .order_by(RecordEntry.number))
    return "".join(f"{records.entry_text(row)}\n" for row in rows)


def _newest(rows: list[Signature]) -> Signature:
    return [row for row in rows if row.key.distrusted_since is None][-1]


def _listed(one: PublishedDocument, rows: list[Signature], token: TimestampToken | None) -> dict[str, object]:
    return {
        "name": one.name, "kind": one.kind, "sha256": one.sha256,
        "signatures": [{"key": row.key.fingerprint, "value": row.value, "at": row.at.isoformat()} for row in rows],
        "timestamp": f"{one.name}.tsr" if token else None}


def _with_manifest(jury: Jury, files: dict[str, bytes], listed: list[dict[str, object]]) -> dict[str, bytes]:
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    manifest = canonical({"format": FORMAT, "jury": jury.slug, "title": dict(jury.title), "documents": listed,
                          "files": [{"name": name, "sha256": value} for name, value in sums.items()]})
    lines = "".join(f"{value}  {name}\n" for name, value in sums.items())
    return files | {"SHA256SUMS": lines.encode(), "manifest.json": manifest.encode()}


def _zipped(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, MOMENT), files[name], zipfile.ZIP_DEFLATED)
    return target.getvalue()
