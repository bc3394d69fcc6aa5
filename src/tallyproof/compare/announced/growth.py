"""A later bulletin of the same count beside an earlier one: it can only add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from tallyproof.compare.announced.printed import announced_counts
from tallyproof.compare.statement import Statement, statement
from tallyproof.model import Announcement


def growth(before: Announcement, after: Announcement) -> Iterable[Statement]:
    """Return which counts of a later bulletin fell below those of an earlier one, and whether its coverage did."""
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

    yield from _coverage(before, after)


def _coverage(before: Announcement, after: Announcement) -> Iterable[Statement]:
    """Only claims in the same unit are beside each other."""
    claimed = dict(before.coverage)
    for unit, printed in after.coverage:
        if unit in claimed and Fraction(printed) < Fraction(claimed[unit]):
            yield statement(
                "coverage-fell",
                "as-printed",
                "same-count",
                said_unit=unit,
                earlier=before.id,
                before_percent=claimed[unit],
                after_percent=printed,
            )
