"""Numbers as they are printed: in digits, and in words digit by digit, each with how sure the reading is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tallyproof.errors import DefinitionError
from tallyproof.read.strip.ctc import DIGITS, IMPOSSIBLE, LETTERS, best_columns, log_chances
from tallyproof.read.strip.recogniser import Chances

MAX_DIGITS = 5
_SURE = -0.005
"""Log-probability above which no other text can matter."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read. `share` is its part of all that the same way of writing could say here, 0 to 1; `fit` is
    the log-probability of exactly these signs, low where the ink is not such a number at all."""

    value: int
    share: float
    fit: float


def read_digits(chances: Chances) -> Number | None:
    """Return the number that a line shows in digits, or None where it shows none or something else."""
    folded = DIGITS.fold(chances)
    columns = best_columns(folded)
    if not 1 <= len(columns) <= MAX_DIGITS or (len(columns) > 1 and columns[0] == 1):
        return None
    fit = float(log_chances(folded, [columns])[0])
    share = float(np.exp(log_chances(DIGITS.among(folded), [columns])[0]))
    return Number(int("".join(str(column - 1) for column in columns)), share, fit)


class Vocabulary:
    """The words for the ten digits of one language, and how many of them make a number."""

    def __init__(self, words: Sequence[str], count: int) -> None:
        self._spelt = tuple(LETTERS.spell(word) for word in words)
        if not all(self._spelt) or len(set(self._spelt)) < len(self._spelt):
            raise DefinitionError(
                f"words: expected ten words that differ in their Latin letters, got {', '.join(words)}; "
                "the reader of print knows no other letters yet"
            )
        self._count = count

    def read(self, chances: Chances) -> Number | None:
        """Return the number that a line shows in words, or None where its signs are not such words."""
        folded = LETTERS.fold(chances)
        digits = self._exact(best_columns(folded)) or self._nearest(folded)
        if digits is None:
            return None
        fit = float(log_chances(folded, [self._spell(digits)])[0])
        share = float(np.exp(fit)) if fit > _SURE else self._share(folded, digits, fit)
        return Number(int("".join(map(str, digits))), share, fit)

    def shows_words(self, chances: Chances) -> bool:
        """Whether a line shows a number in words, letter by letter."""
        return self._exact(best_columns(LETTERS.fold(chances))) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = sorted(("".join(chr(64 + c) for c in word) for word in self._spelt), key=len, reverse=True)
        return re.compile("|".join(words))

    def _exact(self, columns: tuple[int, ...]) -> tuple[int, ...] | None:
        text = "".join(chr(64 + column) for column in columns)
        found = self._pattern.findall(text)
        if len(found) != self._count or "".join(found) != text:
            return None
        by_text = {"".join(chr(64 + c) for c in word): digit for digit, word in enumerate(self._spelt)}
        return tuple(by_text[word] for word in found)

    def _spell(self, digits: Sequence[int]) -> tuple[int, ...]:
        return tuple(itertools.chain.from_iterable(self._spelt[digit] for digit in digits))

    def _share(self, folded: NDArray[np.float64], digits: tuple[int, ...], fit: float) -> float:
        """Return the part that these words have of all that differ from them by one word at most."""
        others = [
            self._spell((*digits[:place], other, *digits[place + 1 :]))
            for place in range(self._count)
            for other in range(10)
            if other != digits[place]
        ]
        total = np.logaddexp.reduce(log_chances(folded, others), initial=fit)
        return float(np.exp(fit - total))

    def _nearest(self, folded: NDArray[np.float64]) -> tuple[int, ...] | None:
        """Return the words that lie best on the frames, by the best single path (Viterbi)."""
        if len(folded) < 2 * self._count:
            return None
        enter = np.full(len(folded) + 1, IMPOSSIBLE)
        enter[0] = 0.0
        traces: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        for _ in range(self._count):
            score, begun = self._one_word(folded, enter)
            word = score.argmax(axis=0)
            frames = np.arange(len(folded) + 1)
            traces.append((word, begun[word, frames]))
            enter = score[word, frames]
        # Nothing but 'nothing' may follow the last word.
        rest = np.append(np.cumsum(folded[::-1, 0])[::-1], 0.0)
        at = int((enter + rest).argmax())
        if enter[at] < IMPOSSIBLE / 2:
            return None
        digits: list[int] = []
        for word, begun_at in reversed(traces):
            digits.append(int(word[at]))
            at = int(begun_at[at])
        return tuple(reversed(digits))

    def _one_word(
        self, folded: NDArray[np.float64], enter: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return for each word and frame the best score with the word ended there, and the frame it began at."""
        longest = max(len(word) for word in self._spelt)
        columns = np.zeros((10, 2 * longest + 1), np.int64)
        for digit, word in enumerate(self._spelt):
            columns[digit, 1 : 2 * len(word) : 2] = word
        leap = np.where((columns[:, 3::2] != columns[:, 1:-2:2]) & (columns[:, 3::2] > 0), 0.0, IMPOSSIBLE)
        ends = np.array([2 * len(word) - 1 for word in self._spelt])
        now = np.full(columns.shape, IMPOSSIBLE)
        begun = np.zeros(columns.shape, np.int64)
        score = np.full((10, len(folded) + 1), IMPOSSIBLE)
        begun_at = np.zeros((10, len(folded) + 1), np.int64)
        rows = np.arange(10)
        for at, frame in enumerate(folded):
            choices = np.full((3, *columns.shape), IMPOSSIBLE)
            choices[0] = now
            choices[1, :, 1:] = now[:, :-1]
            choices[2, :, 3::2] = now[:, 1:-2:2] + leap
            origins = np.stack([begun, np.roll(begun, 1, axis=1), np.roll(begun, 2, axis=1)])
            choices[1, :, 0], origins[1, :, 0] = enter[at], at
            choices[2, :, 1], origins[2, :, 1] = enter[at], at
            best = choices.argmax(axis=0)
            now = np.take_along_axis(choices, best[None], axis=0)[0] + frame[columns]
            begun = np.take_along_axis(origins, best[None], axis=0)[0]
            score[:, at + 1] = now[rows, ends]
            begun_at[:, at + 1] = begun[rows, ends]
        return score, begun_at
