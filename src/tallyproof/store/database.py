"""What the journal needs from either database: one writer at a time, and errors in the store's own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tallyproof.errors import JournalBusyError, StoreError

# Any two numbers do, as long as every Tallyproof uses the same ones; a database holds one election.
APPEND_LOCK: Final = 7_214_902_401
OPEN_LOCK: Final = 7_214_902_402
_SQLITE_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_POSTGRESQL_BUSY: Final = frozenset({"55P03", "40P01"})  # lock not available, deadlock


@contextmanager
def database_errors(place: str, doing: str) -> Iterator[None]:
    """Turn a database's error into a StoreError that names the place; the data in it is left out."""
    try:
        yield
    except Error as error:
        cause = error.__cause__
        sqlite_code = getattr(cause, "sqlite_errorcode", None)
        sqlstate = getattr(cause, "sqlstate", None)
        # The low byte is the primary code; the rest tells its flavours apart (SQLITE_BUSY_SNAPSHOT …).
        busy = isinstance(sqlite_code, int) and sqlite_code & 0xFF in _SQLITE_BUSY
        if busy or sqlstate in _POSTGRESQL_BUSY:
            raise JournalBusyError(
                f"{place}: expected to be the only writer, another process is writing; "
                "wait for it or stop it, then try again"
            ) from None
        name = getattr(cause, "sqlite_errorname", None) or sqlstate or type(error).__name__
        raise StoreError(f"{place}: {doing} failed ({name}); nothing of it was written") from None


@contextmanager
def only_writer(alias: str, place: str, wait_seconds: float) -> Iterator[None]:
    """Hold the journal's one lock and its transaction: all that is written inside is kept, or nothing."""
    connection = connections[alias]
    if connection.in_atomic_block:
        raise StoreError(f"{place}: expected no append within an append; build the batch first")
    with database_errors(place, "writing"):
        connection.close_if_unusable_or_obsolete()
        # On SQLite the transaction itself is the lock: it begins with BEGIN IMMEDIATE (settings.py).
        with transaction.atomic(using=alias, durable=True):
            if connection.vendor == "postgresql":
                _limit_wait(connection, wait_seconds, within_transaction=True)
                _call(connection, "SELECT pg_advisory_xact_lock(%s)", APPEND_LOCK)
            yield


@contextmanager
def only_opener(alias: str, place: str, wait_seconds: float) -> Iterator[None]:
    """Hold the lock under which tables are made and the owner is written, across transactions."""
    connection = connections[alias]
    with database_errors(place, "opening"):
        if connection.vendor != "postgresql":
            yield
            return
        try:
            connection.ensure_connection()
        except Error:
            # The driver's own message would repeat the address.
            raise StoreError(
                f"{place}: expected a server that lets us in, got no connection; check that it runs, "
                "that the database exists, and the host, user and password in DATABASE_URL"
            ) from None
        _limit_wait(connection, wait_seconds, within_transaction=False)
        _call(connection, "SELECT pg_advisory_lock(%s)", OPEN_LOCK)
        try:
            yield
        finally:
            if connection.is_usable():
                _call(connection, "SELECT pg_advisory_unlock(%s)", OPEN_LOCK)


def _limit_wait(connection: BaseDatabaseWrapper, wait_seconds: float, *, within_transaction: bool) -> None:
    milliseconds = str(max(1, round(wait_seconds * 1000)))
    _call(connection, "SELECT set_config('lock_timeout', %s, %s)", milliseconds, within_transaction)


def _call(connection: BaseDatabaseWrapper, statement: str, *values: str | int | bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
