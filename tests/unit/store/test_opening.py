"""An election folder is opened as a whole, or refused with what to do."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from tallyproof.errors import StoreError, UsageError
from tallyproof.store import Draft, open_election
from tallyproof.store.settings import database_settings


def test_a_new_folder_gets_a_private_journal_and_a_secret(tmp_path: Path) -> None:
    with open_election(tmp_path, database_url="") as store:
        assert len(store.journal) == 0
        assert len(store.secret) == 32
        assert store.folder == tmp_path
    assert (tmp_path / "records.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="tallyproof init"):
        open_election(tmp_path / "nowhere", database_url="")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(StoreError, match=r"records\.sqlite3.*SQLITE_NOTADB"):
        open_election(tmp_path, database_url="")
    assert (tmp_path / "records.sqlite3").read_bytes().startswith(b"not a database")


def test_sqlite_waits_for_the_disk_at_every_commit(tmp_path: Path) -> None:
    with open_election(tmp_path, database_url="") as store, connections[store.alias].cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


def test_two_elections_open_in_one_process_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with (
        open_election(tmp_path / "a", database_url="") as a,
        open_election(tmp_path / "b", database_url="") as b,
    ):
        a.journal.append("k", lambda _: [Draft(b"a", "image", 1)])
        b.journal.append("k", lambda _: [Draft(b"b", "image", 1)] * 2)
        assert [entry.public for entry in a.journal.entries()] == [b"a"]
        assert [entry.public for entry in b.journal.entries()] == [b"b", b"b"]
        assert a.election_id != b.election_id


def test_the_first_election_open_is_the_one_that_pages_show(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    keys = []
    for name in ("a", "b", "a"):
        with open_election(tmp_path / name, database_url="") as store:
            assert store.alias == "default"
            keys.append(django_settings.SECRET_KEY)
            assert store.secret.hex() not in keys
        with pytest.raises(ImproperlyConfigured, match="must not be empty"):
            _ = django_settings.SECRET_KEY
    assert keys[0] == keys[2] != keys[1]
    assert all(len(key) == 64 for key in keys)


def test_neither_representation_nor_log_holds_the_secret_or_data(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), open_election(tmp_path, database_url="") as store:
        store.journal.append("k", lambda _: [Draft(b"{}", "image", 1, b"Maria Perez")])
        assert [entry.private for entry in store.journal.entries()] == [b"Maria Perez"]
        assert store.secret.hex() not in repr(store)
        assert repr(store.secret) not in repr(store)
        assert "Maria" not in repr(next(store.journal.entries()))
    assert "Maria" not in caplog.text
    assert store.secret.hex() not in caplog.text


def test_database_url_in_the_environment_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://u:hidden@h/db")
    with pytest.raises(UsageError, match="DATABASE_URL") as caught:
        open_election(tmp_path)
    assert "hidden" not in str(caught.value)


def test_a_server_that_cannot_be_reached_is_named_without_its_address(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check that it runs") as caught:
        open_election(tmp_path, database_url=f"postgresql://user:hidden@/db?host={tmp_path}")
    assert "hidden" not in str(caught.value)
    assert not (tmp_path / "secret").exists()


def test_an_address_is_read_with_user_password_host_and_port(tmp_path: Path) -> None:
    read = database_settings(tmp_path, "postgresql://us%40er:p%3Aw@db.example:5433/tally?sslmode=require", 30)
    assert [read[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "us@er", "p:w", "db.example", "5433", "tally",
    ]  # fmt: skip
    assert read["OPTIONS"]["sslmode"] == "require"


def test_an_address_may_name_a_socket(tmp_path: Path) -> None:
    read = database_settings(tmp_path, "postgresql://postgres@/tally?host=/run/postgresql&port=5433", 30)
    assert (read["HOST"], read["PORT"], read["NAME"]) == ("/run/postgresql", "5433", "tally")


@pytest.mark.parametrize(
    "address",
    [
        "mysql://user:hidden@host/db",
        "user:hidden@host/db",
        "postgresql://user:hidden@host",
        "postgresql://user:hidden@host/",
        "postgresql://user:hidden@host/" + "d" * 64,
        "postgresql://user:hidden@host/a/b",
        "postgresql://user:hidden@host:port/db",
        "postgresql://user:hidden@[host/db",
        "postgresql://user:hidden@host/db?unknown=1",
    ],
)
def test_a_wrong_address_is_refused_without_repeating_it(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="DATABASE_URL: expected") as caught:
        database_settings(tmp_path, address, 30)
    assert "hidden" not in str(caught.value)
