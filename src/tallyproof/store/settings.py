"""Django's settings, made in a function: one configuration to a process, one database to an election."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.conf import settings
from django.db import connections

from tallyproof.errors import UsageError
from tallyproof.safety.commit import derive

DATABASE_NAME: Final = "records.sqlite3"
# The parameters of libpq that an operator may need; anything else in the address is a slip of the pen.
_URL_OPTIONS: Final = frozenset(
    {
        "application_name",
        "connect_timeout",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    }
)
_NAME_LIMIT: Final = 63  # PostgreSQL cuts longer names, and so would meet another database
_UNCLAIMED: Final = "django.db.backends.dummy"


def database_settings(folder: Path, database_url: str, wait_seconds: float) -> dict[str, Any]:
    """Return the election's database in Django's terms: PostgreSQL by its address, else SQLite."""
    described = _postgresql(database_url) if database_url else _sqlite(folder / DATABASE_NAME, wait_seconds)
    return {
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None},
        **described,
    }


def claim_alias(database: dict[str, Any]) -> str:
    """Return the Django alias that now stands for this database.

    The first election open in a process is `default`, the one that web pages show. Others opened beside it
    (as when a journal is copied) get an alias of their own.
    """
    configure()
    taken = connections.settings
    alias = "default"
    number = 1
    while alias in taken and taken[alias]["ENGINE"] != _UNCLAIMED:
        number += 1
        alias = f"election{number}"
    taken[alias] = database
    if hasattr(connections._connections, alias):  # type: ignore[attr-defined]  # Django has no public way to ask
        del connections[alias]
    return alias


def release_alias(alias: str) -> None:
    """Close the database behind the alias and forget its address and its key."""
    connections[alias].close()
    del connections[alias]
    if alias == "default":
        connections.settings[alias] = {**connections.settings[alias], "ENGINE": _UNCLAIMED, "PASSWORD": ""}
        settings.SECRET_KEY = ""
    else:
        del connections.settings[alias]


def sign_with(alias: str, secret: bytes) -> None:
    """Let Django sign with a key derived from the secret of the election that web pages show."""
    if alias == "default":
        settings.SECRET_KEY = derive(secret, "django-key-v1", b"").hex()


def configure() -> None:
    """Configure Django in this process, unless it is already."""
    if settings.configured:
        return
    settings.configure(
        DATABASES={},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["tallyproof.store"],
        # Django's own log configuration would print requests and errors with data.
        LOGGING_CONFIG=None,
        SECRET_KEY="",
        TIME_ZONE="UTC",
        USE_TZ=True,
    )
    django.setup()


def _sqlite(place: Path, wait_seconds: float) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place),
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "OPTIONS": {
            "timeout": wait_seconds,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
    }


def _postgresql(database_url: str) -> dict[str, Any]:
    """Read postgresql://user:password@host:port/database?host=/socket; errors never repeat the address."""
    place = "DATABASE_URL"
    try:
        parts = urlsplit(database_url)
        port = str(parts.port or "")
    except ValueError:
        raise UsageError(f"{place}: expected postgresql://user:password@host:port/database, got no address") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise UsageError(
            f"{place}: expected an address that begins with postgresql://, got another scheme; "
            "unset DATABASE_URL to keep the journal in the election folder (SQLite)"
        )
    name = unquote(parts.path.removeprefix("/"))
    if not 1 <= len(name) <= _NAME_LIMIT or "/" in name:
        raise UsageError(f"{place}: expected the name of one database after the host, got none or no name")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    port = query.pop("port", "") or port
    # Imported here so that an election in SQLite starts without PostgreSQL's library.
    from psycopg import IsolationLevel

    unknown = sorted(query.keys() - _URL_OPTIONS)
    if unknown:
        raise UsageError(
            f"{place}: expected only the parameters {', '.join(sorted(_URL_OPTIONS | {'host', 'port'}))}, "
            f"got {unknown[0]!r}"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        # The next index is read after the lock is held; a snapshot taken before it would be stale.
        "OPTIONS": {**query, "isolation_level": IsolationLevel.READ_COMMITTED},
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def environment_database_url() -> str:
    """Return the address in DATABASE_URL, or an empty string for SQLite in the election folder."""
    return os.environ.get("DATABASE_URL", "").strip()
