from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tallyproof.errors import InputError, VerificationError
from tallyproof.log.merkle import leaf_hash, root_of
from tallyproof.log.tiles import (
    bundle_path,
    log_files,
    log_paths,
    make_bundle,
    parse_bundle,
    read_log,
    tile_path,
)


def entries_of(size: int) -> list[bytes]:
    return [f'{{"index":{index}}}'.encode() for index in range(size)]


@pytest.mark.parametrize(
    ("number", "path"),
    [
        (0, "tile/1/000"),
        (999, "tile/1/999"),
        (1000, "tile/1/x001/000"),
        (1_234_067, "tile/1/x001/x234/067"),
    ],
)
def test_tile_numbers_are_written_in_groups_of_three_digits(number: int, path: str) -> None:
    assert tile_path(1, number) == path


def test_partial_tiles_carry_their_width() -> None:
    assert tile_path(0, 273, 112) == "tile/0/273.p/112"
    assert bundle_path(1000, 1) == "tile/entries/x001/000.p/1"


def test_an_empty_log_has_no_files() -> None:
    files = dict(log_files([]))
    assert files == {}
    assert read_log(files.__getitem__, 0) == []


def test_a_small_log_is_one_bundle_and_one_tile_of_known_bytes() -> None:
    assert dict(log_files([b"a", b"", b"bc"])) == {
        "tile/entries/000.p/3": b"\x00\x01a\x00\x00\x00\x02bc",
        "tile/0/000.p/3": leaf_hash(b"a") + leaf_hash(b"") + leaf_hash(b"bc"),
    }


def test_the_tile_above_holds_the_root_of_each_full_tile() -> None:
    entries = entries_of(600)
    files = dict(log_files(entries))
    assert files["tile/1/000.p/2"] == root_of(entries[:256]) + root_of(entries[256:512])


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 600, 65_536, 65_800])
def test_log_reads_back_and_has_exactly_the_paths_of_its_size(size: int) -> None:
    entries = entries_of(size)
    files = dict(log_files(entries))
    assert read_log(files.__getitem__, size) == entries
    assert sorted(files) == sorted(log_paths(size))


def test_a_log_of_24532_entries_is_193_files() -> None:
    assert len(list(log_paths(24_532))) == 193


@given(st.lists(st.binary(max_size=40), max_size=300))
@settings(max_examples=50)
def test_any_entries_come_back_unchanged(entries: list[bytes]) -> None:
    assert read_log(dict(log_files(entries)).__getitem__, len(entries)) == entries


@given(st.data(), st.integers(1, 255))
@settings(max_examples=100)
def test_reading_fails_after_any_one_byte_change_of_any_file(data: st.DataObject, mask: int) -> None:
    entries = entries_of(300)
    files = dict(log_files(entries))
    path = data.draw(st.sampled_from(sorted(files)))
    position = data.draw(st.integers(0, len(files[path]) - 1))
    changed = bytearray(files[path])
    changed[position] ^= mask
    files[path] = bytes(changed)
    with pytest.raises(VerificationError, match="tile/"):
        read_log(files.__getitem__, len(entries))


def test_a_tile_that_does_not_fit_its_entries_is_named_with_the_hash() -> None:
    files = dict(log_files(entries_of(3)))
    files["tile/0/000.p/3"] = files["tile/0/000.p/3"][:64] + bytes(32)
    with pytest.raises(VerificationError, match=r"tile/0/000\.p/3: hash 2: the entries give"):
        read_log(files.__getitem__, 3)


def test_the_largest_entry_fits_and_one_byte_more_is_refused() -> None:
    largest = bytes(65_535)
    assert parse_bundle(make_bundle([largest]), width=1, place="bundle") == [largest]
    with pytest.raises(InputError, match="log entry 7: expected at most 65,535 bytes, got 65,536"):
        make_bundle([largest + b"\x00"], first=7)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x00", "entry 0 of the bundle is cut short"),
        (b"\x00\x02a", "entry 0 of the bundle is cut short"),
        (b"\x00\x01a\x00\x01", "entry 1 of the bundle is cut short"),
        (b"", "expected 1 entries, got 0"),
        (b"\x00\x01a\x00\x01b", "expected 1 entries, got 2"),
    ],
)
def test_a_damaged_bundle_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(VerificationError, match=f"here: {message}"):
        parse_bundle(data, width=1, place="here")
