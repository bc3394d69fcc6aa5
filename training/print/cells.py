"""Cut the cells of real strips whose figures are known, to train on; nothing of it is ever committed.

    PYTHONPATH=src python training/print/cells.py --data ../shared/data/ve-2024/sheets --layout LAYOUT --out cells.npz

The rows are found by the reader itself, so a first model must be there; what the cells say comes from the table of
QR payloads, never from a reading.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.strip import Span, StripForm, parse_strip
from tallyproof.read.strip.crop import CAPITAL, HEIGHT, cut_line
from tallyproof.read.strip.figures import Vocabulary
from tallyproof.read.strip.page import FoundRow, StripPage, find_page
from tallyproof.read.strip.turn import turns

CUTS = 4
_WIDEST = 480


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--layout", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    form = parse_strip(given.layout.read_bytes(), str(given.layout))
    rng = np.random.default_rng(1)
    lines, widths, texts, sheets = [], [], [], []
    for record in csv.DictReader((given.data / "payloads.csv").open(encoding="utf-8")):
        known = _known(record["qr_payload"], form)
        for cut, text in _cells(rng, given.data / record["image"], form, known):
            picture = np.zeros((HEIGHT, _WIDEST), np.uint8)
            width = min(cut.shape[1], _WIDEST)
            picture[:, :width] = np.clip(cut[:, :width] * 200, 0, 255)
            lines.append(picture)
            widths.append(width)
            texts.append(text)
            sheets.append(record["image"])
    np.savez_compressed(given.out, lines=np.stack(lines), widths=widths, texts=texts, sheets=sheets)
    print(len(lines), "cells")


def _known(payload: str, form: StripForm) -> dict[str, int]:
    _, votes, null, blank = payload.split("!")
    by_line = [int(count) for count in votes.split(",")]
    coded = [row.field for row in form.rows() if row.code]
    valid = sum(by_line)
    cast = valid + int(null) + int(blank)
    return dict(zip(coded, by_line, strict=True)) | {
        "valid": valid, "cast": cast, "null": int(null), "blank": int(blank)
    }  # fmt: skip


def _cells(
    rng: np.random.Generator, image: Path, form: StripForm, known: dict[str, int]
) -> Iterator[tuple[NDArray[np.float32], str]]:
    raster = cv2.imread(str(image), cv2.IMREAD_GRAYSCALE)
    page = next(
        page for turned in turns(raster, None)
        if (page := find_page(turned, form, Vocabulary(form.words, form.word_count))) is not None
    )  # fmt: skip
    for row, match in page.matched():
        place = match.place
        texts: list[tuple[Span, str]] = [(place.part.label, place.row.label)]
        if place.part.code:
            texts.append((place.part.code, place.row.code))
        if place.row.field in known:
            count = known[place.row.field]
            texts += [(place.part.digits, str(count)), (place.part.words, _in_words(count, form))]
        for span, text in texts:
            for _ in range(CUTS):
                yield _cut(rng, page, row, span), text


def _in_words(count: int, form: StripForm) -> str:
    return ", ".join(form.words[int(digit)] for digit in str(count).zfill(form.word_count))


def _cut(rng: np.random.Generator, page: StripPage, row: FoundRow, span: Span) -> NDArray[np.float32]:
    start, end = page.cell_ends(row, span)
    capital = page.frame.capital * float(np.exp(rng.normal(0, 0.06)))
    shift = rng.normal(0, 0.06 * CAPITAL, 2)
    slope = (end[1] - start[1]) / (end[0] - start[0])
    spare = rng.uniform(-0.25, 0.25, 2) * page.frame.capital
    start = (start[0] + spare[0], start[1] + spare[0] * slope + shift[0])
    end = (end[0] + spare[1], end[1] + spare[1] * slope + shift[0] + 0.3 * shift[1])
    return cut_line(page.turned.ink, start, end, capital)


if __name__ == "__main__":
    main()
