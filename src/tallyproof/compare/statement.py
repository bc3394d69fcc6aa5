"""One true sentence in the making: a stable code and its values; a phrase book puts the words to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

OTHERS = "_others"
Tier = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Statement:
    """What was found, as code and values; true only together with its `assumptions`.

    Values are texts: whole numbers, 'a/b' for fractions, ids. Everything that the words of the statement or
    of its assumptions need is in `values`.
    """

    code: str
    tier: Tier = "A"
    values: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()


def statement(code: str, *assumptions: str, **values: str | int | Fraction) -> Statement:
    """Return a statement of tier A with its values as text."""
    return Statement(code, "A", {key: str(value) for key, value in values.items()}, assumptions)


def tier_b(code: str, *assumptions: str, **values: str | int | Fraction) -> Statement:
    """Return a statement of tier B: it holds with the guarantee of a drawing or under its assumptions."""
    return replace(statement(code, *assumptions, **values), tier="B")


def tier_c(code: str, *assumptions: str, **values: str | int | Fraction) -> Statement:
    """Return a statement of tier C: a place to look, never proof."""
    return replace(statement(code, *assumptions, **values), tier="C")


def ceiling(value: Fraction) -> int:
    """Return the least whole number that is not below a fraction."""
    return -(-value.numerator // value.denominator)
