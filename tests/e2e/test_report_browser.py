"""The demonstration's report in a real Chromium: phone and desk, light and dark, without JavaScript, and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

if TYPE_CHECKING:
    from tests.e2e.conftest import Demo, Ran

pytestmark = pytest.mark.browser

PHONE, DESK = 360, 1280
Scheme = Literal["light", "dark"]
LANGUAGES = ("en", "es")
OVERLAPS = """() => [...document.querySelectorAll('svg.picture')].filter(one => one.getBoundingClientRect().width)
  .flatMap((svg, number) => {
    const frame = svg.getBoundingClientRect()
    const texts = [...svg.querySelectorAll('text')].map(one => [one.textContent, one.getBoundingClientRect()])
    const out = texts.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1)
    const over = texts.flatMap(([text, a], place) => texts.slice(place + 1).filter(([, b]) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4).map(([other]) => [text, other]))
    return [...out.map(([text]) => [number, text, 'outside']), ...over.map(pair => [number, ...pair])]
  })"""


@pytest.fixture(scope="module")
def folder(demo: Demo, run: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the report of the demonstration."""
    out = tmp_path_factory.mktemp("report")
    ended = run("report", demo.folder, "--out", out)
    assert ended.code == 0, ended.err
    return out


@pytest.fixture
def open_report(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    """Give a function that opens the report; any request but that for the page, and any complaint, fails the test."""
    asked: list[str] = []
    complaints: list[str] = []
    contexts = []

    def open_report(language: str = "en", *, width: int = DESK, scheme: Scheme = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=False
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: asked.append(one.url))
        page.on("console", lambda one: complaints.append(one.text))
        page.goto((folder / f"report.{language}.html").as_uri())
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert all(one.endswith((".en.html", ".es.html")) for one in asked)
    assert complaints == []


def measured(page: Page, expression: str) -> Any:
    """Return what the page's layout is; the page's own scripts stay off."""
    return page.evaluate(expression)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_needs_no_sideways_scrolling(open_report: Callable[..., Page], language: str, scheme: Scheme) -> None:
    page = open_report(language, width=PHONE, scheme=scheme)
    root = "document.documentElement"
    assert measured(page, f"{root}.scrollWidth") <= measured(page, f"{root}.clientWidth")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_of_a_picture_lies_over_another_or_leaves_it(
    open_report: Callable[..., Page], language: str, width: int
) -> None:
    page = open_report(language, width=width)
    assert measured(page, "document.querySelectorAll('svg.picture').length") > 8
    assert measured(page, OVERLAPS) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_each_picture_is_shown_once_and_its_text_is_large_enough(open_report: Callable[..., Page], width: int) -> None:
    page = open_report(width=width)
    for figure in page.locator("figure").all():
        shown = [one for one in figure.locator("svg.picture").all() if one.is_visible()]
        assert len(shown) == 1
        box = shown[0].bounding_box()
        drawn = float(shown[0].get_attribute("width") or "0")
        assert box is not None
        assert box["width"] / drawn > 0.9


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_pictures_stand_out_from_their_ground(open_report: Callable[..., Page], scheme: Scheme) -> None:
    page = open_report(scheme=scheme)
    for text, ground in (
        ("getComputedStyle(document.body).color", "getComputedStyle(document.body).backgroundColor"),
        (
            "getComputedStyle(document.querySelector('svg.picture.wide text')).fill",
            "getComputedStyle(document.querySelector('figure')).backgroundColor",
        ),
    ):
        light, dark = sorted((luminance(measured(page, text)), luminance(measured(page, ground))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 7


def luminance(colour: str) -> float:
    """Return the relative luminance of 'rgb(r, g, b)' (WCAG 2)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_where_numbers_come_from_opens_without_a_script(open_report: Callable[..., Page]) -> None:
    page = open_report(width=PHONE)
    folded = page.locator("details.from").first
    assert not folded.locator("table").is_visible()
    folded.locator("summary").click()
    assert folded.locator("table").is_visible()


def test_the_first_page_says_what_is_known_before_anything_else(open_report: Callable[..., Page]) -> None:
    page = open_report(width=PHONE)
    known = page.locator("#known")
    box = known.bounding_box()
    assert box is not None
    assert box["y"] < 800
    assert "polling stations counted" in known.inner_text()
    assert page.locator("#known .tier.C").count() == 1  # the legend alone


def test_on_paper_what_is_folded_is_open_and_every_page_says_what_it_is_not(
    open_report: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_report()
    page.pdf(path=str(tmp_path / "report.pdf"), prefer_css_page_size=True, format="A4")
    document = pypdfium2.PdfDocument(str(tmp_path / "report.pdf"))
    try:
        texts = [one.get_textpage().get_text_range() for one in document]
    finally:
        document.close()
    assert len(texts) > 5
    for number, text in enumerate(texts, 1):
        assert "not the official result" in re.sub(r"\s+", " ", text), f"page {number}"
    whole = re.sub(r"\s+", " ", " ".join(texts))
    assert "100 · counted / expected" in whole
    assert "settled figures of stations: stations.csv" in whole
