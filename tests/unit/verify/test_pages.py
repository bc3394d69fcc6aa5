from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.publish.numbers import percent_text, whole_text
from tallyproof.publish.paths import file_name
from tallyproof.verify.numbers import is_percentage, plain_text, written
from tallyproof.verify.pageset import page_code


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_pages_stand_where_publishing_puts_them(code: str) -> None:
    assert page_code(code) == file_name(code)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["en", "es"]))
def test_whole_numbers_read_as_publishing_writes_them(value: int, language: str) -> None:
    assert plain_text(whole_text(str(value), language), percentage=False) == written(str(value), language)


@given(st.integers(0, 10_000), st.sampled_from(["en", "es"]))
def test_percentages_read_as_publishing_writes_them(hundredths: int, language: str) -> None:
    value = f"{hundredths // 100}.{hundredths % 100:02}"
    assert plain_text(percent_text(value, language), percentage=True) == written(value, language)


@pytest.mark.parametrize("value", ["", "1e5", "0x10", "١", "1,000", "9" * 5000])
def test_what_is_no_plain_number_has_no_text(value: str) -> None:
    assert written(value, "en") is None


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("tally/mayor/_/share:ana", True),
        ("announced/first/count-percentage:null", True),
        ("tally/mayor/_/turnout", True),
        ("tally/mayor/_/candidate:share", False),
        ("tally/share/_/valid", False),
    ],
)
def test_only_percentages_may_carry_a_percent_sign(ref: str, expected: bool) -> None:
    assert is_percentage(ref) is expected
