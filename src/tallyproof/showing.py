"""The demonstration: a sample election made, run to a site and verified, with a word on what to look at."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tallyproof import pipeline
from tallyproof.demo import make_sample
from tallyproof.errors import UsageError
from tallyproof.steps.records import Progress
from tallyproof.verify import verify_site


def show_demo(folder: Path, *, stations: int, seed: int, workers: int, progress: Progress) -> str:
    """Make the sample election in a folder and run everything on it; a stopped run goes on where it was.

    Returns what to tell the person: what to open, and what to try.
    """
    inbox, anonymous = folder / "inbox", folder / "inbox-anonymous"
    if not (folder / "cases.csv").exists():
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(
                f"{folder}: expected a new folder or an earlier demo, got other files; name another, or remove it"
            )
        make_sample(folder, seed=seed, stations=stations, workers=workers, progress=progress)
    with pipeline.opened(folder, progress=progress, workers=workers) as election:
        received = election.intake([inbox], source="observers")
        election.intake([anonymous], source="anonymous")
        election.import_table(folder / "table.csv", source="university")
        election.read()
        site = election.publish()
        results = election.results()
    report = verify_site(site, workers=workers, progress=progress)
    tally = next(iter(results.tallies.values()))[""]
    grades = ", ".join(f"{grade} {count}" for grade, count in sorted(tally.by_grade.items()))
    grades += f", of unknown origin and in no total {tally.outside}" if tally.outside else ""
    command = "tallyproof" if shutil.which("tallyproof") else sys.argv[0]
    tries = (
        (f"{command} check {folder}", "what the checks found"),
        (f"{command} tally {folder} --by region", "totals by region"),
        (f"{command} compare {folder}", "the announcement against the sheets"),
        (f"{command} report {folder}", "all of it, to read or print"),
        (f"{command} verify {site}", "after changing one digit in a page"),
    )
    width = max(len(line) for line, _ in tries)
    listed = "\n".join(f"        {line:<{width}}  {what}" for line, what in tries)
    return f"""
The sample election stands in {folder}: {len(results.settlement.sheets)} sheets, stations by grade: {grades}.
{len(received.refused)} files were refused; {folder / "cases.csv"} lists the hostile and wrong cases hidden in it.
The site was verified: {report.figures:,} figures on {report.pages:,} pages recomputed from {report.entries:,} entries.

Open    {site.resolve().as_uri()}/index.html
Try
{listed}
"""
