"""How projections and outcome bounds do: errors by what is hidden, coverage of ranges, seconds and memory.

With the Venezuelan table: the back-test of every definition of strata, with a nominal 95% interval and an unstratified
bootstrap beside it. With made-up countries of 25,000 and 1,000,000 stations: time and peak memory of a projection, of
its back-test and of the growth of the count, beside the plain national ratio and that bootstrap.
"""

from __future__ import annotations

import argparse
import csv
import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tallyproof.compare.outcome import Arrival, growth
from tallyproof.compare.projection import Stations, back_test, lead_range, project, stations_of, strata_of
from tallyproof.compare.projection.back_test import PATTERNS, BackTest
from tallyproof.compare.projection.tested import NOT_RANDOM
from tallyproof.compare.statistics import upper_limit
from tallyproof.election import parse_definition
from tallyproof.election.definition import form_files, parse_election_file
from tallyproof.election.schema import Condition
from tallyproof.model import Figures, Grade, Provenance, ResultKey, Settlement, StationResult
from tallyproof.tally import results_of

CHECKOUT = Path(__file__).resolve().parents[1]
EXAMPLE = CHECKOUT / "examples/venezuela-2024"
DATA = CHECKOUT.parent / "shared/data/ve-2024"
TABLE = "RESULTADOS_2024_CSV_V1.csv"
SEED = "6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1"
RANGES = ("spread", "tilt-1", "tilt-2", "tilt-3", "bounds", "interval")
RESAMPLES = 1000
SIZES = (25_000, 1_000_000)


def main() -> None:
    """Print errors and coverage, then seconds and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the table")
    parser.add_argument("--runs", type=int, default=100, help="hidings of each kind that is drawn by chance")
    parser.add_argument("--stations", type=int, help="one made-up country of this size alone, in this process")
    arguments = parser.parse_args()
    if arguments.stations:
        _scale(arguments.stations)
        return
    if (arguments.data / TABLE).exists():
        _venezuela(venezuela(arguments.data), arguments.runs)
    else:
        print(f"{arguments.data / TABLE} is absent: its errors were not measured", file=sys.stderr)
    for size in SIZES:
        # Each in a process of its own, so that peak memory is its own too.
        subprocess.run([sys.executable, __file__, "--stations", str(size)], check=True)


# --- errors on real figures ---------------------------------------------------------------------------


def venezuela(data: Path) -> Stations:
    """Return the stations of the table."""
    table, toml = (data / TABLE).read_bytes(), (EXAMPLE / "election.toml").read_bytes()
    forms = {name: (EXAMPLE / name).read_bytes() for name in form_files(parse_election_file(toml))}
    definition = parse_definition({"election.toml": toml, "stations.csv": table, **forms})
    columns = definition.tables["resultados"].candidates
    made = {}
    for number, row in enumerate(csv.DictReader(io.StringIO(table.decode("utf-8-sig")))):
        key = ResultKey("president", 1, f"{int(row['CENTRO']):09}.{int(row['MESA']):02}", "station-count")
        votes = {candidate: int(row[column]) for candidate, column in columns.items()}
        figures = Figures(None, votes, {})
        made[key] = StationResult(
            key, Grade.C, Provenance.ACCREDITED, figures, votes, in_main_total=True, rests_on=(number,)
        )
    return stations_of(results_of(definition, Settlement(made, (), {}, {}, {})), "president")


def _venezuela(stations: Stations, runs: int) -> None:
    print(f"Venezuela 2024: {int(stations.held.sum()):,} stations, seed {SEED!r}, {runs} hidings of each drawn kind")
    start = time.perf_counter()
    found = back_test(stations, strata="whole", seed=SEED, runs=runs)
    seconds = time.perf_counter() - start
    print(f"{len(found.trials)} trials with {float(found.fraction):.1%} hidden, {seconds:.1f} s\n")
    definitions = list(found.trials[0].errors)
    print("Mean error of the projected lead in points, by what was hidden and by definition of strata")
    print(f"{'':22}{'trials':>7}" + "".join(f"{one:>20}" for one in definitions))
    for pattern in PATTERNS:
        trials = found.of(pattern)
        means = [100 * float(np.mean([one.errors[name] for one in trials])) for name in definitions]
        print(f"{pattern:22}{len(trials):>7}" + "".join(f"{one:>+20.2f}" for one in means))
    for strata in ("whole", "parish"):
        _coverage(back_test(stations, strata=strata, seed=SEED, runs=runs), strata)


def _coverage(found: BackTest, strata: str) -> None:
    print(f"\nTrials whose truth lies in the range, projected by {strata}")
    print(f"{'':22}{'trials':>7}" + "".join(f"{one:>10}" for one in RANGES))
    for pattern in PATTERNS:
        trials = found.of(pattern)
        kept = [sum(bool(one.kept_by[name]) for one in trials) for name in RANGES]
        print(f"{pattern:22}{len(trials):>7}" + "".join(f"{one:>10}" for one in kept))
    chosen = [one for pattern in NOT_RANDOM for one in found.of(pattern)]
    kept_by_interval = sum(bool(one.kept_by["interval"]) for one in chosen)
    limit = upper_limit(kept_by_interval, len(chosen))
    print(f"nominal 95% interval, not at random: {kept_by_interval} of {len(chosen)} (95% upper limit {limit:.1%})")


# --- time and memory ----------------------------------------------------------------------------------


def made_up(count: int) -> Stations:
    """Return a country: 5 candidates, 25 states, 30 parishes in each, two or three stations in a place, a fifth "
    "missing."""
    chance = np.random.Generator(np.random.PCG64(count))
    parish = np.sort(chance.integers(0, 750, count))
    place = np.repeat(np.arange(count), chance.integers(2, 4, count))[:count]
    # A place lies in the parish of its first station.
    parish = parish[np.unique(place, return_index=True)[1]][place]
    registered = chance.integers(100, 1000, count)
    strength = (parish % 17 - 8) / 8 + chance.normal(0, 0.3, count)
    parts = np.exp(np.stack([strength, -strength, *([np.full(count, -2.0)] * 3)], axis=1))
    cast = chance.binomial(registered, 0.6)
    votes = np.floor(cast[:, None] * parts / parts.sum(axis=1, keepdims=True)).astype(np.int64)
    return Stations(
        candidates=tuple("abcde"),
        votes=votes,
        held=chance.random(count) > 0.2,
        registered=registered,
        cap=registered,
        place=place,
        place_codes=tuple(map(str, range(int(place.max()) + 1))),
        areas=(parish // 30, parish),
        levels=("state", "parish"),
        area_codes=(tuple(map(str, range(25))), tuple(map(str, range(750)))),
        special=np.zeros(count, dtype=np.int64),
        kinds=("",),
        arrival=chance.permutation(count),
    )


def _scale(count: int) -> None:
    stations = made_up(count)
    print(f"\n{count:,} stations, five candidates: seconds, and peak memory of the process after it (MB)")
    definitions = {one.id: one for one in strata_of(stations)}

    def projected() -> None:
        found = project(stations, definitions["parish"])
        for tilt in (1, 2, 3):
            lead_range(found, 0, 1, tilt)

    _timed("made up", lambda: None)
    _timed("plain national ratio", lambda: project(stations, definitions["whole"]))
    _timed("parishes with three tilts", projected)
    _timed("every definition of strata", lambda: [project(stations, one) for one in definitions.values()])
    _timed("growth in 100 steps", lambda: _grown(stations))
    _timed("back-test, one trial of each kind", lambda: back_test(stations, strata="parish", seed=SEED, runs=1))
    if count <= SIZES[0]:
        _timed("back-test, 20 of each drawn kind", lambda: back_test(stations, strata="parish", seed=SEED))
    _timed(f"unstratified bootstrap, {RESAMPLES} resamples", lambda: bootstrap(stations))


def _timed(name: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{name:40}{seconds:>9.2f}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>9.0f}", flush=True)


def _grown(stations: Stations) -> None:
    order = np.argsort(stations.arrival)
    chosen = order[stations.held[order]]
    arrivals = [
        Arrival(place, votes, cap)
        for place, (votes, cap) in enumerate(
            zip(stations.votes[chosen].tolist(), stations.cap[chosen].tolist(), strict=True)
        )
    ]
    outside = int(stations.cap[~stations.held].sum())
    rule: Sequence[Condition] = [Condition(id="first", kind="plurality")]
    growth(arrivals, candidates=stations.candidates, conditions=rule, outside=outside, expected=len(order))


def bootstrap(stations: Stations) -> tuple[float, float]:
    """Return the 95% interval of the lead by resampling held stations as if they were a random sample of all."""
    chance = np.random.Generator(np.random.PCG64(1))
    votes: npt.NDArray[np.int64] = stations.votes[stations.held]
    lead, valid = votes[:, 0] - votes[:, 1], votes.sum(axis=1)
    found = []
    for _ in range(RESAMPLES):
        drawn = chance.integers(0, len(votes), len(votes))
        found.append(lead[drawn].sum() / valid[drawn].sum())
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


if __name__ == "__main__":
    main()
