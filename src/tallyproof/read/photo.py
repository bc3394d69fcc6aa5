"""Photos judged before they are sent: good enough, or what to do. They are decoded and looked at in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.model import Way
from tallyproof.read import problems
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.page import NO_QR, REFUSED, SEVERAL_LAYOUTS, PageReading
from tallyproof.read.qr import find_qr
from tallyproof.read.quality import SURE, assess
from tallyproof.read.reading import CERTAIN, Raster
from tallyproof.read.worker import read_file
from tallyproof.safety.decode import decoded_pages
from tallyproof.safety.formats import Limits, RefusedPage, shown_name
from tallyproof.safety.sandbox import DecodingSandbox, read_capped

PHOTO_TASK = "tallyproof.read.photo:pages_judged"
_VERDICTS = {
    "en": ("good", "take it again", "unreadable"),
    "es": ("bien", "tómela otra vez", "no se puede abrir"),
}
_WITHOUT_FORM = (NO_QR, SEVERAL_LAYOUTS)
_CHANCE = {"en": "chance of being read", "es": "probabilidad de que se lea"}
_PAGE = {"en": "page", "es": "página"}
_FORM = {"en": "form {layout}: {read} of {of} figures read", "es": "formulario {layout}: {read} de {of} cifras leídas"}
_UNLOOKED = {
    "en": "Not looked at: whether a form of the election is on the page, and what can be read of it. "
    "Give --election DIR for that.",
    "es": "No se miró si en la página hay un formulario de la elección ni qué se puede leer de él. "
    "Para eso, indique --election DIR.",
}

cv2.setNumThreads(1)


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A form of the election on a page: its layout, and how many of the figures that readers look for were read."""

    layout: str
    read: int
    of: int


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """One page: the chance in parts per million that it can be read and what is wrong, or why it was refused.

    `form` is what was found of the election's forms, None where none was found or looked for.
    """

    name: str
    number: int
    of: int
    score: int = 0
    problems: tuple[str, ...] = ()
    refused: str = ""
    form: FormSeen | None = None

    @property
    def is_good(self) -> bool:
        """Whether no other picture need be taken."""
        hindered = any(problems.PROBLEMS[code].hinders for code in self.problems)
        return not self.refused and not hindered and self.score >= SURE

    def as_json(self, language: str) -> dict[str, object]:
        """Return the page for machines, with the sentences in the language."""
        return {
            "name": self.name,
            "page": self.number,
            "of": self.of,
            "good": self.is_good,
            "score": self.score,
            "problems": [{"code": code, "say": problems.sentence(code, language)} for code in self.problems],
            "refused": self.refused,
            "form": self.form and asdict(self.form),
        }

    def as_text(self, language: str) -> str:
        """Return the page for people: the verdict, and below it what to do."""
        good, again, unreadable = _VERDICTS[language]
        name = self.name if self.of == 1 else f"{self.name}, {_PAGE[language]} {self.number}"
        if self.refused:
            return f"{name}: {unreadable}\n  {self.refused}"
        # Beside what is plainly wrong, a chance that knows nothing of it would contradict the verdict.
        chance = f" ({_CHANCE[language]}: {100 * self.score // CERTAIN}%)" if self.is_good and not self.form else ""
        lines = [f"{name}: {good if self.is_good else again}{chance}"]
        lines += [f"  {_FORM[language].format(**asdict(self.form))}"] if self.form else []
        return "\n".join([*lines, *(f"  {problems.sentence(code, language)}" for code in self.problems)])


def photo_sandbox(limits: Limits | None = None) -> DecodingSandbox:
    """Return a sandbox that decodes pictures and judges them."""
    return DecodingSandbox(limits=limits, tasks=(PHOTO_TASK,))


def judge(sandbox: DecodingSandbox, path: Path) -> tuple[PhotoPage, ...]:
    """Return every page of a picture file; of a file that is refused as a whole, one page that says why."""
    shown = shown_name(path.name)
    try:
        data = read_capped(path, sandbox.limits)
        params = {"limits": asdict(sandbox.limits)}
        answers = sandbox.run(PHOTO_TASK, data, name=shown, params=params)
        return tuple(_page(message, shown, number) for number, (message, _) in enumerate(answers, 1))
    except InputError as error:
        return (PhotoPage(shown, 1, 1, refused=str(error)),)


def unlooked(language: str) -> str:
    """Return what a judgement without the election's layouts leaves open."""
    return _UNLOOKED[language]


def judge_form(sandbox: DecodingSandbox, path: Path, layouts: Sequence[ReadLayout]) -> tuple[PhotoPage, ...]:
    """Return every page as `judge` does, read by an election's layouts: a page without one of its forms is not good.

    `sandbox` is one for reading (`read.worker.reading_sandbox`).
    """
    shown = shown_name(path.name)
    try:
        data = read_capped(path, sandbox.limits)
        return tuple(_by_form(one, layouts, shown) for one in read_file(sandbox, data, layouts, name=shown))
    except InputError as error:
        return (PhotoPage(shown, 1, 1, refused=str(error)),)


def _by_form(page: PageReading, layouts: Sequence[ReadLayout], shown: str) -> PhotoPage:
    if page.reason == REFUSED:
        return PhotoPage(shown, page.number, page.of, refused=", ".join(page.details))
    # A form of which one way has every figure needs no other picture, whatever the picture looks like.
    score = CERTAIN if page.quality is None else page.quality
    codes = [code for code in page.problems if code != problems.NOT_A_TALLY_SHEET or page.reason not in _WITHOUT_FORM]
    if page.reason in _WITHOUT_FORM:
        codes.insert(0, problems.NO_FORM)
    if score < SURE and not any(problems.PROBLEMS[code].hinders for code in codes):
        codes.append(problems.UNCLEAR)
    form = None
    if page.sheet is not None:
        layout = next(one for one in layouts if one.id == page.sheet.layout)
        given = {name for way in page.sheet.ways for name, one in way.fields.items() if not one.is_unread}
        wanted = {*layout.figures, *(name for way in page.sheet.ways if way.way is Way.QR for name in way.fields)}
        form = FormSeen(layout.id, len(given & wanted), len(wanted))
    return PhotoPage(shown, page.number, page.of, score, tuple(codes), form=form)


def pages_judged(data: bytes, params: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The sandbox task: each page's score and problems. Runs in the child only."""
    for page in decoded_pages(data, name=params["name"], limits=Limits(**params["limits"])):
        if isinstance(page, RefusedPage):
            yield {"of": page.of, "score": 0, "problems": [], "refused": page.reason}, b""
        else:
            raster = np.frombuffer(page.pixels, dtype=np.uint8).reshape(page.height, page.width)
            score, codes = _judged(raster)
            yield {"of": page.of, "score": score, "problems": codes, "refused": ""}, b""


def _judged(raster: Raster) -> tuple[int, list[str]]:
    quality = assess(raster)
    codes = dict.fromkeys(quality.problems)
    if quality.score < SURE and not any(problems.PROBLEMS[code].hinders for code in codes):
        codes[problems.UNCLEAR] = None
    # A code says how the sheet lies. Where there is little hope, looking for one would only take time.
    found = find_qr(raster, lambda _: True) if quality.score >= SURE else ()
    if len({one.text for one in found}) > 1:
        codes[problems.SEVERAL_SHEETS] = None
    elif found and found[0].corners is not None:
        turned = problems.turned(found[0].corners)
        if turned is not None:
            codes[turned] = None
    return quality.score, list(codes)


def _page(message: object, shown: str, number: int) -> PhotoPage:
    """Return what the child said, once it has been found to fit together."""
    told: Mapping[str, Any] = message if isinstance(message, dict) else {}
    of, score, codes, refused = (told.get(name) for name in ("of", "score", "problems", "refused"))
    if not (
        type(of) is int
        and number <= of
        and type(score) is int
        and 0 <= score <= CERTAIN
        and isinstance(codes, list)
        and all(isinstance(code, str) and code in problems.PROBLEMS for code in codes)
        and isinstance(refused, str)
    ):
        raise UnsafeInputError(
            f"{shown}: expected a judgement of the picture, got an answer that does not fit together"
        )
    words = "".join(sign if sign.isprintable() else "?" for sign in refused)
    return PhotoPage(shown, number, of, score, tuple(codes), words)
