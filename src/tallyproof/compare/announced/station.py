"""One station that is held, as whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REST = "count:_rest"
"""Ballots cast that are for no candidate."""


@dataclass(frozen=True, slots=True)
class HeldStation:
    """One station of the main total: votes by candidate, registered voters and the cap; None is not known.

    `papers` are the ballots beside them by 'count:<id>', and under `REST` all that are not for a candidate;
    what is not known is absent.
    """

    id: str
    votes: Mapping[str, int]
    registered: int | None
    cap: int | None
    papers: Mapping[str, int] = field(default_factory=dict)
