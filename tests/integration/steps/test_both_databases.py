"""The whole flow on SQLite and on PostgreSQL: the same entries, the same site, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallyproof.store import open_election

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

BULLETIN = """\
title = "Bulletin"
date = 2026-01-01
contest = "mayor"
source = "Council"
[candidates]
ana = 400
ben = 300
"""


def entries(folder: Path, url: str) -> list[bytes]:
    with open_election(folder, database_url=url) as store:
        return [entry.public for entry in store.journal.entries()]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.postgres
def test_whole_flow_gives_the_same_bytes_on_both_databases(
    toy: Toy,
    table: Path,
    tmp_path: Path,
    slip: Callable[..., bytes],
    new_database: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, station in enumerate(("10.1", "10.1", "20.2", "99.1")):
        (inbox / f"{number}.png").write_bytes(slip(station, 100 + number // 3, 50, 3))
    (inbox / "bad.png").write_bytes(b"no picture")
    toy.write("announcements/first.toml", BULLETIN)
    toy.write("secret", "c3" * 32 + "\n")
    (toy.folder / "secret").chmod(0o600)
    twin = type(toy)(tmp_path / "twin", toy.run)
    shutil.copytree(toy.folder, twin.folder)

    def flow(one: Toy) -> None:
        one("import", table, "--source", "party")
        one("intake", inbox, "--source", "party", code=1)
        one("read")
        one("publish")
        one("publish")

    flow(toy)
    url = new_database()
    monkeypatch.setenv("DATABASE_URL", url)
    flow(twin)
    assert not (twin.folder / "records.sqlite3").exists()
    assert entries(twin.folder, url) == entries(toy.folder, "")
    assert files(twin.folder / "site") == files(toy.folder / "site")
    assert files(twin.folder / "evidence") == files(toy.folder / "evidence")


@pytest.mark.postgres
def test_journal_moves_to_postgresql_by_command_and_publishes_the_same_site(
    toy: Toy,
    table: Path,
    tmp_path: Path,
    new_database: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    toy("import", table, "--source", "party")
    toy("publish")
    before = files(toy.folder / "site")
    backup = tmp_path / "backup.journal"
    assert toy.run("journal", "export", toy.folder, backup).code == 0
    monkeypatch.setenv("DATABASE_URL", new_database())
    assert toy.run("journal", "import", toy.folder, backup).code == 0
    toy("publish")
    assert files(toy.folder / "site") == before
