"""Large texts of which every place is known."""
from __future__ import annotations

import hashlib

_LETTERS = "абвгдежзийклмнопрстуфхцчшщыэюяәіңғүұқөһ"


def big_text(number: int, size: int = 600_000) -> str:
    """A text of exactly `size` bytes in UTF-8 that differs with the number."""
    digits = hashlib.sha512(str(number).encode()).hexdigest()
    letters = "".join(_LETTERS[int(digit, 16) + number % 20] for digit in digits)
    return (letters * (size // 2 // len(letters) + 1))[: size // 2]
