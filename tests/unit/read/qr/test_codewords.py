"""How far blocks are mended, and where that ends."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tallyproof.read.qr import codewords

reedsolo = pytest.importorskip("reedsolo")

LENGTH, PARITY = 40, 22


def block(rng: np.random.Generator, length: int = LENGTH, parity: int = PARITY) -> NDArray[np.uint8]:
    code = reedsolo.RSCodec(parity, fcr=0, prim=0x11D, generator=2)
    data = rng.integers(0, 256, length - parity, dtype=np.uint8).tobytes()
    return np.frombuffer(bytes(code.encode(data)), np.uint8).copy()


def spoilt(
    words: NDArray[np.uint8], erasures: int, errors: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Words of which some are wrong: the erasures in doubt, the errors not."""
    places = rng.permutation(len(words))[: erasures + errors]
    wrong = words.copy()
    wrong[places] ^= rng.integers(1, 256, len(places), dtype=np.uint8)
    doubt = rng.uniform(0, 0.05, len(words))
    doubt[places[:erasures]] = 0.6
    return wrong, doubt


@pytest.mark.parametrize(("length", "parity"), [(26, 7), (26, 17), (40, 22), (43, 16), (148, 30)])
def test_patterns_are_mended_up_to_the_distance_of_the_code(length: int, parity: int) -> None:
    rng = np.random.default_rng(5)
    for erasures in range(0, parity + 1, 3):
        printed = block(rng, length, parity)
        wrong, doubt = spoilt(printed, erasures, (parity - erasures) // 2, rng)
        fixed, fits = codewords.mend_patterns(wrong[None], (doubt > 0.5)[None], parity)
        assert fits.all()
        assert fixed[0].tolist() == printed.tolist()


def test_a_block_is_mended_with_erasures_until_three_parity_words_are_left_over() -> None:
    rng = np.random.default_rng(6)
    printed = block(rng)
    most = next(count for count in range(PARITY, 0, -1) if is_mended(printed, count, 0))
    assert PARITY - most >= 3
    assert not is_mended(printed, most + 1, 0)
    assert is_mended(printed, 0, 8)


def is_mended(printed: NDArray[np.uint8], erasures: int, errors: int) -> bool:
    mended = codewords.mend([spoilt(printed, erasures, errors, np.random.default_rng(7))], PARITY)[0]
    if mended is None:
        return False
    assert mended.words == printed.tobytes()
    assert mended.surety >= codewords.LEAST_SURETY
    return True


def test_blocks_of_two_lengths_are_mended_together() -> None:
    rng = np.random.default_rng(10)
    printed = [block(rng, 40), block(rng, 41)]
    mended = codewords.mend([spoilt(words, 8, 2, rng) for words in printed], PARITY)
    assert [one and one.words for one in mended] == [words.tobytes() for words in printed]


def test_words_without_order_are_never_mended() -> None:
    rng = np.random.default_rng(8)
    for _ in range(60):
        assert codewords.mend([(rng.integers(0, 256, LENGTH, dtype=np.uint8), rng.random(LENGTH) / 3)], PARITY) == [
            None
        ]


def test_surety_is_the_share_of_all_words_that_would_be_mended() -> None:
    rng = np.random.default_rng(9)
    words = rng.integers(0, 256, (6000, 12), dtype=np.uint8)
    erased = np.zeros(words.shape, bool)
    erased[:, :2] = True
    # Two erasures and one error of four parity words: 2^-(8 * 1 - log2(10)), about one word in 26.
    _, fits = codewords.mend_patterns(words, erased, 4)
    assert fits.mean() == pytest.approx(2 ** -codewords.surety(12, 4, 2, 1), rel=0.25)
