"""A small honest site, written by hand as the contract says, and the means to falsify it."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tallyproof import canonical
from tallyproof.derive import results_from_entries
from tallyproof.election import parse_definition
from tallyproof.log.checkpoint import make_checkpoint
from tallyproof.log.tiles import TILE_WIDTH, bundle_path, log_files
from tallyproof.model import Announcement, Figures, Provenance, StationTable, Transcription, Way
from tallyproof.tally import Results, data_tables, figure
from tallyproof.verify.frame import Frames
from tallyproof.verify.labels import Labels
from tallyproof.verify.numbers import is_percentage, written
from tallyproof.verify.pageset import Page, expected_pages, page_code
from tallyproof.verify.words import words_in

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


class Pen:
    """Writes one page of the toy election as the contract says."""

    def __init__(self, results: Results, page: Page) -> None:
        assert results.definition.register is not None
        self.results, self.page, self.register = results, page, results.definition.register
        self.words = words_in(page.language)
        self.labels = Labels(results, page.language)
        self.frames = Frames(results, self.labels, self.register)
        self.home = f"{'../' * page.path.count('/')}{page.language}/"

    def data(self, ref: str) -> str:
        value = figure(self.results, ref)
        if value is None:
            return '<span class="none">–</span>'
        sign = ("\u00a0%" if self.page.language == "es" else "%") if is_percentage(ref) else ""
        text = f"{written(value, self.page.language)}{sign}"
        return f'<data value="{value}" data-ref="{html.escape(ref)}">{text}</data>'

    def cells(self, *refs: str) -> str:
        return "".join(f'<td class="n">{self.data(ref)}</td>' for ref in refs)

    def row(self, name: str, *refs: str) -> str:
        return f'<tr><th scope="row">{name}</th>{self.cells(*refs)}</tr>\n'

    def table(self, heads: Sequence[str], rows: Sequence[str], caption: str = "") -> str:
        columns = "".join(f'<th scope="col" class="n">{self.words.get(head, head)}</th>' for head in heads)
        above = f"<caption>{caption}</caption>\n" if caption else ""
        return f"<table>\n{above}<thead><tr>{columns}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n"

    def paragraphs(self, area: str) -> str:
        return "".join(f"<p>{self.data(f'tally/mayor/{area}/{item}')}</p>\n" for item in TALLY_ITEMS)

    def whole(self) -> str:
        kind, code = self.page.kind, self.page.code
        title = {"area": "Toy", "place": code}.get(kind, "Words")
        if kind == "area" and code:
            title = self.register.areas[code].name
        body = {"area": self.area, "place": self.place, "announced": self.announced}.get(kind)
        inner = body() if body else f"<h2>Words</h2>\n{self.paragraphs('_')}"
        return (
            f'<!doctype html>\n<html lang="{self.page.language}">\n<title>{self.frames.title(self.page)}</title>\n'
            f'<p class="state">{self.frames.state}</p>\n<main>\n'
            f"{self.crumbs()}<h1>{title}</h1>\n{inner}<footer>{self.data('log/entries')}</footer>\n</main></html>\n"
        )

    def crumbs(self) -> str:
        if self.page.kind == "place":
            areas = self.register.stations_of_place[self.page.code][0].areas
        elif self.page.code or self.page.kind != "area":
            areas = ()
        else:
            return ""
        links = [("index.html", self.words["whole"])]
        links += [(f"area/{page_code(code)}.html", self.register.areas[code].name) for code in areas]
        items = "".join(f'<li><a href="{self.home}{href}">{name}</a></li>\n' for href, name in links)
        return f'<nav class="crumbs"><ol>\n{items}</ol></nav>\n'

    def area(self) -> str:
        area = f"tally/mayor/{self.page.code or '_'}"
        tally = self.results.tallies["mayor"][self.page.code]
        rows = [
            self.row(
                f"{name}{bar(tally.candidates[one], tally.valid)}", f"{area}/candidate:{one}", f"{area}/share:{one}"
            )
            for one, name in (("ana", "Ana"), ("ben", "Ben"))
        ]
        counted = self.data(f"{area}/stations-counted")
        rows.append(self.row(f"{self.words['total_valid']}", f"{area}/valid").replace("</tr>", "<td></td></tr>"))
        rows.append(self.row(f"Null <small>{counted}</small>", f"{area}/count:null").replace("</tr>", "<td></td></tr>"))
        text = f'<h2><span class="contest-name">Mayor</span> {counted}</h2>\n<dl>\n'
        for key, item in (("valid", "valid"), ("voters_counted", "registered")):
            text += f'<div><dt>{self.words[key]}</dt><dd class="big">{self.data(f"{area}/{item}")}</dd></div>\n'
        text += (
            f"</dl>\n{self.table(['Candidate', 'votes', 'share'], rows)}{self.bound(area)}{self.paragraphs(area[12:])}"
        )
        if not self.page.code:
            text += f"<h2>Announced</h2>\n{self.announcement('h3')}"
        return f"{text}<h2>Below</h2>\n{self.below()}"

    def bound(self, area: str) -> str:
        bound = self.results.tallies["mayor"][self.page.code].outcome[0]
        assert bound.margin is not None
        assert bound.outstanding is not None
        largest, bars = max(bound.margin, bound.outstanding), ""
        terms = (
            ("margin", self.words["lead_bar"].format(leader="Ana")),
            ("outstanding", self.words["outstanding_bar"]),
        )
        for field, term in terms:
            drawn = bar(getattr(bound, field), largest).replace('class="bar"', 'class="bar tall"')
            value = self.data(f"{area}/bound:first-place:{field}")
            bars += f'<div><dt>{term}</dt><dd class="n">{value}</dd><dd class="line">{drawn}</dd></div>\n'
        (verdict,) = self.frames.verdicts(self.page)
        for number in (bound.margin, bound.outstanding):
            field = "margin" if number == bound.margin else "outstanding"
            text = written(str(number), self.page.language) or ""
            verdict = verdict.replace(f" {text} ", f" {self.data(f'{area}/bound:first-place:{field}')} ")
            verdict = verdict.replace(f" {text}.", f" {self.data(f'{area}/bound:first-place:{field}')}.")
        return f'<dl class="bars">\n{bars}</dl>\n<p class="verdict">{verdict}</p>\n'

    def below(self) -> str:
        children = self.register.children.get(self.page.code, [])
        if not children:
            return "<p>Places</p>\n"
        items = ("stations-counted", "stations-expected", "valid", "share:ana", "share:ben")
        rows = [
            self.row(
                f'<a href="{self.home}area/{page_code(one.code)}.html">{one.name}</a>',
                *(f"tally/mayor/{one.code}/{item}" for item in items),
            )
            for one in children
        ]
        return self.table(["Area", "stations_counted", "expected", "valid", "Ana", "Ben"], rows)

    def place(self) -> str:
        text = ""
        for station in self.register.stations_of_place[self.page.code]:
            base = f"station/mayor/{station.id}"
            title = self.words["station_title"].format(id=station.id[-2:])
            text += f"<h2>{title} <small>{station.id}</small></h2>\n<p>{self.data(f'{base}/registered')}</p>\n"
            result = self.results.station("mayor", station.id)
            assert result is not None
            kind = result.grade.value
            text += f'<span class="badge {kind}">{self.words[f"grade_{kind}"]}</span>\n'
            if result.figures is not None:
                text += f"<span>Source: party ({self.words['provenance_accredited']})</span>\n"
                names = (("Ana", "candidate:ana"), ("Ben", "candidate:ben"), ("Null", "count:null"))
                rows = [self.row(name, f"{base}/{item}") for name, item in names]
                rows.append(self.row(f"{self.words['total_valid']} <small>sum</small>", f"{base}/valid"))
                text += self.table(["Candidate", "votes"], rows)
                bundle = bundle_path(0, min(TILE_WIDTH, self.results.entries + 1))
                text += "".join(f'<a href="../../log/{bundle}">{index}</a>\n' for index in result.rests_on)
        return text

    def announced(self) -> str:
        return self.announcement("h2")

    def announcement(self, tag: str) -> str:
        announced, held = "announced/first-bulletin", "held/first-bulletin"
        row = self.row(
            "Ana",
            f"{announced}/candidate:ana",
            f"{announced}/percentage:ana",
            f"{held}/candidate:ana",
            f"{held}/share:ana",
        )
        heads = ["", "announced_votes", "announced_share", "held_votes", "held_share"]
        counted = self.data("tally/mayor/_/stations-counted")
        table = self.table(heads, [row], f"Mayor. Held: {counted}")
        return f'<{tag}>First</{tag}>\n<p class="by">council, 1 January 2026</p>\n{table}{self.paragraphs("_")}'


def bar(part: int, whole: int) -> str:
    return (
        '<svg class="bar" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%"/>'
        f'<rect class="fill" width="{round(Fraction(part, whole) * 100_000) / 1000:.3f}%" height="100%"/></svg>'
    )


TALLY_ITEMS = (
    "registered",
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
        contents[page.path] = Pen(results, page).whole().encode()
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
