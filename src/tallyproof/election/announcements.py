"""Announcements: one file each in the folder announcements/, figures as they were announced."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from tallyproof.election import schema
from tallyproof.election.definition import Definition
from tallyproof.errors import DefinitionError
from tallyproof.model import AnnouncedArea, Announcement
from tallyproof.toml import parse_toml, read_file, unknown


def _as_printed(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", text):
        raise ValueError(
            f"expected a percentage such as '51.2', with a point and without a percent sign, got {text!r:.40}"
        )
    return text


Printed = Annotated[str, AfterValidator(_as_printed)]


class CoverageClaim(schema.Table):
    """[[coverage]]: how much was counted, in the unit that was named."""

    unit: schema.Name
    value: Printed


class Others(schema.Table):
    """[others]: all candidates not named, taken together."""

    votes: schema.Votes | None = None
    percentage: Printed | None = None


class AreaFigures(schema.Table):
    """[areas.CODE]: what was announced for one area."""

    candidates: dict[schema.Id, schema.Votes] = Field(default_factory=dict)
    others: Others = Others()
    counts: dict[schema.Id, schema.Votes] = Field(default_factory=dict)


class AnnouncementFile(schema.Table):
    """The whole of one announcement file; percentages are strings so that '44.2' keeps its one decimal."""

    title: schema.Name
    date: datetime.date
    contest: schema.Id
    stage: schema.Id | None = None
    area: str = ""
    source: schema.Note
    url: schema.Url = ""
    candidates: dict[schema.Id, schema.Votes] = Field(default_factory=dict)
    percentages: dict[schema.Id, Printed] = Field(default_factory=dict)
    others: Others = Others()
    counts: dict[schema.Id, schema.Votes] = Field(default_factory=dict)
    count_percentages: dict[schema.Id, Printed] = Field(default_factory=dict)
    coverage: list[CoverageClaim] = Field(default_factory=list)
    turnout: Printed | None = None
    areas: dict[schema.Name, AreaFigures] = Field(default_factory=dict)


def load_announcements(folder: Path, definition: Definition) -> list[Announcement]:
    """Return the announcements of an election folder, by file name."""
    files = sorted((folder / "announcements").glob("*.toml"))
    return [parse_announcement(file.stem, read_file(file), definition) for file in files]


def parse_announcement(name: str, data: bytes, definition: Definition) -> Announcement:
    """Return one announcement; raises DefinitionError naming file and key, several at once."""
    place = f"announcements/{name}.toml"
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name):
        raise DefinitionError(f"{place}: expected a file name of small letters, digits and hyphens")
    file = parse_toml(data, AnnouncementFile, place)
    problems = list(_dangling(file, definition))
    if problems:
        raise DefinitionError("\n".join(f"{place}, {problem}" for problem in problems))
    return Announcement(
        id=name,
        title=file.title,
        date=file.date.isoformat(),
        contest=file.contest,
        area=file.area,
        source=file.source,
        url=file.url,
        candidates=file.candidates,
        percentages=file.percentages,
        counts=file.counts,
        count_percentages=file.count_percentages,
        coverage=tuple((claim.unit, claim.value) for claim in file.coverage),
        others=file.others.votes,
        others_percentage=file.others.percentage,
        round=definition.contests[file.contest].round,
        stage=file.stage or definition.headline_stage,
        turnout=file.turnout or "",
        areas={code: AnnouncedArea(one.candidates, one.others.votes, one.counts) for code, one in file.areas.items()},
    )


def _dangling(file: AnnouncementFile, definition: Definition) -> Iterable[str]:
    if definition.register is not None and file.area:
        yield from unknown("area", "an area of the register", file.area, definition.register.areas)
    if file.stage:
        yield from unknown("stage", "a stage", file.stage, definition.file.election.stages)
    yield from unknown("contest", "a contest", file.contest, definition.contests)
    contest = definition.contests.get(file.contest)
    if contest is None:
        return
    candidates = [one.id for one in contest.candidates]
    for section, keys in (("candidates", file.candidates), ("percentages", file.percentages)):
        for key in keys:
            yield from unknown(section, "a candidate", key, candidates)
    counts = [*(one.id for one in contest.counts), "registered"]
    for section, keys in (("counts", file.counts), ("count_percentages", file.count_percentages)):
        for key in keys:
            yield from unknown(section, "a count", key, counts)
    for code, one in file.areas.items():
        yield from _dangling_area(code, one, definition, candidates, counts)
    if not (file.candidates or file.percentages or file.counts or file.count_percentages or file.areas):
        yield "candidates: expected some announced figure, found none; give counts or percentages"


def _dangling_area(
    code: str, figures: AreaFigures, definition: Definition, candidates: list[str], counts: list[str]
) -> Iterable[str]:
    if definition.register is not None:
        yield from unknown("areas", "an area of the register", code, definition.register.areas)
    for key in figures.candidates:
        yield from unknown(f"areas.{code}.candidates", "a candidate", key, candidates)
    for key in figures.counts:
        yield from unknown(f"areas.{code}.counts", "a count", key, counts)
    if figures.others.percentage is not None:
        yield f"areas.{code}.others: expected votes only, got a percentage; remove it"
