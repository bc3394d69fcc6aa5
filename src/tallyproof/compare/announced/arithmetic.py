"""A1 (statistics.md): an announcement held against itself and against earlier ones, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tallyproof.compare.announced.rarity import Rarity, grid_rarity, holm
from tallyproof.compare.phrasing import rounded
from tallyproof.compare.statement import OTHERS, Statement, statement
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

HALF = Fraction(1, 2)
TENTH = Fraction(1, 10)


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


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The arithmetic of one announcement; `total_from` is 'valid' or 'sum', or '' where no total is known."""

    total: int | None
    total_from: str
    grids: tuple[Grid, ...]
    statements: tuple[Statement, ...]


def arithmetic(
    announcement: Announcement,
    contest: Contest,
    *,
    earlier: Sequence[Announcement] = (),
    tried: Sequence[Announcement] = (),
) -> Arithmetic:
    """Return what the printed figures alone prove. `tried` are all announcements the grid was tried on."""
    total, total_from = announced_total(announcement, contest)
    grids = _grids(announcement, contest)
    statements = [
        *_sum_of_counts(announcement, contest),
        *_sum_of_percentages(announcement, contest),
        *_percentages_follow(announcement, contest, total, total_from),
        *_grid_statements(announcement, contest, grids, [announcement, *tried]),
        *(one for before in earlier for one in _growth(before, announcement)),
    ]
    return Arithmetic(total, total_from, grids, tuple(statements))


def announced_counts(announcement: Announcement) -> dict[str, int]:
    """Return the announced counts of candidates, the remaining ones taken together as `OTHERS`."""
    others = {} if announcement.others is None else {OTHERS: announcement.others}
    return {**announcement.candidates, **others}


def announced_total(announcement: Announcement, contest: Contest) -> tuple[int | None, str]:
    """Return the valid votes announced, else the sum of the counts where these cover every candidate."""
    valid = contest.count_with_role("valid")
    if valid is not None and valid in announcement.counts:
        return announcement.counts[valid], "valid"
    if _is_complete(announcement.candidates, announcement.others, contest):
        return sum(announced_counts(announcement).values()), "sum"
    return None, ""


def decimals_of(printed: str) -> int:
    return len(printed.partition(".")[2])


def _is_complete(named: Iterable[str], others: object, contest: Contest) -> bool:
    known = set(named)
    return bool(known) and (others is not None or all(one.id in known for one in contest.candidates))


def _sum_of_counts(announcement: Announcement, contest: Contest) -> Iterable[Statement]:
    total, total_from = announced_total(announcement, contest)
    if not announcement.candidates:
        yield statement("not-run", check="counts-sum", reason="no-counts")
    elif not _is_complete(announcement.candidates, announcement.others, contest):
        yield statement("not-run", check="counts-sum", reason="counts-incomplete")
    elif total is None or total_from != "valid":
        yield statement("not-run", check="counts-sum", reason="no-valid-count")
    else:
        added = sum(announced_counts(announcement).values())
        code = "counts-sum" if added == total else "counts-do-not-sum"
        yield statement(code, "as-printed", total=total, sum=added, difference=added - total)


def _printed(announcement: Announcement) -> dict[str, str]:
    others = {} if announcement.others_percentage is None else {OTHERS: announcement.others_percentage}
    return {**announcement.percentages, **others}


def _half_unit(printed: str) -> Fraction:
    return HALF * TENTH ** decimals_of(printed)


def _sum_of_percentages(announcement: Announcement, contest: Contest) -> Iterable[Statement]:
    printed = _printed(announcement)
    if not _is_complete(announcement.percentages, announcement.others_percentage, contest):
        reason = "percentages-incomplete" if printed else "no-percentages"
        yield statement("not-run", check="percentages-sum", reason=reason)
        return
    added = sum((Decimal(text) for text in printed.values()), Decimal(0))
    tolerance = sum((_half_unit(text) for text in printed.values()), Fraction(0))
    fits = abs(Fraction(added) - 100) <= tolerance
    code = "percentages-sum" if fits else "percentages-do-not-sum"
    yield statement(code, "as-printed", sum_percent=str(added), tolerance=tolerance)


def _percentages_follow(
    announcement: Announcement, contest: Contest, total: int | None, total_from: str
) -> Iterable[Statement]:
    counts, printed = announced_counts(announcement), _printed(announcement)
    pairs = {name: printed[name] for name in printed if name in counts}
    if not pairs or not total:
        reason = "total-unknown" if total is None else "no-votes" if total == 0 else "no-pairs"
        yield statement("not-run", check="percentages-follow", reason=reason)
    else:
        wrong = {name: text for name, text in pairs.items() if not _follows(counts[name], total, text)}
        for name, text in wrong.items():
            yield _does_not_follow(name, text, counts[name], total, total_from)
        if not wrong:
            yield statement("percentages-follow", f"total-{total_from}", "as-printed", number=len(pairs), total=total)
    yield from _count_percentages(announcement, contest, total)


def _follows(count: int, base: int, printed: str) -> bool:
    return abs(Fraction(100 * count, base) - Fraction(printed)) <= _half_unit(printed)


def _does_not_follow(name: str, printed: str, count: int, base: int, total_from: str) -> Statement:
    computed = rounded(Fraction(100 * count, base), decimals_of(printed))
    code = "percentage-likely-misprint" if _one_slip(printed, computed) else "percentage-does-not-follow"
    return statement(
        code,
        f"total-{total_from}",
        "as-printed",
        candidate=name,
        printed_percent=printed,
        computed_percent=computed,
        count=count,
        total=base,
    )


def _one_slip(one: str, other: str) -> bool:
    """Whether two printed numbers differ by one digit or by two neighbouring digits exchanged."""
    if len(one) != len(other):
        return False
    differing = [place for place in range(len(one)) if one[place] != other[place]]
    if len(differing) == 2 and differing[1] == differing[0] + 1:
        first, second = differing
        return one[first] == other[second] and one[second] == other[first]
    return len(differing) == 1


def _count_percentages(announcement: Announcement, contest: Contest, total: int | None) -> Iterable[Statement]:
    for name, printed in announcement.count_percentages.items():
        count = announcement.counts.get(name)
        bases = {key: base for key, base in _bases(announcement, contest, name, total).items() if base}
        if count is None or not bases:
            reason = "no-pairs" if count is None else "total-unknown"
            yield statement("not-run", check="count-percentage-follows", reason=reason, count_id=name)
            continue
        fitting = next((key for key, base in bases.items() if _follows(count, base, printed)), None)
        key = fitting or next(iter(bases))
        yield statement(
            "count-percentage-follows" if fitting else "count-percentage-does-not-follow",
            "as-printed",
            count_id=name,
            printed_percent=printed,
            computed_percent=rounded(Fraction(100 * count, bases[key]), decimals_of(printed)),
            count=count,
            base=key,
            base_votes=bases[key],
        )


def _bases(announcement: Announcement, contest: Contest, name: str, total: int | None) -> dict[str, int | None]:
    """Return what a percentage of this count may be taken of; which one is seldom said."""
    roles = {count.id: count.role for count in contest.counts}
    registered = announcement.counts.get("registered")
    if roles.get(name) == "cast":
        return {"registered": registered}
    cast_id = contest.count_with_role("cast")
    cast = announcement.counts.get(cast_id) if cast_id else None
    if cast is None and total is not None:
        beside = [n for key, n in announcement.counts.items() if roles.get(key) in ("rejected", "blank")]
        cast = total + sum(beside)
    return {"cast": cast, "valid": total, "registered": registered}


def _grids(announcement: Announcement, contest: Contest) -> tuple[Grid, ...]:
    """Return the grids of one decimal and of every number of decimals printed; none where no total is known."""
    total, _ = announced_total(announcement, contest)
    counts = announced_counts(announcement)
    if not total or not counts:
        return ()
    wanted = sorted({1} | {decimals_of(text) for text in _printed(announcement).values()})
    compositions = _is_complete(announcement.candidates, announcement.others, contest)
    compositions = compositions and sum(counts.values()) == total
    grids = []
    for decimals in wanted:
        step = Fraction(total, 10 ** (decimals + 2))
        if step > 1:
            rarity = grid_rarity(total, len(counts), decimals) if compositions else None
            residuals = tuple(residual(name, count, step, decimals) for name, count in counts.items())
            grids.append(Grid(decimals, step, residuals, rarity))
    return tuple(grids)


def residual(name: str, count: int, step: Fraction, decimals: int) -> Residual:
    """Return r = c − s·round(c/s) with the percentage of the nearest multiple."""
    nearest = (Fraction(count) / step + HALF).__floor__()
    return Residual(name, count, Fraction(nearest, 10**decimals), count - step * nearest)


def _grid_statements(
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
        for grid in _grids(one, contest):
            hit = grid.all_on_grid and grid.rarity is not None
            family[one.id, grid.decimals] = grid.rarity.probability if hit and grid.rarity else Fraction(1)
    return family


def _growth(before: Announcement, after: Announcement) -> Iterable[Statement]:
    """A later bulletin of the same count can only add."""
    old = {**announced_counts(before), **{f"count:{key}": n for key, n in before.counts.items()}}
    new: Mapping[str, int] = {
        **announced_counts(after),
        **{f"count:{key}": n for key, n in after.counts.items()},
    }
    common = [name for name in old if name in new]
    fallen = [name for name in common if new[name] < old[name]]
    if not common:
        yield statement("not-run", check="growth", reason="nothing-common", earlier=before.id)
    for name in fallen:
        yield statement(
            "count-fell",
            "as-printed",
            "same-count",
            candidate=name,
            earlier=before.id,
            before=old[name],
            after=new[name],
            difference=old[name] - new[name],
        )
    if common and not fallen:
        yield statement("counts-grew", "as-printed", "same-count", earlier=before.id, number=len(common))
