"""What the stations that are not held would have to show for the announcement to hold: votes, shares, turnout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.compare.announced.certificate import AnnouncedCount
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.leaders import Leaders, leaders_of
from tallyproof.compare.phrasing import rounded
from tallyproof.compare.statement import Statement, statement
from tallyproof.model import Announcement

DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """By announced count what all other stations must bring if every held one was counted; shares for a lead.

    `electors` are those outside; None is not known. `shares` are (what for, least share of all possible votes
    outside), as fractions; above 1 is impossible. Where not
    every held station may be counted (`all_held`), only the share for the lead says something.
    """

    roll: Roll
    needed: Mapping[str, int]
    held: Mapping[str, int]
    electors: int | None
    turnout: Fraction | None
    shares: tuple[tuple[str, Fraction], ...]
    statements: tuple[Statement, ...]
    all_held: bool = True


def missing_of(
    announcement: Announcement,
    held: Held,
    counts: Sequence[AnnouncedCount],
    roll: Roll,
    base: Mapping[str, str | int],
    *,
    all_held: bool,
) -> Missing:
    """Return what everything outside what is held would have to show, by one roll.

    Said only as far as every held station may be in the announced count.
    """
    votes = {one.name: held.votes(frozenset(one.members)) for one in counts}
    needed = {one.name: one.votes - votes[one.name] for one in counts}
    electors = None if roll.registered is None or held.registered is None else roll.registered - held.registered
    if electors is not None and electors < 0:
        electors = None
    wanted = sum(one for one in needed.values() if one > 0)
    turnout = Fraction(wanted, electors) if electors else None
    leaders = leaders_of(announcement, held)
    shares = tuple(_shares(leaders, roll)) if isinstance(leaders, Leaders) else ()
    values = {**base, **roll.values()}
    statements: list[Statement] = []
    if all_held:
        statements += [*_needed(needed, values, held), *_turnout(wanted, electors, turnout, values, held)]
    if isinstance(leaders, Leaders):
        shares = shares if all_held else shares[:1]
        statements += [_share(target, share, leaders, values, held) for target, share in shares]
    return Missing(roll, needed, votes, electors, turnout, shares, tuple(statements), all_held)


def _needed(needed: Mapping[str, int], values: Mapping[str, str | int], held: Held) -> Iterable[Statement]:
    """Everything below nothing is impossible; of what is possible the table tells."""
    for name, votes in needed.items():
        if votes < 0:
            yield statement(
                "missing-below-zero", "all-held", f"figures-{held.kind}", **values, candidate=name, fewer=-votes
            )


def _turnout(
    wanted: int, electors: int | None, turnout: Fraction | None, values: Mapping[str, str | int], held: Held
) -> Iterable[Statement]:
    assumptions = ("all-held", "universe", f"figures-{held.kind}")
    if electors is None:
        yield statement("not-computed", check="missing-turnout", reason="outside-unknown")
    elif turnout is None:
        code = "missing-nobody" if wanted else "missing-nothing"
        yield statement(code, *assumptions, **values, wanted=wanted, electors=electors)
    else:
        code = "missing-turnout-impossible" if turnout > 1 else "missing-turnout"
        yield statement(
            code, *assumptions, **values, wanted=wanted, electors=electors, turnout_percent=floor_percent(turnout)
        )


def _shares(leaders: Leaders, roll: Roll) -> Iterable[tuple[str, Fraction]]:
    """Least share of all votes possible outside that draws level with the held leader, or makes the announced lead."""
    if roll.cap and leaders.winner != leaders.announced:
        yield "lead", (1 + Fraction(leaders.lead, roll.cap)) / 2
        yield "margin", (1 + Fraction(leaders.lead + leaders.margin, roll.cap)) / 2


def _share(target: str, share: Fraction, leaders: Leaders, values: Mapping[str, str | int], held: Held) -> Statement:
    return statement(
        f"missing-share-{target}-impossible" if share > 1 else f"missing-share-{target}",
        *(("all-held",) if target == "margin" else ()),
        "cap",
        "universe",
        f"figures-{held.kind}",
        **values,
        leader=leaders.winner,
        announced_leader=leaders.announced,
        lead=leaders.lead,
        announced_margin=leaders.margin,
        share_percent=floor_percent(share),
    )


def floor_percent(share: Fraction) -> str:
    """Return a share as a percentage rounded down: 'at least' stays true."""
    unit = 10 ** (DECIMALS + 2)
    return rounded(Fraction((share * unit).__floor__(), unit) * 100, DECIMALS)
