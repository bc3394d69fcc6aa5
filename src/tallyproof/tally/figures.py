"""Every public figure by its reference: what a page's `data-ref` names and `verify` recomputes.

    tally/<contest>/<area or _>/<item>       item: valid, registered, candidate:<id>, line:<id>, share:<id>, count:<id>,
                                             turnout, grade:<grade>, provenance:<class>, inconsistent, outstanding,
                                             line-stations, outside, stations-counted, -expected, -missing,
                                             registered-expected, -missing, coverage,
                                             bound:<condition>:margin | outstanding | stations-false
    station/<contest>/<station>/<item>       item: registered, valid, candidate:<id>, line:<id>, count:<id>
    announced/<announcement>/<item>          item: candidate:<id>, percentage:<id>, others, others-percentage,
                                             count:<id>, count-percentage:<id>
    held/<announcement>/<item>               the same area's held figure: any item of a tally
    log/entries                              how many entries the release covers
    findings/<code>                          how many findings there are of a code

A value is a whole number, or a percentage with two decimals, rounded half up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property

from tallyproof.election import Definition
from tallyproof.election.schema import percentage
from tallyproof.model import (
    AggregateSheet,
    Announcement,
    Coverage,
    OutcomeBound,
    ResultKey,
    Settlement,
    StationResult,
    Tally,
)
from tallyproof.tally.totals import tally_areas

WHOLE = "_"


@dataclass(frozen=True)
class Results:
    """All that is public and derives from the first `entries` entries, for the headline stage.

    `tallies` is by contest, then by area code ('' is the whole).
    """

    definition: Definition
    settlement: Settlement
    tallies: Mapping[str, Mapping[str, Tally]]
    announcements: Sequence[Announcement]
    entries: int
    hour: str
    aggregates: Sequence[AggregateSheet] = ()

    @cached_property
    def findings_by_code(self) -> Mapping[str, int]:
        """How many findings there are of each code that has any."""
        return Counter(one.code for one in self.settlement.findings)

    def station(self, contest: str, station: str) -> StationResult | None:
        """Return a station's result in the headline stage."""
        round_ = self.definition.contests[contest].round
        return self.settlement.results.get(ResultKey(contest, round_, station, self.definition.headline_stage))


def results_of(
    definition: Definition,
    settlement: Settlement,
    announcements: Sequence[Announcement] = (),
    *,
    entries: int = 0,
    hour: str = "",
    aggregates: Sequence[AggregateSheet] = (),
) -> Results:
    """Return the public results of a settlement: tallies of every contest and area."""
    tallies = {contest: tally_areas(definition, settlement.results, contest=contest) for contest in definition.contests}
    return Results(definition, settlement, tallies, tuple(announcements), entries, hour, tuple(aggregates))


def percent(share: Fraction | None) -> str | None:
    """Return a share as a percentage with two decimals, rounded half up; None stays None."""
    if share is None:
        return None
    scaled = share * 10_000
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return str((Decimal(whole) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def turnout(tally: Tally) -> Fraction | None:
    """Return ballots cast over registered voters of the counted stations, or None where either is incomplete."""
    if tally.ballots_cast is None or not tally.registered:
        return None
    return Fraction(tally.ballots_cast, tally.registered)


def figure(results: Results, ref: str) -> str | None:
    """Return the figure that a reference names, as canonical text; None when there is none or no such reference."""
    kind, _, rest = ref.partition("/")
    if kind == "log":
        return str(results.entries) if rest == "entries" else None
    if kind == "findings":
        return _text(results.findings_by_code.get(rest))
    head, _, tail = rest.partition("/")
    if kind == "tally":
        area, _, item = tail.rpartition("/")
        tally = results.tallies.get(head, {}).get("" if area == WHOLE else area)
        return None if tally is None else tally_figure(tally, item)
    if kind == "station":
        station, _, item = tail.rpartition("/")
        return _station_figure(results, head, station, item)
    if kind in ("announced", "held"):
        announcement = next((one for one in results.announcements if one.id == head), None)
        if announcement is None:
            return None
        if kind == "announced":
            return _announced_figure(announcement, tail)
        tally = results.tallies.get(announcement.contest, {}).get(announcement.area)
        return None if tally is None else tally_figure(tally, tail)
    return None


def tally_figure(tally: Tally, item: str) -> str | None:
    """Return one figure of a tally by its item name."""
    name, _, key = item.partition(":")
    coverage = tally.coverage
    simple = {
        "valid": tally.valid,
        "registered": tally.registered,
        "inconsistent": tally.inconsistent,
        "outstanding": tally.outstanding,
        "line-stations": tally.line_stations,
        "outside": tally.outside,
        "stations-counted": coverage.stations_counted,
        "stations-expected": coverage.stations_expected,
        "stations-missing": coverage.stations_missing,
        "registered-expected": coverage.registered_expected,
        "registered-missing": coverage.registered_missing,
    }
    if item in simple:
        return _text(simple[item])
    by_key: dict[str, Mapping[str, int]] = {
        "candidate": tally.candidates,
        "line": tally.lines,
        "count": tally.counts,
        "grade": tally.by_grade,
        "provenance": tally.by_provenance,
    }
    if name in by_key:
        return _text(by_key[name].get(key, 0 if name in ("grade", "provenance") else None))
    if name == "share":
        return percent(tally.share(key)) if key in tally.candidates else None
    if item == "turnout":
        return percent(turnout(tally))
    if item == "coverage":
        return percent(station_coverage(coverage))
    if name == "bound":
        return _bound_figure(tally.outcome, key)
    return None


def station_coverage(coverage: Coverage) -> Fraction | None:
    """Return stations counted of expected; None where nothing says how many are expected."""
    return Fraction(coverage.stations_counted, coverage.stations_expected) if coverage.stations_expected else None


def ranking_is_gated(definition: Definition, tally: Tally) -> bool:
    """Return whether coverage is below what the definition asks for before candidates are ranked.

    Unknown coverage is below any: missing data never opens the gate.
    """
    needed = percentage(definition.file.gate.ranking_from)
    share = station_coverage(tally.coverage)
    return needed > 0 and (share is None or share < needed)


def _bound_figure(outcome: Sequence[OutcomeBound], key: str) -> str | None:
    condition, _, field = key.partition(":")
    bound = next((one for one in outcome if one.condition == condition), None)
    if bound is None:
        return None
    values = {"margin": bound.margin, "outstanding": bound.outstanding, "stations-false": bound.stations_false}
    return _text(values.get(field))


def _station_figure(results: Results, contest: str, station: str, item: str) -> str | None:
    if contest not in results.definition.contests or results.definition.register is None:
        return None
    if item == "registered":
        known = results.definition.register.stations.get(station)
        return _text(known.registered if known else None)
    result = results.station(contest, station)
    if result is None or result.figures is None:
        return None
    name, _, key = item.partition(":")
    if item == "valid":
        return _text(result.calculated.get("candidates"))
    by_key: dict[str, Mapping[str, int] | None] = {
        "candidate": result.candidates,
        "line": result.figures.lines,
        "count": result.figures.counts,
    }
    return _text((by_key.get(name) or {}).get(key))


def _announced_figure(announcement: Announcement, item: str) -> str | None:
    name, _, key = item.partition(":")
    if item == "others":
        return _text(announcement.others)
    if item == "others-percentage":
        return announcement.others_percentage
    texts = {"percentage": announcement.percentages, "count-percentage": announcement.count_percentages}
    if name in texts:
        return texts[name].get(key)
    counts = {"candidate": announcement.candidates, "count": announcement.counts}
    return _text(counts.get(name, {}).get(key))


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)
