"""Where every number of the indicators comes from."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.compare.part import Source, Trace

SETTLED, CHANCE, DEFINITION = Trace(source="settled"), Trace(source="chance"), Trace(source="definition")


def _all(source: Source, *keys: str) -> dict[str, Trace]:
    return {key: Trace(source=source) for key in keys}


def by(method: str, formula: str) -> Trace:
    """Return a trace by a formula of a method."""
    return Trace(formula=formula, method=method)


def _p(method: str) -> dict[str, Trace]:
    return {**_all("chance", "reached", "resamples"), "p": by(method, "p = (1 + reached)/(1 + resamples)")}


_LEVEL = {"level_percent": by("indicators", "level_percent = 5")}
_LEADER = {"leader": by("indicators", "leader = the candidate with most votes in what is counted")}
_SPREAD = {
    **_all("settled", "rate", "places"),
    **_LEADER,
}

TRACES: Mapping[str, Mapping[str, Trace]] = {
    "looked-at": {
        **_all("settled", "stations", "places"),
        "valid": by("indicators", "valid = Σ votes for candidates at these stations"),
        **_LEADER,
    },
    "special": _all("register", "special"),
    "chance": _all("chance", "resamples", "seed"),
    "together": {
        "tests": by("indicators", "tests = rows of the table with a p-value"),
        "unadjusted": by("indicators", "unadjusted = rows of the table with p ≤ level_percent/100"),
        "below": by("indicators", "below = rows of the table with p after Holm ≤ level_percent/100"),
        **_LEVEL,
    },
    "not-run": {"indicator": by("indicators", "indicator = the one whose precondition is not met")},
    "digits": {
        **_all("settled", "counts"),
        "least": by("digits", "least = 100 for the last digit, 10 for the second"),
        "digit": by("digits", "digit = last or second"),
        "moved": by("digits", "moved = ½·Σ |seen − expected| over the ten rows of the table"),
        "moved_by_chance": CHANCE,
        **_p("digits"),
    },
    "digits-uniform": {
        "uniform_p": by(
            "digits", "uniform_p = upper tail of χ² with 9 degrees of freedom at Σ(seen − counts/10)²/(counts/10)"
        )
    },
    "digits-areas": {
        "flagged": by(
            "digits", "flagged = rows of the table of areas, p after Benjamini and Hochberg ≤ level_percent/100"
        ),
        "areas_tested": by("digits", "areas_tested = areas of the top level with at least 100 such counts"),
        **_LEVEL,
    },
    "spikes": {
        **_all("settled", "seen", "stations", "rates"),
        **_LEADER,
        **_all("chance", "expected", "most"),
        "excess": by("whole-percentages", "excess = seen − expected"),
        **_p("whole-percentages"),
    },
    "spikes-percentages": {
        "flagged": by("whole-percentages", "flagged = rows of the table of percentages"),
        "listed": by("whole-percentages", "listed = Σ seen over the rows of the table of percentages"),
        **_LEVEL,
    },
    "plane": {
        **_LEADER,
        "overall": by(
            "turnout-share", "overall = Σ(t − mean t)(s − mean s)/√(Σ(t − mean t)²·Σ(s − mean s)²), all stations"
        ),
        "inside": by("turnout-share", "inside = the same with the means of each area"),
        **_all("settled", "stations", "areas"),
    },
    "turnout-of": {
        "ballots": by("turnout-share", "ballots = ballots cast where known of all stations, else valid votes"),
        "left_out": SETTLED,
    },
    "link": {
        "correlation": by(
            "turnout-share", "correlation = Σ(y − N·p)(t − t̄)/√(Σ(y − N·p)²·Σ(t − t̄)²), p and t̄ of the place"
        ),
        "stations": SETTLED,
        **_p("turnout-share"),
    },
    "fingerprint": {
        "incremental_percent": by("fingerprint", "incremental_percent = 100·f_i of the fit with least distance"),
        "extreme_percent": by("fingerprint", "extreme_percent = 100·f_e of the same fit"),
        "alpha": by("fingerprint", "alpha = α of the same fit"),
        "added_percent": by(
            "fingerprint",
            "added_percent = 100·[f_i·(mean w incremental − mean w as voted) + f_e·(mean w extreme − mean w as voted)]",
        ),
        **_LEADER,
        "stations": SETTLED,
        **_all("chance", "by_chance_percent", "most_percent", "resamples"),
    },
    "spread": {
        **_SPREAD,
        "ratio": by("dispersion", "ratio = statistic/degrees"),
        "statistic": by("dispersion", "statistic = Σ(y − N·p)²/(N·p·(1 − p)) over the stations, p of the place"),
        "degrees": by("dispersion", "degrees = stations of these places − places"),
        **_p("dispersion"),
    },
    "spread-places": {
        **_SPREAD,
        "flagged": by("dispersion", "flagged = places whose p after Benjamini and Hochberg is ≤ level_percent/100"),
        **_LEVEL,
    },
    "spread-simulated": {
        **_SPREAD,
        "simulated": by("dispersion", "simulated = places with min(N)·min(p, 1 − p) < least_expected"),
        "least_expected": by("dispersion", "least_expected = 5"),
    },
    "far": {
        "flagged": by(
            "far-from-area", "flagged = stations whose p after Benjamini and Hochberg is ≤ level_percent/100"
        ),
        **_all("settled", "stations", "areas"),
        "votes": by("far-from-area", "votes = Σ |y − N·sin²(median)| over the flagged stations"),
        **_LEVEL,
    },
    "far-p": {
        "largest": by("far-from-area", "largest = max |g − median|/√(τ² + ω² + 1/(4N + 2))"),
        "p": by("far-from-area", "p = min over i of p_(i)·stations/i, p_(i) = (1 + b)/(1 + n) in rising order"),
        "draws": CHANCE,
    },
    "far-left-out": {
        "left_out": SETTLED,
        "least_votes": by("far-from-area", "least_votes = 10"),
        "least_places": by("far-from-area", "least_places = 20"),
    },
    "repeats": {
        **_all("settled", "stations"),
        "pairs": by("repeated-votes", "pairs = Σ m·(m − 1)/2 over groups of m stations with the same votes"),
        "least": by("repeated-votes", "least = 50"),
        **_all("chance", "expected", "most"),
        **_p("repeated-votes"),
    },
    "runs": {
        **_all("settled", "seen", "neighbours"),
        **_LEADER,
        "expected": CHANCE,
        **_p("repeated-votes"),
    },
    "null-whole-percentages": _LEADER,
    "null-turnout-share": _LEADER,
}
