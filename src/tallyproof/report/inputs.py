"""The inputs of a report as the page lists them: log, rules, announcements, files with their hashes."""

from __future__ import annotations

from typing import Any

from tallyproof.election.schema import Contest
from tallyproof.model import Announcement
from tallyproof.report.content import Report
from tallyproof.report.wording import Wording


def input_views(report: Report, words: Wording, twin_sha256: str) -> dict[str, Any]:
    """Return what stands under 'Inputs, and how to check'."""
    results = report.results
    definition = results.definition
    return {
        "entries": results.entries,
        "last": max(results.entries - 1, 0),
        "origin": definition.file.election.origin,
        "root": report.root,
        "definition": sorted(definition.hashes().items()),
        "rolls": [
            words.say("roll_text", id=one.id, stations=one.stations, registered=one.registered, source=one.source)
            for one in definition.file.universe
        ],
        "cap": _cap(report, words),
        "stations": report.stations,
        "twin": twin_sha256,
        "files": sorted(report.files.items()),
        "announcements": [_announcement(report, words, one) for one in results.announcements],
    }


def _cap(report: Report, words: Wording) -> tuple[str, str]:
    cap = report.results.definition.file.register_.cap
    if cap is None:
        return words.say("cap_none"), ""
    more = words.say("cap_more", plus=cap.plus) if cap.plus else ""
    return words.say(f"cap_{cap.rule}", more=more, votes=cap.votes, column=cap.column), cap.source


def _announcement(report: Report, words: Wording, one: Announcement) -> dict[str, Any]:
    contest = report.results.definition.contests.get(one.contest)
    claims = ", ".join(words.say("claim", percent=words.percent(value), unit=unit) for unit, value in one.coverage)
    return {
        "title": one.title,
        "by": words.say("announced_by", source=one.source, date=one.date),
        "entry": words.say("announced_entry", index=one.index) if one.index >= 0 else "",
        "url": one.url if one.url.startswith(("https://", "http://")) else "",
        "claims": words.say("claims", claims=claims) if claims else "",
        "rows": _announced_rows(words, one, contest),
    }


def _announced_rows(words: Wording, one: Announcement, contest: Contest | None) -> list[tuple[str, str, str]]:
    names = _names(words, contest)
    votes: dict[str, int] = {**one.candidates, **one.counts}
    shares: dict[str, str] = {**one.percentages, **one.count_percentages}
    rows = [
        (
            names.get(id, id),
            words.number(votes[id]) if id in votes else "",
            words.percent(shares[id]) if id in shares else "",
        )
        for id in dict.fromkeys((*one.candidates, *one.percentages, *one.counts, *one.count_percentages))
    ]
    if one.others is not None or one.others_percentage is not None:
        others = "" if one.others is None else words.number(one.others)
        share = "" if one.others_percentage is None else words.percent(one.others_percentage)
        rows.append((words.say("others"), others, share))
    return rows


def _names(words: Wording, contest: Contest | None) -> dict[str, str]:
    if contest is None:
        return {}
    counts = {one.id: one.name.get(words.language) or next(iter(one.name.values())) for one in contest.counts}
    return {"registered": words.say("registered"), **counts, **{one.id: one.name for one in contest.candidates}}
