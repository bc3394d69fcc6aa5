"""Where one would look first: indicators, never proof."""

from __future__ import annotations

from typing import Annotated

import typer

from tallyproof.cli.common import ElectionArgument, JsonOption, LanguageOption, app, check_language, print_json


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
    from tallyproof.compare.indicators import text as shown
    from tallyproof.compare.naming import all_names

    check_language(language)
    with pipeline.opened(election) as opened:
        results = opened.results()
    parts = indicator_parts(results, seed=seed or default_seed(results), contest=contest or None, resamples=resamples)
    if as_json:
        print_json(shown.as_json(parts))
        return
    contests = dict.fromkeys(one.contest for one in parts)
    texts = [
        shown.as_text(
            [one for one in parts if one.contest == name], language, all_names(results.definition, name, language)
        )
        for name in contests
    ]
    print("\n\n".join(texts))
