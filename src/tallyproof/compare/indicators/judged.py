"""All indicators of one contest together: which ran, which did not and why, and their p-values after Holm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tallyproof.compare.indicators.chance import RESAMPLES, checked_resamples, checked_seed
from tallyproof.compare.indicators.counted import Counted
from tallyproof.compare.indicators.digits import Digits, digits_of
from tallyproof.compare.indicators.dispersion import Within, within_places
from tallyproof.compare.indicators.fingerprint import Fingerprint, fingerprint_of
from tallyproof.compare.indicators.outliers import Outliers, outliers_of
from tallyproof.compare.indicators.repeats import Repeats, repeats_of
from tallyproof.compare.indicators.spikes import Spikes, spikes_of
from tallyproof.compare.indicators.turnout import Plane, plane_of
from tallyproof.compare.statistics import holm

FAMILIES = (
    "last-digit",
    "whole-percentages",
    "turnout-share",
    "fingerprint",
    "dispersion",
    "far-from-area",
    "repeated-votes",
    "second-digit",
)


# What needs two candidates; the spread of turnout alone would not be told apart from it.
OF_SHARES = ("turnout-share", "fingerprint", "dispersion", "far-from-area", "repeated-votes")


@dataclass(frozen=True, slots=True)
class Judged:
    """What each indicator found; None where it did not run, with its `reasons` by family.

    `p` are the p-values of the families that have one, `adjusted` the same after Holm over these families.
    """

    seed: str
    resamples: int
    assigned_at_random: bool
    last: Digits | None
    second: Digits | None
    spikes: Spikes | None
    plane: Plane | None
    within: Within
    fingerprint: Fingerprint | None
    outliers: Outliers | None
    repeats: Repeats | None
    reasons: Mapping[str, str] = field(default_factory=dict)
    p: Mapping[str, Fraction] = field(default_factory=dict)
    adjusted: Mapping[str, Fraction] = field(default_factory=dict)


def judged(
    counted: Counted,
    *,
    seed: str,
    resamples: int = RESAMPLES,
    assigned_at_random: bool = False,
    second_digit: bool = False,
) -> Judged:
    """Return all indicators of the counted stations. Raises UsageError for a bad seed or number of resamples.

    `assigned_at_random` says that electors of a place are put into its stations without regard to how they vote:
    dispersion, and the link of turnout and share, run only then. `second_digit` asks for that test.
    """
    seed, resamples = checked_seed(seed), checked_resamples(resamples)
    reason = _common_reason(counted)
    if reason:
        return not_judged(reason, seed=seed, resamples=resamples)
    found = Judged(
        seed=seed,
        resamples=resamples,
        assigned_at_random=assigned_at_random,
        last=digits_of(counted, "last", seed=seed, resamples=resamples),
        second=digits_of(counted, "second", seed=seed, resamples=resamples) if second_digit else None,
        spikes=spikes_of(counted, seed=seed, resamples=resamples),
        plane=plane_of(counted),
        within=within_places(counted, seed=seed, resamples=resamples),
        fingerprint=fingerprint_of(counted, seed=seed, resamples=resamples),
        outliers=outliers_of(counted, seed=seed, resamples=resamples),
        repeats=repeats_of(counted, seed=seed, resamples=resamples),
    )
    if counted.votes.shape[1] < 2:
        nothing = Within(None, None, None, None)
        found = replace(found, within=nothing, outliers=None, plane=None, fingerprint=None, repeats=None)
    p = _p_values(found)
    return replace(found, reasons=_reasons(counted, found, second_digit=second_digit), p=p, adjusted=holm(p))


def not_judged(reason: str, *, seed: str, resamples: int) -> Judged:
    """Return that no indicator ran, all for one reason."""
    nothing = Within(None, None, None, None)
    reasons = dict.fromkeys(FAMILIES, reason)
    return Judged(seed, resamples, False, None, None, None, None, nothing, None, None, None, reasons)


def _common_reason(counted: Counted) -> str:
    if not len(counted):
        return "no-stations"
    if not int(counted.valid.sum()):
        return "no-votes"
    return "one-station" if len(counted) == 1 else ""


def _p_values(found: Judged) -> dict[str, Fraction]:
    """Return one p-value for each family that has one; of two questions in a family the smaller, twice.

    The fingerprint has none: honest elections whose turnout rises with the share inside an area pass its limit.
    """
    p: dict[str, Fraction] = {}
    if found.last:
        p["last-digit"] = found.last.p
    if found.spikes:
        p["whole-percentages"] = found.spikes.p
    if found.assigned_at_random and found.within.link:
        p["turnout-share"] = found.within.link.p
    spreads = [one.p for one in (found.within.share, found.within.turnout) if one]
    if found.assigned_at_random and spreads:
        p["dispersion"] = smaller(spreads)
    if found.outliers:
        p["far-from-area"] = found.outliers.p
    repeated = [one.p for one in (found.repeats, found.within.runs) if one]
    if repeated:
        p["repeated-votes"] = smaller(repeated)
    if found.second:
        p["second-digit"] = found.second.p
    return p


def smaller(values: list[Fraction]) -> Fraction:
    """Return the smallest of some p-values, corrected for their number (Bonferroni)."""
    return min(Fraction(1), min(values) * len(values))


def _reasons(counted: Counted, found: Judged, *, second_digit: bool) -> dict[str, str]:
    """Return why each family that did not run did not."""
    no_turnout = "registered-unknown" if not bool(counted.has_turnout.any()) else "too-few-with-turnout"
    reasons: dict[str, str] = {}
    if found.last is None:
        reasons["last-digit"] = "too-few-large-counts"
    if found.spikes is None:
        reasons["whole-percentages"] = "too-few-large-stations"
    if found.plane is None:
        reasons["turnout-share"] = no_turnout
    if found.fingerprint is None:
        reasons["fingerprint"] = no_turnout if no_turnout == "registered-unknown" else "too-few-large-stations"
    if not found.assigned_at_random:
        reasons["dispersion"] = "not-assigned-at-random"
    elif found.within.share is None:
        reasons["dispersion"] = "too-few-places"
    if found.outliers is None:
        reasons["far-from-area"] = "too-few-places-in-area"
    if found.repeats is None and found.within.runs is None:
        reasons["repeated-votes"] = "too-few-stations"
    if counted.votes.shape[1] < 2:
        reasons.update(dict.fromkeys(OF_SHARES, "one-candidate"))
    if not second_digit:
        reasons["second-digit"] = "off-by-default"
    elif found.second is None:
        reasons["second-digit"] = "too-few-two-digit-counts"
    return reasons
