"""Checks of the transcription as the entries of a log tell them, every act derived again.

An act that does not follow from the entries before it (a tampered draw, another seed, a re-reading of a sheet that was
not drawn, anything after the end) raises InputError naming its entry; `verify` finds it so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import TypeAlias

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.compare.audit.assertions import Assertion
from tallyproof.compare.audit.drawing import MOST_DRAWS, dice_seed, draws_of
from tallyproof.compare.audit.manifest import SCOPES, Manifest, Unit, manifest_of, votes_found
from tallyproof.compare.audit.risk import METHODS, Risk, risk
from tallyproof.derive import definition_in_force, results_from_records
from tallyproof.election import Definition
from tallyproof.election.schema import percentage
from tallyproof.errors import InputError, UsageError
from tallyproof.model import AuditDraw, AuditPlan, AuditReadings, AuditResult, Rereading
from tallyproof.tally import Results

STOP, GO_ON = "stop", "go-on"
HOLDS, DIFFERS = "all-read-holds", "all-read-differs"
MOST_PLANS = 100


@dataclass(frozen=True, slots=True)
class Audit:
    """One check: its plan and all that was done. `manifest` is None where the plan rests on an older definition.

    `earlier` counts plans of the same contest before it that had draws, `withdrawn` those of them that were withdrawn:
    who draws until a check ends well must at least be seen to. `plan_published` says that a release covered
    the plan before anything was drawn, `people` how many read each sheet anew (the least). `rest` are the units with a
    picture that were not drawn, once all sheets are to be read.
    """

    plan: AuditPlan
    manifest: Manifest | None
    lines: Mapping[str, str]
    earlier: int = 0
    withdrawn: int = 0
    plan_published: bool = False
    seed: str = ""
    draws: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    readings: Mapping[str, Rereading] | None = None
    people: int = 0
    result: AuditResult | None = None

    @property
    def read(self) -> Mapping[str, Rereading]:
        return self.readings or {}

    @property
    def is_stopped(self) -> bool:
        return self.result is not None and self.result.decision != GO_ON

    @property
    def has_begun(self) -> bool:
        return bool(self.draws or self.rest)

    @property
    def covers_all(self) -> bool:
        """Whether every unit's turn has come, by `rest` or by the draws alone: then nothing is left to chance."""
        if self.rest or self.manifest is None or not self.draws:
            return bool(self.rest)
        drawn = frozenset(self.draws)
        return all(one.has_picture and one.station in drawn for one in self.manifest.units)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The stations whose turn has come, each once: drawn ones in the order of the draw, then the rest."""
        return tuple(dict.fromkeys((*self.draws, *self.rest)))

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those of `sheets` that have a picture and were not read anew yet."""
        units = {} if self.manifest is None else self.manifest.by_station
        return tuple(one for one in self.sheets if one in units and units[one].has_picture and one not in self.read)

    def found(self, unit: Unit) -> dict[str, int] | None:
        """Return the votes that were read anew; None where the sheet could not be read."""
        reading = self.read.get(unit.station)
        return None if reading is None else votes_found(reading, self.lines)

    def taints(self) -> tuple[Fraction, ...]:
        """Return the taint of every draw in order; all drawn sheets must have been read anew."""
        if self.manifest is None:
            return ()
        units = self.manifest.by_station
        by_station = {one: self.manifest.taint(units[one], self.found(units[one])) for one in dict.fromkeys(self.draws)}
        return tuple(by_station[one] for one in self.draws)

    def risk(self) -> Risk:
        """Return the p-value by the method of the plan."""
        total = Fraction(0) if self.manifest is None else self.manifest.total
        return risk(self.plan.method, total, self.taints(), percentage(self.plan.expected))

    def margins_left(self) -> list[tuple[Assertion, Fraction]]:
        """Return what is left of each margin once all sheets were read anew, in votes; the unread at their worst."""
        left = []
        for one in () if self.manifest is None else self.manifest.assertions:
            taken = Fraction(0)
            for unit in self.manifest.units if self.manifest else ():
                found = self.found(unit)
                taken += one.bound(unit.votes, unit.cap) if found is None else one.overstatement(unit.votes, found)
            left.append((one, one.margin * (1 - taken)))
        return left

    def outcome(self) -> AuditResult:
        """Return the result that follows from all that was drawn and read."""
        if self.covers_all:
            holds = all(left > 0 for _, left in self.margins_left())
            p, decision = ("0", HOLDS) if holds else ("1", DIFFERS)
        else:
            found = self.risk()
            p, decision = found.text, STOP if found.is_within(percentage(self.plan.risk_limit)) else GO_ON
        return AuditResult(self.plan.index, len(self.draws), p, decision)

    def recorded(self) -> bool:
        """Return whether the result that follows now is an entry."""
        return self.result is not None and replace(self.result, index=-1) == self.outcome()


Settled: TypeAlias = MutableMapping[int, Results]
"""Results by how many entries they come from, so that none is settled twice."""


def audits_of(definition: Definition, records: Sequence[Json], settled: Settled | None = None) -> tuple[Audit, ...]:
    """Return all checks in the entries in the order of their plans; withdrawn plans are left out."""
    following = _Following(definition, records, {} if settled is None else settled)
    for index, record in enumerate(records):
        kind = record.get("kind")
        if kind == "release":
            following.release(index)
        elif kind == "withdraw":
            following.withdraw(index, record)
        elif kind == "audit":
            act = canonical.audit_of(index, record)
            if isinstance(act, AuditPlan):
                following.plan(act)
            elif isinstance(act, AuditDraw):
                following.draw(act)
            elif isinstance(act, AuditReadings):
                following.readings(act)
            else:
                following.result(act)
    return tuple(following.audits.values())


def settled_at(definition: Definition, records: Sequence[Json], entries: int, settled: Settled) -> Results:
    """Return the results of the first `entries` entries, from the last of them that touches the tally."""
    while entries and records[entries - 1]["kind"] in canonical.KINDS_BESIDE_THE_TALLY:
        entries -= 1
    if entries not in settled:
        settled[entries] = results_from_records(definition, records[:entries])
    return settled[entries]


def latest(audits: Sequence[Audit], contest: str) -> Audit | None:
    """Return the last check of a contest."""
    return next((one for one in reversed(audits) if one.plan.contest == contest), None)


def check_percentages(risk_limit: str, expected: str, place: str) -> None:
    """Raise UsageError unless the risk limit and the expected taint are percentages that a plan may have."""
    try:
        limit, taint = percentage(risk_limit), percentage(expected)
    except (ValueError, ArithmeticError):
        limit, taint = Fraction(-1), Fraction(-1)
    if not 0 < limit <= Fraction(1, 2):
        raise UsageError(f"{place}, risk limit: expected a percentage above 0% and up to 50%, got {risk_limit!r}")
    if not 0 <= taint < 1:
        raise UsageError(f"{place}, expected taint: expected a percentage from 0% to below 100%, got {expected!r}")


class _Following:
    """What the entries so far have told."""

    def __init__(self, definition: Definition, records: Sequence[Json], settled: Settled) -> None:
        self.audits: dict[int, Audit] = {}
        self._definition = definition
        self._records = records
        self._acts: dict[int, str] = {}
        self._release = -1
        self._plans = 0
        self._withdrawn: Counter[str] = Counter()
        self._settled = settled
        self._streams: dict[int, Iterator[str]] = {}

    def release(self, index: int) -> None:
        self._release = index
        for plan, one in self.audits.items():
            if not one.has_begun:
                self.audits[plan] = replace(one, plan_published=True)

    def withdraw(self, index: int, record: Json) -> None:
        target = record.get("target")
        if target in self.audits:
            gone = self.audits.pop(target)
            self._withdrawn[gone.plan.contest] += gone.has_begun
        elif target in self._acts:
            raise _unfit(index, "a check's plan to be withdrawn as a whole", f"the withdrawal of its entry {target}")

    def plan(self, plan: AuditPlan) -> None:
        self._check_plan(plan)
        before = [one for one in self.audits.values() if one.plan.contest == plan.contest]
        self.audits = {
            index: one for index, one in self.audits.items() if one.has_begun or one.plan.contest != plan.contest
        }
        self._acts[plan.index] = "plan"
        contest = self._definition.contests[plan.contest]
        manifest = self._manifest(plan)
        withdrawn = self._withdrawn[plan.contest]
        earlier = sum(one.has_begun for one in before) + withdrawn
        self.audits[plan.index] = Audit(plan, manifest, contest.candidate_of_line(), earlier, withdrawn)

    def _check_plan(self, plan: AuditPlan) -> None:
        self._plans += 1
        if self._plans > MOST_PLANS:
            # Each of them has a tally settled for it: a stranger's log could keep a verifier busy for ever.
            raise _unfit(plan.index, f"at most {MOST_PLANS} plans in a log", "more")
        release = self._records[self._release] if self._release >= 0 else {}
        named = (release.get("entries"), release.get("manifest"))
        if named != (plan.entries, plan.release) or plan.entries != self._release:
            raise _unfit(plan.index, f"the latest release (entry {self._release})", f"a plan for entry {plan.entries}")
        known = plan.contest in self._definition.contests and plan.stage == self._definition.headline_stage
        if not known or plan.scope not in SCOPES or plan.method not in METHODS:
            got = f"{plan.contest!r}, {plan.stage!r}, {plan.scope!r}, {plan.method!r}"
            raise _unfit(plan.index, "a contest, its headline stage, a scope and a method that are known", got[:200])
        try:
            check_percentages(plan.risk_limit, plan.expected, f"entry {plan.index}")
        except UsageError as error:
            raise InputError(str(error)) from error
        last = latest(tuple(self.audits.values()), plan.contest)
        if last is not None and last.has_begun and last.plan.entries == plan.entries and last.manifest is not None:
            raise _unfit(
                plan.index, "one check of a release", f"another plan after the draws of entry {last.plan.index}"
            )

    def _manifest(self, plan: AuditPlan) -> Manifest | None:
        """Return the manifest of a plan; None where only an older definition, now gone, gives it."""
        now = definition_in_force(self._records)
        same = definition_in_force(self._records[: plan.entries]) == now
        try:
            results = settled_at(self._definition, self._records, plan.entries, self._settled)
            manifest = manifest_of(results, plan.contest, plan.scope)
        except UsageError as error:
            if same:
                raise InputError(f"entry {plan.index}: {error}") from error
            return None
        if manifest.sha256 == plan.manifest:
            return manifest
        if same:
            raise _unfit(plan.index, f"the manifest {manifest.sha256[:16]}…", f"{plan.manifest[:16]}…")
        return None

    def _open(self, index: int, plan: int, act: str) -> Audit:
        """Return the check that an act belongs to, which must be the last of its contest and not ended."""
        self._acts[index] = act
        audit = self.audits.get(plan)
        if audit is None:
            raise _unfit(index, "a plan of a check", f"entry {plan}")
        if audit is not latest(tuple(self.audits.values()), audit.plan.contest):
            raise _unfit(index, "an act of the last plan of its contest", f"one of entry {plan}")
        if audit.is_stopped:
            raise _unfit(index, f"nothing more after the check of entry {plan} ended", f"its {act}")
        return audit

    def draw(self, act: AuditDraw) -> None:
        audit = self._open(act.index, act.plan, "draw")
        if act.first == 0:
            self._rest(audit, act)
            return
        if audit.rest:
            raise _unfit(act.index, "no further draw once all sheets are to be read", f"draw {act.first}")
        try:
            seed = dice_seed(act.seed)
        except UsageError as error:
            raise InputError(f"entry {act.index}: {error}") from error
        if act.seed != seed or audit.seed not in ("", seed):
            raise _unfit(act.index, f"the seed {audit.seed or seed!r}", f"{act.seed!r}")
        if len(audit.draws) + len(act.stations) > MOST_DRAWS:
            raise _unfit(act.index, f"at most {MOST_DRAWS:,} draws of a check", "more")
        if act.first != len(audit.draws) + 1 or not act.stations:
            raise _unfit(act.index, f"draws from {len(audit.draws) + 1} on", f"{len(act.stations)} from {act.first} on")
        if audit.manifest is not None:
            stream = self._streams.setdefault(act.plan, draws_of(audit.manifest, seed))
            if tuple(islice(stream, len(act.stations))) != act.stations:
                raise _unfit(act.index, "the stations that the seed draws", "others")
        self.audits[act.plan] = replace(audit, seed=seed, draws=(*audit.draws, *act.stations))

    def _rest(self, audit: Audit, act: AuditDraw) -> None:
        """Take in a part of all units that were not drawn, in the order of their ids."""
        if audit.manifest is not None:
            left = rest_of(audit)[len(audit.rest) :]
            if not act.stations or act.seed != audit.seed or left[: len(act.stations)] != act.stations:
                raise _unfit(act.index, "the stations that were not drawn, in the order of their ids", "others")
        self.audits[act.plan] = replace(audit, rest=(*audit.rest, *act.stations))

    def readings(self, act: AuditReadings) -> None:
        audit = self._open(act.index, act.plan, "readings")
        read, drawn = dict(audit.read), frozenset(audit.sheets)
        if act.people not in (1, 2) or not act.readings:
            raise _unfit(act.index, "sheets read anew by 1 or 2 people", f"{len(act.readings)} by {act.people}")
        for one in act.readings:
            if one.station in read:
                raise _unfit(act.index, f"the sheet of {one.station} once", "it twice")
            problem = "" if audit.manifest is None else unfit_reading(audit, drawn, self._definition, one)
            if problem:
                raise InputError(f"entry {act.index}, {one.station}: {problem}")
            read[one.station] = one
        people = min(act.people, audit.people or act.people)
        self.audits[act.plan] = replace(audit, readings=read, people=people)

    def result(self, act: AuditResult) -> None:
        audit = self._open(act.index, act.plan, "result")
        short = audit.waiting or (audit.rest and audit.manifest is not None and audit.rest != rest_of(audit))
        if short or not audit.has_begun:
            raise _unfit(act.index, "a result once every drawn sheet was read anew", f"{len(audit.waiting)} not read")
        if audit.manifest is not None:
            expected = replace(audit.outcome(), index=act.index)
            if act != expected:
                raise _unfit(act.index, f"{expected.decision} with P {expected.p}", f"{act.decision} with P {act.p}")
        self.audits[act.plan] = replace(audit, result=act)


def rest_of(audit: Audit) -> tuple[str, ...]:
    """Return the units with a picture that no draw gave."""
    drawn = frozenset(audit.draws)
    units = () if audit.manifest is None else audit.manifest.units
    return tuple(one.station for one in units if one.has_picture and one.station not in drawn)


def unfit_reading(audit: Audit, drawn: Collection[str], definition: Definition, reading: Rereading) -> str:
    """Return why a re-reading is none of this check, or ''."""
    unit = None if audit.manifest is None else audit.manifest.by_station.get(reading.station)
    if unit is None or reading.station not in drawn:
        return "expected a station that was drawn, got another"
    if not unit.has_picture:
        return "expected no re-reading, since no sheet was read: it counts as maximum error"
    contest = definition.contests[audit.plan.contest]
    wanted = {one.id for one in (contest.candidates if unit.lines is None else contest.lines)}
    given = reading.candidates if unit.lines is None else reading.lines
    if reading.state == "read" and (given is None or given.keys() != wanted):
        return f"expected the {unit.sheet} of the ballot, each once, got {sorted(given or {})}"[:300]
    return ""


def _unfit(index: int, expected: str, got: str) -> InputError:
    return InputError(f"entry {index}: expected {expected}, got {got}")
