"""Open an election's folder: its database brought up to date, its secret read, its evidence swept."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final

from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from tallyproof.errors import JournalBusyError, StoreError
from tallyproof.safety.commit import derive
from tallyproof.store import settings
from tallyproof.store.database import database_errors, only_opener
from tallyproof.store.evidence import Evidence
from tallyproof.store.journal import Journal
from tallyproof.store.secret import SECRET_NAME, create_secret, read_secret

WAIT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Store:
    """One open election: its journal, its evidence and its secret. Close it, or use it as a context."""

    folder: Path
    election_id: str
    journal: Journal
    evidence: Evidence
    secret: bytes = field(repr=False)
    alias: str

    def close(self) -> None:
        """Close the database; the store cannot be used afterwards."""
        settings.release_alias(self.alias)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_election(folder: Path, *, database_url: str | None = None, wait_seconds: float = WAIT_SECONDS) -> Store:
    """Return the store of the election in this folder, made on first use.

    The database is PostgreSQL if `database_url`, or else DATABASE_URL, names one; an empty string means
    SQLite in the folder. `wait_seconds` is how long to wait for another writer before JournalBusyError.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise StoreError(f"{folder}: expected an election folder, got none; make one with tallyproof init")
    url = settings.environment_database_url() if database_url is None else database_url
    place = "the PostgreSQL database in DATABASE_URL" if url else str(folder / settings.DATABASE_NAME)
    alias = settings.claim_alias(settings.database_settings(folder, url, wait_seconds))
    opened = False
    try:
        with _folder_lock(folder, wait_seconds), only_opener(alias, place, wait_seconds):
            if not url:
                _make_private(folder / settings.DATABASE_NAME)
            _migrate(alias, place)
            journal = Journal(alias, place, wait_seconds)
            secret = _secret_of(folder, alias, place)
            election_id = derive(secret, "election-id-v1", b"").hex()
            _own(alias, place, election_id, is_new=len(journal) == 0)
            settings.sign_with(alias, secret)
            evidence = Evidence(folder / "evidence", secret)
            evidence.sweep()
        opened = True
    finally:
        if not opened:
            settings.release_alias(alias)
    return Store(folder, election_id, journal, evidence, secret, alias)


@contextmanager
def _folder_lock(folder: Path, wait_seconds: float) -> Iterator[None]:
    """Let one process at a time make the tables and the secret of a folder; a dead process holds no lock."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    deadline = time.monotonic() + wait_seconds
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise JournalBusyError(
                        f"{folder}: expected to open it alone, another process is opening it; try again"
                    ) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def _make_private(place: Path) -> None:
    """Make the database file, if it is not there, so that only its owner can read the private parts in it."""
    try:
        os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreError(f"{place}: the journal could not be opened ({error.strerror})") from error


def _migrate(alias: str, place: str) -> None:
    """Bring the tables up to date; refuse a database that a newer Tallyproof has changed."""
    with database_errors(place, "bringing the tables up to date"):
        loader = MigrationLoader(connections[alias])
        known = loader.disk_migrations or {}
        newer = [node for node in loader.applied_migrations if node[0] == "store" and node not in known]
        if newer:
            raise StoreError(
                f"{place}: expected a journal of this version of Tallyproof, got one of a newer version "
                f"({max(newer)[1]}); install that version"
            )
        if all(node in loader.applied_migrations for node in known):
            return
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def _secret_of(folder: Path, alias: str, place: str) -> bytes:
    """Return the folder's secret, made now if nothing was ever derived from one."""
    from tallyproof.store.models import Owner

    secret = read_secret(folder)
    if secret is not None:
        return secret
    with database_errors(place, "reading the owner"):
        owned = Owner.objects.using(alias).exists()
    if owned or not Evidence(folder / "evidence", b"").is_empty():
        raise StoreError(
            f"{folder / SECRET_NAME}: expected the election secret, got no file; "
            f"put it back from a safe copy: {'the journal' if owned else 'the evidence'} was made with it"
        )
    return create_secret(folder)


def _own(alias: str, place: str, election_id: str, *, is_new: bool) -> None:
    """Write the election's id into its new database, or make sure that it is the one there."""
    from tallyproof.store.models import Owner

    with database_errors(place, "reading the owner"):
        owner = Owner.objects.using(alias).first()
        if owner is None and is_new:
            owner = Owner.objects.using(alias).create(election_id=election_id)
    if owner is None or owner.election_id != election_id:
        raise StoreError(
            f"{place}: expected the journal of this election, got one made with another election secret; "
            "name another database, or put this election's file secret back"
        )
