"""A1 (statistics.md): an announcement held against itself and against earlier ones, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tallyproof.compare.announced.ballots import ballot_statements
from tallyproof.compare.announced.grid import Grid, grid_statements, grids_of
from tallyproof.compare.announced.growth import growth
from tallyproof.compare.announced.misprints import (
    misprints_by_percentage,
    misprints_in_percentages,
    misprints_in_sum,
)
from tallyproof.compare.announced.printed import (
    announced_counts,
    announced_percentages,
    announced_total,
    comparable_percentages,
    counts_are_complete,
    decimals_of,
    follows,
    half_unit,
    percentages_are_complete,
)
from tallyproof.compare.announced.slips import slip_between
from tallyproof.compare.phrasing import rounded
from tallyproof.compare.statement import Statement, statement
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement


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
    grids = grids_of(announcement, contest)
    statements = [
        *_sum_of_counts(announcement, contest),
        *_sum_of_percentages(announcement, contest),
        *_percentages_follow(announcement, contest, total, total_from),
        *ballot_statements(announcement, contest),
        *grid_statements(announcement, contest, grids, [announcement, *tried]),
        *(one for before in earlier for one in growth(before, announcement)),
    ]
    return Arithmetic(total, total_from, grids, tuple(statements))


def _sum_of_counts(announcement: Announcement, contest: Contest) -> Iterable[Statement]:
    total, total_from = announced_total(announcement, contest)
    if not announcement.candidates:
        yield statement("not-run", check="counts-sum", reason="no-counts")
    elif not counts_are_complete(announcement, contest):
        yield statement("not-run", check="counts-sum", reason="counts-incomplete")
    elif total is None or total_from != "valid":
        yield statement("not-run", check="counts-sum", reason="no-valid-count")
    else:
        counts = announced_counts(announcement)
        added = sum(counts.values())
        code = "counts-sum" if added == total else "counts-do-not-sum"
        yield statement(code, "as-printed", total=total, sum=added, difference=added - total)
        if added != total:
            yield from misprints_in_sum(counts, total, announced_percentages(announcement))


def _sum_of_percentages(announcement: Announcement, contest: Contest) -> Iterable[Statement]:
    printed = announced_percentages(announcement)
    for name, text in printed.items():
        if Fraction(text) > 100:
            yield statement("percentage-above-100", "as-printed", candidate=name, printed_percent=text)
    added = sum((Decimal(text) for text in printed.values()), Decimal(0))
    tolerance = sum((half_unit(text) for text in printed.values()), Fraction(0))
    if not percentages_are_complete(announcement, contest):
        reason = "percentages-incomplete" if printed else "no-percentages"
        if len(printed) > 1 and Fraction(added) - 100 > tolerance:
            yield statement(
                "percentages-above-100",
                "as-printed",
                sum_percent=str(added),
                number=len(printed),
                tolerance=tolerance,
            )
        else:
            yield statement("not-run", check="percentages-sum", reason=reason)
        return
    fits = abs(Fraction(added) - 100) <= tolerance
    code = "percentages-sum" if fits else "percentages-do-not-sum"
    yield statement(code, "as-printed", sum_percent=str(added), tolerance=tolerance)
    if not fits:
        yield from misprints_in_percentages(printed, announced_counts(announcement))


def _percentages_follow(
    announcement: Announcement, contest: Contest, total: int | None, total_from: str
) -> Iterable[Statement]:
    counts, printed = announced_counts(announcement), comparable_percentages(announcement)
    pairs = {name: printed[name] for name in printed if name in counts}
    if not pairs or not total:
        reason = "total-unknown" if total is None else "no-votes" if total == 0 else "no-pairs"
        yield statement("not-run", check="percentages-follow", reason=reason)
    else:
        wrong = {name: text for name, text in pairs.items() if not follows(counts[name], total, text)}
        for name, text in wrong.items():
            yield _does_not_follow(name, text, counts[name], total, total_from)
        if not wrong:
            yield statement("percentages-follow", f"total-{total_from}", "as-printed", number=len(pairs), total=total)
        if total_from == "valid" and not counts_are_complete(announcement, contest):
            yield from misprints_by_percentage(counts, total, printed)


def _does_not_follow(name: str, printed: str, count: int, base: int, total_from: str) -> Statement:
    computed = rounded(Fraction(100 * count, base), decimals_of(printed))
    slip = slip_between(printed, computed)
    return statement(
        "percentage-likely-misprint" if slip else "percentage-does-not-follow",
        f"total-{total_from}",
        "as-printed",
        candidate=name,
        printed_percent=printed,
        computed_percent=computed,
        count=count,
        total=base,
        **({"slip": slip} if slip else {}),
    )
