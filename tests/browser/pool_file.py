"""A file with people as a district office sends it."""
from __future__ import annotations

HEADER = "№;ФИО;Телефон;Эл. почта;Адрес;Пол;Возраст;Живёт"
PEOPLE = 80


def pool_file() -> bytes:
    """What a district office sends: semicolons, Windows letters, a blank line, one number twice, untidy blanks."""
    rows = [HEADER]
    for number in range(1, PEOPLE + 1):
        sex = "женский" if number % 2 else "мужской"
        age = "55+" if number % 20 == 0 else ("18–34", "35–54")[number % 3 % 2]
        home = "город" if number % 5 < 3 else " село "
        rows.append(f"{number:03d};Невымышлена Никто {number};+7 700 000 {number:04d};nobody{number}@example.org;"
                    f"ул. Парковая, {number};{sex};{age};{home}")
    rows.insert(40, ";;;;;;;")
    rows.append(f"{PEOPLE:03d};Повтор Повторович;;;;женский;55+;город")
    return "\r\n".join(rows).encode("cp1251")
