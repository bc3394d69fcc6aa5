"""A check of the transcription: plan, draw, record, result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import ElectionArgument, JsonOption, LanguageOption, app, check_language, print_json

audit_app = typer.Typer(
    help="Check by dice that errors of reading did not change the outcome: pictures against figures.",
    no_args_is_help=True,
)
app.add_typer(audit_app, name="audit")

ContestOption = Annotated[str, typer.Option("--contest", metavar="ID", help="Default: the only contest.")]


@audit_app.command("plan")
def audit_plan(
    election: ElectionArgument,
    contest: ContestOption = "",
    scope: Annotated[
        str, typer.Option("--scope", help="all counted stations, or those whose pictures were read: all, pictures.")
    ] = "all",
    risk_limit: Annotated[str, typer.Option("--risk-limit", metavar="PERCENT", help="Largest risk accepted.")] = "5%",
    method: Annotated[str, typer.Option("--method", help="kaplan-markov or alpha.")] = "kaplan-markov",
    expected: Annotated[
        str, typer.Option("--expected", metavar="PERCENT", help="Mean error expected, as a part of the largest.")
    ] = "0%",
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Fix what will be checked of the last release, before any seed is known. Publish it, then throw the dice.

    Example: tallyproof audit plan my-election --scope pictures --risk-limit 5%
    """
    from tallyproof import pipeline
    from tallyproof.steps.auditing import plan_audit

    check_language(language)
    with pipeline.opened(election) as opened:
        report = plan_audit(
            opened.store,
            opened.definition,
            contest=contest,
            scope=scope,
            method=method,
            risk_limit=risk_limit,
            expected=expected,
        )
    print_json(report.as_json()) if as_json else print(report.as_text(language))


@audit_app.command("draw")
def audit_draw(
    election: ElectionArgument,
    seed: Annotated[str, typer.Option("--seed", metavar="TEXT", help="The faces of 20 dice thrown in public.")] = "",
    draws: Annotated[
        int | None, typer.Option("--draws", metavar="N", help="Draws in all, earlier ones included.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All other sheets as well: nothing is left to chance.")
    ] = False,
    contest: ContestOption = "",
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Draw sheets by the seed and write the forms to read them anew. The same command again changes nothing.

    Example: tallyproof audit draw my-election --seed "dice 6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1 5 4 6 2"
    """
    from tallyproof import pipeline
    from tallyproof.steps.auditing import draw_audit

    check_language(language)
    with screen.progress() as progress, pipeline.opened(election, progress=progress) as opened:
        report = draw_audit(
            opened.store,
            opened.definition,
            contest=contest,
            seed=seed,
            draws=draws,
            everything=everything,
            language=language,
            workers=opened.workers,
            progress=opened.progress,
        )
    print_json(report.as_json()) if as_json else print(report.as_text(language))
    for file in report.files:
        screen.say(f"Written: {file}")


@audit_app.command("record")
def audit_record(
    election: ElectionArgument,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="The filled-in form, or those of two people.")],
    contest: ContestOption = "",
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Record what was written down from the drawn sheets. With two files both people must have written the same.

    Example: tallyproof audit record my-election sheets-to-62.csv
    """
    from tallyproof import pipeline
    from tallyproof.steps.auditing import record_readings

    check_language(language)
    with pipeline.opened(election) as opened:
        report = record_readings(opened.store, opened.definition, files, contest=contest)
    print_json(report.as_json()) if as_json else print(report.as_text(language))


@audit_app.command("result")
def audit_result_command(
    election: ElectionArgument,
    contest: ContestOption = "",
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say whether the check ends or goes on, and record it once every drawn sheet was read anew.

    Example: tallyproof audit result my-election --language es
    """
    from tallyproof import pipeline
    from tallyproof.steps.auditing import audit_result

    check_language(language)
    with pipeline.opened(election) as opened:
        report = audit_result(opened.store, opened.definition, contest=contest)
    print_json(report.as_json()) if as_json else print(report.as_text(language))
