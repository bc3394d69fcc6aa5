"""The published site in a real Chromium, from the file system, without JavaScript: phone and desk, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import Browser, Page

if TYPE_CHECKING:
    from tests.e2e.conftest import Demo, Ran

pytestmark = pytest.mark.browser

PHONE, DESK = 360, 1280
Scheme = Literal["light", "dark"]


@pytest.fixture
def open_page(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a page of the site; a request that leaves the folder fails the test."""
    left: list[str] = []
    broken: list[str] = []
    contexts = []
    root = demo.site.resolve().as_uri()

    def open_page(path: str, *, width: int = DESK, scheme: Scheme = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=False
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: left.append(one.url) if not one.url.startswith(root) else None)
        page.on("requestfailed", lambda one: broken.append(one.url))
        page.goto(f"{root}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert left == []
    assert broken == []


@pytest.fixture(scope="module")
def paths(demo: Demo) -> dict[str, str]:
    """Give one page of each kind: the pages with most on them."""

    def largest(folder: str) -> str:
        page = max((demo.site / folder).iterdir(), key=lambda one: one.stat().st_size)
        return page.relative_to(demo.site).as_posix()

    return {
        "national": "index.html",
        "area": largest("en/area"),
        "place": largest("en/place"),
        "announced": "en/announced.html",
        "findings": "en/findings.html",
        "about": "en/about.html",
        "spanish": "es/index.html",
        "spanish place": largest("es/place"),
    }


KINDS = ("national", "area", "place", "announced", "findings", "about", "spanish", "spanish place")


def measured(page: Page, expression: str) -> Any:
    """Return what the page's layout is; the page's own scripts stay off."""
    return page.evaluate(expression)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_phone_needs_no_sideways_scrolling(
    open_page: Callable[..., Page], paths: dict[str, str], kind: str, scheme: Scheme
) -> None:
    page = open_page(paths[kind], width=PHONE, scheme=scheme)
    root = "document.documentElement"
    assert measured(page, f"{root}.scrollWidth") <= measured(page, f"{root}.clientWidth")


@pytest.mark.parametrize("path", ["index.html", "es/announced.html"])
def test_what_is_held_stands_in_sight_beside_what_was_announced_on_a_phone(
    open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(path, width=PHONE)
    for kind in ("announced", "held"):
        figures = page.locator(f'.compare data[data-ref^="{kind}/"][data-ref*="/candidate:"]')
        assert figures.count() >= 2
        for figure in figures.all():
            box = figure.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_headline_figures_are_visible_and_are_those_of_the_tally(
    open_page: Callable[..., Page], demo: Demo, run: Callable[..., Ran], width: int, scheme: Scheme
) -> None:
    (whole,) = run("tally", demo.folder, "--json").json
    page = open_page("index.html", width=width, scheme=scheme)
    for candidate, votes in whole["candidates"].items():
        figure = page.locator(f'data[data-ref="tally/president/_/candidate:{candidate}"]').first
        assert figure.is_visible()
        assert figure.get_attribute("value") == str(votes)
        assert re.sub(r"\D", "", figure.inner_text()) == str(votes)
    counted = page.locator('data[data-ref="tally/president/_/stations-counted"]').first
    assert counted.is_visible()
    assert counted.inner_text() == str(whole["coverage"]["stations_counted"])
    share = page.locator('data[data-ref="tally/president/_/share:este"]').first
    assert share.inner_text().startswith(whole["shares"]["este"])


def test_text_stands_out_from_its_ground_in_light_and_in_dark(open_page: Callable[..., Page]) -> None:
    def contrast(scheme: Scheme) -> float:
        style = "getComputedStyle(document.body)"
        page = open_page("index.html", scheme=scheme)
        text, ground = (measured(page, f"{style}.{one}") for one in ("color", "backgroundColor"))
        light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    assert contrast("light") >= 7
    assert contrast("dark") >= 7


def luminance(colour: str) -> float:
    """Return the relative luminance of 'rgb(r, g, b)' (WCAG 2)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_light_and_dark_differ(open_page: Callable[..., Page]) -> None:
    grounds = {
        measured(open_page("index.html", scheme=scheme), "getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2


def test_language_switch_leads_to_the_same_page_in_the_other_language(
    open_page: Callable[..., Page], paths: dict[str, str]
) -> None:
    page = open_page(paths["place"])
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Español").click()
    page.wait_for_url(f"**/es/{paths['place'].removeprefix('en/')}")
    assert page.locator("html").get_attribute("lang") == "es"
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"**/{paths['place']}")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_place_shows_the_picture_of_the_sheet_beside_its_figures(
    open_page: Callable[..., Page], paths: dict[str, str], width: int
) -> None:
    page = open_page(paths["place"], width=width)
    picture = page.locator("main img").first
    picture.scroll_into_view_if_needed()
    assert picture.is_visible()
    assert picture.get_attribute("alt")
    picture.evaluate("one => one.decode()")
    assert picture.evaluate("one => one.naturalWidth") > 100
    box = picture.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    figures = page.locator("main section.station").filter(has=page.locator("img")).first.locator("data")
    assert figures.count() > 3
    if width == DESK:
        table = page.locator("main section.station").filter(has=page.locator("img")).first.locator("table").first
        beside = table.bounding_box()
        assert beside is not None
        assert beside["x"] + beside["width"] <= box["x"] or box["x"] + box["width"] <= beside["x"]


def test_one_can_walk_from_the_nation_down_to_a_polling_place_and_back(open_page: Callable[..., Page]) -> None:
    page = open_page("index.html")
    for links in ("main table a", "main table a", "main table a", 'main a[href*="place/"]'):
        page.locator(f"{links}:visible").first.click()
    assert "/place/" in page.url
    page.locator("nav.crumbs a").first.click()
    assert page.url.endswith("/en/index.html")
