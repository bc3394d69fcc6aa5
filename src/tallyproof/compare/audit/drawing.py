"""The draw: units with replacement, each with probability u/U, by a public seed. Whole numbers alone.

The stream of numbers is that of a quick count (`tallyproof-draw-1`) with the label 'audit' and the manifest's SHA-256.
Draw number j takes the next number r below the sum of all weights and gives the first unit, in the order of ids, at
which the running sum of weights is above r. A further draw goes on from the same seed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from tallyproof.compare.audit.manifest import Manifest
from tallyproof.compare.quick_count.sampling import Stream, clean_seed
from tallyproof.errors import UsageError

LEAST_DIGITS = 10
WANTED_DIGITS = 20
MOST_DRAWS = 100_000


def dice_seed(seed: str) -> str:
    """Return the seed as it is hashed; UsageError where it is no line of text with enough thrown digits."""
    digits = sum(sign.isascii() and sign.isdigit() for sign in seed)
    if digits < LEAST_DIGITS:
        raise UsageError(
            f"--seed: expected the faces of {WANTED_DIGITS} dice thrown in public (at least {LEAST_DIGITS}), such as "
            f"'dice 6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1 5 4 6 2', got {digits} digits"
        )
    return clean_seed(seed)


def draws_of(manifest: Manifest, seed: str) -> Iterator[str]:
    """Give the stations of draws 1, 2, 3, … without end; none where no unit has weight."""
    if manifest.total_weight:
        running = list(accumulate(one.weight for one in manifest.units))
        stream = Stream(seed, f"audit {manifest.sha256}")
        while True:
            yield manifest.units[bisect_right(running, stream.below(manifest.total_weight))].station
