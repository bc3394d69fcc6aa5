"""How a figure may be written for a reader: the same digits, grouped as the page's language does."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(-?[0-9]{1,40})(?:\.([0-9]{1,40}))?", re.ASCII)
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-"})
_GROUP_MARK = {"en": ",", "es": "."}
_DECIMAL_MARK = {"en": ".", "es": ","}
_PERCENTAGES = ("share", "turnout", "coverage", "percentage", "count-percentage", "others-percentage")


def is_percentage(ref: str) -> bool:
    """Return whether a reference names a percentage, which alone may carry a percent sign."""
    return ref.rpartition("/")[2].partition(":")[0] in _PERCENTAGES


def written(value: str, language: str) -> str | None:
    """Return the text that says this value in a language; None for what is no number."""
    match = _NUMBER.fullmatch(value)
    if match is None:
        return None
    whole, decimals = match.groups()
    text = f"{int(whole):,}".replace(",", _GROUP_MARK[language])
    return f"{text}{_DECIMAL_MARK[language]}{decimals}" if decimals else text


def plain_text(text: str, *, percentage: bool) -> str:
    """Return visible text trimmed, with ordinary spaces and minus, and without a percentage's sign."""
    text = text.translate(_PLAIN).strip(" \n")
    return text.removesuffix("%").rstrip(" ") if percentage else text
