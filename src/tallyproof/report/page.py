"""A report as one page of HTML that needs nothing else: no script, no other file, no request."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tallyproof.compare.answers import QUESTIONS, Answer, Question
from tallyproof.compare.pictures import PATTERNS, STYLE
from tallyproof.report.content import Report
from tallyproof.report.inputs import input_views
from tallyproof.report.methods import Appendix, appendix_of
from tallyproof.report.views import Voice
from tallyproof.report.wording import LANGUAGE_NAMES, Wording

TWIN_FILE = "report.json"


def report_html(report: Report, language: str, *, twin_sha256: str, languages: tuple[str, ...] = ()) -> bytes:
    """Return the report in one language. `twin_sha256` is that of report.json; `languages` are those written."""
    return _Page(report, language, twin_sha256, languages or (language,)).bytes()


def page_name(language: str) -> str:
    """Return the name of the report's file in a language."""
    return f"report.{language}.html"


class _Page:
    """What one language's page is made from."""

    def __init__(self, report: Report, language: str, twin_sha256: str, languages: tuple[str, ...]) -> None:
        self.report = report
        self.words = Wording(language)
        self.twin_sha256 = twin_sha256
        self.languages = languages
        self.appendix: Appendix = appendix_of(report.parts, language)

    def bytes(self) -> bytes:
        report, words = self.report, self.words
        election = report.results.definition.file.election
        style = self._style()
        text = (
            _environment()
            .get_template("report.html")
            .render(
                w=words,
                lang=words.language,
                style=Markup(style),
                csp=_policy(style),
                patterns=Markup("".join(PATTERNS)),
                title=words.say("title", election=self._election_title),
                election=self._election_title,
                rehearsal=election.rehearsal,
                state=self._state(),
                notes=self._notes(),
                languages=[(one, LANGUAGE_NAMES[one], page_name(one)) for one in self.languages],
                known=[self._known(contest) for contest in report.contests],
                several=len(report.contests) > 1,
                questions=[self._question(one) for one in QUESTIONS],
                methods=self.appendix.views(),
                inputs=input_views(report, words, self.twin_sha256),
                version=version("tallyproof"),
            )
        )
        return text.encode("utf-8")

    @cached_property
    def voices(self) -> dict[str, Voice]:
        """How parts of each contest are put into words."""
        return {one: Voice(self.report, one, self.words, self.appendix) for one in self.report.contests}

    @property
    def _election_title(self) -> str:
        title = self.report.results.definition.file.election.title
        return title.get(self.words.language) or next(iter(title.values()))

    def _state(self) -> list[str]:
        results = self.report.results
        say = self.words.say
        said = [say("provisional"), say("not_official"), say("arrival")]
        said.append(say("as_of", hour=self.words.hour(results.hour)))
        origin = results.definition.file.election.origin
        return [*said, say("of_entries", last=max(results.entries - 1, 0), origin=origin)]

    def _notes(self) -> str:
        results = self.report.results
        return self.words.note(results, results.tallies[self.report.contests[0]][""])

    def _known(self, contest: str) -> dict[str, Any]:
        results, voice = self.report.results, self.voices[contest]
        said: dict[Question, list[dict[str, Any]]] = {}
        for question, part, statement in self.report.headline(contest):
            view = {
                "tier": statement.tier,
                "about": voice.title(part),
                "sentence": voice.sentence(part, statement),
            }
            said.setdefault(question, []).append(view)
        return {
            "name": voice.contest_name,
            "counted": self.words.counted(results.tallies[contest][""]),
            "groups": [
                {"anchor": f"q-{one}", "question": self.words.say(f"question_{one}"), "said": said[one]}
                for one in QUESTIONS
                if one in said
            ],
        }

    def _question(self, question: Question) -> dict[str, Any]:
        return {
            "id": question,
            "title": self.words.say(f"question_{question}"),
            "about": self.words.say(f"about_{question}"),
            "sections": [self._section(one) for one in self._sections_of(question)],
        }

    def _sections_of(self, question: Question) -> Iterator[Answer]:
        for contest in self.report.contests:
            found = [one for one in self.report.sections if (one.question, one.contest) == (question, contest)]
            yield from found or [Answer(question, contest, silence="nothing")]

    def _section(self, section: Answer) -> dict[str, Any]:
        voice = self.voices[section.contest]
        return {
            "contest": voice.contest_name,
            "silence": "" if section.parts else self._silence(section),
            "parts": [voice.part(one) for one in section.parts],
        }

    def _silence(self, section: Answer) -> str:
        if section.silence in ("", "nothing"):
            return self.words.say(f"nothing_{section.question}")
        threshold = self.report.results.definition.file.gate.ranking_from.removesuffix("%")
        return self.words.say(f"silence_{section.silence}", threshold=self.words.percent(threshold))

    def _style(self) -> str:
        own = (files("tallyproof.report") / "style.css").read_text("utf-8")
        return f"{own}{STYLE}{_page_margins(self._notes())}"


def _page_margins(note: str) -> str:
    """Return the style that repeats the note at the foot of every printed page."""
    text = "".join(one if one.isalnum() and one.isascii() else f"\\{ord(one):x} " for one in note)
    return (
        f'@page {{ margin: 16mm 15mm 20mm; @bottom-left {{ content: "{text}"; font: 7.5pt sans-serif; color: #333 }} '
        '@bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt sans-serif; color: #333 } }'
    )


def _policy(style: str) -> str:
    """Return the content security policy: this style by its hash, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tallyproof.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["anchor"] = anchor
    return environment


def anchor(text: str) -> str:
    """Return a text that may stand as an id in a page: letters, digits, '-', '_' and '.'."""
    return re.sub(r"[^A-Za-z0-9_.-]", lambda one: f"_{ord(one[0]):x}_", text)
