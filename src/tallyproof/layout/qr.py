r"""QR grammars: how the text of a sheet's QR code becomes a station, votes by ballot line and other counts.

A grammar is a regular expression with named groups, written in election.toml:

    (?P<CENTRO>\d{9})\.(?P<MESA>\d\d)\.1\.0001!(?P<lines>[\d,]+)!(?P<null>\d+)!(?P<blank>\d+)

The group `lines` is split by the separator into whole numbers, mapped in order to the ballot lines. Groups
named in `counts` are whole numbers for those counts. All other groups are texts from which the station id is
made.

The expression is trusted, the text is not. Its length is bounded before matching; an expression that
backtracks without end is stopped by the time limit of the sandbox in which sheets are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tallyproof.errors import DefinitionError, InputError
from tallyproof.layout.template import STATION_ID, Template

MAX_PAYLOAD_LENGTH = 4096
MAX_PATTERN_LENGTH = 4096
MAX_FIGURE_DIGITS = 9
LINES_GROUP = "lines"
_SHAPE_LENGTH = 60


class GrammarMismatchError(InputError):
    """The text of a QR code is not what the layout expects."""

    def __init__(self, *, grammar: str, expected: str, got: str) -> None:
        super().__init__(
            f"layout {grammar!r}: expected {expected}, got {got}; check that the sheet belongs to this election"
        )
        self.grammar = grammar
        self.expected = expected
        self.got = got


@dataclass(frozen=True, slots=True)
class QrPayload:
    """What one QR code says: a claim, to be held against the register, the sums and the print beside it."""

    station_code: str
    parts: Mapping[str, str]
    figures: Mapping[str, int]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class QrGrammar:
    """How to read one layout's QR code; DefinitionError if the pieces do not fit together.

    `lines` are ballot-line ids in the order of the code; `counts` maps group names to count ids.
    """

    id: str
    pattern: str
    station: Template
    lines: tuple[str, ...] = ()
    counts: Mapping[str, str] = field(default_factory=dict, hash=False)
    separator: str = ","
    _regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_regex", _compiled(self.id, self.pattern))
        object.__setattr__(self, "lines", tuple(self.lines))
        object.__setattr__(self, "counts", dict(self.counts))
        _check_fits(self, groups=self._regex.groupindex)

    def parse(self, payload: str) -> QrPayload:
        """The station, votes and counts in a QR code's text; GrammarMismatchError if it has another form."""
        if len(payload) > MAX_PAYLOAD_LENGTH:
            raise GrammarMismatchError(
                grammar=self.id,
                expected=f"at most {MAX_PAYLOAD_LENGTH} characters",
                got=f"{len(payload)}",
            )
        match = self._regex.fullmatch(payload)
        if match is None:
            raise GrammarMismatchError(
                grammar=self.id, expected=f"a text of the form {self.pattern!r}", got=shape_of(payload)
            )
        # An optional group that took no part in the match is a count that is not on this form.
        groups = {name: text for name, text in match.groupdict().items() if text is not None}
        figure_groups = {LINES_GROUP, *self.counts}
        parts = {name: text for name, text in groups.items() if name not in figure_groups}
        return QrPayload(
            station_code=self._station_code(parts),
            parts=parts,
            figures=self._figures(groups.get(LINES_GROUP)),
            counts={
                count_id: self._whole_number(groups[name], place=f"a whole number for {count_id!r}")
                for name, count_id in self.counts.items()
                if name in groups
            },
        )

    def as_params(self) -> dict[str, Any]:
        """The grammar as JSON values for the process that reads sheets; `from_params` is the way back."""
        return {
            "id": self.id,
            "pattern": self.pattern,
            "station": self.station.text,
            "lines": list(self.lines),
            "counts": dict(self.counts),
            "separator": self.separator,
        }

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> QrGrammar:
        """The grammar that `as_params` described."""
        return cls(**{**params, "station": Template(params["station"]), "lines": tuple(params["lines"])})

    def _station_code(self, parts: Mapping[str, str]) -> str:
        try:
            code = self.station.render(parts)
        except InputError as error:
            raise GrammarMismatchError(
                grammar=self.id, expected=f"a station id of the form {self.station.text!r}", got=str(error)
            ) from error
        if not STATION_ID.fullmatch(code):
            raise GrammarMismatchError(
                grammar=self.id, expected="letters A-Z, digits and . _ : / + - as a station id", got=shape_of(code)
            )
        return code

    def _figures(self, text: str | None) -> dict[str, int]:
        if not self.lines:
            return {}
        numbers = [] if text is None else text.split(self.separator)
        if len(numbers) != len(self.lines):
            raise GrammarMismatchError(
                grammar=self.id,
                expected=f"{len(self.lines)} votes by ballot line, separated by {self.separator!r}",
                got=f"{len(numbers)}",
            )
        return {
            line: self._whole_number(number, place=f"a whole number of votes for line {line!r}")
            for line, number in zip(self.lines, numbers, strict=True)
        }

    def _whole_number(self, text: str, *, place: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= MAX_FIGURE_DIGITS):
            raise GrammarMismatchError(
                grammar=self.id, expected=f"{place}, 1 to {MAX_FIGURE_DIGITS} digits", got=shape_of(text)
            )
        return int(text)


def shape_of(text: str) -> str:
    """The form of a foreign text without its content: digits as 9, letters as a, unprintable signs as a dot.

    A QR code in a stranger's picture can hold anything, a telephone number too: errors and records must not
    repeat it.
    """
    signs = "".join(
        "9" if sign.isdigit() else "a" if sign.isalpha() else sign if sign.isprintable() else "."
        for sign in text[:_SHAPE_LENGTH]
    )
    return f"{len(text)} characters of the form {signs + ('…' if len(text) > _SHAPE_LENGTH else '')!r}"


def _compiled(grammar: str, pattern: str) -> re.Pattern[str]:
    if not pattern or len(pattern) > MAX_PATTERN_LENGTH:
        raise DefinitionError(
            f"layout {grammar!r}, pattern: expected 1 to {MAX_PATTERN_LENGTH} characters, "
            f"got {len(pattern)}; write the form of the QR text as a regular expression with named groups"
        )
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise DefinitionError(
            f"layout {grammar!r}, pattern: expected a regular expression with named groups, got {error}; "
            "correct the pattern"
        ) from error


def _check_fits(grammar: QrGrammar, *, groups: Mapping[str, int]) -> None:
    """Refuse a grammar that names a group its pattern lacks, or whose ids are not unique."""
    place = f"layout {grammar.id!r}"
    needed = [*grammar.station.names, *grammar.counts, *([LINES_GROUP] if grammar.lines else [])]
    for name in needed:
        if name not in groups:
            raise DefinitionError(
                f"{place}, pattern: expected a group (?P<{name}>…), "
                f"got groups {', '.join(groups) or 'none'}; "
                "name the group in the pattern or take it out of the layout"
            )
    if LINES_GROUP in groups and not grammar.lines:
        raise DefinitionError(
            f"{place}, lines: expected ballot-line ids for the group 'lines', got none; list them in order"
        )
    if LINES_GROUP in grammar.counts or LINES_GROUP in grammar.station.names:
        raise DefinitionError(
            f"{place}: expected the group 'lines' to hold votes only, got it as a count or station part; rename one"
        )
    for kind, ids in (("lines", grammar.lines), ("counts", tuple(grammar.counts.values()))):
        repeated = _repeated(ids)
        if repeated:
            raise DefinitionError(f"{place}, {kind}: expected each id once, got {repeated!r} twice; remove one")
    both = set(grammar.counts) & set(grammar.station.names)
    if both:
        raise DefinitionError(
            f"{place}, counts: expected groups that are not part of the station id, got {min(both)!r}; remove it"
        )
    if not grammar.separator:
        raise DefinitionError(f"{place}, separator: expected at least one character, got none; write for example ','")


def _repeated(ids: Sequence[str]) -> str:
    seen: set[str] = set()
    for value in ids:
        if value in seen:
            return value
        seen.add(value)
    return ""
