"""The checks of the transcription that a log records: every draw, re-reading and decision derived again."""

from __future__ import annotations

from collections.abc import Sequence

from tallyproof.canonical import Json
from tallyproof.election import Definition


def check_audits(definition: Definition, records: Sequence[Json]) -> tuple[int, int]:
    """Return how many checks follow from the entries, and how many rest on an older definition and were not derived.

    Raises InputError naming the entry that does not follow.
    """
    if not any(record["kind"] == "audit" for record in records):
        return 0, 0
    # Its statistics load SciPy, which most sites have no need of.
    from tallyproof.compare.audit import audits_of

    audits = audits_of(definition, records)
    lapsed = sum(one.manifest is None for one in audits)
    return len(audits) - lapsed, lapsed
