"""The tables of the symbol, held against codes that another library drew."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.read.qr.drawing import modules_of

from tallyproof.read.qr import content, symbol

reedsolo = pytest.importorskip("reedsolo")


@pytest.mark.parametrize("version", symbol.VERSIONS)
def test_a_drawn_code_of_every_version_and_level_is_read_off_its_modules(version: int) -> None:
    layout = symbol.layout_of(version)
    for level in symbol.LEVELS:
        text = f"v{version}{level}" * (1 + version // 4)
        dark = modules_of(text, level, version)
        assert (dark[layout.known] == layout.dark[layout.known]).all()
        scores = symbol.FORMAT_SIGNS @ np.where(dark.flat[layout.format_places], 1, -1).T
        form = symbol.FORMATS[int(scores[:, 0].argmax())]
        assert scores.max(axis=0).tolist() == [15, 15]
        assert form.level == level
        words = np.packbits(dark.flat[layout.bits] ^ symbol.mask_of(version, form.mask))
        data = b""
        for block in symbol.blocks_of(version, level):
            data += words[list(block.places)].tobytes()[: -block.parity]
        assert content.text_of(data, version) == text


@pytest.mark.parametrize("version", [1, 5, 8, 15, 27, 40])
def test_every_block_is_a_reed_solomon_code_word(version: int) -> None:
    layout = symbol.layout_of(version)
    dark = modules_of("block", "Q", version)
    scores = symbol.FORMAT_SIGNS @ np.where(dark.flat[layout.format_places[0]], 1, -1)
    form = symbol.FORMATS[int(scores.argmax())]
    words = np.packbits(dark.flat[layout.bits] ^ symbol.mask_of(version, form.mask))
    for block in symbol.blocks_of(version, "Q"):
        code = reedsolo.RSCodec(block.parity, fcr=0, prim=0x11D, generator=2)
        assert code.check(words[list(block.places)].tobytes())[0]


def test_every_word_of_the_symbol_stands_in_one_block() -> None:
    for version in symbol.VERSIONS:
        for level in symbol.LEVELS:
            places = [place for block in symbol.blocks_of(version, level) for place in block.places]
            assert sorted(places) == list(range(symbol.layout_of(version).words))


def test_format_words_are_far_apart() -> None:
    words = [symbol.format_word(form) for form in symbol.FORMATS]
    apart = {(a ^ b).bit_count() for a in words for b in words if a != b}
    assert min(apart) == 7
