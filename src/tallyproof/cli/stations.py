"""Figures by station against each other: stations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import ElectionArgument, JsonOption, LanguageOption, app, check_language, print_json


@app.command()
def stations(
    election: ElectionArgument,
    left: Annotated[str, typer.Option("--left", metavar="SIDE", help="A stage, a table, or TABLE@FILE.")] = "",
    right: Annotated[str, typer.Option("--right", metavar="SIDE", help="The other side; both or neither.")] = "",
    by: Annotated[str | None, typer.Option("--by", metavar="LEVEL", help="Areas of this level; else the top.")] = None,
    contest: Annotated[str | None, typer.Option("--contest", help="Which contest, if there are several.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write all rows there, as CSV.")] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Compare figures station by station: stages, tables, how a count moved, collation forms.

    Example: tallyproof stations my-election --left preliminary --right official --by province
    """
    from tallyproof import pipeline
    from tallyproof.steps.out_folders import check_out
    from tallyproof.steps.station_comparing import compare_stations

    check_language(language)
    if out is not None:
        check_out(out)
    with pipeline.opened(election) as opened:
        results = opened.results()
    report = compare_stations(results, contest=contest, left=left, right=right, by=by)
    if not report.parts:
        screen.say("Nothing to compare: import another table, give it a stage of its own, or name two sides.")
    print_json(report.as_json(language)) if as_json else print(report.as_text(language))
    if out is not None:
        screen.say(f"Written to {out}: {len(report.write(out))} files")
