"""The fields of a record, each read as what it must be; anything else raises TypeError or ValueError."""

from __future__ import annotations

import re
from typing import Any

from tallyproof.canonical.form import Json
from tallyproof.model import FieldMark, FieldState, Figures

# No count of votes or voters is larger, and a million of them still add up within 64 bits.
MAX_COUNT = 10**12
MILLION = 1_000_000


def version_1(record: Json) -> None:
    """Raise ValueError for a record of any version but the first."""
    if type(record.get("v")) is not int or record["v"] != 1:
        raise ValueError(f"version {record.get('v')!r}; a newer tallyproof may know it")


def counts(value: object) -> dict[str, int]:
    """Return counts by id."""
    if not isinstance(value, dict):
        raise TypeError(f"expected an object of counts, got {value!r:.80}")
    return {key: count(number, key) for key, number in value.items()}


def count(value: object, key: str = "count") -> int:
    """Return a count; `key` is what an error names."""
    if type(value) is not int or not 0 <= value <= MAX_COUNT:
        raise ValueError(f"{key}: expected a whole number from 0 to 10^12, got {value!r:.80}")
    return value


def parts_per_million(value: object) -> dict[str, int]:
    """Return shares by id, none above a million."""
    shares = counts(value)
    above = next((key for key, share in shares.items() if share > MILLION), None)
    if above is not None:
        raise ValueError(f"confidence of {above}: expected at most {MILLION:,} parts per million, got {shares[above]}")
    return shares


def optional_count(value: object) -> int | None:
    """Return a count or null."""
    return None if value is None else count(value)


def percentage(value: object) -> str:
    """Return a percentage as it was printed."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", value):
        raise ValueError(f"expected a percentage as printed, such as '44.2', got {value!r:.80}")
    return value


def optional_percentage(value: object) -> str | None:
    """Return a percentage as it was printed, or null."""
    return None if value is None else percentage(value)


def text(value: object) -> str:
    """Return a text."""
    return str(typed(value, str))


def texts(value: object) -> tuple[str, ...]:
    """Return a list of texts."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(f"expected a list of texts, got {value!r:.80}")
    return tuple(value)


def reference(index: int, value: object) -> int:
    """Return the index of an entry below this one."""
    if type(value) is not int or not 0 <= value < index:
        raise ValueError(f"expected a reference to an entry below {index}, got {value!r:.80}")
    return value


def typed(value: Any, kind: type) -> Any:
    """Return a value that is of this type itself, not of one below it: True is no whole number."""
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}, got {value!r:.80}")
    return value


def optional(value: Any, kind: type) -> Any:
    """Return a value of this type, or null."""
    return None if value is None else typed(value, kind)


def figures_of(record: Json) -> Figures:
    """Return the figures of a transcription or an aggregate sheet."""
    if ("lines" in record) == ("candidates" in record):
        raise ValueError("expected either 'lines' or 'candidates'")
    return Figures(
        lines=counts(record["lines"]) if "lines" in record else None,
        candidates=counts(record["candidates"]) if "candidates" in record else None,
        counts=counts(record["counts"]),
        states={key: FieldState(state) for key, state in record.get("states", {}).items()},
        marks={key: FieldMark(mark) for key, mark in record.get("marks", {}).items()},
        earlier=counts(record.get("earlier", {})),
    )
