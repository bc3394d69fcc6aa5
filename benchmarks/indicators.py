"""How the indicators do: alarms on honest elections, power against tampering, seconds and memory, real figures.

Honest worlds and tampering are in indicator_worlds.py. Every simulation has its own seed, so that any row repeats.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.special import betaincinv, chdtrc

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.indicator_worlds import TAMPERINGS, WORLDS, bolivia, honest, like, tampered, venezuela

from tallyproof.compare.indicators.counted import Counted
from tallyproof.compare.indicators.dispersion import within_places
from tallyproof.compare.indicators.judged import FAMILIES, Judged, judged

SEED = "tallyproof benchmark"
LIKE_VENEZUELA = "like Venezuela"
# Four states with 1,900 stations between them: enough of the real electors and places, and quick.
STATES = ("16", "20", "22", "9")
Make = Callable[[int], Counted]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", choices=("size", "power", "table", "real", "digits", "speed"))
    parser.add_argument("--runs", type=int, default=400, help="simulated elections for each row")
    parser.add_argument("--stations", type=int, default=1000, help="stations of each simulated election")
    parser.add_argument("--resamples", type=int, default=199)
    parser.add_argument("--first", type=int, default=0, help="number of the first simulated election")
    parser.add_argument("--only", default="", help="only worlds whose name holds this")
    parser.add_argument("--rows", type=Path, nargs="*", default=[], help="for table: lines that size or power printed")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    table = venezuela(options.data) if (options.data / "ve-2024").is_dir() else None
    if options.what == "table":
        show_table(options.rows)
    elif options.what == "speed":
        speed(options.stations, options.resamples)
    elif options.what in ("real", "digits") and table is None:
        sys.exit(f"{options.data}: the real data folder is absent; name it with --data")
    elif options.what == "real" and table is not None:
        for name, figures in (("Venezuela 2024", table), ("Bolivia 2019, final", bolivia(options.data))):
            show(name, figures, options.resamples)
    elif options.what == "digits" and table is not None:
        uniform_digits(table, options.runs)
    else:
        simulate(options, table)


def simulate(options: argparse.Namespace, table: Counted | None) -> None:
    """Print how often each family alarms at 5%, by world; with `power` by tampering."""
    for name in [*WORLDS, *([LIKE_VENEZUELA] if table else [])]:
        if options.only not in name:
            continue
        make = maker(name, options.stations, table)
        if options.what == "size":
            row(name, "honest", make, options)
            continue
        for kind in TAMPERINGS:
            for part in (0.02, 0.1):
                row(name, f"{kind}, {part:.0%}", tamperer(make, kind, part), options)


def maker(name: str, stations: int, table: Counted | None) -> Make:
    """Return how election number n of a world is made."""
    if table is None or name != LIKE_VENEZUELA:
        return lambda number: honest(np.random.default_rng([number, 1]), name, stations)
    states = tuple(table.area_codes[0].index(one) for one in STATES)
    return lambda number: like(table, np.random.default_rng([number, 2]), states=states)


def tamperer(make: Make, kind: str, part: float) -> Make:
    """Return how election number n is made and then tampered with."""
    return lambda number: tampered(np.random.default_rng([number, 4]), make(number), kind, part)


def row(name: str, kind: str, make: Make, options: argparse.Namespace) -> None:
    """Print one line of the table as JSON: alarms of each family, and lists that name anything."""
    alarms: dict[str, int] = defaultdict(int)
    ran: dict[str, int] = defaultdict(int)
    started = time.process_time()
    for number in range(options.first, options.first + options.runs):
        found = judged(
            make(number),
            seed=f"{SEED} {number}",
            resamples=options.resamples,
            assigned_at_random=True,
            second_digit=True,
        )
        # The fingerprint is measured though its p-value is not shown.
        values = {**found.p, **({"fingerprint": found.fingerprint.p} if found.fingerprint else {})}
        for family, p in values.items():
            ran[family] += 1
            alarms[family] += p <= 0.05
        for key, raised in lists(found).items():
            ran[key] += 1
            alarms[key] += raised
        ran["any, after Holm"] += 1
        alarms["any, after Holm"] += min(found.adjusted.values(), default=1) <= 0.05
    line = {key: f"{alarms[key]}/{ran[key]}" for key in ran}
    print(
        json.dumps({"world": name, "kind": kind, "seconds": round(time.process_time() - started), **line}), flush=True
    )


def show_table(files: list[Path]) -> None:
    """Print the lines of several runs as one table, each rate with its upper 95% bound."""
    rows: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for line in (line for file in files for line in file.read_text().splitlines()):
        one = json.loads(line)
        sums = rows[one.pop("world"), one.pop("kind")]
        del one["seconds"]
        for key, rate in one.items():
            for place, text in enumerate(rate.split("/")):
                sums[key][place] += int(text)
    for (world, kind), sums in rows.items():
        print(f"{world}, {kind}")
        for key, (alarms, runs) in sums.items():
            print(f"  {key}: {alarms} of {runs} = {alarms / runs:.1%}, at most {upper_bound(alarms, runs):.1%}")


def lists(found: Judged) -> dict[str, bool]:
    """Return whether each list of places to look names anything."""
    raised: dict[str, bool] = {}
    if found.within.share:
        raised["list: dispersion, share"] = found.within.share.flagged_places > 0
    if found.within.turnout:
        raised["list: dispersion, turnout"] = found.within.turnout.flagged_places > 0
    if found.outliers:
        raised["list: far from area"] = found.outliers.flagged_stations > 0
    if found.spikes:
        raised["list: percentages"] = bool(found.spikes.percentages)
    if found.last and found.last.areas_tested:
        raised["list: last digit, areas"] = bool(found.last.areas)
    return raised


def uniform_digits(table: Counted, runs: int) -> None:
    """Print how often equal last digits are rejected at 5% on honest elections like Venezuela, beside our null."""
    uniform = ours = 0
    for number in range(runs):
        found = judged_digits(like(table, np.random.default_rng([number, 3])), number)
        uniform += found[0] <= 0.05
        ours += found[1] <= 0.05
    counts = table.votes[table.votes >= 100] % 10
    seen = np.bincount(counts, minlength=10)
    statistic = float(((seen - seen.mean()) ** 2 / seen.mean()).sum())
    print(f"published table: {len(counts):,} counts of at least 100, equal digits: p = {chdtrc(9, statistic):.2g}")
    print(f"{runs} honest elections like it: equal digits rejected in {uniform}, the resampled null in {ours}")


def judged_digits(figures: Counted, number: int) -> tuple[float, float]:
    """Return the p-values of equal digits and of our null."""
    from tallyproof.compare.indicators.digits import digits_of

    found = digits_of(figures, "last", seed=f"{SEED} {number}", resamples=99)
    return (found.uniform_p, float(found.p)) if found else (1.0, 1.0)


def show(name: str, figures: Counted, resamples: int) -> None:
    """Print every indicator's p-value and effect on real figures, with its seconds."""
    started = time.process_time()
    found = judged(figures, seed=SEED, resamples=resamples, assigned_at_random=True, second_digit=True)
    spent = time.process_time() - started
    print(f"{name}: {len(figures):,} stations, {resamples} resamples, {spent:.0f} s processor time")
    for family in FAMILIES:
        if family in found.p:
            print(f"  {family}: p = {float(found.p[family]):.4f}, after Holm {float(found.adjusted[family]):.4f}")


def speed(stations: int, resamples: int) -> None:
    """Print seconds and peak memory of each step on one large honest election."""
    from tallyproof.compare.indicators import digits, fingerprint, outliers, repeats, spikes, turnout

    figures = honest(np.random.default_rng(1), "areas that differ", stations)
    print(f"{stations:,} stations, {resamples} resamples; peak memory before: {memory()} MB")
    steps: dict[str, Callable[[], object]] = {
        "last digit": lambda: digits.digits_of(figures, "last", seed=SEED, resamples=resamples),
        "whole percentages": lambda: spikes.spikes_of(figures, seed=SEED, resamples=resamples),
        "turnout and share": lambda: turnout.plane_of(figures),
        "within places": lambda: within_places(figures, seed=SEED, resamples=resamples),
        "fingerprint": lambda: fingerprint.fingerprint_of(figures, seed=SEED, resamples=resamples),
        "far from area": lambda: outliers.outliers_of(figures, seed=SEED, resamples=resamples),
        "repeated votes": lambda: repeats.repeats_of(figures, seed=SEED, resamples=resamples),
    }
    whole = 0.0
    for name, step in steps.items():
        started, spent = time.perf_counter(), time.process_time()
        step()
        whole += time.process_time() - spent
        print(
            f"  {name}: {time.perf_counter() - started:.1f} s ({time.process_time() - spent:.1f} s processor), "
            f"peak memory {memory()} MB",
            flush=True,
        )
    print(f"  together: {whole:.1f} s processor")


def memory() -> int:
    """Return the peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def upper_bound(alarms: int, runs: int) -> float:
    """Return the exact upper 95% bound on a rate (Clopper and Pearson, one-sided)."""
    return 1.0 if alarms >= runs else float(betaincinv(alarms + 1, runs - alarms, 0.95))


if __name__ == "__main__":
    main()
