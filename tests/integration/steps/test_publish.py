"""Publishing by the command line: hostile names stay text, the same journal gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from PIL import Image

from tallyproof import canonical
from tallyproof.model import Figures, Transcription, Way
from tallyproof.steps.records import draft
from tallyproof.store import open_election

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

SCRIPT = '<script>alert("x")</script>'
IMAGE = "<img src=x onerror=alert(1)>&amp;'"


def tree(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Elements(HTMLParser):
    """Collects a page's elements with their attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def hostile(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> Toy:
    """Give the toy election, published, with HTML and formulas wherever a name may stand."""
    toy.edit('title = "Toy"', f"title = '{SCRIPT} title'")
    toy.edit('name = "Ana"', f"name = '''{IMAGE} Ana'''")
    toy.edit('name = "Null"', f"name = '{SCRIPT} null'")
    rows = [
        ["S", "STATE", "C", "PLACE", "T", "ROLL"],
        ["1", f"{SCRIPT} state", "10", f"{IMAGE} place", "1", "300"],
        ["1", f"{SCRIPT} state", "10", f"{IMAGE} place", "2", "300"],
        ["2", "=cmd()|'/C calc'!A1", "20", "@SUM(1)", "1", "300"],
        ["3", "+2", "30", "-3", "1", "300"],
    ]
    with (toy.folder / "stations.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    bulletin = f"""
title = '{SCRIPT} bulletin'
date = 2026-01-01
contest = "mayor"
source = '''{IMAGE} council'''
[candidates]
ana = 400
"""
    toy.write("announcements/first.toml", bulletin)
    (tmp_path / "sheet.png").write_bytes(slip("10.1", 100, 50))
    toy("intake", tmp_path / "sheet.png", "--source", "party")
    toy("read")
    toy("publish")
    return toy


def test_markup_in_names_arrives_as_text_on_every_page(hostile: Toy) -> None:
    pages = sorted((hostile.folder / "site").rglob("*.html"))
    text = ""
    for page in pages:
        parsed = Elements()
        parsed.feed(page.read_text(encoding="utf-8"))
        text += parsed.text
        for tag, attributes in parsed.elements:
            assert tag != "script", page
            assert not [name for name in attributes if name.startswith("on")], page
            assert attributes.get("src") != "x", page
            assert not (attributes.get("href") or "").startswith("javascript:"), page
    for name in ("title", "null", "state", "bulletin"):
        assert f"{SCRIPT} {name}" in text, name
    for name in ("Ana", "place", "council"):
        assert f"{IMAGE} {name}" in text, name


def test_formulas_in_names_are_no_formulas_in_the_downloads(hostile: Toy) -> None:
    data = hostile.folder / "site" / "data"
    for path in sorted(data.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        risky = [cell for cell in cells if re.match(r"[=+@\t\r]|-\D", cell)]
        assert risky == [], path.name
    for path in sorted(data.glob("*.parquet")):
        frame = pl.read_parquet(path)
        texts = frame.select(pl.col(pl.String))
        for column in texts.columns:
            assert not texts[column].str.contains(r"^[=+@-]").any(), (path.name, column)


def test_code_that_a_spreadsheet_would_run_is_refused_at_load(toy: Toy) -> None:
    for code in ("=1+1", "+1", "-1", "@SUM(1)"):
        toy.write("stations.csv", f"S,STATE,C,PLACE,T,ROLL\n1,North,{code},School,1,300\n")
        assert "stations.csv, row 2: expected a " in toy("check", code=2).err


def test_hostile_names_are_safe_on_the_terminal(hostile: Toy) -> None:
    said = hostile("tally", "--by", "state").out + hostile("tally").out + hostile("check", code=0).out
    assert "<script>" in said
    assert "\x1b" not in said


def test_hostile_site_verifies(hostile: Toy) -> None:
    assert hostile.run("verify", hostile.folder / "site").code == 0


def test_publishing_again_changes_no_byte_and_adds_no_entry(toy: Toy, table: Path) -> None:
    toy("import", table, "--source", "party")
    toy("publish")
    before, entries = tree(toy.folder / "site"), toy.entries()
    toy("publish", "--workers", 1)
    assert tree(toy.folder / "site") == before
    assert toy.entries() == entries
    assert toy.records("release")[0]["entries"] == len(entries) - 1


def test_out_names_another_folder_and_leaves_the_first_site_alone(toy: Toy, tmp_path: Path) -> None:
    toy("publish")
    before = tree(toy.folder / "site")
    ran = toy("publish", "--out", tmp_path / "public")
    assert ran.out.strip() == str(tmp_path / "public" / "index.html")
    assert tree(tmp_path / "public") == before
    assert tree(toy.folder / "site") == before


def test_folder_with_other_files_is_not_replaced(toy: Toy, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "thesis.txt").write_text("mine")
    ran = toy("publish", "--out", tmp_path / "public", code=2)
    assert "choose another --out" in " ".join(ran.err.split())
    assert (tmp_path / "public" / "thesis.txt").read_text() == "mine"
    assert toy.records("release") == []


def test_new_evidence_gives_a_new_release_that_names_the_entries_it_covers(
    toy: Toy, table: Path, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    toy("import", table, "--source", "party")
    toy("publish")
    (tmp_path / "sheet.png").write_bytes(slip("10.1", 100, 50, 3))
    toy("run", tmp_path / "sheet.png", "--source", "party")
    releases = [index for index, one in enumerate(toy.records()) if one["kind"] == "release"]
    assert [one["entries"] for one in toy.records("release")] == releases
    assert len(releases) == 2
    assert toy.run("verify", toy.folder / "site").code == 0


def test_pictures_are_published_only_where_the_definition_says_so(
    toy: Toy, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    (tmp_path / "sheet.png").write_bytes(slip("10.1", 100, 50))
    (tmp_path / "stranger.png").write_bytes(slip("99.1", 100, 50))
    toy("run", tmp_path / "sheet.png", tmp_path / "stranger.png", "--source", "party")
    assert [path.name for path in (toy.folder / "site" / "sheets").iterdir()] == ["1.jpg"]
    (tmp_path / "nameless.png").write_bytes(slip("10.2", 100, 50))
    toy("run", tmp_path / "nameless.png", "--source", "unknown")
    assert [path.name for path in (toy.folder / "site" / "sheets").iterdir()] == ["1.jpg"]
    assert toy.run("verify", toy.folder / "site").code == 0
    toy.edit('images = "already-redacted"', 'images = "none"')
    toy("publish")
    assert not list((toy.folder / "site").rglob("*.jpg"))
    assert toy.run("verify", toy.folder / "site").code == 0


def test_a_page_that_shows_the_picture_of_another_station_fails(
    toy: Toy, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    (sheets / "one.png").write_bytes(slip("10.1", 100, 50))
    (sheets / "two.png").write_bytes(slip("11.1", 80, 70))
    toy("run", sheets, "--source", "party")
    site = toy.folder / "site"
    one, two = (re.findall(r"sheets/\d+", (site / f"en/place/{place}.html").read_text())[0] for place in ("10", "11"))
    assert one != two
    for place, mine, other in (("10", one, two), ("11", two, one)):
        page = site / f"en/place/{place}.html"
        page.write_text(page.read_text().replace(mine, other))
    said = " ".join(toy.run("verify", site).err.split())
    for station, image in (("10.01", one), ("11.01", two)):
        assert f"station '{station}': expected the pictures of image entries [{image.removeprefix('sheets/')}]" in said


def test_a_picture_of_another_size_than_its_entry_says_fails(
    toy: Toy, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    (tmp_path / "sheet.png").write_bytes(slip("10.1", 100, 50))
    toy("run", tmp_path / "sheet.png", "--source", "party")
    picture = next((toy.folder / "site" / "sheets").iterdir())
    data = picture.read_bytes()
    start = data.index(b"\xff\xc0")
    picture.write_bytes(data[: start + 5] + b"\x00\x10" + data[start + 7 :])
    assert "pixels, got one of" in " ".join(toy.run("verify", toy.folder / "site").err.split())


def test_a_site_with_a_sheet_of_which_a_figure_was_left_unread_is_verified(toy: Toy, tmp_path: Path) -> None:
    """Its other figures stand unmarked on the page, and no candidate's total vouches for them."""
    Image.new("L", (300, 400), 255).save(tmp_path / "sheet.png")
    toy("intake", tmp_path / "sheet.png", "--source", "party")
    toy("read")
    (sheet,) = [index for index, record in enumerate(toy.records()) if record["kind"] == "sheet"]

    def partial(index: int) -> Transcription:
        figures = Figures(None, {"ana": 217}, {})
        return Transcription(
            index, "mayor", 1, "station-count", "20.02", "20.02", Way.BOXES, "hand-1", figures, sheet=sheet,
            confidence={"ana": 999_000, "ben": 400_000},
        )  # fmt: skip

    with open_election(toy.folder) as store:
        store.journal.append("partial", lambda index: [draft(canonical.transcription_record(partial(index)))])
    toy("publish")
    page = (toy.folder / "site" / "en" / "place" / "20.html").read_text(encoding="utf-8")
    assert "217" in page
    assert toy.run("verify", toy.folder / "site").code == 0
