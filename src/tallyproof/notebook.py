"""An election folder opened from a notebook: three lines to Polars frames and plots.

from tallyproof.notebook import open_results
held = open_results("my-election")
held.outcome()
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tallyproof import pipeline
from tallyproof.canonical import Json
from tallyproof.compare.api import Judgement
from tallyproof.derive import decode_entries
from tallyproof.steps.reporting import has_checks, quick_counts_of
from tallyproof.tally import Results

__all__ = ["Judgement", "open_results"]


def open_results(folder: Path | str, *, contest: str | None = None, language: str = "en") -> Judgement:
    """Return what an election folder holds, settled as it stands; the folder is closed again.

    `contest` is by default the first one. A definition or announcement that changed since the last command is recorded
    first, as every command does.
    """
    # A notebook's own thread runs an event loop, in which Django refuses to work; another thread has none.
    with ThreadPoolExecutor(1) as pool:
        results, checks = pool.submit(_settled, Path(folder)).result()
    samples = quick_counts_of(results, Path(folder))
    return Judgement(results, contest=contest, language=language, checks=checks, quick_counts=samples)


def _settled(folder: Path) -> tuple[Results, list[Json]]:
    with pipeline.opened(folder) as election:
        results = election.results()
        entries = [entry.public for entry in election.store.journal.entries(0, results.entries)]
    return results, decode_entries(entries) if has_checks(entries) else []
