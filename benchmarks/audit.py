"""How often a check of the transcription ends although the outcome is wrong, and after how many draws if it is right.

Simulated elections with units of unequal error bounds; every draw is looked at, and each check ends at the first P at
or below the limit (the commands look less often). The steps are those of compare/audit/risk.py in floats, for many
checks at once; tests/unit/compare/audit/test_risk.py holds such steps against the exact ones.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LIMIT = 0.05
UNITS = 1_000
PRIOR_DRAWS, ROOM = 100, 50


@dataclass(frozen=True, slots=True)
class Case:
    """Units with their error bounds and their errors, both as parts of the margin."""

    name: str
    bounds: Floats
    errors: Floats

    @property
    def total(self) -> float:
        return float(self.bounds.sum())


def main() -> None:
    """Print a row for each case and method."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks", type=int, default=10_000, help="simulated checks of each case")
    parser.add_argument("--draws", type=int, default=2_000, help="most draws of one check")
    parser.add_argument("--seed", type=int, default=2024)
    arguments = parser.parse_args()
    started = time.process_time()
    print(f"{arguments.checks:,} checks of each case, at most {arguments.draws:,} draws, limit {LIMIT:.0%}")
    print(f"{'case':44} {'U':>6} {'method':14} {'ended':>8} {'draws: median':>14} {'95%':>6}")
    for number, case in enumerate((*wrong_outcomes(), *right_outcomes())):
        for method in ("kaplan-markov", "alpha"):
            chance = np.random.default_rng([arguments.seed, number])
            ended = checks(case, method, arguments.checks, arguments.draws, chance)
            done = ended[ended > 0]
            middle, late = (int(np.quantile(done, one)) for one in (0.5, 0.95)) if len(done) else (0, 0)
            share = len(done) / arguments.checks
            print(f"{case.name:44} {case.total:6.1f} {method:14} {share:8.2%} {middle:14,} {late:6,}")
    print(f"{time.process_time() - started:.0f} s of processor time")


def checks(case: Case, method: str, number: int, draws: int, chance: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return after how many draws each check ended; 0 for those that did not."""
    running = np.cumsum(case.bounds) / case.total
    taints = np.minimum(case.errors / case.bounds, 1)
    gap = 1 / case.total
    mean = 1 - gap
    t, seen = np.ones(number), np.full(number, float(PRIOR_DRAWS))
    ended = np.zeros(number, dtype=np.int64)
    for draw in range(draws):
        taint = taints[np.minimum(np.searchsorted(running, chance.random(number), side="right"), len(taints) - 1)]
        if method == "kaplan-markov":
            t *= (1 - taint) / mean
        else:
            y = 1 - np.maximum(taint, 0)
            weight = PRIOR_DRAWS + draw
            eta = np.clip(seen / weight, mean + gap / (2 * np.sqrt(weight)), 1 - gap / ROOM)
            t *= (y / mean * (eta - mean) + 1 - eta) / gap
            seen += y
        ended[(ended == 0) & (t >= 1 / LIMIT)] = draw + 1
    return ended


def wrong_outcomes() -> list[Case]:
    """Return elections whose errors add up to exactly 1 margin: a tie, the hardest outcome to tell from a right one."""
    chance = np.random.default_rng(1)
    bounds = _bounds(chance, 20.0)
    order = chance.permutation(UNITS)
    cases = [
        Case("wrong: the same taint everywhere", bounds, bounds / bounds.sum()),
        Case("wrong: few units at their bound", bounds, _filled(bounds, order)),
        Case("wrong: many units at half their bound", bounds, _filled(bounds / 2, order)),
        Case("wrong: the largest units at their bound", bounds, _filled(bounds, np.argsort(-bounds))),
        Case("wrong: the smallest units at their bound", bounds, _filled(bounds, np.argsort(bounds))),
    ]
    gains = np.where(chance.random(UNITS) < 0.5, -0.02 * bounds, 0)
    cases.append(Case("wrong: errors to both sides", bounds, _filled(bounds, order, start=gains)))
    wide = _bounds(chance, 5.0)
    cases.append(Case("wrong: wide margin, few units", wide, _filled(wide, order)))
    return cases


def right_outcomes() -> list[Case]:
    """Return elections whose outcome is right: no errors, some small ones, some sheets that cannot be read."""
    chance = np.random.default_rng(2)
    cases = []
    for total in (5.5, 21.0, 100.0):
        bounds = _bounds(chance, total)
        small = np.where(chance.random(UNITS) < 0.02, 0.02 * bounds, 0)
        unread = np.where(chance.random(UNITS) < 0.2 / total, bounds, 0)
        cases += [
            Case("right: no errors", bounds, np.zeros(UNITS)),
            Case("right: 2% of units with small errors", bounds, small),
            Case("right: a fifth of the margin cannot be read", bounds, unread),
        ]
    return cases


def _bounds(chance: np.random.Generator, total: float) -> Floats:
    """Return unequal bounds with this sum."""
    bounds = chance.gamma(4.0, size=UNITS) + 0.2
    return np.asarray(bounds * (total / bounds.sum()))


def _filled(most: Floats, order: npt.NDArray[np.int64], start: Floats | None = None) -> Floats:
    """Return errors that reach 1 in all, each unit in turn taking as much as it can."""
    errors = np.zeros(len(most)) if start is None else start.copy()
    for unit in order:
        missing = 1 - errors.sum()
        if missing <= 0:
            break
        errors[unit] = min(most[unit], errors[unit] + missing)
    return errors


if __name__ == "__main__":
    main()
