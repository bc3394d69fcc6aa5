"""Decoding of foreign bytes in a child process that has nothing to lose and nothing to tell.

What is enforced, and where:

- everywhere: another process (`python -I`, empty environment, closed descriptors), the caps of `Limits`, a
  wall-clock limit kept by the parent, Python's `socket.socket` taken away, answers read as JSON and raw
  bytes, never pickle;
- POSIX: limits on memory (not kept by macOS), CPU time of a page, core dumps and new processes (by the filter
  below, else by a limit that does not bind root); nothing can be written to a file, and no file or socket can be
  opened at all once it is ready (no descriptor number is left);
- Linux: no new privileges, all capabilities dropped; on x86-64 and ARM64 a filter of system calls, so that no
  process can be made, signalled, debugged or looked into (see `syscalls`); a network namespace without interfaces
  where the system lets ordinary users make one (many containers do not; sockets are then still refused by the
  descriptor limit).

`DecodingSandbox.enforced` lists what holds on this machine. Where the filter of system calls does not (another system
or processor), a decoder that is taken over completely could still send signals to, and where the system permits it
debug, other processes of the same user. In any case it could lie about later files until its process is replaced
(`Limits.pages_per_process`).
"""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tallyproof.errors import InputError, TallyproofError, UnsafeInputError, UsageError
from tallyproof.safety import frames
from tallyproof.safety.formats import Limits, Page, RefusedPage, accepted_format, shown_name, too_large

PAGES_TASK = "tallyproof.safety.decode:pages"
_TASK_NAME = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", re.ASCII)
_START_SECONDS = 60.0
_REASON_LENGTH = 500
MAX_BREAKS_OF_A_FILE = 3
"""A file that breaks its decoder on more pages than this is refused as a whole: it means harm, or costs too much."""

_log = logging.getLogger(__name__)


class SandboxError(TallyproofError):
    """The process that decodes foreign files could not be started; check the installation and free memory."""


class BrokenDecodingError(UnsafeInputError):
    """The decoding process crashed, hung, needed too much or talked nonsense; a fresh one may do better."""


class DecodingSandbox:
    """A child process that decodes foreign files; one call is one file, and trouble costs that file only.

    `tasks` is the allow-list of further work done in the child, each "module:function": a function of
    (data: bytes, params: dict) that yields (JSON value, bytes). To be used by one thread at a time.
    """

    def __init__(self, *, limits: Limits | None = None, tasks: tuple[str, ...] = ()) -> None:
        for task in tasks:
            if not _TASK_NAME.fullmatch(task):
                raise UsageError(f"sandbox task: expected 'module:function', got {task!r}; correct the name")
        self._limits = limits or Limits()
        self._tasks = (PAGES_TASK, *tasks)
        self._child: _Child | None = None
        self._pages_served = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; may be called from another thread, which ends the file at work as crashed."""
        self._closed = True
        self._discard()

    @property
    def limits(self) -> Limits:
        """The caps this sandbox keeps."""
        return self._limits

    @property
    def enforced(self) -> tuple[str, ...]:
        """The limits that hold for the child on this machine, in words with hyphens."""
        return self._running().enforced

    def pages(self, source: Path | bytes, *, name: str) -> Iterator[Page | RefusedPage]:
        """Each page of a foreign file as the canonical grey raster, decoded while the caller goes on.

        A page of several that cannot be had, or that breaks its decoder, is told as refused in its place. InputError
        if the file as a whole is no accepted picture, or has no page that can be had; UnsafeInputError if it is too
        large or broke the decoder (then BrokenDecodingError, and the next call starts a fresh process). That can
        come after earlier pages were given: keep nothing of a file until its last page has come.
        """
        data = source if isinstance(source, bytes) else read_capped(source, self._limits)
        accepted_format(data, name=name, limits=self._limits)
        given = 0
        refused: list[RefusedPage] = []
        for page in self._pages(data, name):
            if isinstance(page, RefusedPage):
                refused.append(page)
            else:
                given += 1
            yield page
        if refused and not given:
            raise InputError(refused[0].reason)

    def _pages(self, data: bytes, name: str) -> Iterator[Page | RefusedPage]:
        expected, of, breaks = 1, 1, 0
        while expected <= of:
            params = {"limits": asdict(self._limits), "first": expected}
            try:
                for value, pixels in self.run(PAGES_TASK, data, name=name, params=params):
                    page = _page(value, pixels, name=name, expected=expected, limits=self._limits)
                    expected, of = expected + 1, page.of
                    yield page
                return
            except BrokenDecodingError as error:
                breaks += 1
                # Until a page has come, nobody knows whether there are more.
                if expected == 1 or expected > of or breaks > MAX_BREAKS_OF_A_FILE:
                    raise
                yield RefusedPage(number=expected, of=of, reason=_of_page(str(error), name, expected))
                expected += 1

    def run(
        self, task: str, data: bytes, *, name: str, params: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[Any, bytes]]:
        """What the allow-listed task yields for these bytes; `name` joins `params` and is used in messages.

        The values are JSON from a process that may have been taken over: check them before use.
        """
        if task not in self._tasks:
            raise UsageError(f"sandbox task: expected one of {', '.join(self._tasks)}, got {task!r}; allow it first")
        shown = shown_name(name)
        child = self._running()
        finished = False
        try:
            request = {"task": task, "params": {**(params or {}), "name": shown}}
            for header, body in child.answers(request, data, shown):
                self._pages_served += 1
                yield header.get("value"), body
            finished = True
        except _RefusedInChild as refusal:
            finished = True
            raise refusal.error from None
        finally:
            # A caller that stopped half-way leaves a child in the middle of a file, too.
            if not finished or self._pages_served >= self._limits.pages_per_process:
                self._discard()

    def _running(self) -> _Child:
        if self._closed:
            raise UsageError("the decoding sandbox: expected an open one, got one that was closed; make a new one")
        if self._child is None:
            self._child = _Child(self._limits, self._tasks)
            self._pages_served = 0
        return self._child

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def read_capped(path: Path, limits: Limits) -> bytes:
    """The bytes of a file, of which no more than the limit is ever read; UnsafeInputError if it is larger."""
    shown = shown_name(path.name)
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise InputError(f"{shown}: expected a readable file, got {error.strerror}; check it and try again") from error
    if len(data) > limits.file_bytes:
        raise UnsafeInputError(too_large(shown, size, limits.file_bytes, what="a file"))
    return data


class _RefusedInChild(Exception):  # noqa: N818 - carries a value from the child to `run`, never leaves this module
    """The child looked at the file and refused it in good order; the child is still sound."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


class _Child:
    """The process, its pipes and its clock."""

    def __init__(self, limits: Limits, tasks: tuple[str, ...]) -> None:
        self._limits = limits
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "tallyproof.safety.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            close_fds=True,
            env=_environment(),
            cwd="/" if os.name == "posix" else None,
            start_new_session=True,
        )
        try:
            ready, _ = self._exchange({"limits": asdict(limits), "tasks": list(tasks)}, b"", _START_SECONDS)
        except (EOFError, OSError, ValueError) as error:
            self.end()
            raise SandboxError(
                "the decoding process: expected it to start, got "
                f"{self._how_it_ended(_START_SECONDS)}; check the installation and free memory"
            ) from error
        self.enforced = tuple(str(words) for words in ready.get("enforced", ()))
        _log.debug("sandbox started", extra={"enforced": self.enforced})

    def answers(self, request: dict[str, Any], data: bytes, shown: str) -> Iterator[frames.Frame]:
        """The items the child answers; BrokenDecodingError if it crashes, hangs or talks nonsense."""
        seconds = self._limits.wall_seconds
        try:
            header, body = self._exchange(request, data, seconds)
            while header.get("kind") == "item":
                yield header, body
                header, body = self._exchange(None, b"", seconds)
        except (EOFError, OSError) as error:
            self.end()
            raise BrokenDecodingError(
                f"{shown}: expected a file that decodes within its limits, got "
                f"{self._how_it_ended(seconds)}; "
                "it is left out, send another copy"
            ) from error
        except ValueError as error:
            raise BrokenDecodingError(
                f"{shown}: expected pages from the decoding process, got an answer that is not well formed; "
                "it is left out, send another copy"
            ) from error
        if header.get("kind") == "refused":
            raise _RefusedInChild(_refusal(header, shown))
        if header.get("kind") != "end":
            raise BrokenDecodingError(
                f"{shown}: expected a file that decodes within its limits, got {self._failure(header)}; "
                "it is left out, send another copy"
            )

    def end(self) -> None:
        """Kill the process with all it may have started, and close its pipes; harmless if it is gone."""
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue

    def _exchange(self, request: dict[str, Any] | None, data: bytes, seconds: float) -> frames.Frame:
        """Send a request if there is one, and give the next answer; past the time the process is killed."""
        clock = threading.Timer(seconds, self._kill_late)
        clock.daemon = True
        clock.start()
        try:
            if request is not None:
                self._send(request, data)
            stdout = self._process.stdout
            if stdout is None:
                raise EOFError
            descriptor = stdout.fileno()
            return frames.received(lambda count: os.read(descriptor, count), max_body=self._limits.page_pixels)
        finally:
            clock.cancel()

    def _send(self, request: dict[str, Any], data: bytes) -> None:
        stdin = self._process.stdin
        if stdin is None:
            raise EOFError
        for piece in frames.packed(request, data):
            view = memoryview(piece)
            while view:
                view = view[os.write(stdin.fileno(), view) :]

    def _kill_late(self) -> None:
        self._late = True
        self._kill()

    def _kill(self) -> None:
        if self._process.returncode is not None:
            return
        if os.name != "posix":
            self._process.kill()
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # macOS answers so for a group of which only the dead are left.
            self._process.kill()

    def _how_it_ended(self, seconds: float) -> str:
        code = self._process.wait()
        if self._late or code == -getattr(signal, "SIGALRM", 14):
            return f"no answer in {seconds:g} seconds"
        if code == -getattr(signal, "SIGXCPU", 24):
            return f"more than {self._limits.cpu_seconds} seconds of computing"
        if code < 0:
            return f"a decoder that was killed by signal {-code} ({_signal_name(-code)})"
        return f"a decoder that ended by itself with code {code}"

    def _failure(self, header: Mapping[str, Any]) -> str:
        reason = header.get("reason")
        if reason == "memory":
            return f"one that needs more than {self._limits.memory_bytes // 1024**2} MiB of memory"
        return f"a decoder that failed ({_printable(reason)})"


def _refusal(header: Mapping[str, Any], shown: str) -> InputError:
    reason = _printable(header.get("reason"))
    words = reason if reason.startswith(shown) else f"{shown}: {reason}"
    return UnsafeInputError(words) if header.get("unsafe") is True else InputError(words)


def _printable(words: object) -> str:
    text = words if isinstance(words, str) else "no reason given"
    return "".join(sign if sign.isprintable() else "?" for sign in text[:_REASON_LENGTH])


def _page(value: object, pixels: bytes, *, name: str, expected: int, limits: Limits) -> Page | RefusedPage:
    """The page, once its numbers have been found to fit its pixels; or the refusal of it."""
    numbers = value if isinstance(value, dict) else {}
    page: Page | RefusedPage | None
    try:
        page = RefusedPage(**numbers) if "reason" in numbers else Page(**numbers, pixels=pixels)
    except TypeError:
        page = None
    if isinstance(page, RefusedPage):
        sound = _counts(page.number, page.of) and not pixels
        page = replace(page, reason=_of_page(_printable(page.reason), name, expected))
    else:
        sound = (
            page is not None
            and _counts(page.number, page.of, page.width, page.height)
            and page.mode == "L"
            and page.width * page.height == len(pixels)
        )
    if page is None or not sound or not page.number == expected <= page.of <= limits.pages:
        raise BrokenDecodingError(
            f"{shown_name(name)}, page {expected}: expected a grey page from the decoding process, got an "
            "answer that does not fit together; it is left out, send another copy"
        )
    return page


def _counts(*numbers: object) -> bool:
    return all(type(number) is int and number > 0 for number in numbers)


def _of_page(reason: str, name: str, number: int) -> str:
    """The reason with the file and its page before it, whoever wrote it."""
    shown = shown_name(name)
    place = f"{shown}, page {number}: "
    return reason if reason.startswith(place) else place + reason.removeprefix(f"{shown}: ")


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment; one thread each, since sandboxes run side by side."""
    settings = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    if sys.platform == "win32":
        settings["SYSTEMROOT"] = os.environ.get("SYSTEMROOT", r"C:\Windows")
    return settings


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
