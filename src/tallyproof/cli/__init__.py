"""The command line: one short function per command. Data to stdout, progress and messages to stderr."""

from __future__ import annotations

import gc
import io
import logging
import os
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer

from tallyproof import screen

# Each module adds its commands to the app; help lists them in this order.
from tallyproof.cli import (  # isort: skip
    election,
    site,
    judgement,
    indicators,
    stations,
    projection,
    quick_count,
    audit,
    report,
    pictures,
    demo,
    journal,
)
from tallyproof.cli.common import app
from tallyproof.errors import TallyproofError, UsageError

__all__ = ["app", "main"]

BUG = 70
# A country is millions of values that live as long as the command: looking through them often finds nothing.
COLLECT_AFTER = (100_000, 20, 100)
STOPPED = 130


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


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit with its code: see the table in docs/user-guide.md."""
    gc.set_threshold(*COLLECT_AFTER)
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
