"""What the final result of an area can still be: votes that stand, and votes still possible. Whole numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tallyproof.model import PollingStation, StationResult
from tallyproof.tally import Results


@dataclass(frozen=True, slots=True)
class Contested:
    """Counted stations with a rival of unknown provenance: their votes, and the most that may stand there instead.

    `cap` None is 'not known'; a station accepted above its cap may bring what it has.
    """

    stations: int = 0
    votes: Mapping[str, int] = field(default_factory=dict)
    cap: int | None = 0


@dataclass(frozen=True, slots=True)
class Possible:
    """The votes counted, those of contested stations among them, and the most votes that are not settled.

    `outside` is the cap of all stations not counted; None is 'no cap known'.
    """

    votes: Mapping[str, int]
    outside: int | None
    contested: Contested = Contested()

    @property
    def secure(self) -> dict[str, int]:
        """Votes by candidate that nobody contests."""
        return {one: votes - self.contested.votes.get(one, 0) for one, votes in self.votes.items()}

    @property
    def outstanding(self) -> int | None:
        """The most votes still possible, those of contested stations among them."""
        if self.outside is None or self.contested.cap is None:
            return None
        return self.outside + self.contested.cap

    @property
    def ranked(self) -> list[str]:
        """Candidates by votes counted, the first by id where they are equal."""
        return sorted(self.votes, key=lambda one: (-self.votes[one], one))

    def share_range(self, candidate: str) -> tuple[Fraction, Fraction] | None:
        """Return a candidate's least and most final share; None where no cap is known or nobody may have votes."""
        outstanding, secure = self.outstanding, self.secure
        if outstanding is None or not sum(secure.values()) + outstanding:
            return None
        most = sum(secure.values()) + outstanding
        if len(secure) == 1:
            return Fraction(1), Fraction(1)
        return Fraction(secure[candidate], most), Fraction(secure[candidate] + outstanding, most)

    def lead_range(self, first: str, second: str) -> tuple[int, int] | None:
        """Return the least and most final lead of one candidate over another, in votes."""
        if self.outstanding is None:
            return None
        lead = self.secure[first] - self.secure[second]
        return lead - self.outstanding, lead + self.outstanding


def contested_by_area(results: Results, contest: str) -> dict[str, Contested]:
    """Return the contested stations of the main total in every area that has any, '' being the whole."""
    register = results.definition.register
    of_area: dict[str, list[tuple[PollingStation, StationResult]]] = {}
    for key, result in results.settlement.results.items():
        station = register.stations.get(key.station) if register else None
        if station is None or not result.contested or not is_counted(result):
            continue
        if results.station(contest, key.station) is result:
            for code in ("", *station.areas):
                of_area.setdefault(code, []).append((station, result))
    return {code: _contested(found) for code, found in of_area.items()}


def _contested(found: Sequence[tuple[PollingStation, StationResult]]) -> Contested:
    votes: dict[str, int] = {}
    cap: int | None = 0
    for station, result in found:
        for candidate, count in result.candidates.items():
            votes[candidate] = votes.get(candidate, 0) + count
        cap = None if cap is None or station.cap is None else cap + max(station.cap, sum(result.candidates.values()))
    return Contested(len(found), votes, cap)


def is_counted(result: StationResult) -> bool:
    """Return whether a station's figures are in the main total."""
    return result.in_main_total and result.grade.is_counted and result.figures is not None


def possible_by_area(results: Results, contest: str) -> dict[str, Possible]:
    """Return what can still be in every area of the register, '' being the whole."""
    contested = contested_by_area(results, contest)
    return {
        code: Possible(tally.candidates, tally.outstanding, contested.get(code, Contested()))
        for code, tally in results.tallies[contest].items()
    }
