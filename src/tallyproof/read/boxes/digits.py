"""What stands in each box: chances of a digit, nothing, a dash or something else, from a small trained network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tallyproof.read.boxes.cut import SIDE
from tallyproof.read.reading import Raster

BLANK = 10
DASH = 11
OTHER = 12
"""Struck out, written over, two digits, a scribble: something that is no digit."""
CLASSES = 13
READER = "boxes-cnn-1"
INPUT = 40
"""The network's input is square: this many pixels a side, over the middle `_MIDDLE` pixels of a patch."""

Chances = NDArray[np.float64]
"""One row a box, one column a class; each row sums to 1."""

_MIDDLE = 56
_MODEL = "boxes.onnx"
_BATCH = 32
_DARKEST_PAPER = 60.0
_SHIFTS = ((0, 0), (-3, 0), (3, 0), (0, -3), (0, 3))
"""Each box is looked at from these places (x, y), in pixels of a patch, and the scores averaged."""
_TEMPERATURE, _SURPRISE = "temperature", "surprise"


class DigitNet:
    """A trained network with its calibration: patches in, chances out.

    The model is loaded when this is made, so make it before the sandbox closes; one thread, no file after that.
    """

    def __init__(self, model: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        told = self._session.get_modelmeta().custom_metadata_map
        self._calibration = float(told[_TEMPERATURE]), float(told[_SURPRISE])

    def chances(self, patches: Sequence[Raster]) -> Chances:
        """Return the chance of each class for each patch (SIDE × SIDE, paper bright)."""
        if not patches:
            return np.zeros((0, CLASSES))
        return calibrated(self.scores(np.stack(patches)), *self._calibration)

    def scores(self, patches: NDArray[np.uint8]) -> Chances:
        """Return the network's scores for patches (n, SIDE, SIDE), not yet calibrated."""
        looks = [self._scores(ink_of(patches, shift)) for shift in _SHIFTS]
        return np.asarray(np.mean(looks, axis=0), dtype=np.float64)

    def _scores(self, ink: NDArray[np.float32]) -> Chances:
        parts = [self._session.run(None, {"ink": ink[at : at + _BATCH]})[0] for at in range(0, len(ink), _BATCH)]
        return np.asarray(np.concatenate(parts), dtype=np.float64)


def calibrated(scores: Chances, temperature: float, surprise: float) -> Chances:
    """Return chances for scores; `surprise` is how often a box holds something else than all scores say."""
    powers = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    result: Chances = (1 - surprise) * powers / powers.sum(axis=1, keepdims=True) + surprise / CLASSES
    return result


def committed_net() -> DigitNet:
    """Return the network that ships with the package."""
    return DigitNet(files("tallyproof.read.models").joinpath(_MODEL).read_bytes())


def ink_of(patches: NDArray[np.uint8], shift: tuple[int, int] = (0, 0)) -> NDArray[np.float32]:
    """Return ink (n, 1, INPUT, INPUT), 0 for paper and 1 for black, of patches (n, SIDE, SIDE).

    Paper is what four fifths of the middle are not brighter than, so that its colour and shade do not matter.
    """
    edge = (SIDE - _MIDDLE) // 2
    left, top = edge + shift[0], edge + shift[1]
    middle = patches[:, top : top + _MIDDLE, left : left + _MIDDLE]
    small = np.stack([cv2.resize(one, (INPUT, INPUT), interpolation=cv2.INTER_AREA) for one in middle])
    paper = np.percentile(small.reshape(len(small), -1), 80, axis=1)
    paper = np.maximum(paper, _DARKEST_PAPER)[:, None, None]
    ink = np.clip(1 - small / paper, 0, 1)
    result: NDArray[np.float32] = ink[:, None].astype(np.float32)
    return result
