"""The pictures that may be published: sheets that were read, where the definition says they are safe."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tallyproof.election import Definition
from tallyproof.errors import InputError, StoreError
from tallyproof.safety.formats import Page
from tallyproof.safety.pool import in_parallel
from tallyproof.safety.sandbox import DecodingSandbox
from tallyproof.steps.records import Progress
from tallyproof.store import Store
from tallyproof.tally import Results

JPEG_QUALITY = 60
CACHE = "cache"


def published_pictures(
    store: Store, definition: Definition, results: Results, *, workers: int, progress: Progress
) -> Mapping[int, Callable[[], bytes]]:
    """Return, by image entry, what gives the JPEG to publish; empty unless images are 'already-redacted'.

    Only images of sheets whose code was read and whose station is in the register: a picture that nobody
    understood could show anything. None of unknown provenance: whoever sends it can put a code beside a person's
    papers, and nobody vouches that it is redacted. Pixels alone are written, so nothing that a phone put into the
    file is. Pictures are kept in the folder's cache, which may be deleted at any time.
    """
    if definition.file.privacy.images != "already-redacted" or definition.register is None:
        return {}
    sheets = results.settlement.sheets
    of_known = {
        one.sheet
        for one in results.settlement.transcriptions.values()
        if one.sheet is not None and one.station_code in definition.register.stations
    }
    wanted = {
        image
        for sheet in of_known
        if sheet in sheets and sheets[sheet].provenance.is_known
        for image in sheets[sheet].images
    }
    cache = store.folder / CACHE / "pictures"
    originals = _originals(store, wanted, cache)
    _fill(store, [one for one in originals if not one.is_made], workers=workers, progress=progress)
    return {image: path.read_bytes for one in originals for image, path in one.files.items()}


@dataclass(frozen=True, slots=True)
class _Original:
    """One received file, the cached picture of each published image, and those images' page numbers."""

    evidence: str
    files: Mapping[int, Path]
    pages: Mapping[int, Path]

    @property
    def is_made(self) -> bool:
        return all(path.exists() for path in self.files.values())


def _originals(store: Store, wanted: set[int], cache: Path) -> list[_Original]:
    found: dict[str, tuple[dict[int, Path], dict[int, Path]]] = {}
    for entry in store.journal.of_kind("image"):
        if entry.index in wanted and entry.private is not None:
            private = json.loads(entry.private)
            path = cache / f"{private['evidence']}-{private['page']}-q{JPEG_QUALITY}.jpg"
            files, pages = found.setdefault(private["evidence"], ({}, {}))
            files[entry.index] = pages[private["page"]] = path
    return [_Original(evidence, files, pages) for evidence, (files, pages) in found.items()]


def _fill(store: Store, missing: list[_Original], *, workers: int, progress: Progress) -> None:
    if not missing:
        return
    missing[0].files[min(missing[0].files)].parent.mkdir(parents=True, exist_ok=True)
    items: Iterator[tuple[_Original, bytes]] = ((one, store.evidence.get(one.evidence)) for one in missing)
    made = in_parallel(_made, items, workers=workers, make_sandbox=DecodingSandbox)
    for number, _ in enumerate(made, 1):
        progress("pictures", number, len(missing))


def _made(sandbox: DecodingSandbox, item: tuple[_Original, bytes]) -> None:
    one, data = item
    name = f"image of entry {min(one.files)}"
    try:
        for page in sandbox.pages(data, name=name):
            if isinstance(page, Page) and page.number in one.pages:
                _write(one.pages[page.number], page)
    except InputError as error:
        raise StoreError(f"{name}: expected an original that decodes as on the day it came: {error}") from error
    if not one.is_made:
        raise StoreError(f"{name}: expected pages {sorted(one.pages)} of its original, found fewer")


def _write(path: Path, page: Page) -> None:
    raster = np.frombuffer(page.pixels, dtype=np.uint8).reshape(page.height, page.width)
    done, data = cv2.imencode(".jpg", raster, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise StoreError(f"{path.name}: expected a picture of {page.width} x {page.height} pixels to be written")
    # Two publishing at once, each to its own --out, share the cache.
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(data.tobytes())
    part.replace(path)
