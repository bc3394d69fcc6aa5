"""A picture with its words: a value that shows itself in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tallyproof.compare.part import Picture
from tallyproof.compare.phrasing import Book
from tallyproof.compare.pictures.drawn import WIDE, svg_of


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture in one language. In a notebook it shows itself; `str` of it is the SVG, to write to a file.

    `note` stands under it: as of when, how much is counted, that it is provisional.
    """

    picture: Picture
    book: Book
    language: str = "en"
    names: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def svg(self, width: int = WIDE) -> str:
        """Return the picture as SVG that needs no other file."""
        return svg_of(self.picture, self.book, self.language, self.names, width=width, note=self.note, alone=True)

    def _repr_svg_(self) -> str:
        return self.svg()

    def __str__(self) -> str:
        return self.svg()

    @property
    def title(self) -> str:
        return self.book.heading(f"picture-{self.picture.id}", self.picture.values, self.language, self.names)

    @property
    def caption(self) -> str:
        """Return what the picture shows in words, for who cannot see it."""
        return self.book.heading(f"caption-{self.picture.id}", self.picture.values, self.language, self.names)
