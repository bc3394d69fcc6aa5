"""Boxes as other pens, copies, scanners and forms would give them: every change is drawn anew for each box."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

Chance = torch.Generator
_BLOCK = 8
_REACH = 0.2
"""Share of boxes that one kind of change befalls, where nothing else is said."""


def augment(ink: Tensor, strays: Tensor, chance: Chance) -> Tensor:
    """Return changed copies of ink (n, 1, side, side) from 0, paper, to 1, black.

    `strays` are other boxes of the same shape: what is written in them appears at the rim, as neighbours do.
    """
    changed = _with_neighbours(ink, strays, chance)
    changed = _bent(changed, chance)
    changed = _thickened(changed, chance)
    changed = _with_lines(changed, chance)
    changed = _faded(changed, chance)
    changed = _with_bars(changed, chance)
    changed = _blurred(changed, chance)
    changed = _compressed(changed, chance)
    return _noisy(changed, chance)


def scribbled(first: Tensor, second: Tensor, chance: Chance) -> Tensor:
    """Return boxes that hold no digit that can be read: two digits over each other, struck out, or scribbled over."""
    count, side = len(first), first.shape[-1]
    kind = torch.randint(0, 3, (count, 1, 1, 1), generator=chance)
    over = torch.maximum(first, _shifted(second, chance, 2.5))
    bars = _strokes(count, side, chance, 2)
    scribble = torch.maximum(_strokes(count, side, chance, 6), _strokes(count, side, chance, 3))
    struck = torch.maximum(first, bars)
    covered = torch.maximum(first, scribble)
    return torch.where(kind == 0, over, torch.where(kind == 1, struck, covered))


def _uniform(shape: tuple[int, ...], low: float, high: float, chance: Chance) -> Tensor:
    return torch.rand(shape, generator=chance) * (high - low) + low


def _some(count: int, share: float, chance: Chance) -> Tensor:
    return torch.rand((count, 1, 1, 1), generator=chance) < share


def _shifted(ink: Tensor, chance: Chance, pixels: float) -> Tensor:
    count, side = len(ink), ink.shape[-1]
    move = torch.eye(2, 3).repeat(count, 1, 1)
    move[:, :, 2] = _uniform((count, 2), -1, 1, chance) * 2 * pixels / side
    grid = functional.affine_grid(move, list(ink.shape), align_corners=False)
    return functional.grid_sample(ink, grid, padding_mode="zeros", align_corners=False)


def _with_neighbours(ink: Tensor, strays: Tensor, chance: Chance) -> Tensor:
    """Put what stands in another box beside or above this one, as far off as the next box is."""
    count, side = len(ink), ink.shape[-1]
    away = _uniform((count,), 0.60, 0.80, chance) * 2
    across = _uniform((count,), -0.15, 0.15, chance) * 2
    direction = torch.randint(0, 4, (count,), generator=chance)
    sign = 1.0 - 2.0 * (direction % 2)
    move = torch.eye(2, 3).repeat(count, 1, 1)
    move[:, 0, 2] = torch.where(direction < 2, sign * away, across)
    move[:, 1, 2] = torch.where(direction < 2, across, sign * away)
    grid = functional.affine_grid(move, list(ink.shape), align_corners=False)
    beside = functional.grid_sample(strays, grid, padding_mode="zeros", align_corners=False)
    rim = torch.ones(side)
    edge = side // 6
    rim[edge : side - edge] = 0
    rim = torch.maximum(rim[:, None], rim[None, :])
    return torch.where(_some(count, _REACH, chance), torch.maximum(ink, beside * rim), ink)


def _bent(ink: Tensor, chance: Chance) -> Tensor:
    """Shift, size, slant, turn and bend."""
    count, side = len(ink), ink.shape[-1]
    angle = torch.randn((count,), generator=chance) * math.radians(4)
    slant = torch.randn((count,), generator=chance) * 0.09
    wide, high = (torch.exp(torch.randn((count,), generator=chance) * 0.09) for _ in range(2))
    cosine, sine = torch.cos(angle), torch.sin(angle)
    move = torch.zeros((count, 2, 3))
    move[:, 0, 0] = cosine * wide
    move[:, 0, 1] = (slant - sine) * high
    move[:, 1, 0] = sine * wide
    move[:, 1, 1] = cosine * high
    move[:, :, 2] = torch.randn((count, 2), generator=chance) * 2 * 2.0 / side
    grid = functional.affine_grid(move, list(ink.shape), align_corners=False)
    knots = torch.randn((count, 2, 5, 5), generator=chance) * 2 * 0.5 / side
    bend = functional.interpolate(knots, size=(side, side), mode="bicubic", align_corners=True)
    return functional.grid_sample(ink, grid + bend.permute(0, 2, 3, 1), padding_mode="zeros", align_corners=False)


def _thickened(ink: Tensor, chance: Chance) -> Tensor:
    """Make the pen thicker or thinner, by a share of one pixel."""
    count = len(ink)
    share = _uniform((count, 1, 1, 1), -0.6, 0.9, chance) * _some(count, 0.4, chance)
    inner, left, right = ink[..., 1:-1, 1:-1], ink[..., 1:-1, :-2], ink[..., 1:-1, 2:]
    above, below = ink[..., :-2, 1:-1], ink[..., 2:, 1:-1]
    thick, thin = inner, inner
    for one in (left, right, above, below):
        thick, thin = torch.maximum(thick, one), torch.minimum(thin, one)
    changed = torch.where(share > 0, inner + share * (thick - inner), inner - share * (thin - inner))
    return functional.pad(changed, (1, 1, 1, 1), mode="replicate")


def _with_lines(ink: Tensor, chance: Chance) -> Tensor:
    """Print further lines, as boxes of other forms or other shifts of the writing would have them."""
    count, side = len(ink), ink.shape[-1]
    places = torch.arange(side, dtype=torch.float32)
    changed = ink
    for upright in (False, True):
        where = _uniform((count, 1), 0, side, chance)
        if not upright:
            # A level line through the middle strikes a digit out: lines of the form run above and below.
            where = torch.where(where < side / 2, where * 0.4, side - (side - where) * 0.4)
        half = _uniform((count, 1), 0.5, 1.2, chance)
        dark = _uniform((count, 1), 0.3, 0.95, chance)
        line = torch.clamp(half + 0.5 - (places - where).abs(), 0, 1) * dark
        line = line[:, None, None, :] if upright else line[:, None, :, None]
        changed = torch.where(_some(count, 0.1, chance), torch.maximum(changed, line.expand_as(ink)), changed)
    return changed


def _faded(ink: Tensor, chance: Chance) -> Tensor:
    """Write with paler ink, as the third carbon copy has it, or with darker; paper is no longer quite white."""
    count = len(ink)
    power = torch.exp(_uniform((count, 1, 1, 1), -0.5, 0.5, chance))
    scale = _uniform((count, 1, 1, 1), 0.45, 1.2, chance)
    grey = _uniform((count, 1, 1, 1), 0, 0.1, chance)
    changed = torch.clamp(ink, 0, 1) ** power * scale
    return torch.where(_some(count, 0.4, chance), grey + (1 - grey) * changed, ink)


def _with_bars(ink: Tensor, chance: Chance) -> Tensor:
    """Black out a strip at one side: pictures are published with black bars, and scans end in black."""
    count, side = len(ink), ink.shape[-1]
    width = _uniform((count, 1), 1, side * 0.27, chance)
    places = torch.arange(side, dtype=torch.float32)[None, :]
    right = (places > side - width).float()[:, None, None, :].expand_as(ink)
    bottom = (places > side - width).float()[:, None, :, None].expand_as(ink)
    which = torch.randint(0, 3, (count, 1, 1, 1), generator=chance)
    bar = torch.where(which == 0, bottom, right)
    bar = torch.where(which == 1, bar.flip(-1), bar)
    return torch.where(_some(count, 0.08, chance), torch.maximum(ink, bar), ink)


def _blurred(ink: Tensor, chance: Chance) -> Tensor:
    count = len(ink)
    soft = functional.avg_pool2d(functional.pad(ink, (1, 1, 1, 1), mode="replicate"), 3, 1)
    share = _uniform((count, 1, 1, 1), -0.5, 1.0, chance)
    return torch.where(_some(count, _REACH, chance), ink + share * (soft - ink), ink)


def _compressed(ink: Tensor, chance: Chance) -> Tensor:
    """Round the 8 × 8 blocks as a JPEG file does, roughly."""
    count, side = len(ink), ink.shape[-1]
    basis = _cosines()
    across = side // _BLOCK
    blocks = ink.reshape(count, across, _BLOCK, across, _BLOCK).permute(0, 1, 3, 2, 4)
    waves = basis @ blocks @ basis.T
    order = torch.arange(_BLOCK, dtype=torch.float32)
    coarse = 1 + (order[:, None] + order[None, :])
    step = _uniform((count, 1, 1, 1, 1), 0.01, 0.06, chance) * coarse
    rounded = basis.T @ (torch.round(waves / step) * step) @ basis
    changed = rounded.permute(0, 1, 3, 2, 4).reshape(ink.shape)
    return torch.where(_some(count, _REACH, chance), changed, ink)


def _cosines() -> Tensor:
    order = torch.arange(_BLOCK, dtype=torch.float32)
    basis = torch.cos(math.pi * (order[None, :] + 0.5) * order[:, None] / _BLOCK) * math.sqrt(2 / _BLOCK)
    basis[0] /= math.sqrt(2)
    return basis


def _noisy(ink: Tensor, chance: Chance) -> Tensor:
    strength = _uniform((len(ink), 1, 1, 1), 0, 0.05, chance)
    return torch.clamp(ink + torch.randn(ink.shape, generator=chance) * strength, 0, 1)


def _strokes(count: int, side: int, chance: Chance, turns: int) -> Tensor:
    """Draw a pen's zigzag over the middle of each box."""
    corners = _uniform((count, turns + 1, 2), 0.22, 0.78, chance) * side
    places = torch.arange(side, dtype=torch.float32)
    across, down = places[None, None, :], places[None, :, None]
    half = _uniform((count, 1, 1), 0.7, 1.6, chance)
    drawn = torch.zeros((count, side, side))
    for start, end in zip(corners.unbind(1), corners.unbind(1)[1:], strict=False):
        way = end - start
        length = (way**2).sum(1).clamp(min=1)
        from_x, from_y = across - start[:, 0, None, None], down - start[:, 1, None, None]
        along = (from_x * way[:, 0, None, None] + from_y * way[:, 1, None, None]) / length[:, None, None]
        along = along.clamp(0, 1)
        gap_x, gap_y = from_x - along * way[:, 0, None, None], from_y - along * way[:, 1, None, None]
        drawn = torch.maximum(drawn, (half + 0.5 - torch.sqrt(gap_x**2 + gap_y**2)).clamp(0, 1))
    dark = _uniform((count, 1, 1), 0.5, 1.0, chance)
    return (drawn * dark)[:, None]
