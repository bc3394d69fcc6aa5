"""A published site in a zip: unpacked under caps into a folder that nobody else sees, then verified."""

from __future__ import annotations

import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.verify.differences import shown
from tallyproof.verify.folder import MAX_DEPTH, MEGABYTE, is_plain_path
from tallyproof.verify.report import VerificationReport
from tallyproof.verify.site import Progress, verify_site

_MAX_MEMBERS = 65_534
_MAX_UNPACKED_BYTES = 8 * 1024 * MEGABYTE
_MAX_DIRECTORY_BYTES = 64 * MEGABYTE
_END_RECORD = b"PK\x05\x06"
_END_RECORD_BYTES = 22
_COMMENT_BYTES = 65_535
_CHUNK = MEGABYTE
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def verify_archive(archive: Path, *, workers: int = 2, progress: Progress | None = None) -> VerificationReport:
    """Return the report of a site in a zip, its files at the top or all in one folder; see `verify_site`.

    Raises InputError if it is no complete zip, UnsafeInputError if unpacking it would not be safe.
    """
    place = archive.name
    with tempfile.TemporaryDirectory(prefix="tallyproof-verify-") as temporary:
        folder = Path(temporary)
        try:
            with archive.open("rb") as stream:
                _check_directory(stream, place)
                with zipfile.ZipFile(stream) as opened:
                    members = _members(opened, place)
                    _unpack(opened, members, folder, place)
        except _BROKEN as error:
            reason = shown(str(error))
            raise InputError(f"{place}: expected a complete zip of a site, got {reason}; get it again") from error
        return verify_site(_top(folder), workers=workers, progress=progress)


def _check_directory(stream: IO[bytes], place: str) -> None:
    """Refuse a directory too large to read, by its end record alone: zipfile reads it whole."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END_RECORD_BYTES - _COMMENT_BYTES))
    tail = stream.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) - at < _END_RECORD_BYTES:
        raise InputError(f"{place}: expected a complete zip of a site, got none; get it again")
    members, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    if members > _MAX_MEMBERS or directory_bytes > _MAX_DIRECTORY_BYTES:
        raise UnsafeInputError(
            f"{place}: expected at most {_MAX_MEMBERS:,} files, got more; unpack it yourself and give the folder"
        )


def _members(opened: zipfile.ZipFile, place: str) -> list[zipfile.ZipInfo]:
    """Return the files to unpack, their names and kinds checked before the first is written."""
    members = [info for info in opened.infolist() if not info.is_dir()]
    names: set[str] = set()
    for info in members:
        path, where = info.filename, f"{place}, {shown(info.filename)}"
        if not is_plain_path(path) or not path.isascii() or path.count("/") > MAX_DEPTH + 1 or ":" in path:
            raise UnsafeInputError(f"{where}: expected a name inside the zip; such a site is not unpacked")
        if path in names:
            raise UnsafeInputError(f"{where}: expected every file once, got it twice")
        if stat.S_ISLNK(info.external_attr >> 16) or info.flag_bits & 0x1:
            raise UnsafeInputError(f"{where}: expected a plain file, got a symbolic link or an encrypted one")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnsafeInputError(f"{where}: expected an ordinary compression; pack the site again")
        names.add(path)
    return members


def _unpack(opened: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], folder: Path, place: str) -> None:
    left = _MAX_UNPACKED_BYTES
    for info in members:
        target = folder / info.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(info) as packed, target.open("xb") as unpacked:
            while chunk := packed.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    limit = f"{_MAX_UNPACKED_BYTES // MEGABYTE:,} MB"
                    raise UnsafeInputError(
                        f"{place}: expected at most {limit} unpacked, got more; "
                        "unpack it yourself if you trust it, and give the folder"
                    )
                unpacked.write(chunk)


def _top(folder: Path) -> Path:
    """Return the folder that the site stands in: the top, or the only folder there."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder
