import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.compare.announced.slips import meant_numbers, slip_between


@pytest.mark.parametrize(
    ("printed", "meant", "slip"),
    [
        ("15.20", "51.20", "digits-swapped"),
        ("5150092", "5150082", "digit-changed"),
        ("515092", "5150092", "digit-missing"),
        ("51500092", "5150092", "digit-doubled"),
        ("5150092", "5150092", ""),
        ("5150092", "5510082", ""),
        ("51.5", "515", ""),
        ("5123", "512", ""),
    ],
)
def test_one_slip_has_its_name_and_two_have_none(printed: str, meant: str, slip: str) -> None:
    assert slip_between(printed, meant) == slip


@given(st.integers(0, 10**7))
def test_every_number_that_a_slip_can_have_come_from_is_one_slip_away(number: int) -> None:
    printed = str(number)
    meant = meant_numbers(printed)
    assert printed not in meant
    assert all(slip_between(printed, one) == slip for one, slip in meant.items())


def test_the_numbers_a_percentage_may_have_been_keep_their_form() -> None:
    meant = meant_numbers("44.2")
    assert {"54.2", "44.3", "4.2", "444.2", "44.24"} <= meant.keys()
    assert not any(one.startswith("0") and not one.startswith("0.") for one in meant)
    assert all(one.count(".") == 1 for one in meant)
