"""Progress on a terminal of any width, and in a log."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from tallyproof import screen


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def stderr(monkeypatch: pytest.MonkeyPatch, *, width: int = 80, terminal: bool = False) -> io.StringIO:
    """Put a console that writes to a text in the place of standard error."""
    written = io.StringIO()
    console = Console(file=written, width=width, force_terminal=terminal, highlight=False, emoji=False)
    monkeypatch.setattr(screen, "_err", console)
    return written


def read(steps: int, *, of: int, each: float, stopped: bool = False) -> None:
    clock = Clock()
    with screen.progress(clock) as report:
        for number in range(1, steps + 1):
            clock.now += each
            report("read", number, of)
        if stopped:
            raise KeyboardInterrupt


def test_log_gets_a_line_every_ten_seconds_and_one_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    written = stderr(monkeypatch, width=20)
    read(25, of=25, each=1)
    assert written.getvalue().splitlines() == [
        "Reading 11/25 · 1.0/s · 14 s left",
        "Reading 21/25 · 1.0/s · 4 s left",
        "Reading 25/25 · 1.0/s · in 24 s",
    ]


def test_log_of_a_stopped_job_ends_with_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    written = stderr(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        read(14, of=100, each=1, stopped=True)
    assert written.getvalue().splitlines()[-1].startswith("Reading 14/100")


def test_short_job_leaves_nothing_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    written = stderr(monkeypatch)
    read(9, of=9, each=1)
    assert written.getvalue() == ""


@pytest.mark.parametrize("width", [24, 40, 60, 89, 90, 200])
def test_terminal_of_any_width_gets_one_line_that_fits(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    written = stderr(monkeypatch, width=width, terminal=True)
    read(1000, of=100_000, each=0.25)
    drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.getvalue()).replace("\r", "\n").split("\n")
    assert max(len(line) for line in drawn) <= width
    last = [line for line in drawn if line.strip()][-1]
    assert "Reading" in last
    assert ("left" in last) == (width >= 40)
    assert ("━" in last) == (width >= 90)
