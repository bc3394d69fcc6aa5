"""The log as plain files: Merkle tiles and entry bundles of C2SP tlog-tiles, written and read back.

A tile holds up to 256 hashes of one level, a bundle up to 256 entries; the last of each may be partial.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tallyproof.errors import InputError, VerificationError
from tallyproof.log.merkle import HASH_BYTES, leaf_hash, root_of_leaves

TILE_WIDTH = 256
MAX_ENTRY_BYTES = 65_535
_LENGTH_BYTES = 2


def tile_path(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a tile of `width` hashes; a width below 256 is a partial tile."""
    return f"tile/{level}/{_number_path(number, width)}"


def bundle_path(number: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a bundle of `width` entries; a width below 256 is a partial bundle."""
    return f"tile/entries/{_number_path(number, width)}"


def log_paths(size: int) -> Iterator[str]:
    """Give the paths of all files of a log of that size, in the order of `log_files`."""
    for number, width in _tiles_of(size):
        yield bundle_path(number, width)
    level = 0
    while count := size >> (8 * level):
        for number, width in _tiles_of(count):
            yield tile_path(level, number, width)
        level += 1


def log_files(entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Give (path, bytes) of every bundle and tile of a log of these entries; an empty log has no files."""
    for number, width in _tiles_of(len(entries)):
        start = number * TILE_WIDTH
        yield bundle_path(number, width), make_bundle(entries[start : start + width], first=start)
    hashes = [leaf_hash(entry) for entry in entries]
    level = 0
    while hashes:
        for number, width in _tiles_of(len(hashes)):
            yield tile_path(level, number, width), b"".join(_slice(hashes, number))
        hashes = _hashes_above(hashes)
        level += 1


def read_log(read: Callable[[str], bytes], size: int) -> list[bytes]:
    """Return the entries of a log of that size, every tile checked against them.

    `read` gives the bytes of a path or raises a TallyproofError. The root is not checked here:
    `checkpoint.verify_root` holds the entries against the checkpoint that named the size.
    """
    entries: list[bytes] = []
    hashes: list[bytes] = []
    for number, width in _tiles_of(size):
        path = bundle_path(number, width)
        bundle = parse_bundle(read(path), width=width, place=path)
        entries.extend(bundle)
        hashes.extend(map(leaf_hash, bundle))
    level = 0
    while hashes:
        for number, width in _tiles_of(len(hashes)):
            path = tile_path(level, number, width)
            _verify_tile(read(path), _slice(hashes, number), place=path)
        hashes = _hashes_above(hashes)
        level += 1
    return entries


def make_bundle(entries: Iterable[bytes], *, first: int = 0) -> bytes:
    """Return the bytes of an entry bundle; `first` is the index of its first entry, for messages."""
    parts = []
    for index, entry in enumerate(entries, start=first):
        if len(entry) > MAX_ENTRY_BYTES:
            raise InputError(
                f"log entry {index}: expected at most {MAX_ENTRY_BYTES:,} bytes, got {len(entry):,}: split the record"
            )
        parts.append(len(entry).to_bytes(_LENGTH_BYTES, "big"))
        parts.append(entry)
    return b"".join(parts)


def parse_bundle(data: bytes, *, width: int, place: str) -> list[bytes]:
    """Return the `width` entries of a bundle's bytes."""
    entries: list[bytes] = []
    position = 0
    while position < len(data):
        start = position + _LENGTH_BYTES
        end = start + int.from_bytes(data[position:start], "big")
        if end > len(data) or start > len(data):
            raise VerificationError(f"entry {len(entries)} of the bundle is cut short", place=place)
        entries.append(data[start:end])
        position = end
    if len(entries) != width:
        raise VerificationError(f"expected {width} entries, got {len(entries)}", place=place)
    return entries


def _tiles_of(count: int) -> Iterator[tuple[int, int]]:
    """Give (number, width) of the tiles that hold `count` hashes: full ones, then the partial one if any."""
    for number in range(count // TILE_WIDTH):
        yield number, TILE_WIDTH
    if partial := count % TILE_WIDTH:
        yield count // TILE_WIDTH, partial


def _slice(hashes: Sequence[bytes], number: int) -> Sequence[bytes]:
    return hashes[number * TILE_WIDTH : (number + 1) * TILE_WIDTH]


def _hashes_above(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes of the next tile level: the root of each full tile."""
    return [root_of_leaves(_slice(hashes, number)) for number in range(len(hashes) // TILE_WIDTH)]


def _verify_tile(data: bytes, hashes: Sequence[bytes], *, place: str) -> None:
    if len(data) != len(hashes) * HASH_BYTES:
        raise VerificationError(f"expected {len(hashes) * HASH_BYTES} bytes, got {len(data)}", place=place)
    for position, expected in enumerate(hashes):
        got = data[position * HASH_BYTES : (position + 1) * HASH_BYTES]
        if got != expected:
            raise VerificationError(
                f"hash {position}: the entries give {expected.hex()}, the tile says {got.hex()}", place=place
            )


def _number_path(number: int, width: int) -> str:
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == TILE_WIDTH else f"{path}.p/{width}"
