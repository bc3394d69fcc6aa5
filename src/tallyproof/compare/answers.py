"""Questions in the order of a report, and the parts by which each family of methods answers them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from tallyproof.canonical import Json
from tallyproof.compare.announced import Comparison, announcement_parts
from tallyproof.compare.audit import audit_parts
from tallyproof.compare.coverage import coverage_parts
from tallyproof.compare.indicators import default_seed, indicator_parts
from tallyproof.compare.outcome import outcome_parts
from tallyproof.compare.part import Part
from tallyproof.compare.projection import projection_parts
from tallyproof.compare.stations import station_parts
from tallyproof.tally import Results
from tallyproof.tally.figures import ranking_is_gated

Question = Literal[
    "held",
    "outcome",
    "announced",
    "agreement",
    "stations",
    "missing",
    "projection",
    "quick-count",
    "transcription",
    "indicators",
]
QUESTIONS: tuple[Question, ...] = get_args(Question)
"""In the order of a report."""
RANKING: frozenset[Question] = frozenset(
    {"outcome", "agreement", "stations", "projection", "quick-count", "transcription", "indicators"}
)
"""Questions whose answers rank candidates by held figures: nothing of them is shown below gate.ranking_from."""

MOST_ROWS = 20_000
"""So many stations are listed of a comparison station by station; the rest are counted."""

Silence = Literal["", "nothing", "gated", "left-out"]
"""Why a question has no answer."""


@dataclass(frozen=True)
class Case:
    """What the questions are put to: results, announcements compared with them, what other commands left.

    `checks` are all records of the journal where a check of the transcription is among them, else none;
    `quick_counts` are the estimates from samples that were drawn.
    """

    results: Results
    comparisons: Sequence[Comparison] = ()
    checks: Sequence[Json] = ()
    quick_counts: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said on one question of one contest, or why nothing is."""

    question: Question
    contest: str
    parts: tuple[Part, ...] = ()
    silence: Silence = ""


def answers(
    case: Case,
    contests: Sequence[str],
    *,
    without: Sequence[str] = (),
    told: Callable[[int, int], None] | None = None,
) -> tuple[Answer, ...]:
    """Return the answer to every question of these contests; those `without` are not computed.

    `told` hears how many families of methods are done, of how many.
    """
    gated = {one for one in contests if is_gated(case.results, one)}
    wanted = [one for one in _FAMILIES if not set(one.questions) <= set(without)]
    parts: dict[Question, list[Part]] = {one: [] for one in QUESTIONS}
    for place, family in enumerate(wanted):
        if told is not None:
            told(place, len(wanted))
        if gated == set(contests) and set(family.questions) <= RANKING:
            continue
        for question, part in family.parts(case):
            parts[question].append(part)
    if told is not None:
        told(len(wanted), len(wanted))
    return tuple(
        _answer(question, contest, without, gated, parts[question]) for contest in contests for question in QUESTIONS
    )


def _answer(
    question: Question,
    contest: str,
    without: Sequence[str],
    gated: set[str],
    parts: Sequence[Part],
) -> Answer:
    if question in without:
        return Answer(question, contest, silence="left-out")
    if question in RANKING and contest in gated:
        return Answer(question, contest, silence="gated")
    own = tuple(one for one in parts if one.contest == contest)
    return Answer(question, contest, own, "" if own else "nothing")


def is_gated(results: Results, contest: str) -> bool:
    """Return whether candidates may not be ranked yet; a rehearsal is no exception."""
    return ranking_is_gated(results.definition, results.tallies[contest][""])


@dataclass(frozen=True, slots=True)
class _Family:
    """One family of methods: the questions that it answers, and its parts, each with its question."""

    questions: tuple[Question, ...]
    parts: Callable[[Case], list[tuple[Question, Part]]]


def _coverage(case: Case) -> list[tuple[Question, Part]]:
    results = case.results
    return [("held", part) for contest in results.definition.contests for part in coverage_parts(results, contest)]


def _outcome(case: Case) -> list[tuple[Question, Part]]:
    found: list[tuple[Question, Part]] = []
    for part in outcome_parts(case.results):
        missing, rest = _split(part)
        found += [("missing", missing)] if missing else []
        found.append(("outcome", rest))
    return found


_OF_MISSING = ("missing", "missing-none", "missing-listed", "missing-electors", "annulled")


def _split(part: Part) -> tuple[Part | None, Part]:
    """Return what a part says of missing stations, which is another question, and the rest of it."""
    statements = tuple(one for one in part.statements if one.code in _OF_MISSING)
    tables = tuple(one for one in part.tables if one.id == "missing")
    pictures = tuple(one for one in part.pictures if one.id == "missing")
    if not statements and not tables:
        return None, part
    missing = replace(
        part, id=f"{part.id}-missing", heading="", statements=statements, tables=tables, pictures=pictures, headline=()
    )
    rest = replace(
        part,
        statements=tuple(one for one in part.statements if one not in statements),
        tables=tuple(one for one in part.tables if one not in tables),
        pictures=tuple(one for one in part.pictures if one not in pictures),
    )
    return missing, rest


_ANNOUNCED_FIRST = ("counts-on-grid", "counts-do-not-sum", "percentages-do-not-sum", "count-fell")
_RARE = Fraction(1, 20)
_AGREEMENT_FIRST = ("cannot-both-be-right", "no-contradiction", "not-computed")
"""What the first page says of an announcement: the first sentence of each of these; the grid only where it is rare."""


def _announced(case: Case) -> list[tuple[Question, Part]]:
    return [
        ("announced", _with_headline(part, _ANNOUNCED_FIRST if _is_rare(part) else _ANNOUNCED_FIRST[1:]))
        if part.id.endswith("-arithmetic")
        else ("agreement", _with_headline(part, _AGREEMENT_FIRST))
        for part in announcement_parts(case.comparisons)
    ]


def _is_rare(part: Part) -> bool:
    """Whether all counts on a grid are rare after all tests tried: few votes, or one count, lie on one by chance."""
    rare = [one for one in part.statements if one.code in ("grid-rarity", "grid-rarity-bound")]
    return any(Fraction(one.values["adjusted"]) <= _RARE for one in rare)


def _with_headline(part: Part, codes: Sequence[str]) -> Part:
    if part.headline:
        return part
    firsts = [next((one for one in part.statements if one.code == code), None) for code in codes]
    found = [one for one in firsts if one is not None]
    if len(found) > 1:
        # Why something was not computed belongs on the first page only where nothing else can be said.
        found = [one for one in found if one.code != "not-computed"]
    return replace(part, headline=tuple(one for one in part.statements if one in found))


def _projection(case: Case) -> list[tuple[Question, Part]]:
    return [("projection", part) for part in projection_parts(case.results, seed=default_seed(case.results))]


def _indicators(case: Case) -> list[tuple[Question, Part]]:
    return [("indicators", part) for part in indicator_parts(case.results, seed=default_seed(case.results))]


def _stations(case: Case) -> list[tuple[Question, Part]]:
    results = case.results
    found = [station_parts(results, contest, most=MOST_ROWS) for contest in results.definition.contests]
    return [("stations", part) for parts in found for part in parts]


def _quick_counts(case: Case) -> list[tuple[Question, Part]]:
    return [("quick-count", part) for part in case.quick_counts]


def _transcription(case: Case) -> list[tuple[Question, Part]]:
    return [("transcription", part) for part in audit_parts(case.results, case.checks)] if case.checks else []


_FAMILIES: tuple[_Family, ...] = (
    _Family(("held",), _coverage),
    _Family(("outcome", "missing"), _outcome),
    _Family(("announced", "agreement"), _announced),
    _Family(("stations",), _stations),
    _Family(("projection",), _projection),
    _Family(("quick-count",), _quick_counts),
    _Family(("transcription",), _transcription),
    _Family(("indicators",), _indicators),
)
