"""Stage 1 of recruitment: addresses, the public draw of those who get a letter, the letters and their reminders."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.letters import LetterDrawState, LetterKind, LetterSource
from app.models.base import Base


class AddressUpload(Base):
    """An address file on its way in: its rows sealed, until the organizer confirms or a day has passed."""

    __tablename__ = "address_upload"
    # SQLite would give the number of a forgotten upload to the next one, and an old window would confirm another file.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str]
    rows_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # JSON of the table under the jury's key
    row_count: Mapped[int]
    columns: Mapped[dict[str, Any]]  # the organizer's choice
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class Address(Base):
    """One address of a jury's list; drawn or not, and what became of its letter.

    The code of the letter is kept twice: as a keyed hash, to find the address by it, and sealed under the jury's key,
    to print it again on the reminder. Erasing the key erases contact and code.
    """

    __tablename__ = "address"
    __table_args__ = (
        UniqueConstraint("jury_id", "number"),
        UniqueConstraint("jury_id", "address_hash"),
        UniqueConstraint("jury_id", "code_hash"),
        UniqueConstraint("letter_draw_id", "place"),
        Index("ix_address_jury_area", "jury_id", "area"),
        CheckConstraint("answers >= 0", name="answers_are_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]  # 1, 2, …: its public name, in the list whose hash is published
    external_id: Mapped[str | None] = mapped_column(String(80))  # the identifier of the file, if it had one
    area: Mapped[str] = mapped_column(String(120), default="")
    address_hash: Mapped[str] = mapped_column(String(64))  # keyed hash of the normalised address
    contact_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # recipient and lines under the jury's key
    added_at: Mapped[datetime]
    letter_draw_id: Mapped[int | None] = mapped_column(ForeignKey("letter_draw.id", ondelete="SET NULL"), index=True)
    place: Mapped[int | None]  # in the order of its draw
    drawn_at: Mapped[datetime | None]
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime | None]  # the first letter was posted
    reminded_at: Mapped[datetime | None]  # the latest reminder was posted
    answered_at: Mapped[datetime | None]  # the first registration by its code
    answers: Mapped[int] = mapped_column(default=0)  # registrations by its code
    registrant_id: Mapped[int | None] = mapped_column(ForeignKey("registrant.id", ondelete="SET NULL"), index=True)
    declined_at: Mapped[datetime | None]  # said no, or asked not to be written to
    returned_at: Mapped[datetime | None]  # the letter came back


class LetterPlan(Base):
    """What a jury's letters are to achieve and what they say; one row a jury."""

    __tablename__ = "letter_plan"
    __table_args__ = (
        CheckConstraint("registrations_per_letter BETWEEN 1 AND 20", name="registrations_in_range"),
    )

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    wanted: Mapped[int]  # registrations wanted
    response: Mapped[str] = mapped_column(String(12))  # expected share of letters answered, in percent as typed
    areas: Mapped[dict[str, Any]]  # area → [weight, response or ""] as typed
    letters: Mapped[int | None]  # a fixed number instead of the estimate
    registrations_per_letter: Mapped[int] = mapped_column(default=1)
    sender: Mapped[str] = mapped_column(default="")  # the return address, line by line
    phone: Mapped[str] = mapped_column(String(60), default="")  # for help
    email: Mapped[str] = mapped_column(String(254), default="")
    answer_by: Mapped[date | None]
    first_language: Mapped[str] = mapped_column(String(2))
    second_language: Mapped[str] = mapped_column(String(2))
    window: Mapped[str] = mapped_column(String(5), default="left")  # where the envelope shows the address
    words: Mapped[dict[str, str]]  # language → a paragraph of the organizer's own


class LetterDraw(Base):
    """A draw of addresses: announced with the hash of the list, then decided by a public number."""

    __tablename__ = "letter_draw"
    __table_args__ = (
        UniqueConstraint("jury_id", "number"),
        # Two organizers pressing at once: only one draw of a jury may wait for its number.
        Index("uq_letter_draw_announced", "jury_id", unique=True, sqlite_where=text("state = 'announced'"),
              postgresql_where=text("state = 'announced'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[LetterDrawState]
    source: Mapped[LetterSource]
    beacon_round: Mapped[int | None]
    letters: Mapped[int]
    by_area: Mapped[dict[str, Any]]  # area → letters
    areas: Mapped[list[Any]]  # [area, addresses, weight, response] as the plan had them
    addresses: Mapped[int]
    list_text: Mapped[str] = mapped_column(deferred=True)  # the published list: number,area
    list_sha256: Mapped[str] = mapped_column(String(64))
    contents_sha256: Mapped[str] = mapped_column(String(64))  # of the whole list with the addresses, kept secret
    dice_round: Mapped[int] = mapped_column(default=1)  # how often two people had to type
    seed: Mapped[str | None]
    beacon_signature: Mapped[str | None] = mapped_column(String(96))
    reason: Mapped[str | None]  # why it was called off
    announced_at: Mapped[datetime]
    drawn_at: Mapped[datetime | None]


class LetterDiceEntry(Base):
    """What one of two people typed; the number counts when both typed the same."""

    __tablename__ = "letter_dice_entry"
    __table_args__ = (UniqueConstraint("letter_draw_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_draw_id: Mapped[int] = mapped_column(ForeignKey("letter_draw.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digits: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]


class LetterWave(Base):
    """Letters that are printed and posted together: the first ones of a draw, or a reminder."""

    __tablename__ = "letter_wave"
    __table_args__ = (UniqueConstraint("jury_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[LetterKind]
    letters: Mapped[int]
    answer_by: Mapped[date | None]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))  # draws the PDFs
    made_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]


class Letter(Base):
    """One letter of a wave."""

    __tablename__ = "letter"
    __table_args__ = (UniqueConstraint("wave_id", "address_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("letter_wave.id", ondelete="CASCADE"), index=True)
    address_id: Mapped[int] = mapped_column(ForeignKey("address.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]  # 1, 2, … in the order of printing


class LetterFile(Base):
    """A part of a wave as PDF, sealed under the jury's key; deleted when the wave is posted, or after some days."""

    __tablename__ = "letter_file"
    __table_args__ = (UniqueConstraint("wave_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("letter_wave.id", ondelete="CASCADE"), index=True)
    part: Mapped[int]  # 1, 2, …
    first_place: Mapped[int]  # in the wave
    last_place: Mapped[int]
    letters: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    drawn_at: Mapped[datetime]
