"""Problems of TOML files: place, expected, got, what to do; never what a library says of its own types."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallyproof.errors import DefinitionError
from tallyproof.layout.file import load_form

EXAMPLES = Path(__file__).parents[2] / "examples"
BOXES = (EXAMPLES / "demo-form" / "layout.toml").read_text(encoding="utf-8")
STRIP = (EXAMPLES / "venezuela-2024" / "layouts" / "strip.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (BOXES, "page = [1000, 1414]", 'page = "A4"', "line 4: page: expected a list, got 'A4'; correct it"),
        (BOXES, "page = [1000, 1414]", "page = [1000]", "page.2: expected one more value, found none; add it"),
        (BOXES, "size = 40", 'size = "wide"', "marks.size: expected a number, got 'wide'; correct it"),
        (BOXES, "size = 40", "size = inf", "marks.size: expected a finite number, got inf"),
        (BOXES, "size = 40", "size = 0", "marks.size: expected more than 0, got 0"),
        (BOXES, "size = 40\n", "", "marks.size: expected this key, found none; add it"),
        (BOXES, 'blank = "zero"', 'blank = "none"', "rows.1.blank: expected 'zero' or 'missing', got 'none'"),
        (BOXES, 'blank = "zero"', "blank = true", "rows.1.blank: expected 'zero' or 'missing', got true"),
        (BOXES, "columns = [362, 408, 454, 500]", "columns = [362]", "expected at least 2 items, got [362]"),
        (BOXES, "[marks]\nsize", "[[marks]]\nsize", "marks: expected a table, got a list of 1"),
        (BOXES, "height = 92\n", "", "expected both 'top' and 'height' (of one row), got one of them; give the other"),
        (BOXES, "height = 92\n", "height = 92\ntops = [1, 2]\n", "or both 'top' and 'height', got all of them"),
        (STRIP, "word_count = 4", 'word_count = "three"', "word_count: expected a whole number, got 'three'"),
        (STRIP, "[heading]", "words_count = 3\n\n[heading]", "got 'words_count'; did you mean 'word_count'?"),
        (STRIP, "[[parts]]", "[[part]]", "got 'part'; did you mean 'parts'?"),
    ],
)
def test_a_problem_of_a_layout_says_place_expected_got_and_what_to_do(text: str, old: str, new: str, said: str) -> None:
    assert old in text
    with pytest.raises(DefinitionError) as caught:
        load_form(text.replace(old, new, 1).encode(), "form.toml")
    told = str(caught.value)
    assert said in told
    assert "Input should" not in told
    assert "{'" not in told
    for line in told.splitlines():
        assert line.startswith("form.toml")
        assert ": expected " in line
        assert "; " in line


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (BOXES, "size = 40", 'size = "wide"'),
        (BOXES, "size = 40\n", ""),
        (BOXES, 'kind = "boxes"', 'kind = "box"'),
        (STRIP, "word_count = 4", "word_count = 400"),
    ],
)
def test_a_problem_of_a_layout_points_to_the_page_on_layouts(text: str, old: str, new: str) -> None:
    assert old in text
    with pytest.raises(DefinitionError, match=r"docs/layouts\.md"):
        load_form(text.replace(old, new, 1).encode(), "form.toml")


def test_edges_of_a_column_in_the_wrong_order_are_told_with_how_to_measure_them() -> None:
    wrong = STRIP.replace("label = [0.0, 0.39]", "label = [0.9, 0.1]", 1)
    with pytest.raises(DefinitionError) as caught:
        load_form(wrong.encode(), "strip.toml")
    assert "label: expected [left, right] with 0 <= left < right <= 1, got [0.9, 0.1]; measure" in str(caught.value)
