"""QR grammars."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tallyproof.errors import DefinitionError
from tallyproof.layout.qr import MAX_PAYLOAD_LENGTH, GrammarMismatchError, QrGrammar, shape_of
from tallyproof.layout.template import Template

PATTERN = r"(?P<centre>\d{9})\.(?P<mesa>\d{2})\.1\.0001!(?P<lines>[\d,]+)!(?P<null>\d+)!(?P<blank>\d+)"


def grammar(**changes: Any) -> QrGrammar:
    values: dict[str, Any] = {
        "id": "strip",
        "pattern": PATTERN,
        "station": Template("{centre:09}.{mesa:02}"),
        "lines": ("a", "b", "c"),
        "counts": {"null": "ballots_rejected", "blank": "ballots_blank"},
    }
    return QrGrammar(**{**values, **changes})


def test_a_payload_gives_station_votes_and_counts() -> None:
    payload = grammar().parse("010111037.02.1.0001!98,0,4!1!0")
    assert payload.station_code == "010111037.02"
    assert payload.parts == {"centre": "010111037", "mesa": "02"}
    assert payload.figures == {"a": 98, "b": 0, "c": 4}
    assert payload.counts == {"ballots_rejected": 1, "ballots_blank": 0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", "a text of the form"),
        ("", "a text of the form"),
        ("010111037.02.1.0001!98,0,4!1!0\n", "a text of the form"),
        ("٠10111037.02.1.0001!98,0,4!1!0", "a text of the form"),
        ("010111037.02.1.0001!98,0!1!0", "3 votes by ballot line"),
        ("010111037.02.1.0001!98,0,4,5!1!0", "3 votes by ballot line"),
        ("010111037.02.1.0001!98,,4!1!0", "votes for line 'b'"),
        ("010111037.02.1.0001!98,1234567890,4!1!0", "votes for line 'b'"),
        ("010111037.02.1.0001!98,0,4!1234567890!0", "'ballots_rejected'"),
        ("1" * (MAX_PAYLOAD_LENGTH + 1), "at most 4096 characters"),
    ],
)
def test_a_text_that_does_not_match_says_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(GrammarMismatchError) as caught:
        grammar().parse(text)
    assert expected in caught.value.expected


def test_a_mismatch_does_not_repeat_a_strangers_text() -> None:
    with pytest.raises(GrammarMismatchError) as caught:
        grammar().parse("BEGIN:VCARD TEL:+58 412 555 1234 Nombre Apellido")
    assert "555" not in str(caught.value)
    assert "Apellido" not in str(caught.value)
    assert "99 999 999 9999" in str(caught.value)


def test_a_station_part_that_is_too_long_is_a_mismatch() -> None:
    loose = grammar(pattern=PATTERN.replace(r"\d{2}", r"\d+"))
    with pytest.raises(GrammarMismatchError, match="'mesa'"):
        loose.parse("010111037.123.1.0001!98,0,4!1!0")


def test_a_count_whose_optional_group_is_absent_is_left_out() -> None:
    optional = grammar(pattern=PATTERN.replace(r"!(?P<blank>\d+)", r"(?:!(?P<blank>\d+))?"))
    assert optional.parse("010111037.02.1.0001!98,0,4!1").counts == {"ballots_rejected": 1}


def test_a_code_that_only_names_the_station_has_no_figures() -> None:
    number = QrGrammar(id="form", pattern=r"(?P<n>\d{9})", station=Template("{n:09}"))
    assert number.parse("000000123").figures == {}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"pattern": "("}, "pattern"),
        ({"pattern": ""}, "pattern"),
        ({"pattern": r"(?P<centre>\d)"}, "mesa"),
        ({"lines": ()}, "lines"),
        ({"lines": ("a", "a")}, "'a' twice"),
        ({"counts": {"spoiled": "x"}}, "spoiled"),
        ({"counts": {"null": "x", "blank": "x"}}, "'x' twice"),
        ({"counts": {"mesa": "x"}}, "'mesa'"),
        ({"counts": {"lines": "x"}}, "'lines'"),
        ({"separator": ""}, "separator"),
    ],
)
def test_a_grammar_whose_pieces_do_not_fit_is_refused(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(DefinitionError, match=place):
        grammar(**changes)


def test_a_grammar_survives_the_way_to_another_process() -> None:
    assert QrGrammar.from_params(json.loads(json.dumps(grammar().as_params()))) == grammar()


def test_a_shape_keeps_the_form_and_hides_the_content() -> None:
    assert shape_of("Ab1\x00") == "4 characters of the form 'aa9.'"


def test_station_id_that_no_station_can_have_is_no_match_and_its_text_is_not_repeated() -> None:
    loose = grammar(pattern=r"(?P<who>[^!]+)!(?P<lines>[\d,]+)!(?P<null>\d+)!(?P<blank>\d+)", station=Template("{who}"))
    assert loose.parse("A-7!1,2,3!0!0").station_code == "A-7"
    with pytest.raises(GrammarMismatchError, match="as a station id") as mismatch:
        loose.parse("Maria +58 414 5551234!1,2,3!0!0")
    assert "Maria" not in str(mismatch.value)
