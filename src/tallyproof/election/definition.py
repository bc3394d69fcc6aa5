"""An election's definition in force: election.toml and the register, validated as a whole."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from tallyproof.election import schema
from tallyproof.election.register import Register, parse_register
from tallyproof.errors import DefinitionError
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.template import Template

ELECTION_FILE = "election.toml"
REGISTER_FILE = "stations.csv"
CHECKS = ("register", "within-cap", "line-within-valid", "not-all-zero")


@dataclass(frozen=True)
class Definition:
    """The rules of one election: `file` as written, the register, and the grammars of its forms.

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
        return {layout.id: _grammar(layout) for layout in self.file.layouts}

    @cached_property
    def default_universe(self) -> str:
        """Return the id of the roll that coverage is measured against; '' where none is declared."""
        rolls = [roll for roll in self.file.universe if roll.area == ""]
        chosen = next((roll for roll in rolls if roll.default), rolls[0] if rolls else None)
        return chosen.id if chosen else ""

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
    try:
        files = {ELECTION_FILE: (folder / ELECTION_FILE).read_bytes()}
    except FileNotFoundError:
        raise DefinitionError(
            f"{folder}: expected an election folder with {ELECTION_FILE}, found none; make one with 'tallyproof init'"
        ) from None
    register = folder / REGISTER_FILE
    if register.exists():
        files[REGISTER_FILE] = register.read_bytes()
    return parse_definition(files)


def parse_definition(files: Mapping[str, bytes]) -> Definition:
    """Return the definition in the bytes of its files; the register may be absent only if it is derived."""
    file = parse_election_file(files[ELECTION_FILE])
    data = files.get(REGISTER_FILE)
    if data is None and file.register_.derived_from is None:
        raise DefinitionError(
            f"{REGISTER_FILE}: expected the register beside {ELECTION_FILE}, found no file; add it, "
            "or set register.derived_from to the id of a table that will be imported"
        )
    register = None if data is None else parse_register(data, file.register_, file.levels)
    definition = Definition(file=file, register=register, files=dict(files))
    _check_universe_areas(definition)
    return definition


def parse_election_file(data: bytes) -> schema.ElectionFile:
    """Return a validated election.toml."""
    try:
        text = data.decode("utf-8")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{ELECTION_FILE}: expected UTF-8 text, got byte {error.start} that is none") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{ELECTION_FILE}: expected TOML: {error}") from error
    try:
        file = schema.ElectionFile.model_validate(raw)
    except ValidationError as error:
        raise DefinitionError("\n".join(_explain(item, text) for item in error.errors()[:10])) from error
    problems = [*_duplicates(file), *_dangling(file), *_unsound_forms(file), *_unsound_outcome(file)]
    if problems:
        raise DefinitionError("\n".join(f"{ELECTION_FILE}: {problem}" for problem in problems))
    return file


# --- explaining what pydantic found ------------------------------------------------------------


def _explain(item: Any, text: str) -> str:
    path = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in item["loc"])
    key = next((str(part) for part in reversed(item["loc"]) if isinstance(part, str)), "")
    place = f"{ELECTION_FILE}, {_line(text, key)}{path}"
    if item["type"] == "extra_forbidden":
        known = _known_keys(schema.ElectionFile, item["loc"][:-1])
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}."
        return f"{place}: expected a known key, got {key!r}; {hint}"
    if item["type"] == "missing":
        return f"{place}: expected this key, found none; add it (docs/election-toml.md explains each)"
    return f"{place}: {item['msg'].removeprefix('Value error, ')}; got {item['input']!r:.80}"


def _line(text: str, key: str) -> str:
    found = [n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[*\s*([\w.]+\.)?{re.escape(key)}\b", line)]
    return f"line {found[0]}: " if len(found) == 1 else ""


def _known_keys(model: type[BaseModel], loc: Iterable[int | str]) -> list[str]:
    for part in loc:
        if isinstance(part, str):
            field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
            inner = _model_in(field.annotation) if field else None
            if inner is None:
                return []
            model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


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
        roles = [count.role for count in contest.counts if count.role in ("valid", "cast")]
        yield from repeated(f"contests.{contest.id}.counts: roles", roles)


def _dangling(file: schema.ElectionFile) -> Iterable[str]:
    def unknown(place: str, what: str, name: str, known: Iterable[str]) -> Iterable[str]:
        names = list(known)
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names) or 'none'}"
            yield f"{place}: expected {what} that is defined, got {name!r}; {hint}"

    stages, contests = file.election.stages, {contest.id: contest for contest in file.contests}
    if file.election.headline_stage:
        yield from unknown("election.headline_stage", "a stage", file.election.headline_stage, stages)
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
    for form in (*file.layouts, *file.tables):
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


def _unsound_forms(file: schema.ElectionFile) -> Iterable[str]:
    for form in (*file.layouts, *file.tables):
        place = f"{_kind_of(form)}.{form.id}"
        if bool(form.lines) == bool(form.candidates):
            yield f"{place}: expected either lines or candidates, got {'both' if form.lines else 'neither'}"
        try:
            Template(form.station)
            if isinstance(form, schema.Layout):
                _grammar(form)
        except DefinitionError as error:
            yield f"{place}: {error}"
    if file.register_.cap and file.register_.cap.rule == "column" and not file.register_.cap.column:
        yield "register.cap: expected a column for rule 'column', found none"
    if file.register_.derived_from and file.register_.complete:
        yield "register.complete: expected false for a register derived from a table (a table never shows what it lacks)"


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


def _check_universe_areas(definition: Definition) -> None:
    register = definition.register
    for roll in definition.file.universe:
        if register is not None and roll.area and roll.area not in register.areas:
            near = difflib.get_close_matches(roll.area, register.areas, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise DefinitionError(f"{ELECTION_FILE}: universe.{roll.id}: expected an area of the register, got {roll.area!r}{hint}")


def _grammar(layout: schema.Layout) -> QrGrammar:
    return QrGrammar(
        id=layout.id,
        pattern=layout.pattern,
        station=Template(layout.station),
        lines=tuple(layout.lines or layout.candidates),
        separator=layout.separator,
        counts=dict(layout.counts),
    )
