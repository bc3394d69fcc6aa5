"""Files that are either wholly on the disk or not there at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def write_all(path: Path, data: bytes, *, mode: int) -> None:
    """Write a file that must not exist yet, and return when the disk has it."""
    with create_file(path, mode=mode) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def create_file(path: Path, *, mode: int) -> BinaryIO:
    """Return a file open for writing that did not exist before, with this mode from its first moment."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "wb")


def sync_folder(folder: Path) -> None:
    """Return when the disk has the folder's list of names, so that a new file outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def process_is_alive(pid: int) -> bool:
    """Return whether another process with this id runs on this machine."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
