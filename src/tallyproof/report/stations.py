"""stations.csv of a report: the settled figures that its numbers were computed from, a row for each station."""

from __future__ import annotations

from collections.abc import Sequence

import polars

from tallyproof.compare.frame import station_frame
from tallyproof.tally import Results
from tallyproof.tally.tables import release_note

STATIONS_FILE = "stations.csv"


def stations_csv(results: Results, contests: Sequence[str]) -> bytes:
    """Return the figures of every station of the register in these contests, with the release in every row.

    A stage other than the headline's is there where something is held of it.
    """
    frames = [
        _labelled(station_frame(results, contest, stage), contest, stage)
        for contest in contests
        for stage in _stages(results, contest)
    ]
    whole = polars.concat(frames, how="diagonal")
    return whole.with_columns(polars.lit(release_note(results)).alias("release")).write_csv().encode("utf-8")


def _stages(results: Results, contest: str) -> list[str]:
    held = {key.stage for key in results.settlement.results if key.contest == contest}
    headline = results.definition.headline_stage
    return [one for one in results.definition.file.election.stages if one == headline or one in held]


def _labelled(frame: polars.DataFrame, contest: str, stage: str) -> polars.DataFrame:
    return frame.select(polars.lit(contest).alias("contest"), polars.lit(stage).alias("stage"), polars.all())
