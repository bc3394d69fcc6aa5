"""Both languages say the same things, in words that the rules allow."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from tallyproof.compare.phrasing import percent_sign, percent_text
from tallyproof.compare.quick_count import english, spanish
from tallyproof.compare.quick_count.wording import BOOK
from tallyproof.compare.statement import tier_b
from tallyproof.errors import UsageError

BOOKS = ("SENTENCES", "REASONS", "HEADINGS", "WORDS")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("book", BOOKS)
def test_both_languages_have_the_same_texts_with_the_same_places(book: str) -> None:
    one, other = getattr(english, book), getattr(spanish, book)
    assert one.keys() == other.keys()
    assert {key: places(text) for key, text in one.items()} == {key: places(text) for key, text in other.items()}


@pytest.mark.parametrize("book", BOOKS)
def test_no_text_names_a_winner_or_fraud(book: str) -> None:
    for language in (english, spanish):
        for text in getattr(language, book).values():
            assert not re.search(
                r"winner|won\b|fraud|ganador|ganó|fraude|official result(?<!not the official result)", text
            )


def test_one_station_is_said_in_the_singular() -> None:
    assert BOOK.sentence(tier_b("others-held", others=1), "en", {}).startswith("1 other station is held")
    assert BOOK.sentence(tier_b("others-held", others=1), "es", {}).startswith("Se tiene otra mesa")
    assert BOOK.sentence(tier_b("others-held", others=21), "es", {}).startswith("Se tienen otras 21 mesas")


def test_one_and_twenty_one_stations_are_told_apart() -> None:
    one, many = (BOOK.sentence(tier_b("origin", pictures=number, table=1), "en", {}) for number in (1, 21))
    assert one == "Of these, 1 was read from a picture of its sheet and 1 comes from a published table."
    assert many.startswith("Of these, 21 were read from pictures of sheets")


def test_percentages_are_written_in_the_language_and_without_a_negative_zero() -> None:
    assert percent_sign(percent_text(0.22857142), "en") == "22.857%"
    assert percent_sign(percent_text(0.22857142), "es") == "22,857\N{NO-BREAK SPACE}%"
    assert percent_text(-0.000000001) == "0"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="expected one of en, es, got 'fr'"):
        BOOK.sentence(tier_b("complete"), "fr", {})
