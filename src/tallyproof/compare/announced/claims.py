"""What an announcement says of how much it counted, each claim in each of its readings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.compare.announced.certificate import CoverageRange
from tallyproof.compare.announced.held import Held, Roll
from tallyproof.compare.announced.printed import announced_cast, announced_total, half_unit
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement

UNITS = {"sheets": "stations", "stations": "stations", "electors": "electors", "registered": "electors"}
REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Claim:
    """One reading of a coverage claim: the percentage as printed, the unit read into it, and the unit said."""

    printed: str
    unit: str
    said_unit: str

    @property
    def reading(self) -> str:
        return f"coverage-{self.unit}"

    @property
    def as_said(self) -> bool:
        return UNITS.get(self.said_unit) == self.unit

    def range_of(self, roll: Roll, held: Held) -> CoverageRange | str:
        """Return what the claim says in stations or electors, rounding allowed for; a reason where nobody can say."""
        expected, known = (
            (roll.stations, len(held.stations)) if self.unit == "stations" else (roll.registered, held.registered)
        )
        half, share = half_unit(self.printed), Fraction(self.printed)
        low, high = max(Fraction(0), share - half), min(Fraction(100), share + half)
        if low > high:
            return "claim-above-100"
        return _range(self.unit, expected, known, lambda whole: (low * whole / 100, high * whole / 100))

    def values(self) -> dict[str, str | int]:
        return {"claimed_percent": self.printed, "said_unit": self.said_unit, "claim_unit": self.unit}


@dataclass(frozen=True, slots=True)
class TurnoutClaim:
    """A turnout read as that of the counted stations: at least `least` ballots, at most `most` where all are known."""

    printed: str
    least: int
    most: int | None
    reading: str = "turnout-counted"
    unit: str = "electors"
    said_unit: str = "turnout"

    def range_of(self, roll: Roll, held: Held) -> CoverageRange | str:
        """Return how many electors the counted stations have by this turnout, rounding allowed for."""
        half, share = half_unit(self.printed), Fraction(self.printed)
        low = 100 * self.least / (share + half)
        if roll.registered is not None and low > roll.registered:
            return "turnout-beyond-roll"

        def limits(whole: int) -> tuple[Fraction, Fraction]:
            all_electors = Fraction(whole)
            known = self.most is not None and share > half
            return low, min(all_electors, 100 * (self.most or 0) / (share - half)) if known else all_electors

        return _range(self.unit, roll.registered, held.registered, limits)

    def values(self) -> dict[str, str | int]:
        return {"claimed_percent": self.printed, "claim_unit": self.unit, "ballots": self.least}


@dataclass(frozen=True, slots=True)
class RegisteredClaim:
    """A number of registered voters, read as those of the counted stations."""

    electors: int
    reading: str = "registered-counted"
    unit: str = "electors"
    said_unit: str = "registered"

    @property
    def printed(self) -> str:
        return str(self.electors)

    def range_of(self, roll: Roll, held: Held) -> CoverageRange | str:
        """Return that number as a range; a reason where the roll has fewer electors."""
        if roll.registered is not None and self.electors > roll.registered:
            return "registered-beyond-roll"
        exact = Fraction(self.electors)
        return _range(self.unit, roll.registered, held.registered, lambda _: (exact, exact))

    def values(self) -> dict[str, str | int]:
        return {"claim_unit": self.unit, "announced_registered": self.electors}


AnyClaim = Claim | TurnoutClaim | RegisteredClaim


def claims_of(announcement: Announcement, contest: Contest) -> list[AnyClaim]:
    """Return every claim in every reading, coverage as it was said first."""
    coverage = [
        Claim(printed, unit, said) for said, printed in announcement.coverage for unit in ("stations", "electors")
    ]
    found: list[AnyClaim] = [*sorted(coverage, key=lambda one: not one.as_said)]
    cast, _ = announced_cast(announcement, contest)
    votes, _ = announced_total(announcement, contest)
    turnout = announcement.turnout or _turnout_of_cast(announcement, contest)
    least = cast if cast is not None else votes
    if turnout and least:
        found.append(TurnoutClaim(turnout, least, cast))
    if REGISTERED in announcement.counts:
        found.append(RegisteredClaim(announcement.counts[REGISTERED]))
    return found


def _turnout_of_cast(announcement: Announcement, contest: Contest) -> str:
    """Return the percentage announced beside the ballots cast: that of the voters who voted."""
    cast = contest.count_with_role("cast")
    return announcement.count_percentages.get(cast, "") if cast else ""


def _range(
    unit: str, expected: int | None, known: int | None, limits: Callable[[int], tuple[Fraction, Fraction]]
) -> CoverageRange | str:
    if known is None:
        return "registered-unknown"
    if expected is None:
        return "no-universe"
    if expected < known:
        return "roll-smaller-than-held"
    low, high = limits(expected)
    return CoverageRange(unit, low, high, expected - known)
