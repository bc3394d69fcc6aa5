"""The two databases on which every fact of the store is tested."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty PostgreSQL database, or an empty string for SQLite."""
    if request.param == "sqlite":
        return ""
    new_database: Callable[[], str] = request.getfixturevalue("new_database")
    return new_database()
