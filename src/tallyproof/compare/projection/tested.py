"""The back-test as a part of a report: what was hidden, how wrong the projection was, which ranges held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tallyproof.compare.part import Axis, Column, Mark, Part, Picture, Point, Series, Table
from tallyproof.compare.phrasing import Book
from tallyproof.compare.projection.back_test import PATTERNS, BackTest, Trial
from tallyproof.compare.projection.tables import in_percent
from tallyproof.compare.projection.traces import CHANCE, DEFINITION, TRACES, tested
from tallyproof.compare.statement import Statement
from tallyproof.compare.statistics import upper_limit

# Whole places and areas at random are neither: they have their rows in the table.
NOT_RANDOM: Final = (
    "share-leader",
    "share-rival",
    "smallest",
    "latest",
    "strongholds-leader",
    "strongholds-rival",
)
MIDDLE_TILT = 2


def back_test_part(contest: str, found: BackTest, book: Book) -> Part:
    """Return the back-test of a projection as a part."""
    if found.reason:
        statements = [Statement("no-back-test", "B", {"reason": found.reason})]
        return _part(contest, book, statements, (), ())
    return _part(
        contest,
        book,
        _statements(found),
        (_errors_table(found), _kept_table(found), _definitions_table(found)),
        (_picture(found),),
    )


def _part(
    contest: str,
    book: Book,
    statements: Sequence[Statement],
    tables: tuple[Table, ...],
    pictures: tuple[Picture, ...],
) -> Part:
    return Part(
        id=f"back-test-{contest}",
        contest=contest,
        tier="B",
        methods=("back-test",),
        book=book,
        traces=TRACES,
        statements=tuple(statements),
        tables=tables,
        pictures=pictures,
        heading="back-test",
    )


def _largest(trials: Sequence[Trial]) -> str:
    return in_percent(max(abs(one.error) for one in trials))


def _statements(found: BackTest) -> list[Statement]:
    said = [
        Statement(
            "hidden",
            "B",
            {
                "hidden": str(int(found.stations * found.fraction)),
                "stations": str(found.stations),
                "fraction_percent": in_percent(found.fraction),
                "trials": str(len(found.trials)),
                "seed": found.seed,
            },
            ("same-way",),
        )
    ]
    alone = found.of("stations")
    if alone:
        said.append(Statement("errors-random", "B", {"largest_percent": _largest(alone), "trials": str(len(alone))}))
    chosen = [one for pattern in NOT_RANDOM for one in found.of(pattern)]
    if not chosen:
        return said
    trials = str(len(chosen))
    said.append(Statement("errors-not-random", "B", {"largest_percent": _largest(chosen), "trials": trials}))
    kept = _kept(chosen, "interval")
    upper = in_percent(upper_limit(kept, len(chosen)))
    said.append(Statement("interval-fails", "B", {"kept": str(kept), "trials": trials, "upper_percent": upper}))
    kept = _kept(chosen, f"tilt-{MIDDLE_TILT}")
    fails = in_percent(upper_limit(len(chosen) - kept, len(chosen)))
    values = {"tilt": str(MIDDLE_TILT), "kept": str(kept), "trials": trials, "fails_percent": fails}
    return [*said, Statement("ranges-held", "B", values)]


def _kept(trials: Sequence[Trial], range_: str) -> int:
    return sum(bool(one.kept_by[range_]) for one in trials)


def _errors_table(found: BackTest) -> Table:
    """Return the errors for each way of hiding, in percentage points."""
    rows = []
    for pattern, trials in _by_pattern(found):
        mean = sum(one.error for one in trials) / len(trials)
        counted = sum(one.counted_error for one in trials) / len(trials)
        hidden = sum(one.hidden for one in trials) / len(trials)
        errors = (in_percent(mean), _largest(trials), in_percent(counted))
        rows.append((f"hidden-{pattern}", str(len(trials)), f"{hidden:.0f}", *errors))
    return Table(
        "back-test",
        (
            Column("pattern", "word", DEFINITION),
            Column("trials", "number", DEFINITION),
            Column("hidden", "number", CHANCE),
            Column("mean_error", "number", tested("mean of 100 · (projected lead − true lead)")),
            Column("largest_error", "number", tested("largest of 100 · |projected lead − true lead|")),
            Column("counted_error", "number", tested("mean of 100 · (lead in what is not hidden − true lead)")),
        ),
        tuple(rows),
    )


def _kept_table(found: BackTest) -> Table:
    """Return for each way of hiding in how many trials each range held the truth."""
    rows = []
    for pattern, trials in _by_pattern(found):
        kept = [str(_kept(trials, one)) for one in ("spread", "tilt-1", "tilt-2", "tilt-3")]
        bounds = "" if trials[0].kept_by["bounds"] is None else str(_kept(trials, "bounds"))
        rows.append((f"hidden-{pattern}", str(len(trials)), *kept, bounds, str(_kept(trials, "interval"))))
    inside = tested("trials whose true lead lies in the range")
    return Table(
        "kept",
        (
            Column("pattern", "word", DEFINITION),
            Column("trials", "number", DEFINITION),
            Column("spread", "number", inside),
            *(Column(f"tilt_{tilt}", "number", inside) for tilt in (1, 2, 3)),
            Column("bounds", "number", inside),
            Column("interval", "number", inside),
        ),
        tuple(rows),
    )


def _by_pattern(found: BackTest) -> list[tuple[str, list[Trial]]]:
    return [(pattern, found.of(pattern)) for pattern in PATTERNS if found.of(pattern)]


def _definitions_table(found: BackTest) -> Table:
    """Return mean and largest error of every definition of strata for each way of hiding."""
    rows = []
    for pattern, trials in _by_pattern(found):
        for id in trials[0].errors:
            errors = [one.errors[id] for one in trials if id in one.errors]
            mean, largest = sum(errors) / len(errors), max(abs(one) for one in errors)
            rows.append((f"hidden-{pattern}", id, in_percent(mean), in_percent(largest)))
    return Table(
        "definitions-tested",
        (
            Column("pattern", "word", DEFINITION),
            Column("strata", "word", DEFINITION),
            Column("mean_error", "number", tested("mean of 100 · (projected lead − true lead)")),
            Column("largest_error", "number", tested("largest of 100 · |projected lead − true lead|")),
        ),
        tuple(rows),
    )


def _picture(found: BackTest) -> Picture:
    points = []
    for pattern, trials in _by_pattern(found):
        errors = [one.error for one in trials]
        mean = sum(errors) / len(errors)
        points.append(Point(f"hidden-{pattern}", in_percent(mean), in_percent(min(errors)), in_percent(max(errors))))
    return Picture(
        "errors",
        "ranges",
        Axis("pattern", "word"),
        Axis("error"),
        (Series("error", tuple(points)),),
        (Mark("no-error", "y", "0"),),
    )
