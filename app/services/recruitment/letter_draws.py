"""The draw of addresses: announced with the hash of the list, decided by a public number, drawn once."""
from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.letters import LetterDrawState, LetterSource, new_code
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Address, Jury, LetterDraw, LetterPlan
from app.services import records
from app.services.recruitment import letter_plans
from app.services.recruitment.addresses import announced_draw, not_drawn
from app.services.recruitment.letter_codes import hash_code
from app.services.vault import Vault
from sortition import beacon
from sortition import letters as lots
from sortition.letters import Area

TYPISTS = (Role.ORGANIZER, Role.OVERSEER, Role.FACILITATOR)
DIGITS = 6  # a number from 000000 to 999999: the list is fixed before anybody knows it
SOONEST_BEACON = timedelta(minutes=5)


def draws_of(session: Session, jury: Jury) -> list[LetterDraw]:
    """All draws of addresses, the latest first."""
    return list(session.scalars(select(LetterDraw).where(
        LetterDraw.jury_id == jury.id).order_by(LetterDraw.number.desc())))


def find_draw(session: Session, jury: Jury, number: int) -> LetterDraw:
    """Raises `letter_draw_is_unknown`."""
    found = session.scalars(select(LetterDraw).where(
        LetterDraw.jury_id == jury.id, LetterDraw.number == number)).first()
    if found is None:
        raise NotFound("letter_draw_is_unknown")
    return found


def announce(session: Session, jury: Jury, *, beacon_at: datetime | None = None, vault: Vault, actor: Actor,
             now: datetime) -> LetterDraw:
    """Publish the list's hash, how many letters go to each area, and which public number will decide.

    `beacon_at`: when the randomness service is read; None for dice typed by two people. The list is fixed from
    here on. Raises `letters_stage_is_wrong`, `address_list_is_announced`, `beacon_time_is_too_soon`,
    `addresses_are_missing` and what `need_of` refuses.
    """
    actor.require(Role.ORGANIZER)
    if beacon_at is not None and beacon_at < now + SOONEST_BEACON:
        raise DomainError("beacon_time_is_too_soon")
    _hold(session, jury, now=now)
    plan = letter_plans.plan_of(session, jury)
    areas = letter_plans.areas_of(session, jury, plan)
    need = letter_plans.need_of(areas, plan)
    rows = not_drawn(session, jury)
    text = list_text([(number, area) for number, area, _sealed in rows])
    draw = LetterDraw(
        jury_id=jury.id, number=_next_number(session, jury), state=LetterDrawState.ANNOUNCED,
        source=LetterSource.DICE if beacon_at is None else LetterSource.BEACON,
        beacon_round=None if beacon_at is None else beacon.first_round_from(int(beacon_at.timestamp())),
        letters=need.letters, by_area=need.by_area, addresses=len(rows), list_text=text, list_sha256=_sha256(text),
        areas=[[area.name, area.addresses, exact(area), str(float(area.response))] for area in areas],
        contents_sha256=_sha256(contents_text(jury, rows, vault=vault)), announced_at=now)
    session.add(draw)
    session.flush()
    records.add_entry(session, jury.id, "letter_draw_announced", {
        "draw": draw.number, "addresses": draw.addresses, "letters": draw.letters, "by_area": draw.by_area,
        "list_sha256": draw.list_sha256, "contents_sha256": draw.contents_sha256, "source": draw.source.value,
        "beacon_round": draw.beacon_round or 0}, now=now)
    return draw


def _hold(session: Session, jury: Jury, *, now: datetime) -> None:
    """Hold the jury in recruitment: announcements and imports come one after another."""
    held = session.execute(update(Jury).where(
        Jury.id == jury.id, Jury.stage == Stage.RECRUITMENT).values(updated_at=now))
    if held.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("letters_stage_is_wrong")
    if announced_draw(session, jury) is not None:
        raise Conflict("address_list_is_announced")


def _next_number(session: Session, jury: Jury) -> int:
    return (session.scalar(select(func.max(LetterDraw.number)).where(LetterDraw.jury_id == jury.id)) or 0) + 1


def exact(area: Area) -> str:
    """A weight as the command line reads it again."""
    return str(area.weight)


def list_text(rows: list[tuple[int, str]]) -> str:
    """The published list: numbers and areas, nothing else, in the order of the numbers."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["number", "area"])
    writer.writerows(rows)
    return file.getvalue()


def areas_text(draw: LetterDraw) -> str:
    """Weights and responses by area, as the command line takes them."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["area", "weight", "response"])
    writer.writerows([name, weight, response] for name, _addresses, weight, response in draw.areas)
    return file.getvalue()


def contents_text(jury: Jury, rows: list[tuple[int, str, bytes]], *, vault: Vault) -> str:
    """The whole list with the addresses, canonical: only its hash is published, overseers compare it.

    The fields of a contact have plain names, so that sorting them as Python does is the canonical order, and quicker
    than `canonical`, which could order any name.
    """
    contacts = vault.open_many(jury, [sealed for _number, _area, sealed in rows])
    lines: list[list[Any]] = [[row[0], row[1], contact] for row, contact in zip(rows, contacts, strict=True)]
    return json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def read_list(draw: LetterDraw) -> list[lots.Address]:
    """The published list as the lottery takes it."""
    rows = csv.reader(io.StringIO(draw.list_text))
    next(rows)
    return [lots.Address(number, area) for number, area in rows]


def call_off(session: Session, jury: Jury, draw_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give an announced draw up before its number is known; the reason is public. Raises `letter_draw_moved_on`."""
    actor.require(Role.ORGANIZER)
    if not reason.strip():
        raise DomainError("reason_is_missing")
    done = session.execute(update(LetterDraw).where(
        LetterDraw.id == draw_id, LetterDraw.jury_id == jury.id, LetterDraw.state == LetterDrawState.ANNOUNCED).values(
        state=LetterDrawState.CALLED_OFF, reason=reason.strip()))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("letter_draw_moved_on")
    number = session.scalar(select(LetterDraw.number).where(LetterDraw.id == draw_id))
    records.add_entry(session, jury.id, "letter_draw_called_off", {"draw": number, "reason": reason.strip()}, now=now)


def carry_out(session: Session, jury: Jury, draw: LetterDraw, seed: str, *, signature: str | None = None,
              vault: Vault, now: datetime) -> None:
    """Draw by the public number, once, and give every drawn address its code. Raises `letter_draw_moved_on`."""
    taken = session.execute(update(LetterDraw).where(
        LetterDraw.id == draw.id, LetterDraw.state == LetterDrawState.ANNOUNCED).values(
        state=LetterDrawState.DRAWN, seed=seed, beacon_signature=signature, drawn_at=now))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("letter_draw_moved_on")
    session.refresh(draw)
    drawn = [int(address.id) for address in lots.draw_letters(read_list(draw), draw.by_area, seed)]
    codes = _new_codes(session, jury, len(drawn), vault=vault)
    sealed = vault.seal_many(jury, codes.values())
    # On the connection, below the objects: thousands of letters are written in one statement.
    session.connection().execute(
        update(Address).where(Address.jury_id == jury.id, Address.number == bindparam("drawn")).values(
            letter_draw_id=draw.id, place=bindparam("at"), drawn_at=now, code_hash=bindparam("found_hash"),
            code_sealed=bindparam("code")),
        [{"drawn": number, "at": place, "found_hash": found_hash, "code": code} for place, (number, found_hash, code)
         in enumerate(zip(drawn, codes, sealed, strict=True), start=1)])
    session.execute(update(LetterPlan).where(LetterPlan.jury_id == jury.id).values(letters=None))  # was for this draw
    session.expire_all()
    records.add_entry(session, jury.id, "letters_drawn", {
        "draw": draw.number, "letters": len(drawn), "seed": seed, "list_sha256": draw.list_sha256,
        "drawn_sha256": _sha256("\n".join(map(str, drawn)))}, now=now)


def _new_codes(session: Session, jury: Jury, count: int, *, vault: Vault) -> dict[str, str]:
    """Hash → code, different from each other and from those given before."""
    given = set(session.scalars(select(Address.code_hash).where(
        Address.jury_id == jury.id, Address.code_hash.is_not(None))))
    codes: dict[str, str] = {}
    while len(codes) < count:
        code = new_code()
        found_hash = hash_code(jury, code, vault=vault)
        if found_hash not in given:
            codes[found_hash] = code
    return codes
