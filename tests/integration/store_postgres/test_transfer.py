"""A journal moves between the databases with identical bytes, or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tallyproof.errors import InputError, StoreError
from tallyproof.store import Draft, export_journal, import_journal, open_election


@pytest.fixture
def election(tmp_path: Path) -> Path:
    """Give the folder of an election with seven records in SQLite."""
    folder = tmp_path / "election"
    folder.mkdir()
    with open_election(folder, database_url="") as store:
        store.journal.append("definition", lambda _: [Draft(bytes(range(256)), "definition", 1)])
        store.journal.append("Z", lambda _: [Draft(b"{}", "image", 2, b"\x00secret\xff")] * 4)
        store.journal.append("empty b", lambda _: [])
        store.journal.append("empty a", lambda _: [])
        store.journal.append("a", lambda _: [Draft(b"{}", "sheet", 1, b"")] * 2)
    return folder


@pytest.fixture
def exported(election: Path, tmp_path: Path) -> Path:
    """Give the exported file of that election."""
    path = tmp_path / "journal.jsonl"
    with open_election(election, database_url="") as store:
        assert export_journal(store, path) == 7
    return path


def twin(election: Path, folder: Path) -> Path:
    """Make a folder with the same secret and an empty journal."""
    folder.mkdir()
    shutil.copy(election / "secret", folder / "secret")
    return folder


@pytest.mark.postgres
def test_sqlite_to_postgresql_and_back_gives_identical_bytes(
    election: Path, exported: Path, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    url = new_database()
    with open_election(election, database_url=url) as store:
        assert import_journal(store, exported) == 7
        export_journal(store, tmp_path / "second.jsonl")
    with open_election(twin(election, tmp_path / "twin"), database_url="") as back:
        assert import_journal(back, tmp_path / "second.jsonl") == 7
        export_journal(back, tmp_path / "third.jsonl")
        with (
            open_election(election, database_url="") as first,
            open_election(election, database_url=url) as second,
        ):
            assert list(back.journal.entries()) == list(first.journal.entries()) == list(second.journal.entries())
            assert back.journal.places() == first.journal.places() == second.journal.places()
    assert exported.read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    assert exported.read_bytes() == (tmp_path / "third.jsonl").read_bytes()


def test_an_imported_journal_goes_on_where_the_old_one_ended(
    election: Path, exported: Path, tmp_path: Path, database_url: str
) -> None:
    with open_election(twin(election, tmp_path / "twin"), database_url=database_url) as store:
        import_journal(store, exported)
        assert store.journal.append("Z", lambda _: []).new is False
        assert store.journal.append("new", lambda _: [Draft(b"{}", "image", 1)]).start == 7


def test_a_journal_in_use_takes_no_import(election: Path, exported: Path) -> None:
    with open_election(election, database_url="") as store, pytest.raises(StoreError, match="empty journal"):
        import_journal(store, exported)


def test_another_elections_journal_is_not_imported(tmp_path: Path, exported: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with open_election(other, database_url="") as store:
        with pytest.raises(StoreError, match="election secret"):
            import_journal(store, exported)
        assert len(store.journal) == 0


def test_an_export_overwrites_nothing_and_is_private(election: Path, exported: Path) -> None:
    before = exported.read_bytes()
    assert exported.stat().st_mode & 0o777 == 0o600
    with (
        open_election(election, database_url="") as store,
        pytest.raises(StoreError, match="nothing is overwritten"),
    ):
        export_journal(store, exported)
    assert exported.read_bytes() == before


def change(line: int, **values: object) -> Callable[[list[bytes]], list[bytes]]:
    def apply(lines: list[bytes]) -> list[bytes]:
        lines[line] = json.dumps({**json.loads(lines[line]), **values}).encode() + b"\n"
        return lines

    return apply


BROKEN: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "cut at the end": lambda lines: lines[:-1],
    "cut in a line": lambda lines: [*lines[:3], lines[3][:20]],
    "empty": lambda _lines: [],
    "a record gone": lambda lines: lines[:3] + lines[4:],
    "two records swapped": lambda lines: [*lines[:1], lines[2], lines[1], *lines[3:]],
    "more after the end": lambda lines: [*lines, b"\n"],
    "no base64": change(2, public="*"),
    "another public part": change(2, public="e30K"),
    "a float for a version": change(2, v=1.0),
    "true for a version": change(2, v=True),
    "an unknown name": change(2, more=1),
    "another format": change(0, format="other"),
    "a later version": change(0, version=2),
    "a negative count": change(0, records=-1),
    "fewer records than batches": change(0, batches=2),
    "an overlap of batches": change(9, start=0),
    "another key": change(9, key="other"),
    "nested too deep": lambda lines: [b"[" * 100_000 + b"\n", *lines[1:]],
    "a number too long": lambda lines: [b"9" * 10_000 + b"\n", *lines[1:]],
    "no text": lambda lines: [b"\xff\xfe\x00\n", *lines[1:]],
}


@pytest.mark.parametrize("breaking", BROKEN)
def test_a_broken_file_imports_nothing_and_names_the_line(
    election: Path, exported: Path, tmp_path: Path, breaking: str
) -> None:
    exported.write_bytes(b"".join(BROKEN[breaking](exported.read_bytes().splitlines(keepends=True))))
    with open_election(twin(election, tmp_path / "twin"), database_url="") as store:
        with pytest.raises(InputError, match=r"journal\.jsonl, line \d+: expected .*, got .*; nothing was imported"):
            import_journal(store, exported)
        assert len(store.journal) == 0
        assert store.journal.places() == {}


def test_a_broken_file_leaves_postgresql_empty_too(
    election: Path, exported: Path, database_url: str, tmp_path: Path
) -> None:
    exported.write_bytes(exported.read_bytes()[:-40])
    with open_election(twin(election, tmp_path / "twin"), database_url=database_url) as store:
        with pytest.raises(InputError):
            import_journal(store, exported)
        assert len(store.journal) == 0
