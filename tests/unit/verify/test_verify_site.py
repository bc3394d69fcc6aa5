from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallyproof import canonical
from tallyproof.errors import InputError, VerificationError
from tallyproof.verify import verify_site

REFUSED = (VerificationError, InputError)


def refusal(site: Any) -> str:
    """Return what the verification of a site fails with."""
    with pytest.raises(VerificationError) as caught:
        verify_site(site.root, workers=1)
    return str(caught.value)


def test_an_honest_site_verifies_and_its_report_says_what_was_found(honest_site: Any) -> None:
    report = verify_site(honest_site.root)
    assert report.entries == len(honest_site.entries)
    assert report.pages == 1 + 2 * (4 + 2 + 2)
    assert report.hashed_files == 2
    assert report.hour == "2026-01-02T09Z"
    assert report.rehearsal
    headline = report.headlines[0]
    assert (headline.leader, headline.votes, headline.coverage) == ("ana", 2911, "75.00")
    assert json.loads(json.dumps(report.as_json()))["figures"] == report.figures > 300
    assert any("not signed" in words for words in report.scope)


def test_a_log_of_two_tile_levels_verifies(long_site: Any) -> None:
    assert verify_site(long_site.root).entries == len(long_site.entries) > 256


def test_the_number_of_workers_changes_nothing(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallyproof.verify.site._CHUNK", 3)
    assert verify_site(site.root, workers=2) == verify_site(site.root, workers=1)
    for path in sorted(site.root.glob("*/place/*.html")):
        name = path.relative_to(site.root).as_posix()
        site.replace(name, 'value="1', 'value="9')
    site.seal()
    with pytest.raises(VerificationError) as caught:
        verify_site(site.root, workers=2)
    assert str(caught.value) == refusal(site)


def test_progress_ends_with_all_pages(honest_site: Any) -> None:
    told: list[tuple[str, int, int]] = []
    verify_site(honest_site.root, progress=lambda *words: told.append(words))
    assert told[-1] == ("checking pages", 17, 17)


# --- one altered place, and a forger who seals everything anew ------------------------------------

FALSE_FIGURES = {
    "national page": ("index.html", 'value="2911" data-ref="tally/mayor/_/candidate:ana"'),
    "language page": ("es/index.html", 'value="2911" data-ref="tally/mayor/_/candidate:ana"'),
    "share": ("en/index.html", 'value="62.83" data-ref="tally/mayor/_/share:ana"'),
    "area page": ("en/area/1.html", 'value="2134" data-ref="tally/mayor/1/candidate:ana"'),
    "coverage": ("en/about.html", 'value="75.00" data-ref="tally/mayor/_/coverage"'),
    "bound": ("es/findings.html", 'data-ref="tally/mayor/_/bound:first-place:margin"'),
    "place page": ("en/place/N_2F1.html", 'value="1234" data-ref="station/mayor/N/1.01/candidate:ana"'),
    "registered voters": ("es/place/S1.html", 'value="400" data-ref="station/mayor/S1.02/registered"'),
    "announced figure": ("en/announced.html", 'value="2911" data-ref="announced/first-bulletin/candidate:ana"'),
    "announced share": ("es/announced.html", 'value="62.8" data-ref="announced/first-bulletin/percentage:ana"'),
    "entries": ("index.html", 'data-ref="log/entries"'),
}


@pytest.mark.parametrize(("path", "marker"), FALSE_FIGURES.values(), ids=FALSE_FIGURES.keys())
@pytest.mark.parametrize("sealed", [False, True], ids=["as-is", "sealed-anew"])
@pytest.mark.parametrize("part", ["value", "text"])
def test_one_altered_figure_fails_with_file_and_reference(
    site: Any, path: str, marker: str, sealed: bool, part: str
) -> None:
    text = site.read(path)
    start = text.rfind("<data", 0, text.index(marker) + len(marker))
    end = text.index("</data>", start)
    element = text[start:end]
    value, _, shown = element.partition(">")
    altered = f"{_other_digit(value)}>{shown}" if part == "value" else f"{value}>{_other_digit(shown)}"
    (site.root / path).write_bytes((text[:start] + altered + text[end:]).encode())
    if sealed:
        site.seal()
    ref = element.split('data-ref="')[1].split('"')[0]
    message = refusal(site)
    assert f"{path}, {ref}: expected" in message
    assert ("manifest.json" in message) is not sealed


def _other_digit(text: str) -> str:
    position = next(n for n, sign in enumerate(text) if sign.isdigit())
    return f"{text[:position]}{(int(text[position]) + 1) % 10}{text[position + 1 :]}"


SLY_PAGES = {
    "another figure's reference": ('"tally/mayor/_/candidate:ana"', '"tally/mayor/_/candidate:ben"'),
    "a reference to nothing": ("tally/mayor/_/candidate:ana", "tally/mayor/_/candidate:eva"),
    "a figure in another spelling": ("<data value=", "<data  value="),
    "a figure in capitals": ("<data value=", "<DATA value="),
    "a figure that is hidden": ('data-ref="log/entries"', 'data-ref="log/entries" hidden'),
    "a figure with a style": ('data-ref="log/entries"', 'data-ref="log/entries" style="font-size:0"'),
    "a figure without a reference": (' data-ref="log/entries"', ""),
    "a reference elsewhere": ("<title>", '<title data-ref="log/entries">'),
    "markup inside a figure": (">2,911</data>", "><b>2,911</b></data>"),
    "a digit before a figure": ('<td class="n"><data value="2911"', '<td class="n">9<data value="2911"'),
    "a digit after a figure": (">2,911</data>", ">2,911</data>,000"),
    "a percent sign after a count": (">2,911</data>", ">2,911%</data>"),
    "the other language's marks": (">2,911</data>", ">2.911</data>"),
    "the other language": ('<html lang="en">', '<html lang="es">'),
    "no language": ('<html lang="en">', "<html>"),
    "a script": ("<title>", "<script>document.title=1</script><title>"),
    "a handler": ("<title>", "<img src=x onerror=alert(1)><title>"),
    "another base": ("<title>", '<base href="https://example.org/"><title>'),
    "a redirection": ("<title>", '<meta http-equiv="refresh" content="0"><title>'),
    "a style sheet of another place": ("<title>", '<link rel="stylesheet" href="https://example.org/x.css"><title>'),
    "a picture of another place": ("<title>", "<img alt='' src=//example.org/x.png><title>"),
    "a figure in plain digits": ('<data value="2911" data-ref="tally/mayor/_/candidate:ana">2,911</data>', "2,999"),
    "a frame": ("<title>", '<IFRAME src="x"></IFRAME><title>'),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SLY_PAGES.values(), ids=SLY_PAGES.keys())
def test_a_page_that_would_show_something_unchecked_fails_even_when_sealed_anew(site: Any, old: str, new: str) -> None:
    site.replace("en/index.html", old, new)
    site.seal()
    assert refusal(site).startswith("en/index.html")


def test_altered_words_fail_by_their_hash(site: Any) -> None:
    site.replace("es/about.html", "<h2>Words</h2>", "<h2>Swords</h2>")
    assert refusal(site).startswith("es/about.html: expected SHA-256")


def test_a_page_that_is_not_text_fails(site: Any) -> None:
    (site.root / "en/index.html").write_bytes(b"\xff\xfe<html>")
    site.seal()
    assert "en/index.html: expected UTF-8" in refusal(site)


def test_a_place_page_without_a_stations_figures_fails(site: Any) -> None:
    site.replace("es/place/S1.html", '<data value="777" data-ref="station/mayor/S1.01/candidate:ana">777</data>', "778")
    site.seal()
    assert refusal(site).startswith(
        "es/place/S1.html, station/mayor/S1.01/candidate:ana: expected this figure on the page, found none"
    )


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sealed", [False, True], ids=["as-is", "sealed-anew"])
@pytest.mark.parametrize("path", ["en/area/2.html", "es/place/N_2F1.html", "en/findings.html", "data/findings.csv"])
def test_a_removed_file_fails(site: Any, path: str, sealed: bool) -> None:
    (site.root / path).unlink()
    if sealed:
        site.seal()
    assert refusal(site).startswith(f"{path}: expected this")


@pytest.mark.parametrize("sealed", [False, True], ids=["as-is", "sealed-anew"])
@pytest.mark.parametrize(
    "path",
    [
        "en/extra.html",
        "en/area/9.html",
        "fr/index.html",
        "data/other.csv",
        "assets/run.js",
        "sheets/3.jpg",
        "sheets/02.jpg",
        "sheets/99.jpg",
        "sheets/²2.jpg",
        "definition/notes.txt",
        "hello.txt",
    ],
)
def test_an_added_file_fails(site: Any, path: str, sealed: bool) -> None:
    (site.root / path).parent.mkdir(exist_ok=True)
    (site.root / path).write_bytes(b"hello")
    if sealed:
        site.seal()
    assert Path(path).stem.strip("²") in refusal(site)


@pytest.mark.parametrize("path", ["log/tile/8/000", "log/tile/entries/001", "log/notes", "log/tile/0/000.p/1"])
def test_a_file_added_to_the_log_fails(site: Any, path: str) -> None:
    (site.root / path).parent.mkdir(parents=True, exist_ok=True)
    (site.root / path).write_bytes(b"x" * 32)
    assert refusal(site).startswith(path)


@pytest.mark.parametrize("path", ["en/index.html", "log/checkpoint", "sheets/2.jpg", "data/findings.csv"])
def test_a_symbolic_link_fails(site: Any, tmp_path: Path, path: str) -> None:
    (site.root / path).rename(tmp_path / "elsewhere")
    (site.root / path).symlink_to(tmp_path / "elsewhere")
    assert refusal(site).startswith(f"{path}: expected a file, got a symbolic link")


def test_a_linked_folder_fails(site: Any, tmp_path: Path) -> None:
    (site.root / "en").rename(tmp_path / "en")
    (site.root / "en").symlink_to(tmp_path / "en")
    assert refusal(site).startswith("en: expected a file, got a symbolic link")


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/passwd", "en//index.html", "en/./x", "log/x", "manifest.json"]
)
def test_a_manifest_that_names_a_path_elsewhere_fails(site: Any, name: str) -> None:
    manifest = json.loads(site.manifest(len(site.entries)))
    manifest["files"][name] = "0" * 64
    seal_with_manifest(site, manifest)
    assert refusal(site).startswith("manifest.json: expected the path of a file inside the site")


def seal_with_manifest(site: Any, manifest: dict[str, Any]) -> None:
    """Seal a site whose manifest is not what its files give."""
    data = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    release = site.release(site.entries, manifest=sha256(data).hexdigest())
    (site.root / "manifest.json").write_bytes(data)
    site.write_log([*site.entries, release])


@pytest.mark.parametrize(
    "change", [{"origin": "example.org/other"}, {"entries": 3}, {"v": 2}, {"files": []}, {"more": 1}]
)
def test_a_manifest_of_something_else_fails(site: Any, change: dict[str, Any]) -> None:
    seal_with_manifest(site, json.loads(site.manifest(len(site.entries))) | change)
    assert refusal(site).startswith("manifest.json: expected")


def test_a_manifest_with_spaces_fails(site: Any) -> None:
    manifest = site.read("manifest.json").replace(",", ", ", 1).encode()
    release = site.release(site.entries, manifest=sha256(manifest).hexdigest())
    (site.root / "manifest.json").write_bytes(manifest)
    site.write_log([*site.entries, release])
    assert "canonical form" in refusal(site)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("stem", "row", "column"), [("stations-mayor", 1, "candidate_ana"), ("totals-mayor", 0, "valid")]
)
def test_an_altered_cell_fails_with_row_and_column(site: Any, stem: str, row: int, column: str, ending: str) -> None:
    path = site.root / f"data/{stem}.{ending}"
    table = pl.read_csv(path, infer_schema_length=None) if ending == "csv" else pl.read_parquet(path)
    table[row, column] = table[row, column] + 1
    table.write_csv(path) if ending == "csv" else table.write_parquet(path)
    site.seal()
    shown = row + (2 if ending == "csv" else 1)
    assert refusal(site).startswith(f"data/{stem}.{ending}, row {shown}, column {column}: expected")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_with_another_shape_fails(site: Any, ending: str) -> None:
    path = site.root / f"data/stations-mayor.{ending}"
    table = pl.read_parquet(site.root / "data/stations-mayor.parquet")
    for other in (table.drop("grade"), table.head(2), pl.concat([table, table]), table.rename({"grade": "mark"})):
        other.write_csv(path) if ending == "csv" else other.write_parquet(path)
        site.seal()
        assert refusal(site).startswith(f"data/stations-mayor.{ending}")


def test_a_table_in_another_encoding_verifies(site: Any) -> None:
    for path in (site.root / "data").glob("*.parquet"):
        pl.read_parquet(path).write_parquet(path, compression="gzip")
    for path in (site.root / "data").glob("*.csv"):
        pl.read_parquet(path.with_suffix(".parquet")).write_csv(path, include_bom=True, quote_style="always")
    site.seal()
    assert verify_site(site.root).cells


def test_a_note_that_travels_in_a_parquet_file_fails(site: Any) -> None:
    path = site.root / "data/findings.parquet"
    pl.read_parquet(path).write_parquet(path, metadata={"author": "somebody"})
    site.seal()
    assert refusal(site).startswith("data/findings.parquet: expected 'no metadata but the schema'")


def test_a_style_sheet_that_this_version_does_not_ship_is_told(site: Any) -> None:
    assert verify_site(site.root, workers=1).foreign_assets == ("assets/style.css",)


@pytest.mark.parametrize("data", [b"", b"PAR1PAR1", b"PAR1" + b"\xff" * 500 + b"PAR1", b'"open', b"\xff\xfe"])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_data_file_that_is_none_fails(site: Any, ending: str, data: bytes) -> None:
    (site.root / f"data/findings.{ending}").write_bytes(data)
    site.seal()
    assert refusal(site).startswith(f"data/findings.{ending}")


# --- the log --------------------------------------------------------------------------------------


def test_an_altered_entry_fails_at_its_tile(site: Any) -> None:
    bundle = next((site.root / "log/tile/entries").rglob("*.p/*"))
    bundle.write_bytes(bundle.read_bytes().replace(b'"ana":1234', b'"ana":1235'))
    assert refusal(site).startswith("tile/0/000.p/")


def test_an_altered_entry_sealed_anew_fails_on_the_pages(site: Any) -> None:
    altered = [entry.replace(b'"ana":1234', b'"ana":1235') for entry in site.entries]
    site.seal(entries_before=altered)
    assert "index.html, tally/mayor/_/candidate:ana: expected 2912, got '2911'" in refusal(site)


def test_a_truncated_tile_fails(site: Any) -> None:
    tile = next((site.root / "log/tile/0").rglob("*.p/*"))
    tile.write_bytes(tile.read_bytes()[:-1])
    assert refusal(site).startswith("tile/0/000.p/")


def test_a_dropped_entry_fails(site: Any) -> None:
    site.seal(entries_before=site.entries[:-1])
    assert "index.html, log/entries" in refusal(site)


@pytest.mark.parametrize(
    "body",
    [
        b"example.org/toy\n9999999999999999999\nAAAA\n",
        b"example.org/toy\n1000000000000\n" + b"A" * 43 + b"=\n",
        b"example.org/toy\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        b"",
        b"\xff" * 60,
        b"x" * 100_000,
    ],
)
def test_a_checkpoint_of_something_else_fails(site: Any, body: bytes) -> None:
    (site.root / "log/checkpoint").write_bytes(body)
    with pytest.raises(REFUSED):
        verify_site(site.root)


def test_another_origin_fails(site: Any) -> None:
    site.replace("log/checkpoint", "example.org/toy", "example.org/boy")
    assert refusal(site).startswith("manifest.json: expected the checkpoint's origin")


@pytest.mark.parametrize(
    "change",
    [
        {"entries": 2},
        {"entries": True},
        {"manifest": "0" * 64},
        {"manifest": 5},
        {"kind": "image"},
        {"v": 1, "kind": []},
    ],
)
def test_a_release_that_does_not_cover_its_log_fails(site: Any, change: dict[str, Any]) -> None:
    site.write_log([*site.entries, site.release(site.entries, **change)])
    assert refusal(site)


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"[]",
        b"not json",
        b'{"kind": "image"}',
        b'{"kind":["image"],"v":1}',
        b'{"kind":"image","v":1.5}',
        b'{"hour":5,"kind":"image","v":1}',
        b'{"kind":"strange","v":1}',
        b'{"kind":"transcription","v":1}',
        b'{"kind":"announcement","v":1}',
        b'{"files":{},"kind":"definition","v":1}',
        b'{"files":{"../x":"00"},"kind":"definition","v":1}',
        b'{"files":[],"kind":"definition","v":1}',
        b'{"contest":[],"decision":"disputed","kind":"adjudication","roles":[],"round":1,"stage":"s","station":{}}',
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b'{"kind":"image","v":' + b"9" * 5000 + b"}",
    ],
)
def test_a_hostile_entry_in_a_consistent_log_fails_without_a_traceback(site: Any, entry: bytes) -> None:
    site.seal(entries_before=[*site.entries, entry])
    with pytest.raises(REFUSED):
        verify_site(site.root)


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 100_000, b"9" * 10_000, b"\xff", b"null"])
def test_a_hostile_manifest_in_a_consistent_log_fails_without_a_traceback(site: Any, data: bytes) -> None:
    release = site.release(site.entries, manifest=sha256(data).hexdigest())
    (site.root / "manifest.json").write_bytes(data)
    site.write_log([*site.entries, release])
    assert refusal(site).startswith("manifest.json: expected")


# --- the definition --------------------------------------------------------------------------------


@pytest.mark.parametrize("sealed", [False, True], ids=["as-is", "sealed-anew"])
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [("definition/stations.csv", "2,South,S1,2,400", "2,South,S1,2,500"), ("definition/election.toml", "Ana", "Eva")],
)
def test_a_swapped_definition_fails(site: Any, path: str, old: str, new: str, sealed: bool) -> None:
    site.replace(path, old, new)
    if sealed:
        site.seal()
    assert refusal(site).startswith(f"{path}: the log says SHA-256")


def _redefine(site: Any) -> None:
    names = ("election.toml", "stations.csv")
    files = {name: sha256((site.root / "definition" / name).read_bytes()).hexdigest() for name in names}
    site.entries.append(canonical.encode({"kind": "definition", "v": 1, "files": files, "why": "", "hour": ""}))
    site.seal()


def test_a_definition_changed_in_the_log_too_changes_the_figures(site: Any) -> None:
    site.replace("definition/stations.csv", "2,South,S1,2,400", "2,South,S1,2,500")
    _redefine(site)
    assert "tally/mayor/_/outstanding: expected 500, got '400'" in refusal(site)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("election.toml", 'source = "roll" }', 'source = "roll" }\ndelimiter = "\\n"'),
        ("election.toml", 'source = "roll" }', 'source = "roll" }\ndelimiter = "\\""'),
        ("election.toml", 'source = "roll" }', 'source = "roll" }\nencoding = "idna"'),
        ("election.toml", 'source = "roll" }', 'source = "roll" }\nencoding = "undefined"'),
        ("election.toml", 'title = "Toy"', "title = " + "[" * 50_000),
        ("election.toml", 'title = "Toy"', "title = " + "9" * 10_000),
        ("election.toml", "[election]", "[selection]"),
        ("election.toml", 'origin = "example.org/toy"', 'origin = "example.org/boy"'),
        ("stations.csv", "S,STATE,CENTRE", 'S,STATE,"' + "C" * 200_000 + '"'),
        ("stations.csv", "S,STATE", "S,S"),
        ("stations.csv", "1,North", "1\x00,North"),
    ],
)
def test_a_hostile_definition_fails_without_a_traceback(site: Any, name: str, old: str, new: str) -> None:
    site.replace(f"definition/{name}", old, new)
    _redefine(site)
    assert refusal(site)


def test_a_folder_that_is_none_is_unreadable_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected the folder of a published site"):
        verify_site(tmp_path / "nowhere")


def test_more_differences_than_can_be_named_are_counted(site: Any) -> None:
    for path in site.root.glob("*/*.html"):
        name = path.relative_to(site.root).as_posix()
        for item in ("stations-missing", "turnout", "coverage", "grade:C"):
            site.replace(name, f'data-ref="tally/mayor/_/{item}"', f'data-ref="tally/mayor/_/{item}x"')
    site.seal()
    message = refusal(site)
    assert len(message.splitlines()) == 21
    assert message.endswith("and 12 more differences")


# --- any byte --------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_altered_byte_anywhere_fails(honest_site: Any, tmp_path_factory: Any, data: st.DataObject) -> None:
    paths = sorted(path.relative_to(honest_site.root) for path in honest_site.root.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(paths))
    original = (honest_site.root / path).read_bytes()
    position = data.draw(st.integers(0, len(original) - 1))
    change = data.draw(st.integers(1, 255))
    root = tmp_path_factory.mktemp("flipped") / "site"
    shutil.copytree(honest_site.root, root)
    (root / path).write_bytes(original[:position] + bytes([original[position] ^ change]) + original[position + 1 :])
    try:
        with pytest.raises(REFUSED):
            verify_site(root, workers=1)
    finally:
        shutil.rmtree(root)
