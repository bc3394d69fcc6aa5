"""The pictures that may be published: sheets that were read, where the definition says they are safe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import cv2
import numpy as np

from tallyproof.election import Definition
from tallyproof.errors import StoreError
from tallyproof.safety.sandbox import DecodingSandbox
from tallyproof.store import Store
from tallyproof.tally import Results

JPEG_QUALITY = 60


def published_pictures(
    store: Store, definition: Definition, results: Results
) -> Mapping[int, Callable[[], bytes]]:
    """Return, by image entry, what makes the JPEG to publish; empty unless images are 'already-redacted'.

    Only images of sheets whose code was read and whose station is in the register: a picture that nobody
    understood could show anything. Pixels alone are written, so nothing that a phone put into the file is.
    """
    if definition.file.privacy.images != "already-redacted" or definition.register is None:
        return {}
    sheets = results.settlement.sheets
    of_known = {
        one.sheet
        for one in results.settlement.transcriptions.values()
        if one.sheet is not None and one.station_code in definition.register.stations
    }
    wanted = sorted(image for sheet in of_known if sheet in sheets for image in sheets[sheet].images)
    return {image: _Picture(store, image) for image in wanted}


class _Picture:
    """One published picture, made when it is asked for."""

    def __init__(self, store: Store, image: int) -> None:
        self._store, self._image = store, image

    def __call__(self) -> bytes:
        entry = next(self._store.journal.entries(self._image, self._image + 1))
        private = json.loads(entry.private or b"{}")
        original = self._store.evidence.get(private["evidence"])
        with DecodingSandbox() as sandbox:
            for page in sandbox.pages(original, name=f"image of entry {self._image}"):
                if page.number == private["page"]:
                    raster = np.frombuffer(page.pixels, dtype=np.uint8).reshape(page.height, page.width)
                    done, data = cv2.imencode(".jpg", raster, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
                    if done:
                        return data.tobytes()
        raise StoreError(
            f"image of entry {self._image}: expected page {private['page']} of its original, found none"
        )
