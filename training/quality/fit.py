"""Fit the model of `read/quality.py`: the chance that a reader of QR codes reads a picture, from cheap measures of it.

    .venv/bin/python training/quality/fit.py [--count 600] [--forms 200] [--samples FOLDER]

Graded strips with known codes are drawn from seeds (a folder keeps them, and what became of them, for another run),
the project's own reader tries each, and a logistic model with a small ridge is fitted. Every fifth strip is left out in
turn to say how well the score tells the read from the unread. The model is written to
src/tallyproof/read/models/quality.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from training.quality.forms import photographed_form, worsened

from tallyproof.demo.grades import graded_strip
from tallyproof.read.qr import find_qr
from tallyproof.read.quality import FEATURES, assess, features

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "src" / "tallyproof" / "read" / "models" / "quality.json"
FIRST_SEED = 900_000
MIX = (
    "field", "worst", "field", "graded", "worst", "field", "worst", "clean", "field", "worst", "graded", "field",
)  # fmt: skip
RIDGE = 3.0
FOLDS = 5


@dataclass(frozen=True)
class Sample:
    """One picture's features, and whether its code was read."""

    features: NDArray[np.float32]
    was_read: bool


def sample(number: int, folder: Path) -> Sample:
    """Return a sample from the folder, made and read first where it is not there yet."""
    stem = folder / f"strip-{number:05d}"
    picture, about, outcome = (stem.with_suffix(end) for end in (".jpg", ".json", ".lab"))
    if not about.exists():
        strip = graded_strip(MIX[number % len(MIX)], FIRST_SEED + number)
        picture.write_bytes(strip.jpeg)
        about.write_text(json.dumps({"payload": strip.payload, "grade": strip.grade}), encoding="utf-8")
    raster = np.asarray(cv2.imread(str(picture), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    if not outcome.exists():
        payload = json.loads(about.read_text(encoding="utf-8"))["payload"]
        found = find_qr(raster, lambda text: text == payload)
        outcome.write_text(json.dumps({"read": any(one.text == payload for one in found)}), encoding="utf-8")
    return Sample(features(assess(raster).measures), json.loads(outcome.read_text(encoding="utf-8"))["read"])


def form_sample(number: int, folder: Path) -> Sample:
    """Return the sample of a photographed form that a worse camera has taken."""
    rng = np.random.default_rng([FIRST_SEED, number])
    picture, payload = photographed_form(number, rng)
    raster = worsened(picture, rng)
    outcome = folder / f"form-{number:05d}.lab"
    if not outcome.exists():
        found = find_qr(raster, lambda text: text == payload)
        outcome.write_text(json.dumps({"read": any(one.text == payload for one in found)}), encoding="utf-8")
    return Sample(features(assess(raster).measures), json.loads(outcome.read_text(encoding="utf-8"))["read"])


def fitted(standard: NDArray[np.float64], was_read: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the weights of the logistic model, the bias last."""
    rows = np.c_[standard, np.ones(len(standard))]
    sign = np.where(was_read, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> float:
        ridge = RIDGE / 2 * float((weights[:-1] ** 2).sum())
        return float(np.logaddexp(0, -sign * (rows @ weights)).sum()) + ridge

    return np.asarray(minimize(loss, np.zeros(rows.shape[1])).x)


def area_under_curve(scores: NDArray[np.float64], was_read: NDArray[np.bool_]) -> float:
    """Return the chance that a picture that was read has a higher score than one that was not."""
    read, unread = int(was_read.sum()), int((~was_read).sum())
    return float((rankdata(scores)[was_read].sum() - read * (read + 1) / 2) / (read * unread))


def main() -> None:
    """Make or load the samples, fit, say how good the fit is, and write the model."""
    cv2.setNumThreads(1)
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--forms", type=int, default=200)
    parser.add_argument("--samples", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.samples or Path(scratch)
        samples = [sample(number, folder) for number in range(arguments.count)]
        samples += [form_sample(number, folder) for number in range(arguments.forms)]
    was_read = np.array([one.was_read for one in samples])
    raw = np.array([one.features for one in samples], dtype=np.float64)
    mean, scale = raw.mean(axis=0), raw.std(axis=0) + 1e-6
    standard = np.clip((raw - mean) / scale, -4, 4)
    held_out = np.zeros(len(samples))
    fold = np.arange(len(samples)) % FOLDS
    for one in range(FOLDS):
        weights = fitted(standard[fold != one], was_read[fold != one])
        held_out[fold == one] = standard[fold == one] @ weights[:-1] + weights[-1]
    area = area_under_curve(held_out, was_read)
    weights = fitted(standard, was_read)
    rows = zip(FEATURES, mean, scale, weights[:-1], strict=True)
    model = {
        "about": f"{arguments.count} graded strips and {arguments.forms} photos of forms, seed {FIRST_SEED}, "
        f"{int(was_read.sum())} read; "
        f"area under the curve {area:.3f} in {FOLDS} folds",
        "features": {
            name: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
            for name, m, s, w in rows
        },
        "bias": round(float(weights[-1]), 5),
    }
    MODEL.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    print(model["about"])


if __name__ == "__main__":
    main()
