"""The site as files: complete, deterministic, honest about what is on it."""

from __future__ import annotations

import html
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

import polars as pl
import pytest

from tallyproof import canonical
from tallyproof.errors import UsageError
from tallyproof.log.checkpoint import parse_checkpoint
from tallyproof.log.merkle import root_of
from tallyproof.publish import add_log, build_site
from tallyproof.publish.paths import file_name
from tallyproof.tally import data_tables, figure
from tallyproof.verify.numbers import is_percentage, plain_text, written

if TYPE_CHECKING:
    from tests.unit.publish.conftest import Build, Log, Site

FIGURE = re.compile(r'<data value="([^"]*)" data-ref="([^"]*)">([^<]*)</data>')
LINK = re.compile(r'(?:href|src)="([^"]*)"')


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_figure_on_every_page_is_the_public_figure_of_its_reference(site: Site) -> None:
    seen = 0
    for page in site.pages:
        text = page.read_text("utf-8")
        language = re.findall(r'<html lang="(\w+)"', text)[0]
        for value, ref, words in FIGURE.findall(text):
            ref = html.unescape(ref)
            assert value == figure(site.results, ref), (page, ref)
            assert plain_text(words, percentage=is_percentage(ref)) == written(value, language), (page, ref)
            seen += 1
    assert seen > 500


def test_no_figure_escapes_the_form_that_is_checked(site: Site) -> None:
    for page in site.pages:
        text = page.read_text("utf-8")
        assert text.count("<data") == text.count("data-ref") == len(FIGURE.findall(text)), page


def test_the_bytes_do_not_depend_on_the_number_of_workers(build: Build) -> None:
    alone, many = build(name="one", workers=1), build(name="three", workers=3)
    assert files_of(alone.folder) == files_of(many.folder)


def test_workers_write_every_page_when_there_are_several_tasks(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = build(name="one", workers=1)
    monkeypatch.setattr("tallyproof.publish.site._PAGES_PER_TASK", 3)
    assert files_of(build(name="three", workers=3).folder) == files_of(alone.folder)


def test_the_manifest_names_every_file_with_its_hash(site: Site) -> None:
    manifest = json.loads(site.manifest)
    held = {path: sha256(data).hexdigest() for path, data in files_of(site.folder).items() if path != "manifest.json"}
    assert manifest == {"v": 1, "origin": "example.org/made-up", "entries": len(site.log.entries), "files": held}
    assert (site.folder / "manifest.json").read_bytes() == site.manifest


def test_html_in_a_name_comes_out_escaped_everywhere(site: Site) -> None:
    escaped = 0
    for page in site.pages:
        text = page.read_text("utf-8")
        assert "<img src=x" not in text, page
        assert "<bulletin>" not in text, page
        escaped += text.count("&lt;img src=x")
    assert escaped > 20
    assert html.escape(site.hostile, quote=False).split(" ")[0] in site.page("en/index.html")


def test_every_link_leads_to_a_file_of_the_site(build: Build) -> None:
    site = build()
    release = canonical.encode(canonical.release_record(entries=len(site.log.entries), manifest=site.manifest))
    add_log(site.folder, [*site.log.entries, release], "example.org/made-up")
    for page in site.pages:
        text = page.read_text("utf-8")
        for link in LINK.findall(text):
            address, anchor = urldefrag(html.unescape(link))
            if address.startswith("https://"):
                continue
            target = (page.parent / unquote(address)).resolve() if address else page
            assert target.is_file(), (page, link)
            if anchor:
                assert f'id="{anchor}"' in target.read_text("utf-8"), (page, link)


def test_pages_ask_nothing_of_other_places_and_carry_no_styles_or_scripts(site: Site) -> None:
    policy = "default-src 'none'; style-src 'self'; img-src 'self'"
    for page in site.pages:
        text = page.read_text("utf-8")
        assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in text
        assert "<script" not in text
        assert " style=" not in text
        assert not re.search(r'<(?:link|img)[^>]*"(?:https?:)?//', text)


def test_every_page_names_its_language_and_links_the_other_one(site: Site) -> None:
    for page in site.pages:
        text, path = page.read_text("utf-8"), page.relative_to(site.folder).as_posix()
        other = "en" if path.startswith("es/") else "es"
        assert f'<html lang="{"es" if other == "en" else "en"}">' in text
        assert re.search(rf'<link rel="alternate" hreflang="{other}" href="[^"]*{other}/', text), path


def test_titles_and_previews_say_how_much_is_counted_and_what_it_is_not(site: Site) -> None:
    for page in site.pages:
        text = page.read_text("utf-8")
        title = re.findall(r"<title>(.*)</title>", text)[0]
        preview = re.findall(r'<meta property="og:description" content="(.*)">', text)[0]
        spanish = "/es/" in page.as_posix()
        counted = r"\d+ de \d+ mesas contadas" if spanish else r"\d+ of \d+ polling stations counted"
        assert re.search(counted, title), title
        assert "Provisional" in title
        assert re.search(counted, preview)
        assert ("No es el resultado oficial" if spanish else "Not the official result") in preview
        assert ("El orden de llegada no es aleatorio" if spanish else "Arrival is not random") in preview


def test_tables_are_published_as_csv_and_parquet_with_the_same_cells(site: Site) -> None:
    for stem, table in data_tables(site.results).items():
        held = pl.read_parquet(site.folder / f"data/{stem}.parquet")
        assert held.equals(table)
        header = (site.folder / f"data/{stem}.csv").read_text("utf-8").splitlines()[0]
        assert header == ",".join(table.columns)


def test_the_definition_is_published_byte_for_byte(site: Site) -> None:
    for name, data in site.results.definition.files.items():
        assert (site.folder / "definition" / name).read_bytes() == data


def test_pictures_stand_beside_the_figures_where_they_may_be_published(site: Site) -> None:
    assert (site.folder / "sheets/2.jpg").read_bytes() == site.picture
    assert 'src="../../sheets/2.jpg"' in site.page("en/place/P-1.html")


def test_no_picture_is_published_unless_the_definition_says_they_are_redacted(build: Build) -> None:
    site = build(images="none")
    assert not (site.folder / "sheets").exists()
    assert "<img" not in site.page("en/place/P-1.html")


def test_nothing_is_published_before_the_gate_opens(build: Build, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gate\.not_before"):
        build(gate="not_before = 2031-05-04T23:00:00Z")
    assert not (tmp_path / "site").exists()


def test_publishing_begins_at_the_hour_of_the_gate(build: Build) -> None:
    assert build(gate="not_before = 2031-05-04T22:00:00Z").manifest


def test_a_folder_with_files_is_not_built_into(site: Site, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="empty folder"):
        build_site(tmp_path, results=site.results, comparisons=[], pictures={})
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_progress_ends_at_the_number_of_pages(site: Site, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    build_site(
        tmp_path / "site", results=site.results, comparisons=[], pictures={}, workers=1,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told[-1] == (len(site.pages), len(site.pages))


def test_the_log_beside_the_pages_has_all_entries(build: Build) -> None:
    site = build()
    entries = [*site.log.entries, b'{"kind":"release"}']
    add_log(site.folder, entries, "example.org/made-up")
    checkpoint = parse_checkpoint((site.folder / "log/checkpoint").read_bytes())
    assert (checkpoint.size, checkpoint.root) == (len(entries), root_of(entries))
    bundle = (site.folder / f"log/tile/entries/000.p/{len(entries)}").read_bytes()
    assert all(entry in bundle for entry in entries)


@pytest.mark.parametrize(
    ("code", "name"),
    [("1-2", "1-2"), ("P/2", "P_2F2"), ("a_b", "a_5Fb"), ("ñ", "_C3_B1"), ("..", ".."), ("a b", "a_20b")],
)
def test_a_code_becomes_a_file_name_that_no_other_code_has(code: str, name: str) -> None:
    assert file_name(code) == name


def test_an_election_without_a_single_station_counted_says_so(build: Build, no_station: Log) -> None:
    page = build(no_station).page("en/index.html")
    assert "No station is counted here yet." in page
    assert 'class="result' not in page
    assert "Can the outcome still change?" not in page


def test_findings_beyond_the_most_are_named_with_the_file_that_has_all(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallyproof.publish.sections.MOST_FINDINGS", 2)
    page = build().page("en/findings.html")
    assert "The first 2 of 6 are shown" in page
    assert page.count('<th scope="row">') == 2
