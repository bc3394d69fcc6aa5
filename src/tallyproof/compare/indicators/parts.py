"""Indicators as parts of a report: the whole first, then one part for each family."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tallyproof.compare.indicators.book import BOOK, LEVEL_PERCENT, decimal, p_text, reached
from tallyproof.compare.indicators.chance import LEVEL, RESAMPLES, checked_resamples, checked_seed
from tallyproof.compare.indicators.counted import Counted, contest_of, counted_stations
from tallyproof.compare.indicators.digits import Digits
from tallyproof.compare.indicators.dispersion import LEAST_EXPECTED, Spread
from tallyproof.compare.indicators.judged import FAMILIES, Judged, judged, not_judged
from tallyproof.compare.indicators.outliers import LEAST_PLACES, LEAST_VOTES
from tallyproof.compare.indicators.repeats import LEAST_VOTES as LEAST_REPEATED
from tallyproof.compare.indicators.shown import (
    curve_picture,
    digit_areas,
    digit_picture,
    digit_table,
    far_table,
    fingerprint_curve,
    heat,
    indicators_table,
    percentage_tables,
    places_table,
    repeats_table,
    runs_table,
)
from tallyproof.compare.indicators.traces import TRACES
from tallyproof.compare.part import Axis, Part, Picture, Table
from tallyproof.compare.phrasing import percent_text
from tallyproof.compare.statement import Statement, tier_c
from tallyproof.tally import Results
from tallyproof.tally.figures import ranking_is_gated

TURNOUT, SHARE = Axis("turnout", "percent", "0", "100"), Axis("share", "percent", "0", "100")
TURNOUT_AWAY, SHARE_AWAY = Axis("turnout-away", "number", "-50", "50"), Axis("share-away", "number", "-50", "50")


@dataclass(frozen=True, slots=True)
class _Case:
    """One contest: its stations, what was found, the leader's id, and how electors are assigned ('' not at random)."""

    contest: str
    counted: Counted
    found: Judged
    leader: str
    assigned: str

    def p(self, value: Fraction) -> dict[str, str]:
        """Return the values that a p-value of the resamples is shown by."""
        count = self.found.resamples
        return {"p": p_text(value), "reached": str(reached(value, count)), "resamples": str(count)}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one family that ran shows."""

    statements: Sequence[Statement]
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()


def indicator_parts(
    results: Results, *, seed: str, contest: str | None = None, resamples: int = RESAMPLES
) -> tuple[Part, ...]:
    """Return the indicators of a contest, or of all contests, as parts of tier C.

    `seed` is public text of one line; figures, seed and `resamples` determine every number. Raises UsageError for an
    unknown contest, an empty seed or a number of resamples out of bounds.
    """
    chosen = [contest_of(results, contest)] if contest else list(results.definition.contests)
    return tuple(part for one in chosen for part in _parts(_case(results, one, seed, resamples)))


def default_seed(results: Results) -> str:
    """Return the seed that is taken where none is named: the id of the election."""
    return results.definition.file.election.id


def _case(results: Results, contest: str, seed: str, resamples: int) -> _Case:
    seed, resamples = checked_seed(seed), checked_resamples(resamples)
    declared = results.definition.file.indicators
    if results.definition.register is None:
        return _silent(contest, "no-register", seed, resamples)
    if ranking_is_gated(results.definition, results.tallies[contest][""]):
        return _silent(contest, "gate", seed, resamples)
    counted = counted_stations(results, contest)
    found = judged(
        counted,
        seed=seed,
        resamples=resamples,
        assigned_at_random=bool(declared.assigned_at_random),
        second_digit=declared.second_digit,
    )
    leader = counted.candidates[counted.leader] if len(counted) and counted.valid.any() else ""
    return _Case(contest, counted, found, leader, declared.assigned_at_random)


def _silent(contest: str, reason: str, seed: str, resamples: int) -> _Case:
    empty = Counted.empty()
    return _Case(contest, empty, not_judged(reason, seed=seed, resamples=resamples), "", "")


def _parts(case: _Case) -> list[Part]:
    parts = [_whole(case)]
    for family in FAMILIES:
        shown = _FAMILIES[family](case)
        if shown is None:
            continue
        # What was only described has no null; the fingerprint has one that gives no p-value.
        has_null = family in case.found.p or family == "fingerprint"
        kinds = ("null", "innocent", "weak") if has_null else ("innocent", "weak")
        said = [*shown.statements, *(tier_c(f"{kind}-{family}", leader=case.leader) for kind in kinds)]
        parts.append(_part(case, family, said, shown.tables, shown.pictures))
    return parts


def _part(
    case: _Case, id: str, said: Sequence[Statement], tables: Sequence[Table] = (), pictures: Sequence[Picture] = ()
) -> Part:
    return Part(
        id=f"{id}-{case.contest}",
        contest=case.contest,
        tier="C",
        methods=(METHOD_OF[id],),
        book=BOOK,
        traces=TRACES,
        statements=tuple(said),
        tables=tuple(one for one in tables if one.rows),
        pictures=tuple(pictures),
        heading=id,
    )


def _whole(case: _Case) -> Part:
    found = case.found
    said = [tier_c("place-to-look", "figures", "chance-alone")]
    if case.leader:
        said.append(
            tier_c(
                "looked-at",
                stations=len(case.counted),
                places=len(set(case.counted.place.tolist())),
                valid=int(case.counted.valid.sum()),
                leader=case.leader,
            )
        )
    if case.counted.special:
        said.append(tier_c("special", special=case.counted.special))
    if found.p:
        said.append(tier_c("chance", resamples=found.resamples, seed=found.seed))
        said.append(
            tier_c(
                "together",
                tests=len(found.p),
                unadjusted=sum(one <= LEVEL for one in found.p.values()),
                below=sum(one <= LEVEL for one in found.adjusted.values()),
                level_percent=LEVEL_PERCENT,
            )
        )
    if set(found.reasons) == set(FAMILIES) and len(set(found.reasons.values())) == 1:
        said.append(tier_c("not-run", indicator="all", reason=next(iter(found.reasons.values()))))
    else:
        said += [
            tier_c("not-run", indicator=one, reason=found.reasons[one]) for one in FAMILIES if one in found.reasons
        ]
    return _part(case, "indicators", said, (indicators_table(found),))


# --- what each family shows ---------------------------------------------------------------------------------------


def _last_digit(case: _Case) -> _Shown | None:
    found = case.found.last
    if found is None:
        return None
    said = [
        _digits(case, found, "last"),
        tier_c("digits-uniform", uniform_p=p_text(found.uniform_p), counts=found.counts),
    ]
    if found.areas_tested:
        said.append(
            tier_c(
                "digits-areas", flagged=len(found.areas), areas_tested=found.areas_tested, level_percent=LEVEL_PERCENT
            )
        )
    tables = (digit_table(found, "last-digit"), digit_areas(found))
    return _Shown(said, tables, (digit_picture(found, "last-digit"),))


def _second_digit(case: _Case) -> _Shown | None:
    found = case.found.second
    if found is None:
        return None
    tables = (digit_table(found, "second-digit"),)
    return _Shown([_digits(case, found, "second")], tables, (digit_picture(found, "second-digit"),))


def _digits(case: _Case, found: Digits, which: str) -> Statement:
    return tier_c(
        "digits",
        counts=found.counts,
        least=found.least,
        digit=which,
        moved=decimal(found.moved, 0),
        moved_by_chance=decimal(found.moved_by_chance, 0),
        **case.p(found.p),
    )


def _whole_percentages(case: _Case) -> _Shown | None:
    found = case.found.spikes
    if found is None:
        return None
    expected = decimal(found.expected, 1)
    said = [
        tier_c(
            "spikes",
            seen=found.seen,
            stations=found.stations,
            rates="rates-both" if len(found.curves) == 2 else "rates-share",
            leader=case.leader,
            expected=expected,
            excess=decimal(float(found.seen - Fraction(expected)), 1),
            most=decimal(found.most_by_chance, 0),
            **case.p(found.p),
        ),
        tier_c(
            "spikes-percentages",
            flagged=len(found.percentages),
            listed=sum(seen for _, _, seen, _, _ in found.percentages),
            level_percent=LEVEL_PERCENT,
        ),
    ]
    return _Shown(said, percentage_tables(found), tuple(curve_picture(one, case.leader) for one in found.curves))


def _turnout_share(case: _Case) -> _Shown | None:
    found, link = case.found.plane, case.found.within.link
    if found is None:
        return None
    said = [
        tier_c(
            "plane",
            leader=case.leader,
            overall=decimal(found.overall, 3),
            inside=decimal(found.inside, 3),
            stations=found.stations,
            areas=found.areas,
        ),
        tier_c("plane-no-null"),
        _turnout_of(case),
    ]
    if not case.assigned or link is None:
        reason = "too-few-places" if case.assigned else "not-assigned-at-random"
        said.append(tier_c("not-run", indicator="link", reason=reason))
    else:
        said.append(
            tier_c(
                "link",
                "assigned",
                correlation=decimal(link.correlation, 3),
                stations=link.stations,
                assigned_source=case.assigned,
                **case.p(link.p),
            )
        )
    pictures = (heat("inside", found.deviations, TURNOUT_AWAY, SHARE_AWAY, start=-50, leader=case.leader),)
    return _Shown(said, pictures=pictures)


def _turnout_of(case: _Case) -> Statement:
    return tier_c(
        "turnout-of",
        ballots="ballots-cast" if case.counted.has_cast else "ballots-valid",
        left_out=int((~case.counted.has_turnout).sum()),
    )


def _fingerprint(case: _Case) -> _Shown | None:
    found, plane = case.found.fingerprint, case.found.plane
    if found is None:
        return None
    said = [
        tier_c(
            "fingerprint",
            incremental_percent=percent_text(found.incremental, 2),
            extreme_percent=percent_text(found.extreme, 2),
            stations=found.stations,
            alpha=decimal(found.alpha, 1),
            leader=case.leader,
            added_percent=percent_text(found.added, 2),
            by_chance_percent=percent_text(found.by_chance, 2),
            most_percent=percent_text(found.most_by_chance, 2),
            resamples=case.found.resamples,
        )
    ]
    pictures = [heat("plane", plane.cells, TURNOUT, SHARE, start=0, leader=case.leader)] if plane else []
    return _Shown(said, pictures=[*pictures, fingerprint_curve(found, case.leader)])


def _dispersion(case: _Case) -> _Shown | None:
    spreads = [one for one in (case.found.within.share, case.found.within.turnout) if one is not None]
    if not case.assigned or not spreads:
        return None
    said = [one for spread in spreads for one in _spread(case, spread)]
    return _Shown(said, (places_table(spreads),))


def _spread(case: _Case, found: Spread) -> list[Statement]:
    shared = {"rate": f"rate-{found.name}", "leader": case.leader, "places": str(found.places)}
    said = [
        tier_c(
            "spread",
            "assigned",
            **shared,
            ratio=decimal(found.ratio, 2),
            statistic=decimal(found.statistic, 1),
            degrees=found.degrees,
            assigned_source=case.assigned,
            **case.p(found.p),
        ),
        tier_c("spread-places", **shared, flagged=found.flagged_places, level_percent=LEVEL_PERCENT),
    ]
    if found.simulated:
        said.append(tier_c("spread-simulated", **shared, simulated=found.simulated, least_expected=LEAST_EXPECTED))
    return said


def _far_from_area(case: _Case) -> _Shown | None:
    found = case.found.outliers
    if found is None:
        return None
    said = [
        tier_c(
            "far",
            flagged=found.flagged_stations,
            stations=found.stations,
            areas=found.areas,
            votes=found.votes,
            level_percent=LEVEL_PERCENT,
        ),
        tier_c("far-p", largest=decimal(found.largest, 1), p=p_text(found.p), draws=found.draws),
    ]
    if found.left_out:
        said.append(tier_c("far-left-out", left_out=found.left_out, least_votes=LEAST_VOTES, least_places=LEAST_PLACES))
    return _Shown(said, (far_table(found),))


def _repeated_votes(case: _Case) -> _Shown | None:
    found, runs = case.found.repeats, case.found.within.runs
    said: list[Statement] = []
    tables: list[Table] = []
    if found is not None:
        said.append(
            tier_c(
                "repeats",
                pairs=found.pairs,
                stations=found.stations,
                least=LEAST_REPEATED,
                expected=decimal(found.expected, 2),
                most=decimal(found.most_by_chance, 0),
                **case.p(found.p),
            )
        )
        tables.append(repeats_table(found))
    if runs is not None:
        said.append(
            tier_c(
                "runs",
                seen=runs.seen,
                neighbours=runs.pairs,
                leader=case.leader,
                expected=decimal(runs.expected, 2),
                **case.p(runs.p),
            )
        )
        if runs.p <= LEVEL:
            tables.append(runs_table(runs, case.leader))
    return _Shown(said, tables) if said else None


METHOD_OF = {
    "indicators": "indicators",
    "last-digit": "digits",
    "second-digit": "digits",
    **{one: one for one in FAMILIES if not one.endswith("digit")},
}
_FAMILIES: Mapping[str, Callable[[_Case], _Shown | None]] = {
    "last-digit": _last_digit,
    "whole-percentages": _whole_percentages,
    "turnout-share": _turnout_share,
    "fingerprint": _fingerprint,
    "dispersion": _dispersion,
    "far-from-area": _far_from_area,
    "repeated-votes": _repeated_votes,
    "second-digit": _second_digit,
}
