"""What is held and what follows from it, for people and for machines: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import ElectionArgument, JsonOption, WorkersOption, app, check_language, print_json


@app.command()
def report(
    election: ElectionArgument,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Default: report/ in the election folder.")
    ] = None,
    contest: Annotated[str | None, typer.Option("--contest", metavar="ID", help="Of this contest only.")] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="QUESTION", help="Leave a question out, as 'indicators'.")
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="en or es only; by default both.")] = None,
    workers: WorkersOption = 2,
    as_json: JsonOption = False,
) -> None:
    """Write what is held and what follows from it: a page in English and Spanish to read or print, and as data.

    Example: tallyproof report my-election && open my-election/report/report.en.html
    """
    from tallyproof import pipeline

    if language is not None:
        check_language(language)
    with screen.progress() as progress, pipeline.opened(election, progress=progress, workers=workers) as opened:
        written = opened.report(
            out, contest=contest, without=without or [], languages=[language] if language else ["en", "es"]
        )
    if as_json:
        print_json(written.as_json())
        return
    for name in written.files:
        print(written.folder / name)
