"""How likely a text is, given what signs a line shows: connectionist temporal classification (Graves 2006)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallyproof.read.strip.recogniser import Chances
from tallyproof.read.strip.signs import BLANK, SIGNS, plain

IMPOSSIBLE = -1e9
_LEAST = 1e-300
# Products are brought back to one this often: folded chances are no less than 1e-12, so that none vanishes before.
_FRAMES_APART = 16


@dataclass(frozen=True, slots=True)
class Folding:
    """Signs that are one for a purpose: small letters and capitals, say, or a comma and no sign at all.

    Columns are the outputs after folding, 0 being 'nothing'; `membership` (outputs by columns) says which are one. A
    sign in no column is foreign here.
    """

    membership: NDArray[np.float32]
    column_of: dict[str, int]

    def fold(self, chances: Chances) -> NDArray[np.float64]:
        """Return log-probabilities of the folded signs, frames by columns."""
        return np.asarray(np.log(np.exp(chances) @ self.membership + np.float32(1e-12)), dtype=np.float64)

    def among(self, folded: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return folded log-probabilities given that no sign is foreign."""
        return np.asarray(folded - np.logaddexp.reduce(folded, axis=1, keepdims=True))

    def spell(self, text: str) -> tuple[int, ...]:
        """Return a text as columns; what is nothing or foreign here is left out."""
        return tuple(self.column_of[sign] for sign in plain(text) if self.column_of.get(sign, 0))


def _folding(groups: Sequence[str], nothing: str) -> Folding:
    columns = [(BLANK, *(SIGNS.index(sign) + 1 for sign in nothing))]
    columns += [tuple(SIGNS.index(sign) + 1 for sign in group) for group in groups]
    membership = np.zeros((len(SIGNS) + 1, len(columns)), np.float32)
    for column, outputs in enumerate(columns):
        membership[list(outputs), column] = 1.0
    return Folding(membership, {sign: index for index, group in enumerate(groups, 1) for sign in group})


_LETTERS = {"A": "AaÁá", "E": "EeÉé", "I": "IiÍí", "O": "OoÓó", "U": "UuÚú", "N": "NnÑñ"}
DIGITS = _folding(("0OoDQ", "1lI", "2Zz", "3", "4", "5Ss", "6", "7", "8B", "9"), " .,'-")
"""Digits and the letters that look like them; specks beside them are nothing, any other letter is foreign."""
LETTERS = _folding([_LETTERS.get(c, c + c.lower()) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"], " .,:;-'")
"""Letters without case and accents; spaces, commas and points are nothing."""
PRINT = _folding(tuple(sign for sign in SIGNS if sign != " "), " ")
"""Every sign but the space."""


def best_columns(folded: NDArray[np.float64]) -> tuple[int, ...]:
    """Return the likeliest signs, frame by frame, repeats and nothing taken out."""
    best = folded.argmax(axis=1)
    kept = best[np.insert(best[1:] != best[:-1], 0, True)] if best.size else best
    return tuple(int(column) for column in kept if column)


def log_chances(folded: NDArray[np.float64], texts: Sequence[tuple[int, ...]]) -> NDArray[np.float64]:
    """Return the log-probability of each text, spelt in columns, summed over all ways it can lie on the frames."""
    if not texts or not len(folded):
        return np.full(len(texts), IMPOSSIBLE)
    longest = max(len(text) for text in texts)
    states = np.zeros((len(texts), 2 * longest + 1), np.int64)
    for row, text in enumerate(texts):
        states[row, 1 : 2 * len(text) : 2] = text
    # From one sign straight to the next unless they are the same, which need nothing between them.
    leap = np.zeros(states.shape)
    leap[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    shown = np.exp(folded)[:, states]
    now = np.zeros(states.shape)
    now[:, :2] = shown[0, :, :2]
    passed = np.zeros(len(texts))
    for number, frame in enumerate(shown[1:], 1):
        after = now.copy()
        after[:, 1:] += now[:, :-1]
        after[:, 2:] += now[:, :-2] * leap[:, 2:]
        after *= frame
        if number % _FRAMES_APART == 0:
            size = np.maximum(after.sum(axis=1), _LEAST)
            passed += np.log(size)
            after /= size[:, None]
        now = after
    rows, ends = np.arange(len(texts)), np.array([2 * len(text) for text in texts])
    total = now[rows, ends] + np.where(ends > 0, now[rows, np.maximum(ends - 1, 0)], 0.0)
    return np.asarray(np.log(np.maximum(total, _LEAST)) + passed)
