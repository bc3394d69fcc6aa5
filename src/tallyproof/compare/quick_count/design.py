"""The design of a quick count: everything that is needed to draw its sample again, and to estimate from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from tallyproof.compare.quick_count.allocation import Part, allocate, half_width, size_for
from tallyproof.compare.quick_count.frame import Frame, Stratum, frame_of
from tallyproof.compare.quick_count.plan import Plan, Units, share_of
from tallyproof.compare.quick_count.sample_file import sample_bytes
from tallyproof.compare.quick_count.sampling import ALGORITHM, Drawn, clean_seed, draw
from tallyproof.compare.quick_count.spread import MILLION, earlier_spreads
from tallyproof.election import Definition, schema
from tallyproof.election.definition import REGISTER_FILE
from tallyproof.errors import InputError, UsageError

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Decimals = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}\.[0-9]{6}$")]


class DesignedStratum(schema.Table):
    """One stratum: what it holds, and how many units were drawn and kept as reserve.

    `spread_from` says where S comes from: 'by-stratum', 'earlier', 'borrowed', 'default', 'design-effect' or 'equal'.
    """

    code: str
    name: str
    parents: list[str]
    stations: Units
    units: Units
    registered: schema.Votes | None
    spread: Decimals
    spread_from: Literal["by-stratum", "earlier", "borrowed", "default", "design-effect", "equal"]
    size: Units
    reserve: Annotated[int, Field(ge=0, strict=True)]


class Design(schema.Table):
    """A drawn design; `half_width` is what the declared spread promises, None where none was declared."""

    kind: Literal["quick-count-design"] = "quick-count-design"
    v: Literal[1] = 1
    algorithm: Literal["tallyproof-draw-1"] = ALGORITHM
    seed: str
    plan: Plan
    contest: schema.Id
    register_sha256: Hash
    register_complete: bool
    left_out: Annotated[int, Field(ge=0, strict=True)]
    earlier_sha256: Hash | None = None
    earlier_matched: Annotated[int, Field(ge=0, strict=True)] = 0
    half_width: Decimals | None
    strata: Annotated[list[DesignedStratum], Field(min_length=1)]
    sample_sha256: Hash

    def as_bytes(self) -> bytes:
        """Return the design as JSON; the same design gives the same bytes."""
        return (json.dumps(self.model_dump(), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def read_design(data: bytes, place: str) -> Design:
    """Return the design in a file; InputError naming what does not fit."""
    try:
        return Design.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(
            f"{place}, {key}: expected a design written by 'tallyproof quick-count design', got one with: "
            f"{first['msg']}; draw it again from its plan and seed"
        ) from error


def design_of(
    definition: Definition, plan: Plan, seed: str, *, earlier: bytes | None = None
) -> tuple[Design, list[Drawn]]:
    """Return the design of a plan under a seed, and the stations it draws."""
    seed = clean_seed(seed)
    contest = _contest(definition, plan)
    frame = frame_of(definition, plan)
    known, matched = earlier_spreads(plan, frame, earlier or b"")
    parts, sources = _parts(plan, frame, known)
    what = "centres" if plan.design == "centres" else "stations"
    finite = plan.design == "stations"
    size, confidence = plan.size, share_of(plan.confidence)
    if size is None and plan.margin is not None:
        size = size_for(
            parts,
            margin=share_of(plan.margin),
            confidence=confidence,
            minimum=plan.minimum,
            finite=finite,
            what=what,
        )
    counts = allocate(parts, size or 0, minimum=plan.minimum, what=what)
    strata = []
    for part, count in zip(parts, counts, strict=True):
        reserve = min(ceil(count * share_of(plan.oversample)), part.units - count)
        strata.append(_designed(frame.strata[part.code], part, sources[part.code], count, reserve))
    drawn = drawn_from(frame, plan, seed, strata)
    promised = None
    if "equal" not in sources.values():
        promised = _decimals(half_width(parts, counts, confidence=confidence, finite=finite))
    design = Design(
        seed=seed,
        plan=plan,
        contest=contest,
        register_sha256=definition.hashes()[REGISTER_FILE],
        register_complete=frame.complete,
        left_out=frame.left_out,
        earlier_sha256=hashlib.sha256(earlier).hexdigest() if earlier is not None else None,
        earlier_matched=matched,
        half_width=promised,
        strata=strata,
        sample_sha256=hashlib.sha256(sample_bytes(drawn)).hexdigest(),
    )
    return design, drawn


def drawn_from(frame: Frame, plan: Plan, seed: str, strata: Sequence[DesignedStratum]) -> list[Drawn]:
    """Return the stations that a seed draws from a frame, with the numbers of units by stratum that a design has."""
    return [
        one
        for stratum in strata
        for one in draw(
            frame.strata[stratum.code],
            seed=seed,
            size=stratum.size,
            reserve=stratum.reserve,
            design=plan.design,
            per_centre=plan.stations_per_centre,
            measure=plan.measure,
        )
    ]


def check_drawn_again(definition: Definition, design: Design) -> bool:
    """Draw the sample again from the register; return False where another register is in force now.

    Raises InputError if the register is that of the design and its seed draws other stations.
    """
    if definition.hashes().get(REGISTER_FILE) != design.register_sha256:
        return False
    frame = frame_of(definition, design.plan)
    centres = design.plan.design == "centres"
    units = {code: len(one.centres) if centres else len(one.stations) for code, one in frame.strata.items()}
    again = b""
    if units == {one.code: one.units for one in design.strata if one.size + one.reserve <= one.units}:
        again = sample_bytes(drawn_from(frame, design.plan, design.seed, design.strata))
    if hashlib.sha256(again).hexdigest() != design.sample_sha256:
        raise InputError(
            "the sample: expected the stations that the design's seed draws from this register, got others; a changed "
            "sample is no probability sample: draw it again from its plan and seed"
        )
    return True


def _contest(definition: Definition, plan: Plan) -> str:
    known = list(definition.contests)
    if plan.contest is None and len(known) > 1:
        raise UsageError(f"plan, contest: expected one of {', '.join(known)}, got none; name it")
    if plan.contest is not None and plan.contest not in known:
        raise UsageError(f"plan, contest: expected one of {', '.join(known)}, got {plan.contest!r}")
    return plan.contest or known[0]


def _designed(stratum: Stratum, part: Part, source: str, count: int, reserve: int) -> DesignedStratum:
    return DesignedStratum.model_validate(
        {
            "code": stratum.code,
            "name": stratum.name,
            "parents": list(stratum.parents),
            "stations": len(stratum.stations),
            "units": part.units,
            "registered": stratum.registered,
            "spread": _decimals(part.spread),
            "spread_from": source,
            "size": count,
            "reserve": reserve,
        }
    )


def _decimals(value: Fraction | float) -> str:
    return f"{float(value):.6f}"


def _parts(plan: Plan, frame: Frame, known: Mapping[str, Fraction]) -> tuple[list[Part], dict[str, str]]:
    """Return every stratum's weight and spread, and where each spread comes from."""
    strangers = sorted(set(plan.spread.by_stratum) - set(frame.strata))
    if strangers:
        raise UsageError(
            f"plan, spread.by_stratum: expected codes of strata, got {strangers[0]!r}; known: "
            f"{', '.join(list(frame.strata)[:20])}"
        )
    registered = [part.registered for part in frame.strata.values()]
    by_voters = all(registered)
    whole = sum(one or 0 for one in registered) if by_voters else frame.stations
    parts, sources = [], {}
    for part in frame.strata.values():
        units = len(part.centres) if plan.design == "centres" else len(part.stations)
        weight = Fraction((part.registered or 0) if by_voters else len(part.stations), whole)
        spread, sources[part.code] = _spread(plan, part, known)
        parts.append(Part(part.code, units, weight, spread))
    return parts, sources


def _spread(plan: Plan, stratum: Stratum, known: Mapping[str, Fraction]) -> tuple[Fraction, str]:
    if stratum.code in plan.spread.by_stratum:
        return share_of(plan.spread.by_stratum[stratum.code]), "by-stratum"
    if stratum.code in known:
        return known[stratum.code], "earlier"
    if plan.spread.default is not None:
        return share_of(plan.spread.default), "default"
    if known:
        # The widest: a stratum that the table does not tell of must not be thought more alike than any other.
        return max(known.values()), "borrowed"
    if plan.design_effect is not None:
        return _from_design_effect(plan, stratum, Fraction(plan.design_effect)), "design-effect"
    return Fraction(1), "equal"


def _from_design_effect(plan: Plan, stratum: Stratum, effect: Fraction) -> Fraction:
    """Return S from S² = effect·P(1−P)/m, where m are the votes expected at one drawn unit (Kish 1965, 5.4)."""
    if not stratum.registered:
        got = "an unknown number" if stratum.registered is None else "0"
        raise UsageError(
            f"stratum {stratum.code or 'whole'!r}: expected registered voters above 0 to turn a design effect into a "
            f"spread, got {got}; give spread.default or spread.by_stratum"
        )
    share = share_of(plan.share)
    votes = Fraction(stratum.registered, len(stratum.stations)) * share_of(plan.turnout) * plan.stations_per_centre
    squared = float(effect * share * (1 - share) / votes)
    return Fraction(max(round(squared**0.5 * MILLION), 1), MILLION)
