"""Where sources differ: each figure with the value that every one of them gives, in a text of bounded length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from tallyproof.check.checks import votes_by_candidate, votes_by_line
from tallyproof.election.schema import Contest
from tallyproof.model import Figures, Transcription

MAX_FIELDS = 6
MAX_OTHERS = 3
MAX_ID = 64
MAX_COMPARED = 40


class _Field(NamedTuple):
    """One figure; a ballot line and a candidate may have the same id."""

    kind: str
    id: str


_Values: TypeAlias = Mapping[_Field, int]


def contrast(sources: Sequence[tuple[str, Figures]], contest: Contest) -> tuple[str, str]:
    """Return what the first of these named sources gives where any two differ, and what the others give.

    As in ('qr: a1 129, null 0', 'digits, words: a1 128, null 10'): sources that say the same stand together. Votes are
    by ballot line where both of two sources have them. '… +3' stands for three more. ('', '') where no two differ.
    """
    values = [_values(figures, contest) for _, figures in sources]
    distinct = list({frozenset(value.items()): value for value in values}.values())
    # Whoever floods a station with pictures must not slow down everybody's check: a few show what there is to see.
    differing = {field for a, b in combinations(distinct[:MAX_COMPARED], 2) for field in _differing(a, b)}
    fields = _in_order(differing, contest)
    names: dict[str, list[str]] = {}
    for (name, _), value in zip(sources, values, strict=True):
        given = [f"{field.id[:MAX_ID]} {value[field]}" for field in fields[:MAX_FIELDS] if field in value]
        if given:
            more = [f"… +{len(fields) - MAX_FIELDS}"] if len(fields) > MAX_FIELDS else []
            names.setdefault(", ".join((*given, *more)), []).append(name)
    return _sides([(of_text, text) for text, of_text in names.items()])


def contrast_of_stations(readings: Sequence[Transcription], station: str) -> tuple[str, str]:
    """Return the ways of writing that name this station, and those that name others: ('qr: S1', 'digits: S2')."""
    names: dict[str, list[str]] = {station: []}
    for one in readings:
        names.setdefault(one.station_code, []).append(one.way.value)
    return _sides([(of_code, code[:MAX_ID]) for code, of_code in names.items()])


def _sides(named: Sequence[tuple[Sequence[str], str]]) -> tuple[str, str]:
    told = [f"{', '.join(dict.fromkeys(names))}: {text}" for names, text in named]
    if len(told) > 1 + MAX_OTHERS:
        told[1 + MAX_OTHERS :] = [f"… +{len(told) - 1 - MAX_OTHERS}"]
    return (told[0], "; ".join(told[1:])) if told else ("", "")


def _values(figures: Figures, contest: Contest) -> _Values:
    """Return every figure that is given: by ballot line where there are lines, by candidate, and the counts."""
    values: dict[_Field, int] = {}
    if figures.lines is not None:
        for line, votes in zip(contest.lines, votes_by_line(figures, contest), strict=True):
            if votes is not None:
                values[_Field("line", line.id)] = votes
    for candidate, votes in zip(contest.candidates, votes_by_candidate(figures, contest), strict=True):
        if votes is not None:
            values[_Field("candidate", candidate.id)] = votes
    return {**values, **{_Field("count", count): value for count, value in figures.counts.items()}}


def _differing(a: _Values, b: _Values) -> list[_Field]:
    by_line = all(any(field.kind == "line" for field in one) for one in (a, b))
    kinds = ("line" if by_line else "candidate", "count")
    return [field for field, value in a.items() if field.kind in kinds and b.get(field, value) != value]


def _in_order(fields: set[_Field], contest: Contest) -> list[_Field]:
    """Return the figures in the order of the paper; counts that the contest does not have come last."""
    known = [
        *(_Field("line", one.id) for one in contest.lines),
        *(_Field("candidate", one.id) for one in contest.candidates),
        *(_Field("count", one.id) for one in contest.counts),
    ]
    return [*(field for field in known if field in fields), *sorted(fields.difference(known))]
