"""What may stand in election.toml: every key, its type and its meaning, validated as a whole.

A key that is not here is refused; what a definition asks for and the program cannot do is refused too.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)

from tallyproof.canonical import MAX_COUNT
from tallyproof.model import Provenance

# Signs that turn the order of the text after them: a name could show other words than it holds.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL = ("Cc", "Cs", "Zl", "Zp")

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Votes = Annotated[int, Field(ge=0, le=MAX_COUNT, strict=True)]


def unfit_sign(text: str) -> str | None:
    """Return the first sign that no name may hold (control characters, line ends, turned text), or None."""
    return next((sign for sign in text if sign in _TURNING or unicodedata.category(sign) in _CONTROL), None)


def _as_name(text: str) -> str:
    sign = unfit_sign(text)
    if sign is not None:
        raise ValueError(f"expected text without control characters, got U+{ord(sign):04X} in it")
    return text


def _as_texts(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


def _as_share(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?%?", text) or percentage(text) > 1:
        raise ValueError(f"expected a percentage from '0%' to '100%' such as '50%', got {text!r:.40}")
    return text


def percentage(text: str) -> Fraction:
    """Return '50%' or '50' as the fraction 1/2."""
    return Fraction(Decimal(text.removesuffix("%"))) / 100


Name = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_as_name)]
Note = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_as_name)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Text = Annotated[dict[Language, Name], Field(min_length=1), BeforeValidator(_as_texts)]
Percentage = Annotated[str, AfterValidator(_as_share)]
# Shown as a link: any other scheme could run code in a reader's browser.
Url = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s\x00-\x1f<>\"]+)?$", max_length=2000)]
FORM_FILE = r"layouts/[a-z0-9][a-z0-9._-]{0,63}\.toml"
MAPPING_FILE = r"mappings/[a-z0-9][a-z0-9._-]{0,63}\.csv"
Delimiter = Literal[",", ";", "\t", "|"]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ElectionTable(Table):
    """[election]: what is counted, and the name of its log."""

    id: Id
    title: Text
    country: Note = ""
    date: date
    origin: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+(/[a-z0-9._-]+)*$")]
    stages: Annotated[list[Id], Field(min_length=1)] = ["station-count"]
    headline_stage: Id | None = None
    stage_names: dict[Id, Text] = {}
    languages: Annotated[list[Literal["en", "es"]], Field(min_length=1)] = ["en", "es"]
    rehearsal: StrictBool = False


class Privacy(Table):
    """[privacy]: which pictures may be published; 'already-redacted' says that no personal data is on them."""

    images: Literal["none", "already-redacted"] = "none"
    secrecy_floor: Votes = 10


class Gate(Table):
    """[gate]: not before which time, and from which coverage on (share of stations) a ranking is shown."""

    not_before: AwareDatetime | None = None
    ranking_from: Percentage = "0%"


class Level(Table):
    """[[levels]]: one level of areas, from the top down; `code` and `label` are templates over the register."""

    id: Id
    name: Text
    code: str
    label: str


class Cap(Table):
    """[register] cap: the most votes a station can still bring, with its source."""

    rule: Literal["registered", "column", "fixed"]
    plus: Votes = 0
    column: str = ""
    votes: Votes = 0
    source: Name


class Special(Table):
    """[register] special: which stations are units of their own kind (abroad, military, prisons, mobile, hospitals).

    A cell of `column` that is not one of `ordinary` is the kind of its station; all stations of `areas` are special
    too. Projections neither lend to them nor borrow from them.
    """

    column: str = ""
    ordinary: list[str] = [""]
    areas: list[str] = []


class Register(Table):
    """[register]: the polling stations; `complete` says that it lists all of them."""

    file: Literal["stations.csv"] = "stations.csv"
    station: str
    place: str
    place_name: str = ""
    registered: str = ""
    complete: StrictBool = False
    derived_from: Id | None = None
    encoding: str = "utf-8"
    delimiter: Delimiter = ","
    cap: Cap | None = None
    special: Special = Special()
    source: Note = ""


class Universe(Table):
    """[[universe]]: how many stations and registered voters an area has; '' is the whole."""

    id: Id
    area: str = ""
    stations: Votes
    registered: Votes
    source: Name
    default: StrictBool = False


class Source(Table):
    """[[sources]]: who sends sheets or tables, and how far that origin is known."""

    name: Id
    title: Text | None = None
    provenance: Provenance
    url: Url = ""


class Candidate(Table):
    """[[contests.candidates]]: one candidate."""

    id: Id
    name: Name


class Line(Table):
    """[[contests.lines]]: one ballot line; several may serve one candidate."""

    id: Id
    name: Name
    candidate: Id


class Count(Table):
    """[[contests.counts]]: a count beside the candidates' votes; `role` says what it is in the field's terms.

    `absent` says what it means that a source does not give it: 'missing', or 'zero' where it cannot occur there.
    """

    id: Id
    name: Text
    role: Literal[
        "valid", "rejected", "blank", "cast", "received", "unused", "spoiled", "challenged", "provisional", "other"
    ]
    absent: Literal["missing", "zero"] = "missing"


class Identity(Table):
    """[[contests.identities]]: two sums that must be equal; 'candidates' stands for all candidates' votes."""

    id: Id
    left: Annotated[list[Id], Field(min_length=1)]
    right: Annotated[list[Id], Field(min_length=1)]
    tolerance: Votes = 0
    consequence: Literal["blocks", "inconsistency"]


class Condition(Table):
    """[[contests.outcome]]: one condition of the outcome rule; 'unsupported' gives totals and no sentence.

    `share` belongs to 'threshold' and `points` to 'lead': more than it, or with `inclusive` at least it.
    """

    id: Id
    kind: Literal["plurality", "threshold", "lead", "unsupported"]
    share: Percentage | None = None
    points: Percentage | None = None
    inclusive: StrictBool = False
    text: Text | None = None


class Contest(Table):
    """[[contests]]: one office or question, its candidates, ballot lines, counts and outcome rule."""

    id: Id
    name: Text
    round: Annotated[int, Field(ge=1, strict=True)] = 1
    votes_per_ballot: Literal[1] = 1
    candidates: Annotated[list[Candidate], Field(min_length=1)]
    lines: list[Line] = []
    counts: list[Count] = []
    identities: list[Identity] = []
    outcome: list[Condition] = []

    def candidate_of_line(self) -> dict[str, str]:
        return {line.id: line.candidate for line in self.lines}

    def count_with_role(self, role: str) -> str | None:
        """Return the id of the count with this role, or None where the contest has none."""
        return next((count.id for count in self.counts if count.role == role), None)


class Layout(Table):
    """[[layouts]]: a form: the grammar of its QR code (`pattern`), the places of its figures (`form`), or both.

    `lines` (or `candidates`) says in order what the numbers of the pattern's group `lines` are; `counts` maps other
    groups to counts; `station` is a template over the groups. `form` is a layout file of print and handwriting.
    `kind` may be left out: what is read follows from the other keys.
    """

    id: Id
    kind: Literal["qr"] = "qr"
    contest: Id
    stage: Id | None = None
    document: Id = "tally-sheet"
    pattern: str = ""
    form: Annotated[str, StringConstraints(pattern=rf"^({FORM_FILE})?$")] = ""
    station: str
    lines: list[Id] = []
    candidates: list[Id] = []
    separator: str = ","
    counts: dict[str, Id] = {}
    required_checks: list[Id] = []


class StationCodes(Table):
    """[tables.codes]: a mapping file, for a table that has other station codes than the register.

    `theirs` and `ours` are its columns; `others` says what a code is that is not in it: joined with nothing, or the
    station id itself.
    """

    file: Annotated[str, StringConstraints(pattern=rf"^{MAPPING_FILE}$")]
    theirs: str = "theirs"
    ours: str = "ours"
    others: Literal["unmatched", "same"] = "unmatched"


class TableMapping(Table):
    """[[tables]]: how to read somebody's station table; values are its column names."""

    id: Id
    source: Id
    contest: Id
    stage: Id | None = None
    title: Text | None = None
    url: Url = ""
    method: Note = ""
    encoding: str = "auto"
    delimiter: Delimiter = ","
    station: str
    codes: StationCodes | None = None
    registered: str = ""
    candidates: dict[Id, str] = {}
    lines: dict[Id, str] = {}
    counts: dict[Id, str] = {}
    required_checks: list[Id] = []


class Indicators(Table):
    """[indicators]: what the indicators of tier C may take for granted here, and what they leave out.

    `assigned_at_random` says by which rule electors of a place are put into its stations without regard to how they
    vote, and who says so; left out, they are not.
    """

    assigned_at_random: Note = ""
    second_digit: StrictBool = False


class ElectionFile(Table):
    """The whole of election.toml."""

    election: ElectionTable
    privacy: Privacy = Privacy()
    gate: Gate = Gate()
    levels: list[Level] = []
    register_: Annotated[Register, Field(alias="register")]
    universe: list[Universe] = []
    sources: list[Source] = []
    contests: Annotated[list[Contest], Field(min_length=1)]
    layouts: list[Layout] = []
    tables: list[TableMapping] = []
    indicators: Indicators = Indicators()
