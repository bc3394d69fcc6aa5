"""The phrase book of a check of the transcription, and where every number of its sentences comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.audit import english, spanish
from tallyproof.compare.part import Trace
from tallyproof.compare.phrasing import Book

CHECK, RATE = "b4-check", "b4-rate"
BOOK = Book(
    {"en": english, "es": spanish},
    named=frozenset({"winner", "loser"}),
    worded=frozenset({"method", "state"}),
    untouched=frozenset({"seed", "release", "condition", "station", "form", "plan"}),
)

_ENTRIES, _SETTLED, _DEFINITION = Trace("entries"), Trace("settled"), Trace("definition")


def _by(formula: str, method: str = CHECK) -> Trace:
    return Trace(formula=formula, method=method)


_TOTAL = _by("total = Σ u(i) over the units; u(i) = max over comparisons (f(settled(i)) + cap(i)·worst)/margin")
_MARGIN = {
    "forms": _DEFINITION,
    "winner": _SETTLED,
    "margin": _by("margin = f(settled totals), for first place the votes of the winner − those of the loser"),
    "total": _TOTAL,
}
_PLAN = {"limit_percent": _ENTRIES, "method": _ENTRIES, "expected_percent": _ENTRIES}
_P = {
    "draws": _ENTRIES,
    "p": _by(
        "p = Π (1 − 1/U)/(1 − t(j)) by Kaplan–Markov, 1/Π [Y(j)/μ·(η(j) − μ) + 1 − η(j)]/(1 − μ) by ALPHA, "
        "rounded up, at most 1; j = 1 … draws, U = total, method, expected_percent"
    ),
    **_PLAN,
    "total": _TOTAL,
}

_ALL = {
    **dict.fromkeys(("units", "unread", "failing"), _ENTRIES),
    "forms": _DEFINITION,
    "left": _by("left = least over comparisons of margin − Σ (f(settled(i)) − f(found(i))), the unread at their bound"),
}

TRACES: Mapping[str, Mapping[str, Trace]] = {
    "no-check": {},
    "release": {"release": _ENTRIES, "entries": _ENTRIES},
    "scope-all": {"units": _SETTLED, "bare": _SETTLED},
    "scope-pictures": {"units": _SETTLED, "outside": _SETTLED},
    "margin": {**_MARGIN, "loser": _SETTLED},
    "margin-share": _MARGIN,
    "untested": {"condition": _DEFINITION},
    "cannot-change": {"total": _TOTAL},
    "plan": {
        **_PLAN,
        "draws": _by("draws = least n with P ≤ limit_percent when every t(j) = expected_percent, U = total"),
        "clean": _by("clean = least n with P ≤ limit_percent when every t(j) = 0, U = total"),
    },
    "plan-open": _PLAN,
    "bare": {
        "bare": _SETTLED,
        "bare_total": _by("bare_total = Σ u(i) over the units without a picture"),
        "total": _TOTAL,
    },
    "next-publish": {},
    "seed": {"seed": _ENTRIES, "draws": _ENTRIES, "sheets": _ENTRIES},
    "plan-published": {},
    "plan-not-published": {},
    "earlier": {"earlier": _ENTRIES, "withdrawn": _ENTRIES},
    "waiting": {"waiting": _ENTRIES, "sheets": _ENTRIES},
    "stop": _P,
    "go-on": {**_P, "more": _by("more = least n of further draws with t = 0 that gives P ≤ limit_percent")},
    "go-on-open": _P,
    "rest": {"rest": _ENTRIES},
    "all-hold": _ALL,
    "all-differ": _ALL,
    "unrecorded": {},
    "errors": dict.fromkeys(("sheets", "differing", "against", "unread"), _ENTRIES),
    "rate": {
        **dict.fromkeys(("wrong", "draws", "sheets", "centres", "layouts", "areas", "people"), _ENTRIES),
        "units": _SETTLED,
        "rate_percent": _by("rate_percent = 100·wrong/draws", RATE),
        "chance_percent": _by("chance_percent = 100·p with P(Binomial(draws, p) ≤ wrong) = 5%, rounded up", RATE),
        "bound": _by("bound = largest k for which the k least u add up to at most U·chance_percent/100", RATE),
        "bound_percent": _by("bound_percent = 100·bound/units, rounded up", RATE),
    },
    "changed-since": {"changed": _SETTLED, "added": _SETTLED},
    "lapsed": {"plan": _ENTRIES},
}

COLUMN_TRACES: Mapping[str, Trace] = {
    "condition": _DEFINITION,
    "winner": _SETTLED,
    "loser": _SETTLED,
    "margin": _MARGIN["margin"],
    "station": _ENTRIES,
    "times": _ENTRIES,
    "state": _ENTRIES,
    "error_percent": _by("error_percent = 100·e; e = max over comparisons (f(settled) − f(found))/margin, rounded up"),
    "bound_percent": _by("bound_percent = 100·u, rounded up"),
    "taint": _by("taint = error_percent/bound_percent, at most 1; 1 where the sheet was not read"),
    "form": _ENTRIES,
    "area": Trace("register"),
    "sheets": _ENTRIES,
    "differing": _ENTRIES,
    "unread": _ENTRIES,
}
