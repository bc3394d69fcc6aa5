"""The methods that a report used, explained once each, and where the page links to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tallyproof.compare.books import BOOKS
from tallyproof.compare.part import Part
from tallyproof.compare.phrasing import Book, Method


@dataclass(frozen=True, slots=True)
class UsedMethod:
    """One method of one family, as one language explains it."""

    family: str
    id: str
    book: Book
    method: Method

    @property
    def anchor(self) -> str:
        return f"m-{self.family}-{self.id}"


@dataclass(frozen=True, slots=True)
class Appendix:
    """The methods used, in the order of the families."""

    used: Sequence[UsedMethod]

    def link(self, book: Book, method: str) -> tuple[str, str] | None:
        """Return (anchor, title) of a method; None where the appendix does not explain it."""
        found = next((one for one in self.used if one.book is book and one.id == method), None)
        return None if found is None else (found.anchor, found.method.title)

    def views(self) -> list[dict[str, Any]]:
        return [{"anchor": one.anchor, "method": one.method} for one in self.used]


def appendix_of(parts: Iterable[Part], language: str) -> Appendix:
    """Return the methods that parts or their traces name, each once, in the order of the families."""
    named: list[tuple[Book, str]] = []
    for part in parts:
        methods = [*part.methods]
        methods += [trace.method for one in part.statements for trace in part.traces.get(one.code, {}).values()]
        methods += [column.trace.method for table in part.tables for column in table.columns]
        known = part.book.methods(language)
        for method in methods:
            if method in known and not any(book is part.book and id == method for book, id in named):
                named.append((part.book, method))
    used = [UsedMethod(_family(book), id, book, book.methods(language)[id]) for book, id in named]
    families = list(BOOKS)
    return Appendix(sorted(used, key=lambda one: (_place(families, one.family), _order(one, language))))


def _family(book: Book) -> str:
    return next((family for family, (known, _) in BOOKS.items() if known is book), "other")


def _place(families: list[str], family: str) -> int:
    return families.index(family) if family in families else len(families)


def _order(one: UsedMethod, language: str) -> int:
    return list(one.book.methods(language)).index(one.id)
