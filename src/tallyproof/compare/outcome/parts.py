"""What is missing, what can still change and how the count grew, as parts of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.compare.outcome import english, spanish
from tallyproof.compare.outcome.growth import STEPS, growth_of
from tallyproof.compare.outcome.growth_part import growth_part
from tallyproof.compare.outcome.missing import Missing, missing_by_area
from tallyproof.compare.outcome.possible import Possible, possible_by_area
from tallyproof.compare.outcome.tables import (
    area_bounds_table,
    missing_table,
    shares_by_area_picture,
    shares_picture,
    shares_table,
)
from tallyproof.compare.outcome.traces import TRACES
from tallyproof.compare.part import Part, Picture
from tallyproof.compare.phrasing import Book, percent_text
from tallyproof.compare.statement import Statement, Tier
from tallyproof.election.schema import Condition, Contest, percentage
from tallyproof.model import OutcomeBound, Tally, Verdict
from tallyproof.tally import Results
from tallyproof.tally.figures import ranking_is_gated

BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset({"leader", "runner_up"}),
    worded=frozenset({"subject", "verdict", "now", "how"}),
    untouched=frozenset({"cap_source", "roll_source"}),
)


def outcome_parts(results: Results) -> tuple[Part, ...]:
    """Return, for every contest, what is missing and can still change, and how the count grew."""
    return tuple(part for contest in results.definition.contests for part in _contest_parts(results, contest))


def _contest_parts(results: Results, contest: str) -> list[Part]:
    case = _case(results, contest)
    growth = None if case.gated else growth_of(results, contest, steps=STEPS)
    return [_bounds(case), growth_part(contest, growth, BOOK)]


@dataclass(frozen=True, slots=True)
class _Case:
    """One contest with everything that is said of it; `areas` are those of the top level."""

    results: Results
    contest: Contest
    areas: tuple[str, ...]
    possible: Mapping[str, Possible]
    missing: Mapping[str, Missing]
    gated: bool

    @property
    def tally(self) -> Tally:
        return self.results.tallies[self.contest.id][""]

    @property
    def tallies(self) -> Mapping[str, Tally]:
        return self.results.tallies[self.contest.id]


def _case(results: Results, contest: str) -> _Case:
    register = results.definition.register
    areas = tuple(one.code for one in register.children[""]) if register else ()
    return _Case(
        results=results,
        contest=results.definition.contests[contest],
        areas=areas,
        possible=possible_by_area(results, contest),
        missing=missing_by_area(results, contest, ("", *areas)),
        gated=ranking_is_gated(results.definition, results.tallies[contest][""]),
    )


def said(code: str, tier: Tier, *assumptions: str, **values: str | int | Fraction) -> Statement:
    """Return a statement with its values as texts; a key that ends in `_percent` takes a share."""
    texts = {
        key: percent_text(value) if key.endswith("_percent") and isinstance(value, Fraction) else str(value)
        for key, value in values.items()
    }
    return Statement(code, tier, texts, assumptions)


# --- what can still change (tier B) -----------------------------------------------------------------


def _bounds(case: _Case) -> Part:
    statements, headline = _bound_statements(case)
    possible, tally = case.possible[""], case.tally
    tables = [missing_table(case.missing, case.areas)]
    pictures: list[Picture | None] = []
    if tally.valid and not case.gated:
        tables.append(shares_table(possible))
        tables.append(area_bounds_table(case.tallies, case.areas))
        pictures.append(shares_picture(possible))
        pictures.append(shares_by_area_picture(case.possible, case.areas))
    return Part(
        id=f"bounds-{case.contest.id}",
        contest=case.contest.id,
        tier="B",
        methods=("outcome-bounds",),
        book=BOOK,
        traces=TRACES,
        statements=tuple(statements),
        tables=tuple(one for one in tables if one.rows),
        pictures=tuple(one for one in pictures if one is not None),
        heading="bounds",
        headline=tuple(headline),
    )


def _bound_statements(case: _Case) -> tuple[list[Statement], list[Statement]]:
    """Return everything said of the bounds of the whole, and which of it the first page repeats."""
    reason = "gate" if case.gated else "" if case.contest.outcome else "no-conditions"
    if reason:
        none = [Statement("not-computed", "B", {"subject": "bounds", "reason": reason})]
        return none, none
    caps = _caps(case)
    found = _missing(case.missing[""]) if "" in case.missing else []
    code = "outstanding-contested" if case.possible[""].contested.stations else "outstanding"
    found += [said(code, "B", "lawful", **caps)] if "outstanding" in caps else []
    headline = []
    for condition, bound in zip(case.contest.outcome, case.tally.outcome, strict=True):
        sentence = _bound(case, condition, bound, caps)
        headline.append(sentence)
        found.append(sentence)
        if bound.stations_false is not None:
            found.append(_stations_false(case, bound))
    return found + _final_lead(case, caps), headline


def _caps(case: _Case) -> dict[str, str | int]:
    """Return the votes still possible with the parts they are the sum of; nothing where they are not known."""
    possible, missing = case.possible[""], case.missing[""]
    if possible.outstanding is None or missing.cap is None or missing.unlisted_cap is None:
        return {}
    cap, roll = case.results.definition.file.register_.cap, case.tally.coverage.source
    return {
        "outstanding": possible.outstanding,
        "cap_listed": missing.cap,
        "cap_unlisted": missing.unlisted_cap,
        "cap_contested": possible.contested.cap or 0,
        "contested": possible.contested.stations,
        "cap_source": cap.source if cap else "",
        "roll_source": roll,
    }


def _assumptions(case: _Case) -> tuple[str, ...]:
    roll = ("universe",) if case.tally.coverage.source else ()
    contested = ("contested",) if case.possible[""].contested.stations else ()
    return ("genuine", "cap", *roll, *contested)


def _bound(case: _Case, condition: Condition, bound: OutcomeBound, caps: Mapping[str, str | int]) -> Statement:
    """Return what is said of one condition, with the numbers its answer follows from."""
    if bound.verdict is Verdict.NOT_COMPUTED or "outstanding" not in caps:
        reason = bound.reason or "register-incomplete"
        return Statement("bound-not-computed", "B", {"condition": condition.id, "reason": reason})
    possible, secure = case.possible[""], case.possible[""].secure
    contested = "-contested" if possible.contested.stations else ""
    leader_votes, valid = case.tally.candidates[bound.leader], case.tally.valid
    values: dict[str, str | int | Fraction] = {
        **caps,
        "condition": condition.id,
        "leader": bound.leader,
        "leader_votes": leader_votes,
        "valid": valid,
        "verdict": bound.verdict.value,
        "secure_leader_votes": secure[bound.leader],
        "secure_valid": sum(secure.values()),
    }
    if len(secure) == 1:
        return said("only-candidate", "B", *_assumptions(case), **values)
    if condition.kind == "threshold":
        low, high = possible.share_range(bound.leader) or (Fraction(0), Fraction(1))
        share = percentage(condition.share or "50%")
        values |= {"share_percent": share, "low_percent": low, "high_percent": high}
        values |= {"leader_percent": Fraction(leader_votes, valid), **_now(condition, bound)}
        return said("threshold", "B", *_assumptions(case), **values)
    other = max(votes for one, votes in secure.items() if one != bound.leader)
    values |= {"runner_up": bound.runner_up, "runner_up_votes": case.tally.candidates[bound.runner_up]}
    values |= {"margin": bound.margin or 0, "secure_other_votes": other}
    values["secure_margin"] = secure[bound.leader] - other
    if condition.kind == "lead":
        points = {"points_percent": percentage(condition.points or "0%")}
        values |= {**points, "margin_percent": Fraction(bound.margin or 0, valid), **_now(condition, bound)}
        return said(f"lead{contested}", "B", *_assumptions(case), **values)
    return said(f"first{contested}" if bound.margin else "first-tied", "B", *_assumptions(case), **values)


def _now(condition: Condition, bound: OutcomeBound) -> dict[str, str]:
    return {
        "how": "at-least" if condition.inclusive else "more-than",
        "now": "holds" if bound.holds else "holds-not",
    }


def _stations_false(case: _Case, bound: OutcomeBound) -> Statement:
    stations = case.tally.coverage.stations_counted - case.possible[""].contested.stations
    return said(
        "stations-false",
        "B",
        "cap",
        condition=bound.condition,
        stations=stations,
        stations_false=bound.stations_false or 0,
        **{key: value for key, value in _caps(case).items() if key == "cap_source"},
    )


def _final_lead(case: _Case, caps: Mapping[str, str | int]) -> list[Statement]:
    possible = case.possible[""]
    if len(possible.ranked) < 2 or not case.tally.valid or "outstanding" not in caps:
        return []
    first, second = possible.ranked[:2]
    low, high = possible.lead_range(first, second) or (0, 0)
    secure = possible.secure
    values = {
        "secure_leader_votes": secure[first],
        "secure_runner_up_votes": secure[second],
        "secure_lead": secure[first] - secure[second],
        "low": low,
        "high": high,
    }
    return [said("final-lead", "B", *_assumptions(case), leader=first, runner_up=second, **caps, **values)]


def _missing(missing: Missing) -> list[Statement]:
    reasons = {code.replace("-", "_"): missing.by_reason[code] for code in missing.by_reason}
    reasons = {**dict.fromkeys(("nothing_held", "quarantined", "disputed", "unknown_origin"), 0), **reasons}
    found = []
    if missing.stations is None or missing.unlisted is None:
        found.append(said("missing-listed", "B", listed=missing.listed, **reasons))
    elif not missing.stations:
        found.append(said("missing-none", "B", expected=missing.expected or 0))
    else:
        around = {"expected": missing.expected or 0, "counted": missing.counted, "annulled": missing.annulled}
        found.append(said("missing", "B", missing=missing.stations, unlisted=missing.unlisted, **reasons, **around))
        if missing.stations and missing.registered is not None and missing.unlisted_registered is not None:
            found.append(
                said(
                    "missing-electors",
                    "B",
                    missing=missing.stations,
                    missing_registered=missing.registered + missing.unlisted_registered,
                    listed_registered=missing.registered,
                    unlisted_registered=missing.unlisted_registered,
                )
            )
    return found + ([said("annulled", "B", annulled=missing.annulled)] if missing.annulled else [])
