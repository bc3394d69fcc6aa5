"""Pictures: true to their numbers, readable on a telephone, the same bytes every time, safe with hostile names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from types import SimpleNamespace
from typing import cast
from xml.etree import ElementTree

import pytest

from tallyproof.compare.part import Axis, Mark, Picture, Point, Series
from tallyproof.compare.phrasing import Book, Phrases, even_decimals
from tallyproof.compare.pictures import NARROW, WIDE, Plot, svg_of
from tallyproof.compare.pictures.canvas import width_of, wrapped
from tallyproof.compare.pictures.scale import scale_of, tick_text, value_of
from tallyproof.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script> & {braces} \u200fcba\u200f'
LONG = "The United Confederation of Municipal Neighbourhood Assemblies and Independent Cooperatives of the South"
NAMES = {"ana": "Ana", "ben": HOSTILE, "cai": LONG, **{f"area:a{n}": f"Area number {n}" for n in range(60)}}
HEADINGS = {f"{kind}-{id}": f"{kind} of {id}" for kind in ("picture", "caption") for id in ("p", "q")}
WORDS = {
    "axis-votes": "Votes",
    "axis-share": "Share of the votes",
    "axis-area": "Area",
    "mark-half": "one half of everything that was counted until then",
    "mark-level": "level",
    "whole": "the whole",
    "others": "Others",
}


def _book() -> Book:
    phrases = cast(Phrases, SimpleNamespace(SENTENCES={}, WORDS=WORDS, SINGULARS={}, HEADINGS=HEADINGS))
    return Book({"en": phrases, "es": phrases})


BOOK = _book()
SHARE = Axis("share", "percent")


def _bars(**changes: object) -> Picture:
    points = tuple(Point(f"a{n}", str(40 + n)) for n in range(3))
    series = (Series("ana", points), Series("cai", tuple(replace(one, y="30.5") for one in points)))
    bars = Picture("p", "bars", Axis("area", "area"), SHARE, series, (Mark("half", "y", "50"),))
    return replace(bars, **changes)  # type: ignore[arg-type]


def _line(count: int = 50, **changes: object) -> Picture:
    points = tuple(Point(str(n), str(10 * n), str(9 * n), str(11 * n)) for n in range(count))
    lines = Picture("p", "lines", Axis("votes"), Axis("votes"), (Series("ana", points), Series("ben", points[::2])))
    return replace(lines, **changes)  # type: ignore[arg-type]


PICTURES: Mapping[str, Picture] = {
    "bars": _bars(),
    "ranges": _bars(
        drawing="ranges",
        series=(
            Series("", (Point("a1", "30", "20", "55.25"), Point("a2", "", "0", "100"), Point("a3", "9", "8", "9"))),
        ),
    ),
    "candidates": _bars(
        x=Axis("candidate", "candidate"),
        series=(Series("", (Point("ben", "60"), Point("cai", "2"), Point("_others", "1"))),),
    ),
    "lines": _line(marks=(Mark("half", "x", "20"), Mark("level", "x", "21"), Mark("half", "y", "200"))),
    "steps": _line(drawing="steps"),
    "band": _line(drawing="ranges"),
    "dots": _line(drawing="dots"),
    "many dots": _line(4000, drawing="dots"),
    "heat": _line(
        drawing="heat", series=(Series("ana", tuple(Point(str(n), str(n % 7), high=str(n + 1)) for n in range(30))),)
    ),
    "histogram": _line(10, drawing="histogram"),
    "negative": _bars(series=(Series("ana", (Point("a1", "-20"), Point("a2", "30"))),)),
    "one point": _line(1),
    "large": _line(series=(Series("ana", (Point("0", "0"), Point("1", "123456789012"))),)),
}


def _drawn(picture: Picture, width: int = WIDE, language: str = "en") -> ElementTree.Element:
    note = "24,532 of 30,026 polling stations counted; provisional; not the official result"
    return ElementTree.fromstring(svg_of(picture, BOOK, language, NAMES, width=width, note=note))


def _texts(svg: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in svg.iter(f"{SVG}text")]


def _boxes(svg: ElementTree.Element) -> list[tuple[str, float, float, float, float]]:
    """Return (text, left, top, right, bottom) of every text, about as a browser will set it."""
    found = []
    for one in svg.iter(f"{SVG}text"):
        size = 11 if one.get("class") == "small" else 13
        x, y, width = float(one.get("x", "0")), float(one.get("y", "0")), width_of(one.text or "", size) * 0.93
        left = {"middle": x - width / 2, "end": x - width}.get(one.get("text-anchor", ""), x)
        found.append((one.text or "", left, y - size * 0.75, left + width, y + size * 0.15))
    return found


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", PICTURES)
def test_no_two_texts_lie_over_each_other_and_none_leaves_the_picture(kind: str, width: int) -> None:
    svg = _drawn(PICTURES[kind], width)
    boxes = _boxes(svg)
    height = float(svg.get("height", "0"))
    for text, left, top, right, bottom in boxes:
        assert left >= -0.5, text
        assert right <= width + 0.5, text
        assert top >= -1, text
        assert bottom <= height, text
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
            assert apart, f"{one[0]!r} over {other[0]!r}"


@pytest.mark.parametrize("kind", PICTURES)
def test_the_same_data_give_the_same_bytes_and_well_formed_svg(kind: str) -> None:
    first, second = (svg_of(PICTURES[kind], BOOK, "en", NAMES) for _ in range(2))
    assert first == second
    assert ElementTree.fromstring(first).get("role") == "img"


def test_hostile_names_are_text() -> None:
    svg = svg_of(PICTURES["candidates"], BOOK, "en", NAMES)
    assert "<script" not in svg
    texts = _texts(ElementTree.fromstring(svg))
    assert HOSTILE.split("</")[0] in " ".join(texts)


def test_bars_are_as_long_as_their_values_and_begin_at_zero() -> None:
    svg = _drawn(_bars(series=(Series("ana", (Point("a1", "80"), Point("a2", "40"))),), marks=()))
    bars = [one for one in svg.iter(f"{SVG}rect") if (one.get("class") or "").startswith("bar")]
    widths = [float(one.get("width", "0")) for one in bars]
    assert {one.get("x") for one in bars} == {"1"}
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.01)


def test_series_differ_without_colour() -> None:
    svg = svg_of(PICTURES["bars"], BOOK, "en", NAMES)
    assert 'class="bar s0" x' in svg
    assert 'class="bar s1" fill="url(#p-hatch)"' in svg
    lines = svg_of(PICTURES["lines"], BOOK, "en", NAMES)
    assert 'class="curve d0"' in lines
    assert 'class="curve d1"' in lines


def test_ranges_of_two_series_differ_without_colour_in_picture_and_legend() -> None:
    points = tuple(Point(f"a{n}", "30", "20", "40") for n in range(2))
    svg = svg_of(_bars(drawing="ranges", series=(Series("ana", points), Series("cai", points))), BOOK, "en", NAMES)
    assert svg.count('class="span"') == 3
    assert svg.count('class="bar s1" fill="url(#p-hatch)"') == 3


def test_no_line_lies_under_the_band_of_another_series() -> None:
    svg = svg_of(_line(), BOOK, "en", NAMES)
    drawn = svg[svg.index('class="band s0"') :]
    assert drawn.rindex('class="band') < drawn.index('class="curve')
    assert 'class="edge d1"' in drawn


def test_the_words_of_a_picture_stand_in_it_for_who_cannot_see_it() -> None:
    assert _drawn(PICTURES["bars"]).get("aria-label") == "picture of p. caption of p"


def test_numbers_and_percentages_are_written_as_the_language_writes_them() -> None:
    assert "30.5%" in " ".join(_texts(_drawn(PICTURES["bars"])))
    assert "30,5\N{NO-BREAK SPACE}%" in " ".join(_texts(_drawn(PICTURES["bars"], language="es")))


def test_what_travels_with_a_picture_stands_in_it() -> None:
    assert "provisional" in " ".join(_texts(_drawn(PICTURES["dots"], NARROW)))


def test_very_many_dots_become_squares_that_say_what_they_stand_for() -> None:
    svg = _drawn(PICTURES["many dots"])
    in_legend = 4.0
    assert {float(one.get("r", "0")) for one in svg.iter(f"{SVG}circle")} == {in_legend}
    assert any((one.get("class")) == "cell" for one in svg.iter(f"{SVG}rect"))
    assert any(one.startswith("Each mark stands for") for one in _texts(svg))


def test_a_cell_that_holds_four_times_as_much_is_twice_as_wide() -> None:
    cells = (Point("1", "1", high="100"), Point("2", "1", high="25"), Point("1", "2", high="1"))
    svg = _drawn(_line(drawing="heat", series=(Series("ana", cells),)))
    widths = [float(one.get("width", "0")) for one in svg.iter(f"{SVG}rect") if one.get("class") == "cell"]
    heights = [float(one.get("height", "0")) for one in svg.iter(f"{SVG}rect") if one.get("class") == "cell"]
    assert widths[0] == pytest.approx(2 * widths[1], rel=0.01)
    assert heights[0] == pytest.approx(2 * heights[1], rel=0.01)
    assert "Each mark stands for several points, up to 100; the larger, the more." in _texts(svg)


def test_more_bars_than_fit_are_counted_and_left_to_the_table() -> None:
    many = tuple(Point(f"a{n}", str(n)) for n in range(60))
    texts = _texts(_drawn(_bars(series=(Series("ana", many),))))
    assert "20 more are in the table." in texts


def test_a_picture_without_points_says_so() -> None:
    assert "There is nothing to draw." in _texts(_drawn(_bars(series=(Series("ana", ()),))))


def test_a_value_that_is_no_number_is_refused_with_its_place() -> None:
    with pytest.raises(UsageError, match="picture p: expected a number to draw, got 'many'"):
        _drawn(_bars(series=(Series("ana", (Point("a1", "many"),)),)))


@pytest.mark.parametrize(
    ("values", "ticks"),
    [(("0", "100"), ["0", "20", "40", "60", "80", "100"]), (("0.1", "0.35"), ["0", "0.1", "0.2", "0.3", "0.4"])],
)
def test_ticks_are_round_numbers_that_cover_the_values(values: tuple[str, str], ticks: list[str]) -> None:
    scale = scale_of([value_of(one, "here") for one in values], low=None, high=None, start=0, end=100)
    assert [tick_text(one) for one in scale.ticks] == ticks


def test_whole_numbers_get_whole_ticks() -> None:
    scale = scale_of([value_of(str(one), "here") for one in range(10)], low=None, high=None, start=0, end=1, most=4)
    assert [tick_text(one) for one in scale.ticks] == ["0", "5", "10"]


def test_a_range_that_is_one_value_is_written_once() -> None:
    points = (Point("a1", "30", "30", "30"), Point("a2", "7", "0", "7"), Point("a3", "5", "4", "6"))
    texts = _texts(_drawn(_bars(drawing="ranges", series=(Series("", points),), marks=())))
    assert {"30%", "7%", "4% – 6%"} <= set(texts)


def test_limits_the_wrong_way_round_still_give_a_scale() -> None:
    scale = scale_of([value_of("5", "here")], low=value_of("9", "here"), high=value_of("1", "here"), start=0, end=10)
    assert scale.low < scale.high


def test_a_long_name_is_cut_with_an_ellipsis_and_a_short_one_is_not() -> None:
    assert wrapped("Ana", 100) == ["Ana"]
    lines = wrapped(LONG, 150)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width_of(one) <= 150 for one in lines)


def test_figures_of_a_column_get_as_many_decimals() -> None:
    assert even_decimals(["66.5", "32.14", "7", ""]) == ["66.50", "32.14", "7.00", ""]
    assert even_decimals(["1", "2"]) == ["1", "2"]


def test_a_plot_shows_itself_in_a_notebook_without_anything_else() -> None:
    plot = Plot(PICTURES["bars"], BOOK, "en", NAMES, note="provisional")
    shown = plot._repr_svg_()
    assert shown == str(plot)
    assert "<style>" in shown
    assert "<defs>" in shown
    assert not re.search(r"(href|src|url\((?!#))", shown)
    assert plot.title == "picture of p"
    assert unescape(plot.caption) == "caption of p"
