"""Where every value that a sentence on an announcement shows comes from: an input, or a formula over other values."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from tallyproof.compare.announced import english
from tallyproof.compare.part import Source, Trace


def _from(source: Source) -> Trace:
    return Trace(source=source)


def _by(method: str, formula: str) -> Trace:
    return Trace(formula=formula, method=method)


_SHIFTS = "number = least n whose n largest shifts of stations add up to needed; shift = "
_PROOF = "⌈bound of the proof file of this line⌉"

_OF_KEY: dict[str, Trace] = {
    **dict.fromkeys(
        (
            *("printed_percent", "printed", "cast", "count", "registered", "before", "after", "before_percent"),
            *("after_percent", "earlier", "claimed_percent", "said_unit", "announced_registered", "source"),
        ),
        _from("announcement"),
    ),
    **dict.fromkeys(
        ("left", "right", "roll", "roll_source", "roll_stations", "roll_registered", "cap_source", "per_station"),
        _from("definition"),
    ),
    **dict.fromkeys(("stations", "read", "table", "contested", "contested_votes", "annulled"), _from("settled")),
    **dict.fromkeys(("held_kind", "leader"), _from("settled")),
    **dict.fromkeys(("candidate", "count_id", "area", "announced_leader", "ballots"), _from("announcement")),
    **dict.fromkeys(("check", "assumption", "base"), _from("definition")),
    "total": _by("a1-sums", "total = announced valid votes, else Σ announced counts"),
    "sum": _by("a1-sums", "sum = Σ announced counts"),
    "difference": _by("a1-sums", "difference = sum − total"),
    "sum_percent": _by("a1-sums", "sum = Σ announced percentages"),
    "tolerance": _by("a1-sums", "tolerance = Σ half a unit of the last decimal of each percentage"),
    "number": _by("a1-sums", "number = how many announced figures were compared"),
    "computed_percent": _by("a1-sums", "computed = 100 · count / total, rounded to the decimals printed"),
    "base_votes": _by("a1-sums", "base = the announced figure that the percentage is taken of"),
    "left_sum": _by("a1-sums", "left_sum = Σ announced counts of the left side"),
    "right_sum": _by("a1-sums", "right_sum = Σ announced counts of the right side"),
    "meant": _by("a1-misprints", "meant = printed + total − sum"),
    "meant_percent": _by("a1-misprints", "meant = the number one slip away with which Σ percentages = 100"),
    "slip": _by("a1-misprints", "slip = the one slip between printed and meant"),
    "possible": _by("a1-misprints", "possible = how many figures one slip would make fit"),
    "decimals": _by("a1-grid", "decimals = those of the grid that was tried"),
    "step": _by("a1-grid", "step = total / 10^(decimals + 2)"),
    "largest_residual": _by("a1-grid", "largest_residual = max |count − step · round(count / step)|"),
    "on_grid": _by("a1-grid", "on_grid = how many counts have |count − step · round(count / step)| < 1/2"),
    "one_in": _by("a1-rarity", "one_in = ⌊1 / probability⌋"),
    "adjusted_one_in": _by("a1-rarity", "adjusted_one_in = ⌊1 / adjusted⌋"),
    "probability": _by("a1-rarity", "probability = compositions with all counts on the grid / all compositions"),
    "adjusted": _by("a1-rarity", "adjusted = probability after Holm over tests"),
    "tests": _by("a1-rarity", "tests = bulletins × numbers of decimals that were tried"),
    "bulletins": _by("a1-rarity", "bulletins = announcements of the same count"),
    "decimals_tried": _by("a1-rarity", "decimals_tried = numbers of decimals of the grids"),
    "cap": _by("a2-feasibility", "cap = Σ caps of everything on the roll that is not held (register.cap)"),
    "reading": _by("a2-feasibility", "reading = which stations the announcement is taken to have counted"),
    "announced": _from("announcement"),
    "held": _by("a2-feasibility", "held = Σ over held stations of this count"),
    "distance": _by("a2-feasibility", "distance = ⌈bound⌉, bound as in the proof file"),
    "moved": _by("a2-feasibility", "moved = ⌈bound / 2⌉"),
    "bound": _by("a2-feasibility", "bound = Σ λ·announced − max(0, λ)·cap + … with the multipliers of the proof file"),
    "low": _by("a2-feasibility", "low = ⌈(claimed − half a unit) · all on the roll / 100⌉"),
    "high": _by("a2-feasibility", "high = ⌊(claimed + half a unit) · all on the roll / 100⌋"),
    "claim_unit": _by("a2-feasibility", "unit = what the claim is read to be a part of"),
    "extra": _by("a2-failures", f"extra = {_PROOF}"),
    "more": _by("a2-failures", "more = ⌈extra / per_station⌉"),
    "distance_uncapped": _by("a2-failures", f"distance_uncapped = {_PROOF}, without a cap"),
    "at_most": _by("a2-failures", "at_most = ⌊low − bound / μ⌋ of the proof file of this line"),
    "at_least": _by("a2-failures", "at_least = ⌈high − bound / μ⌉ of the proof file of this line"),
    "left_out": _by("a2-failures", "left_out = stations − ⌊stations − bound / μ⌋ of the proof file of this line"),
    "false_stations": _by(
        "a2-failures", "number = least n whose n largest votes + caps of stations add up to distance"
    ),
    "lead": _by("a2-false-stations", "lead = held(leader) − held(announced_leader)"),
    "announced_margin": _by("a2-false-stations", "announced_margin = announced(announced_leader) − announced(leader)"),
    "needed": _by("a2-false-stations", "needed = lead (+ announced_margin), less cap where the missing are given"),
    "removed": _by("a2-false-stations", f"{_SHIFTS}w − l"),
    "swapped": _by("a2-false-stations", f"{_SHIFTS}2 · (w − l)"),
    "arbitrary": _by("a2-false-stations", f"{_SHIFTS}w − l + cap"),
    "fewer": _by("a2-missing", "fewer = held − announced"),
    "wanted": _by("a2-missing", "wanted = Σ max(0, announced − held)"),
    "electors": _by("a2-missing", "electors = roll_registered − registered voters of the held stations"),
    "turnout_percent": _by("a2-missing", "turnout = 100 · wanted / electors, rounded down"),
    "share_percent": _by("a2-missing", "share = 100 · (1 + votes to make up / cap) / 2, rounded down"),
    "areas": _by("a2-areas", "areas = how many announced areas were compared"),
    "contradicted": _by("a2-areas", "contradicted = how many areas have a bound above 0"),
}
_OF_CODE: dict[str, dict[str, Trace]] = {
    "misprint-count-by-percentage": {"meant": _by("a1-misprints", "meant = the one slip with 100 · meant / total = p")},
    "misprint-total": {"meant": _by("a1-misprints", "meant = sum")},
    "misprint-total-borne-out": {"meant": _by("a1-misprints", "meant = sum")},
    "valid-above-cast": {"difference": _by("a1-sums", "difference = total − cast")},
    "cast-above-registered": {"difference": _by("a1-sums", "difference = cast − registered")},
    "identity-fails": {"difference": _by("a1-sums", "difference = left_sum − right_sum")},
    "count-fell": {"difference": _by("a1-growth", "difference = before − after")},
    "counts-grew": {"number": _by("a1-growth", "number = figures that both announcements give")},
    "announced-above-roll": {
        "announced": _by("a1-sums", "announced = max(Σ announced counts, announced valid votes)"),
        "difference": _by("a2-feasibility", "difference = announced − roll_registered"),
    },
    "electors-above-roll": {"difference": _by("a2-feasibility", "difference = announced − roll_registered")},
    "held-above-announced": {"difference": _by("a2-feasibility", "difference = held − announced")},
    "held-papers-above-announced": {"difference": _by("a2-feasibility", "difference = held − announced")},
    "turnout-follows": {},
    "failure-as-printed": {"distance": _by("a2-failures", "distance = ⌈bound⌉ of the contradiction")},
    "missing-share-lead": {"share_percent": _by("a2-missing", "share = 100 · (1 + lead / cap) / 2, rounded down")},
    "missing-share-margin": {
        "share_percent": _by("a2-missing", "share = 100 · (1 + (lead + announced_margin) / cap) / 2, rounded down")
    },
    "areas-sum": {"number": _by("a2-areas", "number = counts announced for the whole and in every area")},
    "areas-do-not-sum": {
        "sum": _by("a2-areas", "sum = Σ over areas of the announced count"),
        "difference": _by("a2-areas", "difference = sum − announced"),
    },
    "areas-held-above-announced": {
        "areas": _by("a2-areas", "areas = areas with a count that is held above what was announced"),
        "number": _by("a2-areas", "number = such counts"),
        "difference": _by("a2-areas", "difference = Σ over them of held − announced"),
    },
    "areas-not-computed": {"number": _by("a2-areas", "number = announced areas without a bound for this reason")},
    "areas-cannot-both-be-right": {"distance": _by("a2-areas", "distance = ⌈Σ over areas of max(0, bound)⌉")},
}
for _target in ("lead", "margin"):
    _OF_CODE[f"missing-share-{_target}-impossible"] = _OF_CODE[f"missing-share-{_target}"]
_TURNOUT = {"computed_percent": _by("a1-sums", "computed = 100 · cast / registered, rounded to the decimals printed")}
_OF_CODE.update(dict.fromkeys(("turnout-follows", "turnout-does-not-follow", "turnout-likely-misprint"), _TURNOUT))
_OF_COUNT = {"computed_percent": _by("a1-sums", "computed = 100 · count / base_votes, rounded to the decimals printed")}
_OF_CODE.update(dict.fromkeys(("count-percentage-follows", "count-percentage-does-not-follow"), _OF_COUNT))

_BEHIND = {
    "cannot-both-be-right": ("bound",),
    **dict.fromkeys(("grid-rarity", "grid-rarity-bound"), ("probability", "adjusted")),
    **dict.fromkeys((code for code in english.SENTENCES if code.startswith("false-stations-")), ("needed",)),
}
"""Values that a sentence does not show and that the formulas of shown ones name."""
INSIDE = {"held_kind": ("stations", "read", "table"), "reading": ("claimed_percent", "announced_registered")}
"""Values that the words for other values may show."""


def _traces(code: str, text: str) -> dict[str, Trace]:
    shown = [name for _, name, _, _ in Formatter().parse(text) if name and name != "reason"]
    shown += [inner for name in shown for inner in INSIDE.get(name, ())]
    shown += _BEHIND.get(code, ())
    return {name: _OF_CODE.get(code, {}).get(name) or _OF_KEY[name] for name in shown}


TRACES: Mapping[str, Mapping[str, Trace]] = {code: _traces(code, text) for code, text in english.SENTENCES.items()}
