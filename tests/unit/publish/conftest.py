"""A made-up election that has every grade and state, with hostile names in it, and its site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.compare import compare
from tallyproof.derive import results_from_entries
from tallyproof.election import Definition, parse_definition
from tallyproof.model import (
    Announcement,
    FieldMark,
    FieldState,
    Figures,
    Provenance,
    StationTable,
    TallySheet,
    Transcription,
    Way,
)
from tallyproof.publish import build_site
from tallyproof.tally import Results

HOUR = "2031-05-04T22Z"
PICTURE = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
HOSTILE = '<img src=x onerror="alert(1)"> & Sons'
REGISTER = f"""REGION,REGION_NAME,TOWN,TOWN_NAME,PLACE,PLACE_NAME,NO,ROLL
1,North,1,Alder,P-1,School,1,1200
1,North,1,Alder,P-1,School,2,1100
1,North,1,Alder,P-1,School,3,900
1,North,2,Birch,P/2,"{HOSTILE.replace('"', '""')}",1,1000
1,North,2,Birch,P/2,"{HOSTILE.replace('"', '""')}",2,1000
2,South,1,Cedar,P3,Library,1,800
2,South,1,Cedar,P3,Library,2,700
2,South,1,Cedar,P3,Library,3,600
2,South,1,Cedar,P3,Library,4,500
2,South,2,Dogwood,P4,Town hall,1,400
"""


def election_toml(*, gate: str = "", rehearsal: bool = False, images: str = "already-redacted") -> bytes:
    """Return the made-up election.toml."""
    return f"""
[election]
id = "made-up"
title = {{ en = "Made-up: council, 4 May 2031", es = "Inventada: consejo, 4 de mayo de 2031" }}
date = 2031-05-04
origin = "example.org/made-up"
languages = ["en", "es"]
rehearsal = {str(rehearsal).lower()}

[privacy]
images = "{images}"

[gate]
{gate}

[[levels]]
id = "region"
name = {{ en = "Region", es = "Región" }}
code = "{{REGION}}"
label = "{{REGION_NAME}}"

[[levels]]
id = "town"
name = {{ en = "Town", es = "Pueblo" }}
code = "{{TOWN}}"
label = "{{TOWN_NAME}}"

[register]
station = "{{PLACE}}.{{NO:02}}"
place = "{{PLACE}}"
place_name = "{{PLACE_NAME}}"
registered = "ROLL"
complete = true
source = "register of the made-up board"
cap = {{ rule = "registered", source = "nobody votes elsewhere" }}

[[sources]]
name = "board"
title = {{ en = "Board of the count", es = "Junta del conteo" }}
provenance = "authority"

[[sources]]
name = "league"
title = {{ en = "League of observers", es = "Liga de observación" }}
provenance = "accredited"
url = "https://league.example/"

[[sources]]
name = "post"
provenance = "unknown"

[[contests]]
id = "council"
name = {{ en = "Council", es = "Consejo" }}

  [[contests.candidates]]
  id = "iris"
  name = "Iris Quill"

  [[contests.candidates]]
  id = "bram"
  name = '{HOSTILE}'

  [[contests.lines]]
  id = "iris-moon"
  name = "Moon"
  candidate = "iris"

  [[contests.lines]]
  id = "iris-star"
  name = "Star"
  candidate = "iris"

  [[contests.lines]]
  id = "bram-sun"
  name = "Sun"
  candidate = "bram"

  [[contests.counts]]
  id = "valid"
  name = {{ en = "Valid votes", es = "Votos válidos" }}
  role = "valid"

  [[contests.counts]]
  id = "null"
  name = {{ en = "Null votes", es = "Votos nulos" }}
  role = "rejected"

  [[contests.identities]]
  id = "adds-up"
  left = ["candidates"]
  right = ["valid"]
  consequence = "inconsistency"

  [[contests.outcome]]
  id = "first-place"
  kind = "plurality"

  [[contests.outcome]]
  id = "majority"
  kind = "threshold"
  share = "50%"
  text = {{ en = "more than half of the valid votes", es = "más de la mitad de los votos válidos" }}

[[tables]]
id = "rows"
source = "league"
contest = "council"
station = "{{STATION}}"
counts = {{ valid = "VALID", null = "NULL" }}

  [tables.candidates]
  iris = "I"
  bram = "B"
""".encode()


@dataclass
class Log:
    """The entries of a made-up election, added one by one."""

    entries: list[bytes] = field(default_factory=list)

    def add(self, record: Json) -> int:
        self.entries.append(canonical.encode(record))
        return len(self.entries) - 1

    def image(self) -> int:
        return self.add(
            canonical.image_record(
                commitment="c", raster="r", width=600, height=900, page=1, of=1, source="league",
                provenance="accredited", hour=HOUR,
            )
        )  # fmt: skip

    def sheet(self, source: str, provenance: Provenance, *, unread: str = "") -> int:
        image = self.image()
        sheet = TallySheet(-1, (image,), "", "station-count", "tally-sheet", provenance, source, unread)
        return self.add(canonical.sheet_record(sheet, contests=["council"], round_=1))

    def reading(self, station: str, sheet: int, way: Way, figures: Figures, *, known: bool = True) -> int:
        named = station if known else None
        one = Transcription(
            -1, "council", 1, "station-count", named, station, way, f"reader of {way}", figures, sheet=sheet
        )
        return self.add(canonical.transcription_record(one))

    def row(self, station: str, table: int, number: int, iris: int, bram: int, *, valid: int | None = None) -> int:
        counts = {"valid": iris + bram if valid is None else valid, "null": 3}
        figures = Figures(None, {"iris": iris, "bram": bram}, counts)
        one = Transcription(
            -1, "council", 1, "station-count", station, station, Way.TABLE, "table", figures, table=table, row=number
        )
        return self.add(canonical.transcription_record(one))

    def decision(self, station: str, *roles: str) -> int:
        return self.add(
            {
                "kind": "adjudication", "v": 1, "contest": "council", "round": 1, "station": station,
                "stage": "station-count", "decision": "disputed", "roles": list(roles), "reason": "two papers",
            }
        )  # fmt: skip


def lines(moon: int, star: int, sun: int, *, valid: int | None = None) -> Figures:
    """Return the figures of a sheet."""
    total = moon + star + sun if valid is None else valid
    return Figures({"iris-moon": moon, "iris-star": star, "bram-sun": sun}, None, {"valid": total, "null": 5})


def every_state(toml: bytes | None = None) -> Log:
    """Return entries that bring stations to every grade and state."""
    log = Log()
    log.add(
        {
            "kind": "definition",
            "v": 1,
            "files": definition_of(toml or election_toml()).hashes(),
            "why": "first",
            "hour": HOUR,
        }
    )
    table = log.add(
        canonical.table_record(
            StationTable(-1, "rows", "league", Provenance.ACCREDITED, 4),
            commitment="c", name="", url="", obtained="", hour=HOUR,
        )
    )  # fmt: skip
    first = log.sheet("league", Provenance.ACCREDITED)
    log.reading("P-1.01", first, Way.QR, lines(300, 150, 350))
    log.reading("P-1.01", first, Way.DIGITS, lines(300, 150, 350))
    marked = lines(1000, 20, 30)
    marked = Figures(
        marked.lines, None, {"valid": 1050}, {"null": FieldState.ILLEGIBLE}, {"iris-moon": FieldMark.CORRECTED},
        {"iris-moon": 900},
    )  # fmt: skip
    log.reading("P-1.02", log.sheet("board", Provenance.AUTHORITY), Way.QR, marked)
    wrong = log.sheet("league", Provenance.ACCREDITED)
    log.reading("P-1.03", wrong, Way.QR, lines(200, 100, 250, valid=560))
    log.reading("P-1.03", wrong, Way.DIGITS, lines(200, 100, 250, valid=560))
    torn = log.sheet("league", Provenance.ACCREDITED)
    log.reading("P/2.01", torn, Way.QR, lines(100, 100, 100))
    log.reading("P/2.01", torn, Way.DIGITS, lines(100, 100, 700))
    log.row("P/2.02", table, 1, 400, 300)
    log.reading("P/2.02", log.sheet("post", Provenance.UNKNOWN), Way.QR, lines(0, 0, 900))
    log.row("P3.01", table, 2, 220, 260)
    log.row("P3.02", table, 3, 220, 260)
    log.decision("P3.02", "adjudicator", "second person")
    log.reading("P3.03", log.sheet("post", Provenance.UNKNOWN), Way.QR, lines(10, 10, 500))
    log.add({"kind": "station_status", "v": 1, "station": "P3.04", "status": "annulled"})
    log.reading("X9.01", log.sheet("league", Provenance.ACCREDITED), Way.QR, lines(1, 1, 1), known=False)
    log.sheet("league", Provenance.ACCREDITED, unread="no-qr-found")
    log.add(
        canonical.announcement_record(
            Announcement(
                "bulletin", "First <bulletin>", "2031-05-05", "council", "", HOSTILE, {"iris": 1900, "bram": 2100},
                {"iris": "47.5", "bram": "52.50"}, {"null": 40}, {"null": "1"}, (("sheets", "80"),), others=10,
                others_percentage="0.25", url="https://board.example/", stage="station-count",
            )
        )
    )  # fmt: skip
    return log


@dataclass(frozen=True)
class Site:
    """A built site, with the results that it shows."""

    folder: Path
    results: Results
    log: Log
    manifest: bytes
    hostile: str = HOSTILE
    picture: bytes = PICTURE

    def page(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")

    @property
    def pages(self) -> list[Path]:
        return sorted(self.folder.rglob("*.html"))


def definition_of(toml: bytes) -> Definition:
    return parse_definition({"election.toml": toml, "stations.csv": REGISTER.encode()})


def built(folder: Path, toml: bytes, log: Log, *, workers: int = 1) -> Site:
    """Return the site of entries under a definition."""
    results = results_from_entries(definition_of(toml), log.entries)
    comparisons = [compare(results, one) for one in results.announcements]
    images = [index for index, entry in enumerate(log.entries) if b'"kind":"image"' in entry]
    pictures = {index: lambda: PICTURE for index in images}
    manifest = build_site(folder, results=results, comparisons=comparisons, pictures=pictures, workers=workers)
    return Site(folder, results, log, manifest)


Build = Callable[..., Site]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """What builds a site: `build(log=…, workers=…, name=…, **election_toml)`."""

    def build(log: Log | None = None, *, workers: int = 1, name: str = "site", **options: object) -> Site:
        toml = election_toml(**options)  # type: ignore[arg-type]
        return built(tmp_path / name, toml, log or every_state(toml), workers=workers)

    return build


@pytest.fixture
def no_station() -> Log:
    """Entries that bring no station any figures."""
    log = Log()
    hashes = definition_of(election_toml()).hashes()
    log.add({"kind": "definition", "v": 1, "files": hashes, "why": "first", "hour": HOUR})
    return log


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of every state; tests read it and change nothing."""
    return built(tmp_path_factory.mktemp("made-up") / "site", election_toml(), every_state())
