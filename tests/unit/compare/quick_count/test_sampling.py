"""The draw: repeated by an independent program, with the chances that it states."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest

from tallyproof.compare.quick_count import Drawn, FrameStation, Stratum, draw
from tallyproof.compare.quick_count.sampling import Stream, clean_seed
from tallyproof.errors import UsageError

KNOWN_STATIONS = ["c07.1", "c09.1", "c08.1", "c00.1", "c02.1", "c05.1"]
KNOWN_CENTRES = [("c.1", "16/171", False), ("e.2", "1/3", False), ("a.1", "16/57", True)]
SEED = "6 1 4 4 2 5 3 6 1 2 2 5"


def independent_stream(label: str, seed: str = SEED) -> Iterator[int]:
    k = 0
    while True:
        yield int(hashlib.sha256(f"{seed}\n{label}\n{k}".encode()).hexdigest(), 16)
        k += 1


def independent_shuffle(numbers: Iterator[int], items: list[str]) -> list[str]:
    for j in range(len(items)):
        m = len(items) - j
        u = next(n for n in numbers if n < 2**256 - 2**256 % m)
        items[j], items[j + u % m] = items[j + u % m], items[j]
    return items


def stratum(sizes: dict[str, list[int]]) -> Stratum:
    stations = [
        FrameStation(f"{centre}.{number}", "7", centre, registered, registered)
        for centre, rolls in sizes.items()
        for number, registered in enumerate(rolls, 1)
    ]
    return Stratum("7", "Seven", ("",), tuple(stations))


TWELVE = stratum({f"c{number:02}": [100] for number in range(12)})
UNEVEN = stratum({"a": [300, 100], "b": [200], "c": [50, 50, 100], "d": [150], "e": [250, 250]})


def drawn_by(one: Stratum, seed: str, *, size: int, reserve: int = 0, design: str = "centres") -> list[Drawn]:
    return draw(one, seed=seed, size=size, reserve=reserve, design=design, per_centre=1, measure="registered")


def test_the_seed_draws_the_known_stations() -> None:
    drawn = drawn_by(TWELVE, SEED, size=4, reserve=2, design="stations")
    assert [one.station for one in drawn] == KNOWN_STATIONS
    assert [one.is_reserve for one in drawn] == [False] * 4 + [True] * 2
    assert {(one.probability, one.with_reserve) for one in drawn} == {(Fraction(1, 3), Fraction(1, 2))}


def test_an_independent_program_draws_the_same_stations() -> None:
    ids = sorted(one.id for one in TWELVE.stations)
    again = independent_shuffle(independent_stream("stratum 7"), ids)[:6]
    assert again == [one.station for one in drawn_by(TWELVE, SEED, size=4, reserve=2, design="stations")]


def test_an_independent_program_draws_the_same_centres_and_stations() -> None:
    numbers, sizes = independent_stream("stratum 7"), {"a": 400, "b": 200, "c": 200, "d": 150, "e": 500}
    order = independent_shuffle(numbers, sorted(sizes))
    # 2 of 1450: no centre is sure, since 2 x 500 < 1450.
    chosen: list[str] = []
    tick, total = next(numbers) % 1450, 0
    for centre in order:
        total += 2 * sizes[centre]
        if total > tick:
            chosen, tick = [*chosen, centre], tick + 1450
    chosen = independent_shuffle(numbers, sorted(chosen))
    stations = {centre: sorted(one.id for one in UNEVEN.stations if one.centre == centre) for centre in chosen}
    again = [independent_shuffle(independent_stream(f"centre {one}"), stations[one])[0] for one in chosen]
    assert again == [one.station for one in drawn_by(UNEVEN, SEED, size=2)]


def test_the_seed_draws_the_known_centres() -> None:
    drawn = drawn_by(UNEVEN, SEED, size=2, reserve=1)
    assert [(one.station, str(one.probability), one.is_reserve) for one in drawn] == KNOWN_CENTRES


def test_every_station_is_drawn_as_often_as_its_probability_says() -> None:
    draws = 3000
    seen: Counter[str] = Counter()
    chances: dict[str, Fraction] = {}
    for number in range(draws):
        for one in drawn_by(UNEVEN, f"repeated draw {number}", size=2, reserve=1):
            chances[one.station] = one.probability
            seen[one.station] += not one.is_reserve
    assert set(chances) == {one.id for one in UNEVEN.stations}
    for station, chance in chances.items():
        error = (float(chance * (1 - chance)) / draws) ** 0.5
        assert abs(seen[station] / draws - chance) < 4 * error, station


def test_inclusion_probabilities_of_centres_add_up_to_their_number() -> None:
    drawn = drawn_by(stratum({f"c{n}": [10 * n + 10] for n in range(20)}), SEED, size=7)
    chances = {one.centre: one.probability for one in drawn}
    assert all(chance == Fraction(7 * (10 * int(centre[1:]) + 10), 2100) for centre, chance in chances.items())
    assert len(chances) == 7


def test_a_centre_larger_than_a_step_is_taken_for_sure() -> None:
    one = stratum({"big": [1000], "a": [10], "b": [20], "c": [30]})
    drawn = {one.centre: one.probability for one in drawn_by(one, SEED, size=2)}
    assert drawn.pop("big") == 1
    ((centre, chance),) = drawn.items()
    assert chance == Fraction({"a": 10, "b": 20, "c": 30}[centre], 60)


def test_all_centres_can_be_drawn() -> None:
    drawn = drawn_by(UNEVEN, SEED, size=5)
    assert {one.centre for one in drawn} == set("abcde")
    assert {one.probability for one in drawn if one.centre in "bd"} == {1}


def test_a_centre_without_registered_voters_is_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match=r"station a\.1: expected registered voters above 0 .* measure = 'stations'"):
        drawn_by(stratum({"a": [0], "b": [5], "c": [6]}), SEED, size=1)


def test_numbers_above_the_last_whole_multiple_are_passed_over() -> None:
    stream = Stream(SEED, "stratum 7")
    limit = 2**255 + 1
    numbers = independent_stream("stratum 7")
    assert [stream.below(limit) for _ in range(5)] == [next(n for n in numbers if n < limit) for _ in range(5)]


@pytest.mark.parametrize("seed", ["", "short", "two lines\nof dice", "turned \u202etext text"])
def test_a_seed_that_is_no_public_line_is_refused(seed: str) -> None:
    with pytest.raises(UsageError, match="--seed: expected one line"):
        clean_seed(seed)


def test_a_seed_is_the_same_however_its_accents_are_typed() -> None:
    assert clean_seed(" loteri\u0301a 12345 ") == "lotería 12345"
