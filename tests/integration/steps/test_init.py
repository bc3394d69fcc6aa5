"""A new election folder: it loads as it is, and its secret is nobody else's."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tallyproof.election import load_definition

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Ran


def test_new_folder_holds_a_definition_that_loads_and_runs(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("init", tmp_path / "mine")
    assert ran.code == 0
    written = [Path(line) for line in ran.out.splitlines()]
    assert tmp_path / "mine" / "election.toml" in written
    assert all(path.is_file() for path in written)
    assert load_definition(tmp_path / "mine").file.contests
    assert run("check", tmp_path / "mine").code == 0


def test_secret_of_a_new_folder_is_its_owners_alone_and_never_the_same(run: Callable[..., Ran], tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("init", tmp_path / name)
    secrets = [tmp_path / name / "secret" for name in ("one", "two")]
    assert [stat.S_IMODE(path.stat().st_mode) for path in secrets] == [0o600, 0o600]
    assert secrets[0].read_bytes() != secrets[1].read_bytes()


def test_folder_with_files_is_left_alone(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    ran = run("init", tmp_path)
    assert ran.code == 2
    assert "choose another" in " ".join(ran.err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
