"""The tables of a page: beside and above each figure must stand the name of what it counts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from tallyproof.verify.differences import shown
from tallyproof.verify.labels import Label, Labels, area_of

_CLASS = r'(?: class="[a-z -]*")?'
_FIGURE = rf'<data value="[^"<>]*" data-ref="([^"<>]*)"{_CLASS}>[^<>]*</data>'
_OPENING = re.compile(rf"{_CLASS}>")
_TOP = re.compile(r"\s*(?:<caption>(.*?)</caption>\s*)?(?:<thead><tr>(.*?)</tr></thead>)?", re.DOTALL)
_ROW = re.compile(rf"\s*(?:</?tbody{_CLASS}>\s*)*<tr{_CLASS}>(.*?)</tr>", re.DOTALL)
_BOTTOM = re.compile(r"\s*(?:</tbody>\s*)*")
_CELL = re.compile(rf'<(th|td)((?: scope="(?:row|col)")?{_CLASS}(?: data-label="[^"<>]*")?)>(.*?)</\1>', re.DOTALL)
_SAID = re.compile(r' data-label="([^"<>]*)"')
_ONLY_FIGURE = re.compile(_FIGURE)
_REF = re.compile(r'data-ref="([^"<>]*)"')
_HEADER = re.compile(
    r'(?:<a href="([^"<>]*)">([^<>]*)</a>|([^<>]*))'
    r'(?:<svg class="bar" aria-hidden="true" focusable="false">((?:<rect [^<>]*/>)*)</svg>)?'
    rf"(?: <small>((?:[^<>]|{_FIGURE})*)</small>)?"
)
_BAR = re.compile(
    r'(?:<rect class="[a-eg-z][a-z]*"[^<>]*/>)*<rect class="fill" width="[0-9.]+%" height="100%"/>'
    r'(?:<rect class="[a-eg-z][a-z]*"[^<>]*/>)*',
    re.ASCII,
)
_BAR_AND_REF = re.compile(r'<rect class="fill" width="([0-9.]+%)".*?data-ref="([^"<>]*)"', re.ASCII | re.DOTALL)
# Tables that differ in these only name their figures alike.
_ANY_VALUE = r'data value="[^"<>]*" data-ref="([a-z]+/[^"<>/]*/)(?:[^"<>]*/)?([^"<>/]*)">[^<>]*</data>'
_VALUE = re.compile(f"<{_ANY_VALUE}")
_VALUE_OR_BAR = re.compile(f'<(?:{_ANY_VALUE}|rect class="fill" width="[0-9.]+%" height="100%"/>)', re.ASCII)
_OF_STATIONS = ("grade", "provenance", "outside")
_IN_NOTES = ("stations-counted",)


class AreaRow(NamedTuple):
    """The name and the address that the row of an area has."""

    name: str
    href: str


@dataclass(slots=True)
class Naming:
    """What is wrong with the names of a page, and how many figures stand in rows that name them."""

    problems: list[str] = field(default_factory=list)
    bound: int = 0


class _Header(NamedTuple):
    href: str
    name: str
    bar: str | None
    note: str
    refs_in_note: Sequence[str]


def table_bodies(text: str) -> list[str] | None:
    """Return what stands inside each table; None where one is not closed, in another, or of an odd opening."""
    bodies = []
    for piece in text.split("<table")[1:]:
        opening = _OPENING.match(piece)
        body, closing, after = piece[opening.end() if opening else 0 :].partition("</table>")
        if opening is None or not closing or "</table" in after:
            return None
        bodies.append(body)
    return bodies


class TableNames:
    """Checks tables in one language; what was found of a common row is kept, since stations repeat each other."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._columns: dict[str, list[str] | None] = {}
        self._fine: dict[tuple[str | Any, ...], int] = {}

    def check(self, body: str, naming: Naming, area_row: Callable[[str], AreaRow | None] | None = None) -> None:
        """Check one table with figures. `area_row` gives the row of an area's code, where rows are areas."""
        if area_row is not None:
            self._check_rows(body, area_row, naming)
            return
        has_bars = "<svg" in body
        varying = _VALUE_OR_BAR if has_bars else _VALUE
        self._once(tuple(varying.split(body)), naming, partial(self._check_rows, body, None))
        if has_bars:
            naming.problems += self._bar_problems(body)

    def _once(self, alike: tuple[str | Any, ...], naming: Naming, check: Callable[[Naming], None]) -> None:
        """Add what a check finds; where that is nothing, the check is not made again for what is alike."""
        if alike in self._fine:
            naming.bound += self._fine[alike]
            return
        here = Naming()
        check(here)
        if not here.problems:
            self._fine[alike] = here.bound
        naming.problems += here.problems
        naming.bound += here.bound

    def _check_rows(self, body: str, area_row: Callable[[str], AreaRow | None] | None, naming: Naming) -> None:
        top = _TOP.match(body)
        position = top.end() if top else 0
        caption, head = (top[1] or "", top[2]) if top else ("", None)
        columns = self._columns_of(head)
        if columns is None or "<t" in caption:
            naming.problems.append(f"expected a table whose heads can be read, got {shown(head or caption)}")
            return
        # A table without heads has names and one column of figures.
        columns = columns or ["", ""]
        for match in _ROW.finditer(body, position):
            if match.start() != position:
                break
            position = match.end()
            row = match[1]
            if "<data" not in row:
                continue
            if area_row is not None:
                self._check_row(row, columns, area_row, naming)
            else:
                alike = (head, *_VALUE_OR_BAR.split(row))
                self._once(alike, naming, partial(self._check_row, row, columns, None))
        bottom = _BOTTOM.match(body, position)
        if bottom is None or bottom.end() != len(body):
            naming.problems.append(f"expected rows of a table, got {shown(body[position : position + 80])}")

    def _bar_problems(self, body: str) -> Iterator[str]:
        """Give what is wrong with the bars of a table of candidates: each stands before its candidate's figure."""
        for width, ref in _BAR_AND_REF.findall(body):
            label = self._labels.of(ref)
            expected = self._labels.bar_width(label, area_of(ref)) if label is not None else ""
            if width != expected:
                yield f"{html.unescape(ref)}: expected a bar {expected!r} wide, got {shown(width)}"

    def _columns_of(self, head: str | None) -> list[str] | None:
        """Return the heads of a table, [] for one without; None where they cannot be read."""
        if head is None:
            return []
        if head not in self._columns:
            cells = _CELL.findall(head)
            whole = "".join(f"<{tag}{attributes}>{text}</{tag}>" for tag, attributes, text in cells)
            is_plain = whole == head and not any("<" in text for _, _, text in cells)
            self._columns[head] = [html.unescape(text) for _, _, text in cells] if is_plain else None
        return self._columns[head]

    def _name_problem(self, label: Label, name: str, note: str, beside: str) -> str:
        """Return what is wrong with a row's name. `beside` is the text of the cell after it, if that is no figure."""
        if name != label.row:
            return f"expected the name {label.row!r} beside this figure, got {shown(name)}"
        if label.of_line and label.of_line not in (beside, note) and not note.startswith(f"{label.of_line}; "):
            return f"expected a line of {label.of_line!r}, got {shown(beside or note)}"
        if not label.of_line and note in self._labels.reserved:
            return f"expected one name beside this figure, got {shown(name)} and {shown(note)}"
        return ""

    def _check_row(
        self, row: str, columns: Sequence[str], area_row: Callable[[str], AreaRow | None] | None, naming: Naming
    ) -> None:
        """Check the cells of a row that has figures."""
        cells = _CELL.findall(row)
        whole = "".join(f"<{tag}{attributes}>{text}</{tag}>" for tag, attributes, text in cells)
        header = self._header_of(cells)
        if whole != row or header is None or len(cells) != len(columns) or _is_odd(cells):
            naming.problems.append(f"expected a row of a name and cells under their heads, got {shown(row)}")
            return
        for (_, attributes, _), column in zip(cells, columns, strict=True):
            # A phone shows this label in place of the head.
            said = _SAID.search(attributes)
            if said is not None and html.unescape(said[1]) != column:
                naming.problems.append(f"expected the label {column!r} before a cell, got {shown(said[1])}")
        figures: list[tuple[int, str, Label]] = []
        for index, (_, _, text) in enumerate(cells[1:], 1):
            match = _ONLY_FIGURE.fullmatch(text)
            if match is None and "<data" in text:
                naming.problems.append(f"expected one figure in a cell, got {shown(text)}")
            elif match is not None and (label := self._labels.of(match[1])) is not None:
                figures.append((index, match[1], label))
                naming.bound += label.is_named
            elif match is not None:
                naming.problems.append(f"{html.unescape(match[1])}: expected a figure that a row can name, got another")
        if header.bar is not None and not (
            figures and figures[0][2].item.startswith("candidate:") and _BAR.fullmatch(header.bar)
        ):
            naming.problems.append(
                f"expected a bar of one length and beside a candidate's votes only, got {shown(row)}"
            )
        for ref in header.refs_in_note:
            noted = self._labels.of(ref)
            if noted is None or noted.item not in _IN_NOTES:
                naming.problems.append(
                    f"{html.unescape(ref)}: expected no such figure in a note, got {shown(header.note)}"
                )
        for index, ref, label in figures:
            if area_row is not None:
                problem = self._area_problem(label, header, columns[index], area_row(area_of(ref)))
            elif label.item.partition(":")[0] in _OF_STATIONS:
                problem = self._basis_problem(label, header, cells, columns[index])
            else:
                beside = html.unescape(cells[1][2]) if "<" not in cells[1][2] else ""
                problem = self._item_problem(label, header, beside, columns[index])
            if problem:
                naming.problems.append(f"{html.unescape(ref)}: {problem}")

    def _header_of(self, cells: Sequence[tuple[str, str, str]]) -> _Header | None:
        if not cells or cells[0][:2] != ("th", ' scope="row"') or any(tag != "td" for tag, _, _ in cells[1:]):
            return None
        match = _HEADER.fullmatch(cells[0][2])
        if match is None:
            return None
        href, linked, plain, bar, note, _ = match.groups()
        name = html.unescape(plain if linked is None else linked)
        note = note or ""
        return _Header(html.unescape(href or ""), name, bar, html.unescape(note), _REF.findall(note))

    def _item_problem(self, label: Label, header: _Header, beside: str, column: str) -> str:
        if not label.row or header.href:
            return f"expected a figure that a row can name, got one beside {shown(header.name)}"
        # Without heads a row has one figure; that it is votes is said where ballot lines are listed.
        if column != label.column and (column or not label.of_line):
            return f"expected the column {label.column!r}, got {shown(column)}"
        return self._name_problem(label, header.name, header.note, beside)

    def _area_problem(self, label: Label, header: _Header, column: str, wanted: AreaRow | None) -> str:
        if wanted is None:
            return "expected a figure of an area right below, got another"
        if (header.name, header.href) != wanted or header.note or header.bar is not None:
            got = f"{shown(header.name)} at {shown(header.href)}"
            return f"expected the area {wanted.name!r} at {wanted.href!r} beside this figure, got {got}"
        if not label.area_column or column != label.area_column:
            return f"expected the column {label.area_column!r}, got {shown(column)}"
        return ""

    def _basis_problem(self, label: Label, header: _Header, cells: Sequence[tuple[str, str, str]], column: str) -> str:
        """Return what is wrong with a row of grade, source, provenance and how many stations."""
        words, (name, _, key) = self._labels.words, label.item.partition(":")
        grades = {words.get(f"grade_{key}", "")} if name == "grade" else self._labels.grade_words()
        origins = [word for one, word in words.items() if one.startswith("provenance_")]
        if name == "provenance":
            origins = [words.get(f"provenance_{key}", "")]
        end = words["not_in_total" if name == "outside" else "in_total"]
        if header.name not in grades or header.note or header.href or column != label.column:
            return f"expected the grade of these stations under {label.column!r}, got {shown(header.name)}"
        if len(cells) != 4 or html.unescape(cells[2][2]) not in {f"{origin}, {end}" for origin in origins}:
            return f"expected the provenance of these stations, got {shown([text for _, _, text in cells[1:-1]])}"
        return ""


def _is_odd(cells: Sequence[tuple[str, str, str]]) -> bool:
    """Return whether there is a part of a table in a cell, or a drawing beside a figure rather than its name."""
    return any("<t" in text for _, _, text in cells) or any("<svg" in text for _, _, text in cells[1:])
