"""Layouts of forms that are filled in by hand: where the marks, the printed lines and the boxes are.

A layout is a TOML file with `kind = "boxes"`; `docs/layouts.md` explains every key. All lengths are in the form's
own units, whatever they are: mostly the pixels of one clean, upright scan, x to the right and y down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from tallyproof.errors import DefinitionError
from tallyproof.toml import parse_toml

CORNERS = ("top-left", "top-right", "bottom-right", "bottom-left")
"""The names of four corners in the order in which they are always given."""

DOCS = "docs/layouts.md"
MAX_UNITS = 100_000
MAX_FIELDS = 500
MAX_BOXES = 12
MAX_RULES = 1_000
MIN_RULES_ALONE = 6
MAX_OVERLAP = 0.25
"""The share of a box that another field's box may cover, since lines are measured by eye."""

Point = tuple[float, float]


class Writing(StrEnum):
    """How a figure is written into its place."""

    DIGITS = "digits"
    """One box for each digit."""
    NUMBER = "number"
    """A whole number in free writing, on a line or in one box."""
    TICK = "tick"
    """A box that is ticked or not."""


class Blank(StrEnum):
    """What a place that was left blank says; practice.md, rule 2."""

    ZERO = "zero"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in the form's units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Top left, top right, bottom right, bottom left."""
        return (
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed line, by the middle of its thickness at both ends."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Marks:
    """Four black squares of one size, by their centres in the order of CORNERS."""

    size: float
    centres: tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class BoxField:
    """One figure (or tick) of the form: a box for each digit from left to right, or the one place of a number."""

    id: str
    writing: Writing
    boxes: tuple[Box, ...]
    blank: Blank


@dataclass(frozen=True, slots=True)
class PrintedText:
    """Words that stand at the same place on every copy of the form."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class BoxForm:
    """A form: its page, what registers it, and its fields in the order of the file.

    `rules` are all printed lines that the layout knows, those of ruled tables and boxes with them; `qr` is the
    square of the code's modules without the white around it.
    """

    width: float
    height: float
    marks: Marks | None
    rules: tuple[Rule, ...]
    qr: Box | None
    fields: tuple[BoxField, ...]
    texts: tuple[PrintedText, ...] = ()

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """The corners of the page, in the order of CORNERS."""
        return Box(0, 0, self.width, self.height).corners

    def field(self, field_id: str) -> BoxField:
        """Return the field with this id; DefinitionError if the form has none."""
        for one in self.fields:
            if one.id == field_id:
                return one
        known = ", ".join(one.id for one in self.fields)
        raise DefinitionError(f"layout: expected a field of the form, got {field_id!r}; known: {known}")


def parse_form(data: bytes, place: str) -> BoxForm:
    """Return the form that a layout file describes; DefinitionError naming `place` and each problem."""
    file = parse_toml(data, _FormFile, place, docs=DOCS)
    width, height = file.page
    fields = [*(one for table in file.rows for one in _row_fields(table)), *(_single(one) for one in file.fields)]
    form = BoxForm(
        width=width,
        height=height,
        marks=_marks(file.marks) if file.marks else None,
        rules=tuple(_unique([*_given(file), *_ruled(file)])),
        qr=Box(*file.qr) if file.qr else None,
        fields=tuple(fields),
        texts=tuple(PrintedText(one.text, Box(*one.box)) for one in file.texts),
    )
    problems = [f"{place}: {problem}" for problem in _problems(form)]
    if problems:
        raise DefinitionError("\n".join(problems[:10]))
    return form


_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
_Place = Annotated[float, Field(ge=0, le=MAX_UNITS, allow_inf_nan=False)]
_Length = Annotated[float, Field(gt=0, le=MAX_UNITS, allow_inf_nan=False)]
_Point = tuple[_Place, _Place]
_Sides = tuple[_Place, _Place, _Place, _Place]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _MarksTable(_Table):
    size: _Length
    centres: tuple[_Point, _Point, _Point, _Point]


class _RowsTable(_Table):
    """[[rows]]: a table of fields, one a row."""

    fields: Annotated[list[_Id], Field(min_length=1, max_length=MAX_FIELDS)]
    columns: Annotated[list[_Place], Field(min_length=2, max_length=MAX_BOXES + 1)]
    top: _Place | None = None
    height: _Length | None = None
    tops: list[_Place] = []
    writing: Writing = Writing.DIGITS
    blank: Blank = Blank.MISSING
    ruled: bool = True
    left: _Place | None = None
    right: _Place | None = None

    @model_validator(mode="after")
    def _has_rows(self) -> Self:
        if bool(self.tops) == (self.top is not None or self.height is not None):
            given = "all of them" if self.tops else "neither"
            raise ValueError(f"expected either 'tops' or both 'top' and 'height', got {given}; give one of the two")
        if self.tops and len(self.tops) != len(self.fields) + 1:
            raise ValueError(
                f"tops: expected {len(self.fields) + 1} numbers, the top of each row and the bottom of the last, "
                f"got {len(self.tops)}; count the rows"
            )
        if not self.tops and (self.top is None or self.height is None):
            raise ValueError("expected both 'top' and 'height' (of one row), got one of them; give the other")
        for name, values in (("columns", self.columns), ("tops", self.tops)):
            if any(after <= before for before, after in pairwise(values)):
                raise ValueError(f"{name}: expected numbers that grow, got {values}; put them in order")
        return self

    def edges(self) -> list[float]:
        """Return the top of each row and the bottom of the last."""
        if self.tops:
            return self.tops
        top, height = self.top or 0.0, self.height or 0.0
        return [top + height * index for index in range(len(self.fields) + 1)]


class _FieldTable(_Table):
    """[[fields]]: a field outside of tables."""

    id: _Id
    writing: Writing
    boxes: Annotated[list[_Sides], Field(min_length=1, max_length=MAX_BOXES)]
    blank: Blank = Blank.MISSING
    ruled: bool = False


class _TextTable(_Table):
    """[[texts]]: printed words."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    box: _Sides


class _FormFile(_Table):
    """The whole of a layout file with kind 'boxes'."""

    kind: Literal["boxes"]
    page: tuple[_Length, _Length]
    qr: _Sides | None = None
    marks: _MarksTable | None = None
    rules: Annotated[list[_Sides], Field(max_length=MAX_RULES)] = []
    rows: list[_RowsTable] = []
    fields: list[_FieldTable] = []
    texts: list[_TextTable] = []


def _marks(table: _MarksTable) -> Marks:
    return Marks(table.size, table.centres)


def _row_fields(table: _RowsTable) -> Iterator[BoxField]:
    for name, (top, bottom) in zip(table.fields, pairwise(table.edges()), strict=True):
        boxes = tuple(Box(left, top, right, bottom) for left, right in pairwise(table.columns))
        yield BoxField(name, table.writing, boxes, table.blank)


def _single(table: _FieldTable) -> BoxField:
    return BoxField(table.id, table.writing, tuple(Box(*sides) for sides in table.boxes), table.blank)


def _given(file: _FormFile) -> Iterator[Rule]:
    for from_x, from_y, to_x, to_y in file.rules:
        yield Rule((from_x, from_y), (to_x, to_y))


def _ruled(file: _FormFile) -> Iterator[Rule]:
    """Give the lines around ruled rows and boxes."""
    for table in file.rows:
        if not table.ruled:
            continue
        edges = table.edges()
        left = table.columns[0] if table.left is None else table.left
        right = table.columns[-1] if table.right is None else table.right
        yield from (Rule((left, y), (right, y)) for y in edges)
        yield from (Rule((x, edges[0]), (x, edges[-1])) for x in table.columns)
    for one in file.fields:
        if one.ruled:
            for sides in one.boxes:
                corners = Box(*sides).corners
                yield from (Rule(start, end) for start, end in zip(corners, (*corners[1:], corners[0]), strict=True))


def _unique(rules: list[Rule]) -> Iterator[Rule]:
    """Give each line once: neighbouring boxes share one."""
    seen: set[frozenset[Point]] = set()
    for rule in rules:
        ends = frozenset((rule.start, rule.end))
        if ends not in seen:
            seen.add(ends)
            yield rule


def _problems(form: BoxForm) -> Iterator[str]:
    if not form.fields:
        yield "expected at least one field, got none; add [[rows]] or [[fields]]"
    if len(form.fields) > MAX_FIELDS:
        yield f"expected at most {MAX_FIELDS} fields, got {len(form.fields)}; make a layout for each page"
    if len(form.rules) > MAX_RULES:
        yield f"expected at most {MAX_RULES} printed lines, got {len(form.rules)}; leave out small ones"
    if form.marks is None and len(form.rules) < MIN_RULES_ALONE:
        yield (
            f"expected [marks], or at least {MIN_RULES_ALONE} printed lines to find the page by, got "
            f"{len(form.rules)} lines; add the lines of a table under 'rules'"
        )
    seen: set[str] = set()
    for one in form.fields:
        if one.id in seen:
            yield f"field {one.id!r}: expected each id once, got it twice; remove one"
        seen.add(one.id)
        yield from _field_problems(one, form)
    yield from _overlaps(form)
    for index, rule in enumerate(form.rules, 1):
        if rule.start == rule.end:
            yield f"rules, number {index}: expected a line from one point to another, got one point; correct it"
        if not all(_inside(point, form) for point in (rule.start, rule.end)):
            yield f"rules, number {index}: expected a line on the page {_size(form)}, got one outside; correct it"
    if form.marks and not all(_inside(centre, form) for centre in form.marks.centres):
        yield f"marks: expected centres on the page {_size(form)}, got one outside; correct it"
    named = [("qr", form.qr)] if form.qr else []
    for name, box in [*named, *((f"text {one.text!r}", one.box) for one in form.texts)]:
        yield from _box_problems(name, box, form)


def _field_problems(one: BoxField, form: BoxForm) -> Iterator[str]:
    name = f"field {one.id!r}"
    for box in one.boxes:
        yield from _box_problems(name, box, form)
    if one.writing is not Writing.DIGITS and len(one.boxes) != 1:
        yield f"{name}: expected one box for writing = {one.writing.value!r}, got {len(one.boxes)}; keep one"
    if any(after.left < before.centre[0] for before, after in pairwise(one.boxes)):
        yield f"{name}: expected boxes from left to right, got them in another order; sort them"


def _overlaps(form: BoxForm) -> Iterator[str]:
    """Name the fields of which two boxes cover the same place: one figure would be read as two."""
    placed = sorted(((box, one.id) for one in form.fields for box in one.boxes), key=lambda pair: pair[0].top)
    told: set[tuple[str, str]] = set()
    for index, (box, name) in enumerate(placed):
        for other, other_name in placed[index + 1 :]:
            if other.top >= box.bottom:
                break
            pair = (min(name, other_name), max(name, other_name))
            if name == other_name or pair in told:
                continue
            width = min(box.right, other.right) - max(box.left, other.left)
            height = min(box.bottom, other.bottom) - other.top
            smaller = min(box.width * box.height, other.width * other.height)
            if width > 0 and width * height > MAX_OVERLAP * smaller:
                told.add(pair)
                yield f"fields {pair[0]!r} and {pair[1]!r}: expected places apart, got one over the other; correct one"


def _box_problems(name: str, box: Box, form: BoxForm) -> Iterator[str]:
    if box.width <= 0 or box.height <= 0:
        yield (
            f"{name}: expected left, top, right, bottom with right > left and bottom > top, got "
            f"[{box.left:g}, {box.top:g}, {box.right:g}, {box.bottom:g}]; put the four numbers in order"
        )
    elif not all(_inside(corner, form) for corner in box.corners):
        yield f"{name}: expected a box on the page {_size(form)}, got one that reaches outside; correct it"


def _inside(point: Point, form: BoxForm) -> bool:
    return 0 <= point[0] <= form.width and 0 <= point[1] <= form.height


def _size(form: BoxForm) -> str:
    return f"of {form.width:g} × {form.height:g}"
