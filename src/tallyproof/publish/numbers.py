"""Numbers and dates as each language writes them.

Thousands are always grouped, also in numbers of four digits, so that columns of figures read alike.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from babel.dates import format_date

from tallyproof.errors import InputError

_SIDE = re.compile(r"((?:[<>]=? )?)(0|[1-9][0-9]{0,30})", re.ASCII)
NO_BREAK_SPACE = "\u00a0"
HOUR_FORMAT = "%Y-%m-%dT%HZ"


def whole_text(value: str, language: str) -> str:
    """Return a whole number, given in canonical text, as the language writes it: 7,156,462 or 7.156.462."""
    text = f"{int(value):,}"
    return text.replace(",", ".") if language == "es" else text


def side_text(text: str, language: str) -> str:
    """Return a side of a check or finding: a whole number, or one with '<= ' before it, as the language writes it.

    Any other text comes back unchanged, as codes of stations do that begin with a zero.
    """
    match = _SIDE.fullmatch(text)
    return text if match is None else f"{match[1]}{whole_text(match[2], language)}"


def percent_text(value: str, language: str) -> str:
    """Return a percentage with the decimals that it has: 67.14% or 67,14 %."""
    if language == "es":
        return f"{value.replace('.', ',')}{NO_BREAK_SPACE}%"
    return f"{value}%"


def day_text(day: date, language: str) -> str:
    """Return a day in words: 28 July 2024 or 28 de julio de 2024."""
    pattern = "d 'de' MMMM 'de' y" if language == "es" else "d MMMM y"
    return format_date(day, pattern, locale=language)


def iso_day_text(day: str, language: str) -> str:
    """Return a day given as 2024-07-28 in words; other text comes back unchanged, as it was announced."""
    try:
        return day_text(date.fromisoformat(day), language)
    except ValueError:
        return day


def hour_of(text: str) -> datetime:
    """Return the moment of an hour such as 2024-07-28T23Z."""
    try:
        return datetime.strptime(f"{text}+0000", f"{HOUR_FORMAT}%z")
    except ValueError:
        raise InputError(f"hour: expected UTC cut to the hour such as 2024-07-28T23Z, got {text!r}") from None


def hour_text(text: str, language: str) -> str:
    """Return an hour in words: 28 July 2024, 23:00 UTC."""
    moment = hour_of(text)
    return f"{day_text(moment.date(), language)}, {moment:%H:%M}{NO_BREAK_SPACE}UTC"
