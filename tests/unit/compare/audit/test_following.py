"""A check as the entries tell it: every act follows from those before it, or its entry is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tallyproof import canonical
from tallyproof.compare.audit import audit_parts, audits_of, rest_of
from tallyproof.errors import InputError
from tallyproof.model import AuditAct, AuditDraw, AuditReadings, AuditResult, Rereading
from tallyproof.verify.audits import check_audits

if TYPE_CHECKING:
    from tests.unit.compare.audit.conftest import Log

SEED = "dice 6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1 5 4 6 2"
LARGE = {f"{number:02}": (60, 30, 5) for number in range(1, 21)}


def checked(made: Log, draws: int = 40, **changes: Any) -> int:
    """Plan, draw and read everything as it was settled; return the plan's entry."""
    plan = made.plan(**changes)
    made.read(plan, made.draw(plan, draws))
    return plan


def test_a_clean_check_ends_and_is_derived_again(log: Callable[..., Log]) -> None:
    made = log()
    checked(made)
    assert made.decide() == "stop"
    audit = made.last()
    assert audit.is_stopped
    assert audit.taints() == (Fraction(0),) * 40
    assert check_audits(made.definition, made.records) == (1, 0)


def test_a_log_without_a_check_has_none(log: Callable[..., Log]) -> None:
    made = log()
    assert made.audits() == ()
    assert check_audits(made.definition, made.records) == (0, 0)
    (part,) = audit_parts(made.results(), made.records)
    assert [(one.code, one.values["reason"]) for one in part.statements] == [("no-check", "no-plan")]


def test_errors_found_make_the_taint_and_p_that_the_formula_gives(log: Callable[..., Log]) -> None:
    made = log(LARGE)
    plan = made.plan()
    drawn = made.draw(plan, 30)
    # 20 stations of 60:30:5 on a roll of 100: V = 600, u = 130/600; two votes moved are e = 4/600, t = 4/130.
    made.read(plan, drawn, {drawn[0]: (58, 32, 5)})
    taints = made.last().taints()
    times = drawn.count(drawn[0])
    assert sorted(set(taints)) == pytest.approx([0, 4 / 130])
    assert taints.count(max(taints)) == times
    total = made.manifest().total
    exact = (1 - 1 / total) ** 30 / (1 - max(taints)) ** times
    assert 0 <= Fraction(made.last().outcome().p) - exact < Fraction(1, 10**10)


@pytest.mark.parametrize("state", ["illegible", "missing", "withheld"])
def test_a_sheet_that_cannot_be_read_is_a_maximum_error(log: Callable[..., Log], state: str) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 40)
    made.read(plan, drawn, {drawn[3]: state})
    assert made.last().taints()[3] == 1
    assert made.last().outcome().p == "1"
    assert made.decide() == "go-on"


def test_a_drawn_row_of_a_table_is_a_maximum_error_without_any_reading(log: Callable[..., Log]) -> None:
    made = log({"01": (60, 40, 0)}, table={"02": (60, 40, 0), "03": (60, 40, 0)})
    plan = made.plan(method="alpha")
    drawn = made.draw(plan, 12)
    made.read(plan, [one for one in drawn if one == "01"])
    audit = made.last()
    assert audit.waiting == ()
    assert [one == 1 for one in audit.taints()] == [one != "01" for one in drawn]


def test_figures_above_the_cap_that_err_by_more_than_the_bound_are_a_maximum_error(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 3)
    made.read(plan, drawn, {drawn[0]: (0, 5_000, 0)})
    assert made.last().taints()[0] == 1


def test_a_further_draw_goes_on_from_the_same_seed(log: Callable[..., Log]) -> None:
    one, other = log(), log()
    plan = one.plan()
    first = one.draw(plan, 10)
    again = one.draw(plan, 15, before=10)
    other_plan = other.plan()
    assert first + again == other.draw(other_plan, 25)
    assert one.last().draws == other.last().draws


def test_nothing_is_decided_while_a_drawn_sheet_was_not_read(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 40)
    left = sorted(set(drawn))[0]
    made.read(plan, [one for one in drawn if one != left])
    assert made.last().waiting == (left,)
    made.add(AuditResult(plan, 40, "0.01", "stop"))
    with pytest.raises(InputError, match=f"entry {len(made.records) - 1}: expected a result once every drawn sheet"):
        made.audits()


def _other_station(act: dict[str, Any]) -> None:
    act["stations"] = ["01" if act["stations"][0] != "01" else "02", *act["stations"][1:]]


def _other_seed(act: dict[str, Any]) -> None:
    act["seed"] = act["seed"].replace("6", "5")


def _short_seed(act: dict[str, Any]) -> None:
    act["seed"] = "x"


def _later(act: dict[str, Any]) -> None:
    act["first"] = 2


def _smaller_p(act: dict[str, Any]) -> None:
    act["p"] = "0.0000000001"


def _stopped_early(act: dict[str, Any]) -> None:
    act["decision"] = "go-on"


def _not_drawn(act: dict[str, Any]) -> None:
    act["readings"][0]["station"] = "99"


def _short_of_a_candidate(act: dict[str, Any]) -> None:
    del act["readings"][0]["candidates"]["ben"]


def _other_manifest(act: dict[str, Any]) -> None:
    act["manifest"] = "0" * 64


def _other_release(act: dict[str, Any]) -> None:
    act["release"] = "0" * 64


def _other_scope(act: dict[str, Any]) -> None:
    act["scope"] = "some"


def _no_limit(act: dict[str, Any]) -> None:
    act["risk_limit"] = "99"


def _limit_that_is_no_number(act: dict[str, Any]) -> None:
    act["risk_limit"] = "low"


def _by_nobody(act: dict[str, Any]) -> None:
    act["people"] = 0


@pytest.mark.parametrize(
    ("act", "change", "said"),
    [
        ("draw", _other_station, "expected the stations that the seed draws"),
        ("draw", _other_seed, "expected the stations that the seed draws"),
        ("draw", _short_seed, "expected the faces of 20 dice"),
        ("draw", _later, "expected draws from 1 on"),
        ("result", _smaller_p, "with P 0\\."),
        ("result", _stopped_early, "expected stop with P"),
        ("readings", _not_drawn, "expected a station that was drawn"),
        ("readings", _short_of_a_candidate, "expected the candidates of the ballot, each once"),
        ("readings", _by_nobody, "by 1 or 2 people"),
        ("plan", _other_manifest, "expected the manifest"),
        ("plan", _other_release, "expected the latest release"),
        ("plan", _other_scope, "a scope and a method that are known"),
        ("plan", _no_limit, "risk limit: expected a percentage above 0% and up to 50%"),
        ("plan", _limit_that_is_no_number, "risk limit: expected a percentage above 0%"),
    ],
)
def test_an_act_that_was_altered_is_found_by_its_entry(
    log: Callable[..., Log], act: str, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    made = log()
    checked(made)
    made.decide()
    index = next(number for number, one in enumerate(made.records) if one.get("act") == act)
    change(made.records[index])
    with pytest.raises(InputError, match=f"entry {index}.*{said}"):
        made.audits()


def test_another_seed_for_a_further_draw_is_found(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    made.draw(plan, 5)
    made.add(AuditDraw(plan, SEED.replace("6", "5"), 6, ("01",)))
    with pytest.raises(InputError, match="expected the seed"):
        made.audits()


def test_a_sheet_read_a_second_time_is_found(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 5)
    made.read(plan, drawn)
    made.read(plan, drawn[:1], {drawn[0]: (1, 2, 3)})
    with pytest.raises(InputError, match=f"expected the sheet of {drawn[0]} once, got it twice"):
        made.audits()


@pytest.mark.parametrize("what", ["draw", "readings", "result"])
def test_anything_after_the_end_is_found(log: Callable[..., Log], what: str) -> None:
    made = log()
    plan = checked(made)
    made.decide()
    stopped = made.last()
    later: dict[str, AuditAct] = {
        "draw": AuditDraw(plan, SEED, 41, ("01",)),
        "readings": AuditReadings(plan, 1, (Rereading("01", "illegible"),)),
        "result": replace(stopped.outcome(), index=-1),
    }
    made.add(later[what])
    with pytest.raises(InputError, match=f"expected nothing more after the check of entry {plan} ended"):
        made.audits()


def test_a_second_plan_after_the_draws_of_a_release_is_found(log: Callable[..., Log]) -> None:
    made = log()
    made.draw(made.plan(), 5)
    made.plan(method="alpha")
    with pytest.raises(InputError, match="expected one check of a release"):
        made.audits()


def test_a_plan_without_draws_gives_way_to_another(log: Callable[..., Log]) -> None:
    made = log()
    made.plan()
    plan = made.plan(method="alpha")
    assert [(one.plan.index, one.earlier) for one in made.audits()] == [(plan, 0)]


def test_a_check_of_a_later_release_says_how_many_came_before_it(log: Callable[..., Log]) -> None:
    made = log()
    made.draw(made.plan(), 5)
    made.publish()
    plan = checked(made)
    assert [(one.plan.index, one.earlier) for one in made.audits()][-1] == (plan, 1)
    (part,) = audit_parts(made.results(), made.records)
    assert next(one for one in part.statements if one.code == "earlier").values["earlier"] == "1"


def test_an_act_of_a_plan_that_is_no_longer_the_last_is_found(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    drawn = made.draw(plan, 5)
    made.publish()
    made.plan()
    made.read(plan, drawn)
    with pytest.raises(InputError, match="expected an act of the last plan of its contest"):
        made.audits()


def test_a_withdrawn_plan_takes_its_check_with_it_and_no_part_of_one_can_be_withdrawn(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    made.draw(plan, 5)
    made.records.append(canonical.withdraw_record(target=plan, reason="thrown without witnesses"))
    assert made.audits() == ()
    other = log()
    plan = other.plan()
    other.draw(plan, 5)
    other.records.append(canonical.withdraw_record(target=plan + 1, reason="a bad draw"))
    with pytest.raises(InputError, match="expected a check's plan to be withdrawn as a whole"):
        other.audits()


def test_a_check_that_was_drawn_and_withdrawn_is_told_of_by_every_later_one(log: Callable[..., Log]) -> None:
    made = log()
    for _ in range(2):
        plan = made.plan()
        made.draw(plan, 5)
        made.records.append(canonical.withdraw_record(target=plan, reason="a draw that was not liked"))
    checked(made)
    (part,) = audit_parts(made.results(), made.records)
    told = next(one for one in part.headline if one.code == "earlier")
    assert (told.values["earlier"], told.values["withdrawn"]) == ("2", "2")


def test_a_plan_withdrawn_before_its_draw_does_not_count(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    made.records.append(canonical.withdraw_record(target=plan, reason="wrong limit"))
    checked(made)
    assert [one.earlier for one in made.audits()] == [0]


def test_whether_the_plan_was_published_before_the_draw_is_said(log: Callable[..., Log]) -> None:
    hidden, shown = log(), log()
    checked(hidden)
    plan = shown.plan()
    at = shown.release
    shown.publish()
    shown.release = at
    shown.read(plan, shown.draw(plan, 40))
    for made, code in ((hidden, "plan-not-published"), (shown, "plan-published")):
        (part,) = audit_parts(made.results(), made.records)
        assert code in [one.code for one in part.statements]


def test_a_definition_changed_later_is_used_only_where_it_gives_the_same_units(log: Callable[..., Log]) -> None:
    made = log()
    checked(made)
    made.decide()
    larger, same = log(roll=120), log()
    for other in (larger, same):
        other.records = [
            *made.records,
            canonical.definition_record(files=other.definition.hashes(), why="changed", hour=""),
        ]
    same.records[-1]["files"] = {**same.records[-1]["files"], "layouts/new.toml": "0" * 64}
    assert same.last().manifest is not None
    assert larger.last().manifest is None
    assert check_audits(larger.definition, larger.records) == (0, 1)
    (part,) = audit_parts(larger.results(), larger.records)
    assert [one.code for one in part.statements] == ["lapsed"]


def test_lines_are_read_anew_as_lines_and_compared_by_candidate(log: Callable[..., Log]) -> None:
    made = log(by_line=("01",))
    plan = made.plan()
    drawn = made.draw(plan, 120)
    assert "01" in drawn
    made.read(plan, [one for one in drawn if one != "01"])
    moved = {"ana-1": 0, "ana-2": made.votes["01"][0], "ben-1": 30, "cai-1": 5}
    made.add(AuditReadings(plan, 2, (Rereading("01", "read", lines=moved),)))
    assert set(made.last().taints()) == {0}
    assert made.last().people == 1


def test_a_record_that_is_malformed_is_named(log: Callable[..., Log]) -> None:
    made = log()
    plan = checked(made)
    record = dict(made.records[plan + 1])
    for change in (
        {"act": "redraw"},
        {"v": 2},
        {"plan": plan + 5},
        {"stations": "01"},
        {"stations": [1]},
        {"extra": 1},
        {"first": -1},
    ):
        made.records[plan + 1] = {**record, **change}
        with pytest.raises(InputError, match=f"entry {plan + 1}: expected an audit"):
            audits_of(made.definition, made.records)


@pytest.mark.parametrize(
    "reading",
    [
        {"station": "01", "state": "read"},
        {"station": "01", "state": "missing", "candidates": {"ana": 1}},
        {"station": "01", "state": "torn"},
        {"station": "01", "state": "read", "candidates": {"ana": 10**12 + 1}},
        {"station": "01", "state": "read", "candidates": {"ana": 1}, "reader": "somebody"},
    ],
)
def test_a_reading_that_says_too_much_or_too_little_is_refused(reading: dict[str, Any]) -> None:
    record = {"kind": "audit", "v": 1, "act": "readings", "plan": 1, "people": 1, "readings": [reading]}
    with pytest.raises(InputError, match="entry 5: expected an audit"):
        canonical.audit_of(5, record)


def all_read(made: Log, plan: int, found: dict[str, Any] | None = None, draws: int = 3) -> None:
    """Draw a few, then read every sheet as settled or as found."""
    if draws:
        made.draw(plan, draws)
    made.add(AuditDraw(plan, made.last().seed, 0, rest_of(made.last())))
    made.read(plan, [one for one in made.last().sheets if made.manifest().by_station[one].has_picture], found)


@pytest.mark.parametrize("draws", [0, 3])
def test_when_every_sheet_was_read_nothing_is_left_to_chance(log: Callable[..., Log], draws: int) -> None:
    made = log(LARGE)
    plan = made.plan()
    all_read(made, plan, {"05": (58, 32, 5), "06": "illegible"}, draws)
    # 600 ahead: 4 go with the votes that moved, 130 with the sheet that cannot be read.
    assert [left for _, left in made.last().margins_left()] == [600 - 4 - 130, 1100 - 2 - 155]
    assert made.decide() == "all-read-holds"
    assert made.last().is_stopped
    assert check_audits(made.definition, made.records) == (1, 0)
    assert "all-hold" in [one.code for one in audit_parts(made.results(), made.records)[0].statements]


def test_when_every_sheet_was_read_and_the_outcome_is_another_that_is_said(log: Callable[..., Log]) -> None:
    made = log({"01": (60, 30, 5), "02": (60, 30, 5), "03": (20, 30, 5)})
    plan = made.plan()
    all_read(made, plan, {"01": (15, 75, 5)})
    assert made.decide() == "all-read-differs"
    (part,) = audit_parts(made.results(), made.records)
    values = next(one for one in part.statements if one.code == "all-differ").values
    assert (values["failing"], values["forms"], values["unread"]) == ("1", "2", "0")
    assert values["left"] == str(50 - 45 - 45)
    assert [one.code for one in part.headline] == ["all-differ"]


def test_rows_of_a_table_stay_at_their_worst_when_all_sheets_were_read(log: Callable[..., Log]) -> None:
    made = log({"01": (60, 40, 0)}, table={"02": (60, 40, 0), "03": (60, 40, 0)})
    plan = made.plan()
    all_read(made, plan, draws=0)
    assert made.last().rest == ("01",)
    assert made.decide() == "all-read-differs"


def _not_all(act: dict[str, Any]) -> None:
    act["stations"] = act["stations"][1:]


def _with_a_seed_of_its_own(act: dict[str, Any]) -> None:
    act["seed"] = "1" * 20


@pytest.mark.parametrize("change", [_not_all, _with_a_seed_of_its_own])
def test_the_rest_that_is_not_the_rest_is_found(
    log: Callable[..., Log], change: Callable[[dict[str, Any]], None]
) -> None:
    made = log()
    plan = made.plan()
    made.draw(plan, 3)
    made.add(AuditDraw(plan, SEED, 0, rest_of(made.last())))
    change(made.records[-1])
    with pytest.raises(InputError, match="expected the stations that were not drawn, in the order of their ids"):
        made.audits()


def test_a_part_of_the_rest_is_no_full_reading(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    made.add(AuditDraw(plan, "", 0, rest_of(made.last())[:5]))
    made.read(plan, made.last().rest)
    made.add(AuditResult(plan, 0, "0", "all-read-holds"))
    with pytest.raises(InputError, match="expected a result once every drawn sheet was read anew"):
        made.audits()


def test_after_the_rest_nothing_is_drawn_any_more(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    made.add(AuditDraw(plan, "", 0, rest_of(made.last())))
    made.draw(plan, 3)
    with pytest.raises(InputError, match="expected no further draw once all sheets are to be read"):
        made.audits()


def test_a_log_with_more_plans_or_draws_than_anybody_makes_is_refused(log: Callable[..., Log]) -> None:
    made = log()
    plan = made.plan()
    for _ in range(100):
        made.records.append(made.records[plan])
    with pytest.raises(InputError, match="expected at most 100 plans in a log"):
        made.audits()
    other = log()
    plan = other.plan()
    other.add(AuditDraw(plan, SEED, 1, ("01",) * 100_001))
    with pytest.raises(InputError, match="expected at most 100,000 draws"):
        other.audits()


def test_records_and_acts_are_the_same_thing_twice(log: Callable[..., Log]) -> None:
    made = log()
    checked(made)
    made.decide()
    for index, record in enumerate(made.records):
        if record["kind"] == "audit":
            assert canonical.audit_record(canonical.audit_of(index, record)) == record
            assert canonical.decode(canonical.encode(record)) == record
