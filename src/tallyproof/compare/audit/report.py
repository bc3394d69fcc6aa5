"""What a check of the transcription says at any moment: as statements, tables and a picture (tier B)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from tallyproof.canonical import KINDS_BESIDE_THE_TALLY, Json
from tallyproof.compare.audit.book import BOOK, CHECK, COLUMN_TRACES, RATE, TRACES
from tallyproof.compare.audit.following import HOLDS, STOP, Audit, Settled, audits_of, latest
from tallyproof.compare.audit.manifest import SCALE, Manifest, Unit, manifest_of
from tallyproof.compare.audit.rates import wrong_units_bound
from tallyproof.compare.audit.risk import draws_needed, more_if_clean, risks
from tallyproof.compare.part import Axis, Column, Kind, Mark, Part, Picture, Point, Series, Table
from tallyproof.compare.phrasing import percent_text, rounded
from tallyproof.compare.statement import Statement, ceiling, tier_b
from tallyproof.compare.statistics import upper_limit
from tallyproof.election.schema import percentage
from tallyproof.errors import UsageError
from tallyproof.model import AuditResult
from tallyproof.tally import Results

LISTED = 200
POINTS = 200
SCOPE = ("picture", "anew", "fixed")
DECISIONS = ("stop", "go-on", "go-on-open", "all-hold", "all-differ", "cannot-change")
# Whoever draws anew until a check ends well must be seen to on the first page too.
HEADLINE = (*DECISIONS, "earlier")


def audit_parts(results: Results, records: Sequence[Json]) -> tuple[Part, ...]:
    """Return what the last check of every contest says; a contest without one says so.

    `records` are those that the results are of; everything is derived from them again, and InputError names the entry
    that does not follow.
    """
    settled: Settled = {}
    if results.entries == len(records):
        touching = (index for index, one in enumerate(records, 1) if one["kind"] not in KINDS_BESIDE_THE_TALLY)
        settled[max(touching, default=0)] = results
    audits = audits_of(results.definition, records, settled)
    return tuple(_part(results, contest, latest(audits, contest)) for contest in results.definition.contests)


def _part(results: Results, contest: str, audit: Audit | None) -> Part:
    reason = "no-plan" if results.definition.contests[contest].outcome else "no-conditions"
    said = [tier_b("no-check", reason=reason)] if audit is None else audit_statements(audit, results)
    return Part(
        id=f"audit-{contest}",
        contest=contest,
        tier="B",
        methods=(CHECK, RATE) if any(one.code == "rate" for one in said) else (CHECK,),
        book=BOOK,
        traces=TRACES,
        statements=tuple(said),
        tables=() if audit is None else _tables(audit),
        pictures=() if audit is None else _pictures(audit),
        heading="check",
        headline=tuple(one for one in said if one.code in HEADLINE),
    )


def audit_statements(audit: Audit, results: Results | None = None) -> list[Statement]:
    """Return what a check says; with the present results also what changed since its release."""
    plan, manifest = audit.plan, audit.manifest
    if manifest is None:
        return [tier_b("lapsed", plan=plan.index, reason="definition-changed")]
    said = [tier_b("release", release=f"{plan.release[:16]}…", entries=plan.entries), *manifest_statements(manifest)]
    said.append(plan_statement(plan.method, plan.risk_limit, plan.expected, manifest))
    if audit.earlier:
        said.append(tier_b("earlier", earlier=audit.earlier, withdrawn=audit.withdrawn))
    if not audit.has_begun:
        return said if manifest.total < 1 else [*said, tier_b("next-publish")]
    sheets = len(audit.sheets)
    if audit.draws:
        drawn = len(set(audit.draws))
        said.append(tier_b("seed", seed=audit.seed, draws=len(audit.draws), sheets=drawn))
    if audit.rest:
        said.append(tier_b("rest", rest=len(audit.rest)))
    said.append(tier_b("plan-published" if audit.plan_published else "plan-not-published"))
    if audit.waiting:
        said.append(tier_b("waiting", waiting=len(audit.waiting), sheets=sheets))
    else:
        said += [*_decision(audit, manifest), *_errors(audit, manifest)]
    return said + ([] if results is None else _since(manifest, results))


def manifest_statements(manifest: Manifest) -> list[Statement]:
    """Return what is tested, over which units, and what the error bounds add up to."""
    bare, weight = manifest.without_picture
    units, total = len(manifest.units), rounded(_up(manifest.total, 6), 6)
    if manifest.scope == "all":
        said = [tier_b("scope-all", "picture", "cap", units=units, bare=bare)]
    else:
        outside = manifest.outside
        said = [tier_b("scope-pictures", "picture", "cap", "table-as-given", units=units, outside=outside)]
    closest = min(manifest.assertions, key=lambda one: (one.margin, one.condition, one.loser))
    common: dict[str, str | int | Fraction] = {
        "forms": len(manifest.assertions),
        "winner": closest.winner,
        "margin": closest.margin,
        "total": total,
    }
    if closest.loser:
        said.append(tier_b("margin", "cap", **common, loser=closest.loser))
    else:
        said.append(tier_b("margin-share", "cap", **common))
    said += [tier_b("untested", condition=one.condition, reason=one.reason) for one in manifest.untested]
    if manifest.total < 1:
        said.append(tier_b("cannot-change", "picture", "cap", total=total))
    elif weight >= SCALE:
        bare_total = rounded(_up(Fraction(weight, SCALE), 6), 6)
        said.append(tier_b("bare", "cap", bare=bare, bare_total=bare_total, total=total))
    return said


def plan_statement(method: str, risk_limit: str, expected: str, manifest: Manifest) -> Statement:
    """Return what a plan promises: draws as expected and without errors."""
    limit, taint, total = percentage(risk_limit), percentage(expected), manifest.total
    common = {"limit_percent": _plain(limit), "method": method, "expected_percent": _plain(taint)}
    draws = draws_needed(method, total, limit, taint)
    clean = more_if_clean(method, total, limit, taint, ())
    if draws is None or clean is None:
        return tier_b("plan-open", "seed", "anew", **common)
    return tier_b("plan", "seed", "anew", **common, draws=draws, clean=clean)


def _decision(audit: Audit, manifest: Manifest) -> list[Statement]:
    plan, outcome = audit.plan, audit.outcome()
    if audit.covers_all:
        said = [_all_read(audit, manifest, outcome)]
        return said if audit.recorded() else [*said, tier_b("unrecorded")]
    limit, taint = percentage(plan.risk_limit), percentage(plan.expected)
    common: dict[str, str | int | Fraction] = {
        "draws": outcome.draws,
        "p": outcome.p,
        "limit_percent": _plain(limit),
        "method": plan.method,
        "expected_percent": _plain(taint),
        "total": rounded(_up(manifest.total, 6), 6),
    }
    assumptions = ("picture", "cap", "seed", "anew")
    if outcome.decision == STOP:
        said = [tier_b("stop", *assumptions, **common)]
    else:
        more = more_if_clean(plan.method, manifest.total, limit, taint, audit.taints())
        if more is None:
            said = [tier_b("go-on-open", *assumptions, **common)]
        else:
            said = [tier_b("go-on", *assumptions, **common, more=more)]
    return said if audit.recorded() else [*said, tier_b("unrecorded")]


def _all_read(audit: Audit, manifest: Manifest, outcome: AuditResult) -> Statement:
    """Return what the sheets say when all were read anew: nothing is left to chance."""
    left = [margin for _, margin in audit.margins_left()]
    values: dict[str, str | int | Fraction] = {
        "units": len(manifest.units),
        "unread": sum(audit.found(one) is None for one in manifest.units),
        "forms": len(left),
        "failing": sum(one <= 0 for one in left),
        "left": min(left),
    }
    return tier_b("all-hold" if outcome.decision == HOLDS else "all-differ", "picture", "cap", "anew", **values)


def _errors(audit: Audit, manifest: Manifest) -> list[Statement]:
    states = {one: _state(audit, manifest.by_station[one]) for one in audit.sheets}
    units = [manifest.by_station[one] for one in states]
    differing = [one for one in units if states[one.station] == "differs"]
    against = sum(manifest.taint(one, audit.found(one)) > 0 for one in differing)
    unread = sum(one not in ("same", "differs") for one in states.values())
    said = [tier_b("errors", sheets=len(units), differing=len(differing), against=against, unread=unread)]
    if not audit.draws or not audit.people:
        # Where nobody read anything, no truth was established to measure a rate by.
        return said
    wrong = sum(states[one] != "same" for one in audit.draws)
    drawn = [manifest.by_station[one] for one in dict.fromkeys(audit.draws)]
    draws, chance = len(audit.draws), upper_limit(wrong, len(audit.draws))
    bound = wrong_units_bound(wrong, draws, [one.weight for one in manifest.units])
    shares = {
        "rate_percent": percent_text(Fraction(wrong, draws)),
        "chance_percent": _ceil_percent(Fraction(chance)),
        "bound_percent": _ceil_percent(Fraction(bound, len(manifest.units))),
    }
    return [
        *said,
        tier_b(
            "rate",
            *SCOPE,
            wrong=wrong,
            draws=draws,
            bound=bound,
            units=len(manifest.units),
            sheets=len(drawn),
            centres=len({one.place for one in drawn}),
            layouts=len({one.form for one in drawn}),
            areas=len({one.area for one in drawn}),
            people=audit.people,
            **shares,
        ),
    ]


def _state(audit: Audit, unit: Unit) -> str:
    """Return 'same', 'differs', or why a drawn sheet was not read."""
    found = audit.found(unit)
    if found is not None:
        names = found.keys() | unit.votes.keys()
        return "same" if all(found.get(one, 0) == unit.votes.get(one, 0) for one in names) else "differs"
    return audit.read[unit.station].state if unit.station in audit.read else "missing"


def _since(manifest: Manifest, results: Results) -> list[Statement]:
    """Return a statement where the figures of units are others now, or units were added."""
    try:
        now = manifest_of(results, manifest.contest, manifest.scope).by_station
    except UsageError:
        return []
    changed = sum(one.station not in now or dict(now[one.station].votes) != dict(one.votes) for one in manifest.units)
    added = len(now.keys() - manifest.by_station.keys())
    return [tier_b("changed-since", changed=changed, added=added)] if changed or added else []


def _tables(audit: Audit) -> tuple[Table, ...]:
    manifest = audit.manifest
    if manifest is None:
        return ()
    forms = [(one.condition, one.winner, one.loser, str(one.margin)) for one in manifest.assertions]
    kinds: tuple[tuple[str, Kind], ...] = (
        ("condition", "text"),
        ("winner", "candidate"),
        ("loser", "candidate"),
        ("margin", "number"),
    )
    found = [Table("comparisons", _columns(kinds), tuple(forms[:LISTED]), max(0, len(forms) - LISTED))]
    if audit.has_begun and not audit.waiting:
        found += [_differences(audit, manifest), _groups(audit, manifest)]
    return tuple(found)


def _differences(audit: Audit, manifest: Manifest) -> Table:
    times = Counter(audit.draws)
    rows = []
    for station in audit.sheets:
        unit = manifest.by_station[station]
        state = _state(audit, unit)
        if state != "same":
            found = audit.found(unit)
            error = manifest.overstatement(unit, found) if found is not None else Fraction(unit.weight, SCALE)
            bound = _ceil_percent(Fraction(unit.weight, SCALE), 6)
            taint = rounded(_up(manifest.taint(unit, found), 6), 6)
            rows.append((station, str(times[station]), state, _ceil_percent(error, 6), bound, taint))
    kinds: tuple[tuple[str, Kind], ...] = (
        ("station", "text"),
        ("times", "number"),
        ("state", "word"),
        ("error_percent", "percent"),
        ("bound_percent", "percent"),
        ("taint", "number"),
    )
    return Table("differences", _columns(kinds), tuple(rows[:LISTED]), max(0, len(rows) - LISTED))


def _groups(audit: Audit, manifest: Manifest) -> Table:
    """Return how many sheets were read anew, by form and area."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for station in audit.sheets:
        unit = manifest.by_station[station]
        state = _state(audit, unit)
        tally = counts.setdefault((unit.form, unit.area), Counter())
        tally.update(["sheets", {"same": "same", "differs": "differing"}.get(state, "unread")])
    rows = [
        (form, area, *(str(counts[form, area][key]) for key in ("sheets", "differing", "unread")))
        for form, area in sorted(counts)
    ]
    kinds: tuple[tuple[str, Kind], ...] = (
        ("form", "text"),
        ("area", "area"),
        ("sheets", "number"),
        ("differing", "number"),
        ("unread", "number"),
    )
    return Table("groups", _columns(kinds), tuple(rows[:LISTED]), max(0, len(rows) - LISTED))


def _columns(kinds: Sequence[tuple[str, Kind]]) -> tuple[Column, ...]:
    return tuple(Column(key, kind, COLUMN_TRACES[key]) for key, kind in kinds)


def _pictures(audit: Audit) -> tuple[Picture, ...]:
    """Return P after every draw (at most 200 of them, evenly spaced)."""
    if audit.manifest is None or not audit.draws or audit.waiting:
        return ()
    plan, taints = audit.plan, audit.taints()
    number = len(taints)
    places = {round(one * number / POINTS) for one in range(POINTS + 1)} if number > POINTS else range(number + 1)
    steps = risks(plan.method, audit.manifest.total, taints, percentage(plan.expected))
    points = tuple(Point(str(place), one.text) for place, one in enumerate(steps) if place in places)
    limit = percentage(plan.risk_limit)
    return (
        Picture(
            "risk",
            "lines",
            Axis("draws", low="0", high=str(number)),
            Axis("p", low="0", high="1"),
            (Series("p", points),),
            (Mark("limit", "y", rounded(limit, 8).rstrip("0")),),
            {"draws": str(number), "p": points[-1].y, "limit_percent": _plain(limit)},
        ),
    )


def _plain(share: Fraction) -> str:
    """Return a declared percentage with all its decimals, which are eight at most."""
    return percent_text(share, 8)


def _up(value: Fraction, decimals: int) -> Fraction:
    return Fraction(ceiling(value * 10**decimals), 10**decimals)


def _ceil_percent(share: Fraction, decimals: int = 3) -> str:
    """Return a share as a percentage, rounded up."""
    return percent_text(_up(share, decimals + 2), decimals)
