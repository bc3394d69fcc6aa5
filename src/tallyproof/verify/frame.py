"""What every page says of itself: its title, the line of caveats, and whether the outcome can still change."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from tallyproof.election.register import Register
from tallyproof.election.schema import Condition, Contest
from tallyproof.model import OutcomeBound, Verdict
from tallyproof.tally import Results
from tallyproof.tally.figures import ranking_is_gated
from tallyproof.verify.differences import shown
from tallyproof.verify.labels import Labels
from tallyproof.verify.numbers import written
from tallyproof.verify.pageset import Page
from tallyproof.verify.words import MONTHS

_TITLE = re.compile(r"<title>([^<>]*)</title>")
_META = re.compile(r'<meta (?:name|property)="(description|og:title|og:description|og:site_name)" content="([^"<>]*)">')
_STATE = re.compile(r'<p class="state">(.*?)</p>', re.DOTALL)
_VERDICT = re.compile(r'<p class="verdict">(.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_HOUR = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2})Z", re.ASCII)


class Frames:
    """Checks titles, caveats and sentences on the outcome in one language."""

    def __init__(self, results: Results, labels: Labels, register: Register) -> None:
        self._results = results
        self._labels = labels
        self._register = register
        self._first = next(iter(results.definition.contests))
        self._counted: dict[str, str] = {}
        self._good_states: set[str] = set()
        words, election = labels.words, results.definition.file.election
        self._election = labels.local(election.title)
        self._mark = f"{words['rehearsal']} · " if election.rehearsal else ""
        caveats = (words["provisional"], words["not_official"], words["arrival"], self._as_of())
        self._state = " · ".join(caveats)

    def problems(self, page: Page, text: str) -> Iterator[str]:
        """Give what is wrong with what a page says of itself."""
        title = self.title(page)
        top = text[: text.find("<main")]
        got = [html.unescape(one) for one in _TITLE.findall(top)]
        if got != [title]:
            yield f"expected the title {title!r}, got {shown(got)}"
        caveat = f"{self._counted_of(page)} · {self._state}"
        wanted = {"og:title": title, "og:site_name": self._election}
        for name, content in _META.findall(top):
            if html.unescape(content) != wanted.get(name, caveat):
                yield f"expected {name} {wanted.get(name, caveat)!r}, got {shown(html.unescape(content))}"
        states = _STATE.findall(top)
        if len(states) != 1 or states[0] not in self._good_states:
            if [_plain(one) for one in states] != [self._state]:
                yield f"expected the line {self._state!r} on top, got {shown(states)}"
            else:
                self._good_states.update(states)
        if page.kind == "area":
            yield from self._verdict_problems(page, text)

    def title(self, page: Page) -> str:
        """Return the title that a page must have."""
        own = {"announced": "announced_title", "findings": "findings", "about": "about_title"}
        if page.kind == "area":
            name = self._register.areas[page.code].name if page.code else self._election
        elif page.kind == "place":
            name = min(self._register.stations_of_place[page.code], key=lambda one: one.id).place_name
            name = name if name == page.code else f"{name} ({page.code})"
        else:
            name = self._labels.words[own[page.kind]]
        return f"{self._mark}{name} · {self._counted_of(page)} · {self._labels.words['provisional']}"

    @property
    def state(self) -> str:
        """The line of caveats that stands on top of every page."""
        return self._state

    def _counted_of(self, page: Page) -> str:
        code = page.code if page.kind == "area" else ""
        if code not in self._counted:
            coverage = self._results.tallies[self._first][code].coverage
            counted, expected = coverage.stations_counted, coverage.stations_expected
            key = "counted_only" if expected is None else "counted_of"
            self._counted[code] = self._labels.words[key].format(
                counted=self._number(counted), expected=self._number(expected or 0)
            )
        return self._counted[code]

    def _number(self, value: int) -> str:
        return written(str(value), self._labels.language) or ""

    def _as_of(self) -> str:
        match = _HOUR.fullmatch(self._results.hour)
        if match is None:
            return self._labels.words["as_of"].format(hour=self._results.hour)
        year, month, day, hour = match.groups()
        name, of = MONTHS[self._labels.language][(int(month) - 1) % 12], " "
        if self._labels.language == "es":
            of = " de "
        said = f"{int(day)}{of}{name}{of}{year}, {hour}:00\N{NO-BREAK SPACE}UTC"
        return self._labels.words["as_of"].format(hour=said)

    # --- the outcome -------------------------------------------------------------------------------

    def _verdict_problems(self, page: Page, text: str) -> Iterator[str]:
        got = [_plain(one) for one in _VERDICT.findall(text)]
        wanted = list(self.verdicts(page))
        if got != wanted:
            yield f"expected on the outcome {shown(wanted)}, got {shown(got)}"

    def verdicts(self, page: Page) -> Iterator[str]:
        """Give the sentence on each condition of the outcome rule, of every contest in turn."""
        for contest in self._results.definition.file.contests:
            tally = self._results.tallies[contest.id][page.code]
            if tally.valid and not ranking_is_gated(self._results.definition, tally):
                yield from (self._verdict(contest, bound) for bound in tally.outcome)

    def _verdict(self, contest: Contest, bound: OutcomeBound) -> str:
        words, names = self._labels.words, self._labels.candidates[contest.id]
        condition = next(one for one in contest.outcome if one.id == bound.condition)
        values = {
            "leader": names.get(bound.leader, ""),
            "second": names.get(bound.runner_up, words["nobody"]),
            "margin": "–" if bound.margin is None else self._number(bound.margin),
            "outstanding": "–" if bound.outstanding is None else self._number(bound.outstanding),
            "condition": self._condition(condition),
            "holds": words["holds" if bound.holds else "holds_not"],
        }
        return _plain(words[_key(condition, bound)]).format(**values)

    def _condition(self, condition: Condition) -> str:
        words, is_spanish = self._labels.words, self._labels.language == "es"
        if condition.text:
            text = self._labels.local(condition.text)
            return text[:1].upper() + text[1:]
        if condition.kind == "threshold":
            share = (condition.share or "50").removesuffix("%")
            said = f"{share.replace('.', ',')}\N{NO-BREAK SPACE}%" if is_spanish else f"{share}%"
            return words["threshold"].format(share=said)
        if condition.kind == "lead":
            points = (condition.points or "0").removesuffix("%")
            return words["lead"].format(points=points.replace(".", ",") if is_spanish else points)
        return words["plurality"] if condition.kind == "plurality" else condition.id


def _key(condition: Condition, bound: OutcomeBound) -> str:
    if bound.reason == "unsupported-rule":
        return "outcome_unsupported"
    if bound.reason == "no-votes-counted":
        return "outcome_no_votes"
    ends = {Verdict.CANNOT_CHANGE: "cannot", Verdict.CAN_CHANGE: "can", Verdict.NOT_COMPUTED: "unknown"}
    return f"{'first' if condition.kind == 'plurality' else 'condition'}_{ends[bound.verdict]}"


def _plain(markup: str) -> str:
    """Return the text that markup shows."""
    return html.unescape(_TAG.sub("", markup))
