"""The entries sorted by what they say, before anything is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.errors import InputError
from tallyproof.model import ResultKey, StationTable, TallySheet, Transcription

STATUSES = ("open", "not-opened", "count-pending", "no-copy-given", "postponed", "annulled")


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided on one (contest, station): 'accept' a transcription, 'quarantine' or 'disputed'.

    `roles` are those who decided; two different ones are two people.
    """

    index: int
    kind: str
    decision: str
    roles: tuple[str, ...]
    transcription: int | None = None


@dataclass(slots=True)
class Gathered:
    """Sheets, tables, readings, decisions and statuses of all entries that are not withdrawn.

    `lapsed` are acceptances of a reading that was withdrawn; `split` are the readings of each sheet whose readings
    name more than one station, so that one paper would count twice.
    """

    sheets: dict[int, TallySheet] = field(default_factory=dict)
    tables: dict[int, StationTable] = field(default_factory=dict)
    transcriptions: dict[int, Transcription] = field(default_factory=dict)
    decisions: dict[ResultKey, list[Decision]] = field(default_factory=dict)
    lapsed: dict[ResultKey, list[Decision]] = field(default_factory=dict)
    statuses: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    split: dict[int, list[Transcription]] = field(default_factory=dict)

    def by_station(self) -> dict[ResultKey, list[Transcription]]:
        """Return the transcriptions by the station code that each gives.

        The code decides, not whether the register knew it on the night: a register that is derived or mended
        later finds the sheets that were read before it.
        """
        groups: dict[ResultKey, list[Transcription]] = {}
        for one in self.transcriptions.values():
            groups.setdefault(_key(one), []).append(one)
        return groups

    def status(self, station: str) -> tuple[int, str]:
        """Return the entry and the text of a station's last status; -1 and 'open' without one."""
        return self.statuses.get(station, [(-1, "open")])[-1]


def gather(entries: Iterable[tuple[int, Json]]) -> Gathered:
    """Return what the entries say; raises InputError for a kind that is unknown and may touch the tally."""
    gathered, taken_back = Gathered(), dict[int, int]()
    for index, record in entries:
        kind = record.get("kind")
        if kind == "transcription":
            gathered.transcriptions[index] = _transcription(index, record, gathered)
        elif kind == "sheet":
            gathered.sheets[index] = canonical.sheet_of(index, record)
        elif kind == "table":
            gathered.tables[index] = canonical.table_of(index, record)
        elif kind in ("adjudication", "quarantine", "clearance"):
            key, decision = _decision(index, record, gathered.transcriptions)
            gathered.decisions.setdefault(key, []).append(decision)
        elif kind == "station_status":
            station, status = _text(index, record, "station"), _status(index, record)
            gathered.statuses.setdefault(station, []).append((index, status))
        elif kind in ("withdraw", "supersede"):
            taken_back[index] = _target(index, record)
        elif not isinstance(kind, str) or (kind not in canonical.KINDS and record.get("touches_tally") is not False):
            raise InputError(
                f"entry {index}: expected a known kind of record, got {kind!r:.80}; use a newer tallyproof"
            )
    _take_out(gathered, _withdrawn(taken_back))
    gathered.split = _split(gathered.transcriptions.values())
    return gathered


def _withdrawn(taken_back: dict[int, int]) -> set[int]:
    """Return the entries that are out; a withdrawal that was itself withdrawn has no effect."""
    withdrawn: set[int] = set()
    for index in sorted(taken_back, reverse=True):
        if index not in withdrawn:
            withdrawn.add(taken_back[index])
    return withdrawn


def _take_out(gathered: Gathered, withdrawn: set[int]) -> None:
    """Take out withdrawn entries, the readings that rest on them and the acceptances of those readings."""
    if not withdrawn:
        return
    for one in list(gathered.transcriptions.values()):
        if {one.index, one.sheet, one.table} & withdrawn:
            del gathered.transcriptions[one.index]
    for index in withdrawn:
        gathered.sheets.pop(index, None)
        gathered.tables.pop(index, None)
    for key, decisions in gathered.decisions.items():
        standing = [one for one in decisions if one.index not in withdrawn]
        resting = [one for one in standing if one.transcription is None or one.transcription in gathered.transcriptions]
        gathered.decisions[key] = resting
        gathered.lapsed[key] = [one for one in standing if one not in resting]
    for station, statuses in list(gathered.statuses.items()):
        kept = [(index, status) for index, status in statuses if index not in withdrawn]
        if kept:
            gathered.statuses[station] = kept
        else:
            del gathered.statuses[station]


def _split(transcriptions: Collection[Transcription]) -> dict[int, list[Transcription]]:
    codes: dict[int, str] = {}
    split: dict[int, list[Transcription]] = {}
    for one in transcriptions:
        if one.sheet is not None and codes.setdefault(one.sheet, one.station_code) != one.station_code:
            split[one.sheet] = []
    for one in transcriptions if split else ():
        if one.sheet in split:
            split[one.sheet].append(one)
    return split


def _key(one: Transcription) -> ResultKey:
    return ResultKey(one.contest, one.round, one.station_code, one.stage)


def _transcription(index: int, record: Json, gathered: Gathered) -> Transcription:
    one = canonical.transcription_of(index, record)
    if one.sheet is not None and one.sheet not in gathered.sheets:
        raise InputError(
            f"entry {index}: expected a transcription of a sheet, got one of entry {one.sheet}, which is none"
        )
    if one.table is not None and one.table not in gathered.tables:
        raise InputError(f"entry {index}: expected a row of a table, got one of entry {one.table}, which is none")
    return one


def _decision(index: int, record: Json, transcriptions: Mapping[int, Transcription]) -> tuple[ResultKey, Decision]:
    try:
        if type(record["round"]) is not int or record.get("v") != 1:
            raise ValueError(f"version {record.get('v')!r}, round {record['round']!r}")
        texts = {name: _text(index, record, name) for name in ("contest", "station", "stage", "reason")}
        key = ResultKey(texts["contest"], record["round"], texts["station"], texts["stage"])
        kind, roles = record["kind"], record["roles"]
        decision = {"quarantine": "quarantine", "clearance": "accept"}.get(kind) or record["decision"]
        if decision not in ("accept", "quarantine", "disputed"):
            raise ValueError(f"decision {decision!r}")
        if not isinstance(roles, list) or not roles or not all(isinstance(one, str) for one in roles):
            raise TypeError(f"roles {roles!r}")
        transcription = record.get("transcription") if decision == "accept" else None
        if decision == "accept":
            accepted = transcriptions.get(transcription) if type(transcription) is int else None
            if accepted is None or _key(accepted) != key:
                raise ValueError(f"accepted {transcription!r}, which is no earlier transcription of this station")
        return key, Decision(index, kind, decision, tuple(roles), transcription)
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
