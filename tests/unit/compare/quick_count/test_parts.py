"""A quick count for a report: every number traced, bounds beside intervals, nothing where there is no estimate."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

import pytest

from tallyproof.compare.part import Part
from tallyproof.compare.quick_count import (
    BOOK,
    TRACES,
    Design,
    Drawn,
    Plan,
    Setting,
    StationFigures,
    design_of,
    design_statements,
    estimate,
    quick_count_parts,
)
from tallyproof.election import Definition

SEED = "6 1 4 4 2 5 3 6 1 2 2 5"
NAMES = {"ana": "Ana", "ben": "Ben", "cai": "Cai"}
SETTING = Setting("Mayor", NAMES, "2024-01-07T20Z", False, True, 3)
PlanOf = Callable[[str], Plan]


@pytest.fixture
def count(country: Definition, plan_of: PlanOf) -> tuple[Design, list[Drawn]]:
    """Return 24 stations drawn from six districts."""
    return design_of(country, plan_of('strata = "district"\nsize = 24\n[spread]\ndefault = "15%"'), SEED)


def part_of(count: tuple[Design, list[Drawn]], missing: int = 0) -> Part:
    design, drawn = count
    votes = [{"ana": 50 + n % 5, "ben": 25 - n % 3, "cai": 10} for n in range(len(drawn))]
    figures = {
        one.station: StationFigures(None if n < missing else votes[n], 100, 100, sum(votes[n].values()), True)
        for n, one in enumerate(drawn)
    }
    found = estimate(design, drawn, figures, candidates=tuple(NAMES))
    (part,) = quick_count_parts(design, found, SETTING)
    return part


def codes(part: Part) -> list[str]:
    return [one.code for one in part.statements]


@pytest.mark.parametrize("missing", [0, 3, 20])
def test_every_shown_value_has_a_trace_and_is_in_its_statement(count: tuple[Design, list[Drawn]], missing: int) -> None:
    for one in (*part_of(count, missing).statements, *design_statements(*count, "Mayor")):
        shown = {name for _, name, _, _ in Formatter().parse(BOOK.language("en").SENTENCES[one.code]) if name}
        assert shown - {"reason"} <= set(TRACES[one.code])
        assert shown <= set(one.values)
        for lang in ("en", "es"):
            assert BOOK.sentence(one, lang, NAMES)


def test_the_lead_can_be_worked_out_from_its_statement(count: tuple[Design, list[Drawn]]) -> None:
    part = part_of(count)
    (lead,) = part.headline
    values = {key: float(value) for key, value in lead.values.items() if key.endswith("_percent")}
    assert lead.code == "lead"
    assert values["leader_share_percent"] - values["runner_up_share_percent"] == pytest.approx(
        values["lead_percent"], abs=0.002
    )
    half = (values["high_percent"] - values["low_percent"]) / 2
    # 18 degrees of freedom: t = 2.101
    assert lead.values["degrees"] == "18"
    assert half == pytest.approx(2.101 * values["error_percent"], abs=0.01)


def test_while_stations_are_missing_the_bounds_stand_beside_the_intervals(count: tuple[Design, list[Drawn]]) -> None:
    part = part_of(count, 3)
    shares = next(one for one in part.tables if one.id == "shares").frame()
    assert shares["candidate"].to_list() == ["ana", "ben", "cai"]
    for row in shares.iter_rows(named=True):
        assert row["least_percent"] < row["share_percent"] < row["most_percent"]
        assert row["low_percent"] <= row["share_percent"] <= row["high_percent"]
    (picture,) = part.pictures
    assert [one.name for one in picture.series] == ["bounds", "interval"]
    assert picture.values == {"arrived": "21", "drawn": "24"}
    assert "lead-bounds" in codes(part)


def test_with_all_stations_there_is_nothing_to_bound(count: tuple[Design, list[Drawn]]) -> None:
    part = part_of(count)
    shares = next(one for one in part.tables if one.id == "shares")
    assert "least_percent" not in [one.key for one in shares.columns]
    assert [one.name for one in part.pictures[0].series] == ["interval"]
    assert "complete" in codes(part)
    assert codes(part).index("turnout") == codes(part).index("lead") + 1


def test_without_an_estimate_the_reason_and_the_arrival_are_all_that_is_said(
    count: tuple[Design, list[Drawn]],
) -> None:
    part = part_of(count, 20)
    assert "no-estimate" in codes(part)
    assert [one.id for one in part.tables] == ["strata"]
    assert part.pictures == ()
    assert part.headline == ()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_tables_and_pictures_have_their_words(count: tuple[Design, list[Drawn]], lang: str) -> None:
    part = part_of(count, 3)
    for table in part.tables:
        assert BOOK.heading(f"table-{table.id}", table.values, lang, NAMES)
        for column in table.columns:
            assert BOOK.word(f"column-{column.key}", lang) != f"column-{column.key}"
    for picture in part.pictures:
        assert "21" in BOOK.heading(f"caption-{picture.id}", picture.values, lang, NAMES)
        for axis in (picture.x, picture.y):
            assert BOOK.word(f"axis-{axis.key}", lang) != f"axis-{axis.key}"
        for series in picture.series:
            assert BOOK.word(f"series-{series.name}", lang) != f"series-{series.name}"
