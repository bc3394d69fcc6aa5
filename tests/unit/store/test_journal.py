"""What may become a record is decided before a database is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallyproof.errors import StoreError
from tallyproof.store import Draft, open_election


def test_a_public_part_fits_an_entry_of_the_log() -> None:
    assert len(Draft(b"x" * 65_535, "image", 1).public) == 65_535
    with pytest.raises(StoreError, match="at most 65,535 bytes, got 65,536"):
        Draft(b"x" * 65_536, "image", 1)


def test_an_empty_public_part_is_refused() -> None:
    with pytest.raises(StoreError, match="got no bytes"):
        Draft(b"", "image", 1)


@pytest.mark.parametrize("kind", ["", "Image", "9", "a b", "a\n", "a" * 65, "é"])
def test_a_kind_is_one_plain_word(kind: str) -> None:
    with pytest.raises(StoreError, match="expected a kind"):
        Draft(b"{}", kind, 1)


@pytest.mark.parametrize("v", [0, -1, 2**31])
def test_a_version_counts_from_one(v: int) -> None:
    with pytest.raises(StoreError, match="expected a version"):
        Draft(b"{}", "image", v)


def test_a_private_part_is_not_shown() -> None:
    assert "Maria" not in repr(Draft(b"{}", "image", 1, b"Maria Perez"))


@pytest.mark.parametrize("key", ["", "a\0b", "a\nb", "\ud800", "k" * 501])
def test_a_key_that_a_database_might_change_is_refused(tmp_path: Path, key: str) -> None:
    with open_election(tmp_path, database_url="") as store:
        with pytest.raises(StoreError, match="expected a key"):
            store.journal.append(key, lambda _: [])
        assert store.journal.keys() == set()


def test_entries_before_the_first_are_refused(tmp_path: Path) -> None:
    with open_election(tmp_path, database_url="") as store, pytest.raises(StoreError, match="from 0 on"):
        list(store.journal.entries(-1))
