"""The entries sorted by what they say, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.errors import InputError
from tallyproof.model import ResultKey, StationTable, TallySheet, Transcription

STATUSES = ("open", "not-opened", "count-pending", "no-copy-given", "postponed", "annulled")


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided on one (contest, station): 'accept' a transcription, 'quarantine' or 'disputed'."""

    index: int
    kind: str
    decision: str
    roles: tuple[str, ...]
    transcription: int | None = None


@dataclass(slots=True)
class Gathered:
    """Sheets, tables, readings, decisions and statuses of all entries that are not withdrawn."""

    sheets: dict[int, TallySheet] = field(default_factory=dict)
    tables: dict[int, StationTable] = field(default_factory=dict)
    transcriptions: dict[int, Transcription] = field(default_factory=dict)
    decisions: dict[ResultKey, list[Decision]] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)

    def by_station(self) -> dict[ResultKey, list[Transcription]]:
        """Return the transcriptions by the station code that each gives.

        The code decides, not whether the register knew it on the night: a register that is derived or
        mended later finds its sheets.
        """
        groups: dict[ResultKey, list[Transcription]] = {}
        for one in self.transcriptions.values():
            key = ResultKey(one.contest, one.round, one.station or one.station_code, one.stage)
            groups.setdefault(key, []).append(one)
        return groups


def gather(entries: Iterable[tuple[int, Json]]) -> Gathered:
    """Return what the entries say; raises InputError for a kind that is unknown and may touch the tally."""
    gathered, withdrawn = Gathered(), set[int]()
    for index, record in entries:
        kind = record.get("kind")
        if kind == "transcription":
            gathered.transcriptions[index] = canonical.transcription_of(index, record)
        elif kind == "sheet":
            gathered.sheets[index] = canonical.sheet_of(index, record)
        elif kind == "table":
            gathered.tables[index] = canonical.table_of(index, record)
        elif kind in ("adjudication", "quarantine", "clearance"):
            key, decision = _decision(index, record)
            gathered.decisions.setdefault(key, []).append(decision)
        elif kind == "station_status":
            gathered.statuses[_text(index, record, "station")] = _status(index, record)
        elif kind in ("withdraw", "supersede"):
            withdrawn.add(_target(index, record))
        elif kind not in canonical.KINDS and record.get("touches_tally") is not False:
            raise InputError(f"entry {index}: expected a known kind of record, got {kind!r}; use a newer tallyproof")
    return _without(gathered, withdrawn)


def _without(gathered: Gathered, withdrawn: set[int]) -> Gathered:
    """Take out withdrawn entries and the readings that rest on them."""
    if not withdrawn:
        return gathered
    for one in list(gathered.transcriptions.values()):
        if {one.index, one.sheet, one.table} & withdrawn:
            del gathered.transcriptions[one.index]
    for index in withdrawn:
        gathered.sheets.pop(index, None)
        gathered.tables.pop(index, None)
    for key, decisions in gathered.decisions.items():
        gathered.decisions[key] = [one for one in decisions if one.index not in withdrawn]
    return gathered


def _decision(index: int, record: Json) -> tuple[ResultKey, Decision]:
    try:
        key = ResultKey(record["contest"], record["round"], record["station"], record["stage"])
        kind = record["kind"]
        decision = {"quarantine": "quarantine", "clearance": "accept"}.get(kind) or record["decision"]
        transcription = record.get("transcription")
        if decision not in ("accept", "quarantine", "disputed"):
            raise ValueError(f"decision {decision!r}")
        if decision == "accept" and not (type(transcription) is int and transcription < index):
            raise ValueError("accept names no earlier transcription")
        return key, Decision(index, kind, decision, tuple(record["roles"]), transcription)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"entry {index}: expected a decision on a station, got a malformed one: {error}") from error


def _status(index: int, record: Json) -> str:
    status = _text(index, record, "status")
    if status not in STATUSES:
        raise InputError(f"entry {index}: expected a station status of {', '.join(STATUSES)}, got {status!r}")
    return status


def _text(index: int, record: Json, key: str) -> str:
    value: Any = record.get(key)
    if not isinstance(value, str):
        raise InputError(f"entry {index}: expected text in {key!r}, got {value!r}")
    return value


def _target(index: int, record: Json) -> int:
    target: Any = record.get("target")
    if type(target) is not int or not 0 <= target < index:
        raise InputError(f"entry {index}: expected 'target' to be an entry below {index}, got {target!r}")
    return target
