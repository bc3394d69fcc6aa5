"""Announcements: one file each in the folder announcements/, figures as they were announced."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from tallyproof.election import schema
from tallyproof.election.definition import Definition
from tallyproof.errors import DefinitionError
from tallyproof.model import Announcement

Printed = Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d{1,6})?$")]


class CoverageClaim(schema.Table):
    unit: str
    value: Printed


class Others(schema.Table):
    votes: schema.Votes | None = None
    percentage: Printed | None = None


class AnnouncementFile(schema.Table):
    """The whole of one announcement file; percentages are strings so that '44.2' keeps its one decimal."""

    title: str
    date: datetime.date
    contest: schema.Id
    stage: schema.Id | None = None
    area: str = ""
    source: str
    url: str = ""
    candidates: dict[schema.Id, schema.Votes] = {}
    percentages: dict[schema.Id, Printed] = {}
    others: Others = Others()
    counts: dict[schema.Id, schema.Votes] = {}
    count_percentages: dict[schema.Id, Printed] = {}
    coverage: list[CoverageClaim] = []


def load_announcements(folder: Path, definition: Definition) -> list[Announcement]:
    """Return the announcements of an election folder, by file name."""
    files = sorted((folder / "announcements").glob("*.toml"))
    return [parse_announcement(file.stem, file.read_bytes(), definition) for file in files]


def parse_announcement(name: str, data: bytes, definition: Definition) -> Announcement:
    """Return one announcement; raises DefinitionError naming file and key."""
    place = f"announcements/{name}.toml"
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name):
        raise DefinitionError(f"{place}: expected a file name of small letters, digits and hyphens")
    try:
        file = AnnouncementFile.model_validate(tomllib.loads(data.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(f"{place}: expected TOML in UTF-8: {error}") from error
    except ValidationError as error:
        lines = [f"{place}, {'.'.join(map(str, e['loc']))}: {e['msg']}; got {e['input']!r:.60}" for e in error.errors()]
        raise DefinitionError("\n".join(lines)) from error
    contest = definition.contests.get(file.contest)
    if contest is None:
        raise DefinitionError(f"{place}, contest: expected one of {', '.join(definition.contests)}, got {file.contest!r}")
    candidates = {one.id for one in contest.candidates}
    for key in (*file.candidates, *file.percentages):
        if key not in candidates:
            raise DefinitionError(f"{place}: expected a candidate of {contest.id}, got {key!r}; known: {', '.join(sorted(candidates))}")
    counts = {one.id for one in contest.counts} | {"registered"}
    for key in (*file.counts, *file.count_percentages):
        if key not in counts:
            raise DefinitionError(f"{place}: expected a count of {contest.id} or 'registered', got {key!r}; known: {', '.join(sorted(counts))}")
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
        round=contest.round,
        stage=file.stage or definition.headline_stage,
    )
