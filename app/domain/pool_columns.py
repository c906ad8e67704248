"""What a column of a pool file is used as."""
from __future__ import annotations

from enum import Enum


class ColumnUse(Enum):
    FEATURE = "feature"
    ID = "id"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    LANGUAGE = "language"
    NOTHING = "nothing"


# A name may stand in two columns and an address in four; these can stand in one only.
SINGLE_USES = (ColumnUse.ID, ColumnUse.EMAIL, ColumnUse.PHONE, ColumnUse.LANGUAGE)
