"""How well the quality of a picture predicts that it is read, and how surely each problem of a picture is named.

Everything is made from seeds that the model was not fitted on; the real sheets of `--data` are damaged by the same
lens. "Read" is what the project's reader of QR codes does with the picture.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.quality.forms import photographed_form, rendered_form, worsened

from tallyproof.demo.defects import photo_defects, take_picture
from tallyproof.demo.grade_lens import LensDamage, taken
from tallyproof.demo.grades import graded_strip
from tallyproof.demo.ink import RenderedSheet
from tallyproof.read import problems
from tallyproof.read.problems import CORNER_NAMES
from tallyproof.read.qr import find_qr
from tallyproof.read.quality import SURE, assess
from tallyproof.read.reading import CERTAIN, Raster

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
HELD_OUT_SEED = 950_000
MIX = ("field", "worst", "field", "graded", "worst", "clean")
BINS = (0, 300_000, 500_000, 700_000, 850_000, 950_000, CERTAIN + 1)
SPOILERS = ("plain", "dark", "blurred", "small", "screen", "glare", "pale", "blank", "two", *CORNER_NAMES)
TOLD = {
    "dark": problems.TOO_DARK,
    "blurred": problems.BLURRED,
    "small": problems.TOO_SMALL,
    "screen": problems.SCREEN,
    "glare": problems.GLARE,
    "pale": problems.LOW_CONTRAST,
    "blank": problems.BLANK_PAGE,
    "two": problems.SEVERAL_SHEETS,
    **{name: f"corner-missing:{name}" for name in CORNER_NAMES},
}


@dataclass(frozen=True)
class Outcome:
    """One picture: where it comes from, its score, and whether it was read."""

    kind: str
    score: int
    was_read: bool


def held_out(count: int) -> Iterator[Outcome]:
    """Yield the outcome of each held-out strip."""
    for number in range(count):
        strip = graded_strip(MIX[number % len(MIX)], HELD_OUT_SEED + number)
        raster = np.asarray(cv2.imdecode(np.frombuffer(strip.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
        payload = strip.payload
        found = find_qr(raster, lambda text, payload=payload: text == payload)  # type: ignore[misc]
        yield Outcome(strip.grade, assess(raster).score, any(one.text == payload for one in found))


def held_out_forms(count: int) -> Iterator[Outcome]:
    """Yield the outcomes of photos of generated forms, worsened like the real sheets."""
    for number in range(count):
        rng = np.random.default_rng([HELD_OUT_SEED, number, 2])
        picture, payload = photographed_form(number, rng)
        raster = worsened(picture, rng)
        found = find_qr(raster, lambda text, payload=payload: text == payload)  # type: ignore[misc]
        yield Outcome("forms", assess(raster).score, any(one.text == payload for one in found))


def real_sheets(data: Path, count: int) -> Iterator[Outcome]:
    """Yield the outcomes of real sheets, as they are and worsened by small size, blur, noise and compression."""
    strips = sorted((data / "ve-2024" / "sheets").glob("*.jpg"))
    forms = sorted((data / "gt-2023" / "sheets").glob("*.jpg"))
    for kind, files in (("strips", strips), ("forms", forms)):
        for number in range(count if files else 0):
            rng = np.random.default_rng([number, len(files)])
            whole = cv2.imread(str(files[number * 7 % len(files)]), cv2.IMREAD_GRAYSCALE)
            raster = worsened(np.asarray(whole, dtype=np.uint8), rng)
            found = find_qr(raster, lambda text: len(text) > 7)
            yield Outcome(f"real {kind}", assess(raster).score, bool(found))


def spoiled(kind: str, number: int) -> Raster:
    """Return a photo of a form on a table with one thing wrong with it."""
    rng = np.random.default_rng([HELD_OUT_SEED, number])
    form = rendered_form(number, rng)
    if kind == "blank":
        form = RenderedSheet(np.full_like(form.pixels, 255), form.qr_box, form.payload)
    if kind == "pale":
        pale = (255 - (255 - form.pixels.astype(np.float32)) * 0.2).astype(np.uint8)
        form = RenderedSheet(pale, form.qr_box, form.payload)
    picture = take_picture(form, photo_defects(rng), rng)
    if kind == "two":
        picture = np.hstack([picture, picture])
    if kind in CORNER_NAMES:
        picture = without_corner(picture, kind, rng)
    if kind in EFFECTS:
        picture = EFFECTS[kind](picture, rng)
    return np.ascontiguousarray(picture)


def without_corner(picture: Raster, name: str, rng: np.random.Generator) -> Raster:
    """Return the picture framed so that a corner of the paper is outside, on two sides or on one."""
    down, across = (int(rng.integers(90, 240)) for _ in range(2))
    top, left = name.split("-")
    rows = slice(down, None) if top == "top" else slice(None, -down)
    columns = slice(across, None) if left == "left" else slice(None, -across)
    return picture[rows, columns]


def on_screen(picture: Raster, rng: np.random.Generator) -> Raster:
    """Return the photo of a screen that shows the picture: its dots, seen by a camera held a little askew."""
    shown = cv2.resize(picture, (700, round(700 * picture.shape[0] / picture.shape[1])), interpolation=cv2.INTER_AREA)
    dots = shown.repeat(4, axis=0).repeat(4, axis=1).astype(np.float32)
    across = np.array([1.0, 1.0, 0.85, 0.3], np.float32)
    down = np.array([1.0, 1.0, 0.9, 0.45], np.float32)
    mask = np.outer(np.tile(down, shown.shape[0]), np.tile(across, shown.shape[1])).astype(np.float32)
    scale, turn = float(rng.uniform(1.4, 3.4)) / 4, float(rng.uniform(-6, 6))
    size = (int(dots.shape[1] * scale), int(dots.shape[0] * scale))
    matrix = cv2.getRotationMatrix2D((dots.shape[1] / 2, dots.shape[0] / 2), turn, scale)
    matrix[:, 2] = matrix[:, 2] + np.array(size) / 2 - np.array(dots.shape[::-1]) / 2
    soft = cv2.GaussianBlur(dots * mask, (0, 0), 0.35 / scale)
    seen = cv2.warpAffine(soft, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(20,))
    return np.asarray(np.clip(seen * 1.1 + rng.normal(0, 1.5, seen.shape), 0, 255), dtype=np.uint8)


def through_lens(picture: Raster, rng: np.random.Generator, **damage: float) -> Raster:
    """Return the picture taken by a camera with this damage and no other."""
    none = {
        "slope_light": 0.0, "shading": 0.0, "shadow": 0.0, "glare": 0.0, "glare_size": 60.0, "blur": 0.4,
        "defocus": 0.0, "motion": 0.0, "motion_angle": 0.0, "moire": 0.0, "moire_period": 5.0, "noise": 1.0,
        "sharpening": 0.0,
    }  # fmt: skip
    middle = (picture.shape[1] / 2, picture.shape[0] / 2)
    flat = np.zeros(picture.shape, np.float32)
    return np.asarray(taken(picture, flat, LensDamage(**{**none, **damage}, quality=85), middle, rng), dtype=np.uint8)


def smeared(picture: Raster, rng: np.random.Generator) -> Raster:
    """Return the picture out of focus, or moved while it was taken."""
    if rng.random() < 0.5:
        return through_lens(picture, rng, defocus=float(rng.uniform(5, 9)))
    angle = float(rng.uniform(0, np.pi))
    return through_lens(picture, rng, motion=float(rng.uniform(12, 22)), motion_angle=angle)


EFFECTS: dict[str, Callable[[Raster, np.random.Generator], Raster]] = {
    "dark": lambda picture, rng: (picture * rng.uniform(0.1, 0.26)).astype(np.uint8),
    "blurred": smeared,
    "small": lambda picture, rng: np.asarray(
        cv2.resize(picture, None, fx=0.22, fy=0.22, interpolation=cv2.INTER_AREA), dtype=np.uint8
    ),
    "screen": on_screen,
    "glare": lambda picture, rng: through_lens(
        (picture * 0.85).astype(np.uint8), rng, glare=2.0, glare_size=float(rng.uniform(70, 130))
    ),
}


def area_under_curve(outcomes: Sequence[Outcome]) -> float | None:
    """Return the chance that a picture that was read scores above one that was not; None without both kinds."""
    was_read = np.array([one.was_read for one in outcomes], dtype=bool)
    read, unread = int(was_read.sum()), int((~was_read).sum())
    if not read or not unread:
        return None
    ranks: NDArray[np.float64] = rankdata([one.score for one in outcomes])
    return float((ranks[was_read].sum() - read * (read + 1) / 2) / (read * unread))


def as_row(name: str, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return one row of the table of scores."""
    area = area_under_curve(outcomes)
    good = [one for one in outcomes if one.score >= SURE]
    bad = [one for one in outcomes if one.score < SURE]
    return {
        "pictures": name,
        "count": len(outcomes),
        "read": sum(one.was_read for one in outcomes),
        "area under the curve": None if area is None else round(area, 3),
        "called good": len(good),
        "of these read": sum(one.was_read for one in good),
        "of the others read": sum(one.was_read for one in bad),
    }


def by_score(outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    """Return what was read of the pictures of each range of scores."""
    rows: list[dict[str, object]] = []
    for low, high in pairwise(BINS):
        within = [one for one in outcomes if low <= one.score < high]
        if within:
            mean = sum(one.score for one in within) / len(within) / CERTAIN
            share = sum(one.was_read for one in within) / len(within)
            rows.append({"from": low, "count": len(within), "mean score": round(mean, 3), "read": round(share, 3)})
    return rows


def naming(count: int) -> list[dict[str, object]]:
    """Return how often each problem is named where it is, and the problems named in pictures without any."""
    rows = []
    for kind in SPOILERS:
        found = [assess(spoiled(kind, number)).problems for number in range(count)]
        told = sum(TOLD[kind] in one for one in found) if kind in TOLD else sum(not one for one in found)
        rows.append({"picture": kind, "count": count, "named" if kind in TOLD else "nothing named": told})
    return rows


def speed() -> dict[str, float]:
    """Return the milliseconds of processor time that a picture of 12 megapixels takes."""
    picture = np.asarray(cv2.resize(spoiled("plain", 0), (3000, 4000)), dtype=np.uint8)
    times = []
    for _ in range(15):
        begun = time.process_time()
        assess(picture)
        times.append(1000 * (time.process_time() - begun))
    return {"median": round(float(np.median(times)), 1), "least": round(min(times), 1)}


def main() -> None:
    """Run all of it and print the report as JSON."""
    cv2.setNumThreads(1)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strips", type=int, default=150)
    parser.add_argument("--real", type=int, default=60, help="pictures made from the real strips, and from the forms")
    parser.add_argument("--spoiled", type=int, default=20, help="pictures of each problem")
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    strips = list(held_out(arguments.strips))
    strips += held_out_forms(arguments.strips // 2)
    real = list(real_sheets(arguments.data, arguments.real))
    kinds = sorted({one.kind for one in (*strips, *real)})
    report = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "milliseconds": speed(),
        "scores": [as_row("held-out strips and forms", strips)]
        + [as_row(kind, [one for one in (*strips, *real) if one.kind == kind]) for kind in kinds],
        "by score": by_score(strips),
        "problems": naming(arguments.spoiled),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
