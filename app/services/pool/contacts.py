"""Contacts as people type them: which are plausible, and when two are the same."""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sortition.spelling import fold

_EMAIL = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"().]+(\.[^\s@,;<>\"().]+)+")
_LANGUAGES = {
    "kk": ("kk", "kaz", "kz", "каз", "қаз", "kazakh", "қазақша", "қазақ", "қазақ тілі", "қазақ тілінде", "казахский",
           "казахский язык", "на казахском", "qazaqsha", "қаз."),
    "ru": ("ru", "rus", "рус", "орыс", "russian", "русский", "русский язык", "на русском", "орысша", "орыс тілі",
           "орыс тілінде", "рус."),
    "en": ("en", "eng", "англ", "english", "английский", "английский язык", "ағылшын", "ағылшынша", "ағылшын тілі"),
}
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words}


def is_email(text: str) -> bool:
    """Whether it looks like one address; only a letter to it can tell more.

    >>> is_email("aigul@example.kz"), is_email("aigul@example"), is_email("a@b.kz, c@d.kz")
    (True, False, False)
    """
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def normal_phone(text: str) -> str:
    """Digits with a plus; numbers of Kazakhstan and Russia written with 8 begin with +7. Blank when it is none.

    >>> normal_phone("8 (701) 123-45-67"), normal_phone("77011234567"), normal_phone("7011234567")
    ('+77011234567', '+77011234567', '+77011234567')
    >>> normal_phone("+44-000000"), normal_phone("нет")
    ('+44000000', '')
    """
    if re.search(r"[^\d\s()+./–—-]", re.sub(r"(?i)^(тел|tel|моб)\.?:?\s*", "", text)):
        return ""
    digits = re.sub(r"\D", "", text)
    if not 5 <= len(digits) <= 15:
        return ""
    if text.lstrip().startswith("+"):
        return f"+{digits}"
    if len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}"
    return f"+7{digits}" if len(digits) == 10 and digits[0] in "79" else digits


def language_of(text: str) -> str | None:
    """The code of a language that people write in many ways.

    >>> language_of("Қазақша"), language_of("русский"), language_of("EN"), language_of("deutsch")
    ('kk', 'ru', 'en', None)
    """
    return _LANGUAGE_OF.get(fold(text))


def address_of(contact: Mapping[str, object]) -> tuple[str, ...]:
    """The parts of an address; an address of one line has one part.

    >>> address_of({"address": "Abay 5"}), address_of({"address": ["Abay", "5"]}), address_of({})
    (('Abay 5',), ('Abay', '5'), ())
    """
    found = contact.get("address") or ()
    return tuple(map(str, found)) if isinstance(found, list | tuple) else (str(found),)


def household_text(parts: Sequence[str]) -> str | None:
    """The form in which addresses are compared; None when there is none or a part of it is blank.

    A city without a street must not make one household of everybody in it.

    >>> household_text(["ул. Абая, 5", "12"]) == household_text(["УЛ АБАЯ 5", "12"]), household_text(["Алматы", ""])
    (True, None)
    """
    folded = [" ".join(re.findall(r"\w+", fold(part).replace("ё", "е"))) for part in parts]
    return "\n".join(folded) if folded and all(folded) else None
