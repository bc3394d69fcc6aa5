"""Printed strips: what a machine prints where, so that digits and words are read for the right ballot line.

A layout file (TOML, `kind = "strip"`) says it: the words for the ten digits, the parts of the strip from the
top down with their columns and rows, and how the heading names the station. Columns are places across the
printed frame, 0 at its left edge and 1 at its right; they are where to look, never exact to the pixel.
examples/venezuela-2024/layouts/strip.toml explains every key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tallyproof.errors import DefinitionError
from tallyproof.toml import parse_toml

REGISTERED_GROUP = "registered"
DOCS = "docs/layouts.md"
_MAX_PATTERN = 512

Span = tuple[float, float]
"""Left and right edge across the frame, 0 to 1."""


@dataclass(frozen=True, slots=True)
class StripRow:
    """One printed row. `code` and `label` identify it; `field` is '' where it is read past and not reported."""

    label: str
    code: str
    field: str


@dataclass(frozen=True, slots=True)
class StripPart:
    """Rows that share their columns; `code` is None where rows have no printed code."""

    id: str
    label: Span
    code: Span | None
    digits: Span
    words: Span
    rows: tuple[StripRow, ...]


@dataclass(frozen=True, slots=True)
class StripForm:
    """What a strip prints, from the top down.

    `station` are patterns of lines in the heading: the groups that one name must say the same wherever they
    stand, and the first pattern is the line that must be read. `registered` has the group 'registered', or is
    None where the strip does not print the register.
    """

    id: str
    words: tuple[str, ...]
    word_count: int
    station: tuple[re.Pattern[str], ...]
    registered: re.Pattern[str] | None
    parts: tuple[StripPart, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The ids of all figures that the strip gives, from the top down."""
        return tuple(row.field for row in self.rows() if row.field)

    def rows(self) -> Iterator[StripRow]:
        """The rows of all parts, from the top down."""
        return (row for part in self.parts for row in part.rows)


def parse_strip(data: bytes, place: str) -> StripForm:
    """Return the strip that a layout file describes; DefinitionError naming each problem and its place."""
    parsed = parse_toml(data, _StripFile, place, docs=DOCS)
    form = StripForm(
        id=parsed.id,
        words=tuple(parsed.words),
        word_count=parsed.word_count,
        station=tuple(_compiled(text, f"{place}: heading.station") for text in parsed.heading.station),
        registered=_compiled(parsed.heading.registered, f"{place}: heading.registered")
        if parsed.heading.registered
        else None,
        parts=tuple(_part(part) for part in parsed.parts),
    )
    _check(form, place)
    return form


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _ordered(value: list[float]) -> list[float]:
    if not 0 <= value[0] < value[1] <= 1:
        raise ValueError(
            f"expected [left, right] with 0 <= left < right <= 1, got {value}; measure them across the printed frame "
            f"({DOCS} says how)"
        )
    return value


_Edges = Annotated[list[float], Field(min_length=2, max_length=2)]


class _Columns(_Strict):
    label: _Edges
    code: _Edges | None = None
    digits: _Edges
    words: _Edges

    @field_validator("label", "code", "digits", "words")
    @classmethod
    def _edges(cls, value: list[float] | None) -> list[float] | None:
        return None if value is None else _ordered(value)


class _Row(_Strict):
    label: str = Field(min_length=1, max_length=80)
    code: str = Field(default="", pattern=r"^[0-9]{0,6}$")
    field: str = Field(default="", max_length=64)


class _Part(_Strict):
    id: str = Field(min_length=1, max_length=64)
    columns: _Columns
    rows: list[_Row] = Field(min_length=1, max_length=400)

    @model_validator(mode="after")
    def _codes_fit(self) -> _Part:
        for row in self.rows:
            if bool(row.code) != (self.columns.code is not None):
                wanted = "a code, since columns.code is given" if self.columns.code else "no code without columns.code"
                raise ValueError(f"row {row.label!r}: expected {wanted}, got {row.code!r}; correct one of the two")
        return self


class _Heading(_Strict):
    station: list[str] = Field(default_factory=list, max_length=8)
    registered: str = ""


class _StripFile(_Strict):
    kind: Literal["strip"]
    id: str = Field(min_length=1, max_length=64)
    words: list[Annotated[str, Field(min_length=1, max_length=20)]] = Field(min_length=10, max_length=10)
    word_count: int = Field(ge=1, le=9)
    heading: _Heading = Field(default_factory=_Heading)
    parts: list[_Part] = Field(min_length=1, max_length=20)


def _part(part: _Part) -> StripPart:
    columns = part.columns
    return StripPart(
        id=part.id,
        label=_span(columns.label),
        code=_span(columns.code) if columns.code else None,
        digits=_span(columns.digits),
        words=_span(columns.words),
        rows=tuple(StripRow(row.label, row.code, row.field) for row in part.rows),
    )


def _span(edges: list[float]) -> Span:
    return edges[0], edges[1]


def _compiled(pattern: str, place: str) -> re.Pattern[str]:
    if len(pattern) > _MAX_PATTERN:
        raise DefinitionError(f"{place}: expected at most {_MAX_PATTERN} characters, got {len(pattern)}; shorten it")
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise DefinitionError(
            f"{place}: expected a regular expression with named groups, got {error}; correct the pattern"
        ) from error


def _check(form: StripForm, place: str) -> None:
    _once(form.fields, f"{place}: rows", "each field once")
    codes = tuple(row.code for row in form.rows() if row.code)
    _once(codes, f"{place}: rows", "each code once")
    _once(tuple(word.casefold() for word in form.words), f"{place}: words", "ten different words")
    for part in form.parts:
        _once(tuple(row.label.casefold() for row in part.rows), f"{place}: part {part.id!r}", "each label once")
    for pattern in form.station[:1]:
        if not pattern.groups:
            raise DefinitionError(
                f"{place}: heading.station: expected named groups such as (?P<table>\\d{{2}}), got none; "
                "name the parts from which the station id is made"
            )
    if form.registered is not None and REGISTERED_GROUP not in form.registered.groupindex:
        raise DefinitionError(
            f"{place}: heading.registered: expected a group (?P<registered>\\d+), got none; name the number"
        )
    coded = sum(part.code is not None for part in form.parts)
    if coded != 1:
        raise DefinitionError(
            f"{place}: parts: expected exactly one part with columns.code, got {coded}; "
            "its rows, told by their printed codes, show where all columns lie"
        )


def _once(values: tuple[str, ...], place: str, wanted: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise DefinitionError(f"{place}: expected {wanted}, got {value!r} twice; correct one")
        seen.add(value)
