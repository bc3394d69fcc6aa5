"""Putting a site in place: a kill at any moment leaves a complete site."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tallyproof.errors import UsageError
from tallyproof.publish import fresh_folder, swap_in


class KilledError(Exception):
    """Stands for SIGKILL at one step."""


def make_site(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(text)
    (folder / "index.html").write_text(text)
    return folder


def read(folder: Path) -> set[str]:
    return {path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_the_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    out = make_site(tmp_path / "site", "old")
    swap_in(make_site(tmp_path / "new", "new"), out)
    assert read(out) == {"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_first_site_is_put_where_none_stood(tmp_path: Path) -> None:
    swap_in(make_site(tmp_path / "new", "new"), tmp_path / "site")
    assert read(tmp_path / "site") == {"new"}


def test_a_folder_of_other_files_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "papers"
    out.mkdir()
    (out / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="other files"):
        swap_in(make_site(tmp_path / "new", "new"), out)
    with pytest.raises(UsageError, match="other files"):
        fresh_folder(out)
    assert read(out) == {"mine"}


def test_an_unfinished_site_is_not_swapped_in(tmp_path: Path) -> None:
    out = make_site(tmp_path / "site", "old")
    (tmp_path / "new").mkdir()
    with pytest.raises(UsageError, match="finished site"):
        swap_in(tmp_path / "new", out)
    assert read(out) == {"old"}


def test_a_fresh_folder_is_empty_even_after_a_killed_build(tmp_path: Path) -> None:
    out = tmp_path / "site"
    (fresh_folder(out) / "half.html").write_text("half")
    assert list(fresh_folder(out).iterdir()) == []


STEPS = ("rename 1", "rename 2", "rename 3", "remove 1")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_leaves_a_complete_site_and_the_next_call_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    out, counts = make_site(tmp_path / "site", "old"), {"rename": 0, "remove": 0}

    def deadly(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            counts[name] += 1
            if f"{name} {counts[name]}" != step:
                return real(*args, **kwargs)
            if after:
                real(*args, **kwargs)
            raise KilledError

        return call

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", deadly("rename", Path.rename))
        patched.setattr(shutil, "rmtree", deadly("remove", shutil.rmtree))
        with pytest.raises(KilledError):
            swap_in(make_site(tmp_path / "new", "new"), out)

    complete = [read(path) for path in tmp_path.iterdir() if (path / "manifest.json").is_file()]
    assert {"old"} in complete or {"new"} in complete
    assert all(len(one) == 1 for one in complete)
    swap_in(make_site(tmp_path / "newer", "newer"), out)
    assert read(out) == {"newer"}
    left = {path.name for path in tmp_path.iterdir()} - {"site", "new"}
    assert left == set()
