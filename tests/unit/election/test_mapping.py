"""A mapping file says which stations a code of somebody's table stands for; what is wrong with it is named by row."""

from __future__ import annotations

import pytest

from tallyproof.election import StationMapping, schema
from tallyproof.election.mapping import parse_mapping
from tallyproof.election.register import Register, parse_register
from tallyproof.errors import DefinitionError

KEYS = schema.StationCodes(file="mappings/board.csv")


@pytest.fixture(scope="module")
def register() -> Register:
    mapping = schema.Register(station="{ID}", place="{ID}")
    return parse_register(b"ID\n1001\n1002\n1003\n1004\n", mapping, [])


def _mapping(text: str, register: Register | None = None, **keys: str) -> StationMapping:
    return parse_mapping(text.encode(), KEYS.model_copy(update=keys), register)


def test_codes_of_one_station_are_together_that_station(register: Register) -> None:
    found = _mapping("theirs,ours\nA,1001\nB1,1002\nB2,1002\n", register)
    assert found.whole == {"1001": ("A",), "1002": ("B1", "B2")}
    assert found.merged == {}


def test_a_code_of_several_stations_belongs_to_none_of_them(register: Register) -> None:
    found = _mapping("theirs,ours\nA,1002 1001\nB,1003\n", register)
    assert found.whole == {"1003": ("B",)}
    assert found.merged == {("A",): ("1001", "1002")}


def test_codes_and_stations_that_hang_together_are_one_group(register: Register) -> None:
    found = _mapping("theirs,ours\nA,1001 1002\nB,1002 1003\nC,1004\n", register)
    assert found.merged == {("A", "B"): ("1001", "1002", "1003")}
    assert found.whole == {"1004": ("C",)}


def test_the_columns_may_have_any_names_and_others_are_ignored(register: Register) -> None:
    found = _mapping("note,code,id\nx,A,1001\n", register, theirs="code", ours="id")
    assert found.ours == {"A": ("1001",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("theirs,ours\nA,1001\nA,1002\n", "row 3: expected one line for code 'A', got another in row 2"),
        ("theirs,ours\nA,1005\n", "expected a station of the register, got '1005'; nearest: 100"),
        ("theirs,ours\nA,\n", "expected the station of code 'A', got an empty cell"),
        ("theirs,ours\n!,1001\n", "expected a code of a station in theirs"),
        ("theirs,ours\nA,1001,x\n", "row 2: expected 2 cells as in the header, got 3"),
        (
            "theirs,our\nA,1001\n",
            "expected one column 'ours' (named in election.toml), found none; did you mean 'our'?",
        ),
        ("theirs,ours\n", "expected at least one code with its station, got a header only"),
        ("", "expected one column 'theirs'"),
        ('theirs,ours\nA,"1001\n', "quotes closed"),
    ],
)
def test_a_wrong_mapping_file_is_refused_with_its_row(text: str, message: str, register: Register) -> None:
    with pytest.raises(DefinitionError) as caught:
        _mapping(text, register)
    assert message in str(caught.value)
    assert str(caught.value).startswith("mappings/board.csv")


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    with pytest.raises(DefinitionError, match="expected UTF-8 text, got byte 12"):
        parse_mapping(b"theirs,ours\n\xff,1\n", KEYS, None)


def test_stations_of_a_derived_register_are_not_looked_up_yet() -> None:
    assert _mapping("theirs,ours\nA,9999\n").whole == {"9999": ("A",)}
