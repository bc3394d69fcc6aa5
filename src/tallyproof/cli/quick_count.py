"""A probability sample of stations: design, estimate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import ElectionArgument, JsonOption, LanguageOption, app, check_language, print_json

quick_count_app = typer.Typer(
    help="Draw a probability sample of stations that anybody can draw again, and estimate from it.",
    no_args_is_help=True,
)
app.add_typer(quick_count_app, name="quick-count")


@quick_count_app.command("design")
def quick_count_design(
    election: ElectionArgument,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="The plan: a TOML file, published beforehand.")],
    seed: Annotated[str, typer.Option("--seed", metavar="TEXT", help="Public text: dice, lottery numbers.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Default: quick-count/ in the election folder.")
    ] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Draw the sample of a plan and write design.json and sample.csv. The same seed draws the same stations.

    Example: tallyproof quick-count design my-election plan.toml --seed "dice 6 1 4 4 2 5 3 6 1 2"
    """
    from tallyproof.steps.quick_counting import draw_sample

    check_language(language)
    report = draw_sample(election, plan, seed=seed, out=out, language=language)
    print_json(report.as_json()) if as_json else print(report.as_text(language))
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
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Estimate shares, turnout and lead from the drawn stations that have arrived, and say what is missing.

    Example: tallyproof quick-count estimate my-election --language es
    """
    from tallyproof import pipeline
    from tallyproof.steps.quick_counting import FOLDER, estimate_sample

    check_language(language)
    with pipeline.opened(election) as opened:
        results = opened.results()
    report = estimate_sample(results, design or election / FOLDER, with_reserve=with_reserve, language=language)
    print_json(report.as_json()) if as_json else print(report.as_text(language))
