"""Layout files of forms with boxes: what they give, and what is said about a file that is not sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallyproof.errors import DefinitionError
from tallyproof.layout.file import figure_ids, load_form
from tallyproof.layout.form import Blank, Box, BoxForm, Marks, Rule, Writing, parse_form

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/layout*/**/*.toml"))
EXAMPLES += sorted((Path(__file__).parents[3] / "examples").glob("*/layout.toml"))

SMALL = """
kind = "boxes"
page = [200, 300]
qr = [150, 10, 190, 50]
rules = [[10, 90, 100, 90]]

[marks]
size = 10
centres = [[10, 10], [140, 10], [190, 290], [10, 290]]

[[rows]]
fields = ["a", "b"]
columns = [50, 60, 70]
top = 100
height = 20

[[fields]]
id = "received"
writing = "number"
boxes = [[100, 200, 150, 220]]
blank = "zero"

[[texts]]
text = "RESULTS"
box = [20, 20, 80, 30]
"""


def form(text: str) -> BoxForm:
    return parse_form(text.encode(), "form.toml")


def test_a_small_file_gives_page_marks_code_fields_and_texts() -> None:
    small = form(SMALL)
    assert small.width == 200
    assert small.height == 300
    assert small.marks == Marks(10, ((10, 10), (140, 10), (190, 290), (10, 290)))
    assert small.qr == Box(150, 10, 190, 50)
    assert [one.id for one in small.fields] == ["a", "b", "received"]
    assert small.texts[0].text == "RESULTS"


def test_rows_are_spelt_out_into_a_box_for_each_digit() -> None:
    second = form(SMALL).field("b")
    assert second.boxes == (Box(50, 120, 60, 140), Box(60, 120, 70, 140))
    assert second.writing is Writing.DIGITS
    assert second.blank is Blank.MISSING


def test_a_field_outside_of_tables_keeps_its_writing_and_its_blank() -> None:
    received = form(SMALL).field("received")
    assert received.writing is Writing.NUMBER
    assert received.blank is Blank.ZERO


def test_rows_of_unequal_height_are_given_by_their_tops() -> None:
    uneven = form(SMALL.replace("top = 100\nheight = 20", "tops = [100, 120, 150]"))
    assert uneven.field("b").boxes[0] == Box(50, 120, 60, 150)


def test_the_edges_of_ruled_rows_are_printed_lines() -> None:
    rules = form(SMALL).rules
    assert Rule((50, 120), (70, 120)) in rules
    assert Rule((60, 100), (60, 140)) in rules
    assert Rule((10, 90), (100, 90)) in rules
    assert len(rules) == 1 + 3 + 3


def test_rows_that_are_not_ruled_give_no_lines() -> None:
    assert len(form(SMALL.replace("height = 20", "height = 20\nruled = false")).rules) == 1


def test_lines_between_rows_reach_as_far_as_the_file_says() -> None:
    assert Rule((20, 120), (90, 120)) in form(SMALL.replace("height = 20", "height = 20\nleft = 20\nright = 90")).rules


def test_an_edge_that_two_ruled_boxes_share_is_one_line() -> None:
    boxes = '[[fields]]\nid = "x"\nwriting = "digits"\nruled = true\nboxes = [[10, 200, 20, 220], [20, 200, 30, 220]]\n'
    assert len(form(SMALL + boxes).rules) == 1 + 3 + 3 + 7


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "received"', 'id = "a"', "field 'a': expected each id once"),
        (
            "boxes = [[100, 200, 150, 220]]",
            "boxes = [[100, 200, 250, 220]]",
            "field 'received': expected a box on the page",
        ),
        ("boxes = [[100, 200, 150, 220]]", "boxes = [[150, 200, 100, 220]]", "with right > left and bottom > top"),
        (
            "boxes = [[100, 200, 150, 220]]",
            "boxes = [[100, 200, 120, 220], [120, 200, 150, 220]]",
            "expected one box for writing = 'number', got 2",
        ),
        ("columns = [50, 60, 70]", "columns = [50, 70, 60]", "columns: expected numbers that grow"),
        ("top = 100\nheight = 20", "tops = [100, 120]", "tops: expected 3 numbers"),
        ("top = 100\nheight = 20", "top = 100", "expected both 'top' and 'height'"),
        ("top = 100\nheight = 20", "", "expected either 'tops' or both 'top' and 'height'"),
        ("rules = [[10, 90, 100, 90]]", "rules = [[10, 90, 10, 90]]", "rules, number 1: expected a line"),
        ("rules = [[10, 90, 100, 90]]", "rules = [[10, 90, 900, 90]]", "rules, number 1: expected a line on the page"),
        ("[190, 290]", "[190, 310]", "marks: expected centres on the page"),
        ('writing = "number"', 'writing = "letters"', "'digits', 'number' or 'tick'"),
        ("qr =", "qrcode =", "expected a known key, got 'qrcode'"),
        ("page = [200, 300]", "page = [200, nan]", "page.2"),
    ],
)
def test_a_problem_is_named_with_its_place(old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(DefinitionError) as caught:
        form(SMALL.replace(old, new, 1))
    assert said in str(caught.value)
    assert str(caught.value).startswith("form.toml")


def test_boxes_of_a_field_stand_from_left_to_right() -> None:
    swapped = '[[fields]]\nid = "x"\nwriting = "digits"\nboxes = [[20, 200, 30, 220], [10, 200, 20, 220]]\n'
    with pytest.raises(DefinitionError, match="boxes from left to right"):
        form(SMALL + swapped)


def test_a_form_without_marks_needs_lines_to_be_found_by() -> None:
    marks = SMALL[SMALL.index("[marks]") : SMALL.index("[[rows]]")]
    assert form(SMALL.replace(marks, "")).marks is None
    with pytest.raises(DefinitionError, match="at least 6 printed lines"):
        form(SMALL.replace(marks, "").replace("height = 20", "height = 20\nruled = false"))


def test_a_form_without_fields_is_refused() -> None:
    with pytest.raises(DefinitionError, match="at least one field"):
        form(SMALL[: SMALL.index("[[rows]]")])


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DefinitionError, match="kind: expected one of boxes, strip, got 'circles'"):
        load_form(SMALL.replace('"boxes"', '"circles"').encode(), "form.toml")


@pytest.mark.parametrize("data", [b"kind = ", b"\xff", b"a = " + b"[" * 2000])
def test_a_file_that_is_no_toml_is_refused(data: bytes) -> None:
    with pytest.raises(DefinitionError, match=r"form\.toml"):
        load_form(data, "form.toml")


def test_an_unknown_field_is_answered_with_the_known_ones() -> None:
    with pytest.raises(DefinitionError, match="known: a, b, received"):
        form(SMALL).field("c")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parents[1].name}/{path.name}")
def test_every_example_layout_loads(path: Path) -> None:
    assert figure_ids(load_form(path.read_bytes(), path.name))


def test_the_examples_are_found() -> None:
    assert len(EXAMPLES) >= 2


def test_two_fields_in_one_place_are_refused_by_both_names() -> None:
    with pytest.raises(DefinitionError, match="fields 'a' and 'received': expected places apart"):
        form(SMALL.replace("boxes = [[100, 200, 150, 220]]", "boxes = [[48, 98, 72, 121]]"))


def test_boxes_that_overlap_by_a_line_are_fine() -> None:
    made = form(SMALL.replace("boxes = [[100, 200, 150, 220]]", "boxes = [[50, 138, 70, 160]]"))
    assert made.field("received").boxes == (Box(50, 138, 70, 160),)
