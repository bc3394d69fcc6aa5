"""A small country with hostile names in it, a family of methods of our own, and reports made from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tallyproof.compare import Comparison
from tallyproof.compare.answers import Answer, Case, answers
from tallyproof.compare.part import Axis, Column, Mark, Part, Picture, Point, Series, Table, Trace
from tallyproof.compare.phrasing import Book, Method, Phrases
from tallyproof.compare.statement import Statement
from tallyproof.election import Definition, parse_definition
from tallyproof.model import (
    Announcement,
    Figures,
    Grade,
    Provenance,
    ResultKey,
    Settlement,
    StationResult,
)
from tallyproof.report import Report
from tallyproof.tally import Results, results_of

ROLL = """[[universe]]
id = "{}"
stations = 6
registered = 700
source = "the board"
"""
HOSTILE = "<script>alert(1)</script>"
TURNED = "بن {valid} \u200fcba"
HOUR = "2031-05-04T22Z"
REGISTER = "NO,REGION,ROLL\n" + "".join(f"{n},{'North' if n < 4 else 'South'},{100 + n}\n" for n in range(1, 7))
VOTES = {"1": (50, 30, 5), "2": (60, 20, 5), "3": (55, 25, 4), "4": (20, 61, 3)}


def election_toml(
    *, gate: str = "", rehearsal: bool = False, candidates: str = "", cap: bool = True, rolls: tuple[str, ...] = ()
) -> bytes:
    """Return the small election.toml."""
    three = f"""[{{ id = "iris", name = "Iris Quill" }}, {{ id = "bram", name = '{HOSTILE}' }},
      {{ id = "cora", name = "{TURNED}" }}]"""
    return f"""
[election]
id = "made-up"
title = {{ en = "Made-up: council", es = "Inventada: consejo" }}
date = 2031-05-04
origin = "example.org/made-up"
rehearsal = {str(rehearsal).lower()}

[gate]
{gate}

[[levels]]
id = "region"
name = "Region"
code = "{{REGION}}"
label = "{{REGION}} {HOSTILE}"

[register]
station = "{{NO}}"
place = "{{NO}}"
registered = "ROLL"
complete = {str(not rolls).lower()}
{'cap = { rule = "registered", source = "the law" }' if cap else ""}

[[contests]]
id = "council"
name = {{ en = "Council", es = "Consejo" }}
candidates = {candidates or three}
counts = [{{ id = "valid", name = {{ en = "Valid", es = "Válidos" }}, role = "valid" }}]
outcome = [{{ id = "first", kind = "plurality" }}]

{"".join(ROLL.format(one) for one in rolls)}
""".encode()


@pytest.fixture
def definition() -> Callable[..., Definition]:
    """Return a maker of definitions."""

    def make(*, register: str = REGISTER, **options: Any) -> Definition:
        return parse_definition({"election.toml": election_toml(**options), "stations.csv": register.encode()})

    return make


@pytest.fixture
def results(definition: Callable[..., Definition]) -> Callable[..., Results]:
    """Return a maker of results: votes by station, all of one grade."""

    def make(
        held: Mapping[str, tuple[int, ...]] = VOTES,
        *,
        grade: Grade = Grade.C,
        announcements: tuple[Announcement, ...] = (),
        **options: Any,
    ) -> Results:
        made = definition(**options)
        candidates = [one.id for one in made.contests["council"].candidates]
        settled = {}
        for station, votes in held.items():
            key = ResultKey("council", 1, station, "station-count")
            by_candidate = dict(zip(candidates, votes, strict=False))
            settled[key] = StationResult(
                key=key,
                grade=grade,
                provenance=Provenance.ACCREDITED,
                figures=Figures(None, by_candidate, {}),
                candidates=by_candidate,
                in_main_total=True,
            )
        return results_of(made, Settlement(settled, (), {}, {}, {}), announcements, entries=7, hour=HOUR)

    return make


@pytest.fixture
def announced() -> Announcement:
    return Announcement(
        id="first",
        title=f"First bulletin {TURNED}",
        date="2031-05-05",
        contest="council",
        area="",
        source=f"The board {HOSTILE}",
        candidates={"iris": 200, "bram": 150, "cora": 20},
        percentages={"iris": "54.1", "bram": "40.5", "cora": "5.4"},
        counts={"valid": 370},
        count_percentages={},
        coverage=(("stations", "80"),),
        stage="station-count",
        index=3,
    )


# --- a family of our own -----------------------------------------------------------------------------

METHOD = Method(
    title="Sums {and} braces",
    plain=("One.", "Two.", "Three.", "Four.", "Five."),
    formulas=("gap = left − right",),
    assumptions=("Numbers are numbers.",),
    limits=("None.",),
    references=("A. Author (2031)",),
)
ENGLISH: dict[str, Any] = {
    "SENTENCES": {
        "gap": "{candidate} has {left} votes in {place}, {gap} more than {right} ({gap_percent} of 1,000).",
        "look": "Look at {area}: {count} of {of}.",
        "not-run": "Not computed, because {reason}.",
    },
    "ASSUMPTIONS": {"right": "There are {right} on the right.", "said": "It was said by {who}."},
    "REASONS": {"nothing": "there is nothing"},
    "WORDS": {
        "axis-area": "Area", "axis-share": "Share", "axis-x": "Count", "column-area": "Area",
        "column-candidate": "Candidate", "column-votes": "Votes",
        "column-share": "Share", "whole": "the whole", "others": "Others", "mark-half": "half",
    },
    "HEADINGS": {
        "ours": "Ours: {who}", "table-many": "Many rows", "table-few": "Few rows", "picture-shares": "Shares of {who}",
        "caption-shares": "Shares by area.", "picture-growth": "Growth", "caption-growth": "It grows.",
    },
    "SINGULARS": {},
    "METHODS": {"sums": METHOD},
}  # fmt: skip
BOOK = Book(
    {lang: cast(Phrases, SimpleNamespace(**ENGLISH)) for lang in ("en", "es")},
    named=frozenset({"candidate"}),
    areas=frozenset({"area"}),
    untouched=frozenset({"place", "who"}),
)
INPUT = Trace(source="settled")
TRACES = {
    "gap": {
        "candidate": INPUT, "place": INPUT, "left": INPUT, "right": INPUT,
        "gap": Trace(formula="gap = left − right", method="sums"),
        "gap_percent": Trace(formula="gap_percent = gap / basis", method="sums"),
        "basis": Trace(source="definition"),
    },
    "look": {"area": INPUT, "count": INPUT, "of": INPUT},
    "not-run": {},
}  # fmt: skip
GAP = Statement(
    "gap",
    "A",
    {
        "candidate": "bram", "place": TURNED, "left": "1234", "right": "234", "gap": "1000", "gap_percent": "12.5",
        "basis": "1000", "who": HOSTILE,
    },
    ("right", "said"),
)  # fmt: skip
COLUMNS = (
    Column("area", "area", INPUT),
    Column("candidate", "candidate", INPUT),
    Column("votes", "number", INPUT),
    Column("share", "percent", Trace(formula="share = votes / valid", method="sums")),
)


def our_part(contest: str = "council", **changes: Any) -> Part:
    """Return a part with something of everything in it."""
    fields: dict[str, Any] = {
        "id": "ours",
        "contest": contest,
        "tier": "A",
        "methods": ("sums",),
        "book": BOOK,
        "traces": TRACES,
        "statements": (GAP, Statement("not-run", "A", {"reason": "nothing"})),
        "tables": (
            Table(
                "few",
                COLUMNS,
                (("North", "bram", "7", "1.5"), ("North", "_others", "1234567", "20.25"), ("", "x", "", "")),
            ),
            Table("many", COLUMNS, tuple(("North", "iris", str(n), "1") for n in range(500)), left_out=11),
        ),
        "pictures": (
            Picture(
                "shares",
                "bars",
                Axis("area", "area"),
                Axis("share", "percent", "0", "100"),
                (Series("iris", (Point("North", "60"), Point("South", "30"))), Series("bram", (Point("North", "40"),))),
                (Mark("half", "y", "50"),),
                {"who": TURNED},
            ),
            Picture(
                "growth",
                "lines",
                Axis("x"),
                Axis("x"),
                (Series("iris", (Point("1", "2", "1", "3"), Point("2", "4", "3", "5"))),),
            ),
        ),
        "values": {"who": HOSTILE},
        "heading": "ours",
        "headline": (GAP,),
    }
    return Part(**{**fields, **changes})


INDICATOR = our_part(
    id="places",
    tier="C",
    statements=(Statement("look", "C", {"area": "North", "count": "3", "of": "4"}),),
    headline=(Statement("look", "C", {"area": "North", "count": "3", "of": "4"}),),
    tables=(),
    pictures=(),
    heading="",
)


@pytest.fixture
def report(results: Callable[..., Results]) -> Callable[..., Report]:
    """Return a maker of reports: what the families say of the small country, with parts of our own besides."""

    def make(
        made: Results | None = None,
        parts: Mapping[str, tuple[Part, ...]] | None = None,
        comparisons: Sequence[Comparison] = (),
        **options: Any,
    ) -> Report:
        held = results(**options) if made is None else made
        own = {"stations": (our_part(),), "indicators": (INDICATOR,)} if parts is None else parts
        sections = tuple(
            Answer(one.question, one.contest, (*one.parts, *own[one.question]))
            if one.question in own and one.silence != "gated"
            else one
            for one in answers(Case(held, comparisons), tuple(held.definition.contests))
        )
        return Report(held, "ab" * 32, sections, tuple(held.definition.contests), stations=("stations.csv", "cd" * 32))

    return make
