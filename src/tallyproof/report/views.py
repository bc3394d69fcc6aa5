"""Parts put into words for a page: sentences with where their numbers come from, tables, pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from markupsafe import Markup, escape

from tallyproof.compare.part import Column, Part, Picture, Table, Trace
from tallyproof.compare.phrasing import Book, even_decimals
from tallyproof.compare.pictures import NARROW, WIDE, svg_of
from tallyproof.compare.pictures.labels import Labels
from tallyproof.compare.statement import Statement
from tallyproof.report.content import Report
from tallyproof.report.methods import Appendix
from tallyproof.report.tracing import traced_values
from tallyproof.report.wording import Wording

MOST_ROWS = 60
OPEN_ROWS = 12
"""Tables with more rows than these are cut, and folded."""
_NUMBER = re.compile(r"-?\d+(/\d+|\.\d+)?", re.ASCII)
# Text from outside stands between these while a sentence is made, so that a name that is written from right to left
# does not turn the words around it. No such text can hold them: they are taken out of it first.
_BEGIN, _END = "\ue000", "\ue001"


def isolated(text: str) -> Markup:
    """Return a sentence, escaped, with each text from outside in an element of its own direction."""
    return Markup(str(escape(text)).replace(_BEGIN, "<bdi>").replace(_END, "</bdi>"))


def _marked(text: str) -> str:
    return f"{_BEGIN}{text.replace(_BEGIN, '').replace(_END, '')}{_END}"


class Voice:
    """The parts of one contest in one language."""

    def __init__(self, report: Report, contest: str, words: Wording, appendix: Appendix) -> None:
        self.report = report
        self.words = words
        self.appendix = appendix
        self.language = words.language
        self.plain_names = report.names(contest, self.language)
        self.names = {key: _marked(name) for key, name in self.plain_names.items()}
        results = report.results
        self.note = words.note(results, results.tallies[contest][""])
        name = results.definition.contests[contest].name
        self.contest_name = name.get(self.language) or next(iter(name.values()))

    # --- sentences -----------------------------------------------------------------------------------

    def sentence(self, part: Part, statement: Statement) -> Markup:
        return isolated(part.book.sentence(_from_outside(part.book, statement), self.language, self.names))

    def part(self, part: Part) -> dict[str, Any]:
        """Return everything that the page shows of a part."""
        statements = []
        before: tuple[str, ...] = ()
        for one in part.statements:
            view = self._statement(part, one)
            texts = tuple(str(text) for text in view["assumptions"])
            view["same"] = bool(texts) and texts == before
            before = texts or before
            statements.append(view)
        groups = _by_roll(*_under_their_contradictions(part.statements, statements))
        heading = self._heading(part.book, part.heading, part.values) if part.heading else self.title(part)
        return {
            "id": part.id,
            "tier": part.tier,
            "heading": heading,
            "statements": groups.pop("", []),
            "folded": [
                {"title": self.words.say("by_roll", roll=roll, count=len(group)), "statements": group}
                for roll, group in groups.items()
            ],
            "pictures": [self._picture(part, one) for one in part.pictures],
            "tables": [self._table(part, one) for one in part.tables],
            "methods": [link for one in part.methods if (link := self.appendix.link(part.book, one))],
        }

    def title(self, part: Part) -> Markup:
        """Return what a part is about, such as the title of an announcement; '' where its question says enough.

        An announcement that is of one area alone has the area's name beside its title.
        """
        if "title" not in part.values:
            return Markup()
        title = isolated(_marked(part.values["title"]))
        area = part.values.get("area", "")
        name = self.names.get(f"area:{area}", _marked(area)) if area else ""
        return title + Markup(" – ") + isolated(name) if name else title

    def _statement(self, part: Part, statement: Statement) -> dict[str, Any]:
        shown = _from_outside(part.book, statement)
        texts = [part.book.assumption(one, shown.values, self.language, self.names) for one in statement.assumptions]
        return {
            "code": statement.code,
            "tier": statement.tier,
            "sentence": self.sentence(part, statement),
            "failures": [],
            "failures_shown": False,
            "assumptions": [isolated(one) for one in dict.fromkeys(texts)],
            "values": [
                {
                    "key": one.key,
                    "value": isolated(part.book.value(one.key, shown.values, self.language, self.names)),
                    **self._trace(part.book, one.trace),
                }
                for one in traced_values(part, statement)
            ],
        }

    def _trace(self, book: Book, trace: Trace) -> dict[str, Any]:
        source = self._source(trace)
        return {"formula": trace.formula, "source": source, "method": self.appendix.link(book, trace.method)}

    def _source(self, trace: Trace) -> str:
        if trace.formula:
            return ""
        if trace.source is None:
            return self.words.say("input_method")
        return self.words.say(f"input_{trace.source}", file=self.report.stations[0] or self.words.say("none"))

    def _heading(self, book: Book, code: str, values: Mapping[str, str]) -> Markup:
        shown = {key: _marked(one) if key in book.untouched else one for key, one in values.items()}
        return isolated(book.heading(code, shown, self.language, self.names))

    # --- tables ----------------------------------------------------------------------------------------

    def _table(self, part: Part, table: Table) -> dict[str, Any]:
        rows = _even_columns(table)
        return {
            "title": self._heading(part.book, f"table-{table.id}", table.values),
            "heads": [(part.book.word(f"column-{one.key}", self.language), one.kind) for one in table.columns],
            "rows": [
                [
                    (self._cell(part.book, column, cell), column.kind)
                    for column, cell in zip(table.columns, row, strict=True)
                ]
                for row in rows
            ],
            "count": len(table.rows),
            "folded": len(rows) > OPEN_ROWS,
            "cut": self._cut(len(table.rows) - len(rows), table.left_out),
            "columns": [
                {
                    "key": one.key,
                    "name": part.book.word(f"column-{one.key}", self.language),
                    **self._trace(part.book, one.trace),
                }
                for one in table.columns
            ],
        }

    def _cut(self, cut: int, left_out: int) -> list[str]:
        said = [self.words.say("rows_left", count=cut)] if cut else []
        return [*said, *([self.words.say("rows_left_out", count=left_out)] if left_out else [])]

    def _cell(self, book: Book, column: Column, cell: str) -> Markup:
        if not cell and column.kind != "area":
            return Markup(self.words.say("none"))
        if column.kind == "candidate":
            return isolated(book.word("others", self.language) if cell == "_others" else self._name(cell))
        if column.kind == "area":
            return isolated(
                self.names.get(f"area:{cell}") or (_marked(cell) if cell else book.word("whole", self.language))
            )
        if column.kind == "word":
            return isolated(book.word(cell, self.language))
        if column.kind in ("number", "percent") and _NUMBER.fullmatch(cell):
            return isolated(self.words.percent(cell) if column.kind == "percent" else self.words.number(cell))
        return isolated(_marked(cell))

    def _name(self, id: str) -> str:
        return self.names.get(id) or self.names.get(f"count:{id}") or _marked(id)

    # --- pictures ----------------------------------------------------------------------------------------

    def _picture(self, part: Part, picture: Picture) -> dict[str, Any]:
        return {
            "title": self._heading(part.book, f"picture-{picture.id}", picture.values),
            "caption": self._heading(part.book, f"caption-{picture.id}", picture.values),
            "wide": self._svg(part.book, picture, WIDE),
            "narrow": self._svg(part.book, picture, NARROW),
            **self._table_of(part.book, picture),
        }

    def _svg(self, book: Book, picture: Picture, width: int) -> Markup:
        return Markup(svg_of(picture, book, self.language, self.plain_names, width=width, note=self.note))

    def _table_of(self, book: Book, picture: Picture) -> dict[str, Any]:
        """Return the numbers of a picture: a row for each x, the columns being its series."""
        labels = Labels(book, self.language, self.plain_names)
        if picture.drawing == "heat":
            return self._table_of_cells(labels, picture)
        xs = list(dict.fromkeys(point.x for series in picture.series for point in series.points))
        cells: list[dict[str, list[str]]] = [{} for _ in picture.series]
        for place, series in enumerate(picture.series):
            for point in series.points:
                cells[place].setdefault(point.x, []).append(
                    _point_text(labels, picture, point.y, point.low, point.high)
                )
        rows = [
            [labels.at(picture.x, x), *("; ".join(one.get(x, [self.words.say("none")])) for one in cells)]
            for x in xs[:MOST_ROWS]
        ]
        heads = [labels.axis(picture.x), *(labels.series(one.name) or labels.axis(picture.y) for one in picture.series)]
        return {"heads": heads, "rows": rows, "cut": self._cut(len(xs) - len(rows), 0)}

    def _table_of_cells(self, labels: Labels, picture: Picture) -> dict[str, Any]:
        """Return the cells of a heat picture, the fullest first."""
        series = picture.series[0] if picture.series else None
        points = sorted(series.points if series else (), key=lambda one: -Fraction(one.high))
        rows = [
            [labels.at(picture.x, one.x), labels.at(picture.y, one.y), self.words.number(one.high)]
            for one in points[:MOST_ROWS]
        ]
        heads = [labels.axis(picture.x), labels.axis(picture.y), labels.series(series.name) if series else ""]
        return {"heads": heads, "rows": rows, "cut": self._cut(len(points) - len(rows), 0)}


def _under_their_contradictions(
    statements: Sequence[Statement], views: list[dict[str, Any]]
) -> tuple[list[Statement], list[dict[str, Any]]]:
    """Return statements and views without those of what would dissolve a contradiction, which it holds itself.

    Those of the first contradiction are shown at once, the others are folded.
    """
    kept: list[Statement] = []
    kept_views: list[dict[str, Any]] = []
    shown = True
    for one, view in zip(statements, views, strict=True):
        reading = one.values.get("reading")
        if one.code.startswith("failure-") and kept and reading and kept[-1].values.get("reading") == reading:
            holder = kept_views[-1]
            holder["failures_shown"] |= shown and not holder["failures"]
            shown = False
            holder["failures"].append(view)
        else:
            kept.append(one)
            kept_views.append(view)
    return kept, kept_views


def _by_roll(statements: Sequence[Statement], views: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the views to show under '', and those that say the same by another roll than the first under that."""
    groups: dict[str, list[dict[str, Any]]] = {}
    first = ""
    for one, view in zip(statements, views, strict=True):
        roll = one.values.get("roll", "")
        first = first or roll
        groups.setdefault("" if roll == first else roll, []).append(view)
    return groups


def _even_columns(table: Table) -> list[tuple[str, ...]]:
    """Return the rows that are shown, percentages of a column with as many decimals each."""
    rows = table.rows[:MOST_ROWS]
    columns = [
        even_decimals([row[place] for row in rows]) if column.kind == "percent" else [row[place] for row in rows]
        for place, column in enumerate(table.columns)
    ]
    return list(zip(*columns, strict=True))


def _point_text(labels: Labels, picture: Picture, y: str, low: str, high: str) -> str:
    text = labels.at(picture.y, y) if y else ""
    if not low or not high:
        return text
    between = f"{labels.at(picture.y, low)} – {labels.at(picture.y, high)}"
    return f"{text} ({between})" if text else between


def _from_outside(book: Book, statement: Statement) -> Statement:
    """Return a statement whose texts from outside are marked; numbers among them stay numbers."""
    values = {
        key: _marked(value) if key in book.untouched and not _NUMBER.fullmatch(value) else value
        for key, value in statement.values.items()
    }
    return replace(statement, values=values)
