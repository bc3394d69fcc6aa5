"""The values that every stage speaks in: frozen, without database, network or clock.

Names follow NIST SP 1500-100 and ACE; docs/glossary.md gives the source of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, TypeAlias


class Provenance(StrEnum):
    """Where a sheet or a table comes from; order of the members is from most to least known."""

    AUTHORITY = "authority"
    ACCREDITED = "accredited"
    SEPARATE_COPY = "separate-copy"
    UNKNOWN = "unknown"

    @property
    def is_known(self) -> bool:
        return self is not Provenance.UNKNOWN


class Grade(StrEnum):
    """How well a station's figures were read; says nothing about whether the paper is genuine."""

    A = "A"
    B = "B"
    C = "C"
    QUARANTINED = "quarantined"
    DISPUTED = "disputed"
    MISSING = "missing"
    ANNULLED = "annulled"

    @property
    def is_counted(self) -> bool:
        return self in (Grade.A, Grade.B, Grade.C)


class FieldState(StrEnum):
    """What stands in one field of the paper."""

    WRITTEN = "written"
    BLANK = "blank"
    DASH = "dash"
    ILLEGIBLE = "illegible"
    TORN = "torn"
    NOT_ON_FORM = "not-on-form"


class FieldMark(StrEnum):
    """What was done to a figure after it was first written."""

    CORRECTED = "corrected"
    INITIALLED = "initialled"
    OVERWRITTEN = "overwritten"


class Way(StrEnum):
    """The way of writing that a reading was taken from; two different ways are independent."""

    QR = "qr"
    DIGITS = "digits"
    WORDS = "words"
    BOXES = "boxes"
    PERSON = "person"
    TABLE = "table"


class CheckStatus(StrEnum):
    """The end of one check; `NOT_RUN` always carries its reason and never counts as passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not-run"
    USED_IN_READING = "used-in-reading"


class ResultKey(NamedTuple):
    """What figures belong to; stages never overwrite each other."""

    contest: str
    round: int
    station: str
    stage: str


@dataclass(frozen=True, slots=True)
class Area:
    """One area of one level; `code` is unique in the folder, its path joined by '-'."""

    code: str
    level: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class PollingStation:
    """One entry of the register. `areas` are codes from the top level down; `registered` None is not known.

    `special` is the kind of a special unit (abroad, prison, …) in the register's own word, '' for an ordinary station.
    """

    id: str
    areas: tuple[str, ...]
    place: str
    place_name: str
    registered: int | None
    cap: int | None
    special: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures as one source gives them: by ballot line, by candidate, and other counts.

    Exactly one of `lines` and `candidates` is given; `states` names fields that are not plainly written.
    """

    lines: Mapping[str, int] | None
    candidates: Mapping[str, int] | None
    counts: Mapping[str, int]
    states: Mapping[str, FieldState] = field(default_factory=dict)
    marks: Mapping[str, FieldMark] = field(default_factory=dict)
    earlier: Mapping[str, int] = field(default_factory=dict)

    @property
    def granularity(self) -> str:
        return "candidates" if self.lines is None else "lines"


@dataclass(frozen=True, slots=True)
class Transcription:
    """One independent reading of a sheet, or one row of somebody's table (which is a claim, never a reading).

    `station` is None when `station_code` is in no register; exactly one of `sheet` and `table` is an entry's index.
    `confidence` is, by field, the chance in parts per million that the figure is what is written; a field that is
    in it and has neither figure nor state was left unread.
    """

    index: int
    contest: str
    round: int
    stage: str
    station: str | None
    station_code: str
    way: Way
    reader: str
    figures: Figures
    sheet: int | None = None
    table: int | None = None
    row: int | None = None
    registered: int | None = None
    constraints: tuple[str, ...] = ()
    method: str = ""
    confidence: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TallySheet:
    """Regions of received images that together are one tally sheet.

    `unread` is the stable code of why no layout's reader could read it; then `layout` is ''.
    """

    index: int
    images: tuple[int, ...]
    layout: str
    stage: str
    document: str
    provenance: Provenance
    source: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class StationTable:
    """Somebody's published figures by station.

    `left_out` rows of it could not be used; `repeated` are the codes of those that stand in it more than once.
    """

    index: int
    id: str
    source: str
    provenance: Provenance
    rows: int
    left_out: int = 0
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AggregateSheet:
    """A collation form: the totals of an area, with the stations it claims to include; never added to stations.

    `stations` None where it does not list them; `covers_area` says that it claims all of its area. `number` is how many
    stations it says it has, `id` its own among those of its source.
    """

    id: str
    source: str
    provenance: Provenance
    contest: str
    round: int
    stage: str
    area: str
    figures: Figures
    stations: tuple[str, ...] | None = None
    covers_area: bool = False
    number: int | None = None
    registered: int | None = None
    hour: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class Finding:
    """A stable code and the facts: screens and reports put the words to it.

    `entries` are the journal indexes it rests on; `station` is '' when it concerns none.
    """

    code: str
    station: str = ""
    contest: str = ""
    expected: str = ""
    found: str = ""
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one check of one station; `reason` is a stable code when it did not run."""

    id: str
    status: CheckStatus
    expected: str = ""
    found: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StationResult:
    """The settled figures of one station, or why there are none.

    `figures` are as written and None unless counted, quarantined or disputed figures are shown for information;
    `candidates` are votes by candidate as calculated from them; `inconsistent` is 'A with inconsistency'.
    `contested` says that a rival of unknown provenance is held: the figures stand, the bounds do without them.
    `rests_on` are the entries that give the figures, `held_back` those that do not count.
    """

    key: ResultKey
    grade: Grade
    provenance: Provenance
    figures: Figures | None = None
    candidates: Mapping[str, int] = field(default_factory=dict)
    calculated: Mapping[str, int] = field(default_factory=dict)
    inconsistent: bool = False
    in_main_total: bool = False
    contested: bool = False
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    rests_on: tuple[int, ...] = ()
    held_back: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the entries give: a result for every station of the register (or with entries), and all findings."""

    results: Mapping[ResultKey, StationResult]
    findings: tuple[Finding, ...]
    sheets: Mapping[int, TallySheet]
    tables: Mapping[int, StationTable]
    transcriptions: Mapping[int, Transcription]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of an area's universe is held; a None is 'not computed: register incomplete'.

    Never more than 100%: a roll that is smaller than what is counted measures nothing.
    """

    stations_counted: int
    stations_expected: int | None
    registered_counted: int
    registered_expected: int | None
    universe: str = ""
    source: str = ""

    @property
    def stations_missing(self) -> int | None:
        return None if self.stations_expected is None else self.stations_expected - self.stations_counted

    @property
    def registered_missing(self) -> int | None:
        return None if self.registered_expected is None else self.registered_expected - self.registered_counted


class Verdict(StrEnum):
    """Whether votes still possible can change a condition of the outcome rule."""

    CANNOT_CHANGE = "cannot-change"
    CAN_CHANGE = "can-change"
    NOT_COMPUTED = "not-computed"


@dataclass(frozen=True, slots=True)
class OutcomeBound:
    """One condition of the outcome rule: does it hold now, and can votes still possible change that?

    `margin` and `outstanding` are votes; with fewer than `stations_false` held stations false, whatever stands on
    them within their caps, the answer stays. It is the least such number, but for a condition that nobody meets and
    that needs a lead over several rivals, where it is a lower bound. None where not computed, or where all together
    do not suffice.
    """

    condition: str
    holds: bool | None
    verdict: Verdict
    leader: str = ""
    runner_up: str = ""
    margin: int | None = None
    outstanding: int | None = None
    stations_false: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Totals of one area in one contest, always with what is missing and what is held back.

    `area` '' is the whole. `lines` covers only `line_stations` stations, the rest is known by candidate only.
    `ballots_cast` is as written, or as calculated where it stands on no paper; None unless every counted
    station gives it and has its registered voters known. `by_grade` are the stations of the main total and
    those without a result; `outside` are graded stations in no main total, their origin unknown;
    `registered_unknown` are counted stations whose registered voters nobody knows.
    """

    contest: str
    round: int
    stage: str
    area: str
    candidates: Mapping[str, int]
    lines: Mapping[str, int]
    line_stations: int
    counts: Mapping[str, int]
    count_stations: Mapping[str, int]
    registered: int
    ballots_cast: int | None
    by_grade: Mapping[str, int]
    by_provenance: Mapping[str, int]
    inconsistent: int
    coverage: Coverage
    outstanding: int | None
    outcome: tuple[OutcomeBound, ...] = ()
    outside: int = 0
    registered_unknown: int = 0

    @property
    def valid(self) -> int:
        """Votes for candidates, as calculated: the base of shares."""
        return sum(self.candidates.values())

    def share(self, candidate: str) -> Fraction | None:
        """Return a candidate's share of the valid votes, or None where there are none."""
        return Fraction(self.candidates[candidate], self.valid) if self.valid else None


@dataclass(frozen=True, slots=True)
class AnnouncedArea:
    """What an announcement says of one of its areas: counts as printed; `others` are all candidates not named."""

    candidates: Mapping[str, int]
    others: int | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What somebody announced: counts and percentages as printed, with the coverage claimed.

    Percentages stay strings, so that '44.2' keeps its one decimal. `others` are all candidates not named,
    taken together; `coverage` are (unit, percentage) pairs as claimed; `turnout` is the percentage of voters who
    voted, '' where none was said; `areas` are figures by area code.
    """

    id: str
    title: str
    date: str
    contest: str
    area: str
    source: str
    candidates: Mapping[str, int]
    percentages: Mapping[str, str]
    counts: Mapping[str, int]
    count_percentages: Mapping[str, str]
    coverage: tuple[tuple[str, str], ...]
    url: str = ""
    others: int | None = None
    others_percentage: str | None = None
    round: int = 1
    stage: str = ""
    index: int = -1
    turnout: str = ""
    areas: Mapping[str, AnnouncedArea] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditPlan:
    """What a check of the transcription (never called a risk-limiting audit) will do, fixed before its seed is drawn.

    It is of the release that covers the first `entries` entries, whose manifest has the SHA-256 `release`; `manifest`
    is that of the list of its units. `risk_limit` and `expected` (the mean taint) are percentages as text.
    """

    contest: str
    stage: str
    scope: str
    method: str
    risk_limit: str
    expected: str
    entries: int
    release: str
    manifest: str
    index: int = -1


@dataclass(frozen=True, slots=True)
class AuditDraw:
    """Units drawn by a public seed, from draw `first` on in their order; a station may be drawn more than once."""

    plan: int
    seed: str
    first: int
    stations: tuple[str, ...]
    index: int = -1


@dataclass(frozen=True, slots=True)
class Rereading:
    """What stands on one drawn sheet, read anew: votes by ballot line or candidate, or why it could not be read.

    `state` is 'read', 'illegible', 'missing' or 'withheld'.
    """

    station: str
    state: str
    lines: Mapping[str, int] | None = None
    candidates: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class AuditReadings:
    """Sheets re-read by one person, or by two who agreed; nobody is named."""

    plan: int
    people: int
    readings: tuple[Rereading, ...]
    index: int = -1


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What a check said after `draws` draws: the p-value as decimal text, and 'stop' or 'go-on'."""

    plan: int
    draws: int
    p: str
    decision: str
    index: int = -1


AuditAct: TypeAlias = AuditPlan | AuditDraw | AuditReadings | AuditResult
