"""The phrase book of a quick count, and where every number of its sentences comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.part import Trace
from tallyproof.compare.phrasing import Book
from tallyproof.compare.quick_count import english, spanish

DESIGN, ESTIMATE = "b3-design", "b3-estimate"
BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset({"leader", "runner_up"}),
    areas=frozenset({"name", "parent", "low_name", "high_name"}),
    worded=frozenset({"rehearsal", "measure"}),
    untouched=frozenset({"seed", "contest", "hour"}),
)


_DEFINITION, _REGISTER, _SETTLED = Trace("definition"), Trace("register"), Trace("settled")
_PLAN = _FILE = Trace("file")


def _by(formula: str, method: str = ESTIMATE) -> Trace:
    return Trace(formula=formula, method=method)


_ARRIVED = {"arrived": _SETTLED, "drawn": _FILE, "arrived_percent": _by("arrived_percent = 100·arrived/drawn")}
_LOW = _by("low_percent = lead_percent − t·error_percent, t Student's at confidence_percent with degrees")
_HIGH = _by("high_percent = lead_percent + t·error_percent, t Student's at confidence_percent with degrees")
_SHARE = _by("share_percent = 100·Σwy/Σwx over the arrived stations, w = 1/inclusion probability")
_ERROR = _by("error_percent = 100·√V of the linearised ratio, from z = y − R·x")
_DEGREES = _by("degrees = arrived units − strata that give a variance")
_LEAD = {
    "leader": _SETTLED,
    "runner_up": _SETTLED,
    "lead_percent": _by("lead_percent = leader_share_percent − runner_up_share_percent"),
    "low_percent": _LOW,
    "high_percent": _HIGH,
    "confidence_percent": _PLAN,
    "leader_share_percent": _SHARE,
    "runner_up_share_percent": _SHARE,
    "error_percent": _ERROR,
    "degrees": _DEGREES,
    **_ARRIVED,
}
_UNIVERSE = {"universe": _REGISTER, "strata": _FILE, "size": _FILE}

TRACES: Mapping[str, Mapping[str, Trace]] = {
    "title": {"contest": _DEFINITION},
    "state": {**_ARRIVED, "rehearsal": _DEFINITION, "hour": Trace("entries")},
    "origin": {"pictures": _SETTLED, "table": _SETTLED},
    "complete": {},
    "lead": _LEAD,
    "lead-open": _LEAD,
    "lead-bounds": {
        "missing": _by("missing = drawn − arrived"),
        "leader": _SETTLED,
        "runner_up": _SETTLED,
        "low_percent": _by("low_percent = 100·(Σw(y₁ − y₂) − Σw·cap over missing)/(Σw·x + Σw·cap over missing)"),
        "high_percent": _by("high_percent = 100·(Σw(y₁ − y₂) + Σw·cap over missing)/(Σw·x + Σw·cap over missing)"),
    },
    "lead-bounds-reversed": {},
    "bounds-unknown": {"missing": _by("missing = drawn − arrived")},
    "no-estimate": {},
    "turnout": {
        "turnout_percent": _by("turnout_percent = 100·Σw·cast/Σw·registered over the arrived stations"),
        "confidence_percent": _PLAN,
        "error_percent": _ERROR,
        "degrees": _DEGREES,
        "low_percent": _by("low_percent = turnout_percent − t·error_percent, at least 0, t Student's with degrees"),
        "high_percent": _by("high_percent = turnout_percent + t·error_percent, at most 100, t Student's with degrees"),
    },
    "no-turnout": {},
    "arrival": {
        **dict.fromkeys(("low_arrived", "high_arrived"), _SETTLED),
        **dict.fromkeys(("low_drawn", "high_drawn", "low_name", "high_name"), _FILE),
    },
    "arrival-even": {},
    "arrival-size": {"own": _REGISTER, "all": _REGISTER},
    "borrowed": {"name": _FILE, "parent": _FILE},
    "reserve": {},
    "others-held": {"others": _SETTLED},
    "register-incomplete": {},
    "left-out": {"left_out": _FILE},
    "register-changed": {},
    "drawn-again": {},
    "weights": {"degrees": _DEGREES},
    "not-at-random": {},
    "design-title": {"contest": _DEFINITION},
    "design-stations": _UNIVERSE,
    "design-centres": {
        **_UNIVERSE,
        **dict.fromkeys(("measure", "per_centre"), _PLAN),
        **dict.fromkeys(("units", "stations"), _REGISTER),
    },
    "design-reserve": {"reserve": _PLAN},
    "design-half-width": {
        "half_width_percent": _by("half_width_percent = 100·z·√(ΣW²S²(1/n − 1/N))", DESIGN),
        "confidence_percent": _PLAN,
    },
    "design-effect": {
        "effect": _by("effect = (half_width/z)²/(share(1 − share)/(stations·mean registered·turnout))", DESIGN),
        "turnout_percent": _PLAN,
        "share_percent": _PLAN,
    },
    "design-no-half-width": {},
    "design-earlier": {"matched": _FILE, "universe": _REGISTER},
    "design-seed": {"seed": _FILE},
    "design-next": {},
}

COLUMN_TRACES: Mapping[str, Trace] = {
    "candidate": _DEFINITION,
    "share_percent": _SHARE,
    "error_percent": _ERROR,
    "low_percent": _by("low_percent = share_percent − t·error_percent, at least 0"),
    "high_percent": _by("high_percent = share_percent + t·error_percent, at most 100"),
    "least_percent": _by("least_percent = 100·Σwy/(Σwx + Σw·cap over missing)"),
    "most_percent": _by("most_percent = 100·(Σwy + Σw·cap over missing)/(Σwx + Σw·cap over missing)"),
    "stratum": _FILE,
    "drawn": _FILE,
    "arrived": _SETTLED,
}
