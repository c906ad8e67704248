"""Words that a registration leaves with the organizers, in the language of their jury."""
from __future__ import annotations

from flask_babel import gettext

from app.i18n.speaking import speaking


def reason_again(language: str) -> str:
    """Why a second registration of the same person is left out of the draw until somebody decides."""
    with speaking(language):
        return gettext("Registered before with the same name and the same telephone number or e-mail address.")
