"""The 24,532 published figures of Venezuela 2024: what a projection says of them, and how such projections fail."""

from __future__ import annotations

import pytest

from tallyproof.compare.outcome import outcome_parts
from tallyproof.compare.part import Part
from tallyproof.compare.projection import projection_parts, stations_of
from tallyproof.tally import Results

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def parts(venezuela: Results) -> tuple[Part, ...]:
    return projection_parts(venezuela, seed="dice 6 1 4 4 2 5", runs=2)


def values(parts: tuple[Part, ...], code: str, number: int = 0) -> dict[str, str]:
    return [dict(one.values) for part in parts for one in part.statements if one.code == code][number]


def test_the_missing_are_known_for_the_whole_country_alone(venezuela: Results) -> None:
    (missing,) = stations_of(venezuela, "president").unlisted
    assert (missing.path, missing.stations, missing.registered) == ((), 5494, 3_647_225)


def test_the_lead_stands_in_every_range_and_within_the_hard_bounds(parts: tuple[Part, ...]) -> None:
    projected = values(parts, "projected")
    assert (projected["leader"], projected["leader_percent"], projected["lead_percent"]) == (
        "gonzalez",
        "67.14",
        "36.73",
    )
    tilts = [values(parts, "tilted", number) for number in range(3)]
    assert [(one["low_percent"], one["high_percent"]) for one in tilts] == [
        ("26.63", "43.84"),
        ("15.37", "48.57"),
        ("8.13", "50.79"),
    ]
    hard = values(parts, "hard-bounds")
    # (3,915,001 − 3,647,225) / (10,659,128 + 3,647,225).
    assert (hard["low_percent"], hard["high_percent"]) == ("1.87", "52.86")
    assert "never-level" in [one.code for one in parts[0].statements]


def test_a_nominal_interval_never_covers_what_is_missing_not_at_random(parts: tuple[Part, ...]) -> None:
    fails = values(parts, "interval-fails")
    assert (fails["kept"], fails["trials"]) == ("0", "8")
    assert values(parts, "ranges-held")["kept"] == "8"


def test_first_place_stands_since_the_last_three_hundred_rows_of_the_table(venezuela: Results) -> None:
    bounds, growth = outcome_parts(venezuela)
    first = next(one for one in bounds.statements if one.code == "first")
    assert (first.values["margin"], first.values["outstanding"]) == ("3915001", "3647225")
    false = next(one for one in bounds.statements if one.code == "stations-false")
    assert false.values["stations_false"] == "188"
    since = next(one for one in growth.statements if one.code == "fast-since")
    assert since.values["since"] == "24231"
    assert len(growth.pictures) == 2
