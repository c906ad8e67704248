"""Whatever people write comes back out of a CSV file as they wrote it, and none of it is run."""
from __future__ import annotations

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.open_data.columns import Column, Kind, Table
from app.services.open_data.files import as_csv

TABLE = Table("sample", "Sample", "A sample", (Column("text", Kind.TEXT, "Words"), Column("number", Kind.INTEGER, "N"),
                                               Column("is_so", Kind.BOOLEAN, "Is it so")), ("text",))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
NASTY = st.sampled_from(
    ["=1+1", "+7 701", "-5", "@x", "\t=1", "\r", 'a"b', "a,b", "a\r\nb", "'=1", "әғқңөұүһі", "\ufeff"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS | NASTY, st.integers(-9, 9) | st.none(), st.booleans()), max_size=5))
def test_what_goes_in_comes_out(rows: list[tuple[str, int | None, bool]]) -> None:
    body = as_csv(TABLE, [{"text": text, "number": number, "is_so": is_so} for text, number, is_so in rows])
    assert body.startswith(b"\xef\xbb\xbftext,number,is_so\r\n")
    read = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))[1:]
    assert [row[1:] for row in read] == [["" if number is None else str(number), str(is_so).lower()]
                                         for _text, number, is_so in rows]
    for (text, _number, _is_so), (cell, *_others) in zip(rows, read, strict=True):
        assert cell in {text, f"'{text}"}
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
