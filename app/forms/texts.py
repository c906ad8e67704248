"""One text in three languages as one field."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from wtforms import Field, ValidationError

from app.domain.languages import LANGUAGES, OWN_NAMES


class TextsField(Field):
    """`data` is {language: text}. Drawn by `components/texts.html`; the inputs are named `<name>-kk` and so on."""

    def __init__(self, label: Any = None, validators: Any = None, *, rows: int = 1, maximum: int = 2000,
                 required: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.rows, self.maximum, self.required_languages = rows, maximum, tuple(required)

    def process(self, formdata: Any, data: Any = None, **_kwargs: Any) -> None:
        self.process_errors: list[str] = []
        self.errors: tuple[str, ...] = ()
        stored = data if isinstance(data, dict) else self.default or {}
        self.object_data = stored
        self.data = {language: str(stored.get(language, "")) for language in LANGUAGES}
        if formdata is not None:
            self.data = {language: formdata.get(f"{self.name}-{language}", "").replace("\r\n", "\n").strip()
                         for language in LANGUAGES}

    def pre_validate(self, _form: Any) -> None:
        for language in LANGUAGES:
            text = self.data[language]
            if language in self.required_languages and not text:
                raise ValidationError(gettext("“%(field)s” is missing in this language: %(language)s.",
                                              field=self.label.text, language=OWN_NAMES[language]))
            if len(text) > self.maximum:
                raise ValidationError(gettext("“%(field)s” has %(length)s characters; %(maximum)s are possible.",
                                              field=self.label.text, length=len(text), maximum=self.maximum))
