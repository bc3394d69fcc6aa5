"""Which found row is which row of the form."""

from __future__ import annotations

import numpy as np
import pytest

from tallyproof.layout.strip import StripForm, StripPart, StripRow
from tallyproof.read.strip.recogniser import Chances
from tallyproof.read.strip.rows import Match, match_rows
from tallyproof.read.strip.signs import SIGNS, outputs_of

ROWS = (("OAK", "1065"), ("ELM", "1066"), ("ASH", "9"), ("FIR", "931"), ("YEW", "276"))
FORM = StripForm(
    id="small", words=(), word_count=4, station=(), registered=None,
    parts=(
        StripPart("lines", (0, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 1),
                  tuple(StripRow(label, code, label.lower()) for label, code in ROWS)),
        StripPart("totals", (0, 0.3), None, (0.4, 0.5), (0.5, 1), (StripRow("Votes", "", "cast"),)),
    ),
)  # fmt: skip


def shown(text: str) -> Chances:
    """Frames that plainly show a text; '?' is a frame on which every sign is as likely."""
    frames = []
    for sign in text:
        frame = np.full(len(SIGNS) + 1, 1e-5 if sign != "?" else 1.0)
        if sign != "?":
            frame[outputs_of(sign)[0]] = 1.0
        nothing = np.full(len(SIGNS) + 1, 1e-5)
        nothing[0] = 1.0
        frames += [frame, nothing]
    chances = np.array(frames or [np.ones(len(SIGNS) + 1)])
    return np.asarray(np.log(chances / chances.sum(axis=1, keepdims=True)), dtype=np.float32)


def match(*found: tuple[str, str]) -> list[Match | None]:
    """Match rows given as label and code as they look."""
    labels = [shown(label) for label, _ in found]
    return match_rows(FORM, [shown(code) for _, code in found], lambda asked: ([labels[at] for at in asked],) * 2)


def names(matches: list[Match | None]) -> list[str | None]:
    return [one.place.row.label if one is not None and one.share > 0.999 else None for one in matches]


def test_rows_are_known_by_their_codes() -> None:
    found = match(*((label, code) for label, code in ROWS), ("Votes", ""))
    assert names(found) == ["OAK", "ELM", "ASH", "FIR", "YEW", "Votes"]


def test_a_row_that_was_not_found_does_not_shift_the_others() -> None:
    assert names(match(("OAK", "1065"), ("ASH", "9"), ("YEW", "276"))) == ["OAK", "ASH", "YEW"]


def test_a_code_that_may_be_its_neighbour_s_is_told_by_the_label() -> None:
    assert names(match(("ELM", "106?"), ("ASH", "9"))) == ["ELM", "ASH"]


def test_an_unreadable_row_between_known_ones_is_the_one_that_is_missing() -> None:
    assert names(match(("ELM", "1066"), ("???", "???"), ("FIR", "931"))) == ["ELM", "ASH", "FIR"]


def test_an_unreadable_row_where_two_are_missing_stays_unknown() -> None:
    assert names(match(("OAK", "1065"), ("???", "????"), ("FIR", "931"))) == ["OAK", None, "FIR"]


def test_a_row_of_another_form_is_none() -> None:
    assert names(match(("OAK", "1065"), ("ELM", "1066"), ("PINE", "4444"), ("ASH", "9")))[2] is None


@pytest.mark.parametrize("found", [(("???", "????"),), (("???", "????"), ("???", "????"))])
def test_unreadable_rows_alone_are_unknown(found: tuple[tuple[str, str], ...]) -> None:
    assert set(names(match(*found))) == {None}
