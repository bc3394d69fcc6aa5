"""The public facts of ../shared/data/README.md, held against what the council announced."""

from fractions import Fraction

import pytest

from tallyproof.compare import Comparison, as_text, compare, held_of, verify_certificate
from tallyproof.tally import Results

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def comparisons(venezuela: Results) -> dict[str, Comparison]:
    return {one.id: compare(venezuela, one) for one in venezuela.announcements}


def test_the_first_bulletin_lies_on_the_one_decimal_grid_and_the_second_does_not(
    comparisons: dict[str, Comparison],
) -> None:
    first, second = comparisons["cne-first-bulletin"], comparisons["cne-second-bulletin"]
    assert first.arithmetic is not None
    assert second.arithmetic is not None
    assert [grid.all_on_grid for grid in first.arithmetic.grids] == [True, True]
    assert [one.residual for one in first.arithmetic.grids[0].residuals] == [
        Fraction(-36, 125),
        Fraction(-27, 250),
        Fraction(99, 250),
    ]
    assert not any(grid.all_on_grid for grid in second.arithmetic.grids)
    assert "counts-sum" in [one.code for one in second.statements]


def test_the_second_bulletin_and_the_table_cannot_both_be_right_by_any_roll_or_reading(
    comparisons: dict[str, Comparison],
) -> None:
    told = {
        (one.values["roll"], one.values["reading"]): int(one.values["distance"])
        for one in comparisons["cne-second-bulletin"].contradictions
    }
    assert told == {
        ("roll-with-abroad", "any-subset"): 210_290,
        ("roll-with-abroad", "coverage-stations"): 1_370_110,
        ("roll-with-abroad", "coverage-electors"): 1_444_189,
        ("roll-with-abroad", "registered-counted"): 1_408_298,
        ("roll-with-abroad", "all-held"): 1_830_358,
        ("second-bulletin", "any-subset"): 280_949,
        ("second-bulletin", "coverage-stations"): 1_389_397,
        ("second-bulletin", "coverage-electors"): 1_449_405,
        ("second-bulletin", "registered-counted"): 1_449_910,
        ("second-bulletin", "all-held"): 1_830_358,
    }


def test_the_first_bulletin_is_possible_for_some_stations_but_not_for_the_claimed_coverage(
    comparisons: dict[str, Comparison],
) -> None:
    first = comparisons["cne-first-bulletin"]
    told = {one.values["reading"] for one in first.contradictions}
    assert told == {"coverage-stations", "coverage-electors"}
    assert "no-contradiction" in [one.code for one in first.statements]


def test_every_published_bound_recomputes_in_whole_numbers(
    venezuela: Results, comparisons: dict[str, Comparison]
) -> None:
    checked = 0
    for comparison in comparisons.values():
        stations = list(held_of(venezuela, comparison.announcement).stations)
        for reading in comparison.feasibility.readings if comparison.feasibility else ():
            for proof in (reading.certificate, *(one.certificate for one in reading.failures)):
                if proof is not None:
                    assert verify_certificate(proof, stations) == proof.bound
                    checked += 1
    assert checked >= 20


def test_the_report_names_the_published_table_and_never_the_sheets(comparisons: dict[str, Comparison]) -> None:
    text = " ".join(as_text(comparisons["cne-second-bulletin"], "en").split())
    assert "This announcement and the published table (24,532 stations) cannot both be right" in text
    assert "these sheets" not in text
    assert "7,156,462 votes in the published table" in text
