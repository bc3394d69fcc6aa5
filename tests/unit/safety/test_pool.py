"""Sandboxes side by side."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tallyproof.errors import InputError, UsageError
from tallyproof.safety.pool import in_parallel
from tallyproof.safety.sandbox import DecodingSandbox

EVAL = "builtins:eval"


def sandbox() -> DecodingSandbox:
    return DecodingSandbox(tasks=(EVAL,))


def evaluated(box: DecodingSandbox, expression: str) -> object:
    return [value for value, _ in box.run(EVAL, expression.encode(), name="x")]


def test_results_come_in_the_order_of_the_items() -> None:
    items = [f"[({n}, b'')] if __import__('time').sleep({0.2 if n == 0 else 0}) is None else 0" for n in range(6)]
    assert list(in_parallel(evaluated, items, workers=2, make_sandbox=sandbox)) == [[n] for n in range(6)]


def test_items_are_not_taken_far_ahead_of_the_results() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for n in range(100):
            taken.append(n)
            yield n

    results = in_parallel(lambda _, n: n, items(), workers=2, make_sandbox=sandbox)
    assert next(results) == 0
    assert len(taken) <= 4


def test_an_error_comes_at_its_items_turn_and_ends_the_work() -> None:
    def work(_: DecodingSandbox, n: int) -> int:
        if n == 1:
            raise InputError("item 1")
        return n

    results = in_parallel(work, range(10), workers=2, make_sandbox=sandbox)
    assert next(results) == 0
    with pytest.raises(InputError, match="item 1"):
        next(results)


def test_a_caller_that_stops_does_not_wait_for_work_at_hand() -> None:
    start = time.monotonic()
    slow = ["[(1, b'')]", *["__import__('time').sleep(30)"] * 3]
    results = in_parallel(evaluated, slow, workers=1, make_sandbox=sandbox)
    assert next(results) == [1]
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 15


def test_no_worker_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="at least 1, got 0"):
        next(in_parallel(lambda _, n: n, [1], workers=0, make_sandbox=sandbox))
