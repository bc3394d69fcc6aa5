"""The checks of one station's figures. Each passes, fails, or did not run because a figure is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tallyproof.election.schema import Contest, Count, Identity
from tallyproof.model import Check, CheckStatus, FieldState, Figures, PollingStation

# Counts of papers that were in the box: what a cap on ballots cast bounds. Spoiled ballots never enter it.
IN_THE_BOX = ("rejected", "blank", "challenged", "provisional")


@dataclass(frozen=True, slots=True)
class CheckedFigures:
    """Figures with what was calculated from them and what became of every check.

    `candidates` is None when a line or candidate has no figure, so that no sum can be made.
    """

    figures: Figures
    candidates: Mapping[str, int] | None
    calculated: Mapping[str, int]
    checks: tuple[Check, ...]
    blocked: tuple[str, ...]
    inconsistent: tuple[str, ...]


def candidates_of(figures: Figures, contest: Contest) -> dict[str, int] | None:
    """Return votes by candidate, summed over ballot lines, or None when a figure is missing.

    A line known to be blank on the paper counts as zero; any other absent figure is missing.
    """
    totals: dict[str, int] = {}
    for candidate, votes in zip(contest.candidates, votes_by_candidate(figures, contest), strict=True):
        if votes is None:
            return None
        totals[candidate.id] = votes
    return totals


def votes_by_candidate(figures: Figures, contest: Contest) -> tuple[int | None, ...]:
    """Return the votes of each candidate in the order of the ballot, None where a figure of it is missing."""
    if figures.lines is None:
        return tuple(_figure(figures.candidates or {}, figures, candidate.id) for candidate in contest.candidates)
    sums: dict[str, int | None] = {candidate.id: 0 for candidate in contest.candidates}
    for line, votes in zip(contest.lines, votes_by_line(figures, contest), strict=True):
        before = sums[line.candidate]
        sums[line.candidate] = None if votes is None or before is None else before + votes
    return tuple(sums.values())


def votes_by_line(figures: Figures, contest: Contest) -> tuple[int | None, ...]:
    """Return the votes of each ballot line in the order of the ballot, None where a figure is missing."""
    return tuple(_figure(figures.lines or {}, figures, line.id) for line in contest.lines)


def check_figures(
    figures: Figures, *, contest: Contest, station: PollingStation, constraints: tuple[str, ...] = ()
) -> CheckedFigures:
    """Return every check of these figures at this station; constraints used in reading are consumed."""
    candidates = candidates_of(figures, contest)
    calculated = _calculated(figures, contest, candidates)
    checks = [
        Check("register", CheckStatus.PASSED),
        _check_within_cap(calculated, figures, contest, station),
        _check_line_within_valid(figures, contest),
        _check_not_all_zero(candidates, station),
    ]
    checks += [_check_identity(identity, figures, candidates) for identity in contest.identities]
    checks = [_consumed(check) if check.id in constraints else check for check in checks]
    soft = {identity.id for identity in contest.identities if identity.consequence == "inconsistency"}
    failed = [check.id for check in checks if check.status is CheckStatus.FAILED]
    return CheckedFigures(
        figures=figures,
        candidates=candidates,
        calculated=calculated,
        checks=tuple(checks),
        blocked=tuple(one for one in failed if one not in soft),
        inconsistent=tuple(one for one in failed if one in soft),
    )


def beside_candidates(contest: Contest) -> list[Count]:
    """Return the counts of papers in the box that are no votes for candidates."""
    return [count for count in contest.counts if count.role in IN_THE_BOX]


def required_not_run(checked: CheckedFigures, required: tuple[str, ...]) -> list[Check]:
    """Return the required checks that did not run; a constraint used in reading is consumed, so it counts here."""
    idle = (CheckStatus.NOT_RUN, CheckStatus.USED_IN_READING)
    return [check for check in checked.checks if check.id in required and check.status in idle]


def _consumed(check: Check) -> Check:
    """A check that only passed because the reading was chosen by it; a failure stays one."""
    passed = check.status is CheckStatus.PASSED
    return Check(check.id, CheckStatus.USED_IN_READING, check.expected, check.found) if passed else check


def _figure(values: Mapping[str, int], figures: Figures, field: str) -> int | None:
    if field in values:
        return values[field]
    return 0 if figures.states.get(field) in (FieldState.BLANK, FieldState.DASH) else None


def _calculated(figures: Figures, contest: Contest, candidates: Mapping[str, int] | None) -> dict[str, int]:
    if candidates is None:
        return {}
    calculated = {"candidates": sum(candidates.values())}
    beside = beside_candidates(contest)
    if all(count.id in figures.counts or count.absent == "zero" for count in beside):
        papers = sum(figures.counts.get(count.id, 0) for count in beside)
        calculated["cast"] = calculated["candidates"] + papers
    return calculated


def _check_within_cap(
    calculated: Mapping[str, int], figures: Figures, contest: Contest, station: PollingStation
) -> Check:
    if station.cap is None:
        return Check("within-cap", CheckStatus.NOT_RUN, reason="no-cap-known")
    written = contest.count_with_role("cast")
    valid = contest.count_with_role("valid")
    # A count that is missing can only add to these: they are the least that was in the box.
    beside = sum(figures.counts.get(count.id, 0) for count in beside_candidates(contest))
    known = [calculated["candidates"] + beside] if calculated else []
    known += [figures.counts[count] for count in (written, valid) if count is not None and count in figures.counts]
    votes = max(known, default=None)
    if votes is None:
        return Check("within-cap", CheckStatus.NOT_RUN, reason="figures-incomplete")
    status = CheckStatus.PASSED if votes <= station.cap else CheckStatus.FAILED
    return Check("within-cap", status, expected=f"<= {station.cap}", found=str(votes))


def _check_line_within_valid(figures: Figures, contest: Contest) -> Check:
    valid = contest.count_with_role("valid")
    if valid is None or valid not in figures.counts:
        return Check("line-within-valid", CheckStatus.NOT_RUN, reason="valid-not-on-paper")
    values = figures.lines if figures.lines is not None else figures.candidates or {}
    largest = max(values.values(), default=0)
    status = CheckStatus.PASSED if largest <= figures.counts[valid] else CheckStatus.FAILED
    return Check("line-within-valid", status, expected=f"<= {figures.counts[valid]}", found=str(largest))


def _check_not_all_zero(candidates: Mapping[str, int] | None, station: PollingStation) -> Check:
    if candidates is None:
        return Check("not-all-zero", CheckStatus.NOT_RUN, reason="figures-incomplete")
    empty = not any(candidates.values()) and station.registered != 0
    status = CheckStatus.FAILED if empty else CheckStatus.PASSED
    return Check("not-all-zero", status, expected="> 0", found=str(sum(candidates.values())))


def _check_identity(identity: Identity, figures: Figures, candidates: Mapping[str, int] | None) -> Check:
    sides: list[int] = []
    for terms in (identity.left, identity.right):
        total = 0
        for term in terms:
            if term == "candidates":
                if candidates is None:
                    return Check(identity.id, CheckStatus.NOT_RUN, reason="figures-incomplete")
                total += sum(candidates.values())
            elif term in figures.counts:
                total += figures.counts[term]
            else:
                return Check(identity.id, CheckStatus.NOT_RUN, reason=f"{term}-not-on-paper")
        sides.append(total)
    left, right = sides
    status = CheckStatus.PASSED if abs(left - right) <= identity.tolerance else CheckStatus.FAILED
    return Check(identity.id, status, expected=str(right), found=str(left))
