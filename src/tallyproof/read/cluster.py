"""Files read by the workers of a Dask scheduler: the readings and the order are those of the pool on one machine.

Each worker process reads in sandboxes of its own, as many as it has threads, so a file that breaks its decoder costs
itself only. When a worker is lost, Dask gives its files to others; a file that lost every worker it was given to is
read on this machine. Nothing is kept on workers or scheduler but what is being read.

Whoever can reach the scheduler or a worker can run programs there and see the evidence: the network between them must
be private, or the address begin with tls://. See docs/reading/scale.md.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import platform
import re
import threading
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

from tallyproof.errors import TallyproofError, UsageError
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.pool import AHEAD, FileReading, read_one, size
from tallyproof.read.worker import reading_sandbox
from tallyproof.safety.formats import MEGABYTE, Limits
from tallyproof.safety.pool import Bounds, in_turn
from tallyproof.safety.sandbox import DecodingSandbox

DECODERS = (
    "numpy",
    "onnxruntime",
    "opencv-python-headless",
    "pi-heif",
    "pillow",
    "pypdfium2",
    "reedsolo",
    "scipy",
    "zxing-cpp",
)
"""Packages of which another version could read the same picture differently."""

_ADDRESS = re.compile(r"(tcp|tls)://(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5}", re.ASCII)
_CONNECT_SECONDS = 10
_WORKERS_SECONDS = 60.0
"""How long to wait for a first worker, and for another one after the last was lost."""
_LOOK_SECONDS = 2.0
_IDLE_SECONDS = 60.0
_BYTES_IN_FLIGHT = 1000 * MEGABYTE
"""The scheduler holds every file that is at work or waits for a worker."""
_LARGEST_TASK = 64 * MEGABYTE
"""Above the cap on one file, so that Dask does not warn of each."""

_log = logging.getLogger(__name__)


class ClusterError(TallyproofError):
    """The cluster cannot do the reading; mend it, then the same command goes on where it was."""

    exit_code = 3


def read_on_cluster(
    items: Iterable[tuple[str, bytes]],
    layouts: Sequence[ReadLayout],
    *,
    scheduler: str,
    limits: Limits | None = None,
) -> Generator[FileReading, None, None]:
    """A reading for each (name, bytes), in order, by the workers of the Dask scheduler at this address.

    ClusterError if it cannot be reached or is lost, if no worker is left for a minute, or if a worker would read with
    other files or decoders than this machine. In flight are at most two files for each thread of the cluster, and 1 GB.
    """
    library = _distributed()
    client = _connected(library, scheduler)
    crew: _Crew | None = None
    try:
        crew = _Crew(client, library, layouts, limits or Limits())
        with library.client.dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGEST_TASK}):
            yield from in_turn(
                crew.submit, items, bounds=crew.bounds, size=size, look=crew.look, look_seconds=_LOOK_SECONDS
            )
    except CancelledError as error:
        raise _lost(scheduler) from error
    finally:
        if crew is not None:
            crew.close()
        client.close()


def _distributed() -> ModuleType:
    """Dask's library, loaded when a scheduler is named: it takes seconds and need not be installed."""
    try:
        import distributed
    except ImportError as error:
        raise UsageError(
            "--scheduler: expected Dask to be installed, got no package 'distributed'; install it with: "
            "pip install 'tallyproof[cluster]' (in a checkout: uv sync --extra cluster)"
        ) from error
    return distributed


def _connected(library: ModuleType, scheduler: str) -> Any:
    """A client of this scheduler; Dask's own class, which has types for some of its methods only."""
    found = _ADDRESS.fullmatch(scheduler)
    if found is None:
        raise UsageError(
            "--scheduler: expected the address of a Dask scheduler, tcp://HOST:PORT or tls://HOST:PORT, got "
            f"{scheduler!r}; a scheduler prints its address when it starts"
        )
    if found[1] == "tcp":
        _log.info("files travel to the workers unencrypted")
    try:
        return library.Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False, name="tallyproof")
    except (OSError, RuntimeError, TypeError) as error:
        # In Dask's configuration certificates are missing for tls:// (TypeError) or tcp:// is forbidden (RuntimeError).
        raise ClusterError(
            f"{scheduler}: expected a Dask scheduler that answers, got {_first_line(error)}; check the address, "
            "that the scheduler runs, and Dask's own settings for tls:// (distributed.comm.tls)"
        ) from error


def _lost(scheduler: str) -> ClusterError:
    return ClusterError(
        f"{scheduler}: expected the scheduler to stay, lost the connection to it; start it again, then run the same "
        "command: it goes on where it was"
    )


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


class _Crew:
    """The workers of a scheduler, and one thread here for a file that lost every worker it was given to."""

    def __init__(self, client: Any, library: ModuleType, layouts: Sequence[ReadLayout], limits: Limits) -> None:
        self._client, self._layouts, self._limits = client, layouts, limits
        self._address = str(client.scheduler.address)
        self._killed: type[Exception] = library.scheduler.KilledWorker
        self._fingerprint = fingerprint_digest()
        self._threads = 0
        self._deserted_since: float | None = None
        self._looked = 0.0
        self._wait_for_first()
        self._check_readers()
        self.look()
        self._executor = client.get_executor(pure=False)
        self._here = ThreadPoolExecutor(max_workers=1, thread_name_prefix="deserted")
        self._sandbox = reading_sandbox(limits)

    def _wait_for_first(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
        except TimeoutError as error:
            raise self._deserted() from error

    def _check_readers(self) -> None:
        """Refuse a worker that could read the same file differently."""
        own = reader_fingerprint()
        for worker, found in sorted(self._client.run(reader_fingerprint, on_error="return").items()):
            if not isinstance(found, Mapping):
                raise ClusterError(
                    f"worker {worker}: expected Tallyproof to be installed there, got {type(found).__name__}: "
                    f"{_first_line(found)}; install the same version on every worker"
                )
            for name, version in own.items():
                if found.get(name) != version:
                    raise ClusterError(
                        f"worker {worker}: expected {name} {version} as on this machine, got {found.get(name)}; "
                        "install the same version on every worker, or it would read differently"
                    )

    def bounds(self) -> Bounds:
        """As many files in flight as the cluster's threads can use."""
        usual = Bounds.for_workers(max(self._threads, 1), ahead=AHEAD)
        return Bounds(usual.at_once, usual.ahead, min(usual.bytes_at_once, _BYTES_IN_FLIGHT))

    def look(self) -> None:
        """Find out how many threads there are now; ClusterError if the scheduler is lost, or all workers are."""
        now = time.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        if self._client.status != "running":
            raise _lost(self._address)
        try:
            self._threads = sum(self._client.nthreads().values())
        except OSError as error:
            raise _lost(self._address) from error
        # After the answer, which may take long when the scheduler is busy.
        self._looked = time.monotonic()
        if self._threads:
            self._deserted_since = None
        elif self._deserted_since is None:
            self._deserted_since = now
        elif now - self._deserted_since > _WORKERS_SECONDS:
            raise self._deserted()

    def _deserted(self) -> ClusterError:
        return ClusterError(
            f"{self._address}: expected workers, found none for {_WORKERS_SECONDS:g} seconds; start workers, then run "
            "the same command: it goes on where it was"
        )

    def submit(self, item: tuple[str, bytes]) -> Future[FileReading]:
        """The reading to come; of a file that lost every worker it was given to, the reading made here."""
        outer: Future[FileReading] = Future()
        inner = self._executor.submit(read_there, item, self._layouts, self._limits, self._fingerprint)

        def settle(done: Future[FileReading | WorkerFailure]) -> None:
            # Called by Dask's own thread, which must not be kept.
            error = None if done.cancelled() else done.exception()
            if done.cancelled():
                outer.cancel()
                outer.set_running_or_notify_cancel()
            elif isinstance(error, self._killed):
                _log.warning("a file lost every worker it was given to, it is read here")
                self._here.submit(self._read_here, outer, item)
            elif error is not None:
                outer.set_exception(self._failed(f"{type(error).__name__}: {_first_line(error)}"))
            else:
                self._conclude(outer, done.result())

        inner.add_done_callback(settle)
        return outer

    def _conclude(self, outer: Future[FileReading], result: FileReading | WorkerFailure) -> None:
        if isinstance(result, WorkerFailure):
            outer.set_exception(self._failed(f"on {result.machine}: {result.reason}"))
        else:
            outer.set_result(result)

    def _read_here(self, outer: Future[FileReading], item: tuple[str, bytes]) -> None:
        try:
            outer.set_result(read_one(self._sandbox, item, self._layouts))
        except TallyproofError as error:
            outer.set_exception(error)

    def _failed(self, what: str) -> ClusterError:
        return ClusterError(
            f"{self._address}: expected a reading from a worker, got a failure {what}; mend the worker or take it "
            "away, then run the same command: it goes on where it was"
        )

    def close(self) -> None:
        """End what is at work here; what is at work elsewhere is given up when the client closes."""
        self._here.shutdown(wait=False, cancel_futures=True)
        self._sandbox.close()
        self._here.shutdown(wait=True)
        self._sandbox.close()


@dataclass(frozen=True, slots=True)
class WorkerFailure:
    """Why a worker cannot read at all. A value and no exception: Dask's log of one shows the bytes it was given."""

    machine: str
    reason: str


def read_there(
    item: tuple[str, bytes], layouts: Sequence[ReadLayout], limits: Limits, fingerprint: str
) -> FileReading | WorkerFailure:
    """The reading of one (name, bytes) in a worker process; the same bytes give the same reading anywhere."""
    if fingerprint_digest() != fingerprint:
        return WorkerFailure(platform.node(), "another version of Tallyproof or of a decoder is installed there")
    sandbox = _taken(limits)
    try:
        return read_one(sandbox, item, layouts)
    except TallyproofError as error:
        return WorkerFailure(platform.node(), str(error))
    finally:
        _put_back(limits, sandbox)


_idle: dict[Limits, list[tuple[DecodingSandbox, threading.Timer]]] = {}
_idle_lock = threading.Lock()


def _taken(limits: Limits) -> DecodingSandbox:
    """A sandbox of this worker process that nobody else uses meanwhile, made if there is none."""
    with _idle_lock:
        if _idle.get(limits):
            sandbox, timer = _idle[limits].pop()
            timer.cancel()
            return sandbox
    return reading_sandbox(limits)


def _put_back(limits: Limits, sandbox: DecodingSandbox) -> None:
    """Keep the sandbox for the next file, and end it when none comes: workers may outlive a run by weeks."""
    timer = threading.Timer(_IDLE_SECONDS, _end_idle, (limits, sandbox))
    timer.daemon = True
    with _idle_lock:
        _idle.setdefault(limits, []).append((sandbox, timer))
    timer.start()


def _end_all() -> None:
    """End every sandbox that waits for a file, with the worker process."""
    with _idle_lock:
        kept = [sandbox for pairs in _idle.values() for sandbox, _ in pairs]
        _idle.clear()
    for sandbox in kept:
        sandbox.close()


atexit.register(_end_all)


def _end_idle(limits: Limits, sandbox: DecodingSandbox) -> None:
    with _idle_lock:
        before = _idle.get(limits, [])
        _idle[limits] = [pair for pair in before if pair[0] is not sandbox]
        was_idle = len(_idle[limits]) < len(before)
    if was_idle:
        sandbox.close()


@cache
def reader_fingerprint() -> dict[str, str]:
    """What tells apart installations that could read the same file differently: each part and its version."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return {
        "tallyproof": f"{_version('tallyproof')} ({digest.hexdigest()[:16]})",
        "python": ".".join(platform.python_version_tuple()[:2]),
        "machine": platform.machine(),
        **{name: _version(name) for name in DECODERS},
    }


def fingerprint_digest() -> str:
    """The fingerprint in a few letters, to go with every file."""
    return hashlib.sha256(repr(sorted(reader_fingerprint().items())).encode()).hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(not installed)"
