"""Tables and pictures of the indicators."""

from __future__ import annotations

import numpy as np

from tallyproof.compare.indicators.book import column, decimal, p_text
from tallyproof.compare.indicators.counted import Floats, Ints
from tallyproof.compare.indicators.digits import Digits
from tallyproof.compare.indicators.dispersion import Runs, Spread
from tallyproof.compare.indicators.fingerprint import Fingerprint
from tallyproof.compare.indicators.judged import FAMILIES, Judged
from tallyproof.compare.indicators.outliers import Outliers
from tallyproof.compare.indicators.repeats import Repeats
from tallyproof.compare.indicators.spikes import Curve, Spikes
from tallyproof.compare.indicators.traces import CHANCE, SETTLED, by
from tallyproof.compare.indicators.turnout import CELLS
from tallyproof.compare.part import Axis, Picture, Point, Series, Table
from tallyproof.compare.phrasing import percent_text

MOST_NAMED = 8


def indicators_table(found: Judged) -> Table:
    """Return every family with its p-values, or what it is that has none."""
    rows = []
    for family in FAMILIES:
        if family in found.p:
            rows.append((family, "ran", p_text(found.p[family]), p_text(found.adjusted[family])))
        else:
            rows.append((family, "did-not-run" if family in found.reasons else "described", "", ""))
    return Table(
        "indicators",
        (
            column("indicator", "word", by("indicators", "indicator = all of them, in the order of the report")),
            column("state", "word", by("indicators", "state = ran where its precondition is met")),
            column("p", "number", by("indicators", "p = that of its part; of two in one part the smaller, twice")),
            column(
                "adjusted",
                "number",
                by("indicators", "adjusted = max over rows with no larger p of p·(tests − rank + 1)"),
            ),
        ),
        tuple(rows) if found.p else (),
    )


def digit_table(found: Digits, id: str) -> Table:
    """Return how often each digit was seen and what chance gives."""
    return Table(
        id,
        (
            column("digit", "number", by("digits", "digit = 0, 1, …, 9")),
            column("seen", "number", SETTLED),
            column("expected", "number", CHANCE),
            column("low", "number", CHANCE),
            column("high", "number", CHANCE),
        ),
        tuple(
            (str(one), str(found.seen[one]), *(decimal(row[one], 1) for row in (found.expected, found.low, found.high)))
            for one in range(10)
        ),
        values={"least": str(found.least)},
    )


def digit_areas(found: Digits) -> Table:
    """Return the areas whose own digits are flagged."""
    return Table(
        "digit-areas",
        (
            column("area", "area", SETTLED),
            column("counts", "number", SETTLED),
            column("moved", "number", by("digits", "moved = ½·Σ |seen − expected| over the digits of the area")),
            column("p", "number", by("digits", "p = (1 + reached)/(1 + resamples)")),
            column(
                "adjusted_p", "number", by("indicators", "adjusted_p = Benjamini and Hochberg over areas_tested areas")
            ),
        ),
        tuple(
            (area, str(counts), decimal(moved, 0), p_text(p), p_text(adjusted))
            for area, counts, moved, p, adjusted in found.areas
        ),
    )


def digit_picture(found: Digits, id: str) -> Picture:
    """Return the digits as bars, with what chance gives as a line with its band."""
    bars = Series("seen", tuple(Point(str(one), str(found.seen[one])) for one in range(10)))
    band = Series(
        "chance",
        tuple(
            Point(str(one), *(decimal(row[one], 1) for row in (found.expected, found.low, found.high)))
            for one in range(10)
        ),
    )
    return Picture(id, "histogram", Axis("digit"), Axis("counts"), (bars, band), values={"least": str(found.least)})


def percentage_tables(found: Spikes) -> tuple[Table, ...]:
    """Return the flagged percentages, and the stations at them."""
    percentages = Table(
        "percentages",
        (
            column("rate", "word", SETTLED),
            column("percentage", "percent", SETTLED),
            column("seen", "number", SETTLED),
            column("expected", "number", CHANCE),
            column(
                "adjusted_p", "number", by("whole-percentages", "adjusted_p = Benjamini and Hochberg, binomial tails")
            ),
        ),
        tuple(
            (rate, str(whole), str(seen), decimal(expected, 1), p_text(adjusted))
            for rate, whole, seen, expected, adjusted in found.percentages
        ),
    )
    stations = Table(
        "percentage-stations",
        (column("station", "text", SETTLED), column("rate", "word", SETTLED), column("percentage", "percent", SETTLED)),
        tuple((station, rate, str(whole)) for station, rate, whole in found.listed),
        left_out=found.left_out,
    )
    return percentages, stations


def curve_picture(curve: Curve, leader: str) -> Picture:
    """Return stations at each whole percentage, over the band of chance."""
    wholes = range(1, 99)
    band = Series(
        "chance",
        tuple(
            Point(str(one), *(decimal(row[one], 1) for row in (curve.expected, curve.low, curve.high)))
            for one in wholes
        ),
    )
    seen = Series("seen", tuple(Point(str(one), str(curve.seen[one])) for one in wholes))
    return Picture(
        f"spikes-{curve.name}",
        "lines",
        Axis("percentage", "percent"),
        Axis("stations"),
        (band, seen),
        values={"leader": leader},
    )


def heat(id: str, cells: Ints, x: Axis, y: Axis, *, start: int, leader: str) -> Picture:
    """Return cells of 2 points as squares whose middle is x and y and whose `high` says how many stations they hold."""
    size = 100 // CELLS
    filled = np.argwhere(cells > 0)
    points = tuple(
        Point(
            str(start + size * int(one) + size // 2),
            str(start + size * int(other) + size // 2),
            high=str(cells[one, other]),
        )
        for one, other in filled
    )
    return Picture(id, "heat", x, y, (Series("stations", points),), values={"leader": leader})


def fingerprint_curve(found: Fingerprint, leader: str) -> Picture:
    """Return the density of votes over registered voters: seen, fitted, and the band of the exchanges."""

    def points(values: Floats) -> tuple[Point, ...]:
        return tuple(Point(f"{one}.5", percent_text(float(values[one]))) for one in range(len(values)))

    band = tuple(
        Point(f"{one}.5", "", percent_text(float(found.low[one])), percent_text(float(found.high[one])))
        for one in range(len(found.seen))
    )
    return Picture(
        "curve",
        "lines",
        Axis("of-registered", "percent", "0", "100"),
        Axis("part", "percent"),
        (Series("chance", band), Series("seen", points(found.seen)), Series("fitted", points(found.fitted))),
        values={"leader": leader},
    )


def places_table(spreads: list[Spread]) -> Table:
    """Return the flagged places of both rates."""
    return Table(
        "dispersion",
        (
            column("place", "text", SETTLED),
            column("rate", "word", SETTLED),
            column("stations", "number", SETTLED),
            column("statistic", "number", by("dispersion", "statistic = Σ(y − N·p)²/(N·p·(1 − p)), p of the place")),
            column("votes", "number", by("dispersion", "votes = ½·Σ |y − N·p|, rounded")),
            column("adjusted_p", "number", by("dispersion", "adjusted_p = Benjamini and Hochberg over places")),
        ),
        tuple(
            (place, spread.name, str(stations), decimal(statistic, 1), str(votes), p_text(adjusted))
            for spread in spreads
            for place, votes, stations, statistic, adjusted in spread.listed
        ),
        left_out=sum(spread.flagged_places - len(spread.listed) for spread in spreads),
    )


def far_table(found: Outliers) -> Table:
    """Return the flagged stations with their area."""
    return Table(
        "far",
        (
            column("station", "text", SETTLED),
            column("area", "area", SETTLED),
            column("share_percent", "percent", SETTLED),
            column(
                "area_percent", "percent", by("far-from-area", "area_percent = 100·sin²(median of g of its places)")
            ),
            column("votes", "number", by("far-from-area", "votes = |y − N·area_percent/100|, rounded")),
            column("z", "number", by("far-from-area", "z = (g − median)/√(τ² + ω² + 1/(4N + 2))")),
            column("adjusted_p", "number", by("far-from-area", "adjusted_p = Benjamini and Hochberg over stations")),
        ),
        tuple(
            (
                one.station,
                one.area,
                percent_text(one.share, 2),
                percent_text(one.area_share, 2),
                str(one.votes),
                decimal(one.z, 1),
                p_text(one.adjusted),
            )
            for one in found.listed
        ),
        left_out=found.flagged_stations - len(found.listed),
    )


def repeats_table(found: Repeats) -> Table:
    """Return groups of stations with the same votes, the largest first."""
    return Table(
        "repeats",
        (column("station", "text", SETTLED), column("area", "area", SETTLED), column("votes", "number", SETTLED)),
        tuple((_named(stations), area, str(votes)) for area, votes, stations in found.listed),
        left_out=found.groups - len(found.listed),
    )


def runs_table(found: Runs, leader: str) -> Table:
    """Return neighbouring stations with the same votes for the leader, the largest first."""
    return Table(
        "runs",
        (column("station", "text", SETTLED), column("neighbour", "text", SETTLED), column("votes", "number", SETTLED)),
        tuple((one, other, str(votes)) for one, other, votes in found.listed),
        left_out=found.left_out,
        values={"leader": leader},
    )


def _named(stations: tuple[str, ...]) -> str:
    text = ", ".join(stations[:MOST_NAMED])
    return text if len(stations) <= MOST_NAMED else f"{text}, … ({len(stations)})"
