"""What is held of a contest, as a part of a report."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from tallyproof.compare.coverage.book import BOOK, TRACES
from tallyproof.compare.part import Axis, Column, Mark, Part, Picture, Point, Series, Table, Trace
from tallyproof.compare.phrasing import percent_text
from tallyproof.compare.statement import Statement, statement
from tallyproof.election.schema import percentage
from tallyproof.model import Coverage, Grade, StationResult, Tally
from tallyproof.tally import Results
from tallyproof.tally.figures import ranking_is_gated, turnout

_SETTLED = Trace(source="settled")
_REGISTER = Trace(source="register")
_FEW_AREAS = 2


def coverage_parts(results: Results, contest: str) -> tuple[Part, ...]:
    """Return what is held of a contest: coverage, grades, origins, votes by area."""
    tally = results.tallies[contest][""]
    held = _held(results, tally)
    return (
        Part(
            id=f"{contest}-held",
            contest=contest,
            tier="A",
            methods=("held",),
            book=BOOK,
            traces=TRACES,
            statements=held,
            tables=_vote_tables(results, tally),
            pictures=_share_pictures(results, tally),
            headline=tuple(one for one in held if one.code in _HEADLINE),
        ),
    )


_HEADLINE = (
    "coverage",
    "coverage-register",
    "coverage-unknown",
    "no-station",
    "grades",
    "grades-table",
    "source-pictures",
    "source-table",
    "gated",
)


def _held(results: Results, tally: Tally) -> tuple[Statement, ...]:
    coverage = tally.coverage
    said = [_coverage(results, coverage)]
    if not coverage.stations_counted:
        said.append(statement("no-station"))
    else:
        said += _reading(results, tally)
        said += _sums(tally)
    grades = tally.by_grade
    back = {name: grades.get(name, 0) for name in ("quarantined", "disputed", "annulled")}
    if any(back.values()) or tally.outside:
        said.append(statement("held-back", unknown=tally.outside, **back))
    contested = sum(one.contested and one.in_main_total for one in _in_stage(results, tally))
    if contested:
        said.append(statement("contested", contested=contested))
    if tally.inconsistent:
        said.append(statement("inconsistent", inconsistent=tally.inconsistent))
    if coverage.stations_counted and ranking_is_gated(results.definition, tally):
        threshold = percentage(results.definition.file.gate.ranking_from)
        said.append(statement("gated", threshold_percent=percent_text(threshold)))
    return (*said, *_uneven(results, tally))


def _coverage(results: Results, coverage: Coverage) -> Statement:
    expected, missing = coverage.stations_expected, coverage.stations_missing
    if expected is None or missing is None or not expected:
        return statement("coverage-unknown", counted=coverage.stations_counted)
    values: dict[str, str | int] = {
        "counted": coverage.stations_counted,
        "expected": expected,
        "missing": missing,
        "coverage_percent": percent_text(Fraction(coverage.stations_counted, expected), 2),
    }
    if coverage.universe == "register" and results.definition.universe("", None) is None:
        return statement("coverage-register", "register-complete", **values)
    return statement("coverage", "universe", **values, universe_source=coverage.source)


def _reading(results: Results, tally: Tally) -> list[Statement]:
    counted = {grade: tally.by_grade.get(grade.value, 0) for grade in (Grade.A, Grade.B, Grade.C)}
    if not counted[Grade.A] and not counted[Grade.B]:
        said = [statement("grades-table", "grade-not-genuine", grade_c=counted[Grade.C])]
    else:
        said = [
            statement(
                "grades",
                "grade-not-genuine",
                grade_a=counted[Grade.A],
                grade_b=counted[Grade.B],
                grade_c=counted[Grade.C],
            )
        ]
    origins = Counter(
        ("source-table" if one.grade is Grade.C else "source-pictures", _source_of(results, one), one.provenance.value)
        for one in _in_stage(results, tally)
        if one.in_main_total and one.grade.is_counted
    )
    return said + [
        statement(code, stations=count, source=f"source:{source}", provenance=provenance)
        for (code, source, provenance), count in sorted(origins.items())
        if source
    ]


def _sums(tally: Tally) -> list[Statement]:
    said = []
    coverage = tally.coverage
    if coverage.registered_expected:
        said.append(
            statement(
                "voters",
                registered=coverage.registered_counted,
                registered_expected=coverage.registered_expected,
                registered_percent=percent_text(Fraction(coverage.registered_counted, coverage.registered_expected), 2),
            )
        )
    said.append(statement("votes", valid=tally.valid))
    share = turnout(tally)
    if share is not None and tally.ballots_cast is not None:
        said.append(
            statement(
                "turnout",
                cast=tally.ballots_cast,
                registered=tally.registered,
                turnout_percent=percent_text(share, 2),
            )
        )
    return said


def _in_stage(results: Results, tally: Tally) -> list[StationResult]:
    register = results.definition.register
    found = (results.station(tally.contest, one) for one in (register.stations if register else ()))
    return [one for one in found if one is not None]


def _source_of(results: Results, result: StationResult) -> str:
    """Return the id of the source whose paper or table gives a result's figures; '' where none does."""
    settlement = results.settlement
    for index in result.rests_on:
        reading = settlement.transcriptions.get(index)
        if reading is None:
            continue
        if reading.sheet is not None and reading.sheet in settlement.sheets:
            return settlement.sheets[reading.sheet].source
        if reading.table is not None and reading.table in settlement.tables:
            return settlement.tables[reading.table].source
    return ""


# --- votes --------------------------------------------------------------------------------------------


def _vote_tables(results: Results, tally: Tally) -> tuple[Table, ...]:
    if not tally.valid:
        return ()
    gated = ranking_is_gated(results.definition, tally)
    order = list(tally.candidates)
    if not gated:
        order.sort(key=lambda one: -tally.candidates[one])
    share = Trace(formula="share = 100 · votes / valid", method="held")
    columns = [Column("candidate", "candidate", Trace(source="definition")), Column("votes", "number", _SETTLED)]
    columns += [] if gated else [Column("share", "percent", share)]
    rows = [
        (one, str(tally.candidates[one]), *([] if gated else [_share(tally.candidates[one], tally.valid)]))
        for one in order
    ]
    votes = Table("votes", tuple(columns), tuple(rows))
    return (votes,) if gated else (votes, *_area_tables(results, tally, order))


def _share(votes: int, valid: int) -> str:
    return percent_text(Fraction(votes, valid), 2) if valid else ""


def _area_tables(results: Results, tally: Tally, order: list[str]) -> tuple[Table, ...]:
    areas = _areas_with_votes(results, tally)
    if len(order) < 2 or len(areas) < _FEW_AREAS:
        return ()
    first, second = order[:2]
    share = Trace(formula="share = 100 · votes of the candidate / valid", method="held")
    columns = (
        Column("area", "area", _REGISTER),
        Column("counted", "number", _SETTLED),
        Column("valid", "number", _SETTLED),
        Column("first", "number", _SETTLED),
        Column("first_share", "percent", share),
        Column("second", "number", _SETTLED),
        Column("second_share", "percent", share),
    )
    rows = []
    for code, one in areas:
        votes = [(str(one.candidates[name]), _share(one.candidates[name], one.valid)) for name in (first, second)]
        rows.append((code, str(one.coverage.stations_counted), str(one.valid), *votes[0], *votes[1]))
    return (Table("areas", columns, tuple(rows), values={"leader": first, "runner_up": second}),)


def _areas_with_votes(results: Results, tally: Tally) -> list[tuple[str, Tally]]:
    register = results.definition.register
    tallies = results.tallies[tally.contest]
    top = register.children.get("", []) if register else []
    return [(area.code, tallies[area.code]) for area in top if tallies[area.code].valid]


def _share_pictures(results: Results, tally: Tally) -> tuple[Picture, ...]:
    areas = _areas_with_votes(results, tally)
    order = sorted(tally.candidates, key=lambda one: -tally.candidates[one])
    if ranking_is_gated(results.definition, tally) or len(order) < 2 or len(areas) < _FEW_AREAS:
        return ()
    leader, runner_up = order[:2]
    ahead = sum(one.candidates[leader] > one.candidates[runner_up] for _, one in areas)
    series = tuple(
        Series(name, tuple(Point(code, _share(one.candidates[name], one.valid)) for code, one in areas))
        for name in (leader, runner_up)
    )
    values = {"areas": str(len(areas)), "leader": leader, "runner_up": runner_up, "leader_areas": str(ahead)}
    return (
        Picture(
            "share-by-area",
            "bars",
            Axis("area", "area"),
            Axis("share", "percent", low="0", high="100"),
            series,
            (Mark("half", "y", "50"),),
            values,
        ),
    )


def _uneven(results: Results, tally: Tally) -> list[Statement]:
    shares = [(Fraction(counted, of), code) for code, of, counted in _by_area(results, tally) if of]
    if len(shares) < _FEW_AREAS or min(shares)[0] == max(shares)[0]:
        return []
    (low, low_area), (high, high_area) = min(shares), max(shares)
    return [
        statement(
            "uneven",
            low_percent=percent_text(low, 2),
            low_area=low_area,
            high_percent=percent_text(high, 2),
            high_area=high_area,
        )
    ]


def _by_area(results: Results, tally: Tally) -> list[tuple[str, int, int]]:
    """Return (area, stations in the register, counted) for the areas of the top level."""
    register = results.definition.register
    if register is None:
        return []
    tallies = results.tallies[tally.contest]
    return [
        (
            area.code,
            len(register.stations_of_area.get(area.code, ())),
            tallies[area.code].coverage.stations_counted,
        )
        for area in register.children.get("", [])
    ]
