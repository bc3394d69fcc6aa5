"""The exceptions, one for each thing a caller can do about it.

TallyproofError                  root; exit code 70 only if it is none of the following
├── UsageError             2     the command was called wrongly: call it again
│   └── DefinitionError    2     election.toml, the register or an announcement must be mended
├── InputError             3     bytes from outside cannot be read: get another copy
│   └── UnsafeInputError   3     refused for safety (a bomb, a path out of the archive, a decoder that crashed)
├── StoreError             3     the journal or the evidence cannot be read or written
│   ├── JournalBusyError   3     another process is writing: try again
│   └── EvidenceMissingError 3   an original named by the journal is not in the evidence folder
└── VerificationError      4     a published figure, file or proof is not what the entries give

A bad sheet is none of these: it is a `Finding`.
"""

from __future__ import annotations


class TallyproofError(Exception):
    """Tallyproof could not do what was asked."""

    exit_code = 70

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])


class UsageError(TallyproofError):
    """The command was called with arguments that do not fit together."""

    exit_code = 2


class DefinitionError(UsageError):
    """The election definition is not valid."""


class InputError(TallyproofError):
    """A file from outside cannot be read."""

    exit_code = 3


class UnsafeInputError(InputError):
    """A file from outside was refused because reading it would not be safe."""


class StoreError(TallyproofError):
    """The journal or the evidence folder cannot be read or written."""

    exit_code = 3


class JournalBusyError(StoreError):
    """Another process is writing to this election's journal; wait for it or stop it, then try again."""


class EvidenceMissingError(StoreError):
    """An original named by the journal is not in the evidence folder."""


class VerificationError(TallyproofError):
    """The published result is not what its entries give."""

    exit_code = 4

    def __init__(self, message: str | None = None, *, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place and message else message)
        self.place = place
