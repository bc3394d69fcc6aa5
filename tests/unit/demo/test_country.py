"""The invented country: whole, plausible, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from tallyproof.demo.country import CANDIDATES, LEVELS, LINES, Country, Votes, make_country, vote
from tallyproof.demo.definition import announce, votes_by_candidate


@pytest.fixture(scope="module")
def country() -> Country:
    return make_country(np.random.default_rng(2024), 400)


@pytest.fixture(scope="module")
def votes(country: Country) -> dict[str, Votes]:
    return vote(np.random.default_rng(1), country)


def test_country_has_the_areas_and_stations_it_promises(country: Country) -> None:
    assert len(country.stations) == 400
    assert [sum(a.level == level for a in country.areas.values()) for level in LEVELS] == [5, 20, 60]
    assert len({station.place.code for station in country.stations}) == 150


def test_codes_documents_and_municipality_names_are_unique(country: Country) -> None:
    assert len({station.code for station in country.stations}) == 400
    assert len({station.document for station in country.stations}) == 400
    towns = [area.name for area in country.areas.values() if area.level == "municipality"]
    assert len(set(towns)) == 60


@pytest.mark.parametrize("count", [1, 7, 80, 401, 1000])
def test_country_has_exactly_as_many_stations_as_asked_for(count: int) -> None:
    country = make_country(np.random.default_rng(3), count)
    assert len(country.stations) == len({station.code for station in country.stations}) == count


def test_no_station_has_more_ballots_than_voters_or_digit_boxes(country: Country, votes: dict[str, Votes]) -> None:
    for station in country.stations:
        own = votes[station.code]
        assert 0 < own.cast <= min(station.registered, 999)
        assert len(own.lines) == len(LINES)
        assert own.cast == sum(own.lines) + own.null + own.blank


def test_shares_differ_from_region_to_region(country: Country, votes: dict[str, Votes]) -> None:
    shares = []
    for region in ("01", "02", "03", "04", "05"):
        sums = [votes_by_candidate(own)["este"] / own.valid for code, own in votes.items() if code[:2] == region]
        shares.append(np.mean(sums))
    assert max(shares) - min(shares) > 0.03


@pytest.mark.parametrize("seed", range(12))
def test_sheets_have_another_winner_than_the_announcement(seed: int) -> None:
    rng = np.random.default_rng(seed)
    country = make_country(rng, 150)
    totals = dict.fromkeys((one.id for one in CANDIDATES), 0)
    for own in vote(rng, country).values():
        for name, count in votes_by_candidate(own).items():
            totals[name] += count
    announced = announce(sum(totals.values()))
    assert max(totals, key=lambda name: totals[name]) == "este"
    assert max(announced.candidates, key=lambda name: announced.candidates[name]) == "norte"
    assert announced.candidates["este"] < totals["este"]


@pytest.mark.parametrize("valid", [1, 999, 170_886, 10_058_774])
def test_announced_counts_are_one_decimal_percentages_of_their_sum_rounded(valid: int) -> None:
    announced = announce(valid)
    total = sum(announced.candidates.values()) + announced.others
    assert valid <= total <= valid + 100
    for count, text in [
        *((announced.candidates[name], announced.percentages[name]) for name in announced.candidates),
        (announced.others, announced.others_percentage),
    ]:
        tenths = int(text.replace(".", ""))
        assert abs(1000 * count - tenths * total) <= 500
