"""Figures by station: one set against another, how a count moved, collation forms against their stations (tier A)."""

from tallyproof.compare.stations.automatic import (
    contest_of,
    levels_of,
    side_pairs,
    stages_held,
    station_parts,
    table_stages,
)
from tallyproof.compare.stations.book import BOOK, TRACES
from tallyproof.compare.stations.movement_part import movement_part
from tallyproof.compare.stations.pair_part import named, pair_part
from tallyproof.compare.stations.pairing import Pair, pair_of
from tallyproof.compare.stations.sheets_part import sheets_part
from tallyproof.compare.stations.side import (
    Side,
    register_frame,
    settled_beside,
    side_of_frame,
    side_of_readings,
    stage_side,
    table_side,
)

__all__ = [
    "BOOK",
    "TRACES",
    "Pair",
    "Side",
    "contest_of",
    "levels_of",
    "movement_part",
    "named",
    "pair_of",
    "pair_part",
    "register_frame",
    "settled_beside",
    "sheets_part",
    "side_of_frame",
    "side_of_readings",
    "side_pairs",
    "stage_side",
    "stages_held",
    "station_parts",
    "table_side",
    "table_stages",
]
