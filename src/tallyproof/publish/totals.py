"""The pages of totals: the whole election and each area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tallyproof.check.changes import CHANGE_CODES
from tallyproof.election.schema import Condition, Contest
from tallyproof.model import Grade, OutcomeBound, Tally, Verdict
from tallyproof.publish import charts
from tallyproof.publish.announced import announcement_view
from tallyproof.publish.edition import Basis, Edition, area_line, short_id, stands_as
from tallyproof.publish.outcome import assumptions, condition_text
from tallyproof.publish.paths import area_path, file_name, place_path
from tallyproof.publish.remarks import finding_title

MOST_SHARES = 4
MOST_ANNOUNCED = 4


def area_page(edition: Edition, path: str, code: str) -> bytes:
    """Return the page of an area in all contests; '' is the whole."""
    results, register = edition.results, edition.frame.register
    line = area_line(register, code)
    tallies = [results.tallies[contest][code] for contest in results.definition.contests]
    area = register.areas.get(code)
    return edition.render(
        "area.html",
        path,
        title=area.name if area else edition.local(results.definition.file.election.title),
        tally=tallies[0],
        crumbs=edition.crumbs_to(line)[:-1],
        heading=area.name if area else "",
        changes=[] if code else _changes(edition),
        level=edition.level_name(area) if area else "",
        contests=[_contest(edition, tally) for tally in tallies],
        several=len(tallies) > 1,
        below=_below(edition, code),
        downloads=[] if code else edition.frame.tables,
        announcements=[
            announcement_view(edition, one, most=MOST_ANNOUNCED) for one in results.announcements if one.area == code
        ],
        footnote=edition.words.texts["grade_not_genuine"],
    )


def _changes(edition: Edition) -> list[tuple[str, str, Markup]]:
    """Return what was changed or taken back after the first reading as (anchor, title, how many)."""
    codes = [code for code in CHANGE_CODES if edition.has(f"findings/{code}")]
    return [
        (file_name(code), finding_title(code, edition.language), edition.data(f"findings/{code}")) for code in codes
    ]


@dataclass(frozen=True)
class _Refs:
    """Figures of one tally by item."""

    edition: Edition
    tally: Tally

    def __call__(self, item: str) -> Markup:
        return self.edition.data(self.edition.tally_ref(self.tally.contest, self.tally.area, item))


def _contest(edition: Edition, tally: Tally) -> dict[str, Any]:
    results, contest = edition.results, edition.results.definition.contests[tally.contest]
    refs, gated = _Refs(edition, tally), edition.is_gated(tally)
    return {
        "id": contest.id,
        "name": edition.local(contest.name),
        "counted": edition.counted_figures(tally),
        "empty": not tally.coverage.stations_counted,
        "gated": _gate_sentence(edition, tally) if gated else "",
        "key": _key_figures(edition, tally, refs),
        "basis": _basis(edition, tally, refs),
        "basis_lead": _basis_lead(edition, tally, refs),
        "rows": _candidates(contest, tally, refs, gated=gated),
        "caption": edition.words.texts["caption_definition" if gated else "caption_votes"],
        "valid": refs("valid"),
        "counts": _counts(edition, contest, tally, refs),
        "lines": _lines(edition, contest, tally, refs),
        "strip": _strip(edition, tally, refs),
        "outcome": [] if gated or not tally.valid else [_outcome(edition, contest, one, refs) for one in tally.outcome],
        "assumptions": assumptions(results, tally, edition.language),
        "inconsistent": tally.inconsistent and edition.words.say("inconsistent_stations", count=refs("inconsistent")),
    }


def _gate_sentence(edition: Edition, tally: Tally) -> Markup:
    if tally.coverage.stations_expected is None:
        return edition.words.say("gated_unknown", threshold=edition.threshold)
    coverage = edition.data(edition.tally_ref(tally.contest, tally.area, "coverage"))
    return edition.words.say("gated", coverage=coverage, threshold=edition.threshold)


def _key_figures(edition: Edition, tally: Tally, refs: _Refs) -> list[dict[str, object]]:
    """Return the figures at the top: coverage in stations and in registered voters, valid votes, turnout."""
    say, texts, coverage = edition.words.say, edition.words.texts, tally.coverage
    unknown = texts["not_computed"]
    stations, voters = [unknown], [texts["voters_note"], unknown]
    if coverage.stations_expected is not None:
        share = say("of_expected", expected=refs("stations-expected"))
        missing = say("not_counted_yet", missing=refs("stations-missing"))
        stations = [share, Markup(" · ").join([refs("coverage"), missing])]
    if coverage.registered_expected is not None:
        expected, missing = refs("registered-expected"), refs("registered-missing")
        of_all = say("of_universe", expected=expected, universe=coverage.universe, missing=missing)
        voters = [texts["voters_note"], of_all]
    has_turnout = edition.has(edition.tally_ref(tally.contest, tally.area, "turnout"))
    return [
        {"name": texts["stations_counted"], "value": refs("stations-counted"), "notes": stations},
        {"name": texts["voters_counted"], "value": refs("registered"), "notes": voters},
        {"name": texts["valid"], "value": refs("valid"), "notes": [texts["valid_note"]]},
        {
            "name": texts["turnout"],
            "value": refs("turnout"),
            "notes": [texts["turnout_note" if has_turnout else "turnout_none"]],
        },
    ]


def _groups(edition: Edition, tally: Tally) -> list[tuple[Basis, int]]:
    groups = edition.frame.basis[tally.contest].get(tally.area, Counter())
    return sorted(groups.items(), key=lambda one: (not one[0].in_total, one[0].grade, one[0].provenance, one[0].source))


def _basis(edition: Edition, tally: Tally, refs: _Refs) -> list[dict[str, object]]:
    """Return grade by provenance and source; a group that is its whole grade carries that public figure."""
    texts = edition.words.texts
    return [
        {
            "kind": one.grade if one.in_total else "unknown",
            "grade": texts[f"grade_{one.grade}"],
            "source": edition.source_title(one.source),
            "provenance": texts[f"provenance_{one.provenance}"],
            "in_total": texts["in_total" if one.in_total else "not_in_total"],
            "count": _group_count(edition, tally, one, count, refs),
        }
        for one, count in _groups(edition, tally)
    ]


def _group_count(edition: Edition, tally: Tally, group: Basis, count: int, refs: _Refs) -> Markup | str:
    """Return how many stations a group has, as a public figure where it is the whole of one."""
    if not group.in_total:
        return refs("outside") if tally.outside == count else edition.number(count)
    if tally.by_grade.get(group.grade) == count:
        return refs(f"grade:{group.grade}")
    if tally.by_provenance.get(group.provenance) == count:
        return refs(f"provenance:{group.provenance}")
    return edition.number(count)


def _basis_lead(edition: Edition, tally: Tally, refs: _Refs) -> Markup:
    """Return the headline's split: so many pictures read, so many stations from a table published by …"""
    parts = []
    for group, count in _groups(edition, tally):
        if group.in_total:
            number = _group_count(edition, tally, group, count, refs)
            source = edition.source_title(group.source)
            parts.append(edition.words.say(f"read_{group.grade}", count=number, source=source))
    return Markup("; ").join(parts)


def _candidates(contest: Contest, tally: Tally, refs: _Refs, *, gated: bool) -> list[dict[str, object]]:
    order = [one.id for one in contest.candidates]
    names = {one.id: one.name for one in contest.candidates}
    if not gated:
        order.sort(key=lambda one: -tally.candidates[one])
    return [
        {
            "name": names[one],
            "votes": refs(f"candidate:{one}"),
            "share": "" if gated else refs(f"share:{one}"),
            "bar": "" if gated else charts.share_bar(tally.share(one)),
        }
        for one in order
    ]


def _counts(edition: Edition, contest: Contest, tally: Tally, refs: _Refs) -> list[tuple[str, Markup, Markup | str]]:
    rows: list[tuple[str, Markup, Markup | str]] = []
    written, counted = edition.words.texts["as_written"], tally.coverage.stations_counted
    for count in contest.counts:
        held = tally.count_stations.get(count.id, 0)
        if held:
            note: Markup = written
            if held < counted:
                known = edition.number(held)
                note += "; " + edition.words.say("count_partial", stations=known, counted=refs("stations-counted"))
            rows.append((edition.local(count.name), refs(f"count:{count.id}"), note))
    return rows


def _lines(edition: Edition, contest: Contest, tally: Tally, refs: _Refs) -> dict[str, object] | None:
    if not tally.line_stations:
        return None
    names = {one.id: one.name for one in contest.candidates}
    return {
        "note": edition.words.say("lines_note", stations=refs("line-stations"), counted=refs("stations-counted")),
        "rows": [(line.name, names[line.candidate], refs(f"line:{line.id}")) for line in contest.lines],
    }


def _strip(edition: Edition, tally: Tally, refs: _Refs) -> dict[str, object]:
    """Return how the expected stations stand, drawn in proportion and said in numbers."""
    texts, held = edition.words.texts, (Grade.A, Grade.B, Grade.C, Grade.QUARANTINED, Grade.DISPUTED)
    parts = [(grade.value, tally.by_grade.get(grade.value, 0), refs(f"grade:{grade.value}")) for grade in held]
    parts.append(("unknown", tally.outside, refs("outside")))
    parts.append((Grade.ANNULLED.value, tally.by_grade.get("annulled", 0), refs("grade:annulled")))
    expected, known = tally.coverage.stations_expected, tally.by_grade.get("missing", 0)
    missing = known if expected is None else max(expected - sum(count for _, count, _ in parts), 0)
    number = refs("grade:missing") if missing == known else Markup.escape(edition.number(missing))
    if missing == tally.coverage.stations_missing:
        number = refs("stations-missing")
    parts.append((Grade.MISSING.value, missing, number))
    # A strip of a register that may lack stations would look like 100%: then there are numbers only.
    is_whole = expected is not None
    shown = [one for one in parts if one[1]]
    return {
        "label": texts["strip_label" if expected is not None else "strip_label_held"],
        "svg": charts.strip([(kind, count) for kind, count, _ in shown]) if shown and is_whole else "",
        "legend": [(charts.swatch(kind), texts[f"grade_{kind}"], number) for kind, _, number in shown],
    }


# --- the outcome -----------------------------------------------------------------------------------


def _outcome(edition: Edition, contest: Contest, bound: OutcomeBound, refs: _Refs) -> dict[str, object]:
    condition = next(one for one in contest.outcome if one.id == bound.condition)
    names = {one.id: one.name for one in contest.candidates}
    margin, outstanding = refs(f"bound:{bound.condition}:margin"), refs(f"bound:{bound.condition}:outstanding")
    leader, second = names.get(bound.leader, ""), names.get(bound.runner_up, edition.words.texts["nobody"])
    bars: list[tuple[object, Markup, Markup]] = []
    if bound.margin is not None and bound.outstanding is not None and condition.kind == "plurality":
        largest = max(bound.margin, bound.outstanding)
        bars = [
            (edition.words.say("lead_bar", leader=leader), margin, charts.length_bar(bound.margin, largest)),
            (edition.words.texts["outstanding_bar"], outstanding, charts.length_bar(bound.outstanding, largest)),
        ]
    values = {
        "leader": leader,
        "second": second,
        "margin": margin,
        "outstanding": outstanding,
        "condition": condition_text(condition, edition.language),
        "holds": edition.words.texts["holds" if bound.holds else "holds_not"],
    }
    false = ""
    if bound.stations_false is not None and bound.verdict is Verdict.CANNOT_CHANGE:
        count = refs(f"bound:{bound.condition}:stations-false")
        false = edition.words.say("false_stations", count=count)
    return {"sentence": edition.words.say(_outcome_key(condition, bound), **values), "bars": bars, "false": false}


def _outcome_key(condition: Condition, bound: OutcomeBound) -> str:
    if bound.reason == "unsupported-rule":
        return "outcome_unsupported"
    if bound.reason == "no-votes-counted":
        return "outcome_no_votes"
    first = "first" if condition.kind == "plurality" else "condition"
    ends = {Verdict.CANNOT_CHANGE: "cannot", Verdict.CAN_CHANGE: "can", Verdict.NOT_COMPUTED: "unknown"}
    return f"{first}_{ends[bound.verdict]}"


# --- what lies below an area -------------------------------------------------------------------------


def _below(edition: Edition, code: str) -> dict[str, Any]:
    children = edition.frame.register.children.get(code, [])
    if children:
        tables = [_areas_table(edition, contest, code) for contest in edition.results.definition.contests]
        title = edition.words.say("by_area", level=edition.level_name(children[0]).lower())
        return {"title": title, "areas": tables, "places": []}
    return {
        "title": edition.words.texts["by_place"],
        "areas": [],
        "places": [_place_row(edition, place) for place in edition.frame.places.get(code, [])],
    }


def _areas_table(edition: Edition, contest: str, code: str) -> dict[str, object]:
    shape, tallies = edition.results.definition.contests[contest], edition.results.tallies[contest]
    whole, say = tallies[""], edition.words.say
    hidden = edition.is_gated(whole) or edition.is_gated(tallies[code])
    order = sorted(shape.candidates, key=lambda one: -whole.candidates[one.id])
    shown = [] if hidden else order[:MOST_SHARES]
    if hidden:
        note = say("shown_gated", threshold=edition.threshold)
    elif len(shown) < len(order):
        note = say("shown_some", count=len(shown))
    else:
        note = say("shown_all")
    rows, has_expected = [], False
    for area in edition.frame.register.children[code]:
        refs, tally = _Refs(edition, tallies[area.code]), tallies[area.code]
        gated = edition.is_gated(tally)
        has_expected |= tally.coverage.stations_expected is not None
        rows.append(
            {
                "href": area_path(area.code),
                "name": area.name,
                "counted": refs("stations-counted"),
                "expected": refs("stations-expected"),
                "valid": refs("valid"),
                "shares": ["" if gated else refs(f"share:{one.id}") for one in shown],
            }
        )
    return {
        "name": edition.local(shape.name),
        "note": say("area_note", shown=note) if shown else note,
        "heads": [one.name for one in shown],
        "rows": rows,
        "expected": has_expected,
    }


def _place_row(edition: Edition, place: str) -> dict[str, object]:
    """Return a polling place with the grade of each of its stations, in the first contest."""
    contest = next(iter(edition.results.definition.contests))
    stations = edition.frame.stations_of(place)
    marks = []
    for station in stations:
        kind = stands_as(edition.results.station(contest, station.id))
        marks.append((file_name(station.id), short_id(station), kind, edition.words.texts[f"short_{kind}"]))
    return {"href": place_path(place), "name": stations[0].place_name, "id": place, "stations": marks}
