"""What a successful verification says: what was recomputed, what was only hashed, and what it cannot know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tallyproof.tally import Results, figure

SCOPE = (
    (
        "Recomputed from the entries: every tile and the root of the log, every grade, total, share, "
        "coverage and outcome bound, every marked figure of every page as number and as text, every "
        "cell of the data files, every draw and decision of a check of the transcription."
    ),
    (
        "Held against the entries, the definition and its register: titles and the line on top of each page, the "
        "names beside and above figures in tables, the headings under which figures stand, the lengths of bars, each "
        "sentence on the outcome, the grade and origin of each station, the entries it rests on and whose pictures "
        "it shows, and every link."
    ),
    (
        "Unmarked numbers (as where sources stand side by side, in findings, checks and lists) were held to the "
        "numbers that the page may say, not to their place."
    ),
    (
        "Held by hash only: what follows from an announcement (its sentences and their numbers), all other wording, "
        "the strip of stations, and the pixels of the published pictures, of which only the size in the entry was "
        "compared: two pictures of one size exchanged before publication are not seen here."
    ),
    "Pictures were not read again: whether an entry says what its sheet says, compare by eye.",
    (
        "The checkpoint is not signed: this proves that the site agrees with itself, not who published it, "
        "and not that everybody is shown the same site. Compare the root with one obtained elsewhere."
    ),
)


@dataclass(frozen=True, slots=True)
class Headline:
    """A contest's first place as recomputed; texts are figures as published, None where there is none."""

    contest: str
    name: str
    leader: str
    leader_name: str
    votes: int
    share: str | None
    stations_counted: int
    stations_expected: int | None
    coverage: str | None


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """A site that is what its entries give.

    `entries` are those before the release, with the root `entries_root`; `root` is the whole log's, in hex.
    `figures` counts figures on pages, `cells` those of data files, `hashed_files` files of which nothing but the
    hash was checked. `foreign_assets` are style sheets and icons that this version does not ship. `audits` are checks
    of the transcription whose draws, re-readings and decisions follow from the entries, `audits_lapsed` those that
    rest on an older definition.
    """

    origin: str
    entries: int
    root: str
    entries_root: str
    hour: str
    rehearsal: bool
    pages: int
    figures: int
    cells: int
    hashed_files: int
    foreign_assets: tuple[str, ...]
    headlines: tuple[Headline, ...]
    scope: tuple[str, ...] = SCOPE
    audits: int = 0
    audits_lapsed: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return asdict(self)


def headlines(results: Results) -> Iterator[Headline]:
    """Give the headline of each contest, in the order of the definition."""
    language = results.definition.file.election.languages[0]
    for contest in results.definition.file.contests:
        tally = results.tallies[contest.id][""]
        names = {one.id: one.name for one in contest.candidates}
        leader = min(tally.candidates, key=lambda one: (-tally.candidates[one], one))
        whole = f"tally/{contest.id}/_"
        yield Headline(
            contest=contest.id,
            name=contest.name.get(language) or next(iter(contest.name.values()), contest.id),
            leader=leader if tally.valid else "",
            leader_name=names[leader] if tally.valid else "",
            votes=tally.candidates[leader],
            share=figure(results, f"{whole}/share:{leader}"),
            stations_counted=tally.coverage.stations_counted,
            stations_expected=tally.coverage.stations_expected,
            coverage=figure(results, f"{whole}/coverage"),
        )
