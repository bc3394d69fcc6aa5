"""The catalogue: every language has every word, with the same places to fill."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from tallyproof.errors import DefinitionError, InputError
from tallyproof.publish.numbers import day_text, hour_of, hour_text, percent_text, whole_text
from tallyproof.publish.words import LANGUAGES, words_of
from tallyproof.safety.jpeg import jpeg_size

PACKAGE = files("tallyproof.publish")


def texts(tables: dict[str, Any], before: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    for key, inner in tables.items():
        name = f"{before}.{key}" if before else key
        if isinstance(inner, dict) and all(isinstance(one, str) for one in inner.values()):
            yield name, inner
        else:
            yield from texts(inner, name)


CATALOGUE = dict(texts(tomllib.loads((PACKAGE / "words.toml").read_text("utf-8"))))


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_text_has_every_language_with_the_same_places(name: str) -> None:
    held = CATALOGUE[name]
    assert set(held) == set(LANGUAGES)
    places = [sorted(re.findall(r"\{(\w+)\}", text)) for text in held.values()]
    assert all(one == places[0] for one in places)
    assert all(text.strip() for text in held.values())


def test_every_word_of_the_catalogue_is_used() -> None:
    source = "".join(
        one.read_text("utf-8")
        for folder in (PACKAGE, PACKAGE / "templates")
        for one in folder.iterdir()
        if one.name.endswith((".py", ".html"))
    )
    built: tuple[str, ...] = (
        "grade_",
        "short_",
        "read_",
        "provenance_",
        "way_",
        "state_",
        "mark_",
        "status_",
        "meaning_",
    )
    built = (*built, "first_", "condition_", "outcome_", "caption_", "strip_label")
    pages = [name.removeprefix("page.") for name in CATALOGUE if name.startswith("page.")]
    unused = [one for one in pages if not one.startswith(built) and not re.search(rf'[".]{re.escape(one)}\b', source)]
    assert unused == []


def test_a_language_that_the_site_does_not_speak_is_refused() -> None:
    with pytest.raises(DefinitionError, match=r"election\.languages"):
        words_of("xx")


def test_values_put_into_a_text_are_escaped() -> None:
    assert words_of("en").say("as_of", hour="<b>") == "As of &lt;b&gt;"


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [("0", "0", "0"), ("999", "999", "999"), ("5494", "5,494", "5.494"), ("7156462", "7,156,462", "7.156.462")],
)
def test_whole_numbers_are_grouped_as_the_language_does(value: str, english: str, spanish: str) -> None:
    assert (whole_text(value, "en"), whole_text(value, "es")) == (english, spanish)


def test_percentages_keep_the_decimals_they_were_announced_with() -> None:
    assert (percent_text("44.2", "en"), percent_text("44.20", "es")) == ("44.2%", "44,20\u00a0%")


def test_days_and_hours_are_said_in_words() -> None:
    assert day_text(date(2024, 7, 28), "es") == "28 de julio de 2024"
    assert hour_text("2024-07-28T23Z", "en") == "28 July 2024, 23:00\u00a0UTC"


@pytest.mark.parametrize("text", ["", "2024-07-28", "2024-07-28T23:10Z", "2024-07-28T24Z"])
def test_an_hour_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="hour"):
        hour_of(text)


def test_a_picture_says_its_size() -> None:
    data = b"\xff\xd8" + b"\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x11\x08\x1a\x90\x02\x8a" + b"rest"
    assert jpeg_size(data) == (650, 6800)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00\x00", b"GIF89a" * 9, b"\xff\xd8\xff\xda"])
def test_a_picture_that_does_not_say_its_size_has_none(data: bytes) -> None:
    assert jpeg_size(data) is None
