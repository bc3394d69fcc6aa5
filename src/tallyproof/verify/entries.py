"""The log of a site: its checkpoint, tiles and entries, and the release that its last entry records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tallyproof.canonical import Json
from tallyproof.derive import decode_entries
from tallyproof.errors import InputError, VerificationError
from tallyproof.log.checkpoint import Checkpoint, parse_checkpoint, verify_root
from tallyproof.log.merkle import root_of
from tallyproof.log.tiles import log_paths, read_log
from tallyproof.verify.differences import shown
from tallyproof.verify.folder import MEGABYTE, SiteFolder

CHECKPOINT = "log/checkpoint"
_MAX_CHECKPOINT_BYTES = 4096
_MAX_LOG_BYTES = 512 * MEGABYTE
_MAX_TILE_BYTES = 32 * MEGABYTE
_MIN_ENTRY_BYTES = len(b'\x00\x11{"kind":"x","v":1}')
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PublishedLog:
    """A log whose files agree with its checkpoint: `records` are the entries before the release, `root` is theirs."""

    checkpoint: Checkpoint
    records: Sequence[Json]
    manifest_sha256: str
    root: str


def read_published_log(folder: SiteFolder) -> PublishedLog:
    """Return the log of a site, every tile and the root recomputed from the entry bundles."""
    body = folder.read(CHECKPOINT, at_most=_MAX_CHECKPOINT_BYTES)
    checkpoint = parse_checkpoint(body, place=CHECKPOINT)
    _check_log_files(folder, checkpoint.size)
    entries = read_log(lambda path: folder.read(f"log/{path}", at_most=_MAX_TILE_BYTES), checkpoint.size)
    verify_root(checkpoint, entries)
    try:
        records = decode_entries(entries)
    except InputError as error:
        raise VerificationError(str(error), place="log") from error
    return PublishedLog(checkpoint, records[:-1], _last_release(records), root_of(entries[:-1]).hex())


def _check_log_files(folder: SiteFolder, size: int) -> None:
    """Hold the files under log/ against the size; a size that the files cannot carry is refused unread."""
    held = {path: length for path, length in folder.sizes.items() if path.startswith("log/")}
    total = sum(held.values())
    if total > _MAX_LOG_BYTES:
        limit = f"{_MAX_LOG_BYTES // MEGABYTE} MB"
        raise VerificationError(f"expected a log of at most {limit}, got {total:,} bytes", place="log")
    if size * _MIN_ENTRY_BYTES > total:
        raise VerificationError(
            f"expected as many entries as the files carry ({total:,} bytes), got a size of {size:,}",
            place=CHECKPOINT,
        )
    expected = {CHECKPOINT, *(f"log/{path}" for path in log_paths(size))}
    for path in sorted(expected - held.keys()):
        raise VerificationError(f"expected this file of a log of {size:,} entries, found none", place=path)
    for path in sorted(held.keys() - expected):
        raise VerificationError(f"expected only the files of a log of {size:,} entries, got another", place=path)


def _last_release(records: Sequence[Json]) -> str:
    """Return the SHA-256 of the manifest that the last entry, a release of all before it, names."""
    if not records or records[-1]["kind"] != "release":
        got = records[-1]["kind"] if records else "no entry"
        raise VerificationError(f"expected a release as the last entry, got {shown(got)}", place="log")
    for index, record in enumerate(records):
        if record["kind"] != "release":
            continue
        place = f"entry {index}"
        if type(record.get("entries")) is not int or record["entries"] != index:
            got = shown(record.get("entries"))
            raise VerificationError(f"expected a release of the {index} entries before it, got {got}", place=place)
        if not isinstance(record.get("manifest"), str) or not _SHA256.fullmatch(record["manifest"]):
            got = shown(record.get("manifest"))
            raise VerificationError(f"expected the SHA-256 of a manifest in hex, got {got}", place=place)
    return str(records[-1]["manifest"])
