"""What people have to key: the sheets of which readers left figures unread, and which figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallyproof.check.agreement import fields_of
from tallyproof.layout.file import Form, figure_ids
from tallyproof.layout.form import BoxForm, Writing
from tallyproof.model import ResultKey, Transcription
from tallyproof.tally import Results


@dataclass(frozen=True, slots=True)
class UnreadSheet:
    """A sheet that was read in part: its entry, the station that it names, and the figures that nobody has read."""

    sheet: int
    station: str
    contest: str
    figures: tuple[str, ...]

    def as_json(self, received: Sequence[str]) -> dict[str, object]:
        """Return the sheet for machines, with the files in evidence/ that show it."""
        return {
            "station": self.station,
            "contest": self.contest,
            "figures": list(self.figures),
            "entries": [self.sheet],
            "received": list(received),
        }

    def as_text(self, received: Sequence[str]) -> str:
        """Return the sheet for people, with the files in evidence/ that show it."""
        facts = [self.station, ", ".join(self.figures), f"entries {self.sheet}"]
        return "; ".join(facts + ([f"received as {', '.join(received)}"] if received else []))


def unread_sheets(results: Results) -> tuple[UnreadSheet, ...]:
    """Return the sheets with figures that no way of reading gives, in the order of the journal.

    A figure that another picture of the station gives is not among them, nor one of which a person said that it is
    illegible or torn, nor a number in free writing, which no reader reads on any sheet. Sheets of which nothing was
    read are findings by themselves (`sheet-unread`).
    """
    readings: dict[int, list[Transcription]] = {}
    for one in results.settlement.transcriptions.values():
        if one.sheet is not None:
            readings.setdefault(one.sheet, []).append(one)
    found = (_unread(results, sheet, readings[sheet]) for sheet in sorted(readings))
    return tuple(one for one in found if one.figures)


def _unread(results: Results, sheet: int, readings: list[Transcription]) -> UnreadSheet:
    first = readings[0]
    form = results.definition.forms.get(results.settlement.sheets[sheet].layout)
    looked_for = dict.fromkeys(figure_ids(form) if form else ())
    known = _in_free_writing(form)
    for one in readings:
        looked_for.update(dict.fromkeys(one.confidence))
        known |= fields_of(one.figures) | set(one.figures.states)
    key = ResultKey(first.contest, first.round, first.station_code, first.stage)
    result = results.settlement.results.get(key)
    if result is not None and result.figures is not None:
        known |= fields_of(result.figures) | set(result.figures.states)
    # Votes stand by candidate where a person or a code gives no ballot lines: then nothing is left to key of a line.
    if result is not None and result.grade.is_counted:
        contest = results.definition.contests[first.contest]
        known |= {line.id for line in contest.lines}
    return UnreadSheet(sheet, first.station_code, first.contest, tuple(one for one in looked_for if one not in known))


def _in_free_writing(form: Form | None) -> set[str]:
    return {one.id for one in form.fields if one.writing is Writing.NUMBER} if isinstance(form, BoxForm) else set()
