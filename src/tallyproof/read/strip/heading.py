"""The heading of a strip: which station it is of and how many are registered there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tallyproof.layout.strip import REGISTERED_GROUP, StripForm
from tallyproof.read.strip.crop import Ink
from tallyproof.read.strip.ctc import PRINT, log_chances
from tallyproof.read.strip.page import cut_segment
from tallyproof.read.strip.recogniser import recognise
from tallyproof.read.strip.segments import Segment
from tallyproof.read.strip.signs import text_of

_MOST_LINES = 80
_SURE = -0.02
"""Log-probability of a whole line below which no station and no number is taken from it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the heading names; empty where it is not surely read."""

    station_parts: Mapping[str, str] = field(default_factory=dict)
    registered: int | None = None


def read_heading(ink: Ink, segments: Sequence[Segment], form: StripForm, capital: float) -> Heading:
    """Return the station and the register that the lines above the rows name."""
    lines = [
        one for one in segments
        if 0.6 * capital < one.capital < 1.7 * capital and 3 < (one.right - one.left) / one.capital < 40
    ][:_MOST_LINES]  # fmt: skip
    cuts = [cut_segment(ink, one) for one in lines]
    read: list[tuple[str, float]] = []
    for chances in recognise(cuts):
        text = text_of(chances.argmax(axis=1)).strip()
        read.append((text, float(log_chances(PRINT.fold(chances), [PRINT.spell(text)])[0])))
    return Heading(_station(read, form), _registered(read, form))


def _matches(read: Sequence[tuple[str, float]], pattern: re.Pattern[str]) -> list[tuple[dict[str, str], float]]:
    found = []
    for text, sure in read:
        match = pattern.fullmatch(text)
        if match:
            found.append((match.groupdict(), sure))
    return found


def _station(read: Sequence[tuple[str, float]], form: StripForm) -> dict[str, str]:
    """Return the station's parts where the first pattern's line is surely read and nothing contradicts it."""
    if not form.station:
        return {}
    named = _matches(read, form.station[0])
    if len({tuple(groups.items()) for groups, _ in named}) != 1 or max(sure for _, sure in named) < _SURE:
        return {}
    parts = named[0][0]
    for pattern in form.station[1:]:
        for groups, _ in _matches(read, pattern):
            if any(parts.get(name, text) != text for name, text in groups.items()):
                return {}
    return parts


def _registered(read: Sequence[tuple[str, float]], form: StripForm) -> int | None:
    if form.registered is None:
        return None
    numbers = {int(groups[REGISTERED_GROUP]) for groups, sure in _matches(read, form.registered) if sure > _SURE}
    return numbers.pop() if len(numbers) == 1 else None
