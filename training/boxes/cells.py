"""The boxes of the real sheets, cut out as the reader cuts them, with what stands in each."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.form import BoxForm, Writing, parse_form
from tallyproof.read.boxes.cut import Patch
from tallyproof.read.boxes.digits import BLANK, DASH, OTHER
from tallyproof.read.boxes.placing import placed_patches
from tallyproof.read.boxes.register import Registered, register_page

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
DATA = CHECKOUT.parent / "shared/data/gt-2023"
LAYOUT = CHECKOUT / "examples/guatemala-2023/layouts/municipal.toml"
LABEL_ERRORS = HERE / "label_errors.csv"
WRITTEN = HERE / "written.csv"

FIRST = "todos"
TOTALS = ("valid", "null", "blank", "validly-issued", "invalid", "total")
NUMBERS = ("received", "unused")
UNKNOWN = -1
_SIGNS = {"_": BLANK, "-": DASH, "x": OTHER, "?": UNKNOWN} | {str(digit): digit for digit in range(10)}
_NOT_READ = "Impugnaciones"


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """All boxes of digits of a set of sheets, row by row the same length.

    `patches` (n, SIDE, SIDE); `sheet` and `field` index `names` and `fields`; `place` counts boxes from the left;
    `sign` is the class that stands there, UNKNOWN where nobody can say.
    """

    names: tuple[str, ...]
    fields: tuple[str, ...]
    patches: NDArray[np.uint8]
    sheet: NDArray[np.int64]
    field: NDArray[np.int64]
    place: NDArray[np.int64]
    sign: NDArray[np.int64]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            path,
            names=np.array(self.names),
            fields=np.array(self.fields),
            patches=self.patches,
            sheet=self.sheet,
            field=self.field,
            place=self.place,
            sign=self.sign,
        )

    @classmethod
    def load(cls, path: Path) -> Cells:
        with np.load(path) as kept:
            return cls(
                names=tuple(str(one) for one in kept["names"]),
                fields=tuple(str(one) for one in kept["fields"]),
                patches=kept["patches"],
                sheet=kept["sheet"],
                field=kept["field"],
                place=kept["place"],
                sign=kept["sign"],
            )


@lru_cache(maxsize=1)
def municipal_form() -> BoxForm:
    """Return the layout of Guatemala's form."""
    return parse_form(LAYOUT.read_bytes(), str(LAYOUT))


def centre_of(name: str) -> str:
    """Return the voting centre of a sheet, which its file name gives: centro_100_mesa_1322.jpg."""
    return name.split("_")[1]


def fold_of(name: str, folds: int) -> int:
    """Return the fold of a sheet: whole centres go together, by a fixed shuffle of their numbers."""
    return int(centre_of(name)) * 7919 % 10007 % folds


def figures(data: Path) -> dict[str, dict[str, int]]:
    """Return the labels by image and field id, as the volunteers typed them.

    The first row of the form is not among them: it is what the others leave of the valid total.
    """
    ids = [one.id for one in municipal_form().fields if one.writing is Writing.DIGITS]
    parties = [one for one in ids if one not in TOTALS]
    with (data / "labels.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    order = [*parties[1:], *TOTALS, _NOT_READ, *NUMBERS]
    if len(lines[0]) != len(order) + 1:
        raise SystemExit(f"{data / 'labels.csv'}: expected {len(order) + 1} columns, got {len(lines[0])}")
    found = {}
    for image, *values in lines[1:]:
        row = {name: int(value) for name, value in zip(order, values, strict=True)}
        del row[_NOT_READ]
        row[FIRST] = row["valid"] - sum(row[one] for one in parties[1:])
        found[image] = row
    return found


def corrected(labels: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int | None]]:
    """Return the labels with the errors of label_errors.csv put right; None where nobody can say what is written."""
    result: dict[str, dict[str, int | None]] = {image: dict(row) for image, row in labels.items()}
    for one in _rows(LABEL_ERRORS):
        if one["image"] in result:
            result[one["image"]][one["field"]] = int(one["written"]) if one["written"] else None
    return result


def written_signs() -> dict[tuple[str, str], str]:
    """Return what stands in the boxes of the rows that are not plainly digits in every box, by image and field."""
    return {(one["image"], one["field"]): one["boxes"] for one in _rows(WRITTEN)}


def signs_of(value: int | None, boxes: int, written: str | None) -> list[int]:
    """Return the class in each box of a row, UNKNOWN where nobody can say."""
    if written is not None:
        return [_SIGNS[sign] for sign in written]
    if value is None or not 0 <= value < 10**boxes:
        return [UNKNOWN] * boxes
    return [int(digit) for digit in f"{value:0{boxes}}"]


def sheets(data: Path) -> Iterator[Path]:
    """Give the pictures in the order of their names."""
    yield from sorted((data / "sheets").glob("*.jpg"))


def cut_sheet(path: Path, form: BoxForm) -> list[Patch] | None:
    """Return the patches of a sheet as the reader sees them, None where the form was not found."""
    raster = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if raster is None:
        raise SystemExit(f"{path}: expected a picture, got something else")
    registered = register_page(np.asarray(raster, np.uint8), form)
    if not isinstance(registered, Registered):
        return None
    return placed_patches(np.asarray(raster, np.uint8), registered, form)


def collect(data: Path, patches_of: Mapping[str, list[Patch]]) -> Cells:
    """Return the boxes of digits of these sheets with what stands in them."""
    form = municipal_form()
    ids = tuple(one.id for one in form.fields if one.writing is Writing.DIGITS)
    labels, written = corrected(figures(data)), written_signs()
    names = tuple(patches_of)
    rows: list[tuple[int, int, int, int]] = []
    pixels = []
    for index, name in enumerate(names):
        by_field: dict[str, list[Patch]] = {one: [] for one in ids}
        for patch in patches_of[name]:
            if patch.field in by_field:
                by_field[patch.field].append(patch)
        for number, field in enumerate(ids):
            signs = signs_of(labels[name][field], len(by_field[field]), written.get((name, field)))
            for patch, sign in zip(by_field[field], signs, strict=True):
                rows.append((index, number, patch.index, sign))
                pixels.append(patch.pixels)
    table = np.array(rows, np.int64)
    return Cells(names, ids, np.stack(pixels), table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
