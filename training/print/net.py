"""The network that reads a line of print: convolutions over a picture 24 pixels high, signs out by CTC."""

from __future__ import annotations

import torch
from torch import nn


def _block(inner: int, outer: int, stride: tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inner, outer, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(outer), nn.ReLU(inplace=True)
    )


class _Along(nn.Module):
    """A convolution along the line, added to what went in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv1d(channels, channels, 5, padding=2, bias=False), nn.BatchNorm1d(channels), nn.ReLU(inplace=True)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.inner(x)


class LineNet(nn.Module):
    """Log-probabilities of signs (batch, frames, signs) for lines (batch, 1, 24, width); a frame is two pixels."""

    def __init__(self, signs: int) -> None:
        super().__init__()
        self.picture = nn.Sequential(
            _block(1, 16, (1, 1)), _block(16, 32, (2, 2)), _block(32, 48, (2, 1)), _block(48, 64, (2, 1))
        )
        self.collapse = nn.Sequential(nn.Conv1d(64 * 3, 96, 1, bias=False), nn.BatchNorm1d(96), nn.ReLU(inplace=True))
        self.along = nn.Sequential(_Along(96), _Along(96), nn.Dropout(0.1))
        self.out = nn.Conv1d(96, signs, 1)

    def forward(self, lines: torch.Tensor) -> torch.Tensor:
        x = self.picture(lines)
        x = x.reshape(x.shape[0], x.shape[1] * x.shape[2], x.shape[3])
        x = self.out(self.along(self.collapse(x)))
        return nn.functional.log_softmax(x.transpose(1, 2), dim=2)
