"""The public side: publish, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import ElectionArgument, JsonOption, WorkersOption, app, print_json
from tallyproof.errors import UsageError


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
    from tallyproof.verify import verify_archive, verify_site

    if rebuild and site.is_file():
        raise UsageError(f"--rebuild: expected a folder, got the file {site}; unpack it first")
    if (site / "election.toml").exists() and not (site / "manifest.json").exists():
        raise UsageError(f"{site}: expected a published site, got an election folder; its site is {site / 'site'}")
    check = verify_archive if site.is_file() else verify_site
    with screen.progress() as progress:
        report = check(site, workers=workers, progress=progress)
        rebuilt = None
        if rebuild:
            # What publishes takes a second to load, and most who verify do not need it.
            from tallyproof.steps.rebuilding import rebuild as build_again

            rebuilt = build_again(site, workers=workers, progress=progress)
    if as_json:
        print_json({**report.as_json(), "rebuilt": rebuilt})
        return
    screen.verified(report)
    if rebuilt is not None:
        print(f"Rebuilt: {rebuilt:,} files are byte for byte what this version builds from the entries.")
