"""Decode rate, false reads and milliseconds of QR readers, ours and others', on graded strips and on crops.

The strips and crops are made from a seed while the benchmark runs; `--real` reads a folder of real strips with
payloads.csv instead. Each item is one row of JSON in the `--resume` file, and a second run with that file goes on
where the first stopped. Times are processor time of one process, JPEG decode included, so that other work on the
machine counts less.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers.qr_readers import PEERS, Read, ReaderMissingError

from tallyproof.demo.grade_ballot import LONG_GRAMMAR
from tallyproof.demo.grade_noise import noise_crop
from tallyproof.demo.grades import GRADES, graded_strip
from tallyproof.layout.qr import GrammarMismatchError
from tallyproof.read.qr import find_qr
from tallyproof.read.reading import Raster
from tallyproof.safety.decode import decoded
from tallyproof.safety.formats import Limits

OURS = "ours"
CROPS = "crops"
REAL = "real"
CROP_READERS = (OURS, "zxing-cpp", "zbar")
SEEDS_APART = 10_000_000
GOALS = {"graded": 0.985, "field": 0.95, "worst": 0.40}
GOAL_MILLISECONDS = 60.0
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Item:
    """One picture to be read: a grade or CROPS with a seed, or REAL with the path and the payload."""

    set: str
    seed: int
    path: str = ""
    payload: str = ""

    @property
    def name(self) -> str:
        return f"{self.set}:{Path(self.path).name if self.path else self.seed}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reader made of one picture."""

    is_read: bool
    false: tuple[str, ...]
    milliseconds: float
    method: str = ""
    erasures: int = 0


@dataclass(slots=True)
class Score:
    """All answers of one reader to one set."""

    answers: list[Answer] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        times = sorted(one.milliseconds for one in self.answers)
        read, count = sum(one.is_read for one in self.answers), len(self.answers)
        low, high = wilson(read, count)
        return {
            "count": count,
            "read": read,
            "rate": read / count,
            "interval": [low, high],
            "items with a false read": sum(bool(one.false) for one in self.answers),
            "milliseconds median": statistics.median(times),
            "milliseconds p95": times[min(count - 1, math.ceil(0.95 * count) - 1)],
        }


def wilson(successes: int, count: int) -> tuple[float, float]:
    """Return the 95% interval of a share (Wilson 1927)."""
    share, spread = successes / count, Z * Z / count
    middle = (share + spread / 2) / (1 + spread)
    reach = Z / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def is_strip(text: str) -> bool:
    """Whether a text is what a strip of 38 lines says."""
    try:
        LONG_GRAMMAR.parse(text)
    except GrammarMismatchError:
        return False
    return True


@lru_cache(maxsize=1)
def readers() -> tuple[dict[str, Read], dict[str, str]]:
    """Return the peers that are installed here, and why the others are not."""
    found, missing = {}, {}
    for name, make in PEERS.items():
        try:
            found[name] = make()
        except ReaderMissingError as error:
            missing[name] = str(error)
    return found, missing


def picture_of(item: Item) -> tuple[bytes | Raster, frozenset[str]]:
    """Return the bytes of a strip, or the raster of a crop, with the true texts of the codes in it."""
    if item.set == CROPS:
        return noise_crop(item.seed)
    if item.set == REAL:
        return Path(item.path).read_bytes(), frozenset({item.payload})
    strip = graded_strip(item.set, item.seed)
    return strip.jpeg, frozenset({strip.payload})


def raster_of(picture: bytes | Raster) -> Raster:
    if isinstance(picture, np.ndarray):
        return picture
    page = next(decoded(picture, name="strip.jpg", limits=Limits()))
    return np.frombuffer(page.pixels, dtype=np.uint8).reshape(page.height, page.width)


def answer(reader: str, picture: bytes | Raster, truth: frozenset[str]) -> Answer:
    """Return what a reader makes of a picture; a text that is not in the truth is a false read."""
    started = time.process_time()
    raster = raster_of(picture)
    method, erasures = "", 0
    if reader == OURS:
        codes = find_qr(raster, is_strip)
        texts = [code.text for code in codes]
        right = [code for code in codes if code.text in truth]
        if right:
            method, erasures = right[0].method, right[0].erasures
    else:
        texts = readers()[0][reader](raster, is_strip)
    spent = 1000 * (time.process_time() - started)
    false = tuple(sorted(set(texts) - truth))
    return Answer(any(text in truth for text in texts), false, round(spent, 2), method, erasures)


def measure(item: Item, names: Sequence[str]) -> dict[str, Any]:
    """Return the row of one item: what each of the named readers made of it."""
    cv2.setNumThreads(1)
    picture, truth = picture_of(item)
    row: dict[str, Any] = {"item": item.name, "set": item.set, "seed": item.seed, "readers": {}}
    for name in names:
        one = answer(name, picture, truth)
        row["readers"][name] = {
            "read": one.is_read,
            "false": list(one.false),
            "ms": one.milliseconds,
            "method": one.method,
            "erasures": one.erasures,
        }
    return row


def wanted(options: argparse.Namespace) -> list[Item]:
    first = options.seed * SEEDS_APART
    if options.real is not None:
        with (options.real / "payloads.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        return [Item(REAL, 0, str(options.real / row["image"]), row["qr_payload"]) for row in rows]
    items = [Item(grade, first + at) for grade in options.grades for at in range(options.strips)]
    return items + [Item(CROPS, first + at) for at in range(options.crops)]


def kept_rows(path: Path | None) -> list[dict[str, Any]]:
    """Return the rows of an earlier run; a last line that was cut short is left out."""
    if path is None or not path.exists():
        return []
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:  # the run was stopped while it wrote this line
            continue
    return rows


def work(tasks: Sequence[tuple[Item, tuple[str, ...]]], *, workers: int, to: Path | None) -> Iterator[dict[str, Any]]:
    """Yield the row of each task as it is done, written to the file first."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("reading", total=len(tasks))
        for row in _measured(tasks, workers):
            if to is not None:
                with to.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            progress.update(bar, advance=1, description=str(row["item"]))
            yield row


def _measured(tasks: Sequence[tuple[Item, tuple[str, ...]]], workers: int) -> Iterator[dict[str, Any]]:
    items, names = [one for one, _ in tasks], [one for _, one in tasks]
    if workers == 1:
        yield from map(measure, items, names)
        return
    with ProcessPoolExecutor(max_workers=workers) as pool:
        yield from pool.map(measure, items, names, chunksize=4)


def scores(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> dict[str, dict[str, Score]]:
    """Return the scores by set and reader; of two rows of one item the later one counts."""
    latest: dict[tuple[str, str], tuple[str, Mapping[str, Any]]] = {}
    for row in rows:
        for name, one in row["readers"].items():
            latest[row["item"], name] = (row["set"], one)
    result: dict[str, dict[str, Score]] = {}
    for (_, name), (group, one) in latest.items():
        if name in names:
            scored = result.setdefault(group, {}).setdefault(name, Score())
            scored.answers.append(Answer(one["read"], tuple(one["false"]), one["ms"], one["method"], one["erasures"]))
    return result


def as_report(
    result: Mapping[str, Mapping[str, Score]], missing: Mapping[str, str], options: argparse.Namespace
) -> dict[str, Any]:
    """Return the report as JSON values."""
    sets: dict[str, Any] = {}
    for group, by_reader in result.items():
        sets[group] = {name: score.row() for name, score in by_reader.items()}
        methods: dict[str, int] = {}
        for one in by_reader.get(OURS, Score()).answers:
            if one.is_read:
                methods[one.method] = methods.get(one.method, 0) + 1
        if methods:
            sets[group][OURS]["methods"] = dict(sorted(methods.items(), key=lambda pair: -pair[1]))
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        "seed": options.seed,
        "sets": sets,
        "skipped": dict(missing),
    }


def show(report: Mapping[str, Any]) -> None:
    """Print the report as tables."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    for group, by_reader in report["sets"].items():
        goal = f" - goal {GOALS[group]:.1%}" if group in GOALS else ""
        table = Table(title=f"{group}{goal}", title_justify="left")
        for heading in ("reader", "read", "of", "rate", "95% interval", "false", "ms median", "ms p95"):
            table.add_column(heading, justify="left" if heading == "reader" else "right")
        for name, one in by_reader.items():
            low, high = one["interval"]
            table.add_row(
                name, str(one["read"]), str(one["count"]), f"{one['rate']:.1%}", f"{low:.1%} to {high:.1%}",
                str(one["items with a false read"]), f"{one['milliseconds median']:.0f}",
                f"{one['milliseconds p95']:.0f}",
            )  # fmt: skip
        console.print(table)
        for method, count in by_reader.get(OURS, {}).get("methods", {}).items():
            console.print(f"  {method}: {count}")
    clean = report["sets"].get("clean", {}).get(OURS)
    if clean is not None:
        met = "met" if clean["milliseconds median"] < GOAL_MILLISECONDS else "missed"
        console.print(f"median of easy strips under {GOAL_MILLISECONDS:.0f} ms: {met}")
    for name, reason in report["skipped"].items():
        console.print(f"skipped {name}: {reason}")
    console.print(f"{report['date']}, {report['machine']}, seed {report['seed']}")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--strips", type=int, default=200, help="strips of each grade")
    parser.add_argument("--grades", default="graded,field,worst,clean", help=f"of {', '.join(GRADES)}")
    parser.add_argument("--crops", type=int, default=10_000, help="crops in which no strip must be seen")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--readers", default=",".join((OURS, *PEERS)), help="readers of strips")
    parser.add_argument("--crop-readers", default=",".join(CROP_READERS), help="readers of crops")
    parser.add_argument("--real", type=Path, metavar="DIR", help="read the real strips of this folder instead")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="keep a row for each item here, and go on from it")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args()
    options.grades = [grade for grade in options.grades.split(",") if grade]
    unknown = [grade for grade in options.grades if grade not in GRADES]
    if unknown:
        parser.error(f"--grades: expected some of {', '.join(GRADES)}, got {unknown[0]!r}")
    for name in (*options.readers.split(","), *options.crop_readers.split(",")):
        if name and name not in (OURS, *PEERS):
            parser.error(f"--readers: expected some of {', '.join((OURS, *PEERS))}, got {name!r}")
    if options.real is not None and not (options.real / "payloads.csv").is_file():
        parser.error(f"--real: expected a folder with payloads.csv, found none in {options.real}")
    return options


def main() -> None:
    options = parsed()
    missing = {name: reason for name, reason in readers()[1].items() if name in options.readers.split(",")}
    chosen = {
        group: tuple(name for name in names.split(",") if name and name not in missing)
        for group, names in (("strips", options.readers), (CROPS, options.crop_readers))
    }
    items = wanted(options)
    rows = kept_rows(options.resume)
    have = {(row["item"], name) for row in rows for name in row["readers"]}
    tasks: list[tuple[Item, tuple[str, ...]]] = []
    for item in items:
        names = chosen[CROPS if item.set == CROPS else "strips"]
        left = tuple(name for name in names if (item.name, name) not in have)
        if left:
            tasks.append((item, left))
    # The first picture of a process pays for libraries that load late.
    measure(Item("clean", 0), (*chosen["strips"],) if tasks else ())
    rows += work(tasks, workers=options.workers, to=options.resume)
    asked = {item.name for item in items}
    names = tuple(dict.fromkeys((*chosen["strips"], *chosen[CROPS])))
    report = as_report(scores((row for row in rows if row["item"] in asked), names), missing, options)
    if options.json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        show(report)


if __name__ == "__main__":
    main()
