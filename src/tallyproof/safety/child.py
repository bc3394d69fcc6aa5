"""The sandboxed child: `python -I -m tallyproof.safety.child`, fed by `sandbox.DecodingSandbox` only.

It loads its tasks, gives up every right it can, says which limits hold, and then serves one file after the
other.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.safety import decode, frames, syscalls
from tallyproof.safety.formats import Limits

Task = Callable[[bytes, dict[str, Any]], Iterator[tuple[Any, bytes]]]

LIFETIME_CPU_FACTOR = 100
"""Each page has its own allowance of CPU time; this many of them end a process that never gives up a page."""
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CLONE_NEWIPC = 0x08000000
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522
_ALARM_GRACE = 5.0
_NO_PROCESSES = "no-new-processes"
_ENCODINGS = (
    "ascii",
    "latin-1",
    "cp1252",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "unicode_escape",
)


def serve() -> None:
    """Answer the parent's requests until it closes the pipe."""
    incoming, outgoing = _private_pipes()

    def read(count: int) -> bytes:
        return os.read(incoming, count)

    def send(header: dict[str, Any], body: bytes = b"") -> None:
        for piece in frames.packed(header, body):
            view = memoryview(piece)
            while view:
                view = view[os.write(outgoing, view) :]

    start, _ = frames.received(read, max_body=0)
    limits = Limits(**start["limits"])
    separated = _leave_namespaces()
    tasks = {name: _loaded(name) for name in start["tasks"]}
    _prepare(limits)
    enforced = separated + _give_up_rights(limits)
    send({"kind": "ready", "enforced": enforced})
    while True:
        try:
            request, data = frames.received(read, max_body=limits.file_bytes + limits.page_pixels)
        except EOFError:
            return
        _answer(tasks[request["task"]], data, request["params"], limits, send)


def _answer(task: Task, data: bytes, params: dict[str, Any], limits: Limits, send: Callable[..., None]) -> None:
    _allow_cpu(limits)
    try:
        _set_alarm(limits.wall_seconds + _ALARM_GRACE)
        for value, body in task(data, params):
            # While the parent is busy with a page it does not read, and that is not the child's delay.
            _set_alarm(0)
            send({"kind": "item", "value": value}, body)
            _allow_cpu(limits)
            _set_alarm(limits.wall_seconds + _ALARM_GRACE)
        _set_alarm(0)
        send({"kind": "end"})
    except InputError as error:
        _set_alarm(0)
        send({"kind": "refused", "unsafe": isinstance(error, UnsafeInputError), "reason": str(error)})
    except MemoryError:
        _set_alarm(0)
        send({"kind": "failed", "reason": "memory"})
    except Exception as error:  # noqa: BLE001 - the edge of the process: whatever broke costs this file only
        _set_alarm(0)
        send({"kind": "failed", "reason": f"{type(error).__name__} {_place_of(error)}"})


def _place_of(error: Exception) -> str:
    """Where in our own code it broke; the error's own words could repeat what the file says."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"


def _private_pipes() -> tuple[int, int]:
    """The request and answer pipes under new numbers, so that nothing that prints can disturb them."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return incoming, outgoing


def _loaded(name: str) -> Task:
    module, _, function = name.partition(":")
    task: Task = getattr(importlib.import_module(module), function)
    return task


def _prepare(limits: Limits) -> None:
    """Load now what Python and the decoders would otherwise load when first needed."""
    for encoding in _ENCODINGS:
        "a".encode(encoding).decode(encoding)
    importlib.import_module("numpy.ma")
    decode.warm_up(limits)


def _leave_namespaces() -> list[str]:
    """Linux: move to a network without interfaces, where the system lets an ordinary user do so."""
    if sys.platform != "linux":
        return []
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0:
        return ["network-namespace"]
    return []


def _give_up_rights(limits: Limits) -> list[str]:
    """Set every limit that this system offers and say which ones hold."""
    # mypy checks for one platform at a time: this is the only way to have both branches checked as they run.
    socket.socket = _NoSocket  # type: ignore[misc, assignment]
    enforced = ["no-python-sockets"]
    if os.name == "posix":
        os.chdir("/")
    enforced += _set_resource_limits(limits)
    if sys.platform == "linux":
        enforced += _drop_linux_privileges()
        if syscalls.forbid_processes():
            return [*enforced, "system-call-filter", _NO_PROCESSES]
    return enforced + _forbid_processes_by_limit()


class _NoSocket:
    def __init__(self, *_: object, **__: object) -> None:
        raise PermissionError("sockets are closed in the sandbox")


def _set_resource_limits(limits: Limits) -> list[str]:
    try:
        import resource
    except ImportError:
        return []
    wanted = {
        "memory": ("RLIMIT_AS", limits.memory_bytes),
        "cpu": ("RLIMIT_CPU", limits.cpu_seconds * LIFETIME_CPU_FACTOR),
        "no-file-writing": ("RLIMIT_FSIZE", 0),
        "no-core-dump": ("RLIMIT_CORE", 0),
        # The pipes stay usable; nothing new can be opened, neither file nor socket.
        "no-new-files-or-sockets": ("RLIMIT_NOFILE", 0),
    }
    held = []
    for words, (name, value) in wanted.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue
        held.append(words)
    return held


def _forbid_processes_by_limit() -> list[str]:
    """Set the limit on processes, which on Linux is one on threads too, and from which the kernel exempts root."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    except (ImportError, AttributeError, ValueError, OSError):
        return []
    return [] if os.getuid() == 0 else [_NO_PROCESSES]


def _drop_linux_privileges() -> list[str]:
    libc = ctypes.CDLL(None, use_errno=True)
    held = []
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        held.append("no-new-privileges")
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if libc.capset(ctypes.byref(header), ctypes.byref(nothing)) == 0:
        held.append("no-capabilities")
    return held


def _allow_cpu(limits: Limits) -> None:
    """Give the coming page its share of CPU time; beyond it the system kills the process."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(usage.ru_utime + usage.ru_stime) + 1 + limits.cpu_seconds
    if hard != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard), hard))


def _set_alarm(seconds: float) -> None:
    """End this process by itself if the parent is no longer there to do so; 0 takes the alarm away."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> NoReturn:
    """Serve, then leave without running anything else in a process that has read foreign bytes."""
    try:
        serve()
    except (EOFError, BrokenPipeError, ValueError):
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
