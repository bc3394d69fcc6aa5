"""Chances of texts on frames of signs, held to sums over every path."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.read.strip.ctc import DIGITS, LETTERS, best_columns, log_chances
from tallyproof.read.strip.signs import SIGNS, outputs_of, plain, text_of


def collapsed(path: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sign for sign, _ in itertools.groupby(path) if sign)


@given(st.integers(0, 2**32 - 1))
def test_a_text_has_the_chance_of_all_paths_that_spell_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frames = np.log(rng.dirichlet(np.ones(3), size=5))
    for text in ((), (1,), (1, 1), (1, 2), (2, 1, 2)):
        paths = (path for path in itertools.product(range(3), repeat=5) if collapsed(path) == text)
        expected = sum(np.exp(sum(frames[at, sign] for at, sign in enumerate(path))) for path in paths)
        assert np.exp(log_chances(frames, [text])[0]) == pytest.approx(expected)


def test_texts_of_different_length_are_weighed_together_as_alone() -> None:
    frames = np.log(np.random.default_rng(5).dirichlet(np.ones(11), size=9))
    texts = [(1,), (2, 2, 3), (10, 1), ()]
    alone = [float(log_chances(frames, [text])[0]) for text in texts]
    assert log_chances(frames, texts) == pytest.approx(alone)


def test_folding_adds_up_the_signs_that_are_one() -> None:
    chances = np.log(np.full((4, len(SIGNS) + 1), 1 / (len(SIGNS) + 1), dtype=np.float32))
    folded = np.exp(LETTERS.fold(chances))
    size = 1 / (len(SIGNS) + 1)
    assert folded[0, LETTERS.spell("a")[0]] == pytest.approx(4 * size)
    assert folded[0, LETTERS.spell("B")[0]] == pytest.approx(2 * size)


def test_letters_are_spelt_without_case_marks_and_signs_between() -> None:
    assert LETTERS.spell("Cero, Três") == LETTERS.spell("CEROTRES")
    assert DIGITS.spell("1 065") == (2, 1, 7, 6)


def test_outputs_spell_a_text_back() -> None:
    assert text_of(outputs_of("Votos válidos 1065.")) == "Votos válidos 1065."
    assert plain("Zéro Três") == "Zéro Tres"


def test_repeats_are_one_sign_and_nothing_parts_two() -> None:
    frames = np.full((6, 3), -9.0)
    for at, column in enumerate((1, 1, 0, 1, 2, 2)):
        frames[at, column] = 0.0
    assert best_columns(frames) == (1, 1, 2)
