"""The signature of this installation over a published document, for a line of a flat file."""
from __future__ import annotations

import base64

from app.models import Signature
from app.services.integrity import signatures
from app.services.open_data.publications import Publication, Row

Signatures = dict[str, list[Signature]]


def signatures_of(found: Publication) -> Signatures:
    return signatures.signatures_of(found.session, found.jury)


def signed(known: Signatures, sha256: str | None, prefix: str = "") -> Row:
    """The newest signature whose key nobody distrusts; empty until the worker has signed."""
    trusted = [one for one in known.get(sha256 or "", []) if one.key.distrusted_since is None]
    return {f"{prefix}signature": base64.b64decode(trusted[-1].value).hex() if trusted else None,
            f"{prefix}signing_key": trusted[-1].key.fingerprint if trusted else None}
