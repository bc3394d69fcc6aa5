"""A release goes on from what was published before, covers every entry before it, and is made by one process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tallyproof.canonical import Json
from tallyproof.election import Definition
from tallyproof.errors import JournalBusyError, StoreError, UsageError, VerificationError
from tallyproof.log.checkpoint import make_checkpoint, parse_checkpoint
from tallyproof.steps.records import draft, record_at
from tallyproof.store import Draft, Store

CHECKPOINT = "log/checkpoint"


class _OvertakenError(Exception):
    """Another command appended since the entries of a release were counted."""


@contextmanager
def only_publisher(out: Path) -> Iterator[None]:
    """Let one process at a time build and swap in the site at `out`; a dead process holds no lock."""
    if not out.name:
        raise UsageError(f"{out}: expected a folder with a name of its own for the site; choose another --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    # The file stays: removing it would let two processes hold locks on two files of that name.
    handle = os.open(out.with_name(f".{out.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalBusyError(
                f"{out}: expected to publish alone, another process is publishing there; wait for it and publish again"
            ) from None
        yield
    finally:
        os.close(handle)


def append_release(store: Store, release: Json) -> bool:
    """Append a release as the entry right after those it covers; false if other entries came in between.

    A release at any other index could never be verified, and no later one of the same log either.
    """
    size = release["entries"]

    def make(start: int) -> Sequence[Draft]:
        if start != size:
            raise _OvertakenError
        return [draft(release)]

    try:
        store.journal.append(f"release:{size}", make)
    except _OvertakenError:
        return False
    return record_at(store, size) == release


def check_goes_on(store: Store, out: Path, origin: str) -> None:
    """Raise UsageError where another log's site stands at `out`, StoreError where it is not of this journal.

    It is not where it shows entries of this log that the journal does not hold.

    So it is after a journal was put back from an older copy: a release of it would be a second history of the
    same log, which nobody could tell from a falsified one.
    """
    try:
        published = parse_checkpoint((out / CHECKPOINT).read_bytes())
    except (OSError, VerificationError):
        # No site, or a broken one that this release mends.
        return
    if published.origin != origin:
        raise UsageError(
            f"{out}: expected no site, or one of the log {origin!r}, got the site of {published.origin!r}, which "
            "publishing would remove; choose another --out, or move that site away"
        )
    held = [entry.public for entry in store.journal.entries(0, published.size)]
    if make_checkpoint(origin, held) != published:
        raise StoreError(
            f"{out}: expected a site whose {published.size:,} entries are the first of this journal, got others; "
            "was the journal put back from an older copy? Put the newest one back; if it is lost, publish elsewhere "
            "with --out, under another origin, and tell your readers"
        )


def check_unchanged(folder: Path, definition: Definition) -> None:
    """Raise UsageError where a file of the definition was edited since the command began.

    The release would be of the older one while the folder holds the newer one, and nobody would have looked at it.
    """
    for name, data in definition.files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            raise UsageError(
                f"{path}: expected the file as it was when publishing began, got another: it was edited meanwhile; "
                "nothing was published, publish again"
            )
