"""The pool that reads files: whatever one of them does to its reader, the others are read, in their order."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tallyproof.errors import InputError
from tallyproof.read import pool
from tallyproof.read.pool import FileReading, read_pages
from tallyproof.safety.formats import Limits
from tallyproof.safety.sandbox import BrokenDecodingError, DecodingSandbox

EVAL = "builtins:eval"
"""Stands for a reader: it does what the file says, in the sandboxed process."""
SMALL = Limits(wall_seconds=1, memory_bytes=512 * 1024**2)
TRAP = "setattr(__import__('builtins'), 'trap', True)"
TRAPPED = "hasattr(__import__('builtins'), 'trap')"
EXIT = "__import__('os')._exit(3)"
CRASH = "__import__('ctypes').string_at(8)"


def page(number: int) -> str:
    return f"[({number}, b'')]"


def read_as_told(sandbox: DecodingSandbox, data: bytes, _layouts: Sequence[Any], *, name: str) -> Iterator[Any]:
    for value, _ in sandbox.run(EVAL, data, name=name):
        if type(value) is not int:
            raise BrokenDecodingError(f"{name}: expected a page, got nonsense")
        yield value


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files say what their reader does."""
    monkeypatch.setattr(pool, "read_file", read_as_told)
    monkeypatch.setattr(pool, "reading_sandbox", lambda limits: DecodingSandbox(limits=limits, tasks=(EVAL,)))


def read(expressions: Sequence[str], *, workers: int = 2, limits: Limits = SMALL) -> list[FileReading]:
    items = [(f"{number}", expression.encode()) for number, expression in enumerate(expressions)]
    return list(read_pages(items, [], workers=workers, limits=limits))


def pages_of(results: Sequence[FileReading]) -> list[Any]:
    return [one.pages for one in results]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("__import__('time').sleep(60)", "no answer in 1 seconds"),
        (EXIT, "ended by itself with code 3"),
        (CRASH, "SIGSEGV"),
        ("b'x' * 10**9", "more than 512 MiB"),
        ("[('seven', b'')]", "nonsense"),
        ("[][7]", "IndexError"),
        ("7", "TypeError"),
    ],
)
def test_a_file_that_breaks_its_reader_costs_itself_only(trouble: str, reason: str) -> None:
    results = read([page(0), trouble, page(2), page(3)])
    assert [one.name for one in results] == ["0", "1", "2", "3"]
    assert pages_of(results) == [(0,), (), (2,), (3,)]
    assert reason in results[1].refused


@pytest.mark.usefixtures("told")
def test_pages_before_the_one_that_breaks_the_reader_are_not_given() -> None:
    (result,) = read([f"((7 if n == 0 else {EXIT}, b'') for n in range(2))"])
    assert result.pages == ()
    assert "code 3" in result.refused


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("how", [EXIT, CRASH])
def test_what_an_earlier_file_left_behind_does_not_cost_the_next_one(how: str) -> None:
    innocent = f"{how} if {TRAPPED} else [(1, b'')]"
    results = read([f"[(0, b'')] if {TRAP} is None else 0", innocent, innocent], workers=1)
    assert pages_of(results) == [(0,), (1,), (1,)]


def test_a_file_that_always_breaks_its_reader_is_tried_twice_and_then_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: Counter[str] = Counter()

    def broken(_: DecodingSandbox, __: bytes, ___: Sequence[Any], *, name: str) -> Iterator[Any]:
        tries[name] += 1
        raise BrokenDecodingError(f"{name}: broken")

    monkeypatch.setattr(pool, "read_file", broken)
    assert [one.refused for one in read(["", ""])] == ["0: broken", "1: broken"]
    assert tries == {"0": 2, "1": 2}


def test_a_file_that_is_refused_in_good_order_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def refusing(_: DecodingSandbox, __: bytes, ___: Sequence[Any], *, name: str) -> Iterator[Any]:
        tries.append(name)
        raise InputError(f"{name}: no picture")

    monkeypatch.setattr(pool, "read_file", refusing)
    assert [one.refused for one in read([""])] == ["0: no picture"]
    assert tries == ["0"]


def test_a_slow_file_at_the_head_does_not_stall_the_other_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    others = 200
    read_so_far: list[str] = []
    all_others = threading.Event()

    def reading(_: DecodingSandbox, __: bytes, ___: Sequence[Any], *, name: str) -> Iterator[Any]:
        if name == "0":
            # The wait ends a failing test; a sound pool never comes near it.
            assert all_others.wait(60), f"only {len(read_so_far)} others were read meanwhile"
        else:
            read_so_far.append(name)
            if len(read_so_far) == others:
                all_others.set()
        yield int(name)

    monkeypatch.setattr(pool, "read_file", reading)
    assert pages_of(read([""] * (others + 1))) == [(number,) for number in range(others + 1)]
