"""What a figure must be called where it stands: by the definition's name, or by a word of the site's own."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import NamedTuple

from tallyproof.election.schema import Contest
from tallyproof.model import Grade, PollingStation, StationResult
from tallyproof.tally import Results
from tallyproof.tally.figures import WHOLE
from tallyproof.verify.words import words_in

_OF_CANDIDATE = ("candidate", "share", "percentage")
_OF_COUNT = ("count", "count-percentage")
_NAMED = frozenset((*_OF_CANDIDATE, *_OF_COUNT, "line", "others", "others-percentage"))
_SHARES = ("share", "percentage", "count-percentage", "others-percentage")


def is_named(ref: str) -> bool:
    """Return whether a figure is of something that the definition names, or of all that it names and others do not."""
    return ref.rpartition("/")[2].partition(":")[0] in _NAMED


def area_of(ref: str) -> str:
    """Return the code of the area whose total a reference names, as it stands in a page; '' is the whole."""
    area = html.unescape(ref).partition("/")[2].partition("/")[2].rpartition("/")[0]
    return "" if area == WHOLE else area


def short_id(station: PollingStation) -> str:
    """Return a station's number within its place, where its id begins with the place's."""
    return station.id.removeprefix(station.place).lstrip(".-/ ") or station.id


def stands_as(result: StationResult | None) -> str:
    """Return the grade under which a station is shown: its grade, or 'unknown' where only its origin keeps it out."""
    if result is None:
        return Grade.MISSING.value
    return "unknown" if result.grade.is_counted and not result.in_main_total else result.grade.value


def source_of(results: Results, result: StationResult) -> str:
    """Return the name of the source whose paper or table gives a result's figures; '' where nobody is named."""
    settlement = results.settlement
    for index in result.rests_on:
        reading = settlement.transcriptions.get(index)
        if reading is not None:
            sheet = settlement.sheets.get(-1 if reading.sheet is None else reading.sheet)
            table = settlement.tables.get(-1 if reading.table is None else reading.table)
            return sheet.source if sheet else table.source if table else ""
    return ""


class Label(NamedTuple):
    """The names that one figure may stand beside; '' where it may stand in no such place.

    `row` and `column` are those of a table with names in rows, `of_line` is the candidate of a ballot line;
    `area_column` is the head above it in a table of areas; `is_named` says that the definition names it.
    """

    contest: str
    item: str
    row: str
    column: str
    of_line: str = ""
    of_area: bool = False
    area_column: str = ""
    is_named: bool = False


def width_of(part: int, whole: int) -> str:
    """Return a part of the whole as the width of a bar: percent with three decimals, a half to the even."""
    thousandths, rest = divmod(part * 100_000, whole) if whole else (0, 0)
    if 2 * rest > whole or (2 * rest == whole and whole and thousandths % 2):
        thousandths += 1
    return f"{thousandths // 1000}.{thousandths % 1000:03}%"


class Labels:
    """The labels of all figures in one language; those asked for once are kept, since pages repeat each other."""

    def __init__(self, results: Results, language: str) -> None:
        self.words = words_in(language)
        self.language = language
        self.candidates = {
            contest.id: {one.id: one.name for one in contest.candidates} for contest in results.definition.file.contests
        }
        self._results = results
        self._names = {contest.id: self._names_of(contest) for contest in results.definition.file.contests}
        self._contest_of = {one.id: one.contest for one in results.announcements}
        self._known: dict[tuple[str, str, str], Label | None] = {}
        # A note beside one name that is another name would say two things.
        self.reserved = {name for names in self._names.values() for name in names.values()}

    def local(self, text: Mapping[str, str]) -> str:
        """Return a text of the definition in this language, or the first one it has."""
        return text.get(self.language) or next(iter(text.values()))

    def of(self, ref: str) -> Label | None:
        """Return the label of a figure, its reference as it stands in a page; None for what is no reference."""
        # Areas and stations are many, and their figures are called alike.
        kind, _, rest = ref.partition("/")
        head, _, tail = rest.partition("/")
        key = (kind, head, tail.rpartition("/")[2])
        if key not in self._known:
            self._known[key] = self._label(kind, html.unescape(head), html.unescape(key[2]))
        return self._known[key]

    def grade_words(self) -> frozenset[str]:
        return frozenset(word for key, word in self.words.items() if key.startswith("grade_"))

    def bar_width(self, label: Label, area: str) -> str:
        """Return how wide the bar of a candidate's share is drawn, in percent with three decimals; '' for no bar."""
        name, _, candidate = label.item.partition(":")
        tally = self._results.tallies[label.contest].get(area)
        if name != "candidate" or not label.of_area or tally is None:
            return ""
        return width_of(tally.candidates.get(candidate, 0), tally.valid)

    def term(self, label: Label, area: str) -> str:
        """Return what a figure outside tables is called in a list of terms; '' where it stands in no such list."""
        name, _, key = label.item.partition(":")
        if name == "bound":
            return self._term_of_bound(label.contest, area, key)
        if name == "grade":
            return self.words.get(f"grade_{key}", "")
        keys = {
            "stations-counted": "stations_counted",
            "registered": "voters_counted",
            "valid": "valid",
            "turnout": "turnout",
            "outside": "grade_unknown",
            "stations-missing": "grade_missing",
        }
        return self.words[keys[name]] if name in keys else ""

    def _term_of_bound(self, contest: str, area: str, key: str) -> str:
        condition, _, field = key.partition(":")
        if field == "outstanding":
            return self.words["outstanding_bar"]
        tally = self._results.tallies[contest].get(area)
        leader = next((one.leader for one in (tally.outcome if tally else ()) if one.condition == condition), "")
        return self.words["lead_bar"].format(leader=self.candidates[contest].get(leader, ""))

    def _names_of(self, contest: Contest) -> dict[str, str]:
        names = {f"candidate:{one.id}": one.name for one in contest.candidates}
        names |= {f"line:{one.id}": one.name for one in contest.lines}
        return names | {f"count:{one.id}": self.local(one.name) for one in contest.counts}

    def _label(self, kind: str, head: str, item: str) -> Label | None:
        contest = self._contest_of.get(head, "") if kind in ("announced", "held") else head
        if contest not in self._names or kind not in ("tally", "station", "announced", "held"):
            return None
        name, _, key = item.partition(":")
        row, of_line = self._row(contest, item, name, key)
        area_columns = {"stations-counted": "stations_counted", "stations-expected": "expected", "valid": "valid"}
        if name == "share":
            above = self._names[contest].get(f"candidate:{key}", "")
        else:
            above = self.words[area_columns[item]] if item in area_columns else ""
        return Label(
            contest=contest,
            item=item,
            row=row,
            column=self._column(kind, name),
            of_line=of_line,
            of_area=kind == "tally",
            area_column=above if kind == "tally" else "",
            is_named=is_named(item),
        )

    def _row(self, contest: str, item: str, name: str, key: str) -> tuple[str, str]:
        """Return the name of a row with this figure, and whose ballot line it is."""
        names = self._names[contest]
        if name in _OF_CANDIDATE:
            return names.get(f"candidate:{key}", ""), ""
        if name in _OF_COUNT and f"count:{key}" not in names:
            return self.words["registered"] if key == "registered" else "", ""
        if name in _OF_COUNT:
            return names[f"count:{key}"], ""
        if name == "line":
            of_line = self._results.definition.contests[contest].candidate_of_line().get(key, "")
            return names.get(item, ""), names.get(f"candidate:{of_line}", "")
        own = {"valid": "total_valid", "registered": "registered", "others": "others", "others-percentage": "others"}
        return self.words[own[item]] if item in own else "", ""

    def _column(self, kind: str, name: str) -> str:
        if name in ("grade", "provenance", "outside"):
            return self.words["stations"]
        if kind in ("announced", "held"):
            return self.words[f"{kind}_{'share' if name in _SHARES else 'votes'}"]
        return self.words["share" if name in _SHARES else "votes"]
