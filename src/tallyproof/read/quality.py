"""How well a picture of a sheet can be read, told before anybody tries, and what the photographer should do.

Cheap on purpose: a small copy shows the paper, the light and the glare; some 28 patches of the full picture show print,
blur, noise and the waves of a screen.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read import problems
from tallyproof.read.paper import UNKNOWN, Paper, find_paper, shading
from tallyproof.read.reading import CERTAIN, Raster

Floats = NDArray[np.float32]

SURE = 500_000
"""From this score on a picture is good enough."""
_OVERVIEW_PIXELS = 100_000
_PATCH = 128
_PRINT_PATCHES = 16
_PAPER_PATCHES = 12
_DENSITY_PIXELS = 600_000
_SHRINK = 6
_DENSE_PART = 0.45
"""Edges in parts of the densest place's, from which on a place belongs to it."""
_NOISE_IN_STEPS = 1.4
"""The hundredth largest difference of two smoothed pixels that grain of 1 grey makes by itself."""
_GRID = 8
_LEAST_SIDE = 32
_FEW = 4
_MUCH_BLACK = 0.25
_LITTLE_BLACK = 0.05
_BURNT = 251
_SPOT = 15
"""Pixels that are burnt out side by side before it is glare: single ones are noise."""
_WHITE_PAPER = 232.0
"""Grey from which paper is as white as what is burnt out."""
_FAR = 4.0
"""Standard deviations beyond which a measure says no more."""
_BLANK = 0.3
_MUCH_NOISE = 8.0
_FAINT = 0.2
"""Contrast that the folds of blank paper can have."""
_STEEP = 0.04
"""Least slope of an edge of print in parts of its contrast, a pixel: that of one spread over ten."""
_GRAINY = 0.06
_SCREEN_WAVES = 4.0
_DARK_PAPER = 70.0
_HAZE = 0.055
"""Shading within the paper, in parts of its grey, that shadows and folds do not make: print far out of focus."""
_PALE = 0.3
_MURKY = 0.25
_FINE = 1.75
_FEW_PIXELS = 120_000
_GLARING = 0.03
_SHADOWED = 0.45
_LEAST_WIDTH = 0.3
_NO_PRINT = 14.0
"""Grey levels between ink and paper below which a patch is taken for blank."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured; lengths in pixels, greys from 0 to 255."""

    paper: float
    """Grey of the paper."""
    contrast: float
    """From print to paper, in parts of the paper's grey."""
    blur: float
    """Spread of the edges of the print."""
    motion: float
    """How many times more the edges are spread in one direction than in another."""
    stroke: float
    """Width of the strokes and squares of the print."""
    dense_contrast: float
    """Contrast where print is densest, as in a code."""
    worst_contrast: float
    dense_blur: float
    """Spread of the edges there, in the direction in which it is widest."""
    dense_stroke: float
    murk: float
    """Part of the pixels there that are neither ink nor paper but between them."""
    worst_murk: float
    dense_side: float
    """Mean side of the box around the densest print."""
    dense_filled: float
    """Part of that box that is dense."""
    dense_cut: float
    """1 where it reaches the edge of the picture."""
    noise: float
    """Grain of blank paper in grey levels."""
    glare: float
    """Part of the paper that is burnt out beside paper that is not."""
    unevenness: float
    """Grey of the darkest part of the paper in parts of the brightest one."""
    blocks: float
    """How much stronger edges are at the borders of JPEG blocks than elsewhere."""
    waves: float
    """How far one frequency stands out in patches all over the paper, as the dots of a screen make it."""
    print_share: float
    """Part of the patches that have print."""
    paper_pixels: float
    """Pixels of the full picture that show paper."""


FEATURES = (
    "blur", "stroke", "dense-blur", "dense-blur-by-stroke", "dense-side", "dense-filled", "dense-cut", "contrast",
    "dense-contrast", "worst-contrast", "murk", "worst-murk", "worst-murk-beyond", "noise", "glare", "unevenness",
    "blocks", "waves", "paper",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Model:
    """A logistic model over `FEATURES`, fitted by training/quality/fit.py."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float


def _load() -> _Model:
    # At import: readers run where no file can be opened any more.
    stored = json.loads((Path(__file__).parent / "models" / "quality.json").read_text(encoding="utf-8"))
    columns = [[stored["features"][name][column] for name in FEATURES] for column in ("mean", "scale", "weight")]
    mean, scale, weights = (np.array(column, dtype=np.float32) for column in columns)
    return _Model(mean, scale, weights, float(stored["bias"]))


_MODEL = _load()


@dataclass(frozen=True, slots=True)
class Quality:
    """The chance in parts per million that the sheet can be read, and what is wrong with its picture."""

    score: int
    problems: tuple[str, ...]
    measures: Measures

    @property
    def is_good(self) -> bool:
        """Whether no other picture need be taken."""
        hindered = any(problems.PROBLEMS[code].hinders for code in self.problems)
        return self.score >= SURE and not hindered


def assess(raster: Raster) -> Quality:
    """Return how well the picture can be read, in a few milliseconds whatever its size."""
    missing = tuple(max(0, _LEAST_SIDE - side) for side in raster.shape)
    if any(missing):
        padded = cv2.copyMakeBorder(raster, 0, missing[0], 0, missing[1], cv2.BORDER_REPLICATE)
        raster = np.asarray(padded, dtype=np.uint8)
    overview = _overview(raster)
    paper = find_paper(overview)
    dense = _densest(raster)
    measures = _measured(
        raster.size, overview, paper, dense, *_patches(raster, overview, paper), _patches_in(raster, dense)
    )
    return Quality(score=_score(measures), problems=_problems(measures, overview, paper), measures=measures)


@dataclass(frozen=True, slots=True)
class _Dense:
    """Where print is densest along and across, which is where a code stands: its box in pixels of the raster."""

    left: int
    top: int
    right: int
    bottom: int
    filled: float
    """Part of the box that is dense: glare, ink and tears leave holes."""
    is_cut: bool
    """Whether it reaches the edge of the picture."""


def _densest(raster: Raster) -> _Dense:
    step = max(1, math.ceil(math.sqrt(raster.size / _DENSITY_PIXELS)))
    thinned = np.ascontiguousarray(raster[::step, ::step])
    height, width = thinned.shape
    if min(height, width) < 4 * _SHRINK:
        return _Dense(0, 0, raster.shape[1], raster.shape[0], 1.0, is_cut=True)
    small = (width // _SHRINK, height // _SHRINK)
    steps = (cv2.absdiff(thinned[:, 1:], thinned[:, :-1]), cv2.absdiff(thinned[1:], thinned[:-1]))
    across, down = (cv2.resize(one, small, interpolation=cv2.INTER_AREA) for one in steps)
    both = cv2.blur(cv2.min(across, down), (5, 5))
    _, peak, _, (x, y) = cv2.minMaxLoc(both)
    dense = (both > _DENSE_PART * peak).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dense, connectivity=4)
    left, top, wide, high, area = (int(one) for one in stats[labels[y, x]])
    scale = step * _SHRINK
    return _Dense(
        left=left * scale,
        top=top * scale,
        right=(left + wide) * scale,
        bottom=(top + high) * scale,
        filled=area / (wide * high),
        is_cut=left == 0 or top == 0 or left + wide == small[0] or top + high == small[1],
    )


def _patches_in(raster: Raster, dense: _Dense) -> NDArray[np.uint8]:
    """Return patches from the middle and all around of the densest print."""
    at = np.array([0.2, 0.5, 0.8])
    ys, xs = np.meshgrid(dense.top + at * (dense.bottom - dense.top), dense.left + at * (dense.right - dense.left))
    return _cut(raster, ys.ravel(), xs.ravel())


def _overview(raster: Raster) -> Raster:
    """Return a small copy, the same in both directions."""
    factor = math.sqrt(raster.size / _OVERVIEW_PIXELS)
    if factor <= 1:
        return raster
    step = max(1, int(factor / 2))
    height, width = (max(1, round(side / factor)) for side in raster.shape)
    thinned = np.ascontiguousarray(raster[::step, ::step])
    return np.asarray(cv2.resize(thinned, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _patches(raster: Raster, overview: Raster, paper: Paper) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return patches of the paper at full size: those with most print, and those with least."""
    height, width = overview.shape
    share = math.sqrt(height / width)
    rows, columns = (max(2, min(24, round(_GRID * one))) for one in (share, 1 / share))
    ys, xs = np.meshgrid((np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns, indexing="ij")
    # The edge of the paper is no print: a patch must lie on it as a whole.
    reach = max(3, round(_PATCH * height / raster.shape[0]) | 1)
    whole = cv2.erode(paper.covered.astype(np.uint8), np.ones((reach, reach), np.uint8), borderValue=1)
    inside = whole[(ys * height).astype(int), (xs * width).astype(int)] > 0
    if inside.sum() >= _FEW:
        ys, xs = ys[inside], xs[inside]
    found = _cut(raster, ys.ravel() * raster.shape[0], xs.ravel() * raster.shape[1])
    # Every second row and column: print is told from paper well enough by half of its edges.
    thin = found[:, ::2, ::2]
    steps = thin[:, :, 1:].astype(np.int16) - thin[:, :, :-1]
    edges = np.abs(steps).mean(axis=(1, 2))
    black = (thin < UNKNOWN * _bright(overview, paper)).mean(axis=(1, 2))
    # Blacked-out names are no print, and no paper either.
    printed = _strongest(edges, black < _MUCH_BLACK)[:_PRINT_PATCHES]
    plain = _strongest(-edges, black < _LITTLE_BLACK)[:_PAPER_PATCHES]
    return found[printed], found[plain]


def _strongest(values: Floats, wanted: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the places of the greatest values first, of the wanted ones if there are a few."""
    order = np.argsort(-values, kind="stable")
    chosen = order[wanted[order]]
    return chosen if len(chosen) >= _FEW else order


def _bright(overview: Raster, paper: Paper) -> float:
    return float(np.percentile(overview[paper.covered][::3], 75))


def _cut(raster: Raster, ys: NDArray[np.float64], xs: NDArray[np.float64]) -> NDArray[np.uint8]:
    side = min(_PATCH, *raster.shape)
    # Begun at whole blocks of eight, so that the borders of JPEG blocks are at the same place in each.
    tops = np.clip(ys - side / 2, 0, raster.shape[0] - side).astype(int) // 8 * 8
    lefts = np.clip(xs - side / 2, 0, raster.shape[1] - side).astype(int) // 8 * 8
    return np.stack([raster[y : y + side, x : x + side] for y, x in zip(tops, lefts, strict=True)])


@dataclass(frozen=True, slots=True)
class _Print:
    """What some patches say of the print on them, a number for each patch."""

    contrast: Floats
    blur: Floats
    """In the sharpest of four directions."""
    smear: Floats
    """In the least sharp one."""
    stroke: Floats
    murk: Floats


def _print(patches: NDArray[np.uint8], noise: float) -> tuple[_Print, float]:
    """Return what the patches with print say, and how large a part of all patches they are."""
    dark, light = _levels(patches)
    spread = light - dark
    smooth = [np.asarray(cv2.GaussianBlur(patch, (3, 3), 0), dtype=np.uint8) for patch in patches]
    slopes = np.stack([_steepest(patch, noise) for patch in smooth])
    # Shadows change the grey of blank paper too, but not within a few pixels, and a fold does so across itself only.
    is_printed = (spread >= _NO_PRINT) & (slopes[:, :2].min(axis=1) >= _STEEP * spread)
    chosen = np.flatnonzero(is_printed) if is_printed.any() else np.arange(len(patches))
    slopes = slopes[chosen]
    widths = np.maximum(spread[chosen, None] / (2.5 * np.maximum(slopes, 0.5)), _LEAST_WIDTH)
    told = _Print(
        contrast=np.asarray(spread[chosen] / np.maximum(light[chosen], 1.0), np.float32),
        blur=np.asarray(widths.min(axis=1), np.float32),
        smear=np.asarray(widths.max(axis=1), np.float32),
        stroke=np.array([_stroke(patches[at], (dark[at] + light[at]) / 2) for at in chosen], np.float32),
        murk=np.array([_murk(smooth[at], dark[at], light[at]) for at in chosen], np.float32),
    )
    return told, float(is_printed.mean())


def _measured(
    pixels: int,
    overview: Raster,
    paper: Paper,
    dense: _Dense,
    printed: NDArray[np.uint8],
    plain: NDArray[np.uint8],
    densest: NDArray[np.uint8],
) -> Measures:
    noise = _noise(plain)
    everywhere, share = _print(printed, noise)
    code, _ = _print(densest, noise)
    bright = _bright(overview, paper)
    return Measures(
        paper=bright,
        contrast=float(np.median(everywhere.contrast)),
        blur=float(np.median(everywhere.blur)),
        motion=float(np.median(everywhere.smear / everywhere.blur)),
        stroke=float(np.median(everywhere.stroke)),
        dense_contrast=float(np.median(code.contrast)),
        worst_contrast=float(code.contrast.min()),
        dense_blur=float(np.median(code.smear)),
        dense_stroke=float(np.median(code.stroke)),
        murk=float(np.median(code.murk)),
        worst_murk=float(np.sort(code.murk)[-2:].mean()),
        dense_side=math.sqrt((dense.right - dense.left) * (dense.bottom - dense.top)),
        dense_filled=dense.filled,
        dense_cut=float(dense.is_cut),
        noise=noise,
        glare=_glare(overview[paper.covered][::3], densest, bright),
        unevenness=_unevenness(overview, paper, bright),
        blocks=_blocks(np.concatenate([printed, plain])),
        waves=_waves(plain),
        print_share=share,
        paper_pixels=paper.share * pixels,
    )


def _levels(patches: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Return the dark and the light grey of each patch: what 3 and 95 parts of 100 lie below."""
    flat = patches.reshape(len(patches), -1)[:, ::13]
    ordered = np.sort(flat, axis=1).astype(np.float32)
    last = ordered.shape[1] - 1
    return ordered[:, round(0.03 * last)], ordered[:, round(0.95 * last)]


def _steepest(grey: NDArray[np.uint8], noise: float) -> Floats:
    """Return the steepest slopes of a smoothed patch in four directions, in greys a pixel, less what noise makes."""
    pairs = (
        (grey[1:-1, 2:], grey[1:-1, :-2], 2.0),
        (grey[2:, 1:-1], grey[:-2, 1:-1], 2.0),
        (grey[2:, 2:], grey[:-2, :-2], 2.83),
        (grey[2:, :-2], grey[:-2, 2:], 2.83),
    )
    steepest = []
    for one, other, length in pairs:
        counts = cv2.calcHist([cv2.absdiff(one, other)], [0], None, [256], [0, 256]).ravel()
        beyond = np.cumsum(counts[::-1])[::-1]
        steep = float(np.searchsorted(-beyond, -0.01 * beyond[0]))
        steepest.append(math.sqrt(max(0.0, steep * steep - (_NOISE_IN_STEPS * noise) ** 2)) / length)
    return np.array(steepest, dtype=np.float32)


def _stroke(patch: NDArray[np.uint8], middle: float) -> float:
    """Return the mean length of dark runs along rows and columns, the shorter of the two."""
    dark = patch < middle
    total = int(dark.sum())
    runs = (int((dark[:, 1:] & ~dark[:, :-1]).sum()), int((dark[1:] & ~dark[:-1]).sum()))
    return total / max(*runs, 1)


def _murk(grey: NDArray[np.uint8], dark: float, light: float) -> float:
    third = (light - dark) / 3
    return float(((grey > dark + third) & (grey < light - third)).mean())


def _noise(plain: NDArray[np.uint8]) -> float:
    """Return the grain of blank paper in grey levels, from differences that edges and light do not touch."""
    wide = plain[:, ::2].astype(np.int16)
    second = np.abs(2 * wide[:, :, 1:-1] - wide[:, :, :-2] - wide[:, :, 2:]).reshape(len(plain), -1)
    return float(np.median(second.mean(axis=1))) * 0.51


def _glare(surface: NDArray[np.uint8], densest: NDArray[np.uint8], bright: float) -> float:
    """Return the part of the paper, or of the densest print, that is burnt out where the paper is not white."""
    if bright > _WHITE_PAPER:
        return 0.0
    spot = np.ones((_SPOT, _SPOT), np.uint8)
    burnt = [cv2.erode((one >= _BURNT).astype(np.uint8), spot) for one in densest]
    return max(float((surface >= _BURNT).mean()), float(np.mean(burnt)))


def _unevenness(overview: Raster, paper: Paper, bright: float) -> float:
    """Return the grey of the darkest twentieth of the paper, print closed, in parts of the bright grey."""
    reach = max(3, round(min(overview.shape) / 40) | 1)
    surface = np.asarray(cv2.morphologyEx(overview, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)), np.uint8)
    seen = surface[paper.covered & (surface >= UNKNOWN * bright)][::3]
    return float(np.percentile(seen, 5)) / max(bright, 1.0) if seen.size else 1.0


def _blocks(patches: NDArray[np.uint8]) -> float:
    rows = patches[:, ::4].astype(np.int16)
    steps = np.abs(rows[:, :, 1:] - rows[:, :, :-1]).mean(axis=(0, 1))
    columns = np.arange(len(steps))
    return float(steps[columns % 8 == 7].mean() / max(0.1, float(np.median(steps[columns % 8 != 7]))))


def _waves(plain: NDArray[np.uint8]) -> float:
    """Return how many times the strongest frequency common to all patches exceeds its neighbours, as a logarithm."""
    side = plain.shape[1]
    if side < _PATCH or len(plain) < 3:
        return 0.0
    window = np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)
    logs = []
    for patch in plain:
        grey = patch.astype(np.float32)
        spectrum = cv2.dft((grey - grey.mean()) * window, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : side // 2]
        logs.append(cv2.log(cv2.magnitude(spectrum[:, :, 0], spectrum[:, :, 1]) + 1.0))
    common = np.roll(2 * np.mean(logs, axis=0, dtype=np.float32), side // 2, axis=0)
    around = cv2.blur(cv2.medianBlur(common, 5), (9, 9))
    rise = common - around
    down = np.abs(np.arange(side) - side // 2)[:, None]
    across = np.arange(common.shape[1])[None, :]
    far = np.hypot(down, across)
    # Rulings and lines of print stand on the axes, and so do the blocks of JPEG.
    usable = (far > 0.07 * side) & (far < 0.48 * side) & (down > 2) & (across > 2)
    return float(rise[usable].max())


def features(measures: Measures) -> Floats:
    """Return the measures as the model takes them, in the order of `FEATURES`."""
    one = measures
    smear = max(one.dense_blur, 0.3)
    values = (
        math.log(max(one.blur, 0.3)),
        math.log(max(one.stroke, 0.5)),
        math.log(smear),
        math.log(smear / max(one.dense_stroke, 0.5)),
        math.log(max(one.dense_side, 8.0)),
        one.dense_filled,
        one.dense_cut,
        one.contrast,
        one.dense_contrast,
        one.worst_contrast,
        one.murk,
        one.worst_murk,
        max(0.0, one.worst_murk - 0.25),
        math.log1p(one.noise),
        one.glare,
        one.unevenness,
        math.log(max(one.blocks, 0.3)),
        min(one.waves, 6.0),
        math.log(max(one.paper, 8.0)),
    )
    return np.array(values, dtype=np.float32)


def _score(measures: Measures) -> int:
    standard = (features(measures) - _MODEL.mean) / _MODEL.scale
    certainty = float(np.clip(standard, -_FAR, _FAR) @ _MODEL.weights) + _MODEL.bias
    return round(CERTAIN / (1 + math.exp(-certainty)))


def _problems(measures: Measures, overview: Raster, paper: Paper) -> tuple[str, ...]:
    """Return the codes of what is wrong, the worst first."""
    has_waves = measures.waves > _SCREEN_WAVES
    # Grain and the dots of a screen hide the edges of print from the search for it.
    is_clear = not has_waves and measures.noise < _MUCH_NOISE
    if is_clear and measures.print_share < (_BLANK if measures.contrast > _FAINT else 2 * _BLANK):
        if measures.paper < _DARK_PAPER:
            return (problems.TOO_DARK,)
        return (problems.BLURRED if shading(overview, paper) > _HAZE * measures.paper else problems.BLANK_PAGE,)
    grainy = measures.noise > _GRAINY * measures.contrast * measures.paper
    tests = (
        (problems.SCREEN, has_waves),
        (problems.SEVERAL_SHEETS, paper.sheets > 1),
        (problems.TOO_DARK, measures.paper < _DARK_PAPER),
        (problems.TOO_BRIGHT, measures.paper >= _BURNT and measures.contrast < _PALE),
        (problems.BLURRED, measures.murk > _MURKY and not grainy),
        (problems.TOO_SMALL, measures.stroke < _FINE or measures.paper_pixels < _FEW_PIXELS),
        (problems.GLARE, measures.glare > _GLARING),
        (problems.LOW_CONTRAST, min(measures.contrast, measures.dense_contrast) < _PALE),
        (problems.UNEVEN_LIGHT, measures.unevenness < _SHADOWED),
    )
    return (*(code for code, is_so in tests if is_so), *paper.missing)
