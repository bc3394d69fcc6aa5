"""A layout held against a picture: what of the form was found, what is missing, and where everything lies.

For whoever writes a layout file: `tallyproof layout check`. The picture is decoded and searched in the sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.layout.file import Form, load_form
from tallyproof.layout.form import BoxForm, Rule, Writing
from tallyproof.layout.strip import StripForm
from tallyproof.read.boxes.beyond import RowBeyond, rows_beyond
from tallyproof.read.boxes.mapping import Mapping as Placing
from tallyproof.read.boxes.register import Registered, RuleSeen, Unregistered, register_page, rules_seen
from tallyproof.read.problems import BLANK_PAGE, PROBLEMS, TOO_SMALL, sentence
from tallyproof.read.qr import find_qr
from tallyproof.read.quality import assess
from tallyproof.read.reading import CERTAIN, Corners, Raster
from tallyproof.read.strip.figures import Vocabulary
from tallyproof.read.strip.page import StripPage, find_page
from tallyproof.read.strip.turn import turns
from tallyproof.safety.decode import decoded
from tallyproof.safety.formats import Limits, shown_name
from tallyproof.safety.sandbox import DecodingSandbox, read_capped

CHECK_TASK = "tallyproof.read.layout_check:page_checked"
LINE, ABSENT, MARK, CODE, BOX = KINDS = ("line", "absent", "mark", "code", "box")

_MAX_REGIONS = 5000
_MAX_POINTS = 64
_SHOWN = 12
_FAR_CODE = 0.1
_BENT = 9
_NOT_FOUND = {
    BLANK_PAGE: "nothing is on the page",
    TOO_SMALL: "the picture has fewer than 200 pixels on a side",
    "form-not-found": "nowhere on the page do enough of its printed lines fit",
}

cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class Region:
    """A place of the layout in the picture: its kind (one of KINDS), its name, and points (x, y) in pixels."""

    kind: str
    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class LayoutCheck:
    """What was found of a layout on a page: `sentences` for a person, `regions` to draw.

    `is_found` says that the page is this form, `is_whole` that nothing of it is missing either.
    """

    is_found: bool
    is_whole: bool
    sentences: tuple[str, ...]
    regions: tuple[Region, ...]

    def as_json(self) -> dict[str, Any]:
        return {"found": self.is_found, "whole": self.is_whole, "said": list(self.sentences)}


def check_layout(picture: Path, layout: Path, *, page: int = 1) -> tuple[Raster, LayoutCheck]:
    """Return a page of a picture as grey values, and what was found on it of the layout.

    DefinitionError if the layout is not sound, InputError if the picture cannot be read or has no such page.
    """
    try:
        text = layout.read_bytes()
    except OSError as error:
        raise InputError(f"{layout}: expected a layout file that can be read: {error.strerror or error}") from error
    load_form(text, layout.name)
    with DecodingSandbox(tasks=(CHECK_TASK,)) as sandbox:
        params = {
            "limits": asdict(sandbox.limits),
            "layout": text.decode("utf-8"),
            "place": layout.name,
            "page": page,
        }
        data = read_capped(picture, sandbox.limits)
        for message, pixels in sandbox.run(CHECK_TASK, data, name=picture.name, params=params):
            try:
                return _raster(message, pixels), from_message(message)
            except (KeyError, TypeError, ValueError) as error:
                raise UnsafeInputError(
                    f"{shown_name(picture.name)}: expected a page and what was found on it, got an answer that does "
                    "not fit together; send another copy"
                ) from error
    raise InputError(f"{shown_name(picture.name)}: expected a page {page}, got fewer; give --page a lower number")


def page_checked(data: bytes, params: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sandbox task: one page's check as JSON values, with its pixels. Runs in the child only."""
    form = load_form(params["layout"].encode("utf-8"), params["place"])
    for page in decoded(data, name=params["name"], limits=Limits(**params["limits"])):
        if page.number != params["page"]:
            continue
        raster = np.frombuffer(page.pixels, np.uint8).reshape(page.height, page.width)
        message = {"width": page.width, "height": page.height, **as_message(check_page(raster, form))}
        yield message, page.pixels
        return


def as_message(check: LayoutCheck) -> dict[str, Any]:
    """The check as JSON values; `from_message` is the way back."""
    return {
        "is_found": check.is_found,
        "is_whole": check.is_whole,
        "sentences": list(check.sentences),
        "regions": [[one.kind, one.name, [list(point) for point in one.points]] for one in check.regions],
    }


def from_message(message: Mapping[str, Any]) -> LayoutCheck:
    """The check that `as_message` described; KeyError, TypeError or ValueError if it does not fit together."""
    regions = []
    for kind, name, points in message["regions"][:_MAX_REGIONS]:
        if kind not in KINDS or not isinstance(name, str) or len(points) > _MAX_POINTS:
            raise ValueError("not a region")
        places = np.array(points, float).reshape(-1, 2)
        if not np.isfinite(places).all():
            raise ValueError("not a place")
        regions.append(Region(kind, name, _as_points(np.clip(places, -1e5, 1e5))))
    sentences = message["sentences"]
    if not all(isinstance(one, str) for one in sentences):
        raise ValueError("not a sentence")
    return LayoutCheck(message["is_found"] is True, message["is_whole"] is True, tuple(sentences), tuple(regions))


def _raster(message: Mapping[str, Any], pixels: bytes) -> Raster:
    return np.frombuffer(pixels, np.uint8).reshape(int(message["height"]), int(message["width"]))


def check_page(raster: Raster, form: Form) -> LayoutCheck:
    """Return what a page shows of a form."""
    return _check_strip(raster, form) if isinstance(form, StripForm) else _check_boxes(raster, form)


def _check_boxes(raster: Raster, form: BoxForm) -> LayoutCheck:
    code = _code(raster) if form.qr else None
    outcome = register_page(raster, form, qr=code)
    is_found = isinstance(outcome, Registered)
    placing = outcome.mapping if isinstance(outcome, Registered) else outcome.guess
    if placing is None:
        reason = outcome.reason if isinstance(outcome, Unregistered) else ""
        return LayoutCheck(False, False, tuple(_not_found_sentences(raster, reason)), ())
    seen = rules_seen(raster, form, placing)
    beyond = rows_beyond(raster, form, placing) if is_found else []
    sentences = [
        _form_sentence(outcome.fit, outcome.residual if isinstance(outcome, Registered) else None),
        *(() if is_found else _picture_sentences(raster)),
        *_line_sentences(form.rules, seen),
        *map(_beyond_sentence, beyond),
        *_mark_sentences(form, outcome.problems),
        *_code_sentences(form, code, placing),
        _field_sentence(form, outcome.problems),
    ]
    is_whole = is_found and not outcome.problems and not beyond and not any(one.is_absent for one in seen)
    regions = [*_regions(form, placing, seen), *(_row_region(one, placing) for one in beyond)]
    return LayoutCheck(is_found, is_whole, tuple(sentences), tuple(regions))


def _code(raster: Raster) -> Corners | None:
    """Return the corners of the page's QR code, None unless there is just one."""
    found = find_qr(raster, lambda _: True)
    return found[0].corners if len(found) == 1 else None


def _not_found_sentences(raster: Raster, reason: str) -> Iterator[str]:
    """Say why there is not even a guess where the form might be; a dark picture is no blank page."""
    told = list(_picture_sentences(raster))
    if reason == BLANK_PAGE and told:
        yield "form: not found; no print can be told from the paper"
    else:
        yield f"form: not found; {_NOT_FOUND.get(reason, reason)}"
    yield from told


def _picture_sentences(raster: Raster) -> Iterator[str]:
    """Say what is wrong with the picture itself, whatever form is on it."""
    for code in assess(raster).problems:
        if code != BLANK_PAGE and PROBLEMS[code].hinders:
            yield f"  picture: {sentence(code, 'en')}"


def _beyond_sentence(row: RowBeyond) -> str:
    place = f"[{row.place.left:g}, {row.place.top:g}, {row.place.right:g}, {row.place.bottom:g}]"
    where, end = ("above the first", "upper") if row.is_above else ("below the last", "lower")
    return (
        f"  rows: the columns' lines go on {where} row {row.field!r}, at {place}, where the layout has no field; see "
        f"whether all rows are one off; if they are right, add the {end} line of that row, or its columns' lines, to "
        "'rules'"
    )


def _row_region(row: RowBeyond, placing: Placing) -> Region:
    corners = np.array([*row.place.corners, row.place.corners[0]])
    return Region(ABSENT, "", _as_points(placing.to_picture(corners)))


def _form_sentence(fit: int, residual: float | None) -> str:
    share = f"{fit / CERTAIN:.1%} of the printed lines that can be seen"
    if residual is None:
        return f"form: not found; at the best guess {share} are there, and the picture shows that guess"
    return f"form: found, by {share}, which lie {residual:.1f} pixels off in the middle"


def _line_sentences(rules: Sequence[Rule], seen: Sequence[RuleSeen]) -> Iterator[str]:
    absent = [(rule, one) for rule, one in zip(rules, seen, strict=True) if one.is_absent]
    hidden = sum(one.shown < 2 for one in seen)
    yield (
        f"lines: {len(rules) - len(absent) - hidden} of {len(rules)} found, {len(absent)} missing, "
        f"{hidden} out of sight or too short to tell"
    )
    for rule, one in absent[:_SHOWN]:
        (from_x, from_y), (to_x, to_y) = rule.start, rule.end
        place = f"[{from_x:g}, {from_y:g}, {to_x:g}, {to_y:g}]"
        yield f"  missing: {place}{_beside(rule, one)}"
    if len(absent) > _SHOWN:
        yield f"  and {len(absent) - _SHOWN} more"


def _beside(rule: Rule, seen: RuleSeen) -> str:
    if seen.beside is None:
        return ""
    (from_x, from_y), (to_x, to_y) = rule.start, rule.end
    # Offsets are counted to the right hand of somebody who walks along the line, which is down for a level one.
    if abs(to_x - from_x) >= abs(to_y - from_y):
        way = "lower" if (seen.beside > 0) == (to_x > from_x) else "higher"
    else:
        way = "further left" if (seen.beside > 0) == (to_y > from_y) else "further right"
    return f"; a line stands {abs(seen.beside):g} units {way}"


def _mark_sentences(form: BoxForm, problems: Sequence[str]) -> Iterator[str]:
    missing = [one.partition(":")[2] for one in problems if one.startswith("corner-missing:")]
    what = "corner squares" if form.marks else "corners of the page"
    told = f", missing: {', '.join(missing)} (cut off, covered, or not where the layout says)" if missing else ""
    yield f"{what}: {4 - len(missing)} of 4 found{told}"


def _code_sentences(form: BoxForm, code: Corners | None, placing: Placing) -> Iterator[str]:
    if form.qr is None:
        return
    if code is None:
        yield "QR code: not found, or several; see whether it is sharp"
        return
    expected = placing.to_picture(np.array(form.qr.corners))
    off = np.array(code) - expected
    size = float(np.hypot(*(expected[2] - expected[0])))
    if float(np.abs(off).max()) < _FAR_CODE * size:
        yield "QR code: found where the layout says"
    else:
        x, y = off.mean(axis=0)
        yield f"QR code: found, but {x:+.0f} pixels across and {y:+.0f} pixels down from where the layout says"


def _field_sentence(form: BoxForm, problems: Sequence[str]) -> str:
    boxes = sum(len(one.boxes) for one in form.fields)
    counts = ", ".join(
        f"{sum(one.writing is writing for one in form.fields)} {writing.value}"
        for writing in Writing
        if any(one.writing is writing for one in form.fields)
    )
    where = "some outside of the picture" if "fields-missing" in problems else "all in the picture"
    return f"fields: {len(form.fields)} ({counts}) with {boxes} {'box' if boxes == 1 else 'boxes'}, {where}"


def _regions(form: BoxForm, placing: Placing, seen: Sequence[RuleSeen]) -> Iterator[Region]:
    for rule, one in zip(form.rules, seen, strict=True):
        along = np.linspace(rule.start, rule.end, _BENT)
        yield Region(ABSENT if one.is_absent else LINE, "", _as_points(placing.to_picture(along)))
    if form.marks:
        square = form.marks.size / 2 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        for centre in form.marks.centres:
            yield Region(MARK, "", _as_points(placing.to_picture(np.array(centre) + square)))
    named = [(LINE, one.text, one.box) for one in form.texts]
    named += [(CODE, "QR", form.qr)] if form.qr else []
    named += [
        (BOX, field.id if index == 0 else "", box) for field in form.fields for index, box in enumerate(field.boxes)
    ]
    for kind, name, box in named:
        corners = np.array([*box.corners, box.corners[0]])
        yield Region(kind, name, _as_points(placing.to_picture(corners)))


def _check_strip(raster: Raster, form: StripForm) -> LayoutCheck:
    vocabulary = Vocabulary(form.words, form.word_count)
    for turned in turns(raster, _code(raster)):
        page = find_page(turned, form, vocabulary)
        if page is not None:
            return _checked_strip(page)
    sentences = ("form: not found; no rows with a code and words of this layout", *_picture_sentences(raster))
    return LayoutCheck(False, False, sentences, ())


def _checked_strip(page: StripPage) -> LayoutCheck:
    matched = list(page.matched())
    labels = {id(match.place.row) for _, match in matched}
    missing = [row for row in page.form.rows() if id(row) not in labels]
    regions = []
    for row, match in matched:
        part = match.place.part
        for index, column in enumerate(one for one in (part.label, part.code, part.digits, part.words) if one):
            (left, y_left), (right, y_right) = page.cell_ends(row, column)
            half = 0.8 * page.frame.capital
            corners = ((left, y_left - half), (right, y_right - half), (right, y_right + half), (left, y_left + half))
            back = page.turned.back(corners)
            name = match.place.row.field if index == 0 else ""
            regions.append(Region(BOX, name, (*back, back[0])))
    total = len(matched) + len(missing)
    sentences = [f"form: found, with {len(matched)} of {total} row{'' if total == 1 else 's'}"]
    sentences += [f"  missing: {row.label} {row.code}".rstrip() for row in missing]
    return LayoutCheck(True, not missing, tuple(sentences), tuple(regions))


def _as_points(places: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in places)
