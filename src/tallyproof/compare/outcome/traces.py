"""Where every number of the outcome family comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.part import Source, Trace

SETTLED, REGISTER = Trace(source="settled"), Trace(source="register")
DEFINITION, ENTRIES = Trace(source="definition"), Trace(source="entries")


def bounds(formula: str) -> Trace:
    return Trace(formula=formula, method="outcome-bounds")


def grown(formula: str) -> Trace:
    return Trace(formula=formula, method="growth")


def _all(source: Source, *keys: str) -> dict[str, Trace]:
    return {key: Trace(source=source) for key in keys}


_REASONS = _all("settled", "nothing_held", "quarantined", "disputed", "unknown_origin")
_LEADERS = {
    "leader": bounds("leader = the candidate with most votes (the first by id where equal)"),
    "runner_up": bounds("runner_up = the candidate with most votes after leader"),
    **_all("settled", "leader_votes", "runner_up_votes", "valid"),
    "margin": bounds("margin = leader_votes − runner_up_votes"),
}
_VERDICT = {
    **_LEADERS,
    **_all("definition", "condition", "how", "share_percent", "points_percent"),
    **_all("settled", "secure_leader_votes", "secure_other_votes", "secure_valid"),
    "secure_margin": bounds("secure_margin = secure_leader_votes − secure_other_votes"),
    "outstanding": bounds("outstanding = cap_listed + cap_unlisted + cap_contested"),
    **_all("register", "cap_listed", "cap_contested"),
    "cap_unlisted": _all("definition", "cap_unlisted")["cap_unlisted"],
    "leader_percent": bounds("leader_percent = 100 · leader_votes / valid"),
    "margin_percent": bounds("margin_percent = 100 · margin / valid"),
    "low_percent": bounds("low_percent = 100 · secure_leader_votes / (secure_valid + outstanding)"),
    "high_percent": bounds("high_percent = 100 · (secure_leader_votes + outstanding) / (secure_valid + outstanding)"),
}
_FIRST = bounds("verdict = cannot change if secure_margin > outstanding, else can change")
_TIED = bounds("verdict = cannot change if outstanding = 0, else can change")

_LEAD = {
    "now": bounds("now = holds if 100 · margin / valid passes points_percent"),
    "verdict": bounds(
        "verdict = cannot change if it holds and 100 · (secure_margin − outstanding) / (secure_valid + "
        "outstanding) passes points_percent, or if nobody's lead with all outstanding passes it; else can change"
    ),
}

TRACES: Mapping[str, Mapping[str, Trace]] = {
    "missing": {
        **_REASONS,
        "unlisted": bounds(
            "unlisted = expected − counted − annulled − nothing_held − quarantined − disputed − unknown_origin"
        ),
        "missing": bounds("missing = nothing_held + quarantined + disputed + unknown_origin + unlisted"),
        **_all("settled", "counted", "annulled"),
        **_all("definition", "expected"),
    },
    "missing-none": _all("definition", "expected"),
    "missing-listed": {
        **_REASONS,
        "listed": bounds("listed = nothing_held + quarantined + disputed + unknown_origin"),
    },
    "missing-electors": {
        **_all("settled", "missing"),
        **_all("register", "listed_registered"),
        **_all("definition", "unlisted_registered"),
        "missing_registered": bounds("missing_registered = listed_registered + unlisted_registered"),
    },
    "annulled": _all("entries", "annulled"),
    "outstanding": _VERDICT,
    "outstanding-contested": {**_VERDICT, **_all("settled", "contested")},
    "first": {**_VERDICT, "verdict": _FIRST},
    "first-contested": {**_VERDICT, "verdict": _FIRST},
    "first-tied": {**_VERDICT, "verdict": _TIED},
    "only-candidate": {**_VERDICT, "verdict": bounds("verdict = cannot change: nobody else can receive a vote")},
    "threshold": {
        **_VERDICT,
        "now": bounds("now = holds if 100 · leader_votes / valid passes share_percent"),
        "verdict": bounds(
            "verdict = cannot change if it holds and low_percent passes share_percent, or if no candidate's "
            "high_percent passes it; else can change"
        ),
    },
    "lead": {**_VERDICT, **_LEAD},
    "lead-contested": {**_VERDICT, **_LEAD},
    "stations-false": {
        **_all("definition", "condition"),
        **_all("settled", "stations"),
        "stations_false": bounds("stations_false = least k with the k largest shifts of the settled stations ≥ gap"),
    },
    "final-lead": {
        **_VERDICT,
        "low": bounds("low = secure_lead − outstanding"),
        "high": bounds("high = secure_lead + outstanding"),
        "secure_lead": bounds("secure_lead = secure_leader_votes − secure_runner_up_votes"),
        **_all("settled", "secure_runner_up_votes"),
    },
    "bound-not-computed": _all("definition", "condition"),
    "not-computed": {"subject": Trace(source="definition")},
    "growth": {
        **_all("settled", "stations"),
        "steps": grown("steps = number of evenly spaced moments, the last with all stations"),
    },
    "fast-since": {
        **_all("definition", "condition", "expected"),
        "since": grown("since = least n from which the answer with outstanding(n) is that of today and cannot change"),
        "since_percent": grown("since_percent = 100 · since / expected"),
    },
    "fast-since-alone": {
        **_all("definition", "condition"),
        "since": grown("since = least n from which the answer with outstanding(n) is that of today and cannot change"),
    },
    "from-tables": {**_all("entries", "from_tables"), **_all("settled", "stations")},
}
