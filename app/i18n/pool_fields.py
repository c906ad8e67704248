"""What a field of a person in the pool is called in a history and in a difference."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l

_FEATURE = "feature:"
FIELDS = {
    "name": _l("Name"), "email": _l("E-mail"), "phone": _l("Telephone"), "address": _l("Address"),
    "language": _l("Language of letters"),
}


def pool_field(name: str) -> str:
    """A feature keeps the name of the file."""
    return name.removeprefix(_FEATURE) if name.startswith(_FEATURE) else str(FIELDS.get(name, name))
