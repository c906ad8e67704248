"""The code of conduct: agreed to before writing, and changed by the jury during its norms."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import ItemKind
from app.services.room import codes_of_conduct, voices
from tests.cast import Cast, actor
from tests.moderating import ask, jury, say, signature
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def test_nobody_writes_before_agreeing_once_the_code_lies_before_the_jury(sitting: Sitting) -> None:
    assert say(sitting)  # without a code nothing is asked
    codes_of_conduct.put_before_jury(sitting.session, jury(sitting), **signature(sitting, "facilitator"))
    for door in (say, ask):
        with pytest.raises(Forbidden, match="conduct_is_not_agreed"):
            door(sitting, "juror")
    codes_of_conduct.agree(sitting.session, jury(sitting), seen=1, **signature(sitting, "juror"))
    assert say(sitting)
    assert say(sitting, "facilitator")
    with pytest.raises(Forbidden, match="conduct_is_not_agreed"):
        say(sitting, "second_juror")
    waiting = codes_of_conduct.not_agreed(sitting.session, jury(sitting),
                                          actor=actor(sitting.session, sitting.cast, "facilitator"))
    assert waiting == [("Second Juror", False), ("Third Juror", False)]
    for who in ("juror", "overseer", "organizer", "observer"):
        with pytest.raises(Forbidden):
            codes_of_conduct.not_agreed(sitting.session, jury(sitting),
                                        actor=actor(sitting.session, sitting.cast, who))


def test_the_jury_changes_its_code_during_the_norms_only(sitting: Sitting) -> None:
    with pytest.raises(Forbidden):
        codes_of_conduct.put_before_jury(sitting.session, jury(sitting), **signature(sitting, "juror"))
    codes_of_conduct.put_before_jury(sitting.session, jury(sitting), **signature(sitting, "facilitator"))
    codes_of_conduct.agree(sitting.session, jury(sitting), seen=1, **signature(sitting, "juror"))

    def change(who: str = "juror", seen: int = 1, text: str = "Be kind") -> None:
        codes_of_conduct.change_code(sitting.session, jury(sitting), {"en": text}, seen=seen,
                                     **signature(sitting, who))
    with pytest.raises(Conflict, match="conduct_is_fixed"):
        change()
    sitting.enter(ItemKind.NORMS)
    for who in ("expert", "organizer", "overseer", "observer"):
        with pytest.raises(Forbidden):
            change(who)
    for text, code in ((" ", "conduct_has_no_text"), ("x" * 3001, "text_is_too_long")):
        with pytest.raises(DomainError, match=code):
            change(text=text)
    change()
    with pytest.raises(Conflict, match="conduct_was_edited"):
        change("second_juror")  # on top of a text that is no longer the last
    with pytest.raises(Conflict, match="conduct_was_edited"):
        codes_of_conduct.agree(sitting.session, jury(sitting), seen=1, **signature(sitting, "second_juror"))
    assert say(sitting)  # who agreed before is asked again, and goes on writing meanwhile
    assert voices.standing_of(sitting.session, sitting.cast.jury_id, actor(sitting.session, sitting.cast, "juror"),
                              now=sitting.now).is_asked_again
    assert [code.version for code in codes_of_conduct.versions_of(sitting.session, jury(sitting))] == [2, 1]
