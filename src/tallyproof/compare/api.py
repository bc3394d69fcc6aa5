"""What is held and what the methods say of it, for a notebook: Polars frames, and plots that show themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

import polars

from tallyproof.canonical import Json
from tallyproof.compare.announced import Comparison, compare_all
from tallyproof.compare.answers import QUESTIONS, Answer, Case, Question, answers
from tallyproof.compare.frame import station_frame
from tallyproof.compare.naming import all_names, localised
from tallyproof.compare.part import Part
from tallyproof.compare.phrasing import LANGUAGES
from tallyproof.compare.pictures import Plot
from tallyproof.errors import UsageError
from tallyproof.tally import Results, data_tables
from tallyproof.tally.tables import release_note

_SILENCES = {
    "en": {
        "nothing": "Nothing is held or recorded that would answer this.",
        "gated": "Not shown: fewer stations are counted than the definition asks for before candidates are ranked.",
        "left-out": "Left out.",
        "tables": "Tables",
        "assuming": "Assumptions",
    },
    "es": {
        "nothing": "No se tiene ni consta nada que responda a esto.",
        "gated": "No se muestra: hay menos mesas contadas que las que pide la definición antes de ordenar a los "
        "candidatos.",
        "left-out": "Dejado fuera.",
        "tables": "Tablas",
        "assuming": "Supuestos",
    },
}


@dataclass(frozen=True)
class Shown:
    """The answer to one question in one language. In a notebook it shows itself.

    `sentences`, `frames` and `plots` give what it shows one by one.
    """

    answer: Answer
    language: str
    names: Mapping[str, str] = field(repr=False)
    note: str = ""

    def __iter__(self) -> Iterator[Part]:
        return iter(self.answer.parts)

    @property
    def sentences(self) -> list[str]:
        """Every sentence, after its tier: 'A: 24,532 of …'. Each holds under the assumptions shown with it only."""
        return [
            f"{one.tier}: {part.book.sentence(one, self.language, self.names)}"
            for part in self.answer.parts
            for one in part.statements
        ]

    @property
    def frames(self) -> dict[str, polars.DataFrame]:
        """Tables as Polars frames, by the id of their part and their own."""
        return {f"{part.id}/{table.id}": table.frame() for part in self.answer.parts for table in part.tables}

    @property
    def plots(self) -> dict[str, Plot]:
        """Pictures, by the id of their part and their own; each shows itself in a notebook."""
        return {
            f"{part.id}/{one.id}": Plot(one, part.book, self.language, self.names, self.note)
            for part in self.answer.parts
            for one in part.pictures
        }

    def _repr_html_(self) -> str:
        words = _SILENCES[self.language]
        if not self.answer.parts:
            return f"<p>{escape(words[self.answer.silence or 'nothing'])}</p>"
        shown = [
            self._statement_html(part, place) for part in self.answer.parts for place in range(len(part.statements))
        ]
        shown += [f"<h4>{escape(one.title)}</h4>{one.svg()}" for one in self.plots.values()]
        if self.frames:
            listed = ", ".join(f"<code>.frames[{escape(repr(one))}]</code>" for one in self.frames)
            shown.append(f"<p>{escape(words['tables'])}: {listed}</p>")
        return "".join([*shown, f"<p><small>{escape(self.note)}</small></p>"])

    def _statement_html(self, part: Part, place: int) -> str:
        one = part.statements[place]
        said = f"<p><b>{one.tier}</b> {escape(part.book.sentence(one, self.language, self.names))}</p>"
        if not one.assumptions:
            return said
        texts = [part.book.assumption(code, one.values, self.language, self.names) for code in one.assumptions]
        listed = "".join(f"<li>{escape(text)}</li>" for text in dict.fromkeys(texts))
        return f"{said}<details><summary>{_SILENCES[self.language]['assuming']}</summary><ul>{listed}</ul></details>"

    def __str__(self) -> str:
        return "\n".join(self.sentences) or _SILENCES[self.language][self.answer.silence or "nothing"]


class Judgement:
    """One contest of an election as it stands, and what the methods say of it. Made by `tallyproof.notebook`.

    Everything is computed when it is asked for, from values; nothing is written.
    """

    def __init__(
        self,
        results: Results,
        *,
        contest: str | None = None,
        language: str = "en",
        checks: Sequence[Json] = (),
        quick_counts: Sequence[Part] = (),
    ) -> None:
        known = results.definition.contests
        chosen = next(iter(known)) if contest is None else contest
        if chosen not in known:
            raise UsageError(f"contest: expected one of {', '.join(known)}, got {chosen!r}")
        if language not in LANGUAGES:
            raise UsageError(f"language: expected one of {', '.join(LANGUAGES)}, got {language!r}")
        self.results = results
        self.contest = chosen
        self.language = language
        self._checks = checks
        self._quick_counts = quick_counts

    # --- frames ----------------------------------------------------------------------------------------

    def stations(self, stage: str | None = None) -> polars.DataFrame:
        """Return one row for each station of the register, with its figures where it is counted."""
        return station_frame(self.results, self.contest, stage)

    def totals(self) -> polars.DataFrame:
        """Return one row for each area and one for the whole, as published."""
        return data_tables(self.results)[f"totals-{self.contest}"]

    def announcements(self) -> polars.DataFrame:
        """Return one row for each figure that was announced; percentages are text as printed."""
        rows = [
            (one.id, one.date, one.area, id, one.candidates.get(id), one.percentages.get(id))
            for one in self.results.announcements
            if one.contest == self.contest
            for id in dict.fromkeys((*one.candidates, *one.percentages))
        ]
        schema = {
            "announcement": polars.String,
            "date": polars.String,
            "area": polars.String,
            "candidate": polars.String,
            "votes": polars.Int64,
            "percentage": polars.String,
        }
        return polars.DataFrame(rows, schema=schema, orient="row")

    # --- answers ---------------------------------------------------------------------------------------

    def held(self) -> Shown:
        """What is held, how it was read and from whom (tier A)."""
        return self.answer("held")

    def outcome(self) -> Shown:
        """Whether what is missing can change the outcome, and how the count grew."""
        return self.answer("outcome")

    def announced(self) -> Shown:
        """The announced figures by themselves (tier A)."""
        return self.answer("announced")

    def agreement(self) -> Shown:
        """Whether the announcements and what is held can both be right (tier A)."""
        return self.answer("agreement")

    def compared(self) -> Shown:
        """Two sources with figures by station, side by side (tier A)."""
        return self.answer("stations")

    def missing(self) -> Shown:
        """Where stations are missing."""
        return self.answer("missing")

    def projection(self) -> Shown:
        """An estimate for all stations, with its back-test and the hard bounds beside it (tier B)."""
        return self.answer("projection")

    def quick_count(self) -> Shown:
        """The estimate from the sample that was drawn (tier B)."""
        return self.answer("quick-count")

    def transcription(self) -> Shown:
        """The check of the transcription (tier B)."""
        return self.answer("transcription")

    def indicators(self) -> Shown:
        """Places to look at first (tier C): never proof of anything."""
        return self.answer("indicators")

    def answer(self, question: Question) -> Shown:
        """Return the answer to a question of the report, by its name."""
        if question not in QUESTIONS:
            raise UsageError(f"question: expected one of {', '.join(QUESTIONS)}, got {question!r}")
        needs_comparing = question in ("announced", "agreement")
        case = Case(self.results, self._comparisons if needs_comparing else (), self._checks, self._quick_counts)
        others = [one for one in QUESTIONS if one != question]
        (found,) = (one for one in answers(case, [self.contest], without=others) if one.question == question)
        names = all_names(self.results.definition, self.contest, self.language)
        return Shown(found, self.language, names, release_note(self.results))

    @cached_property
    def _comparisons(self) -> list[Comparison]:
        return compare_all(self.results)

    def _repr_html_(self) -> str:
        title = localised(self.results.definition.file.election.title, self.language)
        return f"<h3>{escape(title)}</h3>{self.held()._repr_html_()}"

    def __repr__(self) -> str:
        return f"Judgement(contest={self.contest!r}, language={self.language!r}, {release_note(self.results)})"
