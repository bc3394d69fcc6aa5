"""Printed figures of an announcement: what they are of, and how exactly they were printed."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tallyproof.compare.statement import OTHERS
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

HALF = Fraction(1, 2)
TENTH = Fraction(1, 10)


def announced_counts(announcement: Announcement) -> dict[str, int]:
    """Return the announced counts of candidates, the remaining ones taken together as `OTHERS`."""
    others = {} if announcement.others is None else {OTHERS: announcement.others}
    return {**announcement.candidates, **others}


def announced_percentages(announcement: Announcement) -> dict[str, str]:
    """Return the announced percentages of candidates, the remaining ones taken together as `OTHERS`."""
    others = {} if announcement.others_percentage is None else {OTHERS: announcement.others_percentage}
    return {**announcement.percentages, **others}


def announced_total(announcement: Announcement, contest: Contest) -> tuple[int | None, str]:
    """Return the valid votes announced, else the sum of the counts where these cover every candidate."""
    valid = contest.count_with_role("valid")
    if valid is not None and valid in announcement.counts:
        return announcement.counts[valid], "valid"
    if counts_are_complete(announcement, contest):
        return sum(announced_counts(announcement).values()), "sum"
    return None, ""


def announced_cast(announcement: Announcement, contest: Contest) -> tuple[int | None, str]:
    """Return the ballots cast announced, else valid votes and all ballots beside them where all were announced."""
    cast = contest.count_with_role("cast")
    if cast is not None and cast in announcement.counts:
        return announcement.counts[cast], "cast"
    total, _ = announced_total(announcement, contest)
    beside = [count.id for count in contest.counts if count.role in ("rejected", "blank") and count.absent != "zero"]
    if total is None or not beside or any(one not in announcement.counts for one in beside):
        return None, ""
    roles = {count.id for count in contest.counts if count.role in ("rejected", "blank")}
    return total + sum(papers for id, papers in announcement.counts.items() if id in roles), "added"


def is_complete(named: Iterable[str], others: object, contest: Contest) -> bool:
    """Whether figures cover every candidate: each is named, or the remaining ones stand together."""
    known = set(named)
    return bool(known) and (others is not None or all(one.id in known for one in contest.candidates))


def counts_are_complete(announcement: Announcement, contest: Contest) -> bool:
    """Whether the counts cover every candidate. Not where nobody can say whose votes the remaining ones are."""
    others = announcement.others if others_are_clear(announcement) else None
    return is_complete(announcement.candidates, others, contest)


def percentages_are_complete(announcement: Announcement, contest: Contest) -> bool:
    """Whether the percentages cover every candidate, by the same rule."""
    clear = set(announcement.candidates) <= set(announcement.percentages)
    return is_complete(announcement.percentages, announcement.others_percentage if clear else None, contest)


def others_are_clear(announcement: Announcement) -> bool:
    """Whether 'all others' in votes are known to be the candidates without a count.

    Where a candidate has a percentage alone, the votes of the others may be with or without that candidate's.
    """
    return set(announcement.percentages) <= set(announcement.candidates)


def comparable_percentages(announcement: Announcement) -> dict[str, str]:
    """Return the percentages that may be held against counts: that of the others only where both are of the same."""
    same = set(announcement.percentages) == set(announcement.candidates)
    return announced_percentages(announcement) if same else dict(announcement.percentages)


def decimals_of(printed: str) -> int:
    """Return how many decimals a percentage was printed with."""
    return len(printed.partition(".")[2])


def half_unit(printed: str) -> Fraction:
    """Return how far rounding moves a printed percentage at most."""
    return HALF * TENTH ** decimals_of(printed)


def follows(count: int, base: int, printed: str) -> bool:
    """Whether a percentage is that of a count, within rounding."""
    return abs(Fraction(100 * count, base) - Fraction(printed)) <= half_unit(printed)
