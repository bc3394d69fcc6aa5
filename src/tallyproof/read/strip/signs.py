"""The signs that the line reader knows, in the order of its outputs; output 0 is 'no sign here'."""

from __future__ import annotations

from collections.abc import Iterable

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÁÉÍÓÚÑáéíóúñ .,:;-/()'"
BLANK = 0
_PLAIN = str.maketrans("ÀÂÃÄÈÊËÌÎÏÒÔÕÖÙÛÜàâãäèêëìîïòôõöùûüÇç’", "AAAAEEEIIIOOOOUUUaaaaeeeiiioooouuuCc'")


def outputs_of(text: str) -> list[int]:
    """Return the outputs that spell a text; a sign that the reader does not know is left out."""
    return [SIGNS.index(sign) + 1 for sign in plain(text) if sign in SIGNS]


def plain(text: str) -> str:
    """Return a text with marks that the reader does not know taken off its letters."""
    return text.translate(_PLAIN)


def text_of(outputs: Iterable[int]) -> str:
    """Return the text of a row of outputs, one for each frame: repeats are one sign, blanks are none."""
    text, last = [], BLANK
    for output in outputs:
        if output not in (BLANK, last):
            text.append(SIGNS[output - 1])
        last = output
    return "".join(text)
