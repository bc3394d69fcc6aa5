"""The network that reads lines of print, loaded once, on one thread."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tallyproof.read.strip.crop import HEIGHT, Line

Chances = NDArray[np.float32]
"""Log-probabilities of the signs of a line: frames by outputs (see `signs`)."""

MODEL = "print.onnx"
_FRAME = 2
_SHARPNESS = 1.6
"""How much surer the network is than it says, by which log-probabilities are multiplied: see docs/models/print.md."""
_BATCH = 48
_WIDEST = 900


def load_recogniser() -> onnxruntime.InferenceSession:
    """Return the network; call it before the sandbox closes, which lets no file be opened."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    data = resources.files("tallyproof.read").joinpath("models", MODEL).read_bytes()
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


_NETWORK = load_recogniser()


def recognise(lines: Sequence[Line]) -> list[Chances]:
    """Return what signs each line shows, in the order of the lines; lines of like width share a batch."""
    order = sorted(range(len(lines)), key=lambda index: lines[index].shape[1])
    chances: list[Chances] = [np.empty((0, 0), np.float32)] * len(lines)
    for at in range(0, len(order), _BATCH):
        batch = order[at : at + _BATCH]
        width = min(max(lines[index].shape[1] for index in batch), _WIDEST)
        width += -width % 8
        pictures = np.zeros((len(batch), 1, HEIGHT, width), np.float32)
        for row, index in enumerate(batch):
            line = lines[index][:, :width]
            pictures[row, 0, :, : line.shape[1]] = line
        outputs = _NETWORK.run(None, {"lines": pictures})[0]
        for row, index in enumerate(batch):
            frames = -(-min(lines[index].shape[1], width) // _FRAME)
            chances[index] = _sharpened(outputs[row, :frames])
    return chances


def _sharpened(chances: Chances) -> Chances:
    scaled = chances * _SHARPNESS
    return np.asarray(scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True), dtype=np.float32)
