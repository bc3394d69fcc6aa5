"""Differences found between a site and its entries, gathered so that one error names many places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tallyproof.errors import VerificationError

MAX_NAMED = 20
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of the site and what is wrong there."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(slots=True)
class Differences:
    """The first differences in the order of the site, and how many there are in all."""

    named: list[Difference] = field(default_factory=list)
    count: int = 0

    def add(self, place: str, message: str) -> None:
        self.count += 1
        if len(self.named) < MAX_NAMED:
            self.named.append(Difference(place, message))

    def add_all(self, found: Iterable[Difference], count: int) -> None:
        """Add what another process found: the differences it names, and how many it counted."""
        self.count += count
        self.named = [*self.named, *found][:MAX_NAMED]

    def raise_if_any(self) -> None:
        """Raise one VerificationError that names the differences; its place is the first one's."""
        if not self.named:
            return
        first, *others = self.named
        lines = [first.message, *map(str, others)]
        if self.count > len(self.named):
            lines.append(f"and {self.count - len(self.named):,} more differences")
        raise VerificationError("\n".join(lines), place=first.place)


def shown(value: object) -> str:
    """Return foreign text as it may be printed in a message: quoted, escaped and cut."""
    text = ascii(value) if not isinstance(value, str) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
