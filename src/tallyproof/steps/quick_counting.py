"""The files of a quick count: its plan, the design and sample that were drawn, and the estimate from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallyproof.compare import names_of
from tallyproof.compare.part import Part
from tallyproof.compare.quick_count import (
    Design,
    Drawn,
    Estimate,
    Setting,
    check_drawn_again,
    design_of,
    design_statements,
    design_text,
    estimate,
    estimate_json,
    estimate_text,
    held_elsewhere,
    parse_plan,
    quick_count_parts,
    read_design,
    read_sample,
    sample_bytes,
    settled_figures,
)
from tallyproof.election import Definition, load_definition
from tallyproof.errors import InputError, UsageError
from tallyproof.tally import Results
from tallyproof.toml import read_file

FOLDER = "quick-count"
DESIGN_FILE = "design.json"
SAMPLE_FILE = "sample.csv"


@dataclass(frozen=True, slots=True)
class DesignReport:
    """A design and its sample, and the folder they stand in."""

    folder: Path
    design: Design
    drawn: Sequence[Drawn]
    contest: str

    def as_json(self) -> dict[str, Any]:
        """Return the design, its statements and the files for machines; the stations are in sample.csv."""
        return {
            "design": self.design.model_dump(),
            "stations": sum(not one.is_reserve for one in self.drawn),
            "reserve_stations": sum(one.is_reserve for one in self.drawn),
            "files": [str(self.folder / name) for name in (DESIGN_FILE, SAMPLE_FILE)],
            "statements": [
                {"code": one.code, "tier": one.tier, "values": dict(one.values)}
                for one in design_statements(self.design, self.drawn, self.contest)
            ],
        }

    def as_text(self, lang: str) -> str:
        """Return the design for a terminal."""
        return design_text(self.design, self.drawn, self.contest, lang)


@dataclass(frozen=True, slots=True)
class EstimateReport:
    """An estimate with what stands around it."""

    design: Design
    found: Estimate
    setting: Setting

    def as_json(self) -> dict[str, Any]:
        """Return the estimate for machines."""
        return estimate_json(self.design, self.found, self.setting)

    def as_text(self, lang: str) -> str:
        """Return the estimate for a terminal."""
        return estimate_text(self.design, self.found, self.setting, lang)

    def parts(self) -> tuple[Part, ...]:
        """Return the estimate for a report."""
        return quick_count_parts(self.design, self.found, self.setting)


def draw_sample(election: Path, plan: Path, *, seed: str, out: Path | None, language: str) -> DesignReport:
    """Draw the sample of a plan and write design.json and sample.csv.

    Drawing the same again changes nothing; a folder that holds another draw is refused.
    """
    definition = load_definition(election)
    parsed = parse_plan(read_file(plan), plan.name)
    earlier = parsed.spread.earlier
    data = None if earlier is None else read_file(plan.parent / earlier.file)
    design, drawn = design_of(definition, parsed, seed, earlier=data)
    folder = out or election / FOLDER
    files = {DESIGN_FILE: design.as_bytes(), SAMPLE_FILE: sample_bytes(drawn)}
    for name, content in files.items():
        if (folder / name).exists() and (folder / name).read_bytes() != content:
            raise UsageError(
                f"{folder / name}: expected no draw or the same one, got another; a sample is drawn once: a new draw "
                "needs a new folder (--out), and readers will ask why"
            )
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return DesignReport(folder, design, drawn, _contest_name(definition, design.contest, language))


def estimate_sample(results: Results, folder: Path, *, with_reserve: bool, language: str) -> EstimateReport:
    """Return the estimate from the settled figures of the stations drawn in a folder, and of no others."""
    design = read_design(_read(folder / DESIGN_FILE), str(folder / DESIGN_FILE))
    place = str(folder / SAMPLE_FILE)
    drawn = read_sample(
        _read(folder / SAMPLE_FILE),
        sha256=design.sample_sha256,
        strata=[one.code for one in design.strata],
        place=place,
    )
    definition = results.definition
    contest = definition.contests.get(design.contest)
    if contest is None:
        raise InputError(
            f"{folder / DESIGN_FILE}: expected a contest of this election, got {design.contest!r}; use the election "
            "folder that the sample was drawn for"
        )
    unchanged = check_drawn_again(definition, design)
    stations = [one.station for one in drawn if with_reserve or not one.is_reserve]
    found = estimate(
        design,
        drawn,
        settled_figures(results, contest.id, stations),
        candidates=[one.id for one in contest.candidates],
        with_reserve=with_reserve,
    )
    setting = Setting(
        contest=_contest_name(definition, contest.id, language),
        names=names_of(contest, language),
        hour=results.hour,
        is_rehearsal=definition.file.election.rehearsal,
        register_unchanged=unchanged,
        others_held=held_elsewhere(results, contest.id, stations),
    )
    return EstimateReport(design, found, setting)


def _contest_name(definition: Definition, contest: str, language: str) -> str:
    names = definition.contests[contest].name
    return names.get(language) or next(iter(names.values()))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: expected a file that can be read: {error.strerror or error}; draw a sample first with "
            "'tallyproof quick-count design', or name its folder"
        ) from error
