"""Ballots beside the votes, registered voters and turnout in an announcement, against each other."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tallyproof.compare.announced.printed import (
    announced_cast,
    announced_counts,
    announced_total,
    counts_are_complete,
    decimals_of,
    follows,
)
from tallyproof.compare.announced.slips import slip_between
from tallyproof.compare.phrasing import rounded
from tallyproof.compare.statement import Statement, statement
from tallyproof.election.schema import Contest, Identity
from tallyproof.model import Announcement

REGISTERED = "registered"
CANDIDATES = "candidates"


def ballot_statements(announcement: Announcement, contest: Contest) -> Iterable[Statement]:
    """Return what follows from ballots cast, ballots beside the votes, registered voters and turnout."""
    total, _ = announced_total(announcement, contest)
    cast, _ = announced_cast(announcement, contest)
    registered = announcement.counts.get(REGISTERED)
    if total is not None and cast is not None and total > cast:
        yield statement("valid-above-cast", "as-printed", total=total, cast=cast, difference=total - cast)
    if cast is not None and registered is not None and cast > registered:
        difference = cast - registered
        yield statement("cast-above-registered", "as-printed", cast=cast, registered=registered, difference=difference)
    for identity in contest.identities:
        yield from _identity(identity, announcement, contest)
    yield from _count_percentages(announcement, contest, total)
    yield from _turnout(announcement, cast, registered)


def _identity(identity: Identity, announcement: Announcement, contest: Contest) -> Iterable[Statement]:
    """Hold an identity of the definition against the announced sums; that of votes and valid votes is said already."""
    valid = contest.count_with_role("valid")
    terms = {*identity.left, *identity.right}
    if terms <= {CANDIDATES, valid} or not any(one in announcement.counts for one in terms - {CANDIDATES, valid}):
        return
    sums = [_sum(side, announcement, contest) for side in (identity.left, identity.right)]
    values = {"left": " + ".join(identity.left), "right": " + ".join(identity.right)}
    left, right = sums
    if left is None or right is None:
        yield statement("not-run", check="identity", reason="identity-incomplete", **values)
        return
    code = "identity-holds" if left == right else "identity-fails"
    yield statement(code, "as-printed", **values, left_sum=left, right_sum=right, difference=left - right)


def _sum(side: list[str], announcement: Announcement, contest: Contest) -> int | None:
    zero = {one.id for one in contest.counts if one.absent == "zero"}
    added = 0
    for term in side:
        if term == CANDIDATES and counts_are_complete(announcement, contest):
            added += sum(announced_counts(announcement).values())
        elif term in announcement.counts:
            added += announcement.counts[term]
        elif term not in zero:
            return None
    return added


def _turnout(announcement: Announcement, cast: int | None, registered: int | None) -> Iterable[Statement]:
    printed = announcement.turnout
    if not printed:
        return
    if Fraction(printed) > 100:
        yield statement("turnout-above-100", "as-printed", printed_percent=printed)
    if cast is None or not registered:
        reason = "no-cast" if cast is None else "no-registered" if registered is None else "zero-registered"
        yield statement("not-run", check="turnout-follows", reason=reason)
        return
    computed = rounded(Fraction(100 * cast, registered), decimals_of(printed))
    slip = slip_between(printed, computed)
    fits = follows(cast, registered, printed)
    yield statement(
        "turnout-follows" if fits else "turnout-likely-misprint" if slip else "turnout-does-not-follow",
        "as-printed",
        printed_percent=printed,
        computed_percent=computed,
        cast=cast,
        registered=registered,
        **({"slip": slip} if slip and not fits else {}),
    )


def _count_percentages(announcement: Announcement, contest: Contest, total: int | None) -> Iterable[Statement]:
    for name, printed in announcement.count_percentages.items():
        count = announcement.counts.get(name)
        bases = {key: base for key, base in _bases(announcement, contest, name, total).items() if base}
        if count is None or not bases:
            reason = "no-such-count" if count is None else "total-unknown"
            values = {"count_id": name, "printed_percent": printed, "reason": reason}
            yield statement("count-percentage-not-checked", "as-printed", **values)
            continue
        fitting = next((key for key, base in bases.items() if follows(count, base, printed)), None)
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
