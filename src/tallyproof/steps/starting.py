"""A new election folder with a commented example."""

from __future__ import annotations

from pathlib import Path

from tallyproof.election.example import ANNOUNCEMENT_FILE, example_files
from tallyproof.errors import UsageError
from tallyproof.store import create_secret

# Every command loads announcements/*.toml: the example's would no longer fit once its contest is edited.
ASLEEP = ".txt"


def start_election(folder: Path) -> list[str]:
    """Write the example and make the election secret; return the names of the files written.

    The example's announcement sleeps under another name than announcements have.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: expected a new or empty folder, got one with files in it; choose another")
    folder.mkdir(parents=True, exist_ok=True)
    files = example_files()
    files = {f"{name}{ASLEEP}" if name == ANNOUNCEMENT_FILE else name: data for name, data in files.items()}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    create_secret(folder)
    return sorted(files)
