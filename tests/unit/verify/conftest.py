"""A small honest site, written by hand as the contract says, and the means to falsify it."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tallyproof import canonical
from tallyproof.derive import results_from_entries
from tallyproof.election import parse_definition
from tallyproof.log.checkpoint import make_checkpoint
from tallyproof.log.tiles import log_files
from tallyproof.model import Announcement, Figures, Provenance, StationTable, Transcription, Way
from tallyproof.tally import Results, data_tables, figure
from tallyproof.verify.numbers import is_percentage, written
from tallyproof.verify.pages import expected_pages, page_code

ORIGIN = "example.org/toy"
ELECTION = f"""
[election]
id = "toy"
title = "Toy"
date = 2026-01-01
origin = "{ORIGIN}"
languages = ["en", "es"]
rehearsal = true

[privacy]
images = "already-redacted"

[[levels]]
id = "state"
name = "State"
code = "{{S}}"
label = "{{STATE}}"

[register]
station = "{{CENTRE}}.{{TABLE:02}}"
place = "{{CENTRE}}"
registered = "ROLL"
complete = true
cap = {{ rule = "registered", source = "roll" }}

[[sources]]
name = "party"
provenance = "accredited"

[[contests]]
id = "mayor"
name = "Mayor"

  [[contests.candidates]]
  id = "ana"
  name = "Ana"

  [[contests.candidates]]
  id = "ben"
  name = "Ben"

  [[contests.counts]]
  id = "null"
  name = "Null"
  role = "rejected"

  [[contests.outcome]]
  id = "first-place"
  kind = "plurality"

[[tables]]
id = "rows"
source = "party"
contest = "mayor"
station = "{{CENTRE}}.{{TABLE:02}}"
counts = {{ null = "NULL" }}

  [tables.candidates]
  ana = "A"
  ben = "B"
""".encode()
REGISTER = b"""S,STATE,CENTRE,TABLE,ROLL
1,North,N/1,1,2000
1,North,N/1,2,1900
2,South,S1,1,1800
2,South,S1,2,400
"""
VOTES = {"N/1.01": (1234, 321, 12), "N/1.02": (900, 801, 3), "S1.01": (777, 600, 9)}


@dataclass
class MadeSite:
    """A site's folder and the entries before its release."""

    root: Path
    entries: list[bytes]

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Change one place of a file, which must be there."""
        text = self.read(path)
        assert old in text, f"{path} has no {old!r}"
        (self.root / path).write_bytes(text.replace(old, new, 1).encode())

    def seal(self, *, entries_before: Sequence[bytes] | None = None) -> None:
        """Write manifest, release, tiles and checkpoint anew, as a publisher (or a thorough forger) does."""
        entries = self.entries if entries_before is None else list(entries_before)
        self.write_log([*entries, self.release(entries)])

    def release(self, before: Sequence[bytes], **changes: Any) -> bytes:
        (self.root / "manifest.json").write_bytes(self.manifest(len(before)))
        digest = sha256((self.root / "manifest.json").read_bytes()).hexdigest()
        record = {"kind": "release", "v": 1, "entries": len(before), "manifest": digest, **changes}
        return canonical.encode(record)

    def manifest(self, entries: int, **changes: Any) -> bytes:
        paths = [path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file()]
        files = {
            path.as_posix(): sha256((self.root / path).read_bytes()).hexdigest()
            for path in paths
            if path.parts[0] != "log" and path.name != "manifest.json"
        }
        value = {"v": 1, "origin": ORIGIN, "entries": entries, "files": files, **changes}
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def write_log(self, entries: Sequence[bytes]) -> None:
        shutil.rmtree(self.root / "log", ignore_errors=True)
        for path, data in [*log_files(entries), ("checkpoint", make_checkpoint(ORIGIN, entries).body)]:
            target = self.root / "log" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def made_entries(*, filler: int = 0) -> list[bytes]:
    """Return entries: definition, table, an image, transcriptions, announcements (one replaced)."""
    hashes = {"election.toml": sha256(ELECTION).hexdigest(), "stations.csv": sha256(REGISTER).hexdigest()}
    table = StationTable(1, "rows", "party", Provenance.ACCREDITED, len(VOTES))
    records: list[dict[str, Any]] = [
        {"kind": "definition", "v": 1, "files": hashes, "why": "first", "hour": "2026-01-01T10Z"},
        canonical.table_record(table, commitment="", name="", url="", obtained="", hour="2026-01-02T09Z"),
        {"kind": "image", "v": 1, "hour": "2026-01-01T23Z"},
    ]
    for row, (station, (ana, ben, null)) in enumerate(VOTES.items(), 2):
        reading = Transcription(
            index=len(records),
            contest="mayor",
            round=1,
            stage="station-count",
            station=station,
            station_code=station,
            way=Way.TABLE,
            reader="table",
            figures=Figures(None, {"ana": ana, "ben": ben}, {"null": null}),
            table=1,
            row=row,
        )
        records.append(canonical.transcription_record(reading))
    for votes in (2000, 2911):
        announcement = Announcement(
            id="first-bulletin",
            title="First",
            date="2026-01-01",
            contest="mayor",
            area="",
            source="council",
            candidates={"ana": votes},
            percentages={"ana": "62.8"},
            counts={},
            count_percentages={},
            coverage=(),
        )
        records.append(canonical.announcement_record(announcement))
    records += [{"kind": "release", "v": 1, "entries": len(records), "manifest": "0" * 64}]
    records += [{"kind": "image", "v": 1, "hour": "2026-01-01T23Z", "n": number} for number in range(filler)]
    return [canonical.encode(record) for record in records]


def made_page(results: Results, path: str, language: str) -> str:
    refs = [
        "log/entries",
        "announced/first-bulletin/candidate:ana",
        "announced/first-bulletin/percentage:ana",
        "held/first-bulletin/share:ana",
        *(f"tally/mayor/{area}/{item}" for area in ("_", "1", "2") for item in TALLY_ITEMS),
    ]
    register = results.definition.register
    assert register is not None
    for place, stations in register.stations_of_place.items():
        if path == f"{language}/place/{page_code(place)}.html":
            refs += [
                f"station/mayor/{station.id}/{item}"
                for station in stations
                for item in ("registered", "valid", "candidate:ana", "candidate:ben", "count:null")
            ]
    cells = []
    for ref in refs:
        value = figure(results, ref)
        if value is None:
            cells.append("<td>–</td>")
            continue
        sign = ("\u00a0%" if language == "es" else "%") if is_percentage(ref) else ""
        cells.append(
            f'<td><data value="{value}" data-ref="{html.escape(ref)}">{written(value, language)}{sign}</data></td>'
        )
    body = "\n".join(cells)
    return f'<!doctype html>\n<html lang="{language}">\n<title>Toy &amp; test</title>\n<table>{body}</table>\n</html>\n'


TALLY_ITEMS = (
    "valid",
    "registered",
    "candidate:ana",
    "share:ana",
    "candidate:ben",
    "count:null",
    "turnout",
    "coverage",
    "grade:C",
    "stations-counted",
    "stations-missing",
    "outstanding",
    "bound:first-place:margin",
)


def write_site(root: Path, entries: list[bytes]) -> MadeSite:
    definition = parse_definition({"election.toml": ELECTION, "stations.csv": REGISTER})
    results = results_from_entries(definition, entries)
    contents = {
        "definition/election.toml": ELECTION,
        "definition/stations.csv": REGISTER,
        "assets/style.css": b"td { text-align: end }\n",
        "sheets/2.jpg": b"\xff\xd8 a picture",
    }
    for page in expected_pages(definition):
        contents[page.path] = made_page(results, page.path, page.language).encode()
    for path, data in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    (root / "data").mkdir()
    for stem, table in data_tables(results).items():
        table.write_csv(root / f"data/{stem}.csv")
        table.write_parquet(root / f"data/{stem}.parquet")
    site = MadeSite(root, entries)
    site.seal()
    return site


@pytest.fixture(scope="session")
def honest_site(tmp_path_factory: pytest.TempPathFactory) -> MadeSite:
    """An honest site that no test changes."""
    return write_site(tmp_path_factory.mktemp("honest") / "site", made_entries())


@pytest.fixture
def site(honest_site: MadeSite, tmp_path: Path) -> MadeSite:
    """A copy of the honest site, to be falsified."""
    shutil.copytree(honest_site.root, tmp_path / "site")
    return MadeSite(tmp_path / "site", list(honest_site.entries))


@pytest.fixture
def long_site(tmp_path: Path) -> MadeSite:
    """An honest site whose log has two levels of tiles."""
    return write_site(tmp_path / "long", made_entries(filler=300))
