"""Processor time and memory of feasibility bounds at so many stations, beside the same programme solved whole.

The stations are made up: registered voters, turnout and shares vary from station to station. The announcement turns
the result round and claims 95% of the stations, so that every reading of it is a contradiction and every failure is
solved for. Processor time, because the machine may be busy; one thread with OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tallyproof.compare.announced.certificate import Programme
from tallyproof.compare.announced.columns import HeldStations, exact_sum
from tallyproof.compare.announced.feasibility import feasibility
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.solve import highs, prove
from tallyproof.election.schema import Candidate, Contest
from tallyproof.model import Announcement

CANDIDATES = ("ana", "ben", "cai", "dan", "eva")
SHARES = (0.62, 0.30, 0.04, 0.03, 0.01)
MOST_WHOLE = 100_000


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=25_000, help="stations held")
    parser.add_argument("--seed", type=int, default=1, help="seed of the made-up figures")
    arguments = parser.parse_args()
    held = made_up(arguments.stations, arguments.seed)
    before = peak()
    announcement, roll = announced(held)
    contest = Contest(
        id="president", name={"en": "President"}, candidates=[Candidate(id=c, name=c) for c in CANDIDATES]
    )
    print(f"{len(held.stations):,} stations, {before:,.0f} MB before anything is solved")
    started = time.process_time()
    found = feasibility(announcement, contest, held, [roll])
    whole = time.process_time() - started
    for one in found.readings:
        bound = "not computed" if one.certificate is None else f"{float(one.certificate.bound):,.2f}"
        print(f"  {one.id:20} bound {bound:>18}   failures {len(one.failures)}")
    print(f"ours, all readings and failures: {whole:.1f} s, peak {peak():,.0f} MB")
    programme = next(one.certificate.programme for one in found.readings if one.certificate is not None)
    started = time.process_time()
    certificate = prove(programme, held.stations, highs)
    ours = time.process_time() - started
    proved = float(certificate.bound) if certificate else float("nan")
    print(f"ours, one bound with its exact proof: {ours:.2f} s, bound {proved:,.2f}")
    if len(held.stations) > MOST_WHOLE:
        print(f"scipy linprog, all stations at once: skipped above {MOST_WHOLE:,} stations")
        return
    started = time.process_time()
    value = solved_whole(programme, held.stations)
    plain = time.process_time() - started
    name = "scipy linprog (HiGHS), all stations at once, no proof"
    print(f"{name}: {plain:.2f} s, value {value:,.2f}, peak {peak():,.0f} MB")


def made_up(number: int, seed: int) -> Held:
    """Return held stations with figures drawn from a seed."""
    random = np.random.default_rng(seed)
    registered = random.integers(150, 1000, number)
    valid = (registered * random.beta(12, 8, number)).astype(np.int64)
    shares = random.dirichlet(np.array(SHARES) * 25, number)
    votes = np.floor(shares * valid[:, None]).astype(np.int64)
    stations = HeldStations(
        [f"{place:07}" for place in range(number)],
        {name: np.ascontiguousarray(votes[:, place]) for place, name in enumerate(CANDIDATES)},
        registered=registered,
        caps=registered,
    )
    return Held(stations, 0, number, ())


def announced(held: Held) -> tuple[Announcement, Roll]:
    """Return an announcement with the first two changed round, and a roll of which the held stations are 82%."""
    sums = {name: exact_sum(held.stations.column(name)) for name in CANDIDATES}
    turned = {**sums, "ana": sums["ben"], "ben": sums["ana"]}
    electors = held.registered or 0
    number = len(held.stations) * 100 // 82
    cap = electors * 18 // 82
    figures = {name: votes * 95 // 82 for name, votes in turned.items()}
    announcement = Announcement(
        "made-up", "Made up", "2026-01-01", "president", "", "nobody", figures, {}, {}, {}, (("stations", "95"),)
    )
    return announcement, Roll("roll", "made up", cap, "", "registered", "made up", number, electors + cap, 1, 0)


def solved_whole(programme: Programme, stations: HeldStations) -> float:
    """Return the optimum of the same programme with one variable for each station, as one would write it down."""
    number, kinds = len(stations), len(programme.counts)
    rows = np.zeros((kinds, number + 3 * kinds))
    for row, count in enumerate(programme.counts):
        rows[row, :number] = sum(stations.column(name) for name in count.members)
        rows[row, number + row] = rows[row, number + kinds + row] = 1.0
        rows[row, number + 2 * kinds + row] = -1.0
    outside = np.zeros((1, rows.shape[1]))
    outside[0, number : number + kinds] = 1.0
    cost = np.zeros(rows.shape[1])
    cost[number + kinds :] = 1.0
    limits: list[tuple[int, int | None]] = [*[(0, 1)] * number, *[(0, None)] * (3 * kinds)]
    # The stubs know no sparse matrices here, the function does.
    equal: Any = csr_array(rows)
    found = linprog(
        cost,
        A_eq=equal,
        b_eq=np.array([float(count.votes) for count in programme.counts]),
        A_ub=outside,
        b_ub=np.array([float(programme.cap or 0)]),
        bounds=limits,
        method="highs",
    )
    return float("nan") if found.fun is None else float(found.fun)


def peak() -> float:
    """Return the most memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
