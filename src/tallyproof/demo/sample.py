"""A sample election on disk: definition, register, announcement, and an inbox of pictures."""

from __future__ import annotations

import io
import multiprocessing
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tallyproof.demo.country import Country, Votes, make_country, vote
from tallyproof.demo.defects import as_jpeg, blot_out, defects_of, take_picture, tear_off
from tallyproof.demo.definition import (
    Announced,
    announce,
    announcement_toml,
    as_csv,
    election_toml,
    stations_csv,
    table_csv,
)
from tallyproof.demo.form import render_form
from tallyproof.demo.ink import RenderedSheet
from tallyproof.demo.layouts import STRIP_FILE, strip_layout_toml
from tallyproof.demo.plan import Case, Picture, Plan, make_plan
from tallyproof.demo.strip import render_strip
from tallyproof.errors import UsageError
from tallyproof.safety.lifeline import end_with_parent

Progress = Callable[[str, int, int], None]
_DATE = (2024, 3, 10, 20, 0, 0)
_OWN = (
    "election.toml", "stations.csv", "table.csv", "cases.csv", "announcements", "layouts", "inbox", "inbox-anonymous",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """What was written, and the truth behind it that no reader is told."""

    folder: Path
    inbox: Path
    """Sheets of the source `observers`."""
    inbox_anonymous: Path
    """Sheets of the source `anonymous`."""
    table: Path
    """Station table of the source and mapping `university`."""
    announcement: Path
    country: Country
    votes: Mapping[str, Votes]
    """What was in each box, by station; the sheets of some cases say something else."""
    announced: Announced
    plan: Plan

    @property
    def cases(self) -> tuple[Case, ...]:
        return self.plan.cases


def make_sample(
    folder: Path,
    *,
    seed: int = 2024,
    stations: int = 400,
    workers: int = 1,
    progress: Progress | None = None,
) -> Sample:
    """Write a sample election into a folder and return what it holds; the same seed gives the same bytes.

    `progress` is told the stage, how many pictures are done, and how many there are. UsageError if the folder
    already holds an election, or with fewer stations than the cases need.
    """
    present = [name for name in _OWN if (folder / name).exists()]
    if present:
        raise UsageError(
            f"{folder}: expected no election there, found {present[0]}; choose another folder or remove it"
        )
    rng = np.random.default_rng(seed)
    country = make_country(rng, stations)
    votes = vote(rng, country)
    plan = make_plan(rng, country, votes)
    announced = announce(sum(one.valid for one in votes.values()))
    texts = {
        "election.toml": election_toml(country),
        STRIP_FILE: strip_layout_toml(),
        "stations.csv": stations_csv(country),
        "table.csv": table_csv(plan.table, plan.table_votes),
        "cases.csv": _cases_csv(plan.cases),
        "announcements/first-bulletin.toml": announcement_toml(announced),
    }
    for name, text in texts.items():
        _write(folder / name, text.encode())
    _write_pictures(folder, plan, seed=seed, workers=workers, progress=progress)
    return Sample(
        folder=folder,
        inbox=folder / "inbox",
        inbox_anonymous=folder / "inbox-anonymous",
        table=folder / "table.csv",
        announcement=folder / "announcements" / "first-bulletin.toml",
        country=country,
        votes=votes,
        announced=announced,
        plan=plan,
    )


def render(picture: Picture, *, seed: int) -> RenderedSheet:
    """Return the clean sheet that a picture shows."""
    if picture.kind == "strip":
        return render_strip(picture.areas, picture.station, picture.votes)
    hand = np.random.default_rng([seed, picture.paper, 1])
    return render_form(picture.areas, picture.station, picture.votes, hand, totals=picture.totals)


def photograph(picture: Picture, *, seed: int) -> bytes:
    """Return the JPEG of one picture."""
    rng = np.random.default_rng([seed, picture.number])
    sheet = render(picture, seed=seed)
    defects = defects_of(picture.camera, rng)
    if picture.kind == "form":
        defects = replace(defects, streaks=0)
    if picture.damage == "torn":
        sheet = tear_off(sheet, rng, surface=0 if defects.surface < 128 else 255)
    elif picture.damage == "blotted":
        sheet = blot_out(sheet, rng)
    data = as_jpeg(take_picture(sheet, defects, rng))
    return data[: len(data) * 2 // 5] if picture.damage == "truncated" else data


def _write_pictures(folder: Path, plan: Plan, *, seed: int, workers: int, progress: Progress | None) -> None:
    wrapped: dict[str, list[tuple[str, bytes]]] = {"pdf": [], "zip": []}
    with _mapper(workers) as map_pictures:
        done = map_pictures(partial(photograph, seed=seed), plan.pictures)
        for number, (picture, data) in enumerate(zip(plan.pictures, done, strict=True), 1):
            if picture.wrapping == "file":
                _write(folder / picture.path, data)
            else:
                wrapped[picture.wrapping].append((Path(picture.path).name, data))
            if progress is not None:
                progress("sheets", number, len(plan.pictures))
    paths = {case.name: case.path for case in plan.cases}
    _write(folder / paths["in-pdf"], _pdf([data for _, data in wrapped["pdf"]]))
    _write(folder / paths["in-zip"], _zip(wrapped["zip"]))
    for path, original in plan.copies.items():
        _write(folder / path, (folder / original).read_bytes())
    for path, data in plan.junk.items():
        _write(folder / path, data)


@contextmanager
def _mapper(workers: int) -> Iterator[Callable[..., Iterator[bytes]]]:
    """Give a map over pictures, in this process or in several; the order of the results is the same."""
    if workers <= 1:
        yield map
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
        yield partial(pool.map, chunksize=8)


def _begin() -> None:
    cv2.setNumThreads(1)
    end_with_parent()


def _pdf(pages: Sequence[bytes]) -> bytes:
    """Return a PDF of these JPEGs, one to a page, as office scanners make them."""
    images = [Image.open(io.BytesIO(page)) for page in pages]
    moment = time.struct_time((*_DATE, 6, 70, 0))
    buffer = io.BytesIO()
    images[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=images[1:],
        resolution=150,
        quality=85,
        creationDate=moment,
        modDate=moment,
    )
    return buffer.getvalue()


def _zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, date_time=_DATE), data)
    return buffer.getvalue()


def _cases_csv(cases: Sequence[Case]) -> str:
    rows = [(case.name, case.station, case.path, case.expected, case.note) for case in cases]
    return as_csv([("case", "station", "file", "expected", "note"), *rows])


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
