"""What was changed or taken back after the first reading: findings that a reader must not have to look for.

No total moves by these; they are what `settle` cannot see, since it is given what is in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tallyproof.canonical import Json
from tallyproof.errors import InputError
from tallyproof.model import Finding

WITHDRAWN: Mapping[str, str] = {
    "sheet": "sheet-withdrawn",
    "table": "table-withdrawn",
    "transcription": "reading-withdrawn",
    "adjudication": "decision-withdrawn",
    "quarantine": "decision-withdrawn",
    "clearance": "decision-withdrawn",
    "station_status": "decision-withdrawn",
}
# In the order in which a front page names them.
CHANGE_CODES = ("definition-changed", *dict.fromkeys(WITHDRAWN.values()), "sheet-read-again")


def change_findings(records: Sequence[Json]) -> list[Finding]:
    """Return a finding for each definition recorded after the first transcription, and for each entry taken back.

    `found` of a changed definition are the files that differ and the hour, of a withdrawal it is the reason given.
    """
    return [*_changed_definitions(records), *_withdrawn(records)]


def _changed_definitions(records: Sequence[Json]) -> list[Finding]:
    findings: list[Finding] = []
    before: Mapping[str, object] | None = None
    has_readings = False
    for index, record in enumerate(records):
        if record["kind"] == "transcription":
            has_readings = True
        if record["kind"] != "definition":
            continue
        files = record.get("files")
        if not isinstance(files, dict):
            raise InputError(f"entry {index}: expected the definition's files with their SHA-256, got {files!r:.80}")
        if has_readings and before is not None and files != before:
            changed = sorted(name for name in files.keys() | before.keys() if files.get(name) != before.get(name))
            said = ", ".join(filter(None, (*changed, record.get("hour"))))
            findings.append(Finding("definition-changed", found=said, entries=(index,)))
        before = files
    return findings


def _withdrawn(records: Sequence[Json]) -> list[Finding]:
    """Return the withdrawals in force; one that was itself withdrawn has no effect."""
    taken_back: set[int] = set()
    in_force: list[int] = []
    for index in range(len(records) - 1, -1, -1):
        if records[index]["kind"] in ("withdraw", "supersede") and index not in taken_back:
            taken_back.add(records[index]["target"])
            in_force.append(index)
    stations = _stations_by_sheet(records, {records[index]["target"] for index in in_force})
    standing = _images_of_sheets(records, taken_back)
    findings = []
    for index in reversed(in_force):
        target = records[index]["target"]
        code = _code_of(records[target])
        if code == "sheet-withdrawn" and standing.issuperset(records[target].get("images", [None])):
            # Its pages stand in other sheets: nothing was taken away, and what nobody had read has not changed.
            code = "sheet-read-again" if target in stations else None
        if code is None:
            continue
        reason = records[index].get("reason")
        station = records[target].get("station") or stations.get(target, "")
        contest = records[target].get("contest") or ""
        said = reason if isinstance(reason, str) else ""
        findings.append(Finding(code, station, contest, found=said, entries=(target, index)))
    return findings


def _code_of(taken_back: Json) -> str | None:
    """Return the code for what was taken back; None for what no total rests on, such as an announcement."""
    return WITHDRAWN.get(taken_back["kind"])


def _images_of_sheets(records: Sequence[Json], taken_back: set[int]) -> set[int]:
    """Return the images of all sheets that are in force."""
    sheets = [one for index, one in enumerate(records) if one["kind"] == "sheet" and index not in taken_back]
    return {image for one in sheets for image in one.get("images", [])}


def _stations_by_sheet(records: Sequence[Json], sheets: set[int]) -> dict[int, str]:
    """Return the station that the readings of each of these sheets name; '' where they name several."""
    named: dict[int, set[str]] = {}
    for record in records:
        if record["kind"] == "transcription" and (sheet := record["of"].get("sheet")) in sheets:
            named.setdefault(sheet, set()).add(record.get("station") or "")
    return {sheet: codes.pop() if len(codes) == 1 else "" for sheet, codes in named.items()}
