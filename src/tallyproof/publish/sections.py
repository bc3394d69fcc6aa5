"""The pages beside the results: findings, and method with data."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from markupsafe import Markup

from tallyproof.model import Finding
from tallyproof.publish.edition import Edition
from tallyproof.publish.paths import file_name, place_path, up_from
from tallyproof.publish.remarks import finding_sentence

MOST_FINDINGS = 2_000
MOST_ENTRIES = 20
GLOSSARY = ("A", "B", "C", "quarantined", "disputed", "missing", "annulled", "unknown")


def findings_page(edition: Edition, path: str) -> bytes:
    """Return the list of findings by code, at most MOST_FINDINGS of them; the data file has all."""
    results, texts = edition.results, edition.words.texts
    findings = results.settlement.findings
    by_code: dict[str, list[Finding]] = {}
    for one in findings:
        by_code.setdefault(one.code, []).append(one)
    left, groups = MOST_FINDINGS, []
    for code, group in sorted(by_code.items()):
        shown = group[:left]
        left -= len(shown)
        groups.append(
            {
                "code": code,
                "anchor": file_name(code),
                "title": edition.finding_title(group[0]),
                "count": edition.words.say("findings_count", count=edition.data(f"findings/{code}")),
                "rows": [_row(edition, one, up_from(path)) for one in shown],
            }
        )
    capped = ""
    if len(findings) > MOST_FINDINGS:
        capped = edition.words.say(
            "findings_capped",
            shown=edition.number(MOST_FINDINGS),
            count=edition.number(len(findings)),
            file="data/findings.csv",
        )
    return edition.render(
        "findings.html",
        path,
        title=str(texts["findings"]),
        tally=results.tallies[next(iter(results.definition.contests))][""],
        crumbs=edition.crumbs_to(()),
        groups=groups,
        capped=capped,
    )


def _row(edition: Edition, finding: Finding, up: str) -> dict[str, object]:
    station = edition.frame.register.stations.get(finding.station)
    return {
        "station": finding.station,
        "place": station.place_name if station else "",
        "href": f"{place_path(station.place)}#s-{file_name(station.id)}" if station else "",
        "sentence": finding_sentence(finding, edition.language),
        "entries": edition.entry_links(finding.entries[:MOST_ENTRIES], up),
        "more": edition.words.say("entries_more", count=edition.number(len(finding.entries) - MOST_ENTRIES))
        if len(finding.entries) > MOST_ENTRIES
        else "",
    }


def about_page(edition: Edition, path: str) -> bytes:
    """Return the page that says how the figures came about, what the words mean and how to check it all."""
    results, texts = edition.results, edition.words.texts
    definition = results.definition
    return edition.render(
        "about.html",
        path,
        title=str(texts["about_title"]),
        tally=results.tallies[next(iter(definition.contests))][""],
        crumbs=edition.crumbs_to(()),
        tables=[(stem, edition.words.say("rows", count=edition.number(rows))) for stem, rows in edition.frame.tables],
        files=sorted(definition.files),
        version=Markup('<code class="version">tallyproof {}</code>').format(version("tallyproof")),
        root=Markup('<code class="root">{}</code>').format(edition.frame.root) if edition.frame.root else "",
        universes=_universes(edition),
        sources=[
            (edition.source_title(one.name), texts[f"provenance_{one.provenance.value}"], _web(one.url))
            for one in definition.file.sources
        ],
        glossary=[(kind, texts[f"grade_{kind}"], texts[f"meaning_{kind}"]) for kind in GLOSSARY],
        pictures=texts["pictures_some" if edition.frame.pictures else "pictures_none"],
        gate=edition.words.say("gate_method", threshold=edition.threshold) if edition.ranking_from else "",
    )


def _universes(edition: Edition) -> Sequence[dict[str, object]]:
    definition = edition.results.definition
    areas = edition.frame.register.areas
    return [
        {
            "id": roll.id,
            "area": areas[roll.area].name if roll.area in areas else edition.words.texts["whole"],
            "stations": edition.number(roll.stations),
            "registered": edition.number(roll.registered),
            "source": roll.source,
            "default": roll.id == definition.default_universe,
        }
        for roll in definition.file.universe
    ]


def _web(url: str) -> str:
    """Return an address that a link may carry; anything else is shown nowhere."""
    return url if url.startswith(("https://", "http://")) else ""
