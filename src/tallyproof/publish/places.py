"""The page of each polling place: its stations with figures, grade, provenance, checks and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from tallyproof.check.checks import votes_by_candidate
from tallyproof.election.schema import Contest
from tallyproof.model import Check, CheckStatus, Figures, Grade, PollingStation, StationResult, Transcription
from tallyproof.publish.edition import NONE, Edition, short_id, stands_as
from tallyproof.publish.paths import file_name, up_from
from tallyproof.publish.remarks import expected_and_found, finding_sentence, reason_text

PICTURE_SUFFIX = ".jpg"
# Thousands of rivals may come for one station: its page stays one that a phone can open.
MOST_SOURCES = 20


def place_page(edition: Edition, path: str, place: str) -> bytes:
    """Return the page of a polling place."""
    results = edition.results
    stations = edition.frame.stations_of(place)
    up, name = up_from(path), stations[0].place_name
    first = next(iter(results.definition.contests))
    return edition.render(
        "place.html",
        path,
        title=name if name == place else f"{name} ({place})",
        tally=results.tallies[first][""],
        crumbs=edition.crumbs_to(stations[0].areas),
        heading=name,
        place=place if place != name else "",
        several=len(results.definition.contests) > 1,
        stations=[
            {
                "id": station.id,
                "short": short_id(station),
                "anchor": file_name(station.id),
                "contests": [
                    _contest(edition, contest, station, up) for contest in results.definition.contests.values()
                ],
            }
            for station in stations
        ],
    )


def _contest(edition: Edition, contest: Contest, station: PollingStation, up: str) -> dict[str, Any]:
    result = edition.results.station(contest.id, station.id)
    kind, base = stands_as(result), f"station/{contest.id}/{station.id}/"
    texts = edition.words.texts
    view: dict[str, Any] = {
        "name": edition.local(contest.name),
        "kind": kind,
        "grade": texts[f"grade_{kind}"],
        "registered": edition.data(f"{base}registered") if station.registered is not None else texts["not_known"],
        "provenance": "",
        "source": "",
        "rows": [],
        "lines": Markup(""),
        "notes": [],
    }
    if result is None or result.grade in (Grade.MISSING, Grade.ANNULLED):
        return view
    source = edition.frame.source_of(result)
    figures = result.figures
    view |= {
        "grade": texts[f"grade_{result.grade.value}"],
        "provenance": texts[f"provenance_{result.provenance.value}"],
        "source": edition.source_title(source) if source else "",
        "notes": _notes(edition, result),
        "findings": [(edition.finding_title(one), finding_sentence(one, edition.language)) for one in result.findings],
        "checks": _checks(edition, contest, result.checks) if result.checks else None,
        "rests_on": edition.entry_links(result.rests_on[:MOST_SOURCES], up),
        "rests_on_more": _more(edition, len(result.rests_on)),
        "held_back": edition.entry_links(result.held_back[:MOST_SOURCES], up),
        "held_back_more": _more(edition, len(result.held_back)),
        "pictures": _pictures(edition, result, up),
        "sources": _side_by_side(edition, contest, result),
    }
    if figures is not None:
        rows = _Rows(edition, contest, escape(base), result, figures)
        view |= {"rows": rows.candidates(), "counts": rows.counts(), "lines": rows.lines()}
        view["valid"] = edition.data(f"{base}valid")
    return view


def _notes(edition: Edition, result: StationResult) -> list[Markup]:
    texts, notes = edition.words.texts, []
    if not result.grade.is_counted or not result.in_main_total:
        notes.append(texts["for_information" if result.figures is not None else "no_figures"])
    if result.contested:
        notes.append(texts["contested_note"])
    if result.inconsistent:
        notes.append(texts["inconsistent_note"])
    return notes


# --- figures -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one station's tables, put together here because a country has a million of them.

    `base` is the escaped beginning of the station's references; ids of the definition need no escaping.
    """

    edition: Edition
    contest: Contest
    base: Markup
    result: StationResult
    figures: Figures

    def candidates(self) -> Markup:
        names, cited = self.edition.escaped_names[self.contest.id], bool(self.result.candidates)
        votes = self.result.candidates if cited else self.figures.candidates or {}
        return self._joined(
            self._row(names[item], self._value(item if cited else "", votes.get(one)), self._remark(one))
            for one, item in ((one.id, f"candidate:{one.id}") for one in self.contest.candidates)
        )

    def counts(self) -> Markup:
        """Return the other counts as written; as calculated too where that differs."""
        names, texts = self.edition.escaped_names[self.contest.id], self.edition.words.texts
        rows = []
        for count in self.contest.counts:
            written, remark = self.figures.counts.get(count.id), self._remark(count.id)
            if written is None and not remark:
                continue
            calculated = self.result.calculated.get({"valid": "candidates", "cast": "cast"}.get(count.role, ""))
            differs = None not in (calculated, written) and calculated != written
            kind = ' class="differs"' if differs else ""
            beside = f"{texts['as_written']}; {remark}" if remark else texts["as_written"]
            name = names[f"count:{count.id}"]
            rows.append(self._row(name, self._value(f"count:{count.id}", written), beside, kind))
            if differs:
                rows.append(self._row(name, self._value("", calculated), texts["as_calculated"], kind))
        return self._joined(rows)

    def lines(self) -> Markup:
        names = self.edition.escaped_names[self.contest.id]
        lines = self.figures.lines or {}
        shown = self.contest.lines if self.figures.lines is not None else []
        rows = []
        for line in shown:
            remark, candidate, item = self._remark(line.id), names[f"candidate:{line.candidate}"], f"line:{line.id}"
            beside = f"{candidate}; {remark}" if remark else candidate
            rows.append(self._row(names[item], self._value(item, lines.get(line.id)), beside))
        return self._joined(rows)

    def _row(self, name: str, value: str, beside: str, kind: str = "") -> str:
        small = f" <small>{beside}</small>" if beside else ""
        return f'<tr{kind}><th scope="row">{name}{small}</th><td class="n">{value}</td></tr>\n'

    def _value(self, item: str, value: int | None) -> str:
        if value is None:
            return NONE
        return self.edition.cited(f"{self.base}{item}", value) if item else self.edition.number(value)

    def _joined(self, rows: Iterable[str]) -> Markup:
        return Markup("".join(rows))

    def _remark(self, field: str) -> str:
        """Return what was seen at one field of the paper, escaped."""
        figures, texts = self.figures, self.edition.words.texts
        if not (figures.states or figures.marks or figures.earlier):
            return ""
        parts: list[str] = []
        state, mark = figures.states.get(field), figures.marks.get(field)
        if state is not None and state.value != "written":
            parts.append(texts[f"state_{state.value}"])
        if mark is not None:
            parts.append(texts[f"mark_{mark.value}"])
        if field in figures.earlier:
            parts.append(self.edition.words.say("earlier", value=self.edition.number(figures.earlier[field])))
        return ", ".join(parts)


def _plain(edition: Edition, value: int | None) -> Markup | str:
    return NONE if value is None else edition.number(value)


# --- checks ------------------------------------------------------------------------------------------


def _checks(edition: Edition, contest: Contest, checks: Sequence[Check]) -> dict[str, object]:
    """Return a station's checks; most stations share theirs, so what was said once is kept."""
    key = (contest.id, *((one.id, one.status, one.reason, _sides(edition, one)) for one in checks))
    if key not in edition.said_checks:
        statuses = [one.status for one in checks]
        edition.said_checks[key] = {
            "failed": CheckStatus.FAILED in statuses,
            "summary": edition.words.say(
                "checks_summary",
                passed=statuses.count(CheckStatus.PASSED),
                failed=statuses.count(CheckStatus.FAILED),
                idle=statuses.count(CheckStatus.NOT_RUN),
            ),
            "rows": Markup("").join(_check(edition, contest, one) for one in checks),
        }
    return edition.said_checks[key]


def _sides(edition: Edition, check: Check) -> str:
    return expected_and_found(check, edition.language) if check.status is CheckStatus.FAILED else ""


def _check(edition: Edition, contest: Contest, check: Check) -> Markup:
    reason = reason_text(check.reason, edition.language, edition.count_names(contest)) if check.reason else ""
    sides = _sides(edition, check)
    return Markup('<tr class="{}"><th scope="row">{}</th><td>{}{}</td></tr>\n').format(
        check.status.value,
        edition.check_title(check.id, contest),
        edition.words.say(f"status_{check.status.value}", reason=reason),
        Markup(" <small>{}: {}</small>").format(edition.words.texts["expected_found"], sides) if sides else "",
    )


# --- sheets and rival sources ----------------------------------------------------------------------------


def _more(edition: Edition, count: int) -> Markup | str:
    """Return how many are not shown, in words; nothing where all are."""
    if count <= MOST_SOURCES:
        return ""
    return edition.words.say("entries_more", count=edition.number(count - MOST_SOURCES))


def _readings(edition: Edition, result: StationResult) -> list[Transcription]:
    """Return the readings that a station's page shows: those that count and the first of the others."""
    held = edition.results.settlement.transcriptions
    indexes = [index for index in dict.fromkeys((*result.rests_on, *result.held_back)) if index in held]
    return [held[index] for index in sorted(indexes[:MOST_SOURCES])]


def _pictures(edition: Edition, result: StationResult, up: str) -> list[dict[str, object]]:
    pictures: dict[int, dict[str, object]] = {}
    for reading in _readings(edition, result):
        sheet = edition.results.settlement.sheets.get(-1 if reading.sheet is None else reading.sheet)
        for image in sheet.images if sheet else ():
            if image in edition.frame.pictures and image not in pictures and sheet is not None:
                counted = reading.index in result.rests_on
                pictures[image] = {
                    "href": f"{up}sheets/{image}{PICTURE_SUFFIX}",
                    "size": edition.frame.pictures[image],
                    "alt": edition.words.say("sheet_alt", station=result.key.station, entry=edition.number(image)),
                    "caption": edition.source_title(sheet.source),
                    "standing": edition.words.texts["sheet_counted" if counted else "sheet_held_back"],
                }
    return list(pictures.values())


def _side_by_side(edition: Edition, contest: Contest, result: StationResult) -> dict[str, object] | None:
    """Return the figures of every source of a station beside each other, where sources differ."""
    readings = _readings(edition, result)
    if len(readings) < 2:
        return None
    votes = [votes_by_candidate(reading.figures, contest) for reading in readings]
    rows = [(one.name, list(given)) for one, given in zip(contest.candidates, zip(*votes, strict=True), strict=True)]
    rows += [
        (edition.local(count.name), [reading.figures.counts.get(count.id) for reading in readings])
        for count in contest.counts
        if any(count.id in reading.figures.counts for reading in readings)
    ]
    if all(_is_one_figure(values) for _, values in rows):
        return None
    return {
        "more": _more(edition, len({*result.rests_on, *result.held_back})),
        "heads": [_reading_head(edition, reading) for reading in readings],
        "rows": [
            (name, [_plain(edition, value) for value in values], not _is_one_figure(values)) for name, values in rows
        ],
    }


def _is_one_figure(values: Sequence[int | None]) -> bool:
    return len({one for one in values if one is not None}) <= 1


def _reading_head(edition: Edition, reading: Transcription) -> tuple[Markup, str, Markup]:
    source = edition.frame.source_of_reading(reading)
    entry = edition.words.say("reading", entry=edition.number(reading.index))
    return entry, edition.source_title(source), edition.words.texts[f"way_{reading.way.value}"]
