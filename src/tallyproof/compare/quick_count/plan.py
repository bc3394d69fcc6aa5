"""The plan of a quick count, declared and published before its seed is drawn: one small TOML file."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from tallyproof.election import schema
from tallyproof.errors import DefinitionError
from tallyproof.toml import parse_toml

Units = Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
Effect = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9]{1,6})?$")]


def _above_zero(text: str) -> str:
    if schema.percentage(text) == 0:
        raise ValueError("expected more than 0%")
    return text


Positive = Annotated[schema.Percentage, AfterValidator(_above_zero)]


class Earlier(schema.Table):
    """[spread.earlier]: an earlier election's table by station; columns of votes and of the votes they are a share of.

    `station` is a template over its columns that gives this register's station ids.
    """

    file: schema.Name
    station: str
    votes: Annotated[list[schema.Name], Field(min_length=1)]
    valid: Annotated[list[schema.Name], Field(min_length=1)]
    encoding: str = "utf-8"
    delimiter: schema.Delimiter = ","


class Spread(schema.Table):
    """[spread]: how far the drawn units of a stratum lie apart: standard deviation of the share between them."""

    default: Positive | None = None
    by_stratum: dict[str, Positive] = Field(default_factory=dict)
    earlier: Earlier | None = None


class Plan(schema.Table):
    """The whole plan. `size` and `minimum` count the units drawn: stations, or centres where `design` is 'centres'.

    `strata` is a level of election.toml, `strata_column` a column of the register instead; without both the whole
    is one stratum. `leave_out` are codes of areas that are not in the universe of the sample.
    """

    contest: schema.Id | None = None
    design: Literal["stations", "centres"] = "stations"
    strata: str = ""
    strata_column: str = ""
    leave_out: list[str] = Field(default_factory=list)
    size: Units | None = None
    margin: Positive | None = None
    share: Positive = "50%"
    confidence: Positive = "95%"
    turnout: Positive = "60%"
    design_effect: Effect | None = None
    stations_per_centre: Units = 1
    measure: Literal["registered", "stations"] = "registered"
    minimum: Units = 2
    oversample: schema.Percentage = "0%"
    report_from: schema.Percentage = "80%"
    spread: Spread = Spread()


def parse_plan(data: bytes, place: str) -> Plan:
    """Return a validated plan; raises DefinitionError naming file, key and what to do."""
    plan = parse_toml(data, Plan, place)
    problems = list(_problems(plan))
    if problems:
        raise DefinitionError("\n".join(f"{place}: {problem}" for problem in problems))
    return plan


def share_of(text: str) -> Fraction:
    """Return a percentage of the plan as a fraction."""
    return schema.percentage(text)


def _problems(plan: Plan) -> list[str]:
    problems = []
    if (plan.size is None) == (plan.margin is None):
        got = "neither" if plan.size is None else "both"
        problems.append(f"expected either size or margin, got {got}; give one of them")
    if plan.strata and plan.strata_column:
        problems.append("expected either strata or strata_column, got both; keep one")
    if share_of(plan.share) == 1 or share_of(plan.confidence) == 1:
        problems.append("share, confidence: expected less than 100%; no sample is that sure")
    if plan.design == "stations" and plan.stations_per_centre != 1:
        problems.append("stations_per_centre: expected it with design = 'centres' only; take it out")
    if plan.design_effect is not None and Fraction(plan.design_effect) < 1:
        problems.append(
            f"design_effect: expected 1 or more, got {plan.design_effect}; stations are no voters drawn alone"
        )
    spread = plan.spread
    if plan.design_effect is not None and (spread.default or spread.earlier):
        problems.append("design_effect: expected it where no spread is known, got spread.default or spread.earlier too")
    if plan.margin is not None and plan.design_effect is None and not (spread.default or spread.earlier):
        problems.append(
            "margin: expected how far stations lie apart as well, found nothing; add spread.earlier (a table of an "
            "earlier election), spread.default (such as '15%') or design_effect"
        )
    return problems
