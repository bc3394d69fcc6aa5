"""Announced counts against a grid of percentages: how far each lies from it, and how rare that is in a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.compare.announced.printed import (
    HALF,
    announced_counts,
    announced_percentages,
    announced_total,
    counts_are_complete,
    decimals_of,
)
from tallyproof.compare.announced.rarity import Rarity, grid_rarity
from tallyproof.compare.statement import Statement, statement
from tallyproof.compare.statistics import holm
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement


@dataclass(frozen=True, slots=True)
class Residual:
    """How far a count lies from the nearest multiple of the grid step, in votes."""

    name: str
    count: int
    percentage: Fraction
    residual: Fraction

    @property
    def on_grid(self) -> bool:
        return abs(self.residual) < HALF


@dataclass(frozen=True, slots=True)
class Grid:
    """All announced counts against the percentages with so many decimals."""

    decimals: int
    step: Fraction
    residuals: tuple[Residual, ...]
    rarity: Rarity | None

    @property
    def all_on_grid(self) -> bool:
        return all(one.on_grid for one in self.residuals)


def grids_of(announcement: Announcement, contest: Contest) -> tuple[Grid, ...]:
    """Return the grids of one decimal and of every number of decimals printed; none where no total is known."""
    total, _ = announced_total(announcement, contest)
    counts = announced_counts(announcement)
    if not total or not counts:
        return ()
    wanted = sorted({1} | {decimals_of(text) for text in announced_percentages(announcement).values()})
    compositions = counts_are_complete(announcement, contest)
    compositions = compositions and sum(counts.values()) == total
    grids = []
    for decimals in wanted:
        step = Fraction(total, 10 ** (decimals + 2))
        # With less than two votes between percentages most counts, or all, are the rounding of one.
        if step >= 2:
            rarity = grid_rarity(total, len(counts), decimals) if compositions else None
            residuals = tuple(residual(name, count, step, decimals) for name, count in counts.items())
            grids.append(Grid(decimals, step, residuals, rarity))
    return tuple(grids)


def residual(name: str, count: int, step: Fraction, decimals: int) -> Residual:
    """Return r = c − s·round(c/s) with the percentage of the nearest multiple."""
    nearest = (Fraction(count) / step + HALF).__floor__()
    return Residual(name, count, Fraction(nearest, 10**decimals), count - step * nearest)


def grid_statements(
    announcement: Announcement, contest: Contest, grids: Sequence[Grid], tried: Sequence[Announcement]
) -> Iterable[Statement]:
    total, total_from = announced_total(announcement, contest)
    if not grids:
        reason = "no-counts" if not announced_counts(announcement) else "total-unknown"
        if total is not None and announced_counts(announcement):
            reason = "grid-finer-than-a-vote" if total else "no-votes"
        yield statement("not-run", check="grid", reason=reason)
        return
    family = _family(tried, contest)
    adjusted = holm(family)
    for grid in grids:
        on_grid = [one for one in grid.residuals if one.on_grid]
        yield statement(
            "counts-on-grid" if grid.all_on_grid else "counts-off-grid",
            f"total-{total_from}",
            "as-printed",
            decimals=grid.decimals,
            total=total or 0,
            step=grid.step,
            number=len(grid.residuals),
            on_grid=len(on_grid),
            largest_residual=max(abs(one.residual) for one in grid.residuals),
        )
        if grid.all_on_grid and grid.rarity is not None and 0 < grid.rarity.probability < 1:
            after = adjusted[announcement.id, grid.decimals]
            yield statement(
                "grid-rarity" if grid.rarity.exact else "grid-rarity-bound",
                "model-compositions",
                f"total-{total_from}",
                decimals=grid.decimals,
                total=total or 0,
                number=len(grid.residuals),
                probability=grid.rarity.probability,
                one_in=(1 / grid.rarity.probability).__floor__(),
                adjusted=after,
                adjusted_one_in=(1 / after).__floor__(),
                tests=len(family),
                bulletins=len({one for one, _ in family}),
                decimals_tried=len({decimals for _, decimals in family}),
            )


def _family(tried: Sequence[Announcement], contest: Contest) -> dict[tuple[str, int], Fraction]:
    """Return the probability of every grid tried; a grid that some count misses weighs 1."""
    family: dict[tuple[str, int], Fraction] = {}
    for one in tried:
        for grid in grids_of(one, contest):
            hit = grid.all_on_grid and grid.rarity is not None
            family[one.id, grid.decimals] = grid.rarity.probability if hit and grid.rarity else Fraction(1)
    return family
