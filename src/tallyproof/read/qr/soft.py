"""The soft-decision reader: the text of a code between four corners, from how dark each module is and how surely.

In turns, each finding the symbol's modules a little better than the one before:

1. the code is laid flat (`straighten`), at first by its fixed modules alone;
2. a filter learnt on the modules believed in gives every module a value without blur (`equalise`);
3. the format word is the likeliest of 32, code words get a chance of being wrong, blocks are mended (`codewords`);
4. what is believed now, modules of mended blocks without doubt, is what the next turn fits and learns on.

A text is given only if every block was mended with parity to spare and the padding fits to the last bit. A damaged
code comes out as a text that was never printed about once in 2^24 times, before grammar, register and sums judge it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.read.qr import codewords, content
from tallyproof.read.qr.equalise import believed_level, blurred, features, learn, levelled
from tallyproof.read.qr.straighten import CELL, MARGIN, Canvas, Grid, flatten, follow, grid_from
from tallyproof.read.qr.symbol import FORMAT_SIGNS, FORMATS, Layout, blocks_of, layout_of, mask_of
from tallyproof.read.reading import Corners, Raster

_MOST_TURNS = 10
_MOST_IDLE_TURNS = 2
_LEAST_FIXED_RIGHT = 0.82
"""Share of the fixed modules that must come out in their colour in the first turn; of chance it is about 0.8."""
_NO_DOUBT = 0.9
"""Mean trust in the modules from which another turn says nothing new."""
_FIRST_FITS = 3
_NEIGHBOURHOOD = (5, 5)
_OWN_NOISE = 0.7
_MOST_CERTAIN = 30.0
_MOST_FORMAT_CERTAIN = 6.0
_QUIET_TRUST = 0.5

Flat = NDArray[np.float64]
"""A number for each module, row by row."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a code says, where it stands, and what it cost: erased code words and the surety in bits."""

    text: str
    corners: Corners
    erasures: int
    surety: float


@dataclass(frozen=True, eq=False, slots=True)
class _Belief:
    """What is held of each module: its colour (1 dark, -1 light) and how firmly, 0 to 1."""

    colour: Flat
    trust: Flat
    settled: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """The raster around a code at about CELL pixels to a module: pixel = scale * (raster pixel - origin)."""

    raster: Raster
    scale: float
    origin: NDArray[np.float64]


def read_code(raster: Raster, corners: NDArray[np.float64], version: int) -> Decoded | None:
    """What the code of this version between about these corners says; None if that is not certain."""
    layout = layout_of(version)
    part = _part(raster, corners, layout.size)
    grid = grid_from((corners - part.origin) * part.scale, layout.size)
    belief = _Belief(np.where(layout.dark, 1.0, -1.0).ravel(), layout.known.ravel().astype(float), layout.known.ravel())
    for _ in range(_FIRST_FITS):
        grid = _followed(grid, levelled(flatten(part.raster, grid)[0]), belief, quiet=0.0)
    idle = 0
    for turn in range(_MOST_TURNS):
        canvas, inside = flatten(part.raster, grid)
        level = levelled(canvas)
        rows = features(level)
        soft = rows @ learn(rows, belief.colour, belief.trust)
        belief, certain = _believed(soft, belief, _whole_modules(inside), layout.size)
        outcome = _mended(layout, certain)
        if outcome.text is not None:
            where = grid.corners / part.scale + part.origin
            return Decoded(outcome.text, _as_corners(where), outcome.erasures, outcome.surety)
        if turn == 0 and _is_vain(soft, belief, outcome, layout):
            return None
        taught = _taught(belief, outcome.modules)
        idle = idle + 1 if taught.settled.sum() == belief.settled.sum() else 0
        if idle == _MOST_IDLE_TURNS:
            return None
        belief = taught
        grid = _followed(grid, level, belief, quiet=_QUIET_TRUST)
    return None


def _is_vain(soft: Flat, belief: _Belief, outcome: _Outcome, layout: Layout) -> bool:
    """Whether the first turn says that no code is here, or one whose modules are plain and say nothing."""
    known = layout.known.ravel()
    if float(((soft > 0) == layout.dark.ravel())[known].mean()) < _LEAST_FIXED_RIGHT:
        return True
    return not outcome.modules.any() and float(belief.trust[~known].mean()) > _NO_DOUBT


def _part(raster: Raster, corners: NDArray[np.float64], size: int) -> _Part:
    module = float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean()) / size
    low = np.floor(corners.min(axis=0) - 4 * module).astype(int)
    high = np.ceil(corners.max(axis=0) + 4 * module).astype(int)
    low, high = np.maximum(low, 0), np.minimum(high, [raster.shape[1], raster.shape[0]])
    part = raster[low[1] : high[1], low[0] : high[0]]
    scale = CELL / module
    if scale > 0.63:
        return _Part(np.ascontiguousarray(part), 1.0, low.astype(float))
    width, height = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    shrunk = cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA)
    return _Part(np.asarray(shrunk, np.uint8), width / part.shape[1], low.astype(float))


def _as_corners(points: NDArray[np.float64]) -> Corners:
    one, two, three, four = ((float(x), float(y)) for x, y in points)
    return one, two, three, four


def _followed(grid: Grid, level: Canvas, belief: _Belief, *, quiet: float) -> Grid:
    """The grid drawn to what is believed."""
    size = grid.size
    colour = np.pad((belief.colour * belief.trust).reshape(size, size), MARGIN, constant_values=-1.0)
    trust = np.pad(belief.trust.reshape(size, size), 1, constant_values=quiet)
    weight = _spread_out(np.pad(trust, MARGIN - 1))
    return follow(grid, level, believed_level(level, blurred(_spread_out(colour)), weight), weight)


def _spread_out(modules: NDArray[np.float64]) -> Canvas:
    return np.asarray(modules.repeat(CELL, axis=0).repeat(CELL, axis=1), np.float32)


def _whole_modules(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The modules that lie on the raster, of the pixels of the canvas that do."""
    side = len(inside) // CELL
    whole = inside.reshape(side, CELL, side, CELL).mean(axis=(1, 3)) > 0.7
    return np.asarray(whole[MARGIN:-MARGIN, MARGIN:-MARGIN].ravel())


def _believed(soft: Flat, before: _Belief, whole: NDArray[np.bool_], size: int) -> tuple[_Belief, Flat]:
    """The new belief, and for each module the logarithm of the odds that it is dark.

    Noise is what the values lack to a clear colour; it is taken from the module's neighbourhood, so that a pen
    stroke, a stamp or a reflex makes the modules under it doubtful.
    """
    colour = np.where(before.settled, before.colour, np.where(soft > 0, 1.0, -1.0))
    lack = np.square(soft - colour)
    near = cv2.blur(lack.reshape(size, size), _NEIGHBOURHOOD).ravel()
    noise = _OWN_NOISE * near + (1 - _OWN_NOISE) * float(lack.mean()) + 1e-3
    certain = np.where(whole, 2 * soft / noise, 0.0)
    trust = np.where(before.settled, 1.0, np.tanh(np.abs(certain) / 4))
    return replace(before, colour=colour, trust=np.where(whole, trust, 0.0)), certain


def _taught(belief: _Belief, modules: Flat) -> _Belief:
    """The belief with the modules that mended blocks have settled (1 dark, -1 light, 0 not settled)."""
    settled = modules != 0
    return _Belief(
        np.where(settled, modules, belief.colour),
        np.where(settled, 1.0, belief.trust),
        belief.settled | settled,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Outcome:
    text: str | None
    modules: Flat
    erasures: int = 0
    surety: float = 0.0


def _mended(layout: Layout, certain: Flat) -> _Outcome:
    """The text if every block could be mended; otherwise the modules of those that could."""
    around = np.clip(certain, -_MOST_FORMAT_CERTAIN, _MOST_FORMAT_CERTAIN)[layout.format_places].sum(axis=0)
    form = FORMATS[int((FORMAT_SIGNS @ around).argmax())]
    turned = mask_of(layout.version, form.mask)
    bits = np.where(turned, -certain[layout.bits], certain[layout.bits])
    right = 1 / (1 + np.exp(-np.minimum(np.abs(bits), _MOST_CERTAIN)))
    doubt = 1 - np.prod(right.reshape(-1, 8), axis=1)
    words = np.packbits(bits > 0)
    done = np.zeros(layout.words, bool)
    blocks = blocks_of(layout.version, form.level)
    places = [list(block.places) for block in blocks]
    every = codewords.mend([(words[at], doubt[at]) for at in places], blocks[0].parity)
    for at, one in zip(places, every, strict=True):
        if one is not None:
            words[at] = np.frombuffer(one.words, np.uint8)
            done[at] = True
    mended = [one for one in every if one is not None]
    modules = np.zeros(layout.size**2)
    if len(mended) == len(blocks):
        data = b"".join(one.words[: -block.parity] for one, block in zip(mended, blocks, strict=True))
        try:
            text = content.text_of(data, layout.version)
        except content.NotContentError:
            return _Outcome(None, modules)
        return _Outcome(text, modules, sum(one.erasures for one in mended), min(one.surety for one in mended))
    dark = np.unpackbits(words).astype(bool) ^ turned
    modules[layout.bits] = np.where(np.repeat(done, 8), np.where(dark, 1.0, -1.0), 0.0)
    return _Outcome(None, modules)
