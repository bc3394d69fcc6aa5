"""The received originals, kept by content and never edited.

An original is named by a keyed hash: its name says nothing to somebody who holds the picture but not the
election secret. A file under its final name is always whole.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tallyproof.errors import EvidenceMissingError, StoreError
from tallyproof.safety import commit
from tallyproof.store.durable import process_is_alive, sync_folder, write_all

_ID = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[0-9a-f]{64}\.(?P<pid>[0-9]{1,10})\.[0-9a-f]{8}\.part")


class Kept(NamedTuple):
    """Where an original is kept, and whether it was received for the first time."""

    evidence_id: str
    new: bool


class Evidence:
    """The originals of one election, under `evidence/` in its folder."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder = folder
        self._secret = secret

    def __repr__(self) -> str:
        return f"Evidence({str(self._folder)!r})"

    def put(self, data: bytes) -> Kept:
        """Return the id under which these bytes are kept, once they are safely on the disk.

        Bytes that are already kept are read back and compared with their id, never written again.
        """
        evidence_id = self._identify(data)
        final = self._place(evidence_id)
        if final.exists():
            self.get(evidence_id)
            return Kept(evidence_id, new=False)
        part = final.with_name(f"{evidence_id}.{os.getpid()}.{secrets.token_hex(4)}.part")
        try:
            self._make_folder(final.parent)
            try:
                write_all(part, data, mode=0o400)
                part.rename(final)
            finally:
                part.unlink(missing_ok=True)
            sync_folder(final.parent)
        except OSError as error:
            raise StoreError(
                f"{final.parent}: an original of {len(data):,} bytes could not be kept ({error.strerror}); "
                "make room or mend the folder's permissions, then send it again"
            ) from error
        return Kept(evidence_id, new=True)

    def get(self, evidence_id: str) -> bytes:
        """Return the original's bytes, checked against its id."""
        place = self.path(evidence_id)
        try:
            data = place.read_bytes()
        except OSError as error:
            raise StoreError(f"{place}: the original could not be read ({error.strerror})") from error
        if not hmac.compare_digest(self._identify(data), evidence_id):
            raise StoreError(
                f"{place}: expected the original that was received, got other bytes; "
                "put the file back from a safe copy, it is never repaired here"
            )
        return data

    def path(self, evidence_id: str) -> Path:
        """Return the file that holds the original; its content is not checked."""
        place = self._place(evidence_id)
        if not place.is_file():
            raise EvidenceMissingError(
                f"{place}: expected an original named by the journal, got none; put it back from a safe copy"
            )
        return place

    def missing(self, evidence_ids: Iterable[str]) -> tuple[str, ...]:
        """Return those ids whose original is not in the folder, each once, in the order given."""
        return tuple(
            evidence_id for evidence_id in dict.fromkeys(evidence_ids) if not self._place(evidence_id).is_file()
        )

    def is_empty(self) -> bool:
        """Return whether no original was ever kept here."""
        return not self._folder.is_dir() or not any(self._folder.iterdir())

    def sweep(self) -> int:
        """Remove the half-written files of dead processes; return how many. None was ever acknowledged."""
        if not self._folder.is_dir():
            return 0
        removed = 0
        for shard in sorted(self._folder.iterdir()):
            if not shard.is_dir():
                continue
            for name in os.listdir(shard):
                part = _PART.fullmatch(name)
                if part is not None and not process_is_alive(int(part["pid"])):
                    (shard / name).unlink(missing_ok=True)
                    removed += 1
        return removed

    def _identify(self, data: bytes) -> str:
        return commit.evidence_id(self._secret, data)

    def _place(self, evidence_id: str) -> Path:
        if _ID.fullmatch(evidence_id) is None:
            raise StoreError(f"{self._folder}: expected an evidence id of 64 hexadecimal digits, got something else")
        return self._folder / evidence_id[:2] / evidence_id

    def _make_folder(self, shard: Path) -> None:
        for folder in (self._folder, shard):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                sync_folder(folder.parent)
