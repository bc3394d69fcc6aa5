"""Typed collation forms: one CSV in, a record each, compared with their stations and added to nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

FORMS = """\
sheet,area,stations,ana,ben,null,number
north-1,1,10.01 10.02 11.01,270,180,6,3
south-1,2,*,70,80,,
torn,1,,270,,,
"""


@pytest.fixture
def forms(toy: Toy, table: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return what writes a file of forms, beside an imported table of stations."""
    toy("import", table, "--source", "party")

    def write(text: str) -> Path:
        path = tmp_path / "forms.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _statements(toy: Toy) -> dict[str, dict[str, str]]:
    (part,) = toy("stations", "--json").json["parts"]
    return {one["code"]: one["values"] for one in part["statements"]}


def test_forms_become_records_and_change_no_total(toy: Toy, forms: Callable[[str], Path]) -> None:
    before = toy("tally", "--json").json
    report = toy("import", forms(FORMS), "--source", "party", "--aggregate", "--json").json
    assert (report["sheets"], report["new"], report["replaced"], report["problems"]) == (3, 3, 0, [])
    first, second, third = toy.records("aggregate_sheet")
    assert (first["stations"], first["covers_area"], first["number"]) == (["10.01", "10.02", "11.01"], False, 3)
    assert (first["candidates"], first["counts"]) == ({"ana": 270, "ben": 180}, {"null": 6})
    assert ("stations" in second, second["covers_area"], second["counts"]) == (False, True, {})
    assert ("stations" in third, third["covers_area"]) == (False, False)
    assert toy("tally", "--json").json == before


def test_forms_are_compared_with_their_stations(toy: Toy, forms: Callable[[str], Path]) -> None:
    toy("import", forms(FORMS), "--source", "party", "--aggregate")
    told = _statements(toy)
    assert (told["sheets-compared"]["whole"], told["sheets-compared"]["unlisted"]) == ("1", "1")
    assert told["sheets-agree"]["agree"] == "1"
    # 20.02 has no figures; the form of the south has just the votes of 20.01.
    assert told["sheet-not-held"]["ids"] == "20.02"
    toy("import", forms(FORMS.replace("270,180,6", "280,180,6")), "--source", "party", "--aggregate")
    assert _statements(toy)["sheet-altered"]["sheet"] == "north-1"


def test_a_form_typed_again_replaces_itself_and_the_same_file_changes_nothing(
    toy: Toy, forms: Callable[[str], Path]
) -> None:
    toy("import", forms(FORMS), "--source", "party", "--aggregate")
    entries = toy.entries()
    assert toy("import", forms(FORMS), "--source", "party", "--aggregate", "--json").json["new"] == 0
    assert toy.entries() == entries
    mended = forms(FORMS.replace("270,180,6", "280,180,6"))
    report = toy("import", mended, "--source", "party", "--aggregate", "--json").json
    assert (report["new"], report["replaced"]) == (1, 1)
    assert len(toy.entries()) == len(entries) + 2
    back = toy("import", forms(FORMS), "--source", "party", "--aggregate", "--json").json
    assert (back["new"], back["replaced"]) == (1, 1)


def test_a_claimed_station_that_is_in_no_register_is_a_finding(toy: Toy, forms: Callable[[str], Path]) -> None:
    text = FORMS.replace("10.01 10.02 11.01", "10.01;10.02,10.03").replace(";10.02,10.03", ";10.02;10.03")
    report = toy("import", forms(text), "--source", "party", "--aggregate", "--json", code=1).json
    assert report["unknown"] == ["10.03"]
    found = toy("check", "--json", code=1).json["findings"]
    (finding,) = [one for one in found if one["code"] == "aggregate-unknown-station"]
    assert finding["found"] == "10.03"
    assert "10.02" in finding["expected"]


def test_bad_rows_are_named_and_good_ones_enter(toy: Toy, forms: Callable[[str], Path]) -> None:
    text = (
        "sheet,area,stations,ana\n"
        "good,1,10.01,100\n"
        "twice,1,10.01,1\n"
        "twice,1,10.02,1\n"
        "where,7,10.01,1\n"
        "votes,1,10.01,-3\n"
        "none,1,10.01,\n"
        "short,1,10.01\n"
        "!,1,10.01,1\n"
    )
    report = toy("import", forms(text), "--source", "party", "--aggregate", "--json", code=1).json
    assert [one["id"] for one in toy.records("aggregate_sheet")] == ["good"]
    assert [(one["row"], one["column"]) for one in report["problems"]] == [
        (3, "sheet"),
        (4, "sheet"),
        (5, "area"),
        (6, "ana"),
        (6, "the whole row"),
        (7, "the whole row"),
        (8, "the whole row"),
        (9, "sheet"),
    ]


@pytest.mark.parametrize(
    ("text", "message", "code"),
    [
        ("", "expected a table of collation forms, got an empty file", 3),
        ("sheet,area,ana\nx,1,1\n", "expected a column 'stations', found none", 3),
        ("sheet,area,stations,anna\nx,1,10.01,1\n", "got 'anna'; did you mean 'ana'?", 3),
        ("sheet,area,stations,ana,ana\nx,1,10.01,1,1\n", "got 'ana' twice", 3),
        ("sheet,area,stations,ana\n", "expected at least one good row", 3),
        ("sheet,area,stations,ana\nx,7,10.01,1\n", "row 2, area: expected the code of an area", 3),
    ],
)
def test_a_file_that_gives_no_form_says_why(
    toy: Toy, forms: Callable[[str], Path], text: str, message: str, code: int
) -> None:
    ran = toy("import", forms(text), "--source", "party", "--aggregate", code=code)
    assert message in ran.err
    assert not toy.records("aggregate_sheet")


def test_strict_imports_nothing_beside_a_bad_row(toy: Toy, forms: Callable[[str], Path]) -> None:
    toy("import", forms(FORMS + "bad,9,10.01,1,1,1,\n"), "--source", "party", "--aggregate", "--strict", code=3)
    assert not toy.records("aggregate_sheet")


def test_a_site_with_forms_and_a_finding_on_one_verifies(toy: Toy, forms: Callable[[str], Path]) -> None:
    toy("import", forms(FORMS.replace("11.01,270", "99.01,270")), "--source", "party", "--aggregate", code=1)
    toy("publish")
    pages = [path.read_text(encoding="utf-8") for path in (toy.folder / "site").rglob("*.html")]
    assert any("Collation form with an unknown station" in one for one in pages)
    assert toy.run("verify", toy.folder / "site").code == 0
