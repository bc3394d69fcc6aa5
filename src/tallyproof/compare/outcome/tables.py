"""Tables and pictures of what is counted, missing and still possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tallyproof.compare.outcome.missing import Missing
from tallyproof.compare.outcome.possible import Possible
from tallyproof.compare.outcome.traces import DEFINITION, REGISTER, SETTLED, bounds
from tallyproof.compare.part import Axis, Column, Picture, Point, Series, Table
from tallyproof.compare.phrasing import percent_text
from tallyproof.model import Tally, Verdict

MOST_AREAS = 400
DECIMALS = 2


def shown(value: int | None) -> str:
    """Return a number as text, '' where it is not known."""
    return "" if value is None else str(value)


def share_text(votes: int, valid: int) -> str:
    """Return a share as a percentage without its sign, '' where there is none."""
    return percent_text(Fraction(votes, valid), DECIMALS) if valid else ""


def missing_table(missing: Mapping[str, Missing], areas: Sequence[str]) -> Table:
    """Return why stations are not counted in every area, and the registered voters and caps of those in the register.

    The first row is the whole, which may have stations that only its roll knows.
    """
    rows = []
    for code in ("", *areas[:MOST_AREAS]):
        one = missing.get(code)
        if one is None or (code and not one.listed and not one.stations):
            continue
        reasons = [one.by_reason[reason] for reason in ("nothing-held", "quarantined", "disputed", "unknown-origin")]
        rows.append(
            (
                code,
                shown(one.expected),
                str(one.counted),
                *map(str, reasons),
                shown(one.unlisted),
                shown(one.stations),
                shown(one.all_registered),
                shown(None if one.cap is None or one.unlisted_cap is None else one.cap + one.unlisted_cap),
            )
        )
    total = "missing = nothing_held + quarantined + disputed + unknown_origin + unlisted"
    return Table(
        "missing",
        (
            Column("area", "area", REGISTER),
            Column("expected", "number", DEFINITION),
            Column("counted", "number", SETTLED),
            Column("nothing_held", "number", SETTLED),
            Column("quarantined", "number", SETTLED),
            Column("disputed", "number", SETTLED),
            Column("unknown_origin", "number", SETTLED),
            Column("unlisted", "number", DEFINITION),
            Column("missing", "number", bounds(total)),
            Column("registered", "number", REGISTER),
            Column("cap", "number", REGISTER),
        ),
        tuple(rows) if missing else (),
        left_out=max(0, len(areas) - MOST_AREAS),
    )


def shares_table(possible: Possible) -> Table:
    """Return each candidate's share now, and the least and most it can be in the end."""
    valid, rows = sum(possible.votes.values()), []
    for one in possible.ranked:
        limits = possible.share_range(one)
        low, high = (
            ("", "") if limits is None else (percent_text(limits[0], DECIMALS), percent_text(limits[1], DECIMALS))
        )
        rows.append((one, str(possible.votes[one]), share_text(possible.votes[one], valid), low, high))
    least = "low_percent = 100 · (votes − contested votes) / (valid − contested votes of all + outstanding)"
    most = (
        "high_percent = 100 · (votes − contested votes + outstanding) / (valid − contested votes of all + outstanding)"
    )
    return Table(
        "shares",
        (
            Column("candidate", "candidate", DEFINITION),
            Column("votes", "number", SETTLED),
            Column("share_percent", "percent", bounds("share_percent = 100 · votes / Σ votes")),
            Column("low_percent", "percent", bounds(least)),
            Column("high_percent", "percent", bounds(most)),
        ),
        tuple(rows),
    )


def area_bounds_table(tallies: Mapping[str, Tally], areas: Sequence[str]) -> Table:
    """Return the answer to every condition in every area, as if the rule were put to the area alone."""
    rows = []
    for code in areas[:MOST_AREAS]:
        for bound in tallies[code].outcome:
            now = "" if bound.holds is None else "holds" if bound.holds else "holds-not"
            false = bound.stations_false if bound.verdict is Verdict.CANNOT_CHANGE else None
            leaders = (bound.leader, bound.runner_up)
            numbers = (shown(bound.margin), shown(bound.outstanding))
            rows.append((code, bound.condition, *leaders, *numbers, now, f"answer-{bound.verdict.value}", shown(false)))
    answer = "verdict as for the whole, by the area's own margin and outstanding"
    return Table(
        "area-bounds",
        (
            Column("area", "area", REGISTER),
            Column("condition", "text", DEFINITION),
            Column("leader", "candidate", SETTLED),
            Column("runner_up", "candidate", SETTLED),
            Column("margin", "number", bounds("margin = votes of leader − votes of runner_up")),
            Column("outstanding", "number", bounds("outstanding = Σ caps of what is not counted or contested there")),
            Column("now", "word", bounds("now = does the condition hold in what is counted there")),
            Column("verdict", "word", bounds(answer)),
            Column("stations_false", "number", bounds("least k whose largest shifts close the gap there")),
        ),
        tuple(rows),
        left_out=max(0, len(areas) - MOST_AREAS) * len(tallies[""].outcome),
    )


def shares_picture(possible: Possible) -> Picture | None:
    """Return for each candidate the range of the final share with the share counted; None without bounds."""
    points, valid = [], sum(possible.votes.values())
    for one in possible.ranked:
        limits = possible.share_range(one)
        if limits is None or not valid:
            return None
        share = share_text(possible.votes[one], valid)
        points.append(Point(one, share, percent_text(limits[0], DECIMALS), percent_text(limits[1], DECIMALS)))
    axes = Axis("candidate", "candidate"), Axis("share", "percent", "0", "100")
    return Picture("shares", "ranges", *axes, series=(Series("possible", tuple(points)),))


def shares_by_area_picture(possible: Mapping[str, Possible], areas: Sequence[str]) -> Picture | None:
    """Return for each area the shares of the two candidates with most votes in the whole, and where they can end.

    None unless every area that has votes has bounds.
    """
    top, series = possible[""].ranked[:2], []
    for candidate in top:
        points = []
        for code in areas[:MOST_AREAS]:
            here = possible[code]
            valid = sum(here.votes.values())
            if not valid:
                continue
            limits = here.share_range(candidate)
            if limits is None:
                return None
            low, high = (percent_text(one, DECIMALS) for one in limits)
            points.append(Point(code, share_text(here.votes[candidate], valid), low, high))
        series.append(Series(candidate, tuple(points)))
    if not any(one.points for one in series):
        return None
    axes = Axis("area", "area"), Axis("share", "percent", "0", "100")
    return Picture("shares-by-area", "ranges", *axes, series=tuple(series))
