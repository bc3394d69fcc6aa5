"""The line that says how far a job is, at any width."""

from __future__ import annotations

import pytest

from tallyproof.steps.progress import Meter


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def told(steps: int, *, of: int | None, each: float, unread: int = 0, stage: str = "read") -> tuple[Meter, Clock]:
    """Give a meter that was told of so many steps, each taking so many seconds."""
    clock = Clock()
    meter = Meter(stage, clock)
    for number in range(1, steps + 1):
        clock.now += each
        meter.tell(number, of, unread)
    return meter, clock


def test_line_says_what_is_done_how_fast_what_is_left_and_what_was_not_read() -> None:
    meter, _ = told(4200, of=100_000, each=0.25, unread=37)
    assert meter.line() == "Reading 4,200/100,000 · 4.0/s · 6 h 39 min left · 37 unread"


def test_narrow_line_keeps_the_count_then_the_time_then_the_unread() -> None:
    meter, _ = told(4200, of=100_000, each=0.25, unread=37)
    assert meter.line(54) == "Reading 4,200/100,000 · 6 h 39 min left · 37 unread"
    assert meter.line(45) == "Reading 4,200/100,000 · 6 h 39 min left"
    assert meter.line(35) == "Reading 4,200/100,000 · 37 unread"
    assert meter.line(30) == "Reading 4,200/100,000 · 4.0/s"
    assert meter.line(10) == "Reading 4,200/100,000"


@pytest.mark.parametrize("width", range(21, 70))
def test_line_is_never_wider_than_asked(width: int) -> None:
    meter, _ = told(4200, of=100_000, each=0.25, unread=37)
    assert len(meter.line(width)) <= width


def test_rate_is_that_of_the_last_minute() -> None:
    meter, clock = told(1000, of=10_000, each=0.01)
    for number in range(1001, 1131):
        clock.now += 1
        meter.tell(number, 10_000, 0)
    assert meter.line() == "Reading 1,130/10,000 · 1.0/s · 2 h 28 min left"


def test_rate_falls_while_nothing_is_told() -> None:
    meter, clock = told(60, of=120, each=1)
    clock.now += 540
    assert meter.line() == "Reading 60/120 · 5.9/min · 10 min left"


def test_whole_that_is_not_known_has_no_time_left() -> None:
    meter, _ = told(50, of=None, each=0.5, stage="intake")
    assert meter.line() == "Taking in 50 · 2.0/s"


def test_finished_stage_says_how_long_it_took_and_stays_so() -> None:
    meter, clock = told(600, of=600, each=0.5, unread=1)
    clock.now += 3600
    assert meter.line() == "Reading 600/600 · 2.0/s · in 5 min · 1 unread"


def test_first_moment_promises_nothing() -> None:
    meter, _ = told(1, of=100, each=0)
    assert meter.line() == "Reading 1/100"


@pytest.mark.parametrize(
    ("left", "words"),
    [(1, "1 s"), (59, "59 s"), (90, "2 min"), (3599, "1 h 00 min"), (100_000, "27 h 47 min"), (400_000, "4 days")],
)
def test_time_left_is_in_words_that_one_can_plan_by(left: int, words: str) -> None:
    meter, _ = told(100, of=100 + left, each=1)
    assert f" {words} left" in meter.line()
