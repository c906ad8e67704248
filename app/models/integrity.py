"""What shows that nothing published was changed: keys, signatures, checkpoints of the record, timestamps."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class SigningKey(Base):
    """An Ed25519 key of this installation. None is ever deleted: what it signed stays checkable."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)  # 1, 2, …: two starts at once cannot both make the next key
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the 32 public bytes
    public_key: Mapped[str] = mapped_column(String(44))  # base64
    private_sealed: Mapped[bytes | None]  # under the installation's key; erased when the key is followed by another
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    endorsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("signing_key.id"))
    endorsement: Mapped[str | None] = mapped_column(String(88))  # the older key's signature over this one, base64
    revoked_at: Mapped[datetime | None]
    distrusted_since: Mapped[datetime | None]  # from when on its signatures prove nothing
    revocation_reason: Mapped[str | None]

    endorsed_by: Mapped[SigningKey | None] = relationship(remote_side="SigningKey.id")


class RecordCheckpoint(Base):
    """Where the public record stood at a publication, as a canonical document that gets signed."""

    __tablename__ = "record_checkpoint"
    __table_args__ = (UniqueConstraint("jury_id", "entries"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    entries: Mapped[int]
    document: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Signature(Base):
    """A signature over the bytes of one published document, which is named by its SHA-256."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("jury_id", "sha256", "key_id"), Index("ix_signature_sha256", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))
    value: Mapped[str] = mapped_column(String(88))  # base64
    at: Mapped[datetime]

    key: Mapped[SigningKey] = relationship()


class TimestampToken(Base):
    """What an independent service says about when it saw a document (RFC 3161), checked when it came."""

    __tablename__ = "timestamp_token"
    __table_args__ = (UniqueConstraint("jury_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    response: Mapped[bytes]  # the whole answer of the service, as `openssl ts` reads it
    service: Mapped[str]
    stamped_at: Mapped[datetime]
