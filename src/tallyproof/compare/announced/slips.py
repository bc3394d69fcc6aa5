"""Slips of the pen: which printed number may stand for which other one. They are named, never repaired."""

from __future__ import annotations

from itertools import pairwise


def slip_between(printed: str, meant: str) -> str:
    """Return the one slip that makes `printed` of `meant`, as a code, or '' where it takes more than one.

    'digit-changed', 'digits-swapped' (neighbours), 'digit-missing' or 'digit-doubled' in the printed number.
    """
    if printed == meant or not (printed and meant):
        return ""
    if len(printed) == len(meant):
        differing = [place for place in range(len(meant)) if printed[place] != meant[place]]
        if any(not (printed[place] + meant[place]).isdecimal() for place in differing):
            return ""
        if len(differing) == 1:
            return "digit-changed"
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            first, second = differing
            swapped = printed[first] == meant[second] and printed[second] == meant[first]
            return "digits-swapped" if swapped else ""
        return ""
    if len(meant) == len(printed) + 1:
        return "digit-missing" if printed in _with_one_less(meant, doubled=False) else ""
    if len(printed) == len(meant) + 1:
        return "digit-doubled" if meant in _with_one_less(printed, doubled=True) else ""
    return ""


def _with_one_less(text: str, *, doubled: bool) -> set[str]:
    """Return the number without one of its digits: any, or one that its neighbour repeats."""
    return {
        text[:place] + text[place + 1 :]
        for place, sign in enumerate(text)
        if sign.isdecimal() and (not doubled or sign in (text[place - 1 : place], text[place + 1 : place + 2]))
    }


def meant_numbers(printed: str) -> dict[str, str]:
    """Return every number that one slip can have turned into `printed`, with the slip's code.

    Numbers keep their decimal point; none begins with a zero that `printed` has not.
    """
    found: dict[str, str] = {}
    digits = "0123456789"
    for one in _with_one_less(printed, doubled=True):
        found.setdefault(one, "digit-doubled")
    for place, (sign, after) in enumerate(pairwise(printed)):
        if (sign + after).isdecimal() and sign != after:
            found.setdefault(f"{printed[:place]}{after}{sign}{printed[place + 2 :]}", "digits-swapped")
    for place, sign in enumerate(printed):
        if sign.isdecimal():
            for digit in digits:
                found.setdefault(f"{printed[:place]}{digit}{printed[place + 1 :]}", "digit-changed")
    for place in range(len(printed) + 1):
        for digit in digits:
            found.setdefault(f"{printed[:place]}{digit}{printed[place:]}", "digit-missing")
    found.pop(printed, None)
    return {one: slip for one, slip in sorted(found.items()) if _is_number(one)}


def _is_number(text: str) -> bool:
    whole, point, decimals = text.partition(".")
    return whole.isdecimal() and (len(whole) == 1 or whole[0] != "0") and (not point or decimals.isdecimal())
