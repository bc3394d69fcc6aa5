"""The filter of system calls: no processes, nothing done to other processes, and threads as before."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator

import pytest

from tallyproof.errors import UnsafeInputError
from tallyproof.safety.sandbox import DecodingSandbox

EVAL = "builtins:eval"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the filter is made for Linux on x86-64 and ARM64",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodingSandbox]:
    with DecodingSandbox(tasks=(EVAL,)) as made:
        yield made


def run(sandbox: DecodingSandbox, expression: str) -> object:
    ((value, _),) = sandbox.run(EVAL, f"[({expression}, b'')]".encode(), name="x")
    return value


def test_the_filter_is_said_to_hold(sandbox: DecodingSandbox) -> None:
    assert {"system-call-filter", "no-new-processes"} <= set(sandbox.enforced)


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').fork()",
        "__import__('os').posix_spawn('/bin/true', ['true'], {})",
        "__import__('os').execv('/bin/true', ['true'])",
        "__import__('os').kill(1, 0)",
        "__import__('os').kill(__import__('os').getppid(), 0)",
        "__import__('os').pidfd_open(1)",
        "__import__('resource').prlimit(1, 0)",
    ],
)
def test_processes_are_neither_made_nor_touched(sandbox: DecodingSandbox, expression: str) -> None:
    with pytest.raises(UnsafeInputError, match="PermissionError"):
        run(sandbox, expression)


def test_a_raw_system_call_of_the_second_numbering_is_refused(sandbox: DecodingSandbox) -> None:
    if platform.machine() != "x86_64":
        pytest.skip("only x86-64 has two numberings")
    fork_of_x32 = 0x40000000 + 57
    assert run(sandbox, f"__import__('ctypes').CDLL(None).syscall({fork_of_x32})") == -1


def test_a_thread_can_still_do_work(sandbox: DecodingSandbox) -> None:
    work = "[out := [], one := __import__('threading').Thread(target=out.append, args=(7,)), one.start(), one.join()]"
    assert run(sandbox, f"{work} and out") == [7]
