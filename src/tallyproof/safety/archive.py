"""Files, folders and zips as a stream of candidates for evidence, and of refusals with their reasons.

Nothing is written to disk under a name that came from outside, and no link is followed. Zips are unpacked
here, in the parent process, by Python's own code and zlib, under caps on size, number, depth and ratio; what
they contain is decoded in the sandbox only.
"""

from __future__ import annotations

import os
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tallyproof.safety.formats import MEGABYTE, shown_name, too_large

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END_RECORD = b"PK\x05\x06"
_END_RECORD_BYTES = 22
_COMMENT_BYTES = 65_535
_DIRECTORY_BYTES = 64 * MEGABYTE
_CHUNK = 1 << 18
_LOCAL_HEADER_BYTES = 30
_RATIO_FROM = MEGABYTE
"""Small members may compress as well as they like: they cannot hurt."""
_SYSTEM_FILES = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_OFFICE_MEMBERS = ("[Content_Types].xml", "mimetype")
_MEMBER_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """The caps on what one PATH may unfold to."""

    member_bytes: int = 25 * MEGABYTE
    total_bytes: int = 4_000 * MEGABYTE
    """Unpacked, for one zip with the zips inside it."""
    members: int = 65_534
    depth: int = 2
    """A zip in a zip is the last that is opened."""
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file's bytes and where they were found: folder and zip names, each after a slash."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """One file that was left out, and the reason in words."""

    name: str
    reason: str


Found = Candidate | Refusal


def walk(paths: Iterable[str | Path], *, limits: ArchiveLimits | None = None) -> Iterator[Found]:
    """Every file under the paths, zips unfolded, in an order that depends on names alone.

    Left out in silence are only the files that systems strew about (`.DS_Store`, `__MACOSX`, `Thumbs.db`,
    `desktop.ini`); everything else is either a candidate or a refusal.
    """
    caps = limits or ArchiveLimits()
    for path in map(Path, paths):
        # The caller named this path: a link given by hand is meant.
        yield from _path(path, _text(path.name or str(path)), caps, follow=True)


def _path(path: Path, name: str, caps: ArchiveLimits, *, follow: bool) -> Iterator[Found]:
    try:
        status = path.stat() if follow else path.lstat()
        if stat.S_ISDIR(status.st_mode):
            for child in sorted(os.listdir(path)):
                if child not in _SYSTEM_FILES:
                    yield from _path(path / child, f"{name}/{_text(child)}", caps, follow=False)
        elif stat.S_ISREG(status.st_mode):
            yield from _file(path, name, status.st_size, caps)
        else:
            kind = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "a device, pipe or socket"
            yield _refused(name, f"expected a file or folder, got {kind}; copy the file itself here")
    except OSError as error:
        yield _refused(name, f"expected a readable file or folder, got {error.strerror}; check the path")


def _file(path: Path, name: str, size: int, caps: ArchiveLimits) -> Iterator[Found]:
    with path.open("rb") as stream:
        if stream.read(4) in _ZIP_MAGIC:
            yield from _zip(stream, name, caps, _Budget(caps.total_bytes), depth=1)
            return
        stream.seek(0)
        data = stream.read(caps.member_bytes + 1)
    if len(data) > caps.member_bytes:
        yield Refusal(name, too_large(shown_name(name), size, caps.member_bytes, what="a file"))
    else:
        yield Candidate(name, data)


@dataclass(slots=True)
class _Budget:
    """How many unpacked bytes one zip, with the zips inside it, may still bring."""

    left: int


def _zip(stream: IO[bytes], name: str, caps: ArchiveLimits, budget: _Budget, *, depth: int) -> Iterator[Found]:
    if depth > caps.depth:
        yield _refused(name, f"expected zips at most {caps.depth} deep, got one deeper; unpack it yourself first")
        return
    trouble = _directory_trouble(stream, caps)
    if trouble:
        yield _refused(name, trouble)
        return
    try:
        archive = zipfile.ZipFile(stream)
    except _MEMBER_ERRORS as error:
        yield _refused(name, f"expected a complete zip, got a damaged one ({type(error).__name__}); send it again")
        return
    with archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        trouble = _members_trouble(members, caps)
        if trouble:
            yield _refused(name, trouble)
            return
        for info in sorted(members, key=lambda info: info.filename):
            if any(part in _SYSTEM_FILES for part in info.filename.split("/")):
                continue
            yield from _member(archive, info, name, caps, budget, depth=depth)
            if budget.left < 0:
                yield _refused(
                    name,
                    f"expected at most {caps.total_bytes / MEGABYTE:g} MB unpacked, got more; members after "
                    f"{shown_name(info.filename)!r} in the order of names were not read: split the zip",
                )
                return


def _member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    zip_name: str,
    caps: ArchiveLimits,
    budget: _Budget,
    *,
    depth: int,
) -> Iterator[Found]:
    name = f"{zip_name}/{_text(info.filename)}"
    trouble = _member_trouble(info)
    if trouble:
        yield _refused(name, trouble)
        return
    try:
        with archive.open(info) as packed:
            start = packed.read(4)
            if start in _ZIP_MAGIC:
                with tempfile.TemporaryFile() as nested:
                    nested.write(start)
                    trouble = _copied(packed, nested, info, caps, budget, limit=caps.total_bytes)
                    if not trouble:
                        yield from _zip(nested, name, caps, budget, depth=depth + 1)
            else:
                with tempfile.SpooledTemporaryFile(max_size=caps.member_bytes + _CHUNK) as whole:
                    whole.write(start)
                    trouble = _copied(packed, whole, info, caps, budget, limit=caps.member_bytes)
                    if not trouble:
                        whole.seek(0)
                        yield Candidate(name, whole.read())
    except _MEMBER_ERRORS as error:
        trouble = f"expected a complete member, got a damaged one ({type(error).__name__}); send it again"
    if trouble:
        yield _refused(name, trouble)


def _copied(
    packed: IO[bytes],
    target: IO[bytes],
    info: zipfile.ZipInfo,
    caps: ArchiveLimits,
    budget: _Budget,
    *,
    limit: int,
) -> str:
    """Unpack the rest of a member; the reason for stopping, or nothing when it is complete."""
    size = target.tell()
    budget.left -= size
    while chunk := packed.read(_CHUNK):
        size += len(chunk)
        budget.left -= len(chunk)
        if budget.left < 0:
            return f"expected at most {caps.total_bytes / MEGABYTE:g} MB unpacked from one zip, got more; split it"
        if size > limit:
            return f"expected at most {limit / MEGABYTE:g} MB a member, got more; send a smaller scan"
        if size > _RATIO_FROM and size > caps.ratio * max(info.compress_size, 1):
            return (
                f"expected a member that unpacks to at most {caps.ratio} times its size, got more (a zip "
                "bomb?); "
                "send the picture itself"
            )
        target.write(chunk)
    return ""


def _member_trouble(info: zipfile.ZipInfo) -> str:
    """Why a member is not unpacked, by its directory entry alone."""
    parts = info.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":") or "\0" in info.orig_filename:
        return (
            "expected a name inside the zip, got one that leads out of it (absolute or with ..); "
            "pack the files again by their plain names"
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        return "expected a file, got a symbolic link; pack the file itself"
    if info.flag_bits & 0x1:
        return "expected a member without password, got an encrypted one; pack it again without"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "expected a stored or deflated member, got another compression; pack it again as an ordinary zip"
    return ""


def _directory_trouble(stream: IO[bytes], caps: ArchiveLimits) -> str:
    """Why a zip is not opened, by its end record alone: a directory is read whole, whatever its size."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _END_RECORD_BYTES - _COMMENT_BYTES))
    tail = stream.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) - at < _END_RECORD_BYTES:
        return "expected a complete zip, got one that is cut off; send it again"
    entries, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
    if entries > caps.members or directory_bytes > _DIRECTORY_BYTES:
        return f"expected at most {caps.members} members, got more; unpack it into a folder or split it"
    return ""


def _members_trouble(members: list[zipfile.ZipInfo], caps: ArchiveLimits) -> str:
    """Why none of a zip's members are unpacked."""
    if len(members) > caps.members:
        return f"expected at most {caps.members} members, got {len(members)}; unpack it into a folder or split it"
    if any(info.filename in _OFFICE_MEMBERS for info in members):
        return "expected pictures, PDFs or zips of them, got an office document; save it as PDF"
    end = 0
    for info in sorted(members, key=lambda info: info.header_offset):
        if info.header_offset < end:
            return "expected members that lie one after the other, got overlapping ones (a zip bomb?); pack it again"
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size
    return ""


def _refused(name: str, trouble: str) -> Refusal:
    return Refusal(name, f"{shown_name(name)}: {trouble}")


def _text(name: str) -> str:
    """A file name as text that can be shown and stored, whatever bytes it was made of."""
    readable = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(sign if sign.isprintable() else "?" for sign in readable)
