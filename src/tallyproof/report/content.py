"""What a report says, before it is put into words: questions in order, each with the parts that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tallyproof.compare.answers import Answer, Question
from tallyproof.compare.naming import all_names
from tallyproof.compare.part import Part
from tallyproof.compare.statement import Statement
from tallyproof.tally import Results


@dataclass(frozen=True)
class Report:
    """Everything that the pages of a report and its twin are made from.

    `comparisons` are the records of announcements compared, with their proof files. `root` is that of the log's first
    `entries` entries. `stations` names the file of the settled figures with its SHA-256.
    """

    results: Results
    root: str
    sections: tuple[Answer, ...]
    contests: tuple[str, ...]
    comparisons: Sequence[Mapping[str, Any]] = ()
    stations: tuple[str, str] = ("", "")
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> list[Part]:
        return [part for section in self.sections for part in section.parts]

    def headline(self, contest: str) -> list[tuple[Question, Part, Statement]]:
        """Return the sentences of the first page: none of tier C, whatever a part asks for."""
        return [
            (section.question, part, statement)
            for section in self.sections
            if section.contest == contest and section.question != "indicators"
            for part in section.parts
            for statement in part.headline
            if part.tier != "C" and statement.tier != "C"
        ]

    def names(self, contest: str, language: str) -> dict[str, str]:
        return all_names(self.results.definition, contest, language)
