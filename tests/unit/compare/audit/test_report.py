"""What a check says at each moment: in both languages, with scope, counts and every number traced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from tallyproof.compare import names_of
from tallyproof.compare.audit import BOOK, TRACES, audit_parts
from tallyproof.compare.part import Part
from tallyproof.model import AuditDraw, AuditReadings, Rereading

if TYPE_CHECKING:
    from tests.unit.compare.audit.conftest import Log

SCOPES = {
    "en": "Picture against figure, not paper against picture.",
    "es": "Imagen contra cifra, no papel contra imagen.",
}
BOTH = """
[[contests.outcome]]
id = "first-place"
kind = "plurality"

[[contests.outcome]]
id = "majority"
kind = "threshold"
share = "50%"

[[contests.outcome]]
id = "forty-ahead"
kind = "lead"
points = "40%"
"""


def part_of(made: Log) -> Part:
    (part,) = audit_parts(made.results(), made.records)
    return part


def sentences(made: Log, part: Part, lang: str) -> dict[str, str]:
    names = names_of(made.definition.contests["mayor"], lang)
    return {one.code: BOOK.sentence(one, lang, names) for one in part.statements}


def moments(log: Callable[..., Log]) -> Iterator[Log]:
    """Give logs at every moment of a check, and in every turn that it can take."""
    yield log()
    yield log(outcome="")
    planned = log(outcome=BOTH)
    planned.plan()
    yield planned
    wide = log({"01": (90, 1, 0)}, table={"02": (90, 1, 0), "03": (90, 1, 0)})
    wide.plan(scope="pictures")
    yield wide
    drawn = log()
    plan = drawn.plan(expected="40")
    stations = drawn.draw(plan, 40)
    yield drawn
    drawn.read(plan, stations, {stations[0]: (50, 40, 5), stations[1]: (61, 30, 5)})
    drawn.add(drawn.last().outcome())
    yield drawn
    for method in ("kaplan-markov", "alpha"):
        unread = log({"01": (60, 30, 5), "02": (60, 30, 5)}, table={"03": (60, 30, 5), "04": (60, 30, 5)})
        plan = unread.plan(method=method)
        stations = unread.draw(plan, 20)
        unread.read(plan, [one for one in stations if one in ("01", "02")], {stations[0]: "illegible"})
        yield unread
    pictures = log({"01": (60, 30, 5), "02": (60, 30, 5)}, table={"03": (20, 10, 5)})
    plan = pictures.plan(scope="pictures")
    pictures.read(plan, pictures.draw(plan, 1))
    yield pictures
    for found in ({}, {"01": (0, 95, 0), "02": (0, 95, 0)}):
        whole = log({"01": (60, 30, 5), "02": (60, 30, 5)})
        plan = whole.plan()
        whole.add(AuditDraw(plan, "", 0, ("01", "02")))
        yield whole
        whole.read(plan, ("01", "02"), found)
        whole.decide()
        yield whole
    clean = log()
    plan = clean.plan()
    clean.read(plan, clean.draw(plan, 40))
    clean.decide()
    yield clean


def test_every_moment_is_said_in_both_languages_with_all_its_assumptions(log: Callable[..., Log]) -> None:
    said = set()
    for made in moments(log):
        part = part_of(made)
        for lang in ("en", "es"):
            names = names_of(made.definition.contests["mayor"], lang)
            for one in part.statements:
                said.add(one.code)
                text = BOOK.sentence(one, lang, names)
                assert not re.search(r"[{}]|None|winner|fraud|fraude|ganador|RLA\b", text), text
                for code in one.assumptions:
                    assert BOOK.assumption(code, one.values, lang, names)
            for table in part.tables:
                assert BOOK.heading(f"table-{table.id}", table.values, lang, names)
                assert table.frame().height == len(table.rows)
                for column in table.columns:
                    assert BOOK.word(f"column-{column.key}", lang) != f"column-{column.key}"
            for picture in part.pictures:
                assert BOOK.heading(f"caption-{picture.id}", picture.values, lang, names)
            assert BOOK.heading(part.heading, part.values, lang, names)
    assert said >= set(TRACES) - {"lapsed", "earlier", "plan-published", "changed-since", "margin-share"}


def test_every_number_that_is_said_is_a_value_with_a_trace(log: Callable[..., Log]) -> None:
    for made in moments(log):
        for one in part_of(made).statements:
            shown = {name for _, name, _, _ in Formatter().parse(BOOK.language("en").SENTENCES[one.code]) if name}
            assert shown - {"reason"} <= set(TRACES[one.code])
            assert shown <= set(one.values)


def test_the_scope_stands_beside_every_p_value(log: Callable[..., Log]) -> None:
    for made in moments(log):
        part = part_of(made)
        for lang, scope in SCOPES.items():
            for code, text in sentences(made, part, lang).items():
                assert ("P = " not in text) or scope in text, code
                assert lang == "en" or "P = 0." not in text
        assert all("picture" in one.assumptions for one in part.headline)


def test_a_check_that_ends_says_what_its_limit_means(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    made.read(plan, made.draw(plan, 40))
    made.decide()
    said = sentences(made, part_of(made), "en")
    assert said["stop"].startswith("After 40 draws P = 0.0")
    assert "would have ended so with a chance of at most 5%" in said["stop"]
    assert "unrecorded" not in said
    assert [one.code for one in part_of(made).headline] == ["stop"]


def test_the_error_rate_carries_draws_sheets_places_and_how_the_truth_was_found(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 40)
    made.read(plan, drawn, {drawn[0]: (50, 40, 5)})
    part = part_of(made)
    rate = next(one for one in part.statements if one.code == "rate").values
    assert rate["draws"] == "40"
    assert rate["wrong"] == str(drawn.count(drawn[0]))
    assert rate["sheets"] == str(len(set(drawn)))
    assert rate["centres"] == str(len({int(one) // 2 for one in drawn}))
    assert (rate["layouts"], rate["areas"], rate["people"]) == ("1", "2", "1")
    assert int(rate["bound"]) >= 1
    groups = next(one for one in part.tables if one.id == "groups")
    assert sum(int(row[2]) for row in groups.rows) == len(set(drawn))
    assert sum(int(row[3]) for row in groups.rows) == 1
    differences = next(one for one in part.tables if one.id == "differences")
    assert [row[:3] for row in differences.rows] == [(drawn[0], rate["wrong"], "differs")]


def test_an_error_in_favour_of_the_one_behind_is_counted_and_not_against_a_margin(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 40)
    made.read(plan, drawn, {drawn[0]: (70, 20, 5)})
    errors = next(one for one in part_of(made).statements if one.code == "errors").values
    assert (errors["differing"], errors["against"]) == ("1", "0")


def test_two_readers_are_said_to_be_two(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 40)
    made.read(plan, drawn)
    record = made.records[-1]
    record["people"] = 2
    assert "what 2 readers wrote down" in sentences(made, part_of(made), "en")["rate"]


def test_conditions_that_are_not_tested_are_named(log: Callable[..., Log]) -> None:
    made = log(outcome=BOTH)
    made.plan()
    said = [one for one in part_of(made).statements if one.code == "untested"]
    assert [(one.values["condition"], one.values["reason"]) for one in said] == [("forty-ahead", "does-not-hold")]
    only = log(outcome=BOTH.replace('kind = "plurality"', 'kind = "unsupported"'))
    only.plan()
    assert "margin-share" in sentences(only, part_of(only), "es")


def test_bounds_below_one_margin_need_no_draw(log: Callable[..., Log]) -> None:
    made = log({"01": (90, 1, 0)}, table={"02": (90, 1, 0), "03": (90, 1, 0)})
    made.plan(scope="pictures")
    said = sentences(made, part_of(made), "en")
    assert "No drawing is needed" in said["cannot-change"]
    assert "next-publish" not in said
    assert SCOPES["en"] in said["cannot-change"]


def test_the_picture_of_p_falls_to_the_result(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    made.read(plan, made.draw(plan, 40))
    (picture,) = part_of(made).pictures
    points = picture.series[0].points
    assert (points[0].x, points[0].y) == ("0", "1")
    assert (points[-1].x, points[-1].y) == ("40", made.last().outcome().p)
    assert [float(one.y) for one in points] == sorted((float(one.y) for one in points), reverse=True)


def test_many_draws_are_drawn_with_two_hundred_points(log: Callable[..., Log]) -> None:
    made = log(roll=300)
    plan = made.plan()
    made.read(plan, made.draw(plan, 900))
    (picture,) = part_of(made).pictures
    assert len(picture.series[0].points) == 201
    assert picture.series[0].points[-1].x == "900"


@pytest.mark.parametrize(("lang", "said"), [("en", "1 sheet of 1 place, 1 form and 1 area"), ("es", "De 1 sorteo, 0")])
def test_one_draw_is_said_in_the_singular(log: Callable[..., Log], lang: str, said: str) -> None:
    made = log()
    plan = made.plan()
    made.read(plan, made.draw(plan, 1))
    assert said in sentences(made, part_of(made), lang)["rate"]


def test_readings_of_another_round_of_reading_do_not_count_twice(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 40)
    ordered = list(dict.fromkeys(drawn))
    made.read(plan, ordered[:3])
    made.add(AuditReadings(plan, 2, tuple(replace(Rereading(one, "illegible")) for one in ordered[3:])))
    errors = next(one for one in part_of(made).statements if one.code == "errors").values
    assert (errors["sheets"], errors["unread"]) == (str(len(ordered)), str(len(ordered) - 3))


def test_the_error_rate_says_that_its_bound_is_that_of_a_number_of_draws_fixed_beforehand(
    log: Callable[..., Log],
) -> None:
    made = log()
    plan = made.plan()
    made.read(plan, made.draw(plan, 30))
    (part,) = audit_parts(made.results(), made.records)
    assert "fixed" in next(one for one in part.statements if one.code == "rate").assumptions
