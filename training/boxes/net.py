"""The network that reads one box: 40 × 40 pixels of ink in, one score for each thing that can stand there out."""

from __future__ import annotations

from torch import Tensor, nn

from tallyproof.read.boxes.digits import CLASSES, INPUT

_LOOK = 128
_REDUCED = INPUT // 8


class BoxNet(nn.Module):
    """Five small convolutions and a weighted look at each place; about 100,000 numbers.

    The last look keeps places apart (a plain mean would not): what stands in the middle is this box's digit, what
    stands at the rim belongs to a neighbour.
    """

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = nn.Sequential(
            *_convolved(1, 16, 5, 2),
            *_convolved(16, 32, 3, 2),
            *_convolved(32, 48, 3, 1),
            *_convolved(48, 64, 3, 2),
            *_convolved(64, 64, 3, 1),
        )
        self.look = nn.Sequential(
            nn.Conv2d(64, _LOOK, 1, bias=False),
            nn.BatchNorm2d(_LOOK),
            nn.ReLU(),
            nn.Conv2d(_LOOK, _LOOK, _REDUCED, groups=_LOOK, bias=False),
            nn.BatchNorm2d(_LOOK),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.dropout = nn.Dropout(dropout)
        self.scores = nn.Linear(_LOOK, CLASSES)

    def forward(self, ink: Tensor) -> Tensor:
        """Scores (n, CLASSES) for ink (n, 1, INPUT, INPUT) from 0, paper, to 1, black."""
        scores: Tensor = self.scores(self.dropout(self.look(self.features(ink))))
        return scores


def _convolved(before: int, after: int, size: int, stride: int) -> list[nn.Module]:
    return [
        nn.Conv2d(before, after, size, stride=stride, padding=size // 2, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    ]
