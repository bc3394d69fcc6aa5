"""Numbers in digits and in words, from frames of signs."""

from __future__ import annotations

import numpy as np
import pytest

from tallyproof.errors import DefinitionError
from tallyproof.read.strip.figures import Vocabulary, read_digits
from tallyproof.read.strip.recogniser import Chances
from tallyproof.read.strip.signs import SIGNS, outputs_of

SPANISH = ("Cero", "Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis", "Siete", "Ocho", "Nueve")


def shown(text: str, *, doubt: float = 0.001, mistaken: dict[int, str] | None = None) -> Chances:
    """Frames that show a text: two for each sign and one for nothing between, a little doubt everywhere.

    `mistaken` gives places in the text where another sign is as likely as the right one.
    """
    frames = []
    for at, output in enumerate(outputs_of(text)):
        frame = np.full(len(SIGNS) + 1, doubt / (len(SIGNS) + 1))
        frame[output] = 1.0
        if mistaken and at in mistaken:
            frame[outputs_of(mistaken[at])[0]] = 1.0
        nothing = np.full(len(SIGNS) + 1, doubt / (len(SIGNS) + 1))
        nothing[0] = 1.0
        frames += [frame, frame, nothing]
    chances = np.array(frames)
    return np.asarray(np.log(chances / chances.sum(axis=1, keepdims=True)), dtype=np.float32)


@pytest.fixture(scope="module")
def spanish() -> Vocabulary:
    return Vocabulary(SPANISH, 4)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("7", 7), ("100", 100), ("2881", 2881)])
def test_digits_are_read(text: str, value: int) -> None:
    number = read_digits(shown(text))
    assert number is not None
    assert number.value == value
    assert number.share > 0.98


@pytest.mark.parametrize("text", ["", "07", "1234567"])
def test_what_is_no_count_is_not_read_in_digits(text: str) -> None:
    assert read_digits(shown(text + " ")) is None


def test_letters_among_digits_leave_little_of_the_number() -> None:
    number = read_digits(shown("1A2"))
    assert number is None or number.share < 0.1


def test_a_digit_that_may_be_another_halves_the_share() -> None:
    number = read_digits(shown("1065", mistaken={3: "6"}))
    assert number is not None
    assert number.share < 0.6


@pytest.mark.parametrize(
    ("text", "value"),
    [("Cero, Cero, Cero, Cero", 0), ("Cero, Uno, Tres, Nueve", 139), ("Ocho, Siete, Seis, Dos", 8762),
     ("CERO CUATRO. CINCO, Cinco", 455)],
)  # fmt: skip
def test_words_are_read(spanish: Vocabulary, text: str, value: int) -> None:
    number = spanish.read(shown(text))
    assert number is not None
    assert number.value == value
    assert number.share > 0.98


def test_a_word_with_a_wrong_letter_is_read_with_less_fit(spanish: Vocabulary) -> None:
    clean, spoilt = spanish.read(shown("Cero, Tres, Dos, Uno")), spanish.read(shown("Cero, Tnes, Dos, Uno"))
    assert clean is not None
    assert spoilt is not None
    assert spoilt.value == clean.value == 321
    assert spoilt.fit < clean.fit - 3


def test_a_word_that_may_be_another_is_in_doubt(spanish: Vocabulary) -> None:
    number = spanish.read(shown("Cero, Cero, Tres, Dos", mistaken={12: "S", 13: "e", 14: "i"}))
    assert number is not None
    assert number.share < 0.9


@pytest.mark.parametrize("text", ["Cero, Cero, Cero", "Cero, Cero, Cero, Cero, Uno", "Votos nulos", "Mesa 1"])
def test_words_that_are_no_number_fit_badly(spanish: Vocabulary, text: str) -> None:
    number = spanish.read(shown(text))
    assert number is None or number.fit < -6
    assert not spanish.shows_words(shown(text))


def test_other_languages_need_only_other_words() -> None:
    english = Vocabulary(("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"), 3)
    number = english.read(shown("Two, Nine, Four"))
    assert number is not None
    assert number.value == 294


def test_words_without_latin_letters_are_refused() -> None:
    with pytest.raises(DefinitionError, match="Latin letters"):
        Vocabulary(tuple("абвгдежзий"), 4)
