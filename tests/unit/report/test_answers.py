"""Questions and who answers them: left out, gated, without a register, of one contest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tallyproof.compare import compare_all
from tallyproof.compare.answers import QUESTIONS, RANKING, Answer, Case, Question, answers
from tallyproof.compare.api import Judgement
from tallyproof.compare.naming import all_names
from tallyproof.compare.phrasing import LANGUAGES
from tallyproof.model import Announcement
from tallyproof.tally import Results


def _by_question(found: tuple[Answer, ...]) -> dict[Question, Answer]:
    assert [one.question for one in found] == list(QUESTIONS)
    return {one.question: one for one in found}


def test_what_is_held_and_whether_it_can_change_is_always_answered(results: Callable[..., Results]) -> None:
    found = _by_question(answers(Case(results()), ["council"]))
    for question in ("held", "outcome", "missing"):
        assert found[question].parts, question
        assert found[question].silence == ""


def test_a_question_that_is_left_out_is_not_answered(results: Callable[..., Results]) -> None:
    found = _by_question(answers(Case(results()), ["council"], without=["outcome", "indicators"]))
    assert {question for question, one in found.items() if one.silence == "left-out"} == {"outcome", "indicators"}
    assert not found["outcome"].parts
    assert found["missing"].parts


def test_below_the_gate_no_question_that_ranks_is_answered(results: Callable[..., Results]) -> None:
    found = _by_question(answers(Case(results(gate='ranking_from = "90%"')), ["council"]))
    assert {question for question, one in found.items() if one.silence == "gated"} == RANKING
    assert not any(found[one].parts for one in RANKING)
    assert found["held"].parts


def test_every_part_belongs_to_its_contest_and_has_a_name_of_its_own(results: Callable[..., Results]) -> None:
    parts = [part for one in answers(Case(results()), ["council"]) for part in one.parts]
    assert {one.contest for one in parts} == {"council"}
    assert len({one.id for one in parts}) == len(parts)


def test_no_indicator_is_said_elsewhere_and_nothing_else_among_them(results: Callable[..., Results]) -> None:
    for one in answers(Case(results()), ["council"]):
        tiers = {statement.tier for part in one.parts for statement in part.statements}
        assert tiers <= ({"C"} if one.question == "indicators" else {"A", "B"}), one.question


def test_progress_is_told_to_its_end(results: Callable[..., Results]) -> None:
    heard: list[tuple[int, int]] = []
    answers(Case(results()), ["council"], told=lambda done, of: heard.append((done, of)))
    assert heard[0][0] == 0
    assert heard[-1][0] == heard[-1][1] > 0


def test_hostile_names_are_text_in_a_notebook_too(results: Callable[..., Results]) -> None:
    held = Judgement(results())
    shown = [held._repr_html_(), held.held()._repr_html_(), held.outcome()._repr_html_()]
    for text in (*shown, *(one._repr_svg_() for one in held.held().plots.values())):
        assert "alert(1)" in text
        assert "<script" not in text


def test_every_column_axis_series_and_mark_has_its_word_in_every_language(
    results: Callable[..., Results], announced: Announcement
) -> None:
    held = results(announcements=(announced,), rolls=("first", "second"))
    names = all_names(held.definition, "council", "en")
    for part in (part for one in answers(Case(held, compare_all(held)), ["council"]) for part in one.parts):
        wanted = {f"column-{column.key}" for table in part.tables for column in table.columns}
        for picture in part.pictures:
            wanted |= {f"axis-{picture.x.key}", f"axis-{picture.y.key}"}
            wanted |= {f"mark-{one.name}" for one in picture.marks}
            wanted |= {f"series-{one.name}" for one in picture.series if one.name and one.name not in names}
        for language in LANGUAGES:
            words = part.book.language(language).WORDS
            assert wanted <= set(words), (part.id, language, wanted - set(words))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_of_every_part_can_be_put_into_every_language(
    results: Callable[..., Results], question: Question
) -> None:
    for one in answers(Case(results()), ["council"]):
        for part in one.parts if one.question == question else ():
            for statement in part.statements:
                for language in ("en", "es"):
                    said = part.book.sentence(statement, language, {})
                    assert said.endswith((".", "?", ":")), said


@pytest.mark.parametrize(("times", "first_page"), [(1, False), (100_000, True)])
def test_counts_on_a_grid_stand_on_the_first_page_only_where_that_is_rare(
    results: Callable[..., Results], announced: Announcement, times: int, first_page: bool
) -> None:
    # 1,200 and 800 votes of 2,000 are 60.0% and 40.0%: every fourth division of so few votes is such.
    names = list(results().definition.contests["council"].candidates)
    counts = {names[0].id: 1_200 * times, names[1].id: 800 * times}
    read_out = replace(announced, candidates=counts, percentages={}, counts={}, others=None, others_percentage=None)
    rest = {one.id: 0 for one in names[2:]}
    held = results(announcements=(replace(read_out, candidates={**counts, **rest}),))
    found = _by_question(answers(Case(held, compare_all(held)), ["council"]))
    said = [one.code for part in found["announced"].parts for one in part.statements]
    shown = [one.code for part in found["announced"].parts for one in part.headline]
    assert "counts-on-grid" in said
    assert ("counts-on-grid" in shown) == first_page
