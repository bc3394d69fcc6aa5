"""Forms to read sheets anew: what comes back is held to the ballot, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tallyproof.compare.audit import Audit, Sheet, agreed, form_csv, form_html, read_form
from tallyproof.errors import InputError
from tallyproof.model import Rereading

if TYPE_CHECKING:
    from tests.unit.compare.audit.conftest import Log

HEADER = "station,state,ana,ben,cai\n"


@pytest.fixture
def audit(log: Callable[..., Log]) -> Audit:
    """Return a check of two sheets and a row of a table, all drawn; the second sheet has ballot lines."""
    made = log({"01": (60, 30, 5), "02": (61, 30, 5)}, table={"03": (60, 30, 5)}, by_line=("02",))
    made.draw(made.plan(), 30)
    found = made.last()
    assert set(found.draws) == {"01", "02", "03"}
    return found


@pytest.fixture
def read(audit: Audit, log: Callable[..., Log]) -> Callable[[str], dict[str, Rereading]]:
    contest = log().definition.contests["mayor"]
    return lambda text: read_form(text.encode(), audit, contest, "form.csv")


def test_a_form_has_the_fields_of_each_sheet_and_is_read_back(
    audit: Audit, log: Callable[..., Log], read: Callable[[str], dict[str, Rereading]]
) -> None:
    empty = form_csv(audit, log().definition.contests["mayor"], ("01", "02")).decode()
    assert empty == "station,state,ana,ben,cai,ana-1,ana-2,ben-1,cai-1\n01,,,,,,,,\n02,,,,,,,,\n"
    assert read(empty) == {}
    found = read(empty.replace("01,,,,", "01,,59,31,5").replace("02,,,,,,,,", "02,READ,,,,60,1, 30 ,–"))
    assert found["01"] == Rereading("01", "read", candidates={"ana": 59, "ben": 31, "cai": 5})
    assert found["02"] == Rereading("02", "read", lines={"ana-1": 60, "ana-2": 1, "ben-1": 30, "cai-1": 0})


@pytest.mark.parametrize("state", ["illegible", "missing", "Withheld"])
def test_a_sheet_that_was_not_read_has_a_reason_and_no_figures(
    read: Callable[[str], dict[str, Rereading]], state: str
) -> None:
    assert read(f"{HEADER}01,{state},,,\n")["01"] == Rereading("01", state.lower())
    with pytest.raises(InputError, match=f"row 2, ben: expected no figure on a sheet that is {state.lower()}, got '3'"):
        read(f"{HEADER}01,{state},,3,\n")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("01,,,30,5", r"row 2, ana: expected a whole number up to 10\^12 as written, or a dash .*, got a blank cell"),
        ("01,,1000000000001,30,5", r"row 2, ana: .*, got '1000000000001'"),
        ("01,,4l2,30,5", "row 2, ana: .*, got '4l2'"),
        ("01,,-4,30,5", "row 2, ana: .*, got '-4'"),
        ("01,,1e3,30,5", "row 2, ana: .*, got '1e3'"),
        ("01,,60.0,30,5", "row 2, ana: .*, got '60.0'"),
        ("01,,٦,30,5", "row 2, ana: .*, got '٦'"),
        ("01,torn,60,30,5", "row 2, state: expected one of read, illegible, missing, withheld, got 'torn'"),
        ("99,,60,30,5", "row 2, station: expected a station that was drawn and has a sheet, got '99'"),
        ("03,,60,30,5", "row 2, station: expected a station that was drawn and has a sheet, got '03'"),
        ("01,,60,30,5\n01,,60,30,5", "row 3, station: expected every station once, got '01' again"),
        ("02,,60,30,5", "row 2, ana: expected no figure, this sheet gives lines, got '60'"),
        ("01,read,,,", "row 2, ana: .*, got a blank cell"),
        ("01,,60,30", "row 2: expected 5 cells, got 4"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_with_its_place(
    read: Callable[[str], dict[str, Rereading]], row: str, said: str
) -> None:
    with pytest.raises(InputError, match=f"form.csv, {said}"):
        read(f"{HEADER}{row}\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected UTF-8 text with a header, got an empty file"),
        ("station,state,zoe\n", "row 1: expected station, state and the fields of the form, each once, got 'zoe'"),
        ("station,ana,ben,cai\n", "row 1: expected station, state and the fields"),
        ("station,state,ana,ana\n", "row 1: expected station, state and the fields"),
        ("station;state;ana;ben;cai\n", "row 1: expected commas between the columns, got semicolons"),
        ('station,state,"ana\n', "expected UTF-8 text with a header"),
    ],
)
def test_a_file_that_is_no_form_is_refused(read: Callable[[str], dict[str, Rereading]], text: str, said: str) -> None:
    with pytest.raises(InputError, match=f"form.csv.*{said}"):
        read(text)


def test_a_file_with_many_mistakes_names_twenty_and_counts_the_others(
    read: Callable[[str], dict[str, Rereading]],
) -> None:
    with pytest.raises(InputError, match="and 5 more; nothing was recorded") as raised:
        read(HEADER + "".join(f"9{number},,1,2,3\n" for number in range(25)))
    assert str(raised.value).count("expected a station") == 20


def test_bytes_that_are_no_text_are_refused(audit: Audit, log: Callable[..., Log]) -> None:
    with pytest.raises(InputError, match="expected UTF-8 text"):
        read_form(b"station,state\n\xff", audit, log().definition.contests["mayor"], "form.csv")


def test_two_people_who_differ_are_told_where_and_not_how() -> None:
    one = {"01": Rereading("01", "read", candidates={"ana": 4711}), "02": Rereading("02", "illegible")}
    agreed(one, dict(one), ("a", "b"))
    with pytest.raises(InputError, match=r"other figures for 2 of them \(01, 02\)") as raised:
        agreed(one, {"01": Rereading("01", "read", candidates={"ana": 4712})}, ("a", "b"))
    assert "4711" not in str(raised.value)


def test_the_printed_form_shows_names_places_and_no_figures(audit: Audit, log: Callable[..., Log]) -> None:
    contest = log().definition.contests["mayor"]
    hostile = "<script>alert(1)</script> & Sons"
    sheets = [
        Sheet("01", hostile, pictures=("pictures/7.jpg",)),
        Sheet("02", "", files=("evidence/<b>",)),
        Sheet("99", "not drawn"),
    ]
    text = form_html(audit, contest, sheets, "es").decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in text
    assert "evidence/&lt;b&gt;" in text
    assert '<img src="pictures/7.jpg" alt="Imagen del acta de 01">' in text
    assert "Two (Ana)" in text
    assert "99" not in text
    shown = re.findall(r"[0-9]+", re.sub(r"<style>.*?</style>|<img[^>]*>|<h2>.*?</h2>", "", text, flags=re.DOTALL))
    assert not {"60", "30", "5", "95", "61"} & set(shown)
    assert "No se puede" not in form_html(audit, contest, [sheets[0]], "en").decode()
