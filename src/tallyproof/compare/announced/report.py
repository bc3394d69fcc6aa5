"""The comparison of one announcement with what is held: as values, as JSON and as text for a terminal."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import Any

from tallyproof.canonical import announcement_record
from tallyproof.compare.announced.areas import AreaResult, Areas, areas_of, summed
from tallyproof.compare.announced.arithmetic import Arithmetic, arithmetic
from tallyproof.compare.announced.certificate import certificate_record
from tallyproof.compare.announced.feasibility import Feasibility, Reading, feasibility
from tallyproof.compare.announced.held import Held, Roll, held_of, rolls_of
from tallyproof.compare.announced.solve import Solver, highs
from tallyproof.compare.announced.wording import BOOK, assumption_text, names_of, sentence
from tallyproof.compare.phrasing import number
from tallyproof.compare.printed import WIDTH, aligned, bullet
from tallyproof.compare.statement import Statement, statement
from tallyproof.election.schema import Contest
from tallyproof.errors import TallyproofError
from tallyproof.model import Announcement
from tallyproof.safety.lifeline import end_with_parent
from tallyproof.tally import Results

CONTRADICTIONS = ("cannot-both-be-right", "areas-cannot-both-be-right")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything said about one announcement. Parts that could not be computed are None, and a statement says why."""

    announcement: Announcement
    contest: Contest | None
    arithmetic: Arithmetic | None
    held: Held | None
    rolls: tuple[Roll, ...]
    feasibility: Feasibility | None
    problems: tuple[Statement, ...] = ()
    areas: Areas | None = None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in the order of the report."""
        alone = self.arithmetic.statements if self.arithmetic else ()
        against = self.feasibility.statements if self.feasibility else ()
        by_area = self.areas.statements if self.areas else ()
        return (*alone, *self.problems, *against, *by_area)

    @property
    def contradictions(self) -> tuple[Statement, ...]:
        return tuple(one for one in self.statements if one.code in CONTRADICTIONS)

    def as_json(self) -> dict[str, Any]:
        """Return the whole comparison as JSON values: texts and whole numbers, fractions as 'a/b'."""
        return {
            "kind": "comparison",
            "v": 1,
            "announcement": announcement_record(self.announcement),
            "statements": [_statement_record(one) for one in self.statements],
            "arithmetic": _arithmetic_record(self.arithmetic),
            "held": None
            if self.held is None
            else {
                "stations": len(self.held.stations),
                "read": self.held.read,
                "table": self.held.table,
                "set_aside": [one.id for one in self.held.set_aside],
                "contested": self.held.contested,
                "contested_votes": self.held.contested_votes,
            },
            "rolls": [{**roll.values(), "reason": roll.reason} for roll in self.rolls],
            "readings": [_reading_record(one) for one in (self.feasibility.readings if self.feasibility else ())],
            **({"areas": _areas_record(self.areas)} if self.areas else {}),
        }


def compare(
    results: Results,
    announcement: Announcement,
    earlier: Sequence[Announcement] | None = None,
    *,
    solver: Solver = highs,
) -> Comparison:
    """Return what arithmetic and the held figures prove about an announcement.

    `earlier` are announcements before it, those of other counts are left aside; by default those of the results.
    """
    definition = results.definition
    contest = definition.contests.get(announcement.contest)
    if contest is None:
        return _not_comparable(announcement, None, None, "contest-unknown")
    tried = [one for one in results.announcements if _same_count(one, announcement) and one.id != announcement.id]
    before = [one for one in tried if one.date < announcement.date]
    if earlier is not None:
        before = [one for one in earlier if _same_count(one, announcement)]
    tried += [one for one in before if one.id not in {other.id for other in tried}]
    alone = arithmetic(announcement, contest, earlier=before, tried=tried)
    if definition.register is None:
        return _not_comparable(announcement, contest, alone, "register-unknown")
    if announcement.area and announcement.area not in definition.register.areas:
        return _not_comparable(announcement, contest, alone, "area-unknown")
    held = held_of(results, announcement)
    rolls = rolls_of(results, announcement, held)
    against = feasibility(announcement, contest, held, rolls, solver=solver)
    areas = areas_of(results, announcement, contest, solver=solver)
    return Comparison(announcement, contest, alone, held, rolls, against, areas=areas)


def _same_count(one: Announcement, other: Announcement) -> bool:
    def key(it: Announcement) -> tuple[str, int, str, str]:
        return it.contest, it.round, it.stage, it.area

    return key(one) == key(other)


def _not_comparable(
    announcement: Announcement, contest: Contest | None, alone: Arithmetic | None, reason: str
) -> Comparison:
    problem = statement("not-computed", check="feasibility", reason=reason)
    return Comparison(announcement, contest, alone, None, (), None, (problem,))


def _statement_record(one: Statement) -> dict[str, Any]:
    return {
        "code": one.code,
        "tier": one.tier,
        "values": dict(one.values),
        "assumptions": list(one.assumptions),
    }


def _arithmetic_record(alone: Arithmetic | None) -> dict[str, Any] | None:
    if alone is None:
        return None
    return {
        "total": alone.total,
        "total_from": alone.total_from,
        "grids": [
            {
                "decimals": grid.decimals,
                "step": str(grid.step),
                "all_on_grid": grid.all_on_grid,
                "residuals": [
                    {
                        "name": one.name,
                        "count": one.count,
                        "percentage": str(one.percentage),
                        "residual": str(one.residual),
                        "on_grid": one.on_grid,
                    }
                    for one in grid.residuals
                ],
                "rarity": None
                if grid.rarity is None
                else {"exact": grid.rarity.exact, "probability": str(grid.rarity.probability)},
            }
            for grid in alone.grids
        ],
    }


def _reading_record(reading: Reading) -> dict[str, Any]:
    claim = reading.claim
    return {
        "reading": reading.id,
        "roll": reading.roll.id,
        "claim": None
        if claim is None
        else {"printed": claim.printed, "unit": claim.unit, "said_unit": claim.said_unit},
        "statement": _statement_record(reading.statement),
        "certificate": None if reading.certificate is None else certificate_record(reading.certificate),
        "failures": [
            {
                "statement": _statement_record(one.statement),
                "certificate": None if one.certificate is None else certificate_record(one.certificate),
            }
            for one in reading.failures
        ],
    }


def _areas_record(areas: Areas) -> dict[str, Any]:
    return {
        "apart": {reading: list(codes) for reading, codes in areas.apart.items()},
        "areas": [
            {
                "area": one.area,
                "announcement": one.announcement.id,
                "stations": 0 if one.held is None else len(one.held.stations),
                "rolls": list(dict.fromkeys(reading.roll.id for reading in one.readings)),
                "readings": [_reading_record(reading) for reading in one.readings],
            }
            for one in areas.results
        ],
    }


def as_text(comparison: Comparison, lang: str) -> str:
    """Return the comparison for a terminal, in whole sentences that can be quoted."""
    announcement, contest = comparison.announcement, comparison.contest
    names = names_of(contest, lang) if contest else {}
    of = f"{announcement.title} – {announcement.area}" if announcement.area else announcement.title
    lines = [f"{of} ({announcement.date})", "=" * min(WIDTH, len(of) + 13)]
    lines += bullet(f"{BOOK.heading('source', {}, lang, {})}: {announcement.source}", "")
    if comparison.arithmetic:
        lines += ["", BOOK.heading("arithmetic", {}, lang, {}), ""]
        lines += _bullets(comparison.arithmetic.statements, lang, names)
        lines += _residuals(comparison.arithmetic, lang, names)
    lines += ["", BOOK.heading("feasibility", {}, lang, {}), ""]
    lines += _bullets(comparison.problems, lang, names)
    if comparison.feasibility:
        lines += _feasibility_lines(comparison.feasibility, comparison.rolls, lang, names)
    if comparison.areas:
        lines += ["", f"  {BOOK.heading('areas', {}, lang, {})}", ""]
        lines += _bullets(comparison.areas.statements, lang, names)
    assumptions = _assumptions(comparison.statements, lang)
    if assumptions:
        lines += ["", BOOK.heading("assumptions", {}, lang, {}), ""]
        lines += [line for text in assumptions for line in bullet(text, "  - ")]
    return "\n".join(lines) + "\n"


def _feasibility_lines(against: Feasibility, rolls: Iterable[Roll], lang: str, names: Mapping[str, str]) -> list[str]:
    lines = _bullets(against.before, lang, names)
    for roll in rolls:
        readings = [one for one in against.readings if one.roll == roll]
        if readings:
            values = {key: str(value) for key, value in roll.values().items()}
            lines += ["", *bullet(BOOK.heading("roll", values, lang, {}), "  "), ""]
        for reading in readings:
            lines += _bullets([reading.statement], lang, names)
            for failure in reading.failures:
                lines += bullet(sentence(failure.statement, lang, names), "      · ")
    if against.after:
        lines += ["", f"  {BOOK.heading('further', {}, lang, {})}", "", *_bullets(against.after, lang, names)]
    return lines


def _residuals(alone: Arithmetic, lang: str, names: Mapping[str, str]) -> list[str]:
    lines: list[str] = []
    for grid in alone.grids:
        lines += ["", f"  {BOOK.heading('residuals', {'decimals': str(grid.decimals)}, lang, {})}"]
        rows = [
            (BOOK.shown("candidate", one.name, lang, names), number(one.count, lang), number(one.residual, lang))
            for one in grid.residuals
        ]
        lines += aligned(rows, [False, True, True], "    ")
    return lines


def _assumptions(statements: Iterable[Statement], lang: str) -> list[str]:
    texts = [assumption_text(code, one.values, lang) for one in statements for code in one.assumptions]
    return list(dict.fromkeys(texts))


def _bullets(statements: Iterable[Statement], lang: str, names: Mapping[str, str]) -> list[str]:
    return [line for one in statements for line in bullet(sentence(one, lang, names))]


def compare_all(results: Results, *, workers: int = 1) -> list[Comparison]:
    """Return every announcement tested against what is held, each with the earlier ones beside it.

    With several workers each announcement is tested in a process of its own; the comparisons are the same.
    """
    in_order = sorted(results.announcements, key=lambda one: (one.date, one.id))
    # Which of one day's announcements came first is not known.
    tasks = [(one, [before for before in in_order if before.date < one.date]) for one in in_order]
    return _with_areas(results, _compared(results, tasks, workers))


def _with_areas(results: Results, comparisons: list[Comparison]) -> list[Comparison]:
    """Return comparisons with the sum over areas at the first of those that are one announcement in several files."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, one in enumerate(comparisons):
        it = one.announcement
        if it.area and not it.areas and one.feasibility is not None:
            groups.setdefault((it.contest, it.round, it.stage, it.date, it.source), []).append(place)
    for places in groups.values():
        if len({comparisons[place].announcement.area for place in places}) == len(places) > 1:
            found = [
                AreaResult(one.announcement, one.held, one.feasibility) for one in map(comparisons.__getitem__, places)
            ]
            first = places[0]
            comparisons[first] = replace(comparisons[first], areas=summed(results, found))
    return comparisons


def _compared(
    results: Results, tasks: Sequence[tuple[Announcement, Sequence[Announcement]]], workers: int
) -> list[Comparison]:
    if workers < 2 or len(tasks) < 2 or sys.platform in ("darwin", "win32"):
        return [compare(results, one, earlier) for one, earlier in tasks]
    # The results are handed over by fork, so that nothing but the comparisons is copied.
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(min(workers, len(tasks)), context, _begin, (results,)) as pool:
            return list(pool.map(_compare_task, tasks))
    except BrokenProcessPool as error:
        raise TallyproofError(
            "announcements: expected all of them to be compared, a process that did so was ended (by somebody, or "
            "for want of memory); run the command again"
        ) from error


_results: Results | None = None


def _begin(results: Results) -> None:
    global _results
    _results = results
    end_with_parent()


def _compare_task(task: tuple[Announcement, Sequence[Announcement]]) -> Comparison:
    if _results is None:
        raise TallyproofError("announcements: expected a process that was given the results; run the command again")
    announcement, earlier = task
    return compare(_results, announcement, earlier)
