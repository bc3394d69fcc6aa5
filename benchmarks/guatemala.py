"""How many real handwritten sheets are read without a person, and how many wrong figures that costs.

    python benchmarks/guatemala.py --folds         the development set, each sheet by a network new to its centre
    python benchmarks/guatemala.py --data DIR      the committed network on any folder with labels.csv and sheets/

`--folds` needs the networks that `training/boxes/train.py --folds` leaves in build/boxes; `--curve FILE.svg` draws the
share of sheets accepted against wrong figures among them. Times are processor time of one thread, without JPEG.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import beta

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.guatemala_altered import Altered, altered_readings, counted
from benchmarks.guatemala_curve import Point, draw
from training.boxes.cells import (
    CHECKOUT,
    DATA,
    NUMBERS,
    TOTALS,
    corrected,
    figures,
    fold_of,
    municipal_form,
    signs_of,
    written_signs,
)

from tallyproof.layout.form import Blank, BoxForm, Writing
from tallyproof.read.boxes.deciding import LIMITS, decided
from tallyproof.read.boxes.digits import Chances, DigitNet, committed_net
from tallyproof.read.boxes.fields import FieldChances, field_chances
from tallyproof.read.boxes.placing import placed_patches
from tallyproof.read.boxes.register import Registered, register_page
from tallyproof.read.boxes.sums import holds
from tallyproof.read.reading import CERTAIN, FieldReading, Raster, Sum

FOLDS = 5
GOAL_ACCEPTED = 0.70
GOAL_WRONG = 1 / 2000
_BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.0)

Labels = Mapping[str, Mapping[str, int | None]]


def form_sums(form: BoxForm) -> tuple[Sum, ...]:
    """Return the identities that the form itself prints below its totals."""
    parties = tuple(one.id for one in form.fields if one.writing is Writing.DIGITS and one.id not in TOTALS)
    return (
        Sum("parties-make-valid", parties, ("valid",)),
        Sum("valid-null-blank-make-issued", ("valid", "null", "blank"), ("validly-issued",)),
        Sum("issued-invalid-make-total", ("validly-issued", "invalid"), ("total",)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class SheetRead:
    """One sheet as far as no limit matters: the chances of its boxes (fields × boxes × classes), by field."""

    name: str
    registered: bool
    chances: Mapping[str, Chances]
    fields: Mapping[str, FieldChances]
    register_seconds: float
    read_seconds: float


def read_sheet(path: Path, form: BoxForm, net: DigitNet) -> SheetRead:
    """Return what the boxes of one sheet may say."""
    raster = _picture(path)
    started = time.process_time()
    registered = register_page(raster, form)
    between = time.process_time()
    if not isinstance(registered, Registered):
        return SheetRead(path.name, False, {}, {}, between - started, 0.0)
    patches = [one for one in placed_patches(raster, registered, form) if one.writing is Writing.DIGITS]
    rows = net.chances([one.pixels for one in patches])
    at: dict[str, list[int]] = {}
    for index, patch in enumerate(patches):
        at.setdefault(patch.field, []).append(index)
    chances = {name: rows[np.array(indexes)] for name, indexes in at.items()}
    fields = {name: field_chances(some, form.field(name).blank) for name, some in chances.items()}
    return SheetRead(path.name, True, chances, fields, between - started, time.process_time() - between)


@dataclass(frozen=True, slots=True)
class Share:
    """A number out of another, with the 95% interval of the share (Clopper and Pearson)."""

    count: int
    of: int
    low: float
    high: float

    @classmethod
    def of_counts(cls, count: int, of: int) -> Share:
        low = float(beta.ppf(0.025, count, of - count + 1)) if count else 0.0
        high = float(beta.ppf(0.975, count + 1, of - count)) if count < of else 1.0
        return cls(count, of, low, high)

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0

    def shown(self) -> str:
        return f"{self.count:,} of {self.of:,} = {self.share:.3%} ({self.low:.3%} to {self.high:.3%})"


@dataclass(frozen=True, slots=True)
class Scored:
    """How the sheets came out under some limits."""

    figures_read: Share
    wrong_read: Share
    sheets_whole: Share
    wrong_whole: Share
    sheets_accepted: Share
    wrong_accepted: Share
    sheets_wrong: Share


Decide = Callable[[Mapping[str, FieldChances]], dict[str, FieldReading]]


def score(read: Sequence[SheetRead], labels: Labels, decide: Decide, sums: Sequence[Sum]) -> Scored:
    """Return what these decisions cost.

    A sheet is whole when all its figures are read, and accepted when its sums hold as well: one reading that does not
    add up goes to people.
    """
    count: Counter[str] = Counter()
    for sheet in read:
        truth = labels[sheet.name]
        readings = decide(sheet.fields) if sheet.registered else {}
        wrong = sum(
            is_wrong(reading, value) for name, reading in readings.items() if (value := truth.get(name)) is not None
        )
        count["figures"] += len(truth) - len(NUMBERS)
        count["read"] += sum(not one.is_unread for one in readings.values())
        count["wrong read"] += wrong
        values = values_of(readings)
        if not readings or len(values) < len(readings):
            continue
        count["whole"] += 1
        count["figures whole"] += len(values)
        count["wrong whole"] += wrong
        if all(holds(values, one) for one in sums):
            count["accepted"] += 1
            count["figures accepted"] += len(values)
            count["wrong accepted"] += wrong
            count["wrong sheets"] += wrong > 0
    return Scored(
        Share.of_counts(count["read"], count["figures"]),
        Share.of_counts(count["wrong read"], count["read"]),
        Share.of_counts(count["whole"], len(read)),
        Share.of_counts(count["wrong whole"], count["figures whole"]),
        Share.of_counts(count["accepted"], len(read)),
        Share.of_counts(count["wrong accepted"], count["figures accepted"]),
        Share.of_counts(count["wrong sheets"], count["accepted"]),
    )


def values_of(readings: Mapping[str, FieldReading]) -> dict[str, int]:
    """Return the figures that are read; a blank or dash is 0 where the form says so."""
    zero = {one.id for one in municipal_form().fields if one.blank is Blank.ZERO}
    values = {}
    for name, one in readings.items():
        if one.value is not None:
            values[name] = one.value
        elif not one.is_unread and name in zero:
            values[name] = 0
    return values


def is_wrong(reading: FieldReading, truth: int) -> bool:
    """Whether a reading says something else than the paper; a blank or dash is no wrong zero."""
    if reading.is_unread:
        return False
    if reading.value is None:
        return truth != 0
    return reading.value != truth


def score_boxes(read: Sequence[SheetRead], labels: Labels, written: Mapping[tuple[str, str], str]) -> Share:
    """Return how many boxes' likeliest sign is what stands there, of those of which that is known."""
    right = known = 0
    for sheet in read:
        for name, rows in sheet.chances.items():
            signs = signs_of(labels[sheet.name].get(name), len(rows), written.get((sheet.name, name)))
            for sign, row in zip(signs, rows, strict=True):
                known += sign >= 0
                right += int(row.argmax()) == sign
    return Share.of_counts(right, known)


def score_figures(read: Sequence[SheetRead], labels: Labels) -> Share:
    """Return how many figures' likeliest reading is the label, whatever its chance."""
    right = known = 0
    for sheet in read:
        for name, field in sheet.fields.items():
            truth = labels[sheet.name].get(name)
            if truth is not None:
                known += 1
                right += field.best is not None and (field.best.value or 0) == truth
    return Share.of_counts(right, known)


@dataclass(frozen=True, slots=True)
class Bin:
    """Figures whose likeliest reading has a chance in one range, and how many of them are right."""

    low: float
    high: float
    figures: int
    said: float
    right: float


def reliability(read: Sequence[SheetRead], labels: Labels) -> list[Bin]:
    """Return how often figures are right beside how often their chances say so."""
    pairs = []
    for sheet in read:
        for name, field in sheet.fields.items():
            truth = labels[sheet.name].get(name)
            if truth is not None and field.best is not None:
                pairs.append((field.best.chance, (field.best.value or 0) == truth))
    bins = []
    for low, high in pairwise(_BINS):
        inside = [pair for pair in pairs if low <= pair[0] < high or (high == 1.0 and pair[0] >= high)]
        if inside:
            said, right = (float(np.mean(column)) for column in zip(*inside, strict=True))
            bins.append(Bin(low, high, len(inside), said, right))
    return bins


def add_up_rates(labels: Labels, sums: Sequence[Sum]) -> dict[str, Share]:
    """Return of how many sheets each sum fails by the labels themselves."""
    failed = {}
    for one in sums:
        known = [
            {name: value for name, value in row.items() if value is not None}
            for row in labels.values()
            if all(row.get(name) is not None for name in (*one.left, *one.right))
        ]
        failed[one.id] = Share.of_counts(sum(not holds(row, one) for row in known), len(known))
    return failed


def alone(limit: float) -> Decide:
    """Return how to decide by the boxes' own chances, sums unseen."""

    def decide(fields: Mapping[str, FieldChances]) -> dict[str, FieldReading]:
        return decided(fields, (), replace(LIMITS, alone=limit, kept=0.0))[0]

    return decide


def together(limit: float, sums: Sequence[Sum]) -> Decide:
    """Return how to decide with the sums as the reader does, its limits moved together."""
    limits = replace(LIMITS, alone=limit, together=max(limit, LIMITS.together))

    def decide(fields: Mapping[str, FieldChances]) -> dict[str, FieldReading]:
        return decided(fields, sums, limits)[0]

    return decide


_TRIED = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)


def curves(read: Sequence[SheetRead], labels: Labels, sums: Sequence[Sum]) -> list[tuple[str, list[Point]]]:
    """Return the trade-off by the boxes alone, and with the sums weighed in and checked."""
    by_boxes = [(limit, score(read, labels, alone(limit), ())) for limit in _TRIED]
    by_sums = [(limit, score(read, labels, together(limit, sums), sums)) for limit in _TRIED]
    return [
        ("by confidence alone", [_point(limit, one) for limit, one in by_boxes]),
        ("with the sheet's sums", [_point(limit, one) for limit, one in by_sums]),
    ]


def _point(limit: float, one: Scored) -> Point:
    wrong = one.wrong_accepted
    return Point(limit, one.sheets_accepted.share, wrong.share, wrong.low, wrong.high)


def _nets(options: argparse.Namespace) -> list[DigitNet]:
    if options.folds:
        return [DigitNet((options.nets / f"fold-{fold}.onnx").read_bytes()) for fold in range(FOLDS)]
    return [committed_net()] * FOLDS


def _paths(options: argparse.Namespace) -> list[Path]:
    return sorted((options.data / "sheets").glob("*.jpg"))[: options.sheets]


def _picture(path: Path) -> Raster:
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise SystemExit(f"{path}: expected a picture, got something else")
    return np.asarray(picture, np.uint8)


def _all_altered(options: argparse.Namespace, form: BoxForm, sums: Sequence[Sum]) -> list[Altered]:
    nets = _nets(options)
    results: list[Altered] = []
    for path in _paths(options):
        raster, net = _picture(path), nets[fold_of(path.name, FOLDS)]
        registered = register_page(raster, form)
        if isinstance(registered, Registered):
            chance = random.Random(f"{options.seed} {path.name}")
            results += altered_readings(net, raster, registered, form, sums, chance=chance, times=options.altered)
    return results


def _all_read(options: argparse.Namespace, form: BoxForm) -> Iterator[SheetRead]:
    nets = _nets(options)
    for path in _paths(options):
        yield read_sheet(path, form, nets[fold_of(path.name, FOLDS)])


def _print(console: Console, read: Sequence[SheetRead], labels: Labels, sums: Sequence[Sum], title: str) -> Scored:
    result = score(read, labels, together(LIMITS.alone, sums), sums)
    table = Table(title=title, title_justify="left")
    table.add_column("measured")
    table.add_column("result (95% interval)")
    rows = [
        ("figures right, the likeliest taken", score_figures(read, labels)),
        ("figures read", result.figures_read),
        ("wrong among the read", result.wrong_read),
        ("sheets with every figure read", result.sheets_whole),
        ("wrong figures among those", result.wrong_whole),
        ("sheets accepted: every figure read, sums hold", result.sheets_accepted),
        ("wrong figures among the accepted", result.wrong_accepted),
        ("sheets with a wrong figure among the accepted", result.sheets_wrong),
    ]
    for name, share in rows:
        table.add_row(name, share.shown())
    console.print(table)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with labels.csv and sheets/")
    parser.add_argument("--folds", action="store_true", help="read each sheet by the network of its fold")
    parser.add_argument("--nets", type=Path, default=CHECKOUT / "build/boxes", help="where the folds' networks are")
    parser.add_argument("--sheets", type=int, help="only so many of the first sheets")
    parser.add_argument("--curve", type=Path, help="draw the trade-off into this SVG file")
    parser.add_argument("--altered", type=int, default=0, help="alter each sheet so many times and read it again")
    parser.add_argument("--seed", type=int, default=1, help="of the alterations")
    parser.add_argument("--errors", action="store_true", help="name the wrong figures")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data}: the Guatemalan sheets are not here, nothing to measure")
        return
    form = municipal_form()
    sums = form_sums(form)
    typed = figures(options.data)
    put_right, written = corrected(typed), written_signs()
    if options.altered:
        for outcome, count in counted(_all_altered(options, form, sums)).items():
            print(f"{count:>6} {outcome}")
        return
    read = list(_all_read(options, form))
    report(options, read, sums, {"typed": typed, "put right": put_right}, written)


def report(
    options: argparse.Namespace,
    read: Sequence[SheetRead],
    sums: Sequence[Sum],
    labels: Mapping[str, Labels],
    written: Mapping[tuple[str, str], str],
) -> None:
    """Print everything that was measured, and draw the curve."""
    console = Console(width=120, stderr=options.json)
    best = labels["put right"]
    found = [one for one in read if one.registered]
    boxes = score_boxes(found, best, written)
    console.print(f"sheets: {len(read)}, forms found: {len(found)}")
    console.print(f"boxes right: {boxes.shown()}")
    for one in (("register", [s.register_seconds for s in read]), ("read", [s.read_seconds for s in found])):
        console.print(f"milliseconds to {one[0]}: median {1000 * float(np.median(one[1])):.0f}")
    for name, rate in add_up_rates({s.name: best[s.name] for s in read}, sums).items():
        console.print(f"does not add up by the labels put right, {name}: {rate.shown()}")
    results = {
        name: _print(console, read, some, sums, f"labels as {name}" if name == "typed" else f"labels {name}")
        for name, some in labels.items()
    }
    bins = reliability(found, best)
    for one_bin in bins:
        console.print(
            f"said {one_bin.low:g} to {one_bin.high:g}: {one_bin.figures:,} figures, "
            f"mean {one_bin.said:.4f}, right {one_bin.right:.4f}"
        )
    drawn = curves(read, best, sums)
    for name, points in drawn:
        for point in points:
            console.print(
                f"{name}, limit {point.limit:g}: {point.accepted:.1%} accepted, {point.wrong:.3%} wrong "
                f"({point.low:.3%} to {point.high:.3%})"
            )
    if options.errors:
        for line in error_lines(read, best, together(LIMITS.alone, sums)):
            console.print(line)
    if options.curve:
        options.curve.write_text(draw(drawn, (GOAL_ACCEPTED, GOAL_WRONG), f"{len(read)} real sheets"))
    goal = results["put right"]
    met = goal.sheets_accepted.share >= GOAL_ACCEPTED and goal.wrong_accepted.share <= GOAL_WRONG
    console.print(f"goal: 70% of sheets accepted with at most 1 wrong figure in 2,000: {'met' if met else 'missed'}")
    if options.json:
        kept = {name: asdict(one) for name, one in results.items()}
        print(json.dumps({"boxes": asdict(boxes), "results": kept, "reliability": [asdict(one) for one in bins]}))


def error_lines(read: Sequence[SheetRead], labels: Labels, decide: Decide) -> Iterator[str]:
    """Give a line for every wrong figure."""
    for sheet in read:
        for name, reading in decide(sheet.fields).items() if sheet.registered else ():
            truth = labels[sheet.name].get(name)
            if truth is not None and is_wrong(reading, truth):
                yield (
                    f"{sheet.name} {name}: label {truth}, read {reading.value} {reading.state.value} "
                    f"at {reading.confidence / CERTAIN:.4f}"
                )


if __name__ == "__main__":
    main()
