"""The page of a report: every number traced, every tier shown, nothing from outside, names that are only text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from types import ModuleType

import pytest

from tallyproof.compare import compare_all
from tallyproof.compare.answers import QUESTIONS
from tallyproof.compare.phrasing import LANGUAGES
from tallyproof.model import Announcement
from tallyproof.report import Report, report_html
from tallyproof.tally import Results

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
VOID = {"meta", "br", "rect", "path", "circle", "link"}


@dataclass
class Node:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    def all(self, tag: str = "", kind: str = "") -> list[Node]:
        """Return the elements within, of a tag and of a class."""
        found: list[Node] = []
        for one in self.children:
            if isinstance(one, Node):
                if (not tag or one.tag == tag) and (not kind or kind in one.classes):
                    found.append(one)
                found += one.all(tag, kind)
        return found


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"<{self.open[-1].tag}> ended by </{tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(page: bytes) -> Node:
    """Return the page as a tree; an element that is not ended fails."""
    parser = _Tree()
    parser.feed(page.decode("utf-8"))
    assert parser.open == [parser.root]
    return parser.root


def html(report: Report, language: str = "en") -> bytes:
    return report_html(report, language, twin_sha256="ef" * 32, languages=LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_a_sentence_is_in_the_list_of_where_it_comes_from(
    report: Callable[..., Report], results: Callable[..., Results], announced: Announcement, language: str
) -> None:
    held = results(announcements=(announced,), rolls=("first", "second"))
    made = report(held, comparisons=compare_all(held))
    names = made.names("council", language)
    known = {part.book.sentence(one, language, names): (part, one) for part in made.parts for one in part.statements}
    said = tree(html(made, language)).all(kind="statement")
    assert len(said) == sum(len(part.statements) for part in made.parts) > 40
    for node in said:
        (sentence,) = node.all("p", "said")
        tier = sentence.all("span", "tier")[0].text
        part, statement = known[sentence.text.removeprefix(f"{tier} ")]
        reason = part.book.texts("REASONS", language).get(statement.values.get("reason", ""), "")
        fixed = NUMBER.findall(f"{part.book.language(language).SENTENCES[statement.code]} {reason}")
        listed = NUMBER.findall(" ".join(one.text for one in node.all("td")))
        for number in NUMBER.findall(sentence.text):
            assert number in listed or number in fixed, (statement.code, number)


def test_a_value_that_a_formula_rests_on_is_listed_though_no_sentence_shows_it(report: Callable[..., Report]) -> None:
    (node,) = tree(html(report())).all(kind="gap")
    keys = [one.text for one in node.all("th") if one.attributes.get("scope") == "row"]
    assert keys == ["candidate", "place", "left", "right", "gap", "gap_percent", "basis", "who"]
    rows = {row.all("th")[0].text: row.text for row in node.all("tr")[1:]}
    assert "gap = left − right" in rows["gap"]
    assert "stations.csv" in rows["left"]
    assert "election.toml" in rows["basis"]
    assert "stated with the method" in rows["who"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_shows_its_tier_and_no_indicator_is_on_the_first_page(
    report: Callable[..., Report], language: str
) -> None:
    root = tree(html(report(), language))
    for node in root.all(kind="statement"):
        assert node.all("p", "said")[0].all("span", "tier")
    (known,) = [one for one in root.all("section") if one.attributes.get("id") == "known"]
    said = [one for one in known.all("li") if one.all("span", "tier")]
    assert said
    assert {one.all("span", "tier")[0].text for one in said} <= {"A", "B"}
    (apart,) = root.all(kind="apart")
    assert apart.attributes["id"] == "q-indicators"
    assert {one.text for one in apart.all("span", "tier")} == {"C"}


def test_questions_stand_in_order_and_each_has_an_answer_or_says_why_not(report: Callable[..., Report]) -> None:
    root = tree(html(report()))
    sections = root.all("section", "question")
    assert [one.attributes["id"] for one in sections] == [f"q-{one}" for one in QUESTIONS]
    for one in sections:
        assert one.all("article", "part") or one.all("p", "silence"), one.attributes["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_are_text_and_keep_their_direction_to_themselves(
    report: Callable[..., Report], announced: Announcement, results: Callable[..., Results], language: str
) -> None:
    page = html(report(results(announcements=(announced,))), language)
    assert b"<script" not in page
    assert b"alert(1)" in page
    root = tree(page)
    assert not root.all("script")
    turned = [one.text for one in root.all("bdi")]
    assert any("\u200f" in one for one in turned)
    outside = re.sub(r"<bdi>.*?</bdi>|<text.*?</text>|aria-label=\".*?\"", "", page.decode())
    assert not [line for line in outside.splitlines() if "\u200f" in line]


def test_braces_in_names_and_methods_stay_braces(report: Callable[..., Report]) -> None:
    root = tree(html(report()))
    assert "{valid}" in root.text
    assert "Sums {and} braces" in root.text


def test_the_page_asks_for_nothing_and_runs_nothing(report: Callable[..., Report]) -> None:
    page = html(report()).decode()
    root = tree(page.encode())
    (policy,) = [one for one in root.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"\s(style|on[a-z]+)=", page)
    for one in root.all():
        assert "src" not in one.attributes
        assert one.tag not in ("script", "iframe", "object", "embed", "form", "img", "base")
        if one.tag == "link":
            pytest.fail("a link to another file")
    assert "@import" not in page
    assert all(one.startswith("#p-") for one in re.findall(r"url\((.*?)\)", page))


def test_every_link_within_the_page_leads_somewhere_and_no_id_stands_twice(report: Callable[..., Report]) -> None:
    root = tree(html(report()))
    ids = [one.attributes["id"] for one in root.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    links = [one.attributes["href"] for one in root.all("a")]
    assert {one.removeprefix("#") for one in links if one.startswith("#")} <= set(ids)
    assert {one for one in links if not one.startswith("#")} == {"report.es.html", "report.json", "stations.csv"}


def test_what_a_partial_total_must_say_travels_with_page_and_pictures(report: Callable[..., Report]) -> None:
    root = tree(html(report()))
    (state,) = root.all("p", "state")
    for words in ("Provisional", "Not the official result", "Arrival is not random", "As of 4 May 2031, 22:00"):
        assert words in state.text
    assert "4 of 6 polling stations counted" in root.text
    pictures = root.all("svg", "picture")
    assert len(pictures) >= 4
    for one in pictures:
        written = " ".join(text.text for text in one.all("text"))
        assert "not the official result" in re.sub(r"\s+", " ", written)
    (description,) = [one for one in root.all("meta") if one.attributes.get("property") == "og:description"]
    assert "provisional" in description.attributes["content"]


@pytest.mark.parametrize(("language", "word"), [("en", "Rehearsal"), ("es", "Ensayo")])
def test_a_rehearsal_is_marked_on_the_page_its_title_and_its_pictures(
    report: Callable[..., Report], language: str, word: str
) -> None:
    root = tree(html(report(rehearsal=True), language))
    (body,) = root.all("body")
    assert body.attributes["data-mark"] == word
    assert root.all("title")[0].text.startswith(word)
    for one in root.all("svg", "picture"):
        assert word.upper() in one.text


def test_below_the_gate_nothing_ranks_candidates(
    report: Callable[..., Report], results: Callable[..., Results]
) -> None:
    made = report(results(gate='ranking_from = "90%"'), parts={})
    root = tree(html(made))
    for question in ("outcome", "agreement", "stations", "projection", "quick-count", "transcription", "indicators"):
        (section,) = [one for one in root.all("section") if one.attributes.get("id") == f"q-{question}"]
        assert "90%" in section.all("p", "silence")[0].text
        assert not section.all("article", "part")
    (held,) = [one for one in root.all("section") if one.attributes.get("id") == "q-held"]
    assert "No ranking is shown" in held.text
    assert not held.all("figure")
    (votes, *_) = held.all("table", "")[-2:]
    assert "%" not in votes.text
    order = [one.text for one in held.all("bdi") if one.text in ("Iris Quill",)]
    assert order


def test_each_picture_has_a_caption_in_words_two_sizes_and_its_numbers(report: Callable[..., Report]) -> None:
    for figure in tree(html(report())).all("figure"):
        assert figure.all("p", "caption")[0].text.strip()
        assert [len(figure.all("svg", kind)) for kind in ("wide", "narrow")] == [1, 1]
        assert figure.all("details")[0].all("td")


def test_long_tables_are_cut_with_a_count_and_point_to_the_twin(report: Callable[..., Report]) -> None:
    page = html(report()).decode()
    assert "440 more rows are in report.json." in page
    assert "11 more rows exist and are not listed." in page
    assert "Show the table (500 rows)" in page


def test_percentages_of_a_column_align_and_empty_cells_show_a_dash(report: Callable[..., Report]) -> None:
    root = tree(html(report()))
    cells = [one.text for one in root.all("td", "n")]
    assert "1.50%" in cells
    assert "20.25%" in cells
    assert "1,234,567" in cells
    assert "–" in cells


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_methods_used_are_explained_once_and_no_others(report: Callable[..., Report], language: str) -> None:
    (methods,) = [one for one in tree(html(report(), language)).all("section") if one.attributes.get("id") == "methods"]
    titles = [one.all("h3")[0].text for one in methods.all("article", "method")]
    assert len(titles) == len(set(titles))
    assert "Sums {and} braces" in titles
    alone = report(parts={})
    (methods,) = [one for one in tree(html(alone, language)).all("section") if one.attributes.get("id") == "methods"]
    assert "Sums {and} braces" not in methods.text
    for one in methods.all("article", "method"):
        assert len(one.all("ol", "plain")[0].all("li")) == 5


def test_inputs_name_log_rules_files_and_announcements(
    report: Callable[..., Report], announced: Announcement, results: Callable[..., Results]
) -> None:
    made = report(results(announcements=(announced,)))
    (inputs,) = [one for one in tree(html(made)).all("section") if one.attributes.get("id") == "inputs"]
    for text in ("ab" * 32, "cd" * 32, "ef" * 32, "7 entries of example.org/made-up", "entry 3 of the log", "54.1%"):
        assert text in inputs.text
    for hash in made.results.definition.hashes().values():
        assert hash in inputs.text


def test_the_same_report_gives_the_same_bytes(report: Callable[..., Report]) -> None:
    assert html(report()) == html(report())
    assert html(report(), "es") != html(report(), "en")


@pytest.mark.parametrize(
    "options",
    [
        {"held": {}},
        {"register": "NO,REGION,ROLL\n1,North,100\n", "held": {"1": (5, 4, 3)}},
        {"candidates": '[{ id = "iris", name = "Iris" }]', "held": {"1": (50,)}},
        {"held": {"1": (0, 0, 0)}},
        {"held": {str(n): (5, 4, 3) for n in range(1, 7)}},
        {"cap": False},
    ],
    ids=["no station", "one station", "one candidate", "no vote", "none missing", "no cap"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_stands_whatever_is_held(
    report: Callable[..., Report], language: str, options: dict[str, object]
) -> None:
    root = tree(html(report(parts={}, **options), language))
    assert len(root.all("section", "question")) == len(QUESTIONS)
    assert "None" not in root.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_announcements_stand_under_their_titles_with_sentences_by_other_rolls_folded(
    report: Callable[..., Report], results: Callable[..., Results], announced: Announcement, language: str
) -> None:
    made = results(announcements=(announced,), rolls=("first", "second"))
    root = tree(html(report(made, parts={}, comparisons=compare_all(made)), language))
    (agreement,) = [one for one in root.all("section") if one.attributes.get("id") == "q-agreement"]
    assert announced.title in agreement.all("h3")[0].text
    (folded,) = agreement.all("details", "roll")
    assert "second" in folded.all("summary")[0].text
    assert folded.all("li", "statement")
    (known,) = [one for one in root.all("section") if one.attributes.get("id") == "known"]
    assert announced.title in known.text


def test_what_would_dissolve_a_contradiction_stands_in_it_and_only_that_of_the_first_is_open(
    report: Callable[..., Report], results: Callable[..., Results], announced: Announcement
) -> None:
    far = replace(announced, candidates=dict.fromkeys(announced.candidates, 100_000), percentages={})
    made = results(announcements=(far,), rolls=("first", "second"))
    root = tree(html(report(made, parts={}, comparisons=compare_all(made))))
    holders = [one for one in root.all("li", "statement") if one.all("details", "failures")]
    assert len(holders) > 1
    assert all("cannot both be right" in one.text for one in holders)
    opened = ["open" in one.all("details", "failures")[0].attributes for one in holders]
    assert opened == [True] + [False] * (len(holders) - 1)
    inside = [one for holder in holders for one in holder.all("details", "failures")[0].all("li", "statement")]
    assert all(one.text.lstrip().startswith("A") for one in inside)
    # What is said of all rolls together is no part of one contradiction.
    assert not [one for one in inside if "each declared roll is solved apart" in one.text]


def test_the_announcement_of_one_area_has_its_name_beside_the_title(
    report: Callable[..., Report], results: Callable[..., Results], announced: Announcement
) -> None:
    made = results(announcements=(announced,))
    area = next(iter(made.definition.register.areas.values()))  # type: ignore[union-attr]
    made = results(announcements=(replace(announced, area=area.code),))
    root = tree(html(report(made, parts={}, comparisons=compare_all(made))))
    titles = {one.text for one in root.all("h3") if announced.title in one.text}
    assert titles == {f"{announced.title} – {area.name}"}


def test_an_election_without_any_announcement_says_so(report: Callable[..., Report]) -> None:
    assert "No announcement was recorded" in tree(html(report())).text


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    from string import Formatter

    from tallyproof.report import english, spanish

    def places(module: ModuleType) -> dict[str, set[str]]:
        return {
            code: {name for _, name, _, _ in Formatter().parse(text) if name} for code, text in module.WORDS.items()
        }

    assert places(english) == places(spanish)
