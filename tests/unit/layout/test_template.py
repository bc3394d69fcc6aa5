"""Station ids from templates."""

from __future__ import annotations

import pytest

from tallyproof.errors import DefinitionError, InputError
from tallyproof.layout.template import Template

VENEZUELA = Template("{CENTRO:09}.{MESA:02}")


@pytest.mark.parametrize(
    ("centre", "station", "expected"),
    [
        ("10111037", "1", "010111037.01"),
        ("010111037", "01", "010111037.01"),
        (" 000010111037 ", "0012", "010111037.12"),
        ("0", "00", "000000000.00"),
    ],
)
def test_the_table_and_the_qr_give_the_same_id(centre: str, station: str, expected: str) -> None:
    assert VENEZUELA.render({"CENTRO": centre, "MESA": station, "other": "x"}) == expected


def test_a_value_without_padding_is_only_stripped() -> None:
    assert Template("{code}-{Nº de mesa}").render({"code": " 007A ", "Nº de mesa": "01"}) == "007A-01"


@pytest.mark.parametrize("value", ["123", "1a", "-1", "1.0", "1 1", "²", "٣", "", "   "])
def test_a_value_that_does_not_fit_names_its_column(value: str) -> None:
    with pytest.raises(InputError, match="'MESA'"):
        VENEZUELA.render({"CENTRO": "1", "MESA": value})


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match=r"'MESA'.*no such column"):
        VENEZUELA.render({"CENTRO": "1"})


@pytest.mark.parametrize(
    "text", ["", "fixed", "{", "}", "{}", "{a:2}", "{a:0}", "{a:0x}", "{a:}", "{a}}", "{{a}}", "{a}" * 300]
)
def test_a_text_that_is_no_template_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError, match="expected"):
        Template(text)


def test_names_come_once_in_order() -> None:
    assert Template("{b}{a}-{b:03}").names == ("b", "a")
