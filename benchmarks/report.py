"""Time, memory and size of a report: what each question takes to answer, and then pages, twin and figures.

    OMP_NUM_THREADS=1 uv run python benchmarks/report.py --stations 25000
    OMP_NUM_THREADS=1 uv run python benchmarks/report.py --stations 1000000 --without indicators

The election is made up: 24 states, 480 districts, four candidates, one station in twelve missing, one announcement that
turns the result round. Seconds are processor time; memory is the peak of the process until then.
"""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np

from tallyproof.compare import Comparison, compare_all
from tallyproof.compare.answers import QUESTIONS, Answer, Case, answers
from tallyproof.election import Definition, parse_definition
from tallyproof.model import (
    Announcement,
    Figures,
    Grade,
    Provenance,
    ResultKey,
    Settlement,
    StationResult,
)
from tallyproof.report import LANGUAGES, Report, report_html, stations_csv, twin_bytes
from tallyproof.tally import Results, results_of

ELECTION = b"""
[election]
id = "made"
title = "Made"
date = 2024-01-07
origin = "example.org/made"

[[levels]]
id = "state"
name = "State"
code = "{S}"
label = "State {S}"

[[levels]]
id = "district"
name = "District"
code = "{D}"
label = "District {D}"

[register]
station = "{ID}"
place = "{P}"
registered = "RE"
complete = true
cap = { rule = "registered", source = "made" }

[[contests]]
id = "mayor"
name = "Mayor"
candidates = [
  { id = "a", name = "Ana Alder" }, { id = "b", name = "Ben Birch" },
  { id = "c", name = "Cai Cedar" }, { id = "d", name = "Dan Dogwood" },
]
outcome = [{ id = "first", kind = "plurality" }]
"""
CANDIDATES = ("a", "b", "c", "d")
SHARES = (0.52, 0.38, 0.06, 0.04)
REGISTERED, VALID = 500, 400
MISSING = 12
"""One station in so many is missing."""


def main() -> None:
    """Print what each step takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stations", type=int, default=25_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", action="append", default=[], choices=QUESTIONS)
    arguments = parser.parse_args()
    clock = _Clock()
    results = made_results(arguments.stations, arguments.seed)
    clock.told("settled figures made and tallied")
    comparisons = [] if "agreement" in arguments.without else compare_all(results)
    clock.told("announcement compared")
    sections = answered(results, comparisons, arguments.without, clock)
    report = Report(results, "00" * 32, sections, ("mayor",), [one.as_json() for one in comparisons])
    figures = stations_csv(results, ["mayor"])
    clock.told(f"stations.csv, {len(figures) / 1e6:,.1f} MB")
    twin = twin_bytes(report)
    clock.told(f"report.json, {len(twin) / 1e6:,.1f} MB")
    for language in LANGUAGES:
        page = report_html(report, language, twin_sha256="00" * 32)
        clock.told(f"report.{language}.html, {len(page) / 1e6:,.2f} MB")


class _Clock:
    """Processor seconds since it was last told of."""

    def __init__(self) -> None:
        self.before = time.process_time()

    def told(self, step: str) -> None:
        now = time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{step:40} {now - self.before:8.1f} s {peak:8,.0f} MB", flush=True)
        self.before = time.process_time()


def answered(results: Results, comparisons: list[Comparison], without: list[str], clock: _Clock) -> tuple[Answer, ...]:
    """Return the answer to every question, the time of each told apart."""
    case, found = Case(results, comparisons), []
    for question in QUESTIONS:
        others = [one for one in QUESTIONS if one != question or one in without]
        found += [one for one in answers(case, ["mayor"], without=others) if one.question == question]
        if question not in without:
            clock.told(f"  {question}")
    return tuple(found)


def made_definition(size: int) -> Definition:
    """Return an election of so many stations, two to a place."""
    rows = (
        f"{number:07},s{number // 2 % 24:02},d{number // 2 % 480:03},p{number // 2:07},{REGISTERED}"
        for number in range(size)
    )
    return parse_definition({"election.toml": ELECTION, "stations.csv": "\n".join(["ID,S,D,P,RE", *rows]).encode()})


def made_results(size: int, seed: int) -> Results:
    """Return settled figures: multinomial votes about shares that differ by district, one station in twelve missing."""
    chance = np.random.Generator(np.random.PCG64(seed))
    definition = made_definition(size)
    districts = chance.dirichlet(np.array(SHARES) * 200, size=480)
    votes = chance.multinomial(VALID, districts[np.arange(size) // 2 % 480])
    settled = {}
    for number in range(size):
        if number % MISSING == 0:
            continue
        key = ResultKey("mayor", 1, f"{number:07}", "station-count")
        by_candidate = dict(zip(CANDIDATES, map(int, votes[number]), strict=True))
        settled[key] = StationResult(
            key=key,
            grade=Grade.B,
            provenance=Provenance.ACCREDITED,
            figures=Figures(None, by_candidate, {}),
            candidates=by_candidate,
            in_main_total=True,
            rests_on=(number + 1,),
        )
    whole = VALID * size
    announced = {"a": round(0.44 * whole), "b": round(0.51 * whole), "c": round(0.03 * whole), "d": round(0.02 * whole)}
    told = Announcement(
        id="first",
        title="First bulletin",
        date="2024-01-08",
        contest="mayor",
        area="",
        source="made",
        candidates=announced,
        percentages={},
        counts={},
        count_percentages={},
        coverage=(("stations", "97"),),
        stage="station-count",
    )
    return results_of(definition, Settlement(settled, (), {}, {}, {}), (told,), entries=size + 1, hour="2024-01-08T00Z")


if __name__ == "__main__":
    main()
