"""Invented people who registered for a jury, as the rows of a pool file."""
from __future__ import annotations

from random import Random

FIRST_NAMES = {
    "әйел": ("Айгүл", "Әсел", "Гүлнар", "Жанар", "Зәуре", "Қарлығаш", "Мадина", "Назгүл", "Раушан", "Сәуле",
             "Ольга", "Наталья", "Ирина", "Светлана", "Гульмира", "Динара", "Камила", "Шолпан", "Үміт", "Ботагөз"),
    "ер": ("Асқар", "Бауыржан", "Дәурен", "Ерлан", "Жандос", "Қайрат", "Марат", "Нұрлан", "Руслан", "Серік",
           "Андрей", "Виктор", "Павел", "Тимур", "Әділет", "Болат", "Ғалым", "Мұхтар", "Санжар", "Өмірбек"),
}
LAST_NAMES = (
    "Абенова", "Байжанова", "Ғабитова", "Дүйсенова", "Ермекова", "Жақыпова", "Исаева", "Қалиева", "Лебедева",
    "Мұратова", "Нұрпейісова", "Орлова", "Петрова", "Рахимова", "Сүлейменова", "Төлегенова", "Үсенова", "Цой",
    "Шаймерденова", "Юсупова")
HEADER = ["нөмірі", "аты-жөні", "телефон", "e-mail", "мекенжайы", "тілі",
          "жынысы", "жасы", "тұратын жері", "білімі", "көзқарасы"]
# Feature → value → share of those who register; the educated and the worried register more often.
REGISTERED: dict[str, dict[str, float]] = {
    "жынысы": {"әйел": 56, "ер": 44},
    "жасы": {"18–29": 15, "30–44": 29, "45–59": 33, "60+": 23},
    "тұратын жері": {"қала": 68, "ауыл": 32},
    "білімі": {"жоғары": 52, "арнаулы орта": 30, "орта": 18},
    "көзқарасы": {"жақтайды": 44, "әлі шешпеген": 33, "қарсы": 23},
}
# The same for the population, in per cent: the targets of the draw.
POPULATION: dict[str, dict[str, float]] = {
    "жынысы": {"әйел": 51.4, "ер": 48.6},
    "жасы": {"18–29": 24, "30–44": 33, "45–59": 25, "60+": 18},
    "тұратын жері": {"қала": 61.2, "ауыл": 38.8},
    "білімі": {"жоғары": 35, "арнаулы орта": 38, "орта": 27},
    "көзқарасы": {"жақтайды": 40, "әлі шешпеген": 35, "қарсы": 25},
}
# How readers see features and values: name in the file → words.
LABELS = {
    "жынысы": {"kk": "Жынысы", "ru": "Пол", "en": "Gender"},
    "жасы": {"kk": "Жасы", "ru": "Возраст", "en": "Age"},
    "тұратын жері": {"kk": "Тұратын жері", "ru": "Где живёт", "en": "Lives in"},
    "білімі": {"kk": "Білімі", "ru": "Образование", "en": "Education"},
    "көзқарасы": {"kk": "Сұраққа көзқарасы", "ru": "Отношение к вопросу", "en": "Attitude to the question"},
    "әйел": {"kk": "Әйел", "ru": "Женщина", "en": "Woman"},
    "ер": {"kk": "Ер", "ru": "Мужчина", "en": "Man"},
    "18–29": {"kk": "18–29", "ru": "18–29", "en": "18–29"},
    "30–44": {"kk": "30–44", "ru": "30–44", "en": "30–44"},
    "45–59": {"kk": "45–59", "ru": "45–59", "en": "45–59"},
    "60+": {"kk": "60 және одан жоғары", "ru": "60 и старше", "en": "60 and over"},
    "қала": {"kk": "Қала", "ru": "Город", "en": "Town"},
    "ауыл": {"kk": "Ауыл", "ru": "Село", "en": "Village"},
    "жоғары": {"kk": "Жоғары", "ru": "Высшее", "en": "Higher"},
    "арнаулы орта": {"kk": "Арнаулы орта", "ru": "Среднее специальное", "en": "Vocational"},
    "орта": {"kk": "Орта", "ru": "Среднее", "en": "Secondary"},
    "жақтайды": {"kk": "Өзгерісті жақтайды", "ru": "За перемены", "en": "For change"},
    "әлі шешпеген": {"kk": "Әлі шешпеген", "ru": "Не определились", "en": "Undecided"},
    "қарсы": {"kk": "Өзгеріске қарсы", "ru": "Против перемен", "en": "Against change"},
}


def pool_rows(count: int, seed: str, settlement: str) -> list[list[str]]:
    """`count` rows under HEADER, the same for the same `seed`. Some share an address, some give none."""
    lot = Random(seed)  # noqa: S311 invented people, not a draw
    return [_row(number, lot, settlement) for number in range(1, count + 1)]


def _row(number: int, lot: Random, settlement: str) -> list[str]:
    features = {name: lot.choices(list(shares), list(shares.values()))[0] for name, shares in REGISTERED.items()}
    last = lot.choice(LAST_NAMES)
    if features["жынысы"] == "ер":
        last = last.removesuffix("а") if last.endswith(("ова", "ева")) else last
    name = f"{lot.choice(FIRST_NAMES[features['жынысы']])} {last}"
    house = lot.randint(1, 900)
    address = "" if lot.random() < 0.05 else f"{settlement}, {1 + house % 40}-көше, {house}-үй"
    language = lot.choices(["kk", "ru"], [7, 3])[0]
    return [f"R-{number:04d}", name, f"+7 700 {number:03d} {house % 100:02d} {number % 100:02d}",
            f"registrant{number}@example.org", address, language, *features.values()]
