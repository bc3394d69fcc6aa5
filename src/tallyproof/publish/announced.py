"""What was announced beside what is held: the tables, and what the arithmetic says in words."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from tallyproof.compare import Comparison, Statement, assumption_text, names_of, sentence
from tallyproof.election.schema import Contest
from tallyproof.model import Announcement
from tallyproof.publish import numbers
from tallyproof.publish.edition import Edition
from tallyproof.publish.paths import area_path, file_name


def announced_page(edition: Edition, path: str) -> bytes:
    """Return the page of all announcements, each with what follows from it."""
    results = edition.results
    compared = {one.announcement.id: one for one in edition.frame.comparisons}
    views = []
    for announcement in results.announcements:
        comparison = compared.get(announcement.id)
        statements = _statements(edition, comparison) if comparison else []
        views.append({**announcement_view(edition, announcement), "statements": statements})
    texts = edition.words.texts
    return edition.render(
        "announced.html",
        path,
        title=str(texts["announced_title"]),
        tally=results.tallies[next(iter(results.definition.contests))][""],
        crumbs=edition.crumbs_to(()),
        announcements=views,
    )


def announcement_view(edition: Edition, announcement: Announcement, *, most: int | None = None) -> dict[str, Any]:
    """Return an announcement's table: announced votes and shares beside the held ones, at most so many rows."""
    results, register = edition.results, edition.frame.register
    contest = results.definition.contests[announcement.contest]
    tally = results.tallies[contest.id].get(announcement.area)
    area = register.areas.get(announcement.area)
    gated = tally is None or edition.is_gated(tally)
    say = edition.words.say
    units = [
        say("claim", value=numbers.percent_text(value, edition.language), unit=unit)
        for unit, value in announcement.coverage
    ]
    date = numbers.iso_day_text(announcement.date, edition.language)
    return {
        "anchor": file_name(announcement.id),
        "title": announcement.title,
        "by": say("announced_by", source=announcement.source, date=date),
        "url": announcement.url if announcement.url.startswith(("https://", "http://")) else "",
        "contest": edition.local(contest.name),
        "area": (area_path(area.code), area.name) if area else None,
        "coverage": say("claimed", claims=Markup(", ").join(units)) if units else "",
        "held_basis": say("held_basis", basis=edition.counted_figures(tally)) if tally else "",
        "gated": gated,
        "rows": _rows(edition, announcement, contest, gated=gated)[:most],
    }


def _rows(edition: Edition, announcement: Announcement, contest: Contest, *, gated: bool) -> list[tuple[object, ...]]:
    """Return (name, announced, announced share, held, held share), in the order of the announcement."""
    base, held = f"announced/{announcement.id}/", f"held/{announcement.id}/"
    named = {**announcement.candidates, **dict.fromkeys(announcement.percentages, 0)}
    names = {one.id: one.name for one in contest.candidates}
    order = [one.id for one in contest.candidates if one.id in named]
    if not gated:
        order.sort(key=lambda one: -announcement.candidates.get(one, 0))
    rows: list[tuple[object, ...]] = [
        (
            names[one],
            edition.data(f"{base}candidate:{one}"),
            edition.data(f"{base}percentage:{one}"),
            edition.data(f"{held}candidate:{one}"),
            "" if gated else edition.data(f"{held}share:{one}"),
        )
        for one in order
    ]
    if announcement.others is not None or announcement.others_percentage is not None:
        others, share = edition.data(f"{base}others"), edition.data(f"{base}others-percentage")
        rows.append((edition.words.texts["others"], others, share, "", ""))
    counts = edition.count_names(contest) | {"registered": str(edition.words.texts["registered"])}
    for count in dict.fromkeys((*announcement.counts, *announcement.count_percentages)):
        item = "registered" if count == "registered" else f"count:{count}"
        announced, share = edition.data(f"{base}count:{count}"), edition.data(f"{base}count-percentage:{count}")
        rows.append((counts[count], announced, share, edition.data(f"{held}{item}"), ""))
    return rows


def _statements(edition: Edition, comparison: Comparison) -> list[dict[str, object]]:
    contest = edition.results.definition.contests[comparison.announcement.contest]
    areas = edition.frame.register.areas
    used = {one.values["area"] for one in comparison.statements if one.values.get("area") in areas}
    names = {**names_of(contest, edition.language), **{f"area:{code}": areas[code].name for code in used}}
    contradictions = comparison.contradictions
    return [{**_statement(edition, one, names), "contradicts": one in contradictions} for one in comparison.statements]


def _statement(edition: Edition, statement: Statement, names: dict[str, str]) -> dict[str, object]:
    return {
        "code": statement.code,
        "tier": statement.tier,
        "sentence": sentence(statement, edition.language, names),
        "assumptions": [assumption_text(code, statement.values, edition.language) for code in statement.assumptions],
    }
