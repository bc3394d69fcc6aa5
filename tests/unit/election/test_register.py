"""The register: polling stations and areas from somebody's CSV."""

from __future__ import annotations

from typing import Any

import pytest

from tallyproof.election import Register, parse_register, register_columns, schema
from tallyproof.errors import DefinitionError

LEVELS = [
    schema.Level(id="state", name={"en": "State"}, code="{state}", label="{state name}"),
    schema.Level(id="town", name={"en": "Town"}, code="{town}", label="{town}"),
]
HEADER = "id,voters,place,place name,state,state name,town"


def mapping(**changes: Any) -> schema.Register:
    values = {
        "station": "{id}",
        "place": "{place}",
        "place_name": "{place name}",
        "registered": "voters",
        "complete": True,
        "cap": {"rule": "registered", "plus": 3, "source": "law"},
    }
    return schema.Register.model_validate({**values, **changes})


def parsed(*rows: str, header: str = HEADER, **changes: Any) -> Register:
    return parse_register("\n".join([header, *rows]).encode(), mapping(**changes), LEVELS)


def refused(*rows: str, header: str = HEADER, **changes: Any) -> str:
    with pytest.raises(DefinitionError) as error:
        parsed(*rows, header=header, **changes)
    return str(error.value)


def row(
    station: str = "1", voters: str = "9", place: str = "P1", name: str = "School", state: str = "N", town: str = "T"
) -> str:
    return f"{station},{voters},{place},{name},{state},North,{town}"


def test_a_row_becomes_a_station_with_its_areas_and_cap() -> None:
    register = parsed(row("1", "9"), row("2", ""), row("3", "0", place="P2", town="U"))
    station = register.stations["1"]
    assert (station.areas, station.place, station.place_name) == (("N", "N-T"), "P1", "School")
    assert (station.registered, station.cap) == (9, 12)
    assert (register.stations["2"].registered, register.stations["2"].cap) == (None, None)
    assert (register.stations["3"].registered, register.stations["3"].cap) == (0, 3)
    assert [area.code for area in register.children["N"]] == ["N-T", "N-U"]
    assert [one.id for one in register.stations_of_area["N"]] == ["1", "2", "3"]
    assert [one.id for one in register.stations_of_place["P1"]] == ["1", "2"]


def test_a_station_twice_names_both_rows() -> None:
    message = refused(row("1"), row("2"), row("1"))
    assert message == "stations.csv, row 4: expected every polling station once, got '1' as in row 2; remove one row"


@pytest.mark.parametrize(
    "voters", ["-5", "4l2", "1.5", "1e3", "1,234", "٤٢", "99999999999", "0" * 25 + "9" * 12, "9" * 24_000]
)
def test_registered_voters_that_are_no_whole_number_are_refused(voters: str) -> None:
    message = refused(row("1"), row("2", f'"{voters}"'))
    assert message.startswith("stations.csv, row 3: expected a whole number from 0 to 10,000,000 in voters, got '")
    assert len(message) < 200


def test_several_bad_rows_are_told_at_once() -> None:
    lines = refused(row("1", "-1"), row("2"), row("3", "x"), "4,9").splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"stations.csv, row {n}" for n in (2, 4, 5)]


def test_a_file_of_bad_rows_is_told_as_ten() -> None:
    lines = refused(*(row(str(n), "-1") for n in range(500))).splitlines()
    assert len(lines) == 11
    assert "stopped after 10" in lines[-1]


def test_ragged_rows_are_refused() -> None:
    assert "row 2: expected 7 cells as in the header, got 3" in refused("1,9,P1")
    assert "row 2: expected 7 cells as in the header, got 8" in refused(row("1") + ",more")


def test_a_missing_column_is_named_with_the_nearest() -> None:
    message = refused(row(), header=HEADER.replace("voters", "voter"))
    assert "expected a column 'voters' (named in election.toml), found none; did you mean 'voter'?" in message


def test_a_column_twice_is_refused() -> None:
    assert "expected every column once, got id twice" in refused(row() + ",1", header=f"{HEADER},id")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "expected a header row, got an empty file"),
        (HEADER.encode(), "expected at least one polling station"),
        ("id,é\n".encode("latin-1"), "expected utf-8 text, got byte 3 that is none; set register.encoding"),
        (f'{HEADER}\n"1,9,P1,School,N,North,T'.encode(), "after row 1: expected comma-separated cells"),
        (f'{HEADER}\n"1"x,9,P1,School,N,North,T'.encode(), "after row 1: expected comma-separated cells"),
        (f"{HEADER}\n{'x' * 200_000},9,P1,School,N,North,T".encode(), "after row 1: expected comma-separated cells"),
    ],
    ids=["empty", "header only", "latin-1", "open quote", "text after a quote", "a cell of 200,000 signs"],
)
def test_a_file_that_is_no_register_is_refused(data: bytes, expected: str) -> None:
    with pytest.raises(DefinitionError) as error:
        parse_register(data, mapping(), LEVELS)
    assert expected in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-99", "rot13", "undefined", "idna", "a\0b"])
def test_an_encoding_that_is_none_is_refused(encoding: str) -> None:
    with pytest.raises(DefinitionError, match="expected"):
        parse_register("\n".join([HEADER, row(name="Ñ")]).encode(), mapping(encoding=encoding), LEVELS)


def test_byte_order_marks_and_other_encodings_are_read() -> None:
    text = "\n".join([HEADER, row(name="Peñón")])
    for data, encoding in ((text.encode("utf-8-sig"), "utf-8"), (text.encode("latin-1"), "latin-1")):
        assert parse_register(data, mapping(encoding=encoding), LEVELS).stations["1"].place_name == "Peñón"
    assert parse_register(text.encode("utf-16"), mapping(encoding="utf-16"), LEVELS).stations["1"].place_name == "Peñón"


def test_empty_lines_are_passed_over() -> None:
    assert list(parsed(row("1"), "", row("2"), "").stations) == ["1", "2"]


@pytest.mark.parametrize("station", ["010111037.01", "1322", "10001-1", "A:12/3+b_4", "x" * 64])
def test_station_ids_of_real_elections_are_accepted(station: str) -> None:
    assert list(parsed(row(station)).stations) == [station]


@pytest.mark.parametrize(
    "station",
    [
        "=cmd()",
        "+1",
        "-1",
        "@x",
        "<b>1</b>",
        "1 2",
        '"1\n2"',
        "1\t2",
        "1\x00",
        "é1",
        "１",
        "x" * 65,
        "../1",
        "1%",
        "1‮2",
        "_1",
    ],
)
def test_station_ids_with_other_signs_are_refused(station: str) -> None:
    assert "row 2: expected a station id of 1 to 64 letters A-Z, digits and . _ : / + -" in refused(row(station))


@pytest.mark.parametrize("station", ["", "  "])
def test_a_station_without_id_is_refused(station: str) -> None:
    assert "row 2: column 'id'" in refused(row(station))


@pytest.mark.parametrize("code", ["La Paz", "Ñuñoa", "C.A. Buenos Aires", "Nº 16 (east)", "1_2", "آباد"])
def test_area_codes_and_places_may_be_names(code: str) -> None:
    register = parsed(row(state=code, place=code))
    assert register.areas[code].code == code
    assert register.stations["1"].place == code


@pytest.mark.parametrize(
    "code",
    ["=cmd()", "_", "<script>", "a\\b", "`x`", "a‮b", "a\x07b", '"a\nb"', "n\u0303", "x " * 60, "é" * 40, "a\u200bb"],
)
def test_area_codes_and_places_that_could_do_harm_are_refused(code: str) -> None:
    assert "row 2: expected a" in refused(row(state=code))
    assert "row 2: expected a" in refused(row(place=code))


@pytest.mark.parametrize("name", ["=cmd()", "<b>Tom & Jerry</b>", "“Simón”", "مدرسة"])
def test_names_may_be_any_text(name: str) -> None:
    assert parsed(row(name=name)).stations["1"].place_name == name


@pytest.mark.parametrize("name", ["a\x1bb", '"a\nb"', "a\u2028b", "a\u202eb"])
def test_names_with_control_characters_are_refused(name: str) -> None:
    assert "row 2: expected a name of place name without control characters, got U+" in refused(row(name=name))


def test_a_place_in_two_areas_is_refused() -> None:
    message = refused(row("1", town="T"), row("2", town="U"))
    assert "row 3: expected polling place 'P1' in one area, got it in 'N-T' and 'N-U'" in message


def test_two_areas_that_would_share_a_code_are_refused() -> None:
    message = refused(row("1", state="1", town="2-3"), row("2", state="1-2", town="3", place="P2"))
    assert "row 3: expected one meaning of area code '1-2-3'" in message


def test_a_fixed_cap_and_a_cap_by_column_give_each_station_its_own() -> None:
    fixed = parsed(row(), cap={"rule": "fixed", "votes": 350, "plus": 2, "source": "law"})
    assert fixed.stations["1"].cap == 352
    issued = parsed(row(), cap={"rule": "column", "column": "voters", "source": "law"}, registered="")
    assert (issued.stations["1"].registered, issued.stations["1"].cap) == (None, 9)


def test_the_columns_a_register_needs_are_named_in_a_stable_order() -> None:
    assert register_columns(mapping(), LEVELS) == ["id", "place", "place name", "state", "state name", "town", "voters"]


def test_the_nearest_codes_share_a_beginning_or_an_end() -> None:
    register = parsed(*(row(f"{n:06}.01", place=f"P{n}") for n in range(3000)))
    assert register.nearest("000123.02")[0] == "000123.01"
    assert "002999.01" in register.nearest("902999.01")
    assert register.nearest("zzzzzzzzz") == []
    assert register.nearest("9" * 60_000) == []


def test_special_units_keep_the_registers_own_word_for_their_kind() -> None:
    register = parsed(
        row("1") + ",",
        row("2") + ",CIVIL",
        row("3", place="P2", state="X") + ",CIVIL",
        row("4", place="P2", state="X") + ",EMBASSY",
        header=f"{HEADER},kind",
        special={"column": "kind", "ordinary": ["CIVIL"], "areas": ["X"]},
    )
    assert [one.special for one in register.stations.values()] == ["", "", "X", "EMBASSY"]


def test_the_column_of_special_units_must_be_in_the_register() -> None:
    assert "expected a column 'kind'" in refused(row("1"), special={"column": "kind"})
    assert "kind" in register_columns(mapping(special={"column": "kind"}), LEVELS)
