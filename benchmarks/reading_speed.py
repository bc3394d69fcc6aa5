"""Sheets per second per core for each kind of form: ours, and on the same sheets what other people's readers take.

One process, one thread, no sandbox (benchmarks/pool.py measures that); decoding the file is included. Real sheets are
read where --data has them, generated ones otherwise. Times are processor time, that of started programs included.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers.ocr_engines import ENGINES
from benchmarks.peers.qr_readers import PEERS, ReaderMissingError

from tallyproof.demo.country import make_country, vote
from tallyproof.demo.defects import as_jpeg, scan_defects, take_picture
from tallyproof.demo.form import render_form
from tallyproof.demo.grade_ballot import LONG_GRAMMAR
from tallyproof.demo.grades import graded_strip
from tallyproof.election import load_definition
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.template import Template
from tallyproof.read.every_way import read_page
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.page import PageReading, parsed
from tallyproof.read.reading import Raster
from tallyproof.safety.decode import decoded
from tallyproof.safety.formats import Limits, Page
from tallyproof.steps.layouts import layouts_of

CHECKOUT = Path(__file__).resolve().parents[1]
DATA = CHECKOUT.parent / "shared/data"
VENEZUELA = CHECKOUT / "examples/venezuela-2024"
GUATEMALA_LAYOUT = CHECKOUT / "examples/guatemala-2023/layouts/municipal.toml"
DEMO_LAYOUT = CHECKOUT / "examples/demo-form/layout.toml"
SAMPLE_PRINT = CHECKOUT / "tests/unit/read/strip/sample-strip.toml"
QR_PEERS = ("zxing-cpp", "zbar", "script")


@dataclass(frozen=True, slots=True)
class Kind:
    """Sheets of one kind, the layouts they are read by, and the peers that read the same thing."""

    name: str
    sheets: tuple[bytes, ...]
    layouts: tuple[ReadLayout, ...]
    peers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timed:
    """One reader on one kind of sheet."""

    kind: str
    reader: str
    sheets: int
    seconds: tuple[float, ...]
    read: float
    """Figures read on a sheet on average; of peers, sheets or texts of which something was read."""

    def row(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "reader": self.reader,
            "sheets": self.sheets,
            "sheets per second per core": self.sheets / sum(self.seconds),
            "milliseconds median": 1000 * statistics.median(self.seconds),
            "milliseconds longest": 1000 * max(self.seconds),
            "read": self.read,
        }


def kinds(data: Path, count: int, seed: int) -> list[Kind]:
    """Return the kinds of sheets with `count` sheets each."""
    first = seed * 1_000_000
    qr_alone = (ReadLayout("strip", LONG_GRAMMAR.station, LONG_GRAMMAR),)
    clean, graded = (
        tuple(graded_strip(grade, first + at).jpeg for at in range(count)) for grade in ("clean", "graded")
    )
    found = [
        Kind("strip, QR code, clean", clean, qr_alone, QR_PEERS),
        Kind("strip, QR code, graded", graded, qr_alone, QR_PEERS),
    ]
    real = sorted((data / "ve-2024/sheets").glob("*.jpg"))[:count]
    if real:
        strips, layouts = tuple(path.read_bytes() for path in real), tuple(layouts_of(load_definition(VENEZUELA)))
        origin = "real"
    else:
        strips, origin = clean, "generated"
        layouts = (replace(qr_alone[0], form_file=SAMPLE_PRINT.read_bytes()),)
    return [
        *found,
        Kind(f"strip, QR code and print, {origin}", strips, layouts, ()),
        Kind(f"strip, print alone, {origin}", tuple(map(_without_code, strips)), layouts, tuple(ENGINES)),
        _handwritten(data, count, seed),
    ]


def _without_code(jpeg: bytes) -> bytes:
    """Return the strip torn off above its code."""
    raster = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    if raster is None:
        raise ValueError("expected a JPEG of a strip, got something that is none")
    return as_jpeg(np.ascontiguousarray(raster[: round(0.88 * raster.shape[0])], dtype=np.uint8), quality=92)


def _handwritten(data: Path, count: int, seed: int) -> Kind:
    station = QrGrammar("form", r"(?P<document>\d{9})", Template("{document}"))
    real = sorted((data / "gt-2023/sheets").glob("*.jpg"))[:count]
    if real:
        layout = ReadLayout("form", station.station, station, GUATEMALA_LAYOUT.read_bytes())
        return Kind("handwritten form, real", tuple(path.read_bytes() for path in real), (layout,), ("zbar", "script"))
    country = make_country(np.random.default_rng(seed), 80)
    votes = vote(np.random.default_rng(seed + 1), country)
    sheets = []
    for at, one in enumerate(islice(country.stations, count)):
        rng = np.random.default_rng([seed, at])
        form = render_form(country.path(one), one, votes[one.code], rng)
        sheets.append(as_jpeg(take_picture(form, scan_defects(rng), rng)))
    layout = ReadLayout("form", station.station, station, DEMO_LAYOUT.read_bytes())
    return Kind("handwritten form, generated", tuple(sheets), (layout,), ("zbar", "script"))


def spent() -> float:
    """Return the processor time of this process and of the programs that it has started."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(kind: Kind, reader: str, sheets: Sequence[bytes], read: Callable[[Page], int]) -> Timed:
    """Return how long a reader takes for each sheet, after one that is not counted."""
    read(_page(sheets[0]))
    seconds, found = [], 0
    for sheet in track(sheets, f"{kind.name}: {reader}", console=Console(stderr=True)):
        started = spent()
        found += read(_page(sheet))
        seconds.append(spent() - started)
    return Timed(kind.name, reader, len(sheets), tuple(seconds), found / len(sheets))


def _page(sheet: bytes) -> Page:
    return next(decoded(sheet, name="sheet.jpg", limits=Limits()))


def _figures(reading: PageReading) -> int:
    ways = reading.sheet.ways if reading.sheet is not None else ()
    return sum(one.value is not None for way in ways for one in way.fields.values())


def _raster(page: Page) -> Raster:
    return np.frombuffer(page.pixels, dtype=np.uint8).reshape(page.height, page.width)


def measure(kind: Kind, peer_sheets: int, missing: dict[str, str]) -> list[Timed]:
    """Return ours and each installed peer's times; why a peer is not there is put into `missing`."""
    results = [timed(kind, "ours", kind.sheets, lambda page: _figures(read_page(page, kind.layouts)))]
    for name in kind.peers:
        try:
            read = _engine(name) if name in ENGINES else _qr_peer(name, kind.layouts)
        except ReaderMissingError as error:
            missing[name] = str(error)
        else:
            results.append(timed(kind, name, kind.sheets[:peer_sheets], read))
    return results


def _engine(name: str) -> Callable[[Page], int]:
    read_text = ENGINES[name]()
    return lambda page: bool(read_text(_raster(page)))


def _qr_peer(name: str, layouts: Sequence[ReadLayout]) -> Callable[[Page], int]:
    read = PEERS[name]()
    grammars = [one.grammar for one in layouts if one.grammar is not None]

    def accepts(text: str) -> bool:
        return any(parsed(grammar, text) is not None for grammar in grammars)

    return lambda page: any(accepts(text) for text in read(_raster(page), accepts))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with ve-2024/sheets and gt-2023/sheets")
    parser.add_argument("--sheets", type=int, default=14, help="sheets of each kind")
    parser.add_argument("--peer-sheets", type=int, default=3, help="sheets of each kind that peers read")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    missing: dict[str, str] = {}
    rows = [
        one.row()
        for kind in kinds(options.data, options.sheets, options.seed)
        for one in measure(kind, options.peer_sheets, missing)
    ]
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    if options.json:
        print(json.dumps({"date": today, "machine": machine, "rows": rows, "skipped": missing}, indent=2))
        return
    table = Table(title="Sheets per second per core", title_justify="left")
    for heading in ("kind", "reader", "sheets", "per second", "ms median", "ms longest", "read"):
        table.add_column(heading, justify="left" if heading in ("kind", "reader") else "right")
    for row in rows:
        table.add_row(
            row["kind"], row["reader"], str(row["sheets"]), f"{row['sheets per second per core']:.2f}",
            f"{row['milliseconds median']:.0f}", f"{row['milliseconds longest']:.0f}", f"{row['read']:.1f}",
        )  # fmt: skip
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    console.print("read: figures on a sheet for ours, share of sheets with any text for the others")
    for name, reason in missing.items():
        console.print(f"skipped {name}: {reason}")
    console.print(f"{today}, {machine}, seed {options.seed}")


if __name__ == "__main__":
    main()
