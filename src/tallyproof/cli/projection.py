"""What the whole would be if the missing stations were like the held ones, and how far to trust that."""

from __future__ import annotations

from typing import Annotated

import typer

from tallyproof.cli.common import ElectionArgument, JsonOption, LanguageOption, app, check_language, print_json


@app.command()
def project(
    election: ElectionArgument,
    contest: Annotated[str, typer.Option("--contest", metavar="ID", help="Default: all contests.")] = "",
    level: Annotated[
        str, typer.Option("--level", metavar="ID", help="Strata: a level of areas, or whole, size or place.")
    ] = "",
    back_test: Annotated[
        bool, typer.Option("--back-test", help="Print only the test of the projection by hiding stations.")
    ] = False,
    seed: Annotated[
        str, typer.Option("--seed", metavar="TEXT", help="Public text that all chance is drawn from. Default: the id.")
    ] = "",
    runs: Annotated[int, typer.Option("--runs", min=1, max=1000, help="How often each way of hiding is tried.")] = 20,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Project the missing stations from the held ones, with ranges for when they differ, and test it.

    Example: tallyproof project my-election --level state --seed "dice 6 1 4 4 2 5"
    """
    from tallyproof import pipeline
    from tallyproof.steps.projecting import project_stations

    check_language(language)
    with pipeline.opened(election) as opened:
        results = opened.results()
    report = project_stations(results, contest=contest, level=level, seed=seed, runs=runs, only_test=back_test)
    print_json(report.as_json()) if as_json else print(report.as_text(language))
