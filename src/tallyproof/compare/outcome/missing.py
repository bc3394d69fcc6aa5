"""The stations that are not counted, by area: how many, why, with how many registered voters and possible votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tallyproof.compare.outcome.possible import is_counted
from tallyproof.model import Grade, PollingStation, StationResult, Tally
from tallyproof.tally import Results

NOTHING_HELD: Final = "nothing-held"
UNKNOWN_ORIGIN: Final = "unknown-origin"
UNLISTED: Final = "unlisted"
REASONS: Final = (NOTHING_HELD, Grade.QUARANTINED.value, Grade.DISPUTED.value, UNKNOWN_ORIGIN, UNLISTED)
"""Why a lawful station is not counted; `unlisted` ones are known only from the roll's number of stations."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One area. `by_reason` counts stations of the register; `unlisted` None is 'nothing says how many there are'.

    `registered` and `cap` are of the stations in the register that are not counted, None where one of them is not
    known; `unlisted_registered` and `unlisted_cap` are what the roll leaves over. `annulled` are not missing.
    """

    area: str
    counted: int
    expected: int | None
    by_reason: Counter[str]
    annulled: int
    registered: int | None
    cap: int | None
    unlisted: int | None
    unlisted_registered: int | None
    unlisted_cap: int | None

    @property
    def listed(self) -> int:
        return sum(self.by_reason.values())

    @property
    def stations(self) -> int | None:
        """All lawful stations that are not counted."""
        return None if self.unlisted is None else self.listed + self.unlisted

    @property
    def all_registered(self) -> int | None:
        """Registered voters of all of them."""
        if self.registered is None or self.unlisted_registered is None:
            return None
        return self.registered + self.unlisted_registered


def missing_by_area(results: Results, contest: str, codes: Iterable[str]) -> dict[str, Missing]:
    """Return what is missing in each of some areas, '' being the whole; nothing where there is no register."""
    register = results.definition.register
    if register is None:
        return {}
    return {
        code: _missing(results, results.tallies[contest][code], register.stations_of_area.get(code, []))
        for code in codes
    }


def _missing(results: Results, tally: Tally, stations: Iterable[PollingStation]) -> Missing:
    reasons: Counter[str] = Counter()
    annulled = annulled_registered = 0
    registered: int | None = 0
    cap: int | None = 0
    for station in stations:
        result = results.station(tally.contest, station.id)
        if result is not None and result.grade is Grade.ANNULLED:
            annulled += 1
            annulled_registered += station.registered or 0
        elif result is None or not is_counted(result):
            reasons[_reason(result)] += 1
            registered = None if registered is None or station.registered is None else registered + station.registered
            cap = None if cap is None or station.cap is None else cap + station.cap
    coverage, listed = tally.coverage, sum(reasons.values())
    unlisted = unlisted_registered = unlisted_cap = None
    if coverage.stations_missing is not None:
        left = coverage.stations_missing - listed - annulled
        unlisted = left if left >= 0 else None
    if coverage.registered_missing is not None and registered is not None:
        left = coverage.registered_missing - registered - annulled_registered
        unlisted_registered = left if left >= 0 else None
    if tally.outstanding is not None and cap is not None:
        unlisted_cap = tally.outstanding - cap
    return Missing(
        area=tally.area,
        counted=coverage.stations_counted,
        expected=coverage.stations_expected,
        by_reason=reasons,
        annulled=annulled,
        registered=registered,
        cap=cap,
        unlisted=unlisted,
        unlisted_registered=unlisted_registered,
        unlisted_cap=unlisted_cap,
    )


def _reason(result: StationResult | None) -> str:
    if result is None or result.grade is Grade.MISSING:
        return NOTHING_HELD
    if result.grade in (Grade.QUARANTINED, Grade.DISPUTED):
        return result.grade.value
    return UNKNOWN_ORIGIN
