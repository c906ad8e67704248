"""Letters of the demo: an invented list of addresses, a draw by dice, letters posted, some answered."""
from __future__ import annotations

import csv
import io
from datetime import timedelta

from sqlalchemy import select

from app.cli.demo.steps import Play
from app.domain.letters import AddressUse, LetterKind, Mark
from app.domain.roles import Role
from app.installation import current_vault
from app.models import Address, Registrant
from app.services.pool import pool_files
from app.services.recruitment import (
    address_imports,
    address_uploads,
    addresses,
    letter_codes,
    letter_draws,
    letter_numbers,
    letter_plans,
    letter_waves,
)
from app.services.recruitment.address_columns import AddressColumns
from app.services.recruitment.letter_plans import LetterWords, PlanValues

STREETS = ("Абай көшесі", "Қазақстан Конституциясы көшесі", "Жамбыл көшесі", "ул. Интернациональная", "ул. Мира",
           "Сәтбаев көшесі", "ул. Парковая", "Алтынсарин көшесі")
# Area, town, postcode, addresses: the town is large, its districts answer unlike the villages.
AREAS = (("Петропавл", "Петропавл қ.", "150000", 560), ("Қызылжар ауданы", "Бескөл а.", "150700", 340),
         ("Есіл ауданы", "Явленка а.", "150500", 260), ("Тайынша ауданы", "Тайынша қ.", "151000", 240))
COLUMNS = AddressColumns((AddressUse.STREET, AddressUse.TOWN, AddressUse.POSTCODE, AddressUse.AREA))
ANSWERED_IN = {"Петропавл": 24, "Қызылжар ауданы": 13, "Есіл ауданы": 7, "Тайынша ауданы": 4}


def send_letters(play: Play, thrown: str) -> None:
    """Import the list, plan, announce, throw the dice (two people type them), post, note what the post brought back."""
    _import_list(play)
    with play.step() as (session, jury, actor):
        letter_plans.save_plan(session, jury, PlanValues(30, "4", {"Тайынша ауданы": ("1.5", "3")}, 900), actor=actor)
        letter_plans.save_words(session, jury, LetterWords(
            "Алқа хатшылығы\nҚазақстан Конституциясы көшесі, 58\n150000 Петропавл", "8 800 080 00 00", "",
            (play.now + timedelta(days=30)).date(), "kk", "ru", words={
                "kk": "Жол, тамақ және қонақүй төленеді. Балаларға қараушы бар.",
                "ru": "Дорога, питание и гостиница оплачиваются. За детьми присмотрят."}), actor=actor)
        draw_id = letter_draws.announce(session, jury, vault=current_vault(), actor=actor, now=play.now).id
    for role in (Role.ORGANIZER, Role.OVERSEER):
        play.pass_time(hours=20)
        with play.step(role) as (session, jury, actor):
            letter_numbers.enter_dice(session, jury, draw_id, thrown, dice_round=1, vault=current_vault(),
                                      actor=actor, now=play.now)
    with play.step() as (session, jury, actor):
        wave = letter_waves.make_wave(session, jury, LetterKind.INVITATION, actor=actor, now=play.now).number
    play.pass_time(hours=20)
    with play.step() as (session, jury, actor):
        letter_waves.mark_posted(session, jury, wave, play.now.date(), play.now, actor=actor, now=play.now)


def _import_list(play: Play) -> None:
    table = pool_files.read_table(_list().encode())
    vault = current_vault()
    with play.step() as (session, jury, actor):
        upload_id = address_uploads.stage_table(session, jury, "addresses.csv", table, vault=vault, actor=actor,
                                                now=play.now).id
        address_uploads.choose_columns(session, jury, upload_id, COLUMNS, vault=vault, actor=actor)
    with play.step() as (session, jury, actor):
        plan = address_imports.AddressComparison(session, jury, upload_id, vault=vault, now=play.now).run()
        address_imports.carry_out(session, jury, plan, actor=actor, now=play.now)


def _list() -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Мекенжай", "Елді мекен", "Индекс", "Аудан"])
    for area, town, postcode, count in AREAS:
        writer.writerows([f"{STREETS[place % len(STREETS)]}, {place // len(STREETS) + 1}", town, postcode, area]
                         for place in range(count))
    return text.getvalue()


def answer_letters(play: Play) -> None:
    """People of the pool registered with a letter; a few letters came back, a few people said no."""
    with play.step() as (session, jury, actor):
        people = iter(session.scalars(select(Registrant).where(
            Registrant.jury_id == jury.id).order_by(Registrant.number)).all())
        for area, count in ANSWERED_IN.items():
            drawn = list(session.scalars(select(Address).where(
                Address.jury_id == jury.id, Address.area == area, Address.sent_at.is_not(None)).order_by(
                Address.place)))
            for address, person in zip(drawn[:count], people, strict=False):
                letter_codes.mark_answered(session, address, person, now=play.now)
            silent = [address.number for address in drawn[count:]]
            addresses.mark(session, jury, silent[:7], Mark.RETURNED, actor=actor, now=play.now)
            addresses.mark(session, jury, silent[7:10], Mark.DECLINED, actor=actor, now=play.now)
