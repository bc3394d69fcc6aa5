"""When two readings say the same, and which figures two independent readings support.

A figure that a reading leaves unread says nothing: it contradicts nobody and supports nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

from tallyproof.check.checks import votes_by_candidate, votes_by_line
from tallyproof.election.schema import Contest
from tallyproof.model import FieldMark, FieldState, Figures, Transcription, Way

Votes: TypeAlias = tuple[int | None, ...]


def agree(a: Figures, b: Figures, contest: Contest) -> bool:
    """Return whether no figure that both sources give differs, at the coarsest level both have."""
    by_line = a.lines is not None and b.lines is not None
    votes: Callable[[Figures, Contest], Votes] = votes_by_line if by_line else votes_by_candidate
    pairs = zip(votes(a, contest), votes(b, contest), strict=True)
    same = all(ours == theirs for ours, theirs in pairs if ours is not None and theirs is not None)
    return same and all(b.counts[count] == value for count, value in a.counts.items() if count in b.counts)


def all_agree(figures: Sequence[Figures], contest: Contest) -> bool:
    """Return whether every two sources agree; sources that say the very same are compared once."""
    distinct: list[Figures] = []
    for one in figures:
        if not any(one == other for other in distinct):
            if not all(agree(one, other, contest) for other in distinct):
                return False
            distinct.append(one)
    return True


def are_independent(a: Transcription, b: Transcription) -> bool:
    """Two readings are independent when they come from different ways of writing, or from different people."""
    if a.way is Way.PERSON and b.way is Way.PERSON:
        # A role is counted within its sheet only: 'person 1' of two sheets may be one person.
        return a.sheet == b.sheet and a.reader != b.reader
    return a.way is not b.way


def all_votes_supported(
    readings: Sequence[Transcription], contest: Contest, independent: Callable[[Transcription, Transcription], bool]
) -> bool:
    """Return whether two independent readings give every vote figure, of readings that agree.

    It is enough by candidate where it is not so by ballot line: lines imply candidates.
    """
    by_line = [one for one in readings if one.figures.lines is not None]
    return _each_given_twice(
        [(one, votes_by_line(one.figures, contest)) for one in by_line], len(contest.lines), independent
    ) or _each_given_twice(
        [(one, votes_by_candidate(one.figures, contest)) for one in readings], len(contest.candidates), independent
    )


def _each_given_twice(
    given: Sequence[tuple[Transcription, Votes]],
    fields: int,
    independent: Callable[[Transcription, Transcription], bool],
) -> bool:
    pairs = [(ours, theirs) for (a, ours), (b, theirs) in combinations(given, 2) if independent(a, b)]
    return bool(fields) and all(
        any(ours[at] is not None and theirs[at] is not None for ours, theirs in pairs) for at in range(fields)
    )


@dataclass(slots=True)
class _Union:
    counts: dict[str, int]
    states: dict[str, FieldState]
    marks: dict[str, FieldMark]
    earlier: dict[str, int]


def merged(figures: Sequence[Figures], contest: Contest) -> Figures:
    """Return the figures of sources that agree: of each figure the first that is given, by ballot line if all are.

    Votes stand by candidate only where no source, nor all of them together, has every ballot line.
    """
    if all(one == figures[0] for one in figures):
        return figures[0]
    union = _Union({}, {}, {}, {})
    for one in figures:
        union.counts = {**one.counts, **union.counts}
        union.marks = {**one.marks, **union.marks}
        union.earlier = {**one.earlier, **union.earlier}
        union.states = {**one.states, **union.states}
    lines = _first_given([one.lines for one in figures if one.lines is not None])
    candidates = _first_given([one.candidates for one in figures if one.candidates is not None])
    whole = Figures(lines, None if lines is not None else candidates, union.counts, union.states)
    if lines is not None and candidates is not None and None in votes_by_line(whole, contest):
        whole = replace(whole, lines=None, candidates=candidates)
    written = fields_of(whole)
    states = {field: state for field, state in union.states.items() if field not in written}
    return replace(whole, states=states, marks=union.marks, earlier=union.earlier)


def fields_of(figures: Figures) -> set[str]:
    """Return the ids of all figures that are given."""
    return {*(figures.lines or ()), *(figures.candidates or ()), *figures.counts}


def _first_given(sources: Sequence[Mapping[str, int]]) -> dict[str, int] | None:
    if not sources:
        return None
    given: dict[str, int] = {}
    for one in sources:
        given = {**one, **given}
    return given
