"""An election's definition in force: election.toml and the register, validated as a whole."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tallyproof.election import schema
from tallyproof.election.mapping import StationMapping, parse_mapping
from tallyproof.election.register import Register, parse_register
from tallyproof.errors import DefinitionError
from tallyproof.layout.file import Form, figure_ids, load_form
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.template import Template
from tallyproof.toml import parse_toml, read_file, unknown

ELECTION_FILE = "election.toml"
REGISTER_FILE = "stations.csv"
FORM_FILE = re.compile(schema.FORM_FILE)
NAMED_FILE = re.compile(f"{schema.FORM_FILE}|{schema.MAPPING_FILE}")
CHECKS = ("register", "within-cap", "line-within-valid", "not-all-zero")
# Words with a meaning of their own wherever a count may be named.
NO_COUNT = ("candidates", "registered")


@dataclass(frozen=True)
class Definition:
    """The rules of one election: `file` as written, the register, the grammars and the layout files of its forms.

    `register` is None while it is still to be derived from a table. `files` are the exact bytes it came from.
    """

    file: schema.ElectionFile
    register: Register | None
    files: Mapping[str, bytes]

    @cached_property
    def contests(self) -> dict[str, schema.Contest]:
        return {contest.id: contest for contest in self.file.contests}

    @cached_property
    def layouts(self) -> dict[str, schema.Layout]:
        return {layout.id: layout for layout in self.file.layouts}

    @cached_property
    def tables(self) -> dict[str, schema.TableMapping]:
        return {table.id: table for table in self.file.tables}

    @cached_property
    def sources(self) -> dict[str, schema.Source]:
        return {source.name: source for source in self.file.sources}

    @cached_property
    def grammars(self) -> dict[str, QrGrammar]:
        return {layout.id: _grammar(layout) for layout in self.file.layouts if layout.pattern}

    @cached_property
    def forms(self) -> dict[str, Form]:
        """Return the places of print and handwriting by layout id, for layouts that name a layout file."""
        return {one.id: load_form(self.files[one.form], one.form) for one in self.file.layouts if one.form}

    @cached_property
    def mappings(self) -> dict[str, StationMapping]:
        """Return what other station codes mean, by id of the table that has them."""
        # A derived register has the stations only once their tables were imported.
        register = None if self.file.register_.derived_from else self.register
        return {
            table.id: parse_mapping(self.files[table.codes.file], table.codes, register)
            for table in self.file.tables
            if table.codes is not None
        }

    @cached_property
    def default_universe(self) -> str:
        """Return the id of the roll that coverage is measured against; '' where none is declared."""
        rolls = sorted(self.file.universe, key=lambda roll: (not roll.default, roll.area != ""))
        return rolls[0].id if rolls else ""

    @property
    def headline_stage(self) -> str:
        return self.file.election.headline_stage or self.file.election.stages[0]

    def stage_of(self, form: schema.Layout | schema.TableMapping) -> str:
        return form.stage or self.headline_stage

    def universe(self, area: str, universe_id: str | None = None) -> schema.Universe | None:
        """Return the declared universe of an area: the named roll, or the default one."""
        wanted = universe_id or self.default_universe
        return next((u for u in self.file.universe if u.area == area and u.id == wanted), None)

    def hashes(self) -> dict[str, str]:
        """Return SHA-256 in hex by file name, for the `definition` record."""
        return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(self.files.items())}


def load_definition(folder: Path) -> Definition:
    """Return the definition in an election folder; raises DefinitionError naming file, key and what to do."""
    if not (folder / ELECTION_FILE).exists():
        raise DefinitionError(
            f"{folder}: expected an election folder with {ELECTION_FILE}, found none; make one with 'tallyproof init'"
        )
    names = [name for name in (ELECTION_FILE, REGISTER_FILE) if (folder / name).exists()]
    files = {name: read_file(folder / name) for name in names}
    file = parse_election_file(files[ELECTION_FILE])
    return parse_definition({**files, **{name: _named_file(folder, file, name) for name in named_files(file)}})


def _named_file(folder: Path, file: schema.ElectionFile, name: str) -> bytes:
    """Return a file that the definition names; where it cannot be read, the error says which key names it."""
    try:
        return read_file(folder / name)
    except DefinitionError as error:
        keys = [f"layouts.{one.id}.form" for one in file.layouts if one.form == name]
        keys += [
            f"tables.{one.id}.codes.file" for one in file.tables if one.codes is not None and one.codes.file == name
        ]
        raise DefinitionError(f"{', '.join((ELECTION_FILE, *keys))}: {error}; add it or correct the name") from error


def parse_definition(files: Mapping[str, bytes]) -> Definition:
    """Return the definition in the bytes of its files; the register may be absent only if it is derived."""
    if ELECTION_FILE not in files:
        raise DefinitionError(f"{ELECTION_FILE}: expected the election's definition, found no file")
    file = parse_election_file(files[ELECTION_FILE])
    data = files.get(REGISTER_FILE)
    if data is None and file.register_.derived_from is None:
        raise DefinitionError(
            f"{REGISTER_FILE}: expected the register beside {ELECTION_FILE}, found no file; add it, "
            "or set register.derived_from to the id of a table that will be imported"
        )
    strangers = sorted(files.keys() - {ELECTION_FILE, REGISTER_FILE, *named_files(file)})
    if strangers:
        raise DefinitionError(f"{strangers[0]}: expected only files that {ELECTION_FILE} names; take it out")
    for name in named_files(file):
        if name not in files:
            what = "layout" if FORM_FILE.fullmatch(name) else "mapping"
            raise DefinitionError(f"{name}: expected the {what} file that {ELECTION_FILE} names, found no file; add it")
    register = None if data is None else parse_register(data, file.register_, file.levels)
    definition = Definition(file=file, register=register, files=dict(files))
    _check_universe_areas(definition)
    problems = [f"{ELECTION_FILE}: {problem}" for problem in _unfit_forms(definition)]
    if problems:
        raise DefinitionError("\n".join(problems))
    definition.mappings  # noqa: B018 - read now, so that a mapping file that is wrong stops everything
    return definition


def form_files(file: schema.ElectionFile) -> tuple[str, ...]:
    """Return the names of the layout files that the layouts name, each once."""
    return tuple(dict.fromkeys(layout.form for layout in file.layouts if layout.form))


def named_files(file: schema.ElectionFile) -> tuple[str, ...]:
    """Return the names of all files beside the register that the definition names, each once."""
    mappings = [table.codes.file for table in file.tables if table.codes is not None]
    return (*form_files(file), *dict.fromkeys(mappings))


def parse_election_file(data: bytes) -> schema.ElectionFile:
    """Return a validated election.toml; raises DefinitionError naming every problem at once."""
    file = parse_toml(data, schema.ElectionFile, ELECTION_FILE)
    problems = [
        *_duplicates(file),
        *_dangling(file),
        *_taken_names(file),
        *_unsound_forms(file),
        *_unsound_register(file),
        *_unsound_outcome(file),
    ]
    if problems:
        raise DefinitionError("\n".join(f"{ELECTION_FILE}: {problem}" for problem in problems))
    return file


# --- what must hold between tables of the file ---------------------------------------------------


def _duplicates(file: schema.ElectionFile) -> Iterable[str]:
    def repeated(place: str, ids: Iterable[str]) -> Iterable[str]:
        seen: set[str] = set()
        for one in ids:
            if one in seen:
                yield f"{place}: expected every id once, got {one!r} twice; rename or remove one"
            seen.add(one)

    yield from repeated("levels", (level.id for level in file.levels))
    yield from repeated("sources", (source.name for source in file.sources))
    yield from repeated("contests", (contest.id for contest in file.contests))
    yield from repeated("layouts", (layout.id for layout in file.layouts))
    yield from repeated("tables", (table.id for table in file.tables))
    yield from repeated("universe", (f"{roll.id} of area {roll.area!r}" for roll in file.universe))
    for contest in file.contests:
        fields = [*(line.id for line in contest.lines), *(count.id for count in contest.counts)]
        yield from repeated(f"contests.{contest.id}: lines and counts", fields)
        yield from repeated(f"contests.{contest.id}.candidates", (one.id for one in contest.candidates))
        yield from repeated(f"contests.{contest.id}.identities", (one.id for one in contest.identities))
        yield from repeated(f"contests.{contest.id}.outcome", (one.id for one in contest.outcome))
        roles = [count.role for count in contest.counts if count.role in ("valid", "cast")]
        yield from repeated(f"contests.{contest.id}.counts: roles", roles)


def _dangling(file: schema.ElectionFile) -> Iterable[str]:
    stages, contests = file.election.stages, {contest.id: contest for contest in file.contests}
    if file.election.headline_stage:
        yield from unknown("election.headline_stage", "a stage", file.election.headline_stage, stages)
    for stage in file.election.stage_names:
        yield from unknown("election.stage_names", "a stage", stage, stages)
    if file.register_.derived_from:
        tables = [table.id for table in file.tables]
        yield from unknown("register.derived_from", "a table", file.register_.derived_from, tables)
    for contest in file.contests:
        place, candidates = f"contests.{contest.id}", [one.id for one in contest.candidates]
        for line in contest.lines:
            yield from unknown(f"{place}.lines.{line.id}.candidate", "a candidate", line.candidate, candidates)
        terms = [*(count.id for count in contest.counts), "candidates"]
        for identity in contest.identities:
            for term in (*identity.left, *identity.right):
                yield from unknown(f"{place}.identities.{identity.id}", "a count", term, terms)
    for form in _forms(file):
        place = f"{_kind_of(form)}.{form.id}"
        yield from unknown(f"{place}.contest", "a contest", form.contest, contests)
        if form.stage:
            yield from unknown(f"{place}.stage", "a stage", form.stage, stages)
        found = contests.get(form.contest)
        if found is None:
            continue
        for line_id in form.lines:
            yield from unknown(f"{place}.lines", "a ballot line", line_id, [one.id for one in found.lines])
        for candidate in form.candidates:
            yield from unknown(f"{place}.candidates", "a candidate", candidate, [one.id for one in found.candidates])
        counts = form.counts.values() if isinstance(form, schema.Layout) else form.counts
        for count in counts:
            yield from unknown(f"{place}.counts", "a count", count, [one.id for one in found.counts])
        checks = [*CHECKS, *(identity.id for identity in found.identities)]
        for check in form.required_checks:
            yield from unknown(f"{place}.required_checks", "a check", check, checks)
    for table in file.tables:
        yield from unknown(f"tables.{table.id}.source", "a source", table.source, [one.name for one in file.sources])


def _taken_names(file: schema.ElectionFile) -> Iterable[str]:
    """Ids that would be taken for something else: a check for another check, a count for all candidates."""
    for contest in file.contests:
        for identity in contest.identities:
            if identity.id in CHECKS:
                yield (
                    f"contests.{contest.id}.identities.{identity.id}: expected an id that is no built-in check "
                    f"({', '.join(CHECKS)}); rename it"
                )
        for count in contest.counts:
            if count.id in NO_COUNT:
                yield (
                    f"contests.{contest.id}.counts.{count.id}: expected an id other than "
                    f"{' and '.join(map(repr, NO_COUNT))}, which mean something else; rename it"
                )


def _unsound_forms(file: schema.ElectionFile) -> Iterable[str]:
    contests = {contest.id: contest for contest in file.contests}
    for form in _forms(file):
        place, contest = f"{_kind_of(form)}.{form.id}", contests.get(form.contest)
        if isinstance(form, schema.Layout) and not form.pattern and not form.form:
            yield f"{place}: expected a pattern (of its QR code) or a form (a layout file), got neither; add one"
        elif isinstance(form, schema.Layout) and form.form and not form.lines and not form.candidates:
            # Its QR code, if it has one, names the station alone; the layout file has the figures.
            yield from ()
        elif bool(form.lines) == bool(form.candidates):
            yield f"{place}: expected either lines or candidates, got {'both' if form.lines else 'neither'}"
        elif contest is not None:
            what = "lines" if form.lines else "candidates"
            needed = contest.lines if form.lines else contest.candidates
            absent = [one.id for one in needed if one.id not in (form.lines or form.candidates)]
            if absent:
                yield (
                    f"{place}.{what}: expected all {what} of {contest.id}, found none for {', '.join(absent)}; "
                    "add them (a station without one of its figures is never counted)"
                )
        try:
            Template(form.station)
            if isinstance(form, schema.Layout):
                if form.pattern:
                    _grammar(form)
            else:
                yield from _unsound_table(form, place)
        except DefinitionError as error:
            yield f"{place}: {error}"


def _unfit_forms(definition: Definition) -> Iterable[str]:
    """Name what a layout file and its contest do not have in common."""
    for layout in definition.file.layouts:
        if not layout.form:
            continue
        place = f"layouts.{layout.id}.form, {layout.form}"
        contest, found = definition.contests[layout.contest], figure_ids(definition.forms[layout.id])
        lines, candidates = [one.id for one in contest.lines], [one.id for one in contest.candidates]
        counts = [one.id for one in contest.counts]
        by_line = bool(lines) and any(one in lines for one in found)
        for one in found:
            yield from unknown(place, "a figure of the contest", one, [*(lines if by_line else candidates), *counts])
        absent = [one for one in (lines if by_line else candidates) if one not in found]
        if absent:
            yield (
                f"{place}: expected a place for every {'ballot line' if by_line else 'candidate'} of {contest.id}, "
                f"found none for {', '.join(absent)}; add them (a station without one of its figures is never counted)"
            )


def _unsound_table(table: schema.TableMapping, place: str) -> Iterable[str]:
    columns = [*table.candidates.values(), *table.lines.values(), *table.counts.values()]
    columns += [table.registered] if table.registered else []
    for column in dict.fromkeys(columns):
        if columns.count(column) > 1:
            yield f"{place}: expected every column once, got {column!r} for several figures; correct one"
    if table.encoding != "auto":
        yield from _unknown_encoding(f"{place}.encoding", table.encoding)


def _unknown_encoding(place: str, name: str) -> Iterator[str]:
    try:
        "".encode(codecs.lookup(name).name)
    except (LookupError, ValueError):
        yield f"{place}: expected a known encoding such as 'utf-8' or 'latin-1', got {name!r}"


def _unsound_register(file: schema.ElectionFile) -> Iterable[str]:
    register, cap = file.register_, file.register_.cap
    templates = [("register.station", register.station), ("register.place", register.place)]
    templates += [("register.place_name", register.place_name)] if register.place_name else []
    for level in file.levels:
        templates += [(f"levels.{level.id}.code", level.code), (f"levels.{level.id}.label", level.label)]
    for place, template in templates:
        try:
            Template(template)
        except DefinitionError as error:
            yield f"{place}: {error}"
    yield from _unknown_encoding("register.encoding", register.encoding)
    if register.derived_from and register.complete:
        yield "register.complete: expected false for a derived register (a table never shows what it lacks)"
    if register.derived_from in [table.id for table in file.tables if table.codes is not None]:
        yield (
            f"register.derived_from: expected a table with the register's own codes, got {register.derived_from!r}, "
            "which has a mapping file; take out its 'codes' or name another table"
        )
    if len([roll for roll in file.universe if roll.default and roll.area == ""]) > 1:
        yield "universe: expected one default roll for the whole, got several; leave default = true at one"
    if register.special.ordinary != [""] and not register.special.column:
        yield "register.special: expected a column beside 'ordinary', found none; name the column that says the kind"
    if cap is None:
        return
    if cap.rule == "column" and not cap.column:
        yield "register.cap: expected a column for rule 'column', found none"
    if cap.rule == "registered" and not register.registered:
        yield "register.cap: expected register.registered to name a column for rule 'registered', found none"
    if cap.rule == "fixed" and not cap.votes:
        yield "register.cap: expected votes, the most a station can bring, for rule 'fixed', found none"
    if cap.column and cap.rule != "column":
        yield f"register.cap.column: expected it for rule 'column' only, got it for {cap.rule!r}; remove one"
    if cap.votes and cap.rule != "fixed":
        yield f"register.cap.votes: expected them for rule 'fixed' only, got them for {cap.rule!r}; remove one"


def _forms(file: schema.ElectionFile) -> list[schema.Layout | schema.TableMapping]:
    return [*file.layouts, *file.tables]


def _kind_of(form: schema.Layout | schema.TableMapping) -> str:
    return "layouts" if isinstance(form, schema.Layout) else "tables"


def _unsound_outcome(file: schema.ElectionFile) -> Iterable[str]:
    for contest in file.contests:
        for condition in contest.outcome:
            place = f"contests.{contest.id}.outcome.{condition.id}"
            if condition.kind == "threshold" and condition.share is None:
                yield f"{place}: expected a share such as '50%', found none"
            if condition.kind == "lead" and condition.points is None:
                yield f"{place}: expected points such as '10%', found none"
            if condition.share is not None and condition.kind != "threshold":
                yield f"{place}.share: expected it for kind 'threshold' only, got {condition.kind!r}; remove it"
            if condition.points is not None and condition.kind != "lead":
                yield f"{place}.points: expected them for kind 'lead' only, got {condition.kind!r}; remove them"


def _check_universe_areas(definition: Definition) -> None:
    register = definition.register
    problems = [
        f"{ELECTION_FILE}: {problem}"
        for roll in definition.file.universe
        if register is not None and roll.area
        for problem in unknown(f"universe.{roll.id}.area", "an area of the register", roll.area, register.areas)
    ]
    if register is not None and register.complete:
        problems += [
            f"{ELECTION_FILE}: {problem}"
            for code in definition.file.register_.special.areas
            for problem in unknown("register.special.areas", "an area of the register", code, register.areas)
        ]
    if problems:
        raise DefinitionError("\n".join(problems))


def _grammar(layout: schema.Layout) -> QrGrammar:
    return QrGrammar(
        id=layout.id,
        pattern=layout.pattern,
        station=Template(layout.station),
        lines=tuple(layout.lines or layout.candidates),
        separator=layout.separator,
        counts=dict(layout.counts),
    )
