"""How quick counts do on the 24,532 Venezuelan figures: error, coverage of 95% intervals, seconds of a draw.

Each repeated sample is drawn and estimated as the commands do it. Beside the designs stands one station per centre
with equal weights, which is what hasty counts do.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from tallyproof.compare.quick_count import Plan, design_of, frame_of, parse_plan
from tallyproof.compare.quick_count.design import drawn_from
from tallyproof.compare.quick_count.sampling import Stream
from tallyproof.compare.quick_count.weighting import SampledStation, SampledStratum, ratio, weigh
from tallyproof.election import Definition, parse_definition
from tallyproof.election.definition import form_files, parse_election_file

CHECKOUT = Path(__file__).resolve().parents[1]
EXAMPLE = CHECKOUT / "examples/venezuela-2024"
DATA = CHECKOUT.parent / "shared/data/ve-2024"
TABLE = "RESULTADOS_2024_CSV_V1.csv"
SEED = "6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1"
EARLIER = """
[spread.earlier]
file = "earlier.csv"
station = "{CENTRO:09}.{MESA:02}"
votes = ["EG"]
valid = ["VOTOS_VALIDOS"]
"""
PLANS = {
    "stations, 400 in 24 states": 'strata = "state"\nsize = 400\n',
    "stations, 400, one stratum": "size = 400\n",
    "centres by stations, 300 x 1": 'design = "centres"\nmeasure = "stations"\nstrata = "state"\nsize = 300\n',
    "centres by voters, 300 x 1": 'design = "centres"\nstrata = "state"\nsize = 300\n',
    "centres by voters, 200 x 2": 'design = "centres"\nstrata = "state"\nsize = 200\nstations_per_centre = 2\n',
}


def main() -> None:
    """Print a row for each design."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the table")
    parser.add_argument("--draws", type=int, default=1000, help="repeated samples of each design")
    arguments = parser.parse_args()
    if not (arguments.data / TABLE).exists():
        print(f"{arguments.data / TABLE} is absent: nothing was measured", file=sys.stderr)
        return
    table = (arguments.data / TABLE).read_bytes()
    toml = (EXAMPLE / "election.toml").read_bytes()
    forms = {name: (EXAMPLE / name).read_bytes() for name in form_files(parse_election_file(toml))}
    definition = parse_definition({"election.toml": toml, "stations.csv": table, **forms})
    figures = figures_of(table)
    print(f"{'design':30} {'bias':>8} {'spread':>7} {'promised':>8} {'covered':>8} {'ms/draw':>8}")
    for name, text in PLANS.items():
        print(f"{name:30} {measured(definition, table, figures, text, draws=arguments.draws)}", flush=True)
    print(f"{'naive: 400 centres, 1 station':30} {naive(figures, draws=arguments.draws)}")


def figures_of(table: bytes) -> dict[str, tuple[int, int]]:
    """Return (votes for EG, valid votes) by station."""
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    return {
        f"{int(row['CENTRO']):09}.{int(row['MESA']):02}": (int(row["EG"]), int(row["VOTOS_VALIDOS"])) for row in rows
    }


def measured(
    definition: Definition, table: bytes, figures: dict[str, tuple[int, int]], text: str, *, draws: int
) -> str:
    """Return bias, half-width of repeated samples, promised half-width, coverage and time, in points."""
    plan: Plan = parse_plan((text + EARLIER).encode(), "plan.toml")
    design, _ = design_of(definition, plan, SEED, earlier=table)
    frame, alone = frame_of(definition, plan), plan.design == "stations"
    strata = [SampledStratum(one.code, tuple(one.parents), one.units, alone) for one in design.strata]
    truth, covered, seconds, errors = share(list(figures.values())), 0, 0.0, np.zeros(draws)
    for number in range(draws):
        started = time.process_time()
        drawn = drawn_from(frame, plan, f"benchmark {number}", design.strata)
        seconds += time.process_time() - started
        sample = weigh(
            [SampledStation(one.stratum, one.station if alone else one.centre, one.probability, True) for one in drawn],
            strata,
        )
        if sample is None:
            continue
        votes = np.array([figures[one.station] for one in drawn], dtype=np.float64)
        value, error = ratio(sample, votes[:, 0], votes[:, 1])
        errors[number] = value - truth
        covered += abs(value - truth) <= float(stdtrit(sample.degrees, 0.975)) * error
    promised = 100 * float(design.half_width or "nan")
    numbers = f"{100 * errors.mean():+8.3f} {196 * errors.std():7.2f} {promised:8.2f}"
    return f"{numbers} {covered / draws:8.1%} {1000 * seconds / draws:8.1f}"


def naive(figures: dict[str, tuple[int, int]], *, draws: int) -> str:
    """Return bias, half-width and coverage of one station per centre, all with the same weight."""
    centres: dict[str, list[tuple[int, int]]] = {}
    for station, one in sorted(figures.items()):
        centres.setdefault(station.partition(".")[0], []).append(one)
    groups, truth, covered, errors = list(centres.values()), share(list(figures.values())), 0, np.zeros(draws)
    for number in range(draws):
        stream = Stream(f"benchmark {number}", "whole")
        chosen = [groups[place] for place in stream.shuffled(range(len(groups)), 400)]
        votes: npt.NDArray[np.float64] = np.array([one[stream.below(len(one))] for one in chosen], dtype=np.float64)
        value = votes[:, 0].sum() / votes[:, 1].sum()
        z = votes[:, 0] - value * votes[:, 1]
        error = z.std(ddof=1) * len(z) ** 0.5 / votes[:, 1].sum()
        errors[number] = value - truth
        covered += abs(value - truth) <= 1.966 * error
    return f"{100 * errors.mean():+8.3f} {196 * errors.std():7.2f} {'':8} {covered / draws:8.1%}"


def share(figures: list[tuple[int, int]]) -> float:
    """Return EG's share of the valid votes."""
    return sum(votes for votes, _ in figures) / sum(valid for _, valid in figures)


if __name__ == "__main__":
    main()
