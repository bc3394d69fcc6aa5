"""The command line: one short function per command. Data to stdout, progress and messages to stderr."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from tallyproof import screen
from tallyproof.errors import InputError, TallyproofError, UsageError

BUG = 70
STOPPED = 130

app = typer.Typer(
    name="tallyproof",
    help="From photographs of tally sheets to a public result that any stranger can recompute.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
journal_app = typer.Typer(help="Move the journal between databases, with identical bytes.", no_args_is_help=True)
app.add_typer(journal_app, name="journal")
layout_app = typer.Typer(help="Write layout files for forms.", no_args_is_help=True)
app.add_typer(layout_app, name="layout")
quick_count_app = typer.Typer(
    help="Draw a probability sample of stations that anybody can draw again, and estimate from it.",
    no_args_is_help=True,
)
app.add_typer(quick_count_app, name="quick-count")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"tallyproof {version('tallyproof')}")
        raise typer.Exit


@app.callback()
def tallyproof(
    shown: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """From photographs of tally sheets to a public result that any stranger can recompute."""


ElectionArgument = Annotated[Path, typer.Argument(metavar="ELECTION", help="The election folder.")]
SourceOption = Annotated[str, typer.Option("--source", help="Who sends them: a source named in election.toml.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, max=64, help="How many processes work side by side.")]
SchedulerOption = Annotated[
    str,
    typer.Option("--scheduler", metavar="ADDRESS", help="Read by the workers of a Dask scheduler: tls://HOST:PORT."),
]
PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Pictures, PDFs, zips or folders.")]


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))


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
    _print_json(report.as_json()) if as_json else screen.intake(report)
    if report.refused:
        raise typer.Exit(1)


@app.command(name="import")
def import_(
    election: ElectionArgument,
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="A CSV or Parquet file.")],
    source: SourceOption,
    mapping: Annotated[str | None, typer.Option("--table", help="Which [[tables]] to use, if several fit.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at a bad row; nothing is imported then.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import somebody's station table: its rows are claims of grade C.

    Example: tallyproof import my-election table.csv --source newspaper
    """
    from tallyproof import pipeline

    with pipeline.opened(election) as opened:
        report = opened.import_table(table, source=source, table=mapping, strict=strict)
    _print_json(report.as_json()) if as_json else screen.imported(report)
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
    _print_json(report.as_json()) if as_json else screen.read(report)


@app.command()
def check(election: ElectionArgument, as_json: JsonOption = False) -> None:
    """List what the checks found, by code, with expected and found. Exits with 1 when there are findings.

    Example: tallyproof check my-election
    """
    from tallyproof import pipeline

    with pipeline.opened(election) as opened:
        results = opened.results()
        received = opened.received(results)
    _print_json(screen.findings_json(results, received)) if as_json else screen.findings(results, received)
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
    _print_json(screen.tallies_json(results, tallies)) if as_json else screen.tallies(results, tallies)


@app.command()
def compare(
    election: ElectionArgument,
    language: Annotated[str, typer.Option("--language", help="en or es.")] = "en",
    as_json: JsonOption = False,
) -> None:
    """Test the announcements in announcements/*.toml against what is held.

    Example: tallyproof compare my-election --language es
    """
    from tallyproof import pipeline
    from tallyproof.compare import as_text

    if language not in ("en", "es"):
        raise UsageError(f"--language: expected en or es, got {language!r}")
    with pipeline.opened(election) as opened:
        results = opened.results()
        comparisons = opened.comparisons(results)
    if not comparisons:
        screen.say(f"No announcement to compare: put one in {election / 'announcements'} (see docs/election-toml.md).")
    if as_json:
        _print_json([one.as_json() for one in comparisons])
    else:
        print("\n\n".join(as_text(one, language) for one in comparisons))


@app.command()
def publish(
    election: ElectionArgument,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Default: site/ in the folder.")] = None,
    workers: WorkersOption = 2,
) -> None:
    """Write the static site: written aside and swapped in, so that it is always whole.

    Example: tallyproof publish my-election && open my-election/site/index.html
    """
    from tallyproof import pipeline

    with (
        screen.progress() as progress,
        pipeline.opened(election, progress=progress, workers=workers) as opened,
    ):
        site = opened.publish(out)
    for warning in opened.warnings():
        screen.say(warning)
    print(site / "index.html")


@app.command()
def verify(
    site: Annotated[Path, typer.Argument(metavar="SITE", help="A published folder, or a zip of one.")],
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Also build every page anew and compare each byte (a folder only).")
    ] = False,
    workers: WorkersOption = 2,
    as_json: JsonOption = False,
) -> None:
    """Recompute every figure of a published site from its entries. Exits with 4 at any difference.

    Example: tallyproof verify my-election/site
    """
    from tallyproof.steps.rebuilding import rebuild as build_again
    from tallyproof.verify import verify_archive, verify_site

    if rebuild and site.is_file():
        raise UsageError(f"--rebuild: expected a folder, got the file {site}; unpack it first")
    if (site / "election.toml").exists() and not (site / "manifest.json").exists():
        raise UsageError(f"{site}: expected a published site, got an election folder; its site is {site / 'site'}")
    check = verify_archive if site.is_file() else verify_site
    with screen.progress() as progress:
        report = check(site, workers=workers, progress=progress)
        rebuilt = build_again(site, workers=workers, progress=progress) if rebuild else None
    if as_json:
        _print_json({**report.as_json(), "rebuilt": rebuilt})
        return
    screen.verified(report)
    if rebuilt is not None:
        print(f"Rebuilt: {rebuilt:,} files are byte for byte what this version builds from the entries.")


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
        _print_json({**parts, "tallies": screen.tallies_json(results, tallies)})
    else:
        screen.intake(received)
        screen.read(read_report)
        screen.tallies(results, tallies)
        print(site / "index.html")
    if received.refused:
        raise typer.Exit(1)


@app.command()
def photo(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Photographs, scans or PDFs.")],
    language: Annotated[str, typer.Option("--language", help="en or es.")] = "en",
    as_json: JsonOption = False,
) -> None:
    """Say of each picture whether it is good enough to be read, and what to do if not. Exits with 1 for another photo.

    Example: tallyproof photo IMG_0001.HEIC --language es
    """
    from tallyproof.read.photo import judge, photo_sandbox
    from tallyproof.read.problems import LANGUAGES

    if language not in LANGUAGES:
        raise UsageError(f"--language: expected {' or '.join(LANGUAGES)}, got {language!r}")
    with photo_sandbox() as sandbox:
        pages = [page for image in images for page in judge(sandbox, image)]
    if as_json:
        _print_json([page.as_json(language) for page in pages])
    else:
        print("\n".join(page.as_text(language) for page in pages))
    if not all(page.is_good for page in pages):
        raise typer.Exit(InputError.exit_code if any(page.refused for page in pages) else 1)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")] = Path("demo-election"),
    stations: Annotated[int, typer.Option("--stations", min=80, max=5000, help="How many stations.")] = 400,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another country.")] = 2024,
    workers: WorkersOption = 2,
) -> None:
    """Make a sample election with rendered sheets, run everything on it, and say what to open.

    Example: tallyproof demo demo-election
    """
    from tallyproof.showing import show_demo

    with screen.progress() as progress:
        ending = show_demo(folder, stations=stations, seed=seed, workers=workers, progress=progress)
    print(ending)


@journal_app.command("export")
def journal_export(
    election: ElectionArgument, file: Annotated[Path, typer.Argument(metavar="FILE", help="A file to write.")]
) -> None:
    """Write the journal, private parts included, to one file. Keep that file as safe as the secret.

    Example: tallyproof journal export my-election backup.journal
    """
    from tallyproof.store import export_journal, open_election

    with open_election(election) as store:
        count = export_journal(store, file)
    screen.say(f"{count:,} entries written to {file}")


@journal_app.command("import")
def journal_import(
    election: ElectionArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An exported journal.")],
) -> None:
    """Fill an empty journal (SQLite, or PostgreSQL by DATABASE_URL) from an exported file.

    Example: DATABASE_URL=postgresql://localhost/votes tallyproof journal import my-election backup.journal
    """
    from tallyproof.store import import_journal, open_election

    with open_election(election) as store:
        count = import_journal(store, file)
    screen.say(f"{count:,} entries imported")


@layout_app.command("check")
def layout_check(
    image: Annotated[Path, typer.Argument(metavar="IMAGE", help="A scan or photograph of the form.")],
    layout: Annotated[Path, typer.Argument(metavar="LAYOUT", help="A layout file.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PNG", help="Default: IMAGE's name with -layout.png, here.")
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, help="Which page of a PDF or TIFF.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Say what of a layout is found on a picture, and draw it. Exits with 1 when something is missing.

    Example: tallyproof layout check scan.jpg layouts/form.toml --out seen.png
    """
    from tallyproof.read.drawing import as_png, drawn
    from tallyproof.read.layout_check import check_layout

    raster, check = check_layout(image, layout, page=page)
    target = out or Path(f"{image.stem}-layout.png")
    target.write_bytes(as_png(drawn(raster, check)))
    if as_json:
        _print_json({**check.as_json(), "picture": str(target)})
    else:
        print("\n".join((*check.sentences, f"picture: {target}")))
    if not check.is_whole:
        raise typer.Exit(1)


@quick_count_app.command("design")
def quick_count_design(
    election: ElectionArgument,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan: a TOML file, published beforehand.")],
    seed: Annotated[str, typer.Option("--seed", metavar="TEXT", help="Public text: dice, lottery numbers.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Default: quick-count/ in the election folder.")
    ] = None,
    language: Annotated[str, typer.Option("--language", help="en or es.")] = "en",
    as_json: JsonOption = False,
) -> None:
    """Draw the sample of a plan and write design.json and sample.csv. The same seed draws the same stations.

    Example: tallyproof quick-count design my-election plan.toml --seed "dice 6 1 4 4 2 5 3 6 1 2"
    """
    from tallyproof.steps.quick_counting import draw_sample

    _check_language(language)
    report = draw_sample(election, plan, seed=seed, out=out, language=language)
    _print_json(report.as_json()) if as_json else print(report.as_text(language))
    screen.say(f"Written to {report.folder}")


@quick_count_app.command("estimate")
def quick_count_estimate(
    election: ElectionArgument,
    design: Annotated[
        Path | None, typer.Option("--design", metavar="DIR", help="Default: quick-count/ in the election folder.")
    ] = None,
    with_reserve: Annotated[
        bool, typer.Option("--with-reserve", help="Take the whole reserve into the sample; decided beforehand.")
    ] = False,
    language: Annotated[str, typer.Option("--language", help="en or es.")] = "en",
    as_json: JsonOption = False,
) -> None:
    """Estimate shares, turnout and lead from the drawn stations that have arrived, and say what is missing.

    Example: tallyproof quick-count estimate my-election --language es
    """
    from tallyproof import pipeline
    from tallyproof.steps.quick_counting import FOLDER, estimate_sample

    _check_language(language)
    with pipeline.opened(election) as opened:
        results = opened.results()
    report = estimate_sample(results, design or election / FOLDER, with_reserve=with_reserve, language=language)
    _print_json(report.as_json()) if as_json else print(report.as_text(language))


def _check_language(language: str) -> None:
    if language not in ("en", "es"):
        raise UsageError(f"--language: expected en or es, got {language!r}")


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit with its code: see the table in docs/user-guide.md."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s", stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A file name need not be text that the terminal can show.
            stream.reconfigure(errors="backslashreplace")
    code = _exit_code(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on, as after `| head`; without this Python would complain about it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _exit_code(arguments: list[str] | None) -> int:
    """Run a command, tell a person why if it stopped, and return its exit code."""
    command: Any = typer.main.get_command(app)
    try:
        code = command.main(arguments, standalone_mode=False)
    except TallyproofError as error:
        screen.error(str(error))
        return error.exit_code
    except typer.Abort:
        code = STOPPED
    except OSError as error:
        # A full disk or a folder that may not be written: what the machine says is all there is to say.
        place = f"{error.filename}: " if error.filename else ""
        screen.error(
            f"{place}the machine did not do what was asked: {error.strerror or error}; mend that and try again"
        )
        return BUG
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):
            # Typer's own usage errors; where help was shown instead, there is no message left.
            if error.format_message():
                screen.error(error.format_message())
            return UsageError.exit_code
        logging.getLogger(__name__).exception("bug: please report it with the lines above")
        return BUG
    if code == STOPPED:
        screen.say("Stopped. Nothing is lost: the same command goes on where it was.")
    return code if isinstance(code, int) else 0
