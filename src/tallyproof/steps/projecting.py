"""A projection and its back-test, for a terminal and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tallyproof.compare.indicators.chance import checked_seed
from tallyproof.compare.part import Part
from tallyproof.compare.printed import part_json
from tallyproof.compare.projection import projection_parts
from tallyproof.steps.station_comparing import parts_text
from tallyproof.tally import Results

TEST = "back-test"
ROWS = 12


@dataclass(frozen=True, slots=True)
class ProjectionReport:
    """The parts of a projection, or of its back-test alone."""

    results: Results
    parts: Sequence[Part]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the parts as data."""
        return [part_json(one) for one in self.parts]

    def as_text(self, language: str) -> str:
        """Return the parts as sentences and tables."""
        return parts_text(self.results, self.parts, language, most=ROWS)


def project_stations(
    results: Results, *, contest: str, level: str, seed: str, runs: int, only_test: bool
) -> ProjectionReport:
    """Return the projection of one contest or all with its back-test; `only_test` leaves the projection out.

    The seed is public text, by default the election's id.
    """
    seed = checked_seed(seed or results.definition.file.election.id)
    parts = projection_parts(results, seed=seed, contest=contest, strata=level, runs=runs)
    # Where nothing can be projected, that is said whichever part was asked for.
    tested = [one for one in parts if TEST in one.methods]
    return ProjectionReport(results, tested if only_test and tested else parts)
