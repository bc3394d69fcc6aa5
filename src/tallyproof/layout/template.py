"""Station ids made from the parts that a sheet or a table row gives: `{CENTRO:09}.{MESA:02}`.

The little language has three things and no escapes:

    {NAME}      the value of the column or group NAME, spaces around it taken off
    {NAME:0N}   the same value as digits: leading zeros taken off, then zero-padded to N digits
    other text  itself
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tallyproof.errors import DefinitionError, InputError

MAX_TEMPLATE_LENGTH = 256
MAX_VALUE_LENGTH = 128
STATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}", re.ASCII)
"""What a station id may look like: what a sheet or a row gives instead is no station, and never repeated in public."""
_SHOWN_LENGTH = 40
_TOKEN = re.compile(r"\{(?P<name>[^{}:]+)(?::(?P<spec>[^{}]*))?\}|(?P<literal>[^{}]+)")
_PADDING = re.compile(r"0([1-9][0-9]?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Part:
    """Literal text (name is empty) or the value of a name, padded to `width` digits unless that is 0."""

    literal: str
    name: str
    width: int


@dataclass(frozen=True, slots=True)
class Template:
    """A station id with places for named values; DefinitionError if the text cannot be understood."""

    text: str
    _parts: tuple[_Part, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_parts", _parsed(self.text))

    @property
    def names(self) -> tuple[str, ...]:
        """The names the template needs, each once, in the order of the text."""
        return tuple(dict.fromkeys(part.name for part in self._parts if part.name))

    def render(self, values: Mapping[str, str]) -> str:
        """The station id for these values; InputError naming the column if one is missing or does not fit."""
        return "".join(part.literal or _value(part, values) for part in self._parts)


def _parsed(text: str) -> tuple[_Part, ...]:
    if not text or len(text) > MAX_TEMPLATE_LENGTH:
        raise DefinitionError(
            f"station template: expected 1 to {MAX_TEMPLATE_LENGTH} characters "
            f"such as '{{CENTRO:09}}.{{MESA:02}}', got {len(text)}; write how the columns become a station id"
        )
    parts: list[_Part] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise DefinitionError(
                f"station template {text!r}, character {at + 1}: expected {{NAME}}, {{NAME:0N}} or "
                f"text without braces, got {text[at : at + 12]!r}; close each brace that is opened"
            )
        parts.append(_part(token, text))
        at = token.end()
    if not any(part.name for part in parts):
        raise DefinitionError(
            f"station template {text!r}: expected at least one {{NAME}}, got only fixed text; "
            "name the columns that tell one station from another"
        )
    return tuple(parts)


def _part(token: re.Match[str], text: str) -> _Part:
    if token["literal"]:
        return _Part(literal=token["literal"], name="", width=0)
    if token["spec"] is None:
        return _Part(literal="", name=token["name"], width=0)
    padding = _PADDING.fullmatch(token["spec"])
    if padding is None:
        raise DefinitionError(
            f"station template {text!r}: expected {{{token['name']}:0N}} with N from 1 to 99, "
            f"got ':{token['spec']}'; write for example {{{token['name']}:02}}"
        )
    return _Part(literal="", name=token["name"], width=int(padding[1]))


def _value(part: _Part, values: Mapping[str, str]) -> str:
    if part.name not in values:
        raise InputError(
            f"column {part.name!r}: expected a value for the station id, got no such column; "
            "check the names in the station template"
        )
    value = values[part.name].strip()
    if not value or len(value) > MAX_VALUE_LENGTH:
        raise InputError(
            f"column {part.name!r}: expected 1 to {MAX_VALUE_LENGTH} characters for the station id, "
            f"got {len(value)}; complete the value at its source"
        )
    if not part.width:
        return value
    digits = value.lstrip("0")
    if not (value.isascii() and value.isdigit() and len(digits) <= part.width):
        raise InputError(
            f"column {part.name!r}: expected digits, at most {part.width} without leading zeros, "
            f"got {value[:_SHOWN_LENGTH]!r}; correct the value or the width in the station template"
        )
    return digits.rjust(part.width, "0")
