"""Where one would look first: indicators, never proof."""

from __future__ import annotations

from typing import Annotated

import typer

from tallyproof.cli.common import ElectionArgument, JsonOption, LanguageOption, app, check_language, print_json

ROWS = 12


@app.command()
def indicators(
    election: ElectionArgument,
    contest: Annotated[str, typer.Option("--contest", metavar="ID", help="Default: all contests.")] = "",
    seed: Annotated[
        str, typer.Option("--seed", metavar="TEXT", help="Public text that all chance is drawn from. Default: the id.")
    ] = "",
    resamples: Annotated[int, typer.Option("--resamples", help="How often chance is drawn.")] = 999,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Look for patterns that are rare by chance: places to look, never proof. Passing proves nothing either.

    Example: tallyproof indicators my-election --seed "dice 6 1 4 4 2 5"
    """
    from tallyproof import pipeline
    from tallyproof.compare.indicators import default_seed, indicator_parts
    from tallyproof.compare.printed import part_json
    from tallyproof.steps.station_comparing import parts_text

    check_language(language)
    with pipeline.opened(election) as opened:
        results = opened.results()
    parts = indicator_parts(results, seed=seed or default_seed(results), contest=contest or None, resamples=resamples)
    if as_json:
        print_json([part_json(one) for one in parts])
        return
    print(parts_text(results, parts, language, most=ROWS))
