import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from tallyproof.compare.announced.certificate import (
    AnnouncedCount,
    Certificate,
    CoverageRange,
    Programme,
    certificate_of,
    certificate_record,
    verify_certificate,
)
from tallyproof.compare.announced.held import Held
from tallyproof.compare.announced.solve import highs, prove
from tallyproof.errors import InputError, VerificationError

COUNTS = (AnnouncedCount("ana", ("ana",), 40), AnnouncedCount("ben", ("ben",), 90))
VOTES = [(50, 30, 5), (60, 20, 5), (55, 25, 5)]


@pytest.fixture
def held(holding: Callable[..., Held]) -> Held:
    return holding(VOTES)


@pytest.fixture
def certificate(held: Held) -> Certificate:
    found = prove(Programme("distance", COUNTS, 30, all_held=True), held.stations, highs)
    assert found is not None
    return found


def test_the_bound_of_a_case_done_by_hand(certificate: Certificate, held: Held) -> None:
    """Ana: 165 held, 40 announced: 125 too many. Ben: 75 held, 90 announced: 15 fit in the 30 outside."""
    assert verify_certificate(certificate, held.stations) == 125


def test_a_certificate_survives_json(certificate: Certificate, held: Held) -> None:
    again = certificate_of(json.loads(json.dumps(certificate_record(certificate))))
    assert again == certificate
    assert verify_certificate(again, held.stations) == certificate.bound


def test_coverage_and_its_gap_are_bounded_as_done_by_hand(held: Held) -> None:
    """All three stations must be counted: 125 too many. With at most 40 of Ana's votes, 0.8 of station 1 fit."""
    coverage = CoverageRange("stations", Fraction(3), Fraction(3), 0)
    distance = prove(Programme("distance", COUNTS, 300, False, coverage), held.stations, highs)
    gap = prove(Programme("coverage-gap", COUNTS, 300, False, coverage), held.stations, highs)
    assert distance is not None
    assert gap is not None
    assert distance.bound == 125
    assert Fraction(11, 5) - Fraction(1, 1000) < gap.bound <= Fraction(11, 5)


def test_votes_missing_beyond_the_cap_are_counted(held: Held) -> None:
    counts = (AnnouncedCount("ana", ("ana",), 265), AnnouncedCount("ben", ("ben",), 75))
    extra = prove(Programme("extra-votes", counts, 30, all_held=True), held.stations, highs)
    assert extra is not None
    assert extra.bound == 70


@pytest.mark.parametrize(
    "tampered",
    [
        lambda one: replace(one, bound=one.bound + 1),
        lambda one: replace(one, multipliers={**one.multipliers, "ana": Fraction(-2)}),
        lambda one: replace(one, multipliers={"ana": Fraction(-1)}),
        lambda one: replace(one, coverage_multiplier=Fraction(1)),
        lambda one: replace(one, stations=4),
        lambda one: replace(one, programme=replace(one.programme, counts=(COUNTS[0], COUNTS[0]))),
        lambda one: replace(one, programme=replace(one.programme, counts=(replace(COUNTS[0], votes=39), COUNTS[1]))),
        lambda one: replace(one, programme=replace(one.programme, all_held=False)),
        lambda one: replace(one, programme=replace(one.programme, question="extra-votes", cap=None)),
    ],
)
def test_a_tampered_certificate_fails(
    certificate: Certificate, held: Held, tampered: Callable[[Certificate], Certificate]
) -> None:
    with pytest.raises(VerificationError):
        verify_certificate(tampered(certificate), held.stations)


def test_other_figures_than_those_proved_fail(certificate: Certificate, holding: Callable[..., Held]) -> None:
    with pytest.raises(VerificationError, match="bound"):
        verify_certificate(certificate, holding([(51, 30, 5), *VOTES[1:]]).stations)


def test_without_a_cap_no_multiplier_may_be_positive(held: Held) -> None:
    counts = (AnnouncedCount("ana", ("ana",), 1000),)
    false = Certificate(
        Programme("distance", counts, None, all_held=True), 3, {"ana": Fraction(1)}, Fraction(0), Fraction(835)
    )
    with pytest.raises(VerificationError, match="limits"):
        verify_certificate(false, held.stations)


@pytest.mark.parametrize("change", [{"v": 2}, {"bound": "1/0"}, {"cap": -1}, {"counts": [{}]}, {"question": "x"}])
def test_a_malformed_certificate_is_refused(certificate: Certificate, change: dict[str, object]) -> None:
    with pytest.raises(InputError, match="proof file"):
        certificate_of({**certificate_record(certificate), **change})
