"""A quick count for a report: who is ahead, shares with their intervals, arrival, and the hard bounds beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyproof.compare.part import Axis, Column, Kind, Part, Picture, Point, Series, Table
from tallyproof.compare.phrasing import percent_text
from tallyproof.compare.quick_count.design import Design
from tallyproof.compare.quick_count.estimate import Estimate, Interval
from tallyproof.compare.quick_count.report import Setting, estimate_statements
from tallyproof.compare.quick_count.wording import BOOK, COLUMN_TRACES, DESIGN, ESTIMATE, TRACES
from tallyproof.compare.statement import Statement, tier_b

LEADS = ("lead", "lead-open")


def quick_count_parts(design: Design, found: Estimate, setting: Setting) -> tuple[Part, ...]:
    """Return what a quick count says of its contest; without an estimate the reason, and what has arrived."""
    said = _statements(design, found, setting)
    strata = _table(
        "strata",
        (("stratum", "text"), ("drawn", "number"), ("arrived", "number")),
        [(one.label, str(one.drawn), str(one.arrived)) for one in found.responses],
    )
    shares = _shares(found)
    values = {"arrived": str(found.arrived), "drawn": str(found.drawn)}
    return (
        Part(
            id=f"quick-count-{design.contest}",
            contest=design.contest,
            tier="B",
            methods=(DESIGN, ESTIMATE),
            book=BOOK,
            traces=TRACES,
            statements=said,
            tables=(*shares, strata),
            pictures=_picture(found),
            values=values,
            heading="quick-count",
            headline=tuple(one for one in said if one.code in LEADS),
        ),
    )


def _statements(design: Design, found: Estimate, setting: Setting) -> tuple[Statement, ...]:
    said = estimate_statements(design, found, setting)
    one = found.turnout
    if one is None:
        return tuple(said)
    turnout = tier_b(
        "turnout",
        turnout_percent=percent_text(one.value),
        confidence_percent=percent_text(found.confidence),
        low_percent=percent_text(one.low),
        high_percent=percent_text(one.high),
        error_percent=percent_text(one.error),
        degrees=found.degrees,
    )
    after = 1 + max(place for place, stated in enumerate(said) if stated.code in ("title", "state", *LEADS))
    return (*said[:after], turnout, *said[after:])


def _shares(found: Estimate) -> tuple[Table, ...]:
    """Return the table of shares; the bounds have columns of their own while stations of the sample are missing."""
    if found.shares is None:
        return ()
    columns: list[tuple[str, Kind]] = [("candidate", "candidate")]
    columns += [(key, "percent") for key in ("share_percent", "error_percent", "low_percent", "high_percent")]
    bounds = found.bounds if found.arrived < found.drawn else None
    if bounds is not None:
        columns += [("least_percent", "percent"), ("most_percent", "percent")]
    rows = []
    for name in _ranked(found.shares):
        one = found.shares[name]
        numbers = [one.value, one.error, one.low, one.high, *(bounds[name] if bounds is not None else ())]
        rows.append((name, *(percent_text(number) for number in numbers)))
    return (_table("shares", columns, rows),)


def _ranked(shares: Mapping[str, Interval]) -> list[str]:
    return sorted(shares, key=lambda name: -shares[name].value)


def _table(id: str, columns: Sequence[tuple[str, Kind]], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(id, tuple(Column(key, kind, COLUMN_TRACES[key]) for key, kind in columns), tuple(rows))


def _picture(found: Estimate) -> tuple[Picture, ...]:
    """Return the intervals with, behind them, the bounds that hold whatever the missing stations say."""
    if found.shares is None:
        return ()
    names = _ranked(found.shares)
    series = []
    if found.bounds is not None and found.arrived < found.drawn:
        edges = [(name, *map(percent_text, found.bounds[name])) for name in names]
        series.append(Series("bounds", tuple(Point(name, "", low, high) for name, low, high in edges)))
    shares = [(name, found.shares[name]) for name in names]
    series.append(
        Series(
            "interval",
            tuple(
                Point(name, percent_text(one.value), percent_text(one.low), percent_text(one.high))
                for name, one in shares
            ),
        )
    )
    return (
        Picture(
            "shares",
            "ranges",
            Axis("candidate", "candidate"),
            Axis("share", "percent", low="0"),
            tuple(series),
            values={"arrived": str(found.arrived), "drawn": str(found.drawn)},
        ),
    )
