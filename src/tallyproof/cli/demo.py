"""The sample election: demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tallyproof import screen
from tallyproof.cli.common import WorkersOption, app


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")] = Path("demo-election"),
    stations: Annotated[int, typer.Option("--stations", min=80, max=5000, help="How many stations.")] = 400,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another country.")] = 2024,
    workers: WorkersOption = 2,
) -> None:
    """Make a sample election with rendered sheets, run everything on it, and say what to open.

    Example: tallyproof demo demo-election
    """
    from tallyproof.showing import show_demo

    with screen.progress() as progress:
        ending = show_demo(folder, stations=stations, seed=seed, workers=workers, progress=progress)
    print(ending)
