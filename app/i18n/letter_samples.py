"""What fills a letter in its preview: values that look like real ones and open nothing."""
from __future__ import annotations

from typing import Any

from flask import current_app
from jinja2 import meta

from app.i18n.letters import Letter, render_letter, render_short
from app.models import Jury

# By the name that templates use; a new name of a template gets its line here.
SAMPLES: dict[str, Any] = {
    "token": "SAMPLE-THIS-LINK-OPENS-NOTHING-SAMPLE-00000", "code": "ABCDE23456", "role": "juror", "ticket": 117,
    "panels": 1000, "count": 48, "number": 1, "commitment": "3f0c" * 16, "salt": "9b1e" * 8,
    "answer_at": "2027-03-12T13:00:00+00:00", "starts_at": "2027-03-20T04:00:00+00:00",
    "until_at": "2027-04-30T13:00:00+00:00",
    "due_at": "2027-03-12T13:00:00+00:00", "step": "targets", "kind": "briefing",
    "matter": "review",
    "session": {"kk": "1-отырыс", "ru": "Заседание 1", "en": "Session 1"},
    "is_overdue": False, "is_changed": True,
    "sessions": [{"title": {"kk": "1-отырыс", "ru": "Заседание 1", "en": "Session 1"},
                  "starts_at": "2027-03-20T04:00:00+00:00", "is_cancelled": False}],
    "phase": "half", "days": 5, "waiting": 2, "asked_by": "", "months": 6, "closes_at": "2027-03-26T13:00:00+00:00",
    "title": {"kk": "Жоба дайын", "ru": "Проект готов", "en": "The design is ready"},
    "outcome": "outside", "refusal": "", "into": 2, "became": "", "slug": "almaty-air-2026",
    "words": {"kk": "Мұны әкімдік шешеді.", "ru": "Это решает акимат.", "en": "The akimat decides this."},
    "advice": {"name": {"kk": "Кеңес орталығы", "ru": "Центр помощи", "en": "Advice centre"}, "address": {},
               "phone": "+7 000 000 00 00", "web": ""},
    "news": [{"subject": "…", "text": "…"}],
}
_GIVEN = {"jury", "link", "language"}


def sample_values(template: str) -> dict[str, Any]:
    """A value for every name that the template asks for; dots for a name nobody gave a sample."""
    environment = current_app.jinja_env
    source, _, _ = environment.loader.get_source(environment, f"letters/{template}.txt")  # type: ignore[union-attr]
    names = meta.find_undeclared_variables(environment.parse(source)) - _GIVEN - set(environment.globals)
    return {name: SAMPLES.get(name, "…") for name in names}


def preview(template: str, language: str, jury: Jury, *, base_url: str) -> Letter:
    return render_letter(template, language, jury, sample_values(template), base_url=base_url)


def short_preview(template: str, language: str, jury: Jury, *, base_url: str) -> str:
    return render_short(template, language, jury, sample_values(template), base_url=base_url,
                        shorten=lambda _path: "SAMPLE0000000000")
