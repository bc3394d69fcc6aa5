"""Projection (statistics.md, B2): ratio estimate by stratum, ranges for what is missing not at random, back-test."""

from tallyproof.compare.projection.back_test import BackTest, Trial, back_test
from tallyproof.compare.projection.parts import BOOK, projection_parts
from tallyproof.compare.projection.ratio import Projection, project
from tallyproof.compare.projection.stations import Stations, Unlisted, stations_of
from tallyproof.compare.projection.strata import Strata, measure_of, strata_of
from tallyproof.compare.projection.tilt import TiltRange, lead_range, share_range
from tallyproof.compare.projection.traces import TRACES

__all__ = [
    "BOOK",
    "TRACES",
    "BackTest",
    "Projection",
    "Stations",
    "Strata",
    "TiltRange",
    "Trial",
    "Unlisted",
    "back_test",
    "lead_range",
    "measure_of",
    "project",
    "projection_parts",
    "share_range",
    "stations_of",
    "strata_of",
]
