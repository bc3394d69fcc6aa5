"""Indicators as parts of a report: tier C throughout, whole sentences in both languages, nothing without ground."""

import json
import re
from collections.abc import Callable

import numpy as np
import pytest

from tallyproof.compare.indicators import Counted, counted_stations, default_seed, indicator_parts
from tallyproof.compare.indicators.english import SENTENCES as ENGLISH
from tallyproof.compare.indicators.spanish import SENTENCES as SPANISH
from tallyproof.compare.naming import all_names
from tallyproof.compare.part import Part
from tallyproof.compare.printed import part_json, part_text
from tallyproof.errors import UsageError
from tallyproof.tally import Results

RANDOM = 'assigned_at_random = "by the last digits of the identity number; electoral law, article 12"'
BOTH = f"{RANDOM}\nsecond_digit = true"


def _of(parts: tuple[Part, ...]) -> dict[str, Part]:
    return {part.heading: part for part in parts}


@pytest.fixture
def tampered(honest: Callable[..., Counted], changed: Callable[..., Counted]) -> Counted:
    """An election in which every list has something to name."""
    table = honest(1, stations=900, spread=0.15)
    votes = table.votes.copy()
    votes[:200, 0] -= votes[:200, 0] % 10
    votes[300, 0] += votes[300, 1]
    votes[300, 1] = 0
    votes[500] = [2, table.valid[500] - 3, 1]
    votes[601:660:3] = votes[600:659:3]
    return changed(
        table, votes=votes, cast=votes.sum(axis=1), registered=np.maximum(table.registered, votes.sum(axis=1))
    )


def test_figures_come_from_the_counted_stations_with_their_places_and_areas(
    honest: Callable[..., Counted], holding: Callable[..., Results]
) -> None:
    table = honest(2, stations=40)
    found = counted_stations(holding(table), "mayor")
    assert found.stations == table.stations
    assert (found.votes == table.votes).all()
    assert (found.registered == table.registered).all()
    assert (found.cast == table.cast).all()
    assert [found.place_names[one] for one in found.place] == [table.place_names[one] for one in table.place]
    assert [found.area_codes[0][one] for one in found.areas[0]] == [str(one) for one in table.areas[0]]
    assert len(counted_stations(holding(table, held=7), "mayor")) == 7


def test_special_units_of_the_register_are_left_out_and_counted(
    honest: Callable[..., Counted], holding: Callable[..., Results]
) -> None:
    results = holding(honest(2, stations=60), special='special = { areas = ["3"] }')
    assert len(counted_stations(results, "mayor")) == 45
    (whole, *_) = indicator_parts(results, seed="x", resamples=19)
    (said,) = [one for one in whole.statements if one.code == "special"]
    assert said.values == {"special": "15"}


def test_every_statement_is_of_tier_c_and_none_goes_to_the_first_page(
    tampered: Counted, holding: Callable[..., Results]
) -> None:
    parts = indicator_parts(holding(tampered, indicators=BOTH), seed="x", resamples=39)
    assert len(parts) == 9
    for part in parts:
        assert part.tier == "C"
        assert part.headline == ()
        assert {one.tier for one in part.statements} == {"C"}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_part_is_said_in_whole_sentences(tampered: Counted, holding: Callable[..., Results], lang: str) -> None:
    results = holding(tampered, indicators=BOTH)
    parts = indicator_parts(results, seed="x", resamples=39)
    names = all_names(results.definition, "mayor", lang)
    text = "\n".join(part_text(one, lang, names) for one in parts)
    assert "{" not in text
    assert "Name c0" in text
    assert re.search(r"\b(column|table|picture|caption|rate|weak|innocent)-", text) is None


def test_each_indicator_has_its_null_its_innocent_causes_and_its_critics_beside_it(
    tampered: Counted, holding: Callable[..., Results]
) -> None:
    parts = _of(indicator_parts(holding(tampered, indicators=BOTH), seed="x", resamples=39))
    for family, part in parts.items():
        if family != "indicators":
            codes = {one.code for one in part.statements}
            assert {f"null-{family}", f"innocent-{family}", f"weak-{family}"} <= codes
    assert "place-to-look" in {one.code for one in parts["indicators"].statements}


def test_no_sentence_says_fraud_or_proves_anything() -> None:
    for sentences in (ENGLISH, SPANISH):
        for code, text in sentences.items():
            assert not re.search(r"fraud|fraude|manipulat|manipulad|stolen|robad", text, re.IGNORECASE), code


def test_lists_name_the_places_that_were_changed(tampered: Counted, holding: Callable[..., Results]) -> None:
    parts = _of(indicator_parts(holding(tampered, indicators=RANDOM), seed="x", resamples=199))
    tables = {table.id: table for part in parts.values() for table in part.tables}
    assert tampered.place_names[tampered.place[300]] in [row[0] for row in tables["dispersion"].rows]
    assert tampered.stations[500] in [row[0] for row in tables["far"].rows]
    assert [tampered.stations[600], tampered.stations[601]] in [row[0].split(", ") for row in tables["repeats"].rows]
    assert ("00600", "00601") in [row[:2] for row in tables["runs"].rows]
    assert "0" in [row[0] for row in tables["digit-areas"].rows]
    for table in tables.values():
        assert table.frame().height == len(table.rows)


def test_the_table_of_indicators_has_one_row_each_and_holm_follows_from_it(
    tampered: Counted, holding: Callable[..., Results]
) -> None:
    (whole,) = _of(indicator_parts(holding(tampered, indicators=BOTH), seed="x", resamples=39))["indicators"].tables
    rows = [(float(p), float(adjusted)) for _, state, p, adjusted in whole.rows if state == "ran"]
    assert len(rows) == 7
    running = 0.0
    for rank, (p, adjusted) in enumerate(sorted(rows)):
        running = max(running, min(1.0, p * (len(rows) - rank)))
        assert adjusted == pytest.approx(running, abs=5e-4)


def test_pictures_hold_every_station_and_their_bands(tampered: Counted, holding: Callable[..., Results]) -> None:
    parts = _of(indicator_parts(holding(tampered), seed="x", resamples=39))
    plane, curve = parts["fingerprint"].pictures
    assert plane.drawing == "heat"
    assert sum(int(one.high) for one in plane.series[0].points) == 900
    band = next(one for one in curve.series if one.name == "chance")
    assert all(float(one.low) <= float(one.high) for one in band.points)
    (digits,) = parts["last-digit"].pictures
    assert [one.name for one in digits.series] == ["seen", "chance"]
    assert sum(int(one.y) for one in digits.series[0].points) > 1000


def test_what_is_not_declared_did_not_run_and_says_so(tampered: Counted, holding: Callable[..., Results]) -> None:
    results = holding(tampered)
    parts = _of(indicator_parts(results, seed="x", resamples=19))
    assert "dispersion" not in parts
    assert "second-digit" not in parts
    silent = {
        (one.values["indicator"], one.values["reason"])
        for one in parts["indicators"].statements
        if one.code == "not-run"
    }
    assert silent == {("dispersion", "not-assigned-at-random"), ("second-digit", "off-by-default")}
    assert "null-turnout-share" not in {one.code for one in parts["turnout-share"].statements}
    text = "\n".join(part_text(one, "en", {}) for one in indicator_parts(results, seed="x", resamples=19))
    assert "indicators.assigned_at_random" in text


@pytest.mark.parametrize(("held", "reason"), [(0, "no-stations"), (1, "one-station")])
def test_no_station_or_one_station_is_one_sentence(
    honest: Callable[..., Counted], holding: Callable[..., Results], held: int, reason: str
) -> None:
    results = holding(honest(3, stations=6, areas=1), held=held)
    (part,) = indicator_parts(results, seed="x", resamples=19)
    (silent,) = [one for one in part.statements if one.code == "not-run"]
    assert (silent.values["indicator"], silent.values["reason"]) == ("all", reason)
    for lang in ("en", "es"):
        assert "{" not in part_text(part, lang, {})


def test_below_the_gate_nobody_is_named(honest: Callable[..., Counted], holding: Callable[..., Results]) -> None:
    results = holding(honest(4, stations=60), held=20, gate='[gate]\nranking_from = "80%"')
    (part,) = indicator_parts(results, seed="x", resamples=19)
    assert "gate" in [one.values.get("reason") for one in part.statements]
    assert "c0" not in json.dumps(part_json(part))


def test_values_are_texts_and_go_through_json(tampered: Counted, holding: Callable[..., Results]) -> None:
    parts = indicator_parts(holding(tampered, indicators=BOTH), seed="x", resamples=19)
    assert json.loads(json.dumps(part_json(parts[0])))["tier"] == "C"
    for part in parts:
        for one in part.statements:
            assert all(isinstance(value, str) for value in one.values.values())
            assert "e-" not in "".join(value for key, value in one.values.items() if key == "p")


def test_an_unknown_contest_is_refused(honest: Callable[..., Counted], holding: Callable[..., Results]) -> None:
    results = holding(honest(5, stations=6, areas=1))
    assert default_seed(results) == "made"
    with pytest.raises(UsageError, match="contest: expected one of mayor, got 'maior'"):
        indicator_parts(results, seed="x", contest="maior")
