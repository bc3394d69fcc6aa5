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
        "cell of the data files."
    ),
    (
        "Held against the definition and its register: the names beside and above figures in tables (candidates, "
        "ballot lines, counts, areas, announcements), the headings under which figures stand, and the lengths of bars."
    ),
    (
        "Held by hash only: all other wording (sentences on the outcome, on announcements and on findings; unmarked "
        "numbers, as where sources stand side by side; lists of polling places), the strip of stations, style sheets, "
        "and the published pictures."
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
    hash was checked.
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
    headlines: tuple[Headline, ...]
    scope: tuple[str, ...] = SCOPE

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
