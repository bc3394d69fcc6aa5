"""How well printed strips are read in digits and in words, and how long a sheet takes on one core.

    python benchmarks/print.py --data ../shared/data/ve-2024/sheets
    python benchmarks/print.py --graded 50 --grades clean,graded
    python benchmarks/print.py --data ../shared/data/ve-2024/sheets --peers --sheets 3

`--peers` runs Tesseract (the program) and RapidOCR (the wheel) over the same sheets where they are installed, each
with a plain script that takes rows from what they read.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from tallyproof.demo.grade_ballot import LONG_FORM
from tallyproof.demo.grades import graded_strip
from tallyproof.layout.strip import StripForm, parse_strip
from tallyproof.model import Way
from tallyproof.read.reading import Raster
from tallyproof.read.strip import read_strip

CHECKOUT = Path(__file__).resolve().parents[1]
LAYOUT = CHECKOUT / "examples/venezuela-2024/layouts/strip.toml"
SAMPLE_LAYOUT = CHECKOUT / "tests/unit/read/strip/sample-strip.toml"

Readings = tuple[Mapping[str, int], Mapping[str, int]]
"""Figures read in digits and in words, by field."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture whose figures are known."""

    name: str
    raster: Raster
    known: Mapping[str, int]


@dataclass(slots=True)
class Score:
    """Figures right, unread and wrong, and the seconds of each sheet."""

    digits: list[int] = field(default_factory=lambda: [0, 0, 0])
    words: list[int] = field(default_factory=lambda: [0, 0, 0])
    both: list[int] = field(default_factory=lambda: [0, 0, 0])
    seconds: list[float] = field(default_factory=list)

    def add(self, known: Mapping[str, int], readings: Readings, seconds: float) -> None:
        self.seconds.append(seconds)
        digits, words = readings
        for name, right in known.items():
            agreed = digits.get(name) if digits.get(name) == words.get(name) else None
            for counts, value in ((self.digits, digits.get(name)), (self.words, words.get(name)), (self.both, agreed)):
                counts[1 if value is None else 0 if value == right else 2] += 1


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--data", type=Path, help="folder of real sheets with payloads.csv")
    options.add_argument("--layout", type=Path, default=LAYOUT)
    options.add_argument("--graded", type=int, default=0, help="generated strips of each grade")
    options.add_argument("--grades", default="clean,graded")
    options.add_argument("--sheets", type=int, default=1_000_000, help="sheets of the folder at most")
    options.add_argument("--peers", action="store_true")
    given = options.parse_args()
    cv2.setNumThreads(1)
    if given.data:
        form = parse_strip(given.layout.read_bytes(), str(given.layout))
        _measure("real sheets", form, list(itertools.islice(_real(given.data, form), given.sheets)), peers=given.peers)
    if given.graded:
        form = parse_strip(SAMPLE_LAYOUT.read_bytes(), str(SAMPLE_LAYOUT))
        for grade in given.grades.split(","):
            _measure(grade, form, list(_graded(grade, given.graded, form)), peers=given.peers)
    if not given.data and not given.graded:
        options.error("give --data FOLDER or --graded COUNT")


def _measure(title: str, form: StripForm, sheets: Sequence[Sheet], *, peers: bool) -> None:
    readers: dict[str, Callable[[Sheet, StripForm], Readings]] = {"tallyproof": _ours}
    if peers and shutil.which("tesseract"):
        readers["tesseract"] = _tesseract
    if peers and find_spec("rapidocr"):
        readers["rapidocr"] = _RapidOcr()
    print(f"\n{title}: {len(sheets)} sheets, {sum(len(one.known) for one in sheets)} figures")
    print(f"{'reader':12} {'way':7} {'right':>7} {'unread':>7} {'wrong':>6}   read     s/sheet (mean, median, max)")
    for name, reader in readers.items():
        score = Score()
        for one in sheets:
            began = time.process_time() + _children_seconds()
            readings = reader(one, form)
            score.add(one.known, readings, time.process_time() + _children_seconds() - began)
        _show(name, score)


def _show(name: str, score: Score) -> None:
    ordered = sorted(score.seconds)
    spent = f"{sum(ordered) / len(ordered):.2f}, {ordered[len(ordered) // 2]:.2f}, {ordered[-1]:.2f}"
    for way, counts in (("digits", score.digits), ("words", score.words), ("agreed", score.both)):
        right, unread, wrong = counts
        print(f"{name:12} {way:7} {right:7} {unread:7} {wrong:6}   {right / sum(counts):7.2%}  {spent}")
        name = spent = ""


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _real(folder: Path, form: StripForm) -> Iterator[Sheet]:
    with (folder / "payloads.csv").open(encoding="utf-8") as table:
        records = list(csv.DictReader(table))
    lines = [row.field for row in form.rows() if row.code]
    for record in records:
        raster = cv2.imread(str(folder / record["image"]), cv2.IMREAD_GRAYSCALE)
        if raster is None:
            sys.exit(f"{folder / record['image']}: expected a picture")
        _, votes, null, blank = record["qr_payload"].split("!")
        by_line = dict(zip(lines, (int(count) for count in votes.split(",")), strict=True))
        yield Sheet(record["image"], np.asarray(raster, np.uint8), _with_counts(by_line, int(null), int(blank), form))


def _graded(grade: str, count: int, form: StripForm) -> Iterator[Sheet]:
    """Yield graded strips that show the whole strip: of a picture of its lower end nothing can be read."""
    for seed in range(10 * count):
        strip = graded_strip(grade, seed)
        raster = cv2.imdecode(np.frombuffer(strip.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        if raster is None or max(raster.shape) < 6 * min(raster.shape):
            continue
        by_line = dict(zip((line.id for line in LONG_FORM.lines), strip.votes.lines, strict=True))
        yield Sheet(
            f"{grade} {seed}",
            np.asarray(raster, np.uint8),
            _with_counts(by_line, strip.votes.null, strip.votes.blank, form),
        )
        count -= 1
        if not count:
            return


def _with_counts(by_line: Mapping[str, int], null: int, blank: int, form: StripForm) -> dict[str, int]:
    valid = sum(by_line.values())
    counts = {"cast": valid + null + blank, "valid": valid, "null": null, "blank": blank}
    return {**by_line, **{name: count for name, count in counts.items() if name in form.fields}}


def _ours(sheet: Sheet, form: StripForm) -> Readings:
    ways = {way.way: way for way in read_strip(sheet.raster, form).ways}
    digits, words = (
        {name: one.value for name, one in ways[way].fields.items() if one.value is not None} if way in ways else {}
        for way in (Way.DIGITS, Way.WORDS)
    )
    return digits, words


def _tesseract(sheet: Sheet, form: StripForm) -> Readings:
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "sheet.png"
        cv2.imwrite(str(picture), sheet.raster)
        ended = subprocess.run(
            ["tesseract", picture, "-", "--psm", "6"], capture_output=True, text=True, check=True,
            env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/usr/local/bin"},
        )  # fmt: skip
    return _rows_in(ended.stdout.splitlines(), form)


class _RapidOcr:
    """RapidOCR with the models of its wheel, over tiles that it does not shrink."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})

    def __call__(self, sheet: Sheet, form: StripForm) -> Readings:
        lines: list[str] = []
        height = sheet.raster.shape[0]
        for top in range(0, height, 900):
            tile = cv2.cvtColor(sheet.raster[top : top + 960], cv2.COLOR_GRAY2BGR)
            found = self._engine(tile)
            if found.boxes is not None:
                lines += _lines_of([(box, text) for box, text in zip(found.boxes, found.txts, strict=True)])
        return _rows_in(lines, form)


def _lines_of(pieces: Sequence[tuple[Sequence[Sequence[float]], str]]) -> list[str]:
    placed = sorted((sum(point[1] for point in box) / 4, min(point[0] for point in box), text) for box, text in pieces)
    lines: list[list[tuple[float, float, str]]] = []
    for piece in placed:
        if lines and piece[0] - lines[-1][-1][0] < 8:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [" ".join(text for _, _, text in sorted(line, key=lambda piece: piece[1])) for line in lines]


def _rows_in(lines: Sequence[str], form: StripForm) -> Readings:
    """Return what rows say: a code or label of the form, digits, and words at the end."""
    words = {word.casefold(): str(digit) for digit, word in enumerate(form.words)}
    digits_read: dict[str, int] = {}
    words_read: dict[str, int] = {}
    for line in lines:
        for row in form.rows():
            name = row.code or re.escape(row.label)
            match = re.search(rf"(?:^|\s){name}\s+(\d{{1,5}})?\s*([^\d]*)$", line.strip(), re.IGNORECASE)
            if match is None or not row.field:
                continue
            if match[1] is not None:
                digits_read.setdefault(row.field, int(match[1]))
            spelt = [words.get(word.casefold(), "") for word in re.findall(r"\w+", match[2])]
            if len(spelt) == form.word_count and all(spelt):
                words_read.setdefault(row.field, int("".join(spelt)))
    return digits_read, words_read


if __name__ == "__main__":
    main()
