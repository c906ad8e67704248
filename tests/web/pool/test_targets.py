"""Targets as an organizer sets them: from percentages, from a file, by hand, and with a repair."""
from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app.extensions import db
from app.jobs.worker import work_until_idle
from app.models import FeatureValue, Jury, Registrant
from app.services.pool import feasibility
from tests.cast import Cast
from tests.conftest import NOW

PAGE = "/en/juries/water-2026/targets"


@pytest.fixture
def organizer(app: Flask, cast: Cast, sign_in: Callable[[int], FlaskClient]) -> FlaskClient:
    """An organizer with a pool in which all women are young."""
    with app.app_context():
        jury = db.session.get_one(Jury, cast.jury_id)
        sealed = app.extensions["alqa.vault"].seal(jury, {})
        db.session.execute(insert(Registrant), [{
            "jury_id": jury.id, "number": n, "external_id": str(n), "contact_sealed": sealed, "language": "kk",
            "features": {"sex": "f" if n % 2 else "m", "age": "young" if n % 2 else "old"}, "registered_at": NOW}
            for n in range(1, 81)])
        db.session.commit()
    return sign_in(cast.organizer)


def fields(sex: list[str], age: list[str], step: str = "check", **more: str) -> dict[str, str]:
    """What the form sends: for each value “share/least/most”."""
    data = {"step": step, "tolerance": "1", **more}
    for at, (name, values, typed) in enumerate((("sex", "fm", sex), ("age", ("old", "young"), age))):
        data |= {f"features-{at}-name": name, f"features-{at}-is_used": "y"}
        for place, (value, text) in enumerate(zip(values, typed, strict=True)):
            key = f"features-{at}-values-{place}"
            share, minimum, maximum = text.split("/")
            data |= {f"{key}-name": value, f"{key}-share": share, f"{key}-minimum": minimum, f"{key}-maximum": maximum}
    return data


GOOD = fields(["/9/11", "/9/11"], ["/9/11", "/9/11"], "save")
IMPOSSIBLE = fields(["/15/20", "/0/20"], ["/10/20", "/0/10"])


def saved(app: Flask) -> list[tuple[str, int, int]]:
    with app.app_context():
        rows = db.session.scalars(select(FeatureValue).order_by(FeatureValue.id))
        return [(row.name, row.minimum, row.maximum) for row in rows]


def test_the_page_offers_what_the_pool_has(organizer: FlaskClient) -> None:
    page = organizer.get(PAGE).text
    assert 'value="young"' in page
    assert ">40<" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_every_language(organizer: FlaskClient, language: str) -> None:
    """A percent sign in a translation would break the page of that language only."""
    organizer.send(PAGE, GOOD)
    page = f"/{language}/juries/water-2026/targets"
    assert organizer.get(page).status_code == organizer.get(f"{page}/words").status_code == 200
    assert organizer.send(page, IMPOSSIBLE).status_code == 200


def test_saving_and_opening_again(app: Flask, organizer: FlaskClient) -> None:
    answer = organizer.send(PAGE, GOOD)
    assert answer.status_code == 303
    assert saved(app) == [("f", 9, 11), ("m", 9, 11), ("old", 9, 11), ("young", 9, 11)]
    assert "A jury that keeps all these targets is possible" in organizer.get(PAGE).text


def test_percentages_are_computed_and_shown_before_saving(app: Flask, organizer: FlaskClient) -> None:
    page = organizer.send(PAGE, fields(["51,4//", "48.6 %//"], ["50//", "50//"], "compute")).text
    assert 'name="features-0-values-0-minimum" type="text" value="9"' in page
    assert 'name="features-0-values-0-share" type="text" value="51.4"' in page
    assert saved(app) == []
    wrong = organizer.send(PAGE, fields(["51//", "40//"], ["50//", "//"], "compute")).text
    assert "add up to 91, not to 100" in wrong
    assert "the percentage is missing" in wrong
    assert 'value="51"' in wrong  # nothing that was typed is lost


def test_an_impossible_wish_is_explained_and_repaired(app: Flask, organizer: FlaskClient) -> None:
    page = organizer.send(PAGE, IMPOSSIBLE).text
    assert "Not possible" in page
    assert "Take this change over" in page
    repaired = organizer.send(PAGE, IMPOSSIBLE | {"step": "repair"}).text
    assert "A jury that keeps all these targets is possible" in repaired
    assert saved(app) == []


def test_the_live_answer_is_a_fragment(organizer: FlaskClient) -> None:
    live = {key: value for key, value in IMPOSSIBLE.items() if key != "step"}
    answer = organizer.send(PAGE, live, headers={"X-Fragment": "answer"})
    assert answer.text.strip().startswith('<div id="answer"')
    assert "Not possible" in answer.text
    half = organizer.send(PAGE, fields(["/x/11", "/9/"], ["/9/11", "/9/11"]), headers={"X-Fragment": "answer"}).text
    assert "“x” is not a number" in half


@pytest.mark.parametrize(("sex", "sentence"), [
    (["/-1/5", "/1/2"], "is not a number that fits here"), (["/9/", "/9/11"], "say the least and the greatest"),
    (["/12/11", "/9/11"], "is above the greatest"), (["/0/99", "/9/11"], "but the jury has 20 seats"),
    (["1e9/1/5", "/1/2"], "is not a number that fits here"), (["NaN/1/5", "/1/2"], "is not a number that fits here"),
])
def test_bad_numbers_are_told_and_not_saved(app: Flask, organizer: FlaskClient, sex: list[str], sentence: str) -> None:
    page = organizer.send(PAGE, fields(sex, ["/9/11", "/9/11"], "save"))
    assert page.status_code == 200
    assert sentence in page.text
    assert saved(app) == []


def test_a_value_that_nobody_has_yet(organizer: FlaskClient) -> None:
    page = organizer.send(PAGE, GOOD | {"step": "add", "add_feature": "sex", "add_value": "other"}).text
    assert 'value="other"' in page
    assert 'value="11"' in page
    assert "Say which value" in organizer.send(PAGE, GOOD | {"step": "add"}).text


def test_targets_from_a_file(app: Flask, organizer: FlaskClient) -> None:
    def read(content: bytes) -> str:
        return organizer.send(f"{PAGE}/file", {"file": (io.BytesIO(content), "categories.csv")}, page=PAGE,
                              content_type="multipart/form-data", follow_redirects=True).text
    page = read(b"feature,value,min,max\nSEX,F,8,12\nsex,m,8,12\n")
    assert "Check the numbers, then save them" in page
    assert 'value="8"' in page
    assert saved(app) == []
    assert "Row 2: “x” is not a number" in read(b"feature,value,min,max\nsex,f,x,12\n")
    assert "The file has no column" in read(b"a,b\n1,2\n")


def test_words_for_readers(app: Flask, organizer: FlaskClient) -> None:
    assert "Save the targets first" in organizer.get(f"{PAGE}/words").text
    organizer.send(PAGE, GOOD)
    data = {f"words-{place}-{language}": "" for place in range(6) for language in ("kk", "ru", "en")}
    answer = organizer.send(f"{PAGE}/words", data | {"words-0-kk": "Жынысы", "words-1-ru": "женщины"})
    assert answer.status_code == 303
    counts = organizer.get(PAGE.replace("/en/", "/kk/").replace("targets", "pool/counts")).text
    assert '<h2 class="h3" id="feature-1" translate="no">Жынысы</h2>' in counts
    page = organizer.get(f"{PAGE}/words").text
    assert 'value="Жынысы"' in page
    assert 'value="женщины"' in page
    assert "120" in organizer.send(f"{PAGE}/words", data | {"words-0-kk": "ж" * 121}).text


def test_after_recruitment_nothing_changes(app: Flask, organizer: FlaskClient) -> None:
    organizer.send(PAGE, GOOD)
    with app.app_context():
        db.session.execute(db.text("UPDATE jury SET stage = 'draw'"))
        db.session.commit()
    assert 'value="save"' not in organizer.get(PAGE).text
    assert "cannot be changed any more" in organizer.send(PAGE, GOOD).text


def test_numbers_are_written_in_the_language_of_the_page(organizer: FlaskClient) -> None:
    organizer.send(PAGE, fields(["51.4/9/11", "48.6/9/11"], ["50/9/11", "50/9/11"], "save"))
    for language, text in (("kk", "51,4"), ("ru", "51,4"), ("en", "51.4")):
        page = organizer.get(f"/{language}/juries/water-2026/targets").text
        assert f'name="features-0-values-0-share" type="text" value="{text}"' in page


def test_a_pasted_table_is_looked_at_and_taken_over(app: Flask, organizer: FlaskClient) -> None:
    blank = fields(["//", "//"], ["/9/11", "/9/11"])
    wrong = organizer.send(PAGE, blank | {"step": "paste", "share_feature": "sex", "share_text": "f\t5\nm\tx\n"}).text
    assert "Row 2, column 2: “x” is not a number" in wrong
    assert "f\t5" in wrong  # what was pasted is not lost
    page = organizer.send(PAGE, blank | {
        "step": "paste", "share_feature": "sex", "share_text": "Женщины\t51,4\nМужчины\t48,6\nИтого\t100"}).text
    assert "One sum was recognised and left out" in page
    assert '<option selected value="f">f</option>' in page
    rows = {"shares_for": "sex", "shares-0-name": "Женщины", "shares-0-number": "51.4", "shares-0-value": "f",
            "shares-1-name": "Мужчины", "shares-1-number": "48.6", "shares-1-value": ""}
    assert "the percentage is missing" in organizer.send(PAGE, blank | rows | {"step": "take"}).text
    taken = organizer.send(PAGE, blank | rows | {"step": "take", "shares-1-value": "m"}).text
    assert 'name="features-0-values-0-share" type="text" value="51.4"' in taken
    assert "Source of the percentages: Pasted" in taken
    assert saved(app) == []


def test_a_stored_table_and_a_crossing(app: Flask, organizer: FlaskClient) -> None:
    good = fields(["50/9/11", "50/9/11"], ["40/9/11", "60/9/11"])
    stored = {"step": "table", "table_feature": "sex", "table": "country_sex:kazakhstan"}
    page = organizer.send(PAGE, good | stored).text
    assert "10,280,498" in page and "Bureau of National Statistics" in page
    crossed = organizer.send(PAGE, good | {"step": "cross", "cross_first": "sex", "cross_second": "age"}).text
    assert "sex × age" in crossed and 'value="20"' in crossed  # 50 % of 40 %
    assert "product of those of the two features" in crossed
    assert "Choose two different features" in organizer.send(
        PAGE, good | {"step": "cross", "cross_first": "sex", "cross_second": "sex"}).text
    own = organizer.send(PAGE, good | {"step": "compute", "features-0-tolerance": "3"}).text
    assert 'name="features-0-values-0-minimum" type="text" value="7"' in own
    assert "whole number from 0 to 20" in organizer.send(PAGE, good | {"features-0-tolerance": "x"}).text


def test_the_timeline_shows_the_stored_answer_and_does_not_ask(
        app: Flask, organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        db.session.execute(db.text("UPDATE jury SET stage = 'recruitment'"))
        db.session.commit()
    organizer.send(PAGE, GOOD)
    asked: list[object] = []
    monkeypatch.setattr(feasibility, "is_possible", lambda *question: asked.append(question) or True)
    run = "/en/juries/water-2026/run"
    page = organizer.get(run).text
    assert "A jury that keeps all targets is possible." in page and "have changed since" not in page
    assert "Go on to: Draw" in page
    with app.app_context():
        db.session.execute(db.text("UPDATE registrant SET excluded_at = registered_at WHERE number = 7"))
        db.session.commit()
    assert "have changed since" in organizer.get(run).text
    assert asked == []
    monkeypatch.undo()
    assert organizer.send(f"{PAGE}/ask", page=run).status_code == 303
    assert "have changed since" not in organizer.get(run).text


def test_an_impossible_quota_is_seen_on_the_timeline_and_repaired(app: Flask, organizer: FlaskClient) -> None:
    with app.app_context():
        db.session.execute(db.text("UPDATE jury SET stage = 'recruitment'"))
        db.session.commit()
    run = "/en/juries/water-2026/run"
    organizer.send(PAGE, IMPOSSIBLE | {"step": "save"})
    page = organizer.get(run).text
    assert "The pool holds no jury that keeps all targets." in page and "Go on to: Draw" not in page
    assert "Take this change over" in organizer.get(PAGE).text
    repaired = organizer.send(PAGE, IMPOSSIBLE | {"step": "repair"}).text
    again = dict(re.findall(r'<input[^>]* name="(features-[^"]+)"[^>]*? value="([^"]*)"', repaired))
    assert organizer.send(PAGE, again | {"step": "save", "tolerance": "1"}).status_code == 303
    assert "Go on to: Draw" in organizer.get(run).text


def test_chances_are_previewed_and_the_aim_is_chosen(app: Flask, organizer: FlaskClient) -> None:
    chances, aim = f"{PAGE}/chances", f"{PAGE}/objective"
    assert "Save the targets first" in organizer.get(chances).text
    organizer.send(PAGE, fields(["/9/11", "/9/11"], ["/9/11", "/9/11"], "save"))
    assert organizer.send(chances, {"compare": "all"}, page=chances).status_code == 303
    assert "Waiting to start" in organizer.get(chances).text
    with app.app_context():
        assert work_until_idle() >= 1
    for language in ("kk", "ru", "en"):
        assert organizer.get(chances.replace("/en/", f"/{language}/")).status_code == 200
    page = organizer.get(chances).text
    assert "Nobody below 25.0" in page and "everybody can be drawn" in page
    assert "The aims compared" in page and page.count("25.0") >= 10
    assert "Say why not the usual aim" in organizer.send(aim, {"objective": "nash", "reason": ""}, page=chances).text
    assert organizer.send(aim, {"objective": "nash", "reason": "Asked for"}, page=chances).status_code == 303
    assert "It was chosen what the lottery aims at" in organizer.get("/en/juries/water-2026/record").text
    organizer.send(PAGE, fields(["/8/11", "/9/12"], ["/9/11", "/9/11"], "save"))
    assert "The targets have changed since this preview" in organizer.get(chances).text


def test_staff_store_a_table_of_the_population(organizer: FlaskClient) -> None:
    new, home = "/en/population/new", "/en/population/"
    assert "Kazakhstan: Region × Sex (1 January 2023)" in organizer.get(home).text
    assert "19" in organizer.get(f"{home}region_sex:regions").text
    data = {"place": "Kokshetau", "first": "age", "source": "The bureau", "as_of": "2026", "text": "18-29\t5\n30+\tx"}
    assert "Row 2, column 2" in organizer.send(new, data).text
    stored = organizer.send(new, data | {"text": "18-29\t120\n30+\t380\ntotal\t500"}, follow_redirects=True).text
    assert "Kokshetau: age (2026)" in stored and "380" in stored
    assert "Kokshetau: age (2026)" in organizer.send(PAGE, GOOD | {"step": "check"}).text
    assert organizer.get(f"{home}nothing").status_code == 404
