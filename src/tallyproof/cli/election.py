"""From an empty folder to a tally: init, intake, import, read, check, tally, run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import (
    ElectionArgument,
    JsonOption,
    PathsArgument,
    SchedulerOption,
    SourceOption,
    WorkersOption,
    app,
    print_json,
)
from tallyproof.errors import UsageError


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write a commented example election to start from.

    Example: tallyproof init my-election
    """
    from tallyproof.steps.starting import start_election

    for name in start_election(folder):
        print(folder / name)
    screen.say(
        f"{folder / 'secret'} was made as well: the election's secret. Keep a copy apart from this machine and show it "
        "to nobody: who holds it can tell which pictures came in, and without it the folder cannot be used again."
    )
    screen.say(f"Now edit {folder / 'election.toml'}; then: tallyproof intake {folder} PHOTOS --source NAME")


@app.command()
def intake(
    election: ElectionArgument,
    paths: PathsArgument,
    source: SourceOption,
    workers: WorkersOption = 2,
    as_json: JsonOption = False,
) -> None:
    """Take in photographs, scans, PDFs, zips and folders as evidence. The same file twice is kept once.

    Example: tallyproof intake my-election photos/ --source observers
    """
    from tallyproof import pipeline

    with (
        screen.progress() as progress,
        pipeline.opened(election, progress=progress, workers=workers) as opened,
    ):
        report = opened.intake(paths, source=source)
    print_json(report.as_json()) if as_json else screen.intake(report)
    if report.refused:
        raise typer.Exit(1)


@app.command(name="import")
def import_(
    election: ElectionArgument,
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="A CSV or Parquet file.")],
    source: SourceOption,
    mapping: Annotated[str | None, typer.Option("--table", help="Which [[tables]] to use, if several fit.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at a bad row; nothing is imported then.")] = False,
    aggregate: Annotated[bool, typer.Option("--aggregate", help="TABLE has collation forms, one in a row.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import somebody's station table: its rows are claims of grade C.

    Example: tallyproof import my-election table.csv --source newspaper
    """
    from tallyproof import pipeline

    if aggregate:
        if mapping is not None:
            raise UsageError("--table: expected it without --aggregate, whose columns are named by ids; leave it out")
        with pipeline.opened(election) as opened:
            forms = opened.import_sheets(table, source=source, strict=strict)
        print_json(forms.as_json()) if as_json else print(forms.as_text())
        if forms.problems or forms.unknown:
            raise typer.Exit(1)
        return
    with pipeline.opened(election) as opened:
        report = opened.import_table(table, source=source, table=mapping, strict=strict)
    print_json(report.as_json()) if as_json else screen.imported(report)
    if report.problems or report.unknown:
        raise typer.Exit(1)


@app.command()
def read(
    election: ElectionArgument, workers: WorkersOption = 2, scheduler: SchedulerOption = "", as_json: JsonOption = False
) -> None:
    """Read the pages that are held and not yet read. Stop it at any time; it goes on where it was.

    Example: tallyproof read my-election
    """
    from tallyproof import pipeline

    with (
        screen.progress() as progress,
        pipeline.opened(election, progress=progress, workers=workers, scheduler=scheduler) as opened,
    ):
        report = opened.read()
    print_json(report.as_json()) if as_json else screen.read(report)


@app.command()
def check(election: ElectionArgument, as_json: JsonOption = False) -> None:
    """List what the checks found, and the figures that people have to key. Exits with 1 when there are findings.

    Example: tallyproof check my-election
    """
    from tallyproof import pipeline
    from tallyproof.steps.unread import unread_sheets

    with pipeline.opened(election) as opened:
        results = opened.results()
        unread = unread_sheets(results)
        received = opened.received(results, unread)
    if as_json:
        to_key = [one.as_json(received.get(one.sheet, ())) for one in unread]
        print_json({**screen.findings_json(results, received), "to_key": to_key})
    else:
        screen.findings(results, received)
        screen.unread(unread, received)
    if results.settlement.findings:
        raise typer.Exit(1)


@app.command()
def tally(
    election: ElectionArgument,
    by: Annotated[str | None, typer.Option("--by", metavar="LEVEL", help="Totals of every area of a level.")] = None,
    area: Annotated[str, typer.Option("--area", metavar="CODE", help="One area; the whole if not given.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Print totals, shares, turnout, coverage, grades and whether the outcome can still change.

    Example: tallyproof tally my-election --by state
    """
    from tallyproof import pipeline

    with pipeline.opened(election) as opened:
        results = opened.results()
    tallies = screen.chosen_tallies(results, by=by, area=area)
    print_json(screen.tallies_json(results, tallies)) if as_json else screen.tallies(results, tallies)


@app.command()
def run(
    election: ElectionArgument,
    paths: PathsArgument,
    source: SourceOption,
    workers: WorkersOption = 2,
    scheduler: SchedulerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Do everything: intake, read, settle, tally, compare, publish.

    Example: tallyproof run my-election photos/ --source observers
    """
    from tallyproof import pipeline

    with screen.progress() as progress:
        received, read_report, results, site, warnings = pipeline.run(
            election, paths, source=source, progress=progress, workers=workers, scheduler=scheduler
        )
    for warning in warnings:
        screen.say(warning)
    tallies = screen.chosen_tallies(results, by=None, area="")
    if as_json:
        parts = {"intake": received.as_json(), "read": read_report.as_json(), "site": str(site / "index.html")}
        print_json({**parts, "tallies": screen.tallies_json(results, tallies)})
    else:
        screen.intake(received)
        screen.read(read_report)
        screen.tallies(results, tallies)
        print(site / "index.html")
    if received.refused:
        raise typer.Exit(1)
