"""Reading that is stopped at the keyboard goes on where it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallyproof import screen

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy


@contextmanager
def stopping_at_the_third() -> Iterator[Callable[..., None]]:
    """Stand for a person who presses Ctrl-C when the third file has been read."""

    def report(_stage: str, done: int, _of: int | None, **_: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    yield report


def test_stopped_reading_keeps_what_it_recorded_and_ends_as_an_undisturbed_one(
    toy: Toy, tmp_path: Path, slip: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(6):
        (inbox / f"{number}.png").write_bytes(slip("10.1", 100 + number, 50))
    toy("intake", inbox, "--source", "party")
    before = toy.entries()
    stopped = type(toy)(tmp_path / "stopped", toy.run)
    shutil.copytree(toy.folder, stopped.folder)
    toy("read")
    undisturbed = toy.entries()
    with monkeypatch.context() as at_the_keyboard:
        at_the_keyboard.setattr(screen, "progress", stopping_at_the_third)
        stopped("read", code=130)
    recorded = stopped.entries()
    assert len(before) < len(recorded) < len(undisturbed)
    assert recorded == undisturbed[: len(recorded)]
    assert stopped("read", "--json").json["already"] == (len(recorded) - len(before)) // 2
    assert stopped.entries() == undisturbed
