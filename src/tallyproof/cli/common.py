"""What the commands share: the app they belong to, arguments and options, printing as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tallyproof.errors import UsageError

app = typer.Typer(
    name="tallyproof",
    help="From photographs of tally sheets to a public result that any stranger can recompute.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

ElectionArgument = Annotated[Path, typer.Argument(metavar="ELECTION", help="The election folder.")]
SourceOption = Annotated[str, typer.Option("--source", help="Who sends them: a source named in election.toml.")]
LanguageOption = Annotated[str, typer.Option("--language", help="en or es.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, max=64, help="How many processes work side by side.")]
SchedulerOption = Annotated[
    str,
    typer.Option("--scheduler", metavar="ADDRESS", help="Read by the workers of a Dask scheduler: tls://HOST:PORT."),
]
PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Pictures, PDFs, zips or folders.")]


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))


def check_language(language: str) -> None:
    if language not in ("en", "es"):
        raise UsageError(f"--language: expected en or es, got {language!r}")
