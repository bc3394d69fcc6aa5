"""Re-reading forms: what a person is given to write down a drawn sheet again, and what comes back.

No settled figure and no sum stands on them: a person who sees what is expected reads what is expected.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Template

from tallyproof.canonical import MAX_COUNT, REREADING_STATES
from tallyproof.compare.audit.book import BOOK
from tallyproof.compare.audit.following import Audit
from tallyproof.compare.audit.manifest import Unit
from tallyproof.election.schema import Contest
from tallyproof.errors import InputError
from tallyproof.model import Rereading
from tallyproof.tally.tables import spreadsheet_safe

MAX_FORM_BYTES = 64 * 1024**2
PROBLEMS_NAMED = 20
_WHOLE = re.compile(r"[0-9]{1,13}", re.ASCII)
_BLANKS = ("-", "–", "—")
_PAGE = Template(
    """<!doctype html>
<html lang="$lang"><head><meta charset="utf-8"><title>$title</title><style>
body { font: 12pt/1.35 sans-serif; margin: 1.5cm; color: #111 }
section { break-inside: avoid; break-after: page; display: flex; gap: 1cm; align-items: flex-start }
section > div:first-child { flex: 0 0 10cm }
img { max-width: 100%; max-height: 25cm; border: 1px solid #777 }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: normal }
th, td { border: 1px solid #777; padding: .15em .4em } td { width: 3cm; height: 1.6em }
.far { color: #555; overflow-wrap: anywhere }
</style></head><body><h1>$title</h1>$rules
$sheets</body></html>
"""
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawn sheet to be read: `pictures` are addresses to show, `files` are named where nothing may be shown."""

    station: str
    place_name: str
    pictures: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def form_fields(unit: Unit, contest: Contest) -> dict[str, str]:
    """Return the fields that a person writes down of a sheet, in the order of the ballot: name by id."""
    if unit.lines is None:
        return {one.id: one.name for one in contest.candidates}
    names = {one.id: one.name for one in contest.candidates}
    return {one.id: f"{one.name} ({names[one.candidate]})" for one in contest.lines}


def form_csv(audit: Audit, contest: Contest, stations: Sequence[str]) -> bytes:
    """Return the empty file to fill in: a row for each drawn sheet, `state` and what is written in each field."""
    columns = _columns(audit, contest, stations)
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("station", "state", *columns))
    rows.writerows((spreadsheet_safe(one), "", *[""] * len(columns)) for one in stations)
    return text.getvalue().encode()


def form_html(audit: Audit, contest: Contest, sheets: Sequence[Sheet], lang: str) -> bytes:
    """Return the forms for print, each with its picture beside it."""
    units = {} if audit.manifest is None else audit.manifest.by_station
    title = BOOK.word("form-title", lang).format(contest=contest.name.get(lang) or next(iter(contest.name.values())))
    rules = "".join(f"<p>{html.escape(BOOK.word(f'form-rule-{number}', lang))}</p>" for number in (1, 2, 3))
    sections = [
        _section(sheet, form_fields(units[sheet.station], contest), lang) for sheet in sheets if sheet.station in units
    ]
    return _PAGE.substitute(lang=lang, title=html.escape(title), rules=rules, sheets="\n".join(sections)).encode()


def _section(sheet: Sheet, fields: Mapping[str, str], lang: str) -> str:
    rows = {"state": BOOK.word("form-state", lang), **fields}
    table = "".join(f'<tr><th scope="row">{html.escape(name)}</th><td></td></tr>' for name in rows.values())
    alt = html.escape(BOOK.word("form-picture", lang).format(station=sheet.station))
    seen = "".join(f'<img src="{html.escape(one)}" alt="{alt}">' for one in sheet.pictures)
    seen += "".join(f'<p class="far">{html.escape(one)}</p>' for one in sheet.files)
    if not seen:
        seen = f'<p class="far">{html.escape(BOOK.word("form-no-picture", lang))}</p>'
    heading = f"<h2>{html.escape(sheet.station)}</h2><p>{html.escape(sheet.place_name)}</p>"
    return f"<section><div>{heading}<table>{table}</table></div><div>{seen}</div></section>"


def read_form(data: bytes, audit: Audit, contest: Contest, place: str) -> dict[str, Rereading]:
    """Return the re-readings in a filled-in file, by station; InputError naming up to 20 places that do not fit.

    A row without anything in it is a sheet not read yet. A dash stands for a field left empty on the paper: 0.
    """
    problems: list[str] = []
    found: dict[str, Rereading] = {}
    units = {} if audit.manifest is None else audit.manifest.by_station
    drawn = frozenset(audit.sheets)
    for number, row in _rows(data, contest, place):
        where, station = f"{place}, row {number}", row["station"]
        unit = units.get(station)
        if unit is None or station not in drawn or not unit.has_picture:
            problems.append(f"{where}, station: expected a station that was drawn and has a sheet, got {station!r:.80}")
        elif station in found:
            problems.append(f"{where}, station: expected every station once, got {station!r} again")
        elif any(row[name] for name in row if name != "station"):
            reading = _reading(row, unit, contest, where, problems)
            if reading is not None:
                found[station] = reading
    if problems:
        more = f"; and {len(problems) - PROBLEMS_NAMED:,} more" if len(problems) > PROBLEMS_NAMED else ""
        raise InputError("; ".join(problems[:PROBLEMS_NAMED]) + more + "; nothing was recorded: correct the file")
    return found


def agreed(one: Mapping[str, Rereading], other: Mapping[str, Rereading], places: tuple[str, str]) -> None:
    """Raise InputError unless two people wrote the same of every sheet."""
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    if differing:
        shown = ", ".join(differing[:PROBLEMS_NAMED]) + (" …" if differing[PROBLEMS_NAMED:] else "")
        raise InputError(
            f"{places[0]}, {places[1]}: expected the same of every sheet from both people, got other figures for "
            f"{len(differing):,} of them ({shown}); nothing was recorded: both look again, and what stays doubtful is "
            "'illegible'"
        )


def _columns(audit: Audit, contest: Contest, stations: Sequence[str]) -> list[str]:
    units = {} if audit.manifest is None else audit.manifest.by_station
    return list(dict.fromkeys(name for one in stations if one in units for name in form_fields(units[one], contest)))


def _rows(data: bytes, contest: Contest, place: str) -> list[tuple[int, dict[str, str]]]:
    if len(data) > MAX_FORM_BYTES:
        raise InputError(f"{place}: expected at most {MAX_FORM_BYTES // 1024**2} MB, got {len(data):,} bytes")
    try:
        header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        got = "something else" if data else "an empty file"
        raise InputError(f"{place}: expected UTF-8 text with a header, got {got}; save it as CSV in UTF-8") from error
    if len(header) == 1 and ";" in header[0]:
        raise InputError(f"{place}, row 1: expected commas between the columns, got semicolons; save it with commas")
    known = {"station", "state", *(one.id for one in contest.candidates), *(one.id for one in contest.lines)}
    unknown = [name for name in header if name not in known]
    if header[:2] != ["station", "state"] or unknown or len(set(header)) < len(header):
        got = f"{unknown[0]!r:.60}" if unknown else f"{','.join(header)[:60]!r}"
        raise InputError(f"{place}, row 1: expected station, state and the fields of the form, each once, got {got}")
    found = []
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(f"{place}, row {number}: expected {len(header)} cells, got {len(cells)}")
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        found.append((number, {**row, "station": row["station"].removeprefix("'")}))
    return found


def _reading(row: Mapping[str, str], unit: Unit, contest: Contest, where: str, problems: list[str]) -> Rereading | None:
    state = row["state"].lower() or "read"
    if state not in REREADING_STATES:
        problems.append(f"{where}, state: expected one of {', '.join(REREADING_STATES)}, got {row['state']!r:.60}")
        return None
    fields = form_fields(unit, contest)
    written = [name for name, cell in row.items() if cell and name not in ("station", "state")]
    before = len(problems)
    if state != "read":
        if written:
            problems.append(
                f"{where}, {written[0]}: expected no figure on a sheet that is {state}, got {row[written[0]]!r:.60}"
            )
            return None
        return Rereading(unit.station, state)
    for name in written:
        if name not in fields:
            problems.append(
                f"{where}, {name}: expected no figure, this sheet gives {unit.sheet}, got {row[name]!r:.60}"
            )
    figures = {name: _figure(row.get(name, ""), f"{where}, {name}", problems) for name in fields}
    if len(problems) > before:
        return None
    return Rereading(unit.station, state, **{unit.sheet: figures})


def _figure(cell: str, where: str, problems: list[str]) -> int:
    if cell in _BLANKS:
        return 0
    if not _WHOLE.fullmatch(cell) or int(cell) > MAX_COUNT:
        got = f"{cell!r:.60}" if cell else "a blank cell"
        problems.append(
            f"{where}: expected a whole number up to 10^12 as written, or a dash where the paper is empty, got {got}"
        )
        return 0
    return int(cell)
