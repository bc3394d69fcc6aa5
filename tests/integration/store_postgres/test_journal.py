"""Facts of the journal that hold on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.db import Error, connections, transaction

from tallyproof.errors import JournalBusyError, StoreError
from tallyproof.store import Appended, Draft, Entry, Store, create_secret, open_election


def drafts(*publics: bytes) -> Callable[[int], Sequence[Draft]]:
    return lambda _start: [Draft(public, "image", 1, b"private " + public) for public in publics]


def never(_start: int) -> Sequence[Draft]:
    raise AssertionError("the batch was built again")


def failing(_start: int) -> Sequence[Draft]:
    raise ZeroDivisionError


def test_entries_come_back_in_order_with_identical_bytes(tmp_path: Path, database_url: str) -> None:
    every_byte = bytes(range(256))
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", lambda _: [Draft(every_byte, "definition", 1, every_byte), Draft(b"{}", "image", 2)])
        store.journal.append("b", drafts(b"x" * 65_535))
        first, second, third = store.journal.entries()
    assert first == Entry(0, "definition", 1, every_byte, every_byte)
    assert second == Entry(1, "image", 2, b"{}", None)
    assert third == Entry(2, "image", 1, b"x" * 65_535, b"private " + b"x" * 65_535)


def test_entries_outlive_the_process_that_appended_them(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", drafts(b"1", b"2"))
    with open_election(tmp_path, database_url=database_url) as store:
        assert [entry.public for entry in store.journal.entries()] == [b"1", b"2"]
        assert store.journal.append("b", drafts(b"3")) == Appended(2, 1, new=True)


def test_a_part_of_the_entries_can_be_streamed(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", drafts(*(b"%d" % n for n in range(4_500))))
        assert [entry.index for entry in store.journal.entries(1_999, 4_001)] == list(range(1_999, 4_001))
        assert [entry.index for entry in store.journal.entries(4_499)] == [4_499]
        assert list(store.journal.entries(4_500)) == []
        assert len(list(store.journal.entries(0, 9_999))) == len(store.journal) == 4_500


def test_the_entries_of_some_kinds_are_streamed_in_order(tmp_path: Path, database_url: str) -> None:
    kinds = ("image", "sheet", "transcription")
    mixed = [Draft(b"%d" % n, kinds[n % 3], 1) for n in range(7_000)]
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", lambda _: mixed)
        everything = list(store.journal.entries())
        for asked in (("sheet",), ("image", "transcription"), ("table",), ()):
            assert list(store.journal.of_kind(*asked)) == [e for e in everything if e.kind in asked]


def test_the_same_key_appends_once_and_tells_where(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("first", drafts(b"0"))
        assert store.journal.append("again", drafts(b"1", b"2")) == Appended(1, 2, new=True)
        store.journal.append("later", drafts(b"3"))
        assert store.journal.append("again", never) == Appended(1, 2, new=False)
        assert len(store.journal) == 4


def test_an_empty_batch_is_remembered(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        assert store.journal.append("nothing", drafts()) == Appended(0, 0, new=True)
        assert store.journal.append("nothing", never) == Appended(0, 0, new=False)


def test_several_batches_are_built_from_their_own_start(tmp_path: Path, database_url: str) -> None:
    starts: list[int] = []

    def make(start: int) -> Sequence[Draft]:
        starts.append(start)
        return [Draft(b"%d" % start, "image", 1)] * 3

    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", make)
        places = store.journal.append_many([("b", make), ("a", never), ("c", make), ("b", never)])
        assert [entry.public for entry in store.journal.entries()] == [b"0"] * 3 + [b"3"] * 3 + [b"6"] * 3
    assert starts == [0, 3, 6]
    assert [(place.start, place.new) for place in places] == [(3, True), (0, False), (6, True), (3, False)]


def test_a_batch_that_fails_leaves_nothing_of_its_transaction(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", drafts(b"0"))
        with pytest.raises(ZeroDivisionError):
            store.journal.append_many([("b", drafts(b"1")), ("c", failing)])
        assert len(store.journal) == 1
        assert store.journal.keys() == {"a"}
        assert store.journal.append("b", drafts(b"1")) == Appended(1, 1, new=True)


def test_an_append_inside_an_append_is_refused(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:

        def make(_start: int) -> Sequence[Draft]:
            store.journal.append("inner", drafts(b"1"))
            return []

        with pytest.raises(StoreError, match="no append within an append"):
            store.journal.append("outer", make)
        assert len(store.journal) == 0


def test_keys_are_found_by_prefix_and_letter_case(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        for key in ("image:1", "image:2", "IMAGE:3", "image%", "sheet:1", "año:1"):
            store.journal.append(key, drafts())
        assert store.journal.keys("image:") == {"image:1", "image:2"}
        assert store.journal.keys("image%") == {"image%"}
        assert store.journal.keys("año") == {"año:1"}
        assert len(store.journal.keys()) == 6


def test_a_national_table_is_appended_in_seconds(tmp_path: Path, database_url: str) -> None:
    national = [Draft(b'{"station":"%09d"}' % n + b"x" * 600, "transcription", 1, b"p" * 60) for n in range(24_532)]
    with open_election(tmp_path, database_url=database_url) as store:
        started = time.monotonic()
        store.journal.append("table", lambda _: national)
        took = time.monotonic() - started
        assert len(store.journal) == 24_532
    # Measured: about 1 s on SQLite and 2 s on PostgreSQL; the room is for a busy machine.
    assert took < 10


REFUSED = [
    "UPDATE journal_record SET kind = 'other'",
    'UPDATE journal_record SET public = public WHERE "index" = 0',
    "DELETE FROM journal_record",
    "UPDATE journal_batch SET count = 7",
    "DELETE FROM journal_batch WHERE start = 0",
    "UPDATE journal_owner SET election_id = 'other'",
    "DELETE FROM journal_owner",
    "INSERT INTO journal_owner (election_id) VALUES ('other')",
    "INSERT INTO journal_record (\"index\", kind, v, public) VALUES (3, 'image', 1, public)",
    "INSERT INTO journal_record (\"index\", kind, v, public) VALUES (1, 'image', 1, public)",
    "INSERT INTO journal_record SELECT 5, kind, v, public, private FROM journal_record",
]
REFUSED_BY_SQLITE = [
    "INSERT OR REPLACE INTO journal_record SELECT \"index\", 'other', v, public, private FROM journal_record",
    'INSERT OR REPLACE INTO journal_batch SELECT "key", 9, count FROM journal_batch',
]
REFUSED_BY_POSTGRESQL = [
    "TRUNCATE journal_record",
    "TRUNCATE journal_batch",
    'INSERT INTO journal_batch SELECT * FROM journal_batch ON CONFLICT ("key") DO UPDATE SET count = 9',
]


def run(store: Store, statement: str) -> None:
    with transaction.atomic(using=store.alias), connections[store.alias].cursor() as cursor:
        cursor.execute(statement)


def test_the_database_itself_refuses_change_removal_and_gaps(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", drafts(b"0", b"1"))
        before = list(store.journal.entries())
        for statement in REFUSED + (REFUSED_BY_POSTGRESQL if database_url else REFUSED_BY_SQLITE):
            with pytest.raises(Error):
                run(store, statement)
            assert list(store.journal.entries()) == before, statement
            assert store.journal.places() == {"a": Appended(0, 2, new=False)}, statement


def test_a_record_removed_behind_our_back_is_noticed(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", drafts(b"0", b"1", b"2"))
        if database_url:
            run(store, "ALTER TABLE journal_record DISABLE TRIGGER ALL")
        else:
            run(store, "DROP TRIGGER journal_record_no_delete")
        run(store, 'DELETE FROM journal_record WHERE "index" = 1')
        with pytest.raises(StoreError, match="changed from outside"):
            list(store.journal.entries())


def test_a_second_writer_waits_and_then_says_that_the_journal_is_busy(tmp_path: Path, database_url: str) -> None:
    with (
        open_election(tmp_path, database_url=database_url) as first,
        open_election(tmp_path, database_url=database_url, wait_seconds=0.2) as second,
    ):

        def make(_start: int) -> Sequence[Draft]:
            with pytest.raises(JournalBusyError, match="another process is writing"):
                second.journal.append("b", never)
            return [Draft(b"0", "image", 1)]

        first.journal.append("a", make)
        assert second.journal.append("b", drafts(b"1")) == Appended(1, 1, new=True)
        assert [entry.public for entry in first.journal.entries()] == [b"0", b"1"]


def test_another_elections_database_is_refused(tmp_path: Path, database_url: str) -> None:
    mine, other = tmp_path / "mine", tmp_path / "other"
    mine.mkdir()
    other.mkdir()
    with open_election(mine, database_url=database_url) as store:
        store.journal.append("a", drafts(b"0"))
    create_secret(other)
    if not database_url:
        for file in mine.glob("records.sqlite3*"):
            file.rename(other / file.name)
    with pytest.raises(StoreError, match="another election secret"):
        open_election(other, database_url=database_url)


def test_a_lost_secret_is_never_replaced_by_a_new_one(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        store.journal.append("a", drafts(b"0"))
    (tmp_path / "secret").unlink()
    with pytest.raises(StoreError, match="put it back"):
        open_election(tmp_path, database_url=database_url)
    assert not (tmp_path / "secret").exists()


def test_a_journal_of_a_newer_version_is_refused(tmp_path: Path, database_url: str) -> None:
    with open_election(tmp_path, database_url=database_url) as store:
        run(
            store,
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', CURRENT_TIMESTAMP)",
        )
    with pytest.raises(StoreError, match="newer version"):
        open_election(tmp_path, database_url=database_url)
