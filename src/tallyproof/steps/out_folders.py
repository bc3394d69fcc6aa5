"""Folders that a command writes to: never one in which something of another kind would be overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tallyproof.errors import UsageError

_DEFINITION = "election.toml"


def check_out(folder: Path, names: Iterable[str] = (), *, ours: str = "") -> None:
    """Raise UsageError if `folder` is no folder, or holds one of the `names` to write without being ours.

    It is ours, and may be written again, where it holds the file `ours` and no election.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: expected a folder to write to, got a file; choose another --out")
    foreign = [name for name in names if (folder / name).exists()]
    is_election = (folder / _DEFINITION).exists()
    if foreign and (is_election or not (folder / ours).is_file()):
        raise UsageError(
            f"{folder}: expected an empty folder or an earlier one of this command, got one with "
            f"{', '.join(foreign)}, which would be overwritten; choose another --out"
        )
