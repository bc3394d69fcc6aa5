"""Sandboxes side by side."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from tallyproof.errors import InputError, UsageError
from tallyproof.safety.pool import Bounds, in_parallel, in_turn, tried_twice
from tallyproof.safety.sandbox import BrokenDecodingError, DecodingSandbox

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
    results.close()
    assert time.monotonic() - start < 15


def test_no_worker_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="at least 1, got 0"):
        next(in_parallel(lambda _, n: n, [1], workers=0, make_sandbox=sandbox))


class Slow:
    """Work that is never done by itself: `finish` ends the oldest piece."""

    def __init__(self) -> None:
        self.begun: list[Future[int]] = []
        self.most = 0

    def submit(self, item: int) -> Future[int]:
        self.begun.append(Future())
        self.most = max(self.most, sum(not one.done() for one in self.begun))
        return self.begun[-1]

    def finish(self, number: int) -> None:
        self.begun[number].set_result(number)


def test_bytes_at_hand_stay_within_their_bound_and_one_item_always_fits() -> None:
    slow = Slow()
    held: list[int] = []
    sizes = [30, 30, 30, 500, 30, 30, 30, 30]

    def look() -> None:
        at_work = [number for number, one in enumerate(slow.begun) if not one.done()]
        held.append(sum(sizes[number] for number in at_work))
        slow.finish(at_work[0])

    bounds = Bounds(at_once=100, ahead=100, bytes_at_once=60)
    results = in_turn(
        slow.submit, range(len(sizes)), bounds=lambda: bounds, size=sizes.__getitem__, look=look, look_seconds=0
    )
    assert list(results) == list(range(8))
    # An item is begun while fewer than 60 bytes are at hand, so one of 500 may come on top.
    assert max(held) == 530
    assert sorted(held)[:-2] == [30, 60, 60, 60, 60, 60]


def test_results_that_wait_for_a_slow_one_are_bounded_in_number() -> None:
    slow = Slow()

    def look() -> None:
        at_work = [number for number, one in enumerate(slow.begun) if not one.done()]
        slow.finish(at_work[-1])

    bounds = Bounds(at_once=2, ahead=5, bytes_at_once=100)
    results = in_turn(slow.submit, range(20), bounds=lambda: bounds, look=look, look_seconds=0)
    assert next(results) == 0
    assert (len(slow.begun), slow.most) == (5, 2)
    assert list(results) == list(range(1, 20))


def test_a_result_is_given_as_soon_as_it_is_there() -> None:
    slow = Slow()
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            taken.append(number)
            if number == 1:
                slow.finish(0)
            yield number

    bounds = Bounds(at_once=10, ahead=10, bytes_at_once=100)
    assert next(in_turn(slow.submit, items(), bounds=lambda: bounds)) == 0
    assert taken == [0, 1]


def test_work_that_broke_its_process_is_done_again_in_a_fresh_one() -> None:
    with sandbox() as box:
        (first,) = box.run(EVAL, b"[(__import__('os').getpid(), b'')]", name="x")
        trapped = f"__import__('os')._exit(3) if __import__('os').getpid() == {first[0]} else [(1, b'')]"
        assert tried_twice(evaluated, box, trapped) == [1]
        with pytest.raises(BrokenDecodingError, match="code 3"):
            tried_twice(evaluated, box, "__import__('os')._exit(3)")
