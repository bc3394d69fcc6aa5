"""What the commands show a person: tables on stdout, progress and messages on stderr."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, SpinnerColumn, Task, TaskID
from rich.table import Table
from rich.text import Text

from tallyproof.errors import UsageError
from tallyproof.model import Grade, OutcomeBound, ResultKey, Tally, Verdict
from tallyproof.read.problems import sentence
from tallyproof.steps.progress import Meter
from tallyproof.tally.figures import percent, station_coverage, turnout

if TYPE_CHECKING:
    # Django, OpenCV and the rest are loaded by the command that needs them: 'tallyproof --help' answers at once.
    from tallyproof.steps.importing import ImportReport
    from tallyproof.steps.intake import IntakeReport
    from tallyproof.steps.reading import ReadReport
    from tallyproof.steps.records import Progress as Report
    from tallyproof.steps.unread import UnreadSheet
    from tallyproof.tally import Results
    from tallyproof.verify import VerificationReport

SHOWN = 20
_OUTSIDE = "of unknown origin and in no total"
LOG_SECONDS = 10.0
"""Between two lines of progress where standard error is no terminal."""
_BAR_FROM, _SPINNER_FROM = 90, 60

_out = Console(highlight=False, emoji=False)
_err = Console(stderr=True, highlight=False, emoji=False)


def _plain(text: str) -> str:
    """Return text from outside so that it can neither style nor steer the terminal."""
    return escape("".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text))


def say(text: str) -> None:
    """Tell a person something that is no data."""
    _err.print(_plain(text))


def error(text: str) -> None:
    """Tell a person why the command stopped."""
    _err.print(f"[bold red]Error[/] {_plain(text)}", soft_wrap=True)


@contextmanager
def progress(clock: Callable[[], float] = time.monotonic) -> Iterator[Report]:
    """Show how far each stage is: a line that moves on a terminal, else a line now and then."""
    with _moving(clock) if _err.is_terminal else _logged(clock) as report:
        yield report


class _Line(ProgressColumn):
    """The meter's line, made anew whenever the terminal is drawn: the time that is left goes on."""

    def render(self, task: Task) -> Text:
        beside = _BAR_FROM // 2 if _err.width >= _BAR_FROM else 2 if _err.width >= _SPINNER_FROM else 0
        return Text(task.fields["meter"].line(_err.width - beside), no_wrap=True)


@contextmanager
def _moving(clock: Callable[[], float]) -> Iterator[Report]:
    spinner = (SpinnerColumn(),) if _err.width >= _SPINNER_FROM else ()
    bar = (BarColumn(bar_width=None),) if _err.width >= _BAR_FROM else ()
    # Twice a second: a telephone at the other end of an ssh connection draws every change.
    with Progress(*spinner, _Line(), *bar, console=_err, refresh_per_second=2, expand=bool(bar)) as bars:
        tasks: dict[str, tuple[TaskID, Meter]] = {}

        def report(stage: str, done: int, of: int | None, *, unread: int = 0) -> None:
            if stage not in tasks:
                meter = Meter(stage, clock)
                tasks[stage] = (bars.add_task(stage, total=of, meter=meter), meter)
            task, meter = tasks[stage]
            meter.tell(done, of, unread)
            bars.update(task, completed=done, total=of)

        yield report


@dataclass(slots=True)
class _LoggedStage:
    """A stage whose state is printed now and then: when it was last, and whether something was told since."""

    meter: Meter
    shown: float
    has_lines: bool = False
    is_behind: bool = False


@contextmanager
def _logged(clock: Callable[[], float]) -> Iterator[Report]:
    """Print a line every few seconds, and a last one for each stage that took so long."""
    stages: dict[str, _LoggedStage] = {}

    def show(one: _LoggedStage) -> None:
        _err.print(_plain(one.meter.line()), soft_wrap=True)
        one.has_lines, one.is_behind = True, False

    def report(stage: str, done: int, of: int | None, *, unread: int = 0) -> None:
        now = clock()
        one = stages.setdefault(stage, _LoggedStage(Meter(stage, clock), now))
        one.meter.tell(done, of, unread)
        one.is_behind = one.has_lines
        if now - one.shown >= LOG_SECONDS:
            one.shown = now
            show(one)

    try:
        yield report
    finally:
        for one in stages.values():
            if one.is_behind:
                show(one)


def _counted(count: int, of: str) -> str:
    return f"{count:,} {of}{'' if count == 1 else 's'}"


def intake(report: IntakeReport) -> None:
    """Show what became of the files."""
    _out.print(
        f"Received {_counted(report.received, 'new file')} ({_counted(report.pages, 'page')}); "
        f"{len(report.known):,} held already; {len(report.refused):,} refused."
    )
    _listed([f"{name} is the same file as one received before" for name in report.known])
    _listed([f"refused: {reason}" for _, reason in report.refused])


def imported(report: ImportReport) -> None:
    """Show what became of a table."""
    was = "" if report.new else " (the same table was imported before: nothing was added)"
    _out.print(f"Table {report.table}: {_counted(report.rows, 'good row')}, read as {report.encoding}{was}.")
    if report.derived_stations:
        _out.print(
            f"The register was derived from it: {_counted(report.derived_stations, 'station')}. It shows only stations "
            "that are held, so coverage is measured against the universe in election.toml."
        )
    if report.problems:
        _out.print(f"{_counted(len(report.problems), 'problem')}; these rows were left out:")
        _listed([str(problem) for problem in report.problems])
    if report.together:
        _out.print(
            f"{len(report.together):,} rows speak of several stations together and count for none of them; "
            "'tallyproof stations' compares them with the sum."
        )
    if report.unknown:
        _out.print(f"{len(report.unknown):,} station codes are in no register:")
        _listed(list(report.unknown))


# The ways of writing in the words of whoever waits for them.
_WAYS = {"qr": "QR code", "digits": "printed digits", "words": "numbers in words", "boxes": "handwritten boxes"}


def read(report: ReadReport) -> None:
    """Show how many pages were read in which ways, why others were not, and what photographers should do."""
    left = sum(report.unread.values())
    ways = ", ".join(f"{report.ways[way]:,} by {name}" for way, name in _WAYS.items() if way in report.ways)
    _out.print(
        f"Read {_counted(report.read, 'page')}{f' ({ways})' if ways else ''}; {left:,} left unread; "
        f"{report.already:,} read before."
    )
    _listed([f"{count:,} unread: {reason}" for reason, count in sorted(report.unread.items())])
    if report.unread_figures:
        _out.print(f"Left unread, since no reader was sure: {_counted(report.unread_figures, 'figure')}.")
    if report.problems:
        _out.print("Pictures that no reader got whole, and what whoever photographs can do:")
        counted = sorted(report.problems.items(), key=lambda item: (-item[1], item[0]))
        _listed([f"{count:,}: {sentence(problem, 'en')}" for problem, count in counted])
    if left:
        _out.print("'tallyproof check' names the sheets and where their files lie.")


def _stations_by_grade(results: Results) -> dict[str, int]:
    """Return how many stations stand as what; graded ones that are in no main total stand apart as 'outside'."""
    held = Counter(
        "outside" if one.grade.is_counted and not one.in_main_total else one.grade.value
        for one in results.settlement.results.values()
    )
    return {kind: held[kind] for kind in (*(grade.value for grade in Grade), "outside") if held[kind]}


def findings(results: Results, received: Mapping[int, Sequence[str]]) -> None:
    """Show grades, then findings counted by code with the first few of each.

    `received` are the files in evidence/ of a sheet's entry: they are for whoever holds the folder alone.
    """
    from tallyproof.publish.remarks import finding_sides

    by_grade = _stations_by_grade(results)
    said = {_OUTSIDE if kind == "outside" else kind: count for kind, count in by_grade.items()}
    _out.print("Stations by grade: " + ", ".join(f"{kind} {count:,}" for kind, count in said.items()))
    by_code: dict[str, list[str]] = {}
    for one in results.settlement.findings:
        expected, found = finding_sides(one, "en")
        facts = [one.station or "no station", *([f"expected {expected}"] if expected else [])]
        facts += [f"found {found}"] if found else []
        facts += [f"entries {', '.join(map(str, one.entries))}"] if one.entries else []
        files = [file for entry in one.entries for file in received.get(entry, ())]
        facts += [f"received as {', '.join(files)}"] if files else []
        by_code.setdefault(one.code, []).append("; ".join(facts))
    for code, lines in sorted(by_code.items()):
        _out.print(f"\n[bold]{_plain(code)}[/] ({len(lines):,})")
        _listed(lines)
    if not by_code:
        _out.print("No findings. Passing proves nothing about where the sheets come from.")


def findings_json(results: Results, received: Mapping[int, Sequence[str]]) -> dict[str, object]:
    """Return grades and all findings for machines."""
    return {
        "grades": _stations_by_grade(results),
        "findings": [
            {
                "code": one.code,
                "station": one.station,
                "contest": one.contest,
                "expected": one.expected,
                "found": one.found,
                "entries": list(one.entries),
                "received": [file for entry in one.entries for file in received.get(entry, ())],
            }
            for one in results.settlement.findings
        ],
    }


def unread(sheets: Sequence[UnreadSheet], received: Mapping[int, Sequence[str]]) -> None:
    """Show the sheets that were read in part: which figures people have to key, and where the picture lies."""
    if not sheets:
        return
    figures = sum(len(one.figures) for one in sheets)
    _out.print(f"\n[bold]to key[/] (figures that no reader was sure of: {figures:,}, on sheets: {len(sheets):,})")
    _listed([one.as_text(received.get(one.sheet, ())) for one in sheets])


def chosen_tallies(results: Results, *, by: str | None, area: str) -> list[Tally]:
    """Return the tallies that --by and --area ask for, of every contest."""
    register = results.definition.register
    areas = register.areas if register else {}
    levels = [level.id for level in results.definition.file.levels]
    if area and area not in areas:
        raise UsageError(f"--area: expected an area code of the register, got {area!r}; see them with --by LEVEL")
    if by is not None and by not in levels:
        raise UsageError(f"--by: expected a level of election.toml, got {by!r}; known: {', '.join(levels) or 'none'}")
    codes = [area]
    if by is not None:
        below = [one.code for one in areas.values() if one.level == by]
        codes = [code for code in below if not area or code == area or code.startswith(f"{area}-")]
    return [tallies[code] for tallies in results.tallies.values() for code in codes]


def tallies_json(results: Results, chosen: Sequence[Tally]) -> list[dict[str, object]]:
    """Return tallies for machines; shares are strings with two decimals."""
    return [
        {
            "contest": one.contest,
            "round": one.round,
            "stage": one.stage,
            "area": one.area,
            "candidates": dict(one.candidates),
            "shares": {candidate: percent(one.share(candidate)) for candidate in one.candidates},
            "lines": dict(one.lines),
            "line_stations": one.line_stations,
            "valid": one.valid,
            "counts": dict(one.counts),
            "count_stations": dict(one.count_stations),
            "registered": one.registered,
            "turnout": percent(turnout(one)),
            "by_grade": dict(one.by_grade),
            "by_provenance": dict(one.by_provenance),
            "inconsistent": one.inconsistent,
            "coverage": {
                "stations_counted": one.coverage.stations_counted,
                "stations_expected": one.coverage.stations_expected,
                "stations_missing": one.coverage.stations_missing,
                "registered_counted": one.coverage.registered_counted,
                "registered_expected": one.coverage.registered_expected,
                "registered_missing": one.coverage.registered_missing,
                "universe": one.coverage.universe,
                "source": one.coverage.source,
            },
            "outstanding": one.outstanding,
            "contested": contested_stations(results, one),
            "outcome": [
                {
                    "condition": bound.condition,
                    "holds": bound.holds,
                    "verdict": bound.verdict.value,
                    "leader": bound.leader,
                    "runner_up": bound.runner_up,
                    "margin": bound.margin,
                    "outstanding": bound.outstanding,
                    "stations_false": bound.stations_false,
                    "reason": bound.reason,
                }
                for bound in one.outcome
            ],
        }
        for one in chosen
    ]


def tallies(results: Results, chosen: Sequence[Tally]) -> None:
    """Show one tally in full, or several as one table."""
    if len(chosen) == 1:
        _one_tally(results, chosen[0])
        return
    areas = results.definition.register.areas if results.definition.register else {}
    for contest in results.definition.file.contests:
        names = {candidate.id: candidate.name for candidate in contest.candidates}
        state = "provisional, arrival is not random, not the official result"
        title = f"{_rehearsal(results)}{contest.name.get('en', contest.id)}: {state}"
        table = Table(title=_plain(title))
        table.add_column("Area")
        table.add_column("Stations", justify="right")
        table.add_column("Valid votes", justify="right")
        table.add_column("First")
        table.add_column("Second")
        for one in chosen:
            if one.contest != contest.id:
                continue
            ranked = sorted(one.candidates, key=one.candidates.__getitem__, reverse=True)[:2]
            places = [f"{names[candidate]} {percent(one.share(candidate))}%" for candidate in ranked if one.valid]
            name = areas[one.area].name if one.area in areas else "Whole"
            stations = f"{one.coverage.stations_counted:,}"
            table.add_row(_plain(f"{one.area} {name}"), stations, f"{one.valid:,}", *map(_plain, places))
        _out.print(table)
    _out.print("Every candidate and count: with --json.")


def verified(report: VerificationReport) -> None:
    """Show what a verification recomputed, the result it found, and what it cannot know."""
    _out.print(f"[bold]Verified[/]: {_plain(report.origin)}, {report.entries:,} entries up to {report.hour}")
    _out.print(f"  root of these entries {report.entries_root}", soft_wrap=True)
    _out.print(f"  root of the log, this release included {report.root}", soft_wrap=True)
    _out.print(
        f"  {report.figures:,} figures on {report.pages:,} pages and {report.cells:,} cells of data recomputed; "
        f"{report.hashed_files:,} files held by hash only"
    )
    if report.audits or report.audits_lapsed:
        _out.print(
            f"  checks of the transcription derived again: {report.audits:,}; resting on an older definition, and not "
            f"derived: {report.audits_lapsed:,}",
            soft_wrap=True,
        )
    for one in report.headlines:
        of = "an unknown number" if one.stations_expected is None else f"{one.stations_expected:,}"
        _out.print(
            f"  {_plain(one.name)}: {_plain(one.leader_name) or 'nobody'} {one.votes:,} ({one.share or '–'}%) in "
            f"{one.stations_counted:,} stations of {of}; provisional, not the official result"
        )
    if report.foreign_assets:
        files = ", ".join(report.foreign_assets)
        _out.print(
            f"[bold]Not the files that this version ships[/]: {_plain(files)}. Another style sheet can hide or restyle "
            "what pages say: verify with the version that the page on the method names."
        )
    for line in report.scope:
        _out.print(f"- {_plain(line)}")


def _rehearsal(results: Results) -> str:
    return "REHEARSAL. " if results.definition.file.election.rehearsal else ""


def _one_tally(results: Results, one: Tally) -> None:
    contest = results.definition.contests[one.contest]
    areas = results.definition.register.areas if results.definition.register else {}
    name = areas[one.area].name if one.area else "the whole"
    coverage = one.coverage
    expected = "of an unknown number" if coverage.stations_expected is None else f"of {coverage.stations_expected:,}"
    _out.print(
        f"{_rehearsal(results)}[bold]{_plain(contest.name.get('en', contest.id))}, {_plain(name)}[/]: "
        f"{coverage.stations_counted:,} stations counted {expected}; "
        "provisional, arrival is not random, not the official result"
    )
    table = Table()
    for column in ("Candidate", "Votes", "Share %"):
        table.add_column(column, justify="left" if column == "Candidate" else "right")
    for candidate in sorted(contest.candidates, key=lambda c: -one.candidates[c.id]):
        votes = f"{one.candidates[candidate.id]:,}"
        table.add_row(_plain(candidate.name), votes, percent(one.share(candidate.id)) or "–")
    table.add_section()
    table.add_row("Valid, as calculated", f"{one.valid:,}", "")
    for count in contest.counts:
        if count.id in one.counts:
            where = one.count_stations[count.id]
            suffix = "" if where == coverage.stations_counted else f" (from {where:,} stations)"
            table.add_row(_plain(count.name.get("en", count.id)) + suffix, f"{one.counts[count.id]:,}", "")
    _out.print(table)
    share = percent(station_coverage(coverage))
    missing = coverage.registered_missing
    _out.print(
        "Coverage: not computed: register incomplete"
        if share is None or missing is None
        else f"Coverage: {share}% of stations; not counted: {coverage.stations_missing:,} stations with "
        f"{missing:,} registered voters ({_plain(coverage.source)})"
    )
    voted = percent(turnout(one))
    _out.print(f"Turnout in counted stations: {'not computed' if voted is None else f'{voted}%'}")
    outside = {_OUTSIDE: one.outside} if one.outside else {}
    for name, groups in (
        ("grade", {**dict(sorted(one.by_grade.items())), **outside}),
        ("provenance", one.by_provenance),
    ):
        if groups:
            _out.print(f"By {name}: " + ", ".join(f"{kind} {count:,}" for kind, count in groups.items()))
    if one.by_grade.get(Grade.MISSING.value):
        _out.print(
            "Missing are stations of the register of which nothing is held: no sheet that was read, no table row."
        )
    _outcome(results, one)


def _outcome(results: Results, tally: Tally) -> None:
    """Show whether each condition can still change, from where votes can still come, and what that rests on."""
    from tallyproof.publish.outcome import assumptions, condition_text

    contest = results.definition.contests[tally.contest]
    texts = {condition.id: condition_text(condition, "en") for condition in contest.outcome}
    names = {one.id: one.name for one in contest.candidates}
    for bound in tally.outcome:
        _out.print(_plain(_bound_sentence(texts[bound.condition], names.get(bound.leader, "nobody"), bound)))
    possible = next((one.outstanding for one in tally.outcome if one.outstanding is not None), None)
    if tally.outstanding is None or possible is None:
        return
    parts = [f"{tally.outstanding:,} in stations not counted ({_not_counted(tally)})"]
    contested = len(contested_stations(results, tally))
    if contested:
        parts.append(
            f"{possible - tally.outstanding:,} in {contested:,} counted but contested by a sheet of unknown origin"
        )
    _out.print(f"Votes still possible: {possible:,}: {'; '.join(parts)}")
    _out.print("Assumptions:")
    for line in assumptions(results, tally, "en"):
        _out.print(f"  - {_plain(line)}")


def contested_stations(results: Results, tally: Tally) -> list[str]:
    """Return the counted stations of a tally's area that a sheet of unknown origin contests."""
    register = results.definition.register
    stations = register.stations_of_area.get(tally.area, []) if register else []
    keys = [ResultKey(tally.contest, tally.round, one.id, tally.stage) for one in stations]
    held = [results.settlement.results[key] for key in keys if key in results.settlement.results]
    return [one.key.station for one in held if one.contested and one.in_main_total]


def _not_counted(tally: Tally) -> str:
    """Return what the stations that bring nothing yet are, each kind with its number."""
    held = {kind: tally.by_grade.get(kind, 0) for kind in (Grade.QUARANTINED.value, Grade.DISPUTED.value)}
    held["of unknown origin"] = tally.outside
    missing = tally.by_grade.get(Grade.MISSING.value, 0)
    if tally.coverage.stations_missing is not None:
        annulled = tally.by_grade.get(Grade.ANNULLED.value, 0)
        missing = max(tally.coverage.stations_missing - annulled - sum(held.values()), 0)
    parts = {Grade.MISSING.value: missing, **held}
    return ", ".join(f"{kind} {count:,}" for kind, count in parts.items() if count) or "none"


def _bound_sentence(condition: str, leader: str, bound: OutcomeBound) -> str:
    if bound.reason == "unsupported-rule":
        return f"{condition}: this rule is not supported, so nothing is said"
    who = f"{condition}: {leader}"
    margin = "" if bound.margin is None else f", margin {bound.margin:,}"
    if bound.verdict is Verdict.NOT_COMPUTED:
        reasons = {
            "register-incomplete": "not computed: register incomplete",
            "no-votes-counted": "no votes counted yet",
        }
        return f"{who}{margin}; {reasons.get(bound.reason, bound.reason)}"
    held = "holds" if bound.holds else "does not hold"
    can = "cannot change under these assumptions" if bound.verdict is Verdict.CANNOT_CHANGE else "can change"
    false = bound.stations_false or 0
    stations = f" unless {false:,} {'station is' if false == 1 else 'stations are'} false" if false else ""
    return f"{who}{margin}; {held} now; {can}{stations}"


def _listed(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        _out.print(f"  {_plain(line)}", soft_wrap=True)
    if len(lines) > SHOWN:
        _out.print(f"  … and {len(lines) - SHOWN:,} more (all with --json)")
