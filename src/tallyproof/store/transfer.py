"""Move a journal from one database to another, byte for byte, by one file.

The file has a line of JSON for the head, for each record, for each batch, and for the end:

    {"format": "tallyproof-journal", "version": 1, "election": id, "records": n, "batches": m}
    {"index": 0, "kind": "definition", "v": 1, "public": base64, "private": base64 or null}
    {"key": "…", "start": 0, "count": 1}
    {"end": n, "sha256": hash of all lines before}

It holds private parts: it is made readable by its owner only, and is as secret as the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from tallyproof.errors import InputError, StoreError
from tallyproof.store.database import only_writer
from tallyproof.store.durable import create_file, sync_folder
from tallyproof.store.journal import Appended, Draft, Entry, check_key, insert_batches, insert_records
from tallyproof.store.opening import Store

_FORMAT: Final = "tallyproof-journal"
_VERSION: Final = 1
# Far above any record; it only keeps a file without line ends from filling the memory.
_LINE_LIMIT: Final = 256 * 1024 * 1024


def export_journal(store: Store, path: Path) -> int:
    """Return how many records the new file at `path` holds; every database gives the same file."""
    if path.exists():
        raise StoreError(f"{path}: expected no file yet, got one; name another file, nothing is overwritten")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            part.unlink(missing_ok=True)
            with create_file(part, mode=0o600) as file:
                count = _write(store, file)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: the journal could not be written there ({error.strerror})") from error
    return count


def import_journal(store: Store, path: Path) -> int:
    """Return how many records of the file now stand in the journal, which must be empty: all, or none."""
    journal = store.journal
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: the journal could not be read ({error.strerror})") from error
    with file, only_writer(store.alias, journal.place, journal.wait_seconds):
        if len(journal) or journal.places():
            raise StoreError(f"{journal.place}: expected an empty journal, got one in use; take a new database")
        source = _Lines(path, file)
        records, batches = _read_head(source, store.election_id)
        insert_records(store.alias, _read_records(source, records))
        insert_batches(store.alias, _read_batches(source, batches, records))
        _read_end(source, records)
    return records


def _write(store: Store, file: BinaryIO) -> int:
    digest = hashlib.sha256()
    # Batches are taken first: those that end within the records counted afterwards are whole.
    places = store.journal.places()
    count = max((place.start + place.count for place in places.values()), default=0)

    def write(line: dict[str, Any]) -> None:
        data = _encode(line)
        digest.update(data)
        file.write(data)

    write(
        {
            "format": _FORMAT,
            "version": _VERSION,
            "election": store.election_id,
            "records": count,
            "batches": len(places),
        }
    )
    for entry in store.journal.entries(0, count):
        write(
            {
                "index": entry.index,
                "kind": entry.kind,
                "v": entry.v,
                "public": base64.b64encode(entry.public).decode("ascii"),
                "private": None if entry.private is None else base64.b64encode(entry.private).decode("ascii"),
            }
        )
    for key, place in sorted(places.items(), key=lambda item: (item[1].start, item[1].count, item[0])):
        write({"key": key, "start": place.start, "count": place.count})
    file.write(_encode({"end": count, "sha256": digest.hexdigest()}))
    return count


def _encode(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


class _Lines:
    """The lines of a journal file, each an object with exactly the names expected."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._number = 0
        self._digest = hashlib.sha256()
        self.digest_before = ""

    def next(self, expected: dict[str, type | tuple[type, ...]]) -> dict[str, Any]:
        """Return the values of the next line."""
        self._number += 1
        self.digest_before = self._digest.hexdigest()
        data = self._file.readline(_LINE_LIMIT)
        self._digest.update(data)
        if not data:
            raise self.error(f"a line with {', '.join(expected)}", "the end of the file: it was cut short")
        try:
            line = json.loads(data)
        except (ValueError, RecursionError):
            raise self.error("a line of JSON", "something else") from None
        if not isinstance(line, dict) or line.keys() != expected.keys():
            raise self.error(f"the names {', '.join(expected)}", "others")
        for name, kind in expected.items():
            # In Python true is an int; in a journal it is not.
            if not isinstance(line[name], kind) or isinstance(line[name], bool):
                raise self.error(f"another type of value for {name}", type(line[name]).__name__)
        return line

    def has_more(self) -> bool:
        """Return whether anything follows."""
        return bool(self._file.read(1))

    def error(self, expected: str, got: str) -> InputError:
        """Return the error for the line just read."""
        return InputError(
            f"{self._path}, line {self._number}: expected {expected}, got {got}; "
            "nothing was imported: export the journal again"
        )


def _read_head(source: _Lines, election_id: str) -> tuple[int, int]:
    head = source.next({"format": str, "version": int, "election": str, "records": int, "batches": int})
    if head["format"] != _FORMAT or head["version"] != _VERSION:
        raise source.error(f"{_FORMAT}, version {_VERSION}", "another format or version")
    if head["election"] != election_id:
        raise StoreError(
            "journal import: expected a journal made with this folder's election secret, got another's; "
            "copy that election's file secret and its evidence into a new folder first"
        )
    if head["records"] < 0 or head["batches"] < 0:
        raise source.error("counts from 0 on", "a negative one")
    return head["records"], head["batches"]


def _read_records(source: _Lines, count: int) -> Iterator[Entry]:
    for index in range(count):
        line = source.next({"index": int, "kind": str, "v": int, "public": str, "private": (str, type(None))})
        if line["index"] != index:
            raise source.error(f"record {index}", f"record {line['index']}")
        public = _bytes(source, line["public"])
        private = None if line["private"] is None else _bytes(source, line["private"])
        draft = Draft(public, line["kind"], line["v"], private)
        yield Entry(index, draft.kind, draft.v, draft.public, draft.private)


def _read_batches(source: _Lines, count: int, records: int) -> dict[str, Appended]:
    places: dict[str, Appended] = {}
    end = 0
    for _ in range(count):
        line = source.next({"key": str, "start": int, "count": int})
        check_key(line["key"])
        if line["key"] in places or line["start"] != end or line["count"] < 0:
            raise source.error(f"a new batch from record {end}", "a gap, an overlap or a key that is taken")
        places[line["key"]] = Appended(line["start"], line["count"], new=False)
        end += line["count"]
    if end != records:
        raise source.error(f"batches of {records} records together", f"{end}")
    return places


def _read_end(source: _Lines, records: int) -> None:
    end = source.next({"end": int, "sha256": str})
    if end["end"] != records or end["sha256"] != source.digest_before:
        raise source.error("the hash of the lines before", "another: the file was changed")
    if source.has_more():
        raise source.error("the end of the file", "more bytes")


def _bytes(source: _Lines, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise source.error("bytes in base64", "something else") from None
