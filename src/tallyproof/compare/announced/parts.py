"""Announcements for a report: what the figures say by themselves, and beside the stations that are held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from tallyproof.compare.announced.grid import Grid
from tallyproof.compare.announced.report import Comparison
from tallyproof.compare.announced.tables import (
    announced_held_tables,
    areas_tables,
    bounds_table,
    failures_table,
    false_stations_table,
    missing_percents,
    residual_tables,
)
from tallyproof.compare.announced.traces import TRACES
from tallyproof.compare.announced.wording import BOOK
from tallyproof.compare.part import Axis, Mark, Part, Picture, Point, Series
from tallyproof.compare.phrasing import rounded

ALONE = ("a1-sums", "a1-misprints", "a1-grid", "a1-rarity", "a1-growth")
AGAINST = ("a2-feasibility", "a2-failures", "a2-false-stations", "a2-missing")
HALF = "0.5"
WAYS = ("removed", "swapped", "arbitrary")


def announcement_parts(comparisons: Sequence[Comparison]) -> tuple[Part, ...]:
    """Return two parts for each announcement: its arithmetic (A1), and what it means beside what is held (A2)."""
    return tuple(part for one in comparisons for part in (*_alone(one), *_against(one)))


def _alone(comparison: Comparison) -> Iterable[Part]:
    alone, announcement = comparison.arithmetic, comparison.announcement
    if alone is None:
        return
    yield Part(
        id=f"{announcement.id}-arithmetic",
        contest=announcement.contest,
        tier="A",
        methods=ALONE,
        book=BOOK,
        traces=TRACES,
        statements=alone.statements,
        tables=residual_tables(alone),
        pictures=tuple(_residual_picture(grid) for grid in alone.grids),
        values=_values(comparison),
    )


def _against(comparison: Comparison) -> Iterable[Part]:
    announcement, against = comparison.announcement, comparison.feasibility
    by_area = comparison.areas.statements if comparison.areas else ()
    found = against.statements if against else ()
    tables = [*(bounds_table(comparison), failures_table(comparison), *announced_held_tables(comparison))]
    tables += [false_stations_table(comparison), *areas_tables(comparison)]
    yield Part(
        id=f"{announcement.id}-feasibility",
        contest=announcement.contest,
        tier="A",
        methods=(*AGAINST, *(("a2-areas",) if comparison.areas else ())),
        book=BOOK,
        traces=TRACES,
        statements=(*comparison.problems, *found, *by_area),
        tables=tuple(one for one in tables if one.rows),
        pictures=tuple(_pictures(comparison)),
        values=_values(comparison),
    )


def _values(comparison: Comparison) -> dict[str, str]:
    announcement = comparison.announcement
    return {
        "announcement": announcement.id,
        "title": announcement.title,
        "date": announcement.date,
        "source": announcement.source,
        "area": announcement.area,
    }


def _residual_picture(grid: Grid) -> Picture:
    """Each residual from zero, beside the band of half a vote to each side."""
    points = []
    for one in grid.residuals:
        text = rounded(one.residual, grid.decimals + 2)
        low, high = ("0", text) if one.residual > 0 else (text, "0")
        points.append(Point(one.name, text, low, high))
    return Picture(
        id="residuals",
        drawing="ranges",
        x=Axis("candidate", "candidate"),
        y=Axis("residual"),
        series=(Series("residual", tuple(points)),),
        marks=(Mark("half-below", "y", f"-{HALF}"), Mark("half-above", "y", HALF)),
        values={
            "decimals": str(grid.decimals),
            "number": str(len(grid.residuals)),
            "on_grid": str(sum(one.on_grid for one in grid.residuals)),
            "step": str(grid.step),
        },
    )


def _pictures(comparison: Comparison) -> Iterable[Picture]:
    against, held = comparison.feasibility, comparison.held
    if against is None or held is None:
        return
    for missing in against.missing:
        values = {key: str(value) for key, value in missing.roll.values().items()}
        values["title"] = comparison.announcement.title
        if missing.all_held and missing.roll.cap is not None:
            yield Picture(
                id="needed",
                drawing="bars",
                x=Axis("candidate", "candidate"),
                y=Axis("votes"),
                series=(
                    Series("held", tuple(Point(name, str(votes)) for name, votes in missing.held.items())),
                    Series("needed", tuple(Point(name, str(votes)) for name, votes in missing.needed.items())),
                ),
                marks=(Mark("cap", "y", str(missing.roll.cap)),),
                values=values,
            )
        percents = missing_percents(missing)
        if percents and missing.roll.cap is not None:
            yield Picture(
                id="believed",
                drawing="ranges",
                x=Axis("believed", "word"),
                y=Axis("percent", "percent", low="0"),
                series=(Series("believed", tuple(_to_all(name, least) for name, least in percents)),),
                marks=(Mark("whole", "y", "100"),),
                values=values,
            )
    yield from _false_stations(comparison)


def _to_all(name: str, least: str) -> Point:
    """A range from the least percentage to all there is; one that is impossible is a point beyond it."""
    high = "100" if Fraction(least) <= 100 else least
    return Point(f"share-{name}", least, least, high)


def _false_stations(comparison: Comparison) -> Iterable[Picture]:
    against, held = comparison.feasibility, comparison.held
    numbers = [one for one in (against.after if against else ()) if one.code.startswith("false-stations-")]
    names = dict.fromkeys(one.code.removeprefix("false-stations-") for one in numbers)
    series = []
    for name in names:
        # Of several rolls the first is drawn, which is the default one; the table has them all.
        said = next(one for one in numbers if one.code == f"false-stations-{name}")
        points = tuple(Point(way, said.values[way]) for way in WAYS if said.values[way].isdecimal())
        series.append(Series(name, points))
    if any(one.points for one in series) and held is not None:
        yield Picture(
            id="false-stations",
            drawing="bars",
            x=Axis("way", "word"),
            y=Axis("stations"),
            series=tuple(series),
            values={"stations": str(len(held.stations))},
        )
