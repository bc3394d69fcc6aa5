"""The log's files beside the pages: bundles, tiles and the body of the checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tallyproof.log.checkpoint import make_checkpoint
from tallyproof.log.tiles import log_files


def add_log(folder: Path, entries: Sequence[bytes], origin: str) -> None:
    """Write log/checkpoint (the body that is to be signed) and log/tile/… of these entries into a built site."""
    log = folder / "log"
    for path, data in log_files(entries):
        target = log / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    log.mkdir(exist_ok=True)
    (log / "checkpoint").write_bytes(make_checkpoint(origin, entries).body)
