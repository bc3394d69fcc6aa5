"""The journal as a file: export, import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import ElectionArgument, app

journal_app = typer.Typer(help="Move the journal between databases, with identical bytes.", no_args_is_help=True)
app.add_typer(journal_app, name="journal")


@journal_app.command("export")
def journal_export(
    election: ElectionArgument, file: Annotated[Path, typer.Argument(metavar="FILE", help="A file to write.")]
) -> None:
    """Write the journal, private parts included, to one file. Keep that file as safe as the secret.

    Example: tallyproof journal export my-election backup.journal
    """
    from tallyproof.store import export_journal, open_election

    with open_election(election) as store:
        count = export_journal(store, file)
    screen.say(f"{count:,} entries written to {file}")


@journal_app.command("import")
def journal_import(
    election: ElectionArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An exported journal.")],
) -> None:
    """Fill an empty journal (SQLite, or PostgreSQL by DATABASE_URL) from an exported file.

    Example: DATABASE_URL=postgresql://localhost/votes tallyproof journal import my-election backup.journal
    """
    from tallyproof.store import import_journal, open_election

    with open_election(election) as store:
        count = import_journal(store, file)
    screen.say(f"{count:,} entries imported")
