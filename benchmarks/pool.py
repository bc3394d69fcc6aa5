"""Sheets read in a second: by our pool of sandboxes and by Dask on this machine, beside readers without any guard.

All ways read the same sheets with the same reader, in turns, and must give the same readings. The sheets are generated
strips, or with --election and --sheets the pictures of a folder by the layouts of an election.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import distributed
from rich.console import Console
from rich.table import Table

from tallyproof.demo.grade_ballot import LONG_GRAMMAR
from tallyproof.demo.grades import GRADES, graded_strip
from tallyproof.election import load_definition
from tallyproof.errors import InputError
from tallyproof.read.cluster import read_on_cluster
from tallyproof.read.every_way import read_page
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.message import as_message, from_message
from tallyproof.read.pool import FileReading, read_pages
from tallyproof.safety.decode import decoded
from tallyproof.safety.formats import Limits
from tallyproof.steps.layouts import layouts_of

Item = tuple[str, bytes]
Way = Callable[[Sequence[Item], Sequence[ReadLayout]], Iterable[FileReading]]
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".pdf")


@dataclass(frozen=True, slots=True)
class Speed:
    """One run of one way: seconds until the first reading was there, readings a second from then on, and the
    processor time of all its processes for each sheet, their start and end included."""

    way: str
    first: float
    per_second: float
    milliseconds: float


def unguarded(item: Item, layouts: Sequence[ReadLayout]) -> FileReading:
    """Read a file in this very process."""
    name, data = item
    try:
        pages = decoded(data, name=name, limits=Limits())
        messages = [as_message(read_page(page, layouts)) for page in pages]
        readings = (from_message(one, layouts, expected=number) for number, one in enumerate(messages, 1))
        return FileReading(name, tuple(readings))
    except InputError as error:
        return FileReading(name, (), str(error))


def plain_loop(items: Sequence[Item], layouts: Sequence[ReadLayout]) -> Iterator[FileReading]:
    return (unguarded(item, layouts) for item in items)


def process_pool(items: Sequence[Item], layouts: Sequence[ReadLayout], *, workers: int) -> Iterator[FileReading]:
    # Spawned as Dask does it: threads of a library must not be forked.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(partial(unguarded, layouts=layouts), items)


def ours(items: Sequence[Item], layouts: Sequence[ReadLayout], *, workers: int) -> Iterator[FileReading]:
    return read_pages(items, layouts, workers=workers)


def by_dask(items: Sequence[Item], layouts: Sequence[ReadLayout], *, workers: int) -> Iterator[FileReading]:
    """Read by a scheduler and workers of one thread, started for it; their start counts until the first reading."""
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=":0",
        worker_dashboard_address=None,
    ) as cluster:
        yield from read_on_cluster(items, layouts, scheduler=str(cluster.scheduler_address))


WAYS: Mapping[str, Way] = {
    "plain loop, no sandbox": plain_loop,
    "ProcessPoolExecutor(2), no sandbox": partial(process_pool, workers=2),
    "tallyproof --workers 1": partial(ours, workers=1),
    "tallyproof --workers 2": partial(ours, workers=2),
    "tallyproof --scheduler, 1 worker": partial(by_dask, workers=1),
    "tallyproof --scheduler, 2 workers": partial(by_dask, workers=2),
}


def timed(name: str, items: Sequence[Item], layouts: Sequence[ReadLayout]) -> tuple[Speed, list[FileReading]]:
    started, before = time.perf_counter(), processor_seconds()
    results: list[FileReading] = []
    moments: list[float] = []
    for result in WAYS[name](items, layouts):
        moments.append(time.perf_counter() - started)
        results.append(result)
    spent = 1000 * (processor_seconds() - before) / len(results)
    return Speed(name, moments[0], (len(results) - 1) / (moments[-1] - moments[0]), spent), results


def processor_seconds() -> float:
    """Processor time of this process and of all that it started and that have ended."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(items: Sequence[Item], layouts: Sequence[ReadLayout], *, rounds: int) -> list[Speed]:
    """Run every way once a round; a way that reads otherwise than the plain loop ends the benchmark."""
    speeds: list[Speed] = []
    expected: list[FileReading] = []
    for _ in range(rounds):
        for name in WAYS:
            speed, results = timed(name, items, layouts)
            speeds.append(speed)
            expected = expected or results
            if results != expected:
                sys.exit(f"{name}: expected the readings of the plain loop, got others; this is a bug")
    return speeds


def summary(speeds: Sequence[Speed]) -> list[dict[str, object]]:
    """Give the medians of each way, and its rate beside that of the plain loop, the first."""
    rows: list[dict[str, object]] = []
    plain = statistics.median(one.per_second for one in speeds if one.way == speeds[0].way)
    for way in dict.fromkeys(one.way for one in speeds):
        runs = [one for one in speeds if one.way == way]
        rate = statistics.median(one.per_second for one in runs)
        first = statistics.median(one.first for one in runs)
        spent = statistics.median(one.milliseconds for one in runs)
        rows.append(
            {
                "way": way,
                "first": round(first, 2),
                "per_second": round(rate, 2),
                "times": round(rate / plain, 2),
                "milliseconds": round(spent),
            }
        )
    return rows


def generated(count: int, grade: str) -> tuple[list[Item], list[ReadLayout]]:
    layout = ReadLayout(LONG_GRAMMAR.id, LONG_GRAMMAR.station, LONG_GRAMMAR)
    return [(f"{grade} {seed}", graded_strip(grade, seed).jpeg) for seed in range(count)], [layout]


def of_folder(election: Path, sheets: Path, count: int) -> tuple[list[Item], list[ReadLayout]]:
    paths = sorted(path for path in sheets.iterdir() if path.suffix.lower() in PICTURES)
    if not paths:
        sys.exit(f"{sheets}: expected pictures, found none")
    # A folder of a few sheets is read over and over.
    items = [(path.name, path.read_bytes()) for path in islice(cycle(paths), count)]
    return items, layouts_of(load_definition(election))


def show(rows: Iterable[dict[str, object]], what: str) -> None:
    table = Table(title=what)
    for name in ("way", "first after s", "sheets/s", "of the plain loop", "CPU ms a sheet"):
        table.add_column(name, justify="left" if name == "way" else "right")
    for row in rows:
        figures = [f"{row[name]:.2f}" for name in ("first", "per_second", "times")]
        table.add_row(str(row["way"]), *figures, str(row["milliseconds"]))
    Console(width=100).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=100, help="sheets in each run")
    parser.add_argument("--grade", choices=list(GRADES), default="field", help="of the generated strips")
    parser.add_argument("--election", type=Path, help="an election folder whose layouts are used")
    parser.add_argument("--sheets", type=Path, help="a folder of its sheets")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each way; medians are shown")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if (options.election is None) != (options.sheets is None):
        parser.error("--election and --sheets belong together")
    if options.election:
        items, layouts = of_folder(options.election, options.sheets, options.count)
        what = f"{len(items)} sheets of {options.sheets.parent.name}"
    else:
        items, layouts = generated(options.count, options.grade)
        what = f"{len(items)} generated strips of grade {options.grade}"
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    what += f"; {cores} cores, Python {platform.python_version()}, load before {load:.1f}"
    speeds = measure(items, layouts, rounds=options.rounds)
    rows = summary(speeds)
    if options.json:
        print(json.dumps({"what": what, "rows": rows, "runs": [asdict(one) for one in speeds]}, indent=2))
    else:
        show(rows, what)


if __name__ == "__main__":
    main()
