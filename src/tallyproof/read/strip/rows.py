"""Which printed row is which: codes, labels and the order of the form, weighed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tallyproof.layout.strip import StripForm, StripPart, StripRow
from tallyproof.read.strip.ctc import DIGITS, LETTERS, best_columns, log_chances
from tallyproof.read.strip.recogniser import Chances

_OTHER_CODE = -20.0
"""Most that a code which plainly is another can say against a row."""
_OTHER_LABEL = -7.0
"""Most that a label can say against a row: labels are cut off and wrapped."""
_LEGIBLE = -3.0
"""Log-chance of the likeliest text below which print cannot be read."""
_ILLEGIBLE = -3.0
"""Most that print which cannot be read can say against a row."""
_PLAIN_CODE = -0.001
"""Log-chance of a code above which no label is asked."""
_PASSED_OVER = -3.0
"""Log-chance that a row of the form was not found on the page."""
_FOREIGN = -14.0
"""Log-chance of a found row that is none of the form's: above a code and label that plainly are others, far below
texts that cannot be read, which fit any row."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the form and the part it stands in."""

    part: StripPart
    row: StripRow


LabelsOf = Callable[[Sequence[int]], tuple[Sequence[Chances], Sequence[Chances]]]
"""Gives for found rows, by their numbers, the print where a coded row's label would stand and where another's would."""


@dataclass(frozen=True, slots=True)
class Match:
    """The row of the form that a found row is, and the chance that it is this one."""

    place: Place
    share: float


def match_rows(form: StripForm, codes: Sequence[Chances | None], labels_of: LabelsOf) -> list[Match | None]:
    """Return which row each found row is, from the top down, or None where that is not known.

    Of each found row the print is given where a code would stand, or None where other print runs into it; labels
    are asked for where that is not enough.
    """
    places = tuple(Place(part, row) for part in form.parts for row in part.rows)
    seen = _evidence(places, codes, labels_of)
    shares = _weigh(seen)
    matches: list[Match | None] = []
    for found in shares:
        best = int(found.argmax())
        matches.append(Match(places[best], float(found[best])) if found[best] > 0.5 else None)
    return matches


def _evidence(places: Sequence[Place], codes: Sequence[Chances | None], labels_of: LabelsOf) -> NDArray[np.float64]:
    coded = [index for index, place in enumerate(places) if place.row.code]
    plain = [index for index, place in enumerate(places) if not place.row.code]
    code_texts = [DIGITS.spell(places[index].row.code) for index in coded]
    coded_texts = [LETTERS.spell(places[index].row.label) for index in coded]
    plain_texts = [LETTERS.spell(places[index].row.label) for index in plain]
    seen = np.full((len(codes), len(places)), _OTHER_CODE + _OTHER_LABEL)
    unclear: list[int] = []
    for at, code in enumerate(codes):
        if code is None:
            seen[at, coded] = _ILLEGIBLE
            unclear.append(at)
            continue
        folded = DIGITS.fold(code)
        seen[at, coded] = _against_best(folded, code_texts, _OTHER_CODE)
        best = coded[int(seen[at, coded].argmax())]
        # Most rows: the code is beyond doubt, and reading labels too would take longer than all the rest.
        if seen[at, best] < 0 or log_chances(folded, [DIGITS.spell(places[best].row.code)])[0] < _PLAIN_CODE:
            unclear.append(at)
    for at, coded_label, label in zip(unclear, *labels_of(unclear), strict=True):
        seen[at, coded] += _against_best(LETTERS.fold(coded_label), coded_texts, _OTHER_LABEL)
        seen[at, plain] = 2 * _against_best(LETTERS.fold(label), plain_texts, 0.6 * _OTHER_CODE)
    return seen


def _against_best(folded: NDArray[np.float64], texts: Sequence[tuple[int, ...]], least: float) -> NDArray[np.float64]:
    """Return the log-chance of each text against that of the likeliest text of all, no lower than `least`.

    Print that cannot be read says little against any text; print that plainly says something else, all.
    """
    chances = log_chances(folded, [best_columns(folded), *texts])
    if chances.max() >= _LEGIBLE:
        return np.asarray(np.maximum(chances[1:] - chances.max(), least))
    if folded.shape[1] == LETTERS.membership.shape[1]:
        # Of a line of letters even a bad one looks more like one text than like another; a smudge looks like a digit.
        return np.asarray(np.maximum(chances[1:] - chances[1:].max(), _ILLEGIBLE) + _ILLEGIBLE / 2)
    return np.asarray(np.maximum(chances[1:] - chances.max(), _ILLEGIBLE))


def _weigh(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance of each row of the form for each found row, by all ways to run down the form.

    A state is the last row of the form that was passed, 0 before the first; forward and backward sums over
    states that never go up (a hidden Markov model).
    """
    found, rows = seen.shape
    state = np.arange(rows + 1)
    ahead = state[None, :] - state[:, None] - 1
    step = np.where(ahead >= 0, _PASSED_OVER * ahead, -np.inf)
    # A picture may begin anywhere in the strip.
    step[0, 1:] = 0.0
    forward = np.full((found + 1, rows + 1), -np.inf)
    forward[0, 0] = 0.0
    for at in range(found):
        taken = np.logaddexp.reduce(forward[at][:, None] + step, axis=0)
        taken[1:] += seen[at]
        taken[0] = -np.inf
        forward[at + 1] = np.logaddexp(taken, forward[at] + _FOREIGN)
    backward = np.zeros((found + 1, rows + 1))
    for at in range(found - 1, -1, -1):
        emitted = np.append(-np.inf, seen[at]) + backward[at + 1]
        onward = np.logaddexp.reduce(step + emitted[None, :], axis=1)
        backward[at] = np.logaddexp(onward, backward[at + 1] + _FOREIGN)
    total = backward[0, 0]
    shares = np.zeros_like(seen)
    for at in range(found):
        taken = np.logaddexp.reduce(forward[at][:, None] + step, axis=0)[1:]
        shares[at] = np.exp(taken + seen[at] + backward[at + 1, 1:] - total)
    return shares
