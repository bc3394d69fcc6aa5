"""Names beside figures, on sites as publishing writes them: each falsification is sealed anew."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof import canonical
from tallyproof.compare import compare
from tallyproof.derive import results_from_entries
from tallyproof.election import parse_definition
from tallyproof.errors import VerificationError
from tallyproof.log.merkle import root_of
from tallyproof.model import Announcement, Figures, Provenance, StationTable, TallySheet, Transcription, Way
from tallyproof.publish import build_site, places, sections
from tallyproof.publish.charts import share_bar
from tallyproof.publish.words import words_of
from tallyproof.verify import verify_site
from tallyproof.verify.labels import width_of
from tallyproof.verify.stations import MOST_SOURCES
from tallyproof.verify.words import WORDS

ELECTION = """
[election]
id = "towns"
title = { en = "Towns: two offices", es = "Pueblos: dos cargos" }
date = 2026-01-01
origin = "example.org/toy"

[gate]
ranking_from = "RANKING"

[[levels]]
id = "region"
name = { en = "Region", es = "Región" }
code = "{R}"
label = "{REGION}"

[[levels]]
id = "town"
name = { en = "Town", es = "Pueblo" }
code = "{T}"
label = "{TOWN}"

[register]
station = "{PLACE}.{NO:02}"
place = "{PLACE}"
place_name = "{PLACE_NAME}"
registered = "ROLL"
complete = true
cap = { rule = "registered", source = "roll" }

[[sources]]
name = "league"
provenance = "accredited"

[[sources]]
name = "post"
provenance = "unknown"

[[contests]]
id = "mayor"
name = { en = "Mayor", es = "Alcaldía" }

  [[contests.candidates]]
  id = "ana"
  name = "Ana O'Hara & Co."

  [[contests.candidates]]
  id = "ben"
  name = "Ben <Bo> \\"Bit\\""

  [[contests.lines]]
  id = "moon"
  name = "Moon"
  candidate = "ana"

  [[contests.lines]]
  id = "star"
  name = "Star"
  candidate = "ana"

  [[contests.lines]]
  id = "sun"
  name = "Sun"
  candidate = "ben"

  [[contests.counts]]
  id = "null"
  name = { en = "Null votes", es = "Votos nulos" }
  role = "rejected"

  [[contests.counts]]
  id = "blank"
  name = { en = "Blank votes", es = "Votos en blanco" }
  role = "blank"

  [[contests.outcome]]
  id = "first-place"
  kind = "plurality"

[[contests]]
id = "council"
name = { en = "Council", es = "Concejo" }

  [[contests.candidates]]
  id = "cleo"
  name = "Cleo"

  [[contests.candidates]]
  id = "dan"
  name = "Dan"

  [[contests.candidates]]
  id = "eve"
  name = "Eve"

[[tables]]
id = "mayors"
source = "league"
contest = "mayor"
station = "{S}"
counts = { null = "N", blank = "B" }

  [tables.lines]
  moon = "M"
  star = "S"
  sun = "U"

[[tables]]
id = "councils"
source = "league"
contest = "council"
station = "{S}"

  [tables.candidates]
  cleo = "C"
  dan = "D"
  eve = "E"
"""
REGISTER = b"""R,REGION,T,TOWN,PLACE,PLACE_NAME,NO,ROLL
1,North & Coast,1,Alder,P-1,School,1,1200
1,North & Coast,1,Alder,P-1,School,2,1100
1,North & Coast,2,Birch,P/2,Library,1,1000
2,South,1,Cedar,P3,Town hall,1,800
2,South,1,Cedar,P3,Town hall,2,700
"""
VOTES = {"P-1.01": (300, 150, 350), "P-1.02": (400, 20, 30), "P/2.01": (100, 90, 300), "P3.01": (60, 70, 210)}


def made(root: Path, made_site: Any, *, ranking: str = "0%", rivals: int = 1) -> Any:
    """Return a site of two contests, ballot lines, a rival of unknown origin and announcements, as published."""
    files = {"election.toml": ELECTION.replace("RANKING", ranking).encode(), "stations.csv": REGISTER}
    hashes = {name: sha256(data).hexdigest() for name, data in files.items()}
    records: list[Any] = [{"kind": "definition", "v": 1, "files": hashes, "why": "first", "hour": "2026-01-01T10Z"}]
    for table in ("mayors", "councils"):
        one = StationTable(len(records), table, "league", Provenance.ACCREDITED, 4)
        records.append(canonical.table_record(one, commitment="", name="", url="", obtained="", hour="2026-01-02T09Z"))
    for row, (station, (moon, star, sun)) in enumerate(VOTES.items(), 2):
        lines = Figures({"moon": moon, "star": star, "sun": sun}, None, {"null": 7, "blank": 4})
        shares = Figures(None, {"cleo": moon, "dan": sun, "eve": star}, {})
        for table_index, contest, figures in ((1, "mayor", lines), (2, "council", shares)):
            reading = Transcription(
                -1, contest, 1, "station-count", station, station, Way.TABLE, "table", figures,
                table=table_index, row=row,
            )  # fmt: skip
            records.append(canonical.transcription_record(reading))
    for number in range(rivals):
        records.append({"kind": "image", "v": 1, "hour": "2026-01-02T09Z"})
        sheet = TallySheet(-1, (len(records) - 1,), "", "station-count", "tally-sheet", Provenance.UNKNOWN, "post", "")
        records.append(canonical.sheet_record(sheet, contests=["mayor"], round_=1))
        rival = Figures({"moon": 1, "star": 2, "sun": 600 + number}, None, {"null": 0, "blank": 0})
        reading = Transcription(
            -1, "mayor", 1, "station-count", "P3.02", "P3.02", Way.QR, "qr", rival, sheet=len(records) - 1
        )  # fmt: skip
        records.append(canonical.transcription_record(reading))
    for name, area, votes in (("first", "", 900), ("second", "", 1100), ("north", "1", 640)):
        announcement = Announcement(
            name, f"The {name} <bulletin>", "2026-01-02", "mayor", area, f"{name} speaker", {"ana": votes, "ben": 700},
            {"ana": "55.1", "ben": "42.9"}, {"null": 12, "registered": 4800}, {}, (), others=9,
        )  # fmt: skip
        records.append(canonical.announcement_record(announcement))
    entries = [canonical.encode(record) for record in records]
    results = results_from_entries(parse_definition(files), entries)
    build_site(
        root,
        results=results,
        comparisons=[compare(results, one) for one in results.announcements],
        pictures={},
        root=root_of(entries).hex(),
    )
    site = made_site(root, entries)
    site.seal()
    return site


@pytest.fixture(scope="session")
def published(honest_site: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A published site that no test changes."""
    return made(tmp_path_factory.mktemp("published") / "site", type(honest_site))


@pytest.fixture
def towns(published: Any, tmp_path: Path) -> Any:
    """A copy of the published site, to be falsified."""
    shutil.copytree(published.root, tmp_path / "site")
    return type(published)(tmp_path / "site", list(published.entries))


def test_a_published_site_of_two_contests_verifies(published: Any) -> None:
    assert verify_site(published.root, workers=1).figures > 500


def test_a_published_site_below_its_ranking_threshold_verifies(honest_site: Any, tmp_path: Path) -> None:
    site = made(tmp_path / "gated", type(honest_site), ranking="95%")
    assert verify_site(site.root, workers=1).pages
    assert "share:" not in site.read("en/index.html")
    assert "share:" in site.read("en/area/1.html")


def test_of_many_rivals_a_page_lists_the_first_and_counts_the_rest(honest_site: Any, tmp_path: Path) -> None:
    assert MOST_SOURCES == places.MOST_SOURCES == sections.MOST_ENTRIES
    site = made(tmp_path / "rivals", type(honest_site), rivals=1234)
    assert verify_site(site.root, workers=1).pages
    page = site.read("en/place/P3.html")
    station = page.split('id="s-P3.02"')[1]
    assert station.count("/log/tile/entries/") == 20
    assert "and 1,214 more" in station
    assert len(page) < 40_000
    assert site.read("es/findings.html").count("y 1.214 más") == 1
    assert "expected numbers" in falsified(site, "en/place/P3.html", ("and 1,214 more", "and 14 more"))


ANA, BEN = "Ana O&#39;Hara &amp; Co.", "Ben &lt;Bo&gt; &#34;Bit&#34;"
HOME = "../../en/area/"
# Page, the first text, and the second: each stands where the other stood, everywhere on the page or once.
SWAPPED = {
    "candidates of the whole": ("index.html", f'<th scope="row">{ANA}', f'<th scope="row">{BEN}'),
    "candidates of an area": ("es/area/1.html", f'<th scope="row">{ANA}', f'<th scope="row">{BEN}'),
    "candidates of another contest": ("en/area/2-1.html", '<th scope="row">Cleo', '<th scope="row">Dan'),
    "candidates of a station": ("en/place/P-1.html", f'<th scope="row">{ANA}', f'<th scope="row">{BEN}'),
    "ballot lines of an area": ("en/area/1.html", '<th scope="row">Moon', '<th scope="row">Sun'),
    "whose ballot lines": ("en/area/1.html", f"<td>{ANA}", f"<td>{BEN}"),
    "ballot lines of a station": ("es/place/P-1.html", '<th scope="row">Moon', '<th scope="row">Star'),
    "whose ballot lines at a station": ("es/place/P-1.html", f"<small>{ANA}", f"<small>{BEN}"),
    "counts": ("en/index.html", '<th scope="row">Null votes', '<th scope="row">Blank votes'),
    "counts of a station": ("es/place/P_2F2.html", '<th scope="row">Votos nulos', '<th scope="row">Votos en blanco'),
    "a candidate and the total": ("en/area/2.html", '<th scope="row">Total for candidates', '<th scope="row">Cleo'),
    "columns of candidates": ("en/index.html", f'class="n">{ANA}</th>', f'class="n">{BEN}</th>'),
    "columns of an area's table": ("es/area/1.html", 'class="n">Cleo</th>', 'class="n">Eve</th>'),
    "columns of votes and share": ("en/index.html", '"n">Votes</th>', '"n">Share</th>'),
    "columns announced and held": ("en/announced.html", '"n">Announced</th>', '"n edge">Held</th>'),
    "labels announced and held": ("en/announced.html", 'data-label="Announced"', 'data-label="Held"'),
    "columns of counted and expected": ("es/index.html", '"n">Mesas contadas</th>', '"n">Esperadas</th>'),
    "areas": ("en/index.html", ">North &amp; Coast</a>", ">South</a>"),
    "links of areas": ("en/index.html", '"row"><a href="../en/area/1.html">', '"row"><a href="../en/area/2.html">'),
    "areas below an area": ("es/area/1.html", ">Alder</a></th>", ">Birch</a></th>"),
    "stations": ("en/place/P-1.html", "Polling station 01 <small>P-1.01", "Polling station 02 <small>P-1.02"),
    "station numbers": ("es/place/P3.html", "<h2>Mesa 01", "<h2>Mesa 02"),
    "contests": ("en/area/1.html", '<span class="contest-name">Mayor', '<span class="contest-name">Council'),
    "contests of a station": ("es/place/P-1.html", "<h3>Alcaldía", "<h3>Concejo"),
    "contests of areas": ("en/index.html", "<caption>Mayor. ", "<caption>Council. "),
    "announcements": ("en/announced.html", "The first &lt;bulletin&gt;</h2>", "The second &lt;bulletin&gt;</h2>"),
    "announcements of the whole": ("index.html", "The first &lt;bulletin&gt;</h3>", "The second &lt;bulletin&gt;</h3>"),
    "who announced": ("es/announced.html", '<p class="by">first speaker', '<p class="by">second speaker'),
    "announced candidates": ("es/announced.html", f'<th scope="row">{ANA}', f'<th scope="row">{BEN}'),
    "announced counts": ("es/announced.html", '"row">Votos nulos', '"row">Electores inscritos'),
    "key figures": ("en/area/2.html", "<dt>Valid votes", "<dt>Stations counted"),
    "bars of the outcome": ("en/index.html", f"<dt>Lead of {ANA}", "<dt>Votes still possible"),
    "grades of a strip": ("en/index.html", "<span>Missing: nothing held", "<span>Origin unknown: in no main total"),
}  # fmt: skip


def falsified(site: Any, path: str, *changes: tuple[str, str]) -> str:
    """Return what a site fails with once texts of a page are changed and it is sealed anew."""
    text = site.read(path)
    for old, new in changes:
        assert old in text, f"{path} has no {old!r}"
        text = text.replace(old, new)
    (site.root / path).write_bytes(text.encode())
    site.seal()
    with pytest.raises(VerificationError) as caught:
        verify_site(site.root, workers=1)
    return str(caught.value)


@pytest.mark.parametrize(("path", "first", "second"), SWAPPED.values(), ids=SWAPPED.keys())
def test_swapped_names_fail_with_their_page(towns: Any, path: str, first: str, second: str) -> None:
    message = falsified(towns, path, (first, "\0"), (second, first), ("\0", second))
    assert all(line.startswith((f"{path}: ", "and ")) for line in message.splitlines())


CHANGED: dict[str, tuple[str, Sequence[tuple[str, str]]]] = {
    "a candidate of nobody": ("en/index.html", [(f'<th scope="row">{BEN}', '<th scope="row">Zoe')]),
    "a name in part": ("en/index.html", [(f'<th scope="row">{ANA}', '<th scope="row">Ana')]),
    "a second name as a note": ("es/place/P-1.html", [("</th><td", " <small>Dan</small></th><td")]),
    "markup in a name": ("en/index.html", [(f'<th scope="row">{ANA}', f'<th scope="row"><b>{ANA}</b>')]),
    "a span of rows": ("en/index.html", [('<th scope="row">', '<th scope="row" rowspan="2">')]),
    "a name in a cell of text": ("en/index.html", [('<td class="n"><data', '<td class="n">Dan: <data')]),
    "a figure beside a table": ("en/area/1.html", [("</table>", "</table></div>"), ("<tr>", "<p>"), ("</tr>", "</p>")]),
    "a table that is not closed": ("en/area/1.html", [("</table>", "")]),
    "heads removed": ("en/index.html", [('<th scope="col" class="n">Votes</th>', "")]),
    "the heading of an area": ("en/area/1.html", [("<h1>North &amp; Coast", "<h1>South")]),
    "the heading of the whole": ("en/index.html", [("<h1>Towns: two offices", "<h1>South")]),
    "the heading of a place": ("en/place/P3.html", [("<h1>Town hall", "<h1>School")]),
    "two headings": ("en/place/P3.html", [("<h1>", "<h1>School</h1><h1>")]),
    "the area above": ("en/area/1-1.html", [('/area/1.html">North &amp; Coast', '/area/1.html">South')]),
    "the link to the area above": ("es/place/P3.html", [("/area/2-1.html", "/area/1-1.html")]),
    "no areas above": ("es/place/P3.html", [('<nav class="crumbs"', "<nav")]),
    "an announced area": ("en/announced.html", [(">North &amp; Coast</a>", ">South</a>")]),
    "figures of another area": ("en/area/2.html", [('data-ref="tally/mayor/2-1/', 'data-ref="tally/mayor/2/')]),
    "a table on a page of words": (
        "en/about.html",
        [("</main>", '<table><tr><td><data value="5" data-ref="log/entries">5</data></td></tr></table></main>')],
    ),
    "a longer bar": ("en/index.html", [('class="fill" width="', 'class="fill" width="1')]),
    "a second length in a bar": ("en/index.html", [('<rect class="half" x="50%"', '<rect class="fill" x="9%"')]),
    "a station twice": ("en/place/P-1.html", [("02 <small>P-1.02", "01 <small>P-1.01")]),
    "a station without its heading": ("en/place/P-1.html", [("<h2>Polling station 02 <small>P-1.02</small></h2>", "")]),
    "a comment": ("en/index.html", [("<main", "<!-- --><main")]),
    "a template": ("en/index.html", [("<main", "<template></template><main")]),
    "hidden content": ("en/index.html", [('<table class="result"', '<table hidden class="result"')]),
    "a style": ("en/index.html", [('<table class="result"', '<table style="opacity:0" class="result"')]),
    "a hidden part": ("en/index.html", [('<section class="contest"', '<section hidden class="contest"')]),
    "another title": ("en/area/1.html", [("<title>North &amp; Coast", "<title>South")]),
    "a title of more stations": ("en/area/1.html", [("Coast · 3 of 3", "Coast · 9 of 3")]),
    "a link preview of more stations": ("index.html", [('og:description" content="4', 'og:description" content="5')]),
    "another line on top": ("es/index.html", [("No es el resultado oficial", "Es el resultado oficial")]),
    "another hour": ("en/about.html", [("2 January 2026, 09:00", "2 January 2026, 19:00")]),
    "another word on the outcome": ("en/index.html", [("First place can still change:", "First place cannot change:")]),
    "no word on the outcome": ("es/area/1.html", [('<p class="verdict">', '<p class="small">')]),
    "a link to another station": ("en/area/1-1.html", [("#s-P-1.01", "#s-P-1.02")]),
    "the grade of a station in a list": ("es/area/1-1.html", [('<a class="mark C"', '<a class="mark A"')]),
    "the word of a grade in a list": ("en/area/1-1.html", [("<span>C</span>", "<span>A</span>")]),
    "a polling place in a list": ("es/area/1-2.html", [(">Library</a>", ">School</a>")]),
    "a link to a place nobody named": ("en/findings.html", [("<main", '<a href="https://example.net/">more</a><main')]),
    "a link to no file": ("en/index.html", [('href="../es/index.html" lang', 'href="../es/none.html" lang')]),
    "a language's link to another page": ("en/area/1.html", [("/es/area/1.html", "/es/area/2.html")]),
    "a link of another form": ("en/index.html", [('<a class="skip"', '<a id="x" class="skip"')]),
    "the style of another page": ("en/index.html", [('href="../assets/style.css"', 'href="../en/index.html"')]),
    "the grade of a station": (
        "es/place/P-1.html",
        [("C: tabla de alguien, sin imagen", "A: imagen leída de dos maneras que coinciden")],
    ),
    "the colour of a grade": ("es/place/P-1.html", [('"badge C"', '"badge A"')]),
    "the origin of a station": ("en/place/P-1.html", [("(accredited source)", "(authority)")]),
    "an entry of a station": ("en/place/P-1.html", [(">3</a>", ">5</a>")]),
    "a number in a sentence": ("en/about.html", [("5 rows", "7 rows")]),
    "a number beside a name": ("en/place/P-1.html", [("<h1>School", "<h1>School</h1><p>1,234 more</p><h1>")]),
    "another root": ("es/about.html", [('<code class="root">', '<code class="root">0')]),
    "a picture on a page of totals": ("en/index.html", [("<main", '<img src="../assets/icon.svg" alt=""><main')]),
    "a page within an attribute": ("en/index.html", [("<main", "<main title='<p>'")]),
    "a page within the title": ("en/index.html", [("</title>", "<p></title>")]),
}  # fmt: skip


@pytest.mark.parametrize(("path", "changes"), CHANGED.values(), ids=CHANGED.keys())
def test_a_changed_name_or_place_of_a_name_fails_with_its_page(
    towns: Any, path: str, changes: Sequence[tuple[str, str]]
) -> None:
    assert falsified(towns, path, *changes).startswith(path)


def test_the_style_of_a_site_that_this_version_wrote_is_the_one_it_ships(towns: Any) -> None:
    assert verify_site(towns.root, workers=1).foreign_assets == ()
    assert falsified(towns, "assets/style.css", ("body {", "data { display: none } body {")).startswith(
        "assets/style.css: expected the file that this version ships"
    )


def test_a_difference_says_which_name_was_expected(towns: Any) -> None:
    message = falsified(towns, "en/place/P-1.html", ('<th scope="row">Cleo', '<th scope="row">Dan'))
    assert message == (
        "en/place/P-1.html: station/council/P-1.01/candidate:cleo: expected the name 'Cleo' beside this figure, "
        "got 'Dan'\n"
        "en/place/P-1.html: station/council/P-1.02/candidate:cleo: expected the name 'Cleo' beside this figure, "
        "got 'Dan'"
    )


def test_what_was_fine_on_one_page_is_looked_at_again_where_it_differs(towns: Any) -> None:
    message = falsified(towns, "es/place/P3.html", ('<th scope="row">Eve', '<th scope="row">Dan'))
    assert message.startswith("es/place/P3.html: station/council/P3.01/candidate:eve")


def test_the_words_beside_figures_are_those_that_publishing_writes() -> None:
    for key, texts in WORDS.items():
        assert dict(texts) == {language: str(words_of(language).texts[key]) for language in ("en", "es")}


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_bars_are_as_wide_as_publishing_draws_them(part: int, whole: int) -> None:
    part = min(part, whole)
    assert f'class="fill" width="{width_of(part, whole)}"' in share_bar(Fraction(part, whole))
