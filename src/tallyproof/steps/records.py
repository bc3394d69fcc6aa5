"""Records that follow from the election folder itself, and what all steps share to append theirs."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.election import Definition, load_announcements
from tallyproof.errors import DefinitionError, UsageError
from tallyproof.safety.commit import derive, original_commitment
from tallyproof.store import Draft, Store


class Progress(Protocol):
    """Told the stage, how much of it is done and of how much; `unread` of what is done was left for people."""

    def __call__(self, stage: str, done: int, of: int | None, /, *, unread: int = 0) -> None: ...


def draft(record: Json, private: Mapping[str, object] | None = None, secret: bytes = b"") -> Draft:
    """Return a record ready to append; its public part carries a salted commitment to the private one."""
    if private is None:
        return Draft(canonical.encode(record), record["kind"], record["v"])
    hidden = json.dumps(private, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    sealed = {
        **record,
        "private": original_commitment(derive(secret, "private-salt-v1", hidden), hidden).hex(),
    }
    return Draft(canonical.encode(sealed), record["kind"], record["v"], hidden)


def current_hour(environment: Mapping[str, str], now: Callable[[], float] | None = None) -> str:
    """Return the hour that records carry, UTC: of SOURCE_DATE_EPOCH when set, else of the clock."""
    text = environment.get("SOURCE_DATE_EPOCH", "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 11):
        raise UsageError(f"SOURCE_DATE_EPOCH: expected whole seconds since 1970, got {text[:20]!r}")
    if text:
        moment = datetime.datetime.fromtimestamp(int(text), datetime.UTC)
    elif now is not None:
        moment = datetime.datetime.fromtimestamp(now(), datetime.UTC)
    else:
        moment = datetime.datetime.now(datetime.UTC)
    return moment.strftime("%Y-%m-%dT%HZ")


def _only(record: Json) -> Callable[[int], list[Draft]]:
    """Return what makes the batch that holds this record alone."""
    return lambda _start: [draft(record)]


def record_definition(store: Store, definition: Definition, *, hour: str) -> None:
    """Append a definition record if the files differ from those last recorded."""
    files, at = definition.hashes(), -1
    for entry in store.journal.of_kind("definition"):
        at = entry.index
    if at >= 0 and record_at(store, at)["files"] == files:
        return
    why = "definition changed" if at >= 0 else "first definition"
    record = canonical.definition_record(files=files, why=why, hour=hour)
    store.journal.append(f"definition:{at}", _only(record))


def record_announcements(store: Store, folder: Path, definition: Definition) -> None:
    """Append announcements that are new or changed, and withdraw those whose file is gone."""
    if definition.register is None:
        return
    current = {one.id: canonical.announcement_record(one) for one in load_announcements(folder, definition)}
    standing: dict[str, tuple[int, Json]] = {}
    for entry in store.journal.of_kind("announcement", "withdraw"):
        record = canonical.decode(entry.public)
        if entry.kind == "announcement":
            standing[record["id"]] = (entry.index, record)
        else:
            standing = {name: one for name, one in standing.items() if one[0] != record["target"]}
    for name, record in current.items():
        at, before = standing.get(name, (-1, None))
        if record != before:
            _check_area(record, definition)
            store.journal.append(f"announcement:{name}:{len(store.journal)}", _only(record))
    for name, (at, _) in standing.items():
        if name not in current:
            record = canonical.withdraw_record(target=at, reason=f"announcements/{name}.toml was removed")
            store.journal.append(f"withdraw:{at}", _only(record))


def _check_area(record: Json, definition: Definition) -> None:
    areas = definition.register.areas if definition.register else {}
    if record["area"] and record["area"] not in areas:
        raise DefinitionError(
            f"announcements/{record['id']}.toml, area: expected an area of the register, got {record['area']!r}"
        )


def record_at(store: Store, index: int) -> Json:
    """Return the record at an index; empty where there is none."""
    return next((canonical.decode(entry.public) for entry in store.journal.entries(max(index, 0), index + 1)), {})
