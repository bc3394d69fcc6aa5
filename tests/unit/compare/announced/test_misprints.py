from collections.abc import Callable, Mapping

import pytest

from tallyproof.compare.announced.arithmetic import arithmetic
from tallyproof.compare.announced.wording import names_of, sentence
from tallyproof.compare.statement import Statement
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

Make = Callable[..., Announcement]
RIGHT = {"ana": 5150092, "ben": 4445978, "cai": 462704}


def told(announcement: Announcement, contest: Contest) -> dict[str, Statement]:
    return {one.code: one for one in arithmetic(announcement, contest).statements if "misprint" in one.code}


@pytest.mark.parametrize(
    ("printed", "slip"),
    [
        (5150082, "digit-changed"),
        (5510092, "digits-swapped"),
        (515092, "digit-missing"),
        (51550092, "digit-doubled"),
    ],
)
def test_a_count_that_one_slip_would_make_fit_is_named_with_the_slip(
    announced: Make, contest: Contest, printed: int, slip: str
) -> None:
    wrong = announced({**RIGHT, "ana": printed}, counts={"valid": 10058774}, percentages={"ana": "51.20"})
    found = told(wrong, contest)["misprint-count-borne-out"]
    assert (found.values["candidate"], found.values["meant"], found.values["slip"]) == ("ana", "5150092", slip)
    assert wrong.candidates["ana"] == printed


def test_without_percentages_every_possible_misprint_is_named_with_their_number(
    announced: Make, contest: Contest
) -> None:
    wrong = announced({"ana": 512, "ben": 342, "cai": 46}, counts={"valid": 1000})
    found = [one for one in arithmetic(wrong, contest).statements if "misprint" in one.code]
    assert [(one.values["candidate"], one.values["meant"]) for one in found] == [
        ("ana", "612"),
        ("ben", "442"),
        ("cai", "146"),
    ]
    assert {one.values["possible"] for one in found} == {"3"}


def test_a_total_with_a_slip_is_named_where_counts_and_percentages_bear_it_out(
    announced: Make, contest: Contest
) -> None:
    percentages = {"ana": "51.2", "ben": "44.2", "cai": "4.6"}
    wrong = announced(RIGHT, counts={"valid": 10508774}, percentages=percentages)
    assert told(wrong, contest)["misprint-total-borne-out"].values["meant"] == "10058774"


def test_nothing_is_named_where_two_slips_would_be_needed(announced: Make, contest: Contest) -> None:
    wrong = announced({**RIGHT, "ana": 5140182}, counts={"valid": 10058774})
    assert not told(wrong, contest)


def test_a_count_without_a_sum_is_named_where_one_number_follows_its_percentage(
    announced: Make, contest: Contest
) -> None:
    wrong = announced({"ana": 9120}, counts={"valid": 10000}, percentages={"ana": "51.20"})
    assert told(wrong, contest)["misprint-count-by-percentage"].values["meant"] == "5120"


def test_percentages_that_do_not_add_up_are_searched_only_where_counts_do_not_tell(
    announced: Make, contest: Contest
) -> None:
    percentages: Mapping[str, str] = {"ana": "51.20", "ben": "44.18", "cai": "5.62"}
    found = arithmetic(announced({}, percentages=percentages), contest).statements
    said = [one for one in found if one.code == "misprint-percentage-by-sum"]
    assert [(one.values["candidate"], one.values["meant_percent"]) for one in said] == [
        ("ana", "50.20"),
        ("ben", "43.18"),
        ("cai", "4.62"),
    ]
    with_counts = announced({"ana": 5120, "ben": 4318, "cai": 562}, percentages=percentages)
    assert "misprint-percentage-by-sum" not in told(with_counts, contest)


def test_a_percentage_above_the_whole_is_said(announced: Make, contest: Contest) -> None:
    found = arithmetic(announced({}, percentages={"ana": "151.2"}), contest).statements
    assert "percentage-above-100" in [one.code for one in found]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_misprint_is_worded_as_possible_and_left(announced: Make, contest: Contest, lang: str) -> None:
    wrong = announced({**RIGHT, "ana": 5150082}, counts={"valid": 10058774})
    text = sentence(told(wrong, contest)["misprint-count"], lang, names_of(contest, lang))
    assert ("may be a misprint" if lang == "en" else "Puede ser una errata") in text
    assert ("left as announced" if lang == "en" else "Se deja como se anunció") in text
