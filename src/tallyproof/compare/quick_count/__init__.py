"""A quick count: a probability sample of polling stations that anybody can draw again, and what it says (tier B)."""

from tallyproof.compare.quick_count.design import Design, DesignedStratum, check_drawn_again, design_of, read_design
from tallyproof.compare.quick_count.estimate import Estimate, Interval, Response, estimate
from tallyproof.compare.quick_count.frame import Frame, FrameStation, Stratum, frame_of
from tallyproof.compare.quick_count.parts import quick_count_parts
from tallyproof.compare.quick_count.plan import Plan, parse_plan
from tallyproof.compare.quick_count.report import Setting, design_statements, design_text, estimate_json, estimate_text
from tallyproof.compare.quick_count.sample_file import read_sample, sample_bytes
from tallyproof.compare.quick_count.sampling import Drawn, draw
from tallyproof.compare.quick_count.settled import StationFigures, held_elsewhere, settled_figures
from tallyproof.compare.quick_count.spread import earlier_spreads
from tallyproof.compare.quick_count.wording import BOOK, TRACES

__all__ = [
    "BOOK",
    "TRACES",
    "Design",
    "DesignedStratum",
    "Drawn",
    "Estimate",
    "Frame",
    "FrameStation",
    "Interval",
    "Plan",
    "Response",
    "Setting",
    "StationFigures",
    "Stratum",
    "check_drawn_again",
    "design_of",
    "design_statements",
    "design_text",
    "draw",
    "earlier_spreads",
    "estimate",
    "estimate_json",
    "estimate_text",
    "frame_of",
    "held_elsewhere",
    "parse_plan",
    "quick_count_parts",
    "read_design",
    "read_sample",
    "sample_bytes",
    "settled_figures",
]
