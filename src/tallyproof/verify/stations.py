"""What stands at a station beside its figures: its grade and origin, the entries it rests on, their pictures."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Sequence

from tallyproof.log.tiles import TILE_WIDTH, bundle_path
from tallyproof.model import Grade, PollingStation, StationResult
from tallyproof.tally import Results
from tallyproof.verify.differences import shown
from tallyproof.verify.labels import Labels, source_of, stands_as
from tallyproof.verify.numbers import written

# Of a station's entries and sources a page shows so many, and how many more there are.
MOST_SOURCES = 20
_BADGE = re.compile(r'<span class="badge ([a-zA-Z]*)">([^<>]*)</span>')
_FACT = re.compile(r"<span>[^<>]*: ([^<>]*) \(([^<>()]*)\)</span>")
_LINK = re.compile(r'<a href="([^"<>]*)">([^<>]*)</a>')
_PICTURE = re.compile(
    r'<img src="([^"<>]*)" alt="[^"<>]*"(?: loading="lazy")?(?: width="([0-9]*)" height="([0-9]*)")?>'
)


class Stations:
    """Checks the part of a page that one station has in one contest."""

    def __init__(self, results: Results, labels: Labels, paths: Collection[str]) -> None:
        self._results = results
        self._labels = labels
        self._pictures = {
            int(path.removeprefix("sheets/").removesuffix(".jpg"))
            for path in paths
            if path.startswith("sheets/") and path.endswith(".jpg") and path[7:-4].isdecimal()
        }
        self._size = results.entries + 1

    def problems(self, contest: str, station: PollingStation, part: str, up: str) -> Iterator[str]:
        """Give what is wrong at a station, beside its figures."""
        result, words = self._results.station(contest, station.id), self._labels.words
        kind = stands_as(result)
        grade = words[f"grade_{kind if result is None else result.grade.value}"]
        if [(one, html.unescape(said)) for one, said in _BADGE.findall(part)] != [(kind, grade)]:
            yield f"station {station.id!r}: expected the grade {grade!r}, got {shown(_BADGE.findall(part))}"
        links = [(html.unescape(href), said) for href, said in _LINK.findall(part)]
        pictures = [(html.unescape(href), width, height) for href, width, height in _PICTURE.findall(part)]
        if part.count("<img") != len(pictures):
            yield f"station {station.id!r}: expected pictures of its sheets only, got others"
        wanted: list[tuple[str, str]] = []
        images: list[int] = []
        origin: list[tuple[str, str]] = []
        if result is not None and result.grade not in (Grade.MISSING, Grade.ANNULLED):
            images = self._images_of(result)
            entries = (*result.rests_on[:MOST_SOURCES], *result.held_back[:MOST_SOURCES])
            wanted = self._entries(entries, up)
            wanted += [(f"{up}sheets/{image}.jpg", words["sheet_open"]) for image in images]
            origin = self._origin(result)
        if links != wanted:
            yield f"station {station.id!r}: expected links to {shown(wanted)}, got {shown(links)}"
        if [href for href, _, _ in pictures] != [f"{up}sheets/{image}.jpg" for image in images]:
            got = shown([href for href, _, _ in pictures])
            yield f"station {station.id!r}: expected the pictures of image entries {images}, got {got}"
        facts = [(html.unescape(source), html.unescape(said)) for source, said in _FACT.findall(part)]
        if facts != origin:
            yield f"station {station.id!r}: expected the origin {shown(origin)}, got {shown(facts)}"

    def _entries(self, entries: Sequence[int], up: str) -> list[tuple[str, str]]:
        links = []
        for index in entries:
            number = index // TILE_WIDTH
            bundle = bundle_path(number, min(TILE_WIDTH, self._size - number * TILE_WIDTH))
            links.append((f"{up}log/{bundle}", written(str(index), self._labels.language) or ""))
        return links

    def _images_of(self, result: StationResult) -> list[int]:
        """Return the published images of the sheets that a result rests on or holds back, in the order of readings."""
        if not self._pictures:
            return []
        settlement = self._results.settlement
        images: dict[int, None] = {}
        held = dict.fromkeys((*result.rests_on, *result.held_back))
        indexes = [index for index in held if index in settlement.transcriptions]
        for index in sorted(indexes[:MOST_SOURCES]):
            of_sheet = settlement.transcriptions[index].sheet
            sheet = settlement.sheets.get(-1 if of_sheet is None else of_sheet)
            for image in sheet.images if sheet else ():
                if image in self._pictures:
                    images[image] = None
        return list(images)

    def _origin(self, result: StationResult) -> list[tuple[str, str]]:
        """Return the name of the source of a result's figures and its provenance; nothing where nobody is named."""
        source = source_of(self._results, result)
        known = self._results.definition.sources.get(source)
        name = self._labels.local(known.title) if known and known.title else source
        return [(name, self._labels.words[f"provenance_{result.provenance.value}"])] if source else []
