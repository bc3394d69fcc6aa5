"""Layout files of printed strips: what they give, and what is said of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallyproof.errors import DefinitionError
from tallyproof.layout.strip import parse_strip

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/venezuela-2024/layouts/strip.toml"
SMALL = """\
kind = "strip"
id = "small"
words = ["Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]
word_count = 3

[heading]
station = ['(?P<table>\\d{2})']
registered = '(?P<registered>\\d+) voters'

[[parts]]
id = "lines"
columns = { label = [0.0, 0.3], code = [0.3, 0.4], digits = [0.4, 0.5], words = [0.5, 1.0] }
rows = [
  { label = "OAK", code = "7", field = "oak" },
  { label = "ELM", code = "12", field = "elm" },
]

[[parts]]
id = "totals"
columns = { label = [0.0, 0.3], digits = [0.4, 0.5], words = [0.5, 1.0] }
rows = [{ label = "Votes" }, { label = "Null", field = "null" }]
"""


def test_a_layout_gives_rows_in_order_and_only_named_fields() -> None:
    form = parse_strip(SMALL.encode(), "small.toml")
    assert form.fields == ("oak", "elm", "null")
    assert [row.label for row in form.rows()] == ["OAK", "ELM", "Votes", "Null"]
    assert form.parts[0].code == (0.3, 0.4)
    assert form.parts[1].code is None
    assert form.word_count == 3
    assert form.registered is not None
    assert form.registered.fullmatch("512 voters")


def test_the_example_names_every_line_of_the_election() -> None:
    form = parse_strip(EXAMPLE.read_bytes(), "strip.toml")
    coded = [row for row in form.rows() if row.code]
    assert len(coded) == 38
    assert coded[0].field == "maduro-psuv"
    assert coded[35].code == "1076"
    assert coded[35].field == "gonzalez-mud"
    assert set(form.fields) - {row.field for row in coded} == {"cast", "valid", "null", "blank"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("word_count = 3", "word_cuont = 3", "word_count"),
        ('field = "elm"', 'field = "oak"', "each field once"),
        ('code = "12"', 'code = "7"', "each code once"),
        ('"Nine"]', '"Eight"]', "ten different words"),
        ('"Eight", "Nine"]', '"Eight"]', "at least 10"),
        ("code = [0.3, 0.4]", "code = [0.4, 0.3]", "left < right"),
        ('code = "12", ', "", "expected a code"),
        (", code = [0.3, 0.4]", "", "no code without columns.code"),
        (r"(?P<table>\d{2})", r"(?P<table>\d{2}", "regular expression"),
        (r"(?P<table>\d{2})", r"\d{2}", "named groups"),
        ("(?P<registered>", "(?P<voters>", "registered"),
        ('label = "Null"', 'label = "votes"', "each label once"),
    ],
)
def test_a_bad_layout_is_refused_with_what_was_expected(old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(DefinitionError, match=r"bad\.toml") as refused:
        parse_strip(SMALL.replace(old, new).encode(), "bad.toml")
    assert said in str(refused.value)


def test_a_layout_without_codes_is_refused() -> None:
    text = SMALL.replace(", code = [0.3, 0.4]", "").replace('code = "7", ', "").replace('code = "12", ', "")
    with pytest.raises(DefinitionError, match=r"exactly one part with columns\.code, got 0"):
        parse_strip(text.encode(), "bad.toml")
