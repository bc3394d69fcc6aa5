"""Where every number of a projection and its back-test comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.part import Source, Trace

SETTLED, REGISTER = Trace(source="settled"), Trace(source="register")
DEFINITION, CHANCE = Trace(source="definition"), Trace(source="chance")


def projected(formula: str) -> Trace:
    return Trace(formula=formula, method="projection")


def tested(formula: str) -> Trace:
    return Trace(formula=formula, method="back-test")


def _all(source: Source, *keys: str) -> dict[str, Trace]:
    return {key: Trace(source=source) for key in keys}


_MISSING = {
    "missing": projected("missing = listed + unlisted"),
    **_all("register", "listed"),
    **_all("definition", "unlisted"),
}
_TWO = {
    "leader": projected("leader = the candidate with most projected votes (the first by id where equal)"),
    "runner_up": projected("runner_up = the candidate with most projected votes after leader"),
    **_all("definition", "strata", "level", "measure"),
}
_TOTAL = "Σ_h missing_h · votes_h / measure_h"
_KEPT = "the number of trials in which the true lead lies in the range"
_HARD = {
    **_TWO,
    **_all("settled", "secure_lead", "secure_valid"),
    **_all("definition", "outstanding"),
    "low_percent": projected("low_percent = 100 · (secure_lead − outstanding) / (secure_valid + outstanding)"),
    "high_percent": projected("high_percent = 100 · (secure_lead + outstanding) / (secure_valid + outstanding)"),
}

TRACES: Mapping[str, Mapping[str, Trace]] = {
    "complete": {},
    "missing": _MISSING,
    "projected": {
        **_MISSING,
        **_TWO,
        **_all("settled", "counted_leader_votes", "counted_runner_up_votes", "counted_valid"),
        "leader_votes": projected(f"leader_votes = counted_leader_votes + {_TOTAL}"),
        "runner_up_votes": projected(f"runner_up_votes = counted_runner_up_votes + {_TOTAL}"),
        "valid": projected(f"valid = counted_valid + {_TOTAL} over all candidates"),
        "leader_percent": projected("leader_percent = 100 · leader_votes / valid"),
        "runner_up_percent": projected("runner_up_percent = 100 · runner_up_votes / valid"),
        "lead_percent": projected("lead_percent = 100 · (leader_votes − runner_up_votes) / valid"),
        "counted_lead_percent": projected(
            "counted_lead_percent = 100 · (counted_leader_votes − counted_runner_up_votes) / counted_valid"
        ),
    },
    "projected-alone": {
        **_MISSING,
        **_TWO,
        **_all("settled", "counted_leader_votes"),
        "leader_votes": projected(f"leader_votes = counted_leader_votes + {_TOTAL}"),
    },
    "spread": {
        **_TWO,
        "definitions": projected("definitions = rows of the table of definitions, less the one projected by"),
        "low_percent": projected("low_percent = the least lead in the table of definitions"),
        "high_percent": projected("high_percent = the largest lead in the table of definitions"),
    },
    "tilted": {
        **_TWO,
        **_all("definition", "tilt"),
        "example_low_percent": projected("example_low_percent = 100 · 1 / (1 + e^tilt)"),
        "example_high_percent": projected("example_high_percent = 100 · e^tilt / (1 + e^tilt)"),
        "low_percent": projected("low_percent = least lead over shares and turnout of every stratum within ± tilt"),
        "high_percent": projected("high_percent = largest lead over shares and turnout of every stratum within ± tilt"),
    },
    "hard-bounds": _HARD,
    "hard-bounds-contested": {**_HARD, **_all("settled", "contested"), **_all("register", "cap_contested")},
    "hard-bounds-unknown": {},
    "level": {
        **_TWO,
        **_all("settled", "counted_lead"),
        "both": projected("both = Σ projected votes of the missing for leader and runner_up"),
        "missing_runner_up": projected("missing_runner_up = Σ projected votes of the missing for runner_up"),
        "needed_percent": projected("needed_percent = 100 · (1 + counted_lead / both) / 2"),
        "projected_percent": projected("projected_percent = 100 · missing_runner_up / both"),
    },
    "never-level": {
        **_TWO,
        **_all("settled", "counted_lead"),
        "both": projected("both = Σ projected votes of the missing for leader and runner_up"),
    },
    "borrowed": {
        "rows": projected("rows = strata with missing stations"),
        "thin": projected("thin = strata of them whose ratio is taken from the area above"),
        **_all("definition", "least"),
        "thin_stations": projected("thin_stations = Σ missing stations of the thin strata"),
    },
    "only-in-roll": _MISSING,
    "zero-registered": _all("register", "zero"),
    "above-caps": {
        **_all("definition", "outstanding"),
        "missing_votes": projected(f"missing_votes = {_TOTAL} over all candidates"),
    },
    "other-strata": _all("definition", "strata", "level"),
    "by-stations": {},
    "special-projected": _all("register", "stations", "kind"),
    "special-left-out": _all("register", "stations", "kind"),
    "not-computed": {},
    "hidden": {
        **_all("settled", "stations"),
        "hidden": tested("hidden = ⌊stations · fraction⌋; fewer where whole places or areas are hidden"),
        "fraction_percent": tested(
            "fraction = missing / (missing + held), within 5% and 50%; 20% where none is missing"
        ),
        "trials": tested("trials = Σ trials of the table"),
        **_all("chance", "seed"),
    },
    "errors-random": {
        "largest_percent": tested("largest_percent = largest of |error| of the pattern in the table"),
        "trials": tested("trials = trials of the pattern in the table"),
    },
    "errors-not-random": {
        "largest_percent": tested("largest_percent = largest of |error| of these patterns in the table"),
        "trials": tested("trials = Σ trials of these patterns in the table"),
    },
    "interval-fails": {
        "kept": tested(f"kept = {_KEPT}"),
        "trials": tested("trials = Σ trials of the patterns that are not at random"),
        "upper_percent": tested("upper_percent = 100 · Clopper–Pearson one-sided 95% limit of kept / trials"),
    },
    "ranges-held": {
        **_all("definition", "tilt"),
        "kept": tested(f"kept = {_KEPT}"),
        "trials": tested("trials = Σ trials of the patterns that are not at random"),
        "fails_percent": tested(
            "fails_percent = 100 · Clopper–Pearson one-sided 95% limit of (trials − kept) / trials"
        ),
    },
    "no-back-test": {},
}
