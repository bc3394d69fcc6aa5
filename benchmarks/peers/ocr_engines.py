"""Other people's readers of print, behind one call each: a grey page to all text in it."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
from benchmarks.peers.qr_readers import ReaderMissingError

from tallyproof.read.reading import Raster

ReadText = Callable[[Raster], str]
_TILE, _OVERLAP = 900, 60


def rapidocr() -> ReadText:
    """RapidOCR with the models of its wheel, on one thread, over tiles of a strip that it does not shrink."""
    try:
        package: Any = importlib.import_module("rapidocr")
    except ImportError as error:
        raise ReaderMissingError("rapidocr is not installed; install the group 'bench'") from error
    engine = package.RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Global.log_level": "error"})

    def read(raster: Raster) -> str:
        texts: list[str] = []
        for top in range(0, raster.shape[0], _TILE):
            found = engine(cv2.cvtColor(raster[top : top + _TILE + _OVERLAP], cv2.COLOR_GRAY2BGR))
            texts += found.txts or ()
        return "\n".join(texts)

    return read


def tesseract() -> ReadText:
    """Tesseract on one thread, the page as one block of text."""
    program = shutil.which("tesseract")
    if program is None:
        raise ReaderMissingError("the program tesseract is not installed; on Debian: apt-get install tesseract-ocr")

    def read(raster: Raster) -> str:
        with tempfile.TemporaryDirectory() as folder:
            picture = Path(folder) / "page.png"
            cv2.imwrite(str(picture), raster)
            ended = subprocess.run(
                [program, picture, "-", "--psm", "6"],
                capture_output=True,
                text=True,
                check=True,
                env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/usr/local/bin"},
            )
        return ended.stdout

    return read


ENGINES: dict[str, Callable[[], ReadText]] = {"RapidOCR": rapidocr, "Tesseract": tesseract}
"""How to make each engine; ReaderMissingError if it is not installed."""
