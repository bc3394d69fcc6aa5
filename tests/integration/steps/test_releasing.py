"""Releases while others write, after an older journal was put back, and by two publishers at once."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tallyproof import canonical
from tallyproof.publish import build_site
from tallyproof.steps.records import draft
from tallyproof.store import open_election

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy


def writing_meanwhile(toy: Toy, monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    """Let another command append an entry each of the first `times` times that pages are built."""
    left = list(range(times))

    def build(*positional: Any, **named: Any) -> bytes:
        manifest = build_site(*positional, **named)
        if left:
            record = canonical.definition_record(files=toy.records("definition")[-1]["files"], why="again", hour="")
            with open_election(toy.folder) as other:
                other.journal.append(f"meanwhile:{left.pop()}", lambda _start: [draft(record)])
        return manifest

    monkeypatch.setattr("tallyproof.pipeline.build_site", build)


def test_entry_that_comes_while_pages_are_built_is_covered_by_the_release(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing_meanwhile(toy, monkeypatch, times=1)
    toy("publish")
    assert [one["entries"] for one in toy.records("release")] == [len(toy.entries()) - 1]
    assert toy.run("verify", toy.folder / "site").code == 0


def test_publishing_that_never_finds_a_pause_adds_no_release_and_says_what_to_do(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing_meanwhile(toy, monkeypatch, times=100)
    ran = toy("publish", code=3)
    assert "publish again" in " ".join(ran.err.split())
    assert toy.records("release") == []
    monkeypatch.undo()
    toy("publish")
    assert toy.run("verify", toy.folder / "site").code == 0


def test_journal_put_back_from_an_older_copy_never_replaces_a_longer_history(
    toy: Toy, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    toy("publish")
    database = toy.folder / "records.sqlite3"
    shutil.copy(database, tmp_path / "old")
    (tmp_path / "sheet.png").write_bytes(slip("10.1", 100, 50))
    toy("run", tmp_path / "sheet.png", "--source", "party")
    published = (toy.folder / "site" / "log" / "checkpoint").read_bytes()
    for file in toy.folder.glob("records.sqlite3*"):
        file.unlink()
    shutil.copy(tmp_path / "old", database)
    before = toy.entries()
    ran = toy("publish", code=3)
    assert "older copy" in " ".join(ran.err.split())
    assert toy.entries() == before
    assert (toy.folder / "site" / "log" / "checkpoint").read_bytes() == published


def test_definition_edited_while_pages_are_built_is_noticed_and_nothing_is_published(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*positional: Any, **named: Any) -> bytes:
        toy.edit('name = "Ana"', 'name = "Anna"')
        return build_site(*positional, **named)

    monkeypatch.setattr("tallyproof.pipeline.build_site", build)
    ran = toy("publish", code=2)
    assert "election.toml: expected the file as it was when publishing began" in " ".join(ran.err.split())
    assert toy.records("release") == []
    assert not (toy.folder / "site").exists()
    monkeypatch.undo()
    toy("publish")
    assert toy.run("verify", toy.folder / "site").code == 0


def test_site_of_another_election_is_never_replaced(toy: Toy, tmp_path: Path) -> None:
    toy("publish", "--out", tmp_path / "public")
    before = (tmp_path / "public" / "log" / "checkpoint").read_bytes()
    toy.edit('origin = "example.org/toy"', 'origin = "example.org/other"')
    ran = toy("publish", "--out", tmp_path / "public", code=2)
    assert "got the site of 'example.org/toy'" in " ".join(ran.err.split())
    assert (tmp_path / "public" / "log" / "checkpoint").read_bytes() == before


def test_second_publisher_of_a_folder_is_told_to_wait(toy: Toy) -> None:
    toy("publish")
    handle = os.open(toy.folder / ".site.lock", os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert "another process is publishing" in " ".join(toy("publish", code=3).err.split())
    finally:
        os.close(handle)
    toy("publish")


def test_folder_without_a_name_is_named_by_where_it_stands(
    toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "public").mkdir()
    monkeypatch.chdir(tmp_path / "public")
    toy("publish", "--out", ".")
    assert toy.run("verify", tmp_path / "public").code == 0
    toy("publish", "--out", "/", code=2)
