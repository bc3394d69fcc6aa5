"""The files of a published site, read as a stranger's: regular ones only, no links, capped."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tallyproof.errors import InputError, VerificationError
from tallyproof.verify.differences import shown

MEGABYTE = 1024 * 1024
MAX_FILES = 1_000_000
MAX_DEPTH = 12
MAX_HASHED_BYTES = 1024 * MEGABYTE
_CHUNK = MEGABYTE
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """A folder and the sizes of its files by path inside it ('en/index.html'), in sorted order."""

    root: Path
    sizes: MappingProxyType[str, int]

    def read(self, path: str, *, at_most: int) -> bytes:
        """Return the bytes of a file; raises VerificationError if it is absent or larger than `at_most`."""
        if path not in self.sizes:
            raise VerificationError("expected this file, found none; get a complete copy", place=path)
        try:
            with os.fdopen(_open(self.root / path, path), "rb") as stream:
                # A read makes room for all it may bring, so the size is asked first.
                data = stream.read(min(at_most, os.fstat(stream.fileno()).st_size) + 1)
        except OSError as error:
            raise VerificationError(f"expected a readable file, got {error.strerror}", place=path) from error
        if len(data) > at_most:
            raise VerificationError(f"expected at most {at_most / MEGABYTE:g} MB, got more", place=path)
        return data

    def sha256(self, path: str) -> str:
        """Return the SHA-256 of a file in hex, whatever its size up to a gigabyte."""
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(_open(self.root / path, path), "rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    if size > MAX_HASHED_BYTES:
                        raise VerificationError("expected at most 1,024 MB, got more", place=path)
        except OSError as error:
            raise VerificationError(f"expected a readable file, got {error.strerror}", place=path) from error
        return digest.hexdigest()


def list_site(root: Path) -> SiteFolder:
    """Return the files of a site's folder.

    Raises InputError if there is no folder, VerificationError for a link, a device or an odd name.
    """
    if not root.is_dir():
        raise InputError(f"{root}: expected the folder of a published site, found none; check the path")
    sizes: dict[str, int] = {}
    waiting = [("", 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            with os.scandir(root / folder) as listing:
                for entry in listing:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    status = entry.stat(follow_symlinks=False)
                    _check_name(path)
                    if stat.S_ISDIR(status.st_mode) and depth < MAX_DEPTH:
                        waiting.append((path, depth + 1))
                    elif stat.S_ISREG(status.st_mode):
                        sizes[path] = status.st_size
                    else:
                        raise VerificationError(_unexpected_kind(status.st_mode), place=path)
                    if len(sizes) > MAX_FILES:
                        raise VerificationError(f"expected at most {MAX_FILES:,} files, got more", place=path)
        except OSError as error:
            place = folder or str(root)
            raise VerificationError(f"expected a readable folder, got {error.strerror}", place=place) from error
    return SiteFolder(root, MappingProxyType(dict(sorted(sizes.items()))))


def is_plain_path(path: str) -> bool:
    """Return whether a path stays inside the site: parts joined by '/', none of them empty, '.' or '..'."""
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and not any(part in ("", ".", "..") for part in parts)


def _check_name(path: str) -> None:
    if not is_plain_path(path) or not path.isascii():
        raise VerificationError("expected a file name of plain ASCII characters", place=shown(path))


def _unexpected_kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "expected a file, got a symbolic link; a published site has none"
    if stat.S_ISDIR(mode):
        return f"expected folders at most {MAX_DEPTH} deep, got one deeper"
    return "expected a file, got a device, pipe or socket"


def _open(path: Path, place: str) -> int:
    """Open a regular file; a link or pipe put there since the listing is refused."""
    descriptor = os.open(path, _OPEN_FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise VerificationError("expected a file, got something else", place=place)
    return descriptor
