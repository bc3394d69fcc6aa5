"""How the count grew, as a part of a report: sentences, a table and the two pictures over coverage."""

from __future__ import annotations

from fractions import Fraction

from tallyproof.compare.outcome.growth import Growth, Step
from tallyproof.compare.outcome.tables import DECIMALS
from tallyproof.compare.outcome.traces import DEFINITION, TRACES, grown
from tallyproof.compare.part import Axis, Column, Mark, Part, Picture, Point, Series, Table, Trace
from tallyproof.compare.phrasing import Book, percent_text
from tallyproof.compare.statement import Statement

MOST_ROWS = 20
_ORDER = Trace(source="entries")
DRAWN_FROM = 3
"""Fewer moments are no curve; the table shows them."""


def growth_part(contest: str, growth: Growth | None, book: Book) -> Part:
    """Return the part of a growth; None is a contest whose ranking is not shown yet."""
    reason = "gate" if growth is None else growth.reason
    if growth is not None and not reason and not sum(growth.steps[-1].possible.votes.values()):
        reason = "no-votes-counted"
    if growth is None or reason:
        none = Statement("not-computed", "B", {"subject": "growth", "reason": reason})
        return _part(contest, book, (none,))
    final = growth.steps[-1].possible.ranked
    leader, runner_up = final[0], final[1] if len(final) > 1 else ""
    pictures: list[Picture | None] = []
    if len(growth.steps) >= DRAWN_FROM:
        pictures = [_margin_picture(growth, leader, runner_up), _bounds_picture(growth, leader, runner_up)]
    return _part(
        contest,
        book,
        tuple(_statements(growth)),
        tables=(_table(growth, leader, runner_up),),
        pictures=tuple(one for one in pictures if one is not None),
    )


def _part(
    contest: str,
    book: Book,
    statements: tuple[Statement, ...],
    tables: tuple[Table, ...] = (),
    pictures: tuple[Picture, ...] = (),
) -> Part:
    return Part(
        id=f"growth-{contest}",
        contest=contest,
        tier="B",
        methods=("growth",),
        book=book,
        traces=TRACES,
        statements=statements,
        tables=tables,
        pictures=pictures,
        heading="growth",
    )


def _statements(growth: Growth) -> list[Statement]:
    stations = str(growth.steps[-1].counted)
    found = [Statement("growth", "B", {"stations": stations, "steps": str(len(growth.steps))}, ("order",))]
    if growth.from_tables:
        values = {"from_tables": str(growth.from_tables), "stations": stations}
        found.append(Statement("from-tables", "B", values))
    for condition, since in growth.since.items():
        values = {"condition": condition, "since": str(since)}
        if growth.expected:
            values |= {"expected": str(growth.expected), "since_percent": _percent(since, growth.expected)}
            found.append(Statement("fast-since", "B", values, ("genuine", "lawful", "within-caps")))
        else:
            found.append(Statement("fast-since-alone", "B", values, ("genuine", "lawful", "within-caps")))
    return found


def _percent(part: int, whole: int) -> str:
    return percent_text(Fraction(part, whole), DECIMALS)


def _lead(step: Step, leader: str, runner_up: str) -> int:
    return step.possible.votes[leader] - step.possible.votes.get(runner_up, 0)


def _table(growth: Growth, leader: str, runner_up: str) -> Table:
    """Return about twenty of the moments, with the answer to each condition at that time."""
    every = max(1, -(-len(growth.steps) // MOST_ROWS))
    chosen = [step for place, step in enumerate(growth.steps, 1) if place % every == 0 or place == len(growth.steps)]
    rows = []
    for step in chosen:
        coverage = growth.coverage(step)
        outstanding = step.possible.outstanding
        base = (
            str(step.counted),
            "" if coverage is None else percent_text(coverage, DECIMALS),
            str(_lead(step, leader, runner_up)),
            "" if outstanding is None else str(outstanding),
        )
        rows += [(*base, bound.condition, bound.leader, f"answer-{bound.verdict.value}") for bound in step.bounds] or [
            (*base, "", "", "answer-not-computed")
        ]
    return Table(
        "growth",
        (
            Column("counted", "number", _ORDER),
            Column("coverage_percent", "percent", grown("coverage_percent = 100 · counted / expected")),
            Column("margin", "number", grown("margin(n) = votes(n) of today's first − votes(n) of today's second")),
            Column("outstanding", "number", grown("outstanding(n) = outstanding today + Σ caps of what came after n")),
            Column("condition", "text", DEFINITION),
            Column("leader", "candidate", grown("leader(n) = the candidate with most votes at n")),
            Column("verdict", "word", grown("verdict(n) = the answer by margin(n) and outstanding(n)")),
        ),
        tuple(rows),
        left_out=(len(growth.steps) - len(chosen)) * max(1, len(growth.steps[-1].bounds)),
    )


def _x(growth: Growth, step: Step) -> str:
    coverage = growth.coverage(step)
    return str(step.counted) if coverage is None else percent_text(coverage, DECIMALS)


def _axis(growth: Growth) -> Axis:
    return Axis("coverage", "percent", "0", "100") if growth.expected else Axis("stations", low="0")


def _margin_picture(growth: Growth, leader: str, runner_up: str) -> Picture | None:
    if not runner_up:
        return None
    lead = [Point(_x(growth, step), str(_lead(step, leader, runner_up))) for step in growth.steps]
    open_votes = [
        Point(_x(growth, step), str(step.possible.outstanding))
        for step in growth.steps
        if step.possible.outstanding is not None
    ]
    series = [Series("margin", tuple(lead)), *([Series("outstanding", tuple(open_votes))] if open_votes else [])]
    return Picture(
        "margin",
        "lines",
        _axis(growth),
        Axis("votes"),
        tuple(series),
        (Mark("level", "y", "0"),),
        {"leader": leader, "runner_up": runner_up},
    )


def _bounds_picture(growth: Growth, leader: str, runner_up: str) -> Picture | None:
    """Return the share of the first two at each moment within what was still possible; None without bounds."""
    series = []
    for candidate in (leader, runner_up):
        points = []
        for step in growth.steps:
            limits = step.possible.share_range(candidate) if candidate else None
            valid = sum(step.possible.votes.values())
            if limits is not None and valid:
                low, high = (percent_text(one, DECIMALS) for one in limits)
                share = _percent(step.possible.votes[candidate], valid)
                points.append(Point(_x(growth, step), share, low, high))
        series.append(Series(candidate, tuple(points)))
    if not runner_up or not any(one.points for one in series):
        return None
    values = {"leader": leader, "runner_up": runner_up}
    return Picture("bounds", "steps", _axis(growth), Axis("share", "percent", "0", "100"), tuple(series), (), values)
