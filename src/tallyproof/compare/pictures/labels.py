"""What stands beside the points of a picture, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tallyproof.compare.part import Axis
from tallyproof.compare.phrasing import Book, name_of, number, percent_sign

OWN_WORDS = {
    "en": {
        "cells": "Each mark stands for several points, up to {most}; the larger, the more.",
        "more": "{count} more are in the table.",
        "nothing": "There is nothing to draw.",
    },
    "es": {
        "cells": "Cada marca representa varios puntos, hasta {most}; cuanto mayor, más.",
        "more": "Otros {count} están en la tabla.",
        "nothing": "No hay nada que dibujar.",
    },
}


@dataclass(frozen=True, slots=True)
class Labels:
    """Words and numbers of one picture: a book in one language, with the names of candidates, counts and areas."""

    book: Book
    language: str
    names: Mapping[str, str]

    def axis(self, axis: Axis) -> str:
        return self._word(f"axis-{axis.key}")

    def mark(self, name: str) -> str:
        return self._word(f"mark-{name}")

    def series(self, name: str) -> str:
        if name in self.names or f"count:{name}" in self.names:
            return name_of(name, self.names)
        return self._word(f"series-{name}") if name else ""

    def at(self, axis: Axis, text: str) -> str:
        """Return a place on an axis as a person reads it."""
        if axis.kind == "percent":
            return percent_sign(text, self.language) if "/" not in text else self._percent_of_fraction(text)
        if axis.kind == "number":
            return number(text, self.language)
        if axis.kind == "candidate":
            return self.book.word("others", self.language) if text == "_others" else name_of(text, self.names)
        if axis.kind == "area":
            return self.names.get(f"area:{text}", text) or self.book.word("whole", self.language)
        return self._word(text)

    def own(self, code: str, **values: int) -> str:
        """Return a word of the drawing itself, which belongs to no method."""
        shown = {key: number(value, self.language) for key, value in values.items()}
        return OWN_WORDS[self.language][code].format_map(shown)

    def _percent_of_fraction(self, text: str) -> str:
        return f"{number(text, self.language)}{percent_sign('0', self.language)[1:]}"

    def _word(self, code: str) -> str:
        found = self.book.word(code, self.language)
        if found != code:
            return found
        # A book without the word: what is behind the kind still says something.
        return code.removeprefix("axis-").removeprefix("series-").removeprefix("mark-")
