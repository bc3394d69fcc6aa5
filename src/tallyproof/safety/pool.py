"""Several decoding sandboxes at work side by side, results in the order of the items."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar

from tallyproof.errors import UsageError
from tallyproof.safety.formats import MEGABYTE
from tallyproof.safety.sandbox import BrokenDecodingError, DecodingSandbox

Item = TypeVar("Item")
Result = TypeVar("Result")

_AT_ONCE = 2
"""Items for each worker: one at work and one that waits for it."""
_BYTES_AT_ONCE = 32 * MEGABYTE
"""For each worker: above the cap on one file, so that no worker waits for another one's."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far ahead of the results items are taken: this bounds the memory, whatever the number of items.

    `at_once` items and `bytes_at_once` (an item beyond it if there is no other) are at work or wait for a worker;
    `ahead` counts these and the results that wait for an earlier one.
    """

    at_once: int
    ahead: int
    bytes_at_once: int

    @classmethod
    def for_workers(cls, workers: int, *, ahead: int) -> Bounds:
        return cls(at_once=_AT_ONCE * workers, ahead=ahead * workers, bytes_at_once=_BYTES_AT_ONCE * workers)


def in_parallel(
    work: Callable[[DecodingSandbox, Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    make_sandbox: Callable[[], DecodingSandbox],
    size: Callable[[Item], int] | None = None,
    ahead: int = _AT_ONCE,
) -> Generator[Result, None, None]:
    """`work(sandbox, item)` for each item, in order, by `workers` threads that own one sandbox each.

    Items are taken from the iterable in the caller's thread. `ahead` is how many results for each worker may wait
    for an earlier one that is slow: many if they are small, few if they hold their item's bytes. `size` gives an
    item's bytes. What `work` raises is raised at its item's turn and ends the iteration; the sandboxes are ended in
    any case.
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

    bounds = Bounds.for_workers(workers, ahead=ahead)
    executor = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="sandbox")
    try:
        yield from in_turn(lambda item: executor.submit(one, item), items, bounds=lambda: bounds, size=size)
    finally:
        # Nothing new may begin before those at work are ended: both need a moment, and a person has pressed Ctrl-C.
        executor.shutdown(wait=False, cancel_futures=True)
        for sandbox in sandboxes:
            sandbox.close()
        executor.shutdown(wait=True)
        for sandbox in sandboxes:
            # One that was just starting its child when it was closed has one to end now.
            sandbox.close()


def tried_twice(work: Callable[[DecodingSandbox, Item], Result], sandbox: DecodingSandbox, item: Item) -> Result:
    """`work(sandbox, item)`; an item that broke its decoding process is tried once more in a fresh one.

    What an earlier item left behind, or a machine short of memory, must not cost it. The second time the error is
    raised, so that no item is tried for ever.
    """
    try:
        return work(sandbox, item)
    except BrokenDecodingError:
        # The sandbox has ended the broken process and starts another one when it is next used.
        return work(sandbox, item)


def in_turn(
    submit: Callable[[Item], Future[Result]],
    items: Iterable[Item],
    *,
    bounds: Callable[[], Bounds],
    size: Callable[[Item], int] | None = None,
    look: Callable[[], None] | None = None,
    look_seconds: float = 1.0,
) -> Iterator[Result]:
    """The result of `submit(item)` for each item, in order and as soon as it is there.

    Items are taken within the bounds of the moment. While there is nothing to do, `look` is called at least every
    `look_seconds`; what it raises ends the iteration.
    """
    source = iter(items)
    exhausted = False
    order: deque[Future[Result]] = deque()
    unfinished: dict[Future[Result], int] = {}
    while True:
        while order and order[0].done():
            yield order.popleft().result()
        unfinished = {future: held for future, held in unfinished.items() if not future.done()}
        if not exhausted and _has_room(bounds(), len(order), unfinished.values()):
            try:
                item = next(source)
            except StopIteration:
                exhausted = True
                continue
            future = submit(item)
            order.append(future)
            unfinished[future] = size(item) if size else 0
            # Its bytes are gone when its future is done, not when the next item comes.
            del item
        elif order:
            wait(unfinished, timeout=look_seconds if look else None, return_when=FIRST_COMPLETED)
            if look:
                look()
        else:
            return


def _has_room(bounds: Bounds, taken: int, sizes: Iterable[int]) -> bool:
    at_hand = list(sizes)
    return taken < bounds.ahead and (
        not at_hand or (len(at_hand) < bounds.at_once and sum(at_hand) < bounds.bytes_at_once)
    )
