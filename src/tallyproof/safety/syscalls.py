"""Linux: the system calls that a decoder never needs, closed for good by a filter in the kernel.

A list of what is forbidden, not of what is allowed: decoders and the C library may go on using what they use. Threads
stay possible (the HEIC decoder works in one), processes do not, not even for root, and no other process can be
signalled, debugged, looked into or given other limits.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from dataclasses import dataclass

_SECCOMP_SET_MODE_FILTER = 1
_SECCOMP_FILTER_FLAG_TSYNC = 1
_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000
_EPERM = 1
_ENOSYS = 38
_CLONE_THREAD = 0x00010000
_X32_CALLS = 0x40000000

_LOAD_WORD = 0x20
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_AT_LEAST = 0x35
_JUMP_IF_BITS = 0x45
_RETURN = 0x06
_CALL_NUMBER = 0
_ARCHITECTURE = 4
_FIRST_ARGUMENT = 16
"""The low word of it: both architectures below are little-endian."""


@dataclass(frozen=True, slots=True)
class _Calls:
    """One architecture's numbers, from the kernel's tables."""

    architecture: int
    seccomp: int
    clone: int
    clone3: int
    on_itself_only: tuple[int, ...]
    """kill and tgkill."""
    prlimit64: int
    forbidden: tuple[int, ...]


# Forbidden, in this order: execve, execveat, tkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal, pidfd_open,
# pidfd_getfd, ptrace, process_vm_readv, process_vm_writev, socket, socketpair, io_uring_setup, bpf, perf_event_open,
# userfaultfd, add_key, request_key, keyctl, shmget, msgget, semget, unshare, setns, mount; x86-64 also: fork, vfork.
_TABLES = {
    "x86_64": _Calls(
        architecture=0xC000003E,
        seccomp=317,
        clone=56,
        clone3=435,
        on_itself_only=(62, 234),
        prlimit64=302,
        forbidden=(
            59, 322, 200, 129, 297, 424, 434, 438, 101, 310, 311, 41, 53, 425, 321, 298, 323, 248, 249, 250, 29, 68,
            64, 272, 308, 165, 57, 58,
        ),
    ),
    "aarch64": _Calls(
        architecture=0xC00000B7,
        seccomp=277,
        clone=220,
        clone3=435,
        on_itself_only=(129, 131),
        prlimit64=261,
        forbidden=(
            221, 281, 130, 138, 240, 424, 434, 438, 117, 270, 271, 198, 199, 425, 280, 241, 282, 217, 218, 219, 194,
            186, 190, 97, 268, 40,
        ),
    ),
}  # fmt: skip


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_processes() -> bool:
    """Close these calls for this process and all its threads; False where this kernel or machine offers no filter.

    No new privileges must have been renounced before.
    """
    calls = _TABLES.get(platform.machine())
    if sys.platform != "linux" or calls is None or struct.calcsize("P") != 8:
        return False
    instructions = _instructions(calls, os.getpid())
    program = _Program(len(instructions) // 8, instructions)
    libc = ctypes.CDLL(None, use_errno=True)
    number, operation, flags = (
        ctypes.c_long(one) for one in (calls.seccomp, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC)
    )
    return bool(libc.syscall(number, operation, flags, ctypes.byref(program)) == 0)


def _instructions(calls: _Calls, own: int) -> bytes:
    """Return the filter as the kernel wants it; each rule answers its call or hands on to the next."""
    program = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 1, 0, calls.architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD_WORD, 0, 0, _CALL_NUMBER),
        # The second numbering of x86-64, by which every rule below could be walked around.
        (_JUMP_IF_AT_LEAST, 0, 1, _X32_CALLS),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
        # Its flags stand in memory that a filter cannot read; told that there is no such call, C libraries use clone.
        (_JUMP_IF_EQUAL, 0, 1, calls.clone3),
        (_RETURN, 0, 0, _ERRNO | _ENOSYS),
        *_where(calls.clone, _JUMP_IF_BITS, _CLONE_THREAD),
        *_where(calls.prlimit64, _JUMP_IF_EQUAL, 0),
    ]
    for number in calls.on_itself_only:
        program += _where(number, _JUMP_IF_EQUAL, own)
    for number in calls.forbidden:
        program += [(_JUMP_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | _EPERM)]
    program.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *one) for one in program)


def _where(number: int, test: int, value: int) -> list[tuple[int, int, int, int]]:
    """Return the rule that allows a call only where its first argument passes the test."""
    return [
        (_JUMP_IF_EQUAL, 0, 4, number),
        (_LOAD_WORD, 0, 0, _FIRST_ARGUMENT),
        (test, 0, 1, value),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | _EPERM),
    ]
