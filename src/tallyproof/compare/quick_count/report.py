"""The design and the estimate of a quick count: as statements, as JSON and as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from scipy.special import ndtri

from tallyproof.compare.phrasing import number, percent_sign, percent_text
from tallyproof.compare.printed import WIDTH, aligned, bullet
from tallyproof.compare.quick_count.design import Design
from tallyproof.compare.quick_count.estimate import Estimate, Interval, Lead
from tallyproof.compare.quick_count.plan import share_of
from tallyproof.compare.quick_count.sampling import Drawn
from tallyproof.compare.quick_count.wording import BOOK
from tallyproof.compare.statement import Statement, tier_b


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around an estimate: the contest's names, the release's hour, and what became of the register."""

    contest: str
    names: Mapping[str, str]
    hour: str
    is_rehearsal: bool
    register_unchanged: bool
    others_held: int


def design_statements(design: Design, drawn: Sequence[Drawn], contest: str) -> list[Statement]:
    """Return what a design says of itself."""
    plan, strata = design.plan, design.strata
    base = [one for one in drawn if not one.is_reserve]
    universe = sum(one.stations for one in strata)
    common: dict[str, str | int] = {
        "universe": universe,
        "strata": len(strata),
        "size": sum(one.size for one in strata),
    }
    said = [tier_b("design-title", contest=contest)]
    if plan.design == "stations":
        said.append(tier_b("design-stations", **common))
    else:
        said.append(
            tier_b(
                "design-centres",
                **common,
                units=sum(one.units for one in strata),
                measure="measure-stations" if plan.measure == "stations" else "registered",
                per_centre=plan.stations_per_centre,
                stations=len(base),
            )
        )
    if len(drawn) > len(base):
        said.append(tier_b("design-reserve", reserve=len(drawn) - len(base)))
    said += _promise(design, len(base))
    if plan.spread.earlier is not None:
        said.append(tier_b("design-earlier", matched=design.earlier_matched, universe=universe))
    said += _universe(design)
    return [*said, tier_b("design-seed", seed=design.seed), tier_b("design-next")]


def _promise(design: Design, stations: int) -> list[Statement]:
    if design.half_width is None:
        return [tier_b("design-no-half-width")]
    half_width, plan = float(design.half_width), design.plan
    confidence = percent_text(float(share_of(plan.confidence)))
    said = [tier_b("design-half-width", half_width_percent=percent_text(half_width), confidence_percent=confidence)]
    registered = [one.registered for one in design.strata]
    share, turnout = share_of(plan.share), share_of(plan.turnout)
    if all(registered):
        mean = Fraction(sum(one or 0 for one in registered), sum(one.stations for one in design.strata))
        alone = sqrt(share * (1 - share) / (stations * mean * turnout))
        effect = (half_width / float(ndtri(float((1 + share_of(plan.confidence)) / 2))) / alone) ** 2
        percents = {"share_percent": percent_text(float(share)), "turnout_percent": percent_text(float(turnout))}
        said.append(tier_b("design-effect", effect=f"{effect:.1f}", **percents))
    return said


def _universe(design: Design) -> list[Statement]:
    said = [] if design.register_complete else [tier_b("register-incomplete")]
    return said + ([tier_b("left-out", left_out=design.left_out)] if design.left_out else [])


def estimate_statements(design: Design, found: Estimate, setting: Setting) -> list[Statement]:
    """Return what an estimate says, each sentence on who is ahead with its interval and what is missing."""
    arrived: dict[str, str | int] = {
        "arrived": found.arrived,
        "drawn": found.drawn,
        "arrived_percent": percent_text(float(found.share_arrived)),
    }
    said = [
        tier_b("title", contest=setting.contest),
        tier_b("state", rehearsal="rehearsal" if setting.is_rehearsal else "", hour=setting.hour, **arrived),
    ]
    if found.arrived:
        said.append(tier_b("origin", pictures=found.from_pictures, table=found.arrived - found.from_pictures))
    if found.shares is None:
        needed = percent_text(float(share_of(design.plan.report_from)))
        said.append(tier_b("no-estimate", reason=found.reason, report_from_percent=needed))
    else:
        said += _lead(found, arrived)
    if found.shares is not None and found.turnout is None:
        said.append(tier_b("no-turnout", reason=found.turnout_reason))
    said += _arrival(found)
    if found.with_reserve:
        said.append(tier_b("reserve"))
    if setting.others_held:
        said.append(tier_b("others-held", others=setting.others_held))
    said += _universe(design)
    said.append(tier_b("drawn-again" if setting.register_unchanged else "register-changed"))
    if found.shares is not None:
        said += [tier_b("weights", degrees=found.degrees), tier_b("not-at-random")]
    return said


def _lead(found: Estimate, arrived: Mapping[str, str | int]) -> list[Statement]:
    said, lead, missing = [], found.lead, found.drawn - found.arrived
    if lead is not None:
        one = lead.interval
        said.append(
            tier_b(
                "lead" if one.excludes_zero else "lead-open",
                leader=lead.leader,
                runner_up=lead.runner_up,
                lead_percent=percent_text(one.value),
                low_percent=percent_text(one.low),
                high_percent=percent_text(one.high),
                confidence_percent=percent_text(float(found.confidence)),
                error_percent=percent_text(one.error),
                degrees=found.degrees,
                **_of_lead(found, lead),
                **arrived,
            )
        )
    if not missing:
        return [*said, tier_b("complete")]
    if found.bounds is None:
        return [*said, tier_b("bounds-unknown", missing=missing, reason=found.bounds_reason)]
    return said + (_lead_bounds(lead, missing) if lead is not None else [])


def _of_lead(found: Estimate, lead: Lead) -> dict[str, str]:
    """Return the two shares that the lead is the difference of."""
    shares = found.shares or {}
    first, second = (percent_text(shares[one].value) for one in (lead.leader, lead.runner_up))
    return {"leader_share_percent": first, "runner_up_share_percent": second}


def _lead_bounds(lead: Lead, missing: int) -> list[Statement]:
    if lead.bounds is None:
        return []
    low, high = lead.bounds
    percents = {"low_percent": percent_text(low), "high_percent": percent_text(high)}
    said = [tier_b("lead-bounds", missing=missing, leader=lead.leader, runner_up=lead.runner_up, **percents)]
    if low <= 0 and lead.interval.excludes_zero:
        said.append(tier_b("lead-bounds-reversed"))
    return said


def _arrival(found: Estimate) -> list[Statement]:
    said: list[Statement] = []
    asked = [one for one in found.responses if one.drawn]
    if found.arrived < found.drawn and len(asked) > 1:
        ordered = sorted(asked, key=lambda one: (Fraction(one.arrived, one.drawn), one.code))
        low, high = ordered[0], ordered[-1]
        if low.arrived * high.drawn == high.arrived * low.drawn:
            said.append(tier_b("arrival-even"))
        else:
            said.append(
                tier_b(
                    "arrival",
                    low_arrived=low.arrived,
                    low_drawn=low.drawn,
                    low_name=low.label,
                    high_arrived=high.arrived,
                    high_drawn=high.drawn,
                    high_name=high.label,
                )
            )
    if found.mean_registered is not None and found.arrived < found.drawn:
        own, all_ = found.mean_registered
        said.append(tier_b("arrival-size", own=f"{own:.1f}", all=f"{all_:.1f}"))
    for one in found.responses:
        if one.borrowed_from is not None:
            said.append(tier_b("borrowed", name=one.label, parent=one.borrowed_from))
    return said


def estimate_json(design: Design, found: Estimate, setting: Setting) -> dict[str, Any]:
    """Return an estimate for machines: percentages are texts with six decimals."""
    lead = found.lead
    return {
        "kind": "quick-count-estimate",
        "v": 1,
        "tier": "B",
        "contest": design.contest,
        "hour": setting.hour,
        "rehearsal": setting.is_rehearsal,
        "drawn": found.drawn,
        "arrived": found.arrived,
        "from_pictures": found.from_pictures,
        "with_reserve": found.with_reserve,
        "confidence": str(found.confidence),
        "reason": found.reason,
        "shares": None if found.shares is None else {name: _record(one) for name, one in found.shares.items()},
        "turnout": None if found.turnout is None else _record(found.turnout),
        "lead": None
        if lead is None
        else {
            "leader": lead.leader,
            "runner_up": lead.runner_up,
            **_record(lead.interval),
            "excludes_zero": lead.interval.excludes_zero,
            "bounds": None if lead.bounds is None else [_percent(one) for one in lead.bounds],
        },
        "bounds": None
        if found.bounds is None
        else {name: [_percent(low), _percent(high)] for name, (low, high) in found.bounds.items()},
        "turnout_bounds": None if found.turnout_bounds is None else [_percent(one) for one in found.turnout_bounds],
        "degrees_of_freedom": found.degrees,
        "strata": [
            {
                "code": one.code,
                "name": one.name,
                "drawn": one.drawn,
                "arrived": one.arrived,
                "borrowed_from": one.borrowed_from,
            }
            for one in found.responses
        ],
        "statements": [
            {"code": one.code, "tier": one.tier, "values": dict(one.values)}
            for one in estimate_statements(design, found, setting)
        ],
    }


def _record(one: Interval) -> dict[str, str]:
    return {
        "percent": _percent(one.value),
        "standard_error": _percent(one.error),
        "low": _percent(one.low),
        "high": _percent(one.high),
    }


def _percent(share: float) -> str:
    text = f"{share * 100:.6f}"
    return "0.000000" if text == "-0.000000" else text


def design_text(design: Design, drawn: Sequence[Drawn], contest: str, lang: str) -> str:
    """Return a design for a terminal."""
    words = BOOK.language(lang).WORDS
    title, *said = design_statements(design, drawn, contest)
    keys = ("column-stratum", "stations", "units", "spread", "column-drawn", "reserve")
    rows = [[words[key] for key in keys]]
    for one in design.strata:
        spread = percent_sign(percent_text(float(one.spread)), lang) if one.spread_from != "equal" else "–"
        numbers = [number(value, lang) for value in (one.stations, one.units, one.size, one.reserve)]
        name = f"{one.code} {one.name}" if one.name != one.code else one.name
        spread = f"{spread} ({words[one.spread_from]})"
        rows.append([name.strip() or words["whole"], *numbers[:2], spread, *numbers[2:]])
    return _page(BOOK.sentence(title, lang, {}), [BOOK.sentence(one, lang, {}) for one in said], [rows])


def estimate_text(design: Design, found: Estimate, setting: Setting, lang: str) -> str:
    """Return an estimate for a terminal, in whole sentences that can be quoted."""
    title, *said = estimate_statements(design, found, setting)
    tables = []
    if found.shares is not None:
        tables.append(_shares(found, setting.names, lang))
    if len(found.responses) > 1:
        words = BOOK.language(lang).WORDS
        header = [words["column-stratum"], words["column-drawn"], words["column-arrived"]]
        tables.append(
            [header, *([one.label, number(one.drawn, lang), number(one.arrived, lang)] for one in found.responses)]
        )
    names = setting.names
    return _page(BOOK.sentence(title, lang, names), [BOOK.sentence(one, lang, names) for one in said], tables)


def _shares(found: Estimate, names: Mapping[str, str], lang: str) -> list[list[str]]:
    words = BOOK.language(lang).WORDS

    def percent(share: float) -> str:
        return percent_sign(percent_text(share), lang)

    def between(low: float, high: float) -> str:
        return f"{percent(low)} {words['to']} {percent(high)}"

    confidence = percent(float(found.confidence))
    header = [
        words["column-candidate"],
        words["column-share_percent"],
        words["column-error_percent"],
        words["interval"].format(confidence=confidence),
    ]
    bounds = found.bounds if found.arrived < found.drawn else None
    rows = [[*header, words["bounds"]] if bounds else header]
    shares = found.shares or {}
    for name in sorted(shares, key=lambda one: -shares[one].value):
        one = shares[name]
        cells = [names.get(name, name), percent(one.value), percent(one.error), between(one.low, one.high)]
        rows.append([*cells, between(*bounds[name])] if bounds else cells)
    if found.turnout is not None:
        one = found.turnout
        cells = [words["turnout"], percent(one.value), percent(one.error), between(one.low, one.high)]
        extremes = between(*found.turnout_bounds) if found.turnout_bounds else ""
        rows.append([*cells, extremes] if bounds else cells)
    return rows


def _page(title: str, sentences: Sequence[str], tables: Sequence[list[list[str]]]) -> str:
    lines = [title, "=" * min(WIDTH, len(title)), ""]
    for one in sentences[:1]:
        lines += bullet(one, "")
    for table in tables:
        lines += ["", *aligned(table, [place > 0 for place in range(len(table[0]))])]
    lines.append("")
    for one in sentences[1:]:
        lines += bullet(one)
    return "\n".join(lines)
