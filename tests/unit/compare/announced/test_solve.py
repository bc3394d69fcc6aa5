from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest

from tallyproof.compare.announced.certificate import AnnouncedCount, CoverageRange, Programme, exact_bound
from tallyproof.compare.announced.columns import HeldStations, exact_sum, whole
from tallyproof.compare.announced.held import Held
from tallyproof.compare.announced.solve import Duals, prove
from tallyproof.compare.announced.station import HeldStation

COUNTS = (AnnouncedCount("ana", ("ana",), 40), AnnouncedCount("ben", ("ben",), 90))
PROGRAMME = Programme("distance", COUNTS, 30, all_held=False)
VOTES = [(50, 30, 5), (60, 20, 5), (55, 25, 5)]


def raises(error: type[Exception]) -> Callable[..., Duals]:
    def solver(programme: Programme, stations: Sequence[HeldStation]) -> Duals:
        raise error("the solver broke")

    return solver


@pytest.mark.parametrize(
    "solver",
    [
        lambda *_: Duals((float("nan"), 0.0), 0.0),
        lambda *_: Duals((float("inf"), 0.0), 0.0),
        lambda *_: Duals((0.0,), 0.0),
        lambda *_: Duals((0.0, 0.0), float("nan")),
        raises(ValueError),
        raises(RuntimeError),
        raises(MemoryError),
        raises(OverflowError),
    ],
)
def test_a_solver_that_breaks_or_gives_no_numbers_proves_nothing(
    solver: Callable[..., Duals | None], holding: Callable[..., Held]
) -> None:
    assert prove(PROGRAMME, holding(VOTES).stations, solver) is None


@pytest.mark.parametrize("coverage", [None, CoverageRange("electors", Fraction(120), Fraction(481, 2), 100)])
@pytest.mark.parametrize("duals", [(-1.0, 1.0), (0.3333333, -0.9), (1e300, -1e300), (0.0, 0.0)])
def test_the_bound_by_columns_is_that_of_the_checker(
    duals: tuple[float, float], coverage: CoverageRange | None, holding: Callable[..., Held]
) -> None:
    held = holding(VOTES)
    programme = Programme("distance", COUNTS, 30, all_held=False, coverage=coverage)
    found = prove(programme, held.stations, lambda *_: Duals(duals, -0.123456789))
    assert found is not None
    again = exact_bound(programme, list(held.stations), found.multipliers, found.coverage_multiplier)
    assert found.bound == again


def test_figures_too_large_for_columns_are_proved_all_the_same() -> None:
    stations = [HeldStation(str(n), {"ana": 10**12, "ben": 10**12 - n}, 100, 100) for n in range(3)]
    counts = (AnnouncedCount("ana", ("ana",), 1), AnnouncedCount("ben", ("ben",), 1))
    programme = Programme("distance", counts, 0, all_held=True)
    found = prove(programme, stations, lambda *_: Duals((-1.0, -0.999999999), 0.0))
    assert found is not None
    assert found.bound == exact_bound(programme, stations, found.multipliers, Fraction(0))


def test_stations_as_columns_are_the_stations() -> None:
    rows = [
        HeldStation("1", {"ana": 3, "ben": 4}, None, 9, {"count:null": 2}),
        HeldStation("2", {"ana": 5, "ben": 0}, 8, None),
    ]
    columns = HeldStations.of(rows)
    assert list(columns) == rows
    assert columns[1] == rows[1]
    assert columns[-1:] == rows[1:]
    assert columns == HeldStations.of(rows)
    assert columns != HeldStations.of(rows[:1])
    assert not columns.knows("count:null")
    assert columns.column("nobody").tolist() == [0, 0]


def test_a_sum_is_exact_beyond_what_a_column_can_hold() -> None:
    column = whole([2**62, 2**62, 2**62, -(2**61)])
    assert exact_sum(column) == 3 * 2**62 - 2**61
    assert exact_sum(np.array([], dtype=np.int64)) == 0
