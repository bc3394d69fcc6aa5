"""Several decoding sandboxes at work side by side, results in the order of the items."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from tallyproof.errors import UsageError
from tallyproof.safety.sandbox import DecodingSandbox

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2
"""Items taken in advance for each worker: this bounds the memory, whatever the number of items."""


def in_parallel(
    work: Callable[[DecodingSandbox, Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    make_sandbox: Callable[[], DecodingSandbox],
) -> Iterator[Result]:
    """`work(sandbox, item)` for each item, in order, by `workers` threads that own one sandbox each.

    Items are taken from the iterable in the caller's thread, at most twice `workers` ahead. What `work`
    raises is raised at its item's turn and ends the iteration; the sandboxes are ended in any case.
    """
    if workers < 1:
        raise UsageError(f"workers: expected at least 1, got {workers}; give a whole number from 1")
    sandboxes = [make_sandbox() for _ in range(workers)]
    free: SimpleQueue[DecodingSandbox] = SimpleQueue()
    for sandbox in sandboxes:
        free.put(sandbox)

    def one(item: Item) -> Result:
        sandbox = free.get()
        try:
            return work(sandbox, item)
        finally:
            free.put(sandbox)

    executor = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="sandbox")
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(executor.submit(one, item))
            if len(waiting) >= workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        for sandbox in sandboxes:
            sandbox.close()
        executor.shutdown(wait=True, cancel_futures=True)
        for sandbox in sandboxes:
            # One that was just starting its child when it was closed has one to end now.
            sandbox.close()
