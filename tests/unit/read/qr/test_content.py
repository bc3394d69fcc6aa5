"""What data words may say."""

from __future__ import annotations

import pytest

from tallyproof.read.qr.content import NotContentError, text_of


def words(bits: str, count: int) -> bytes:
    """Bits with end mark, zeros and padding as the standard asks, `count` words in all."""
    bits += "0000"
    bits += "0" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return data + bytes((0xEC, 0x11)[index % 2] for index in range(count - len(data)))


def bits(value: int, count: int) -> str:
    return f"{value:0{count}b}"


NUMERIC = "0001" + bits(5, 10) + bits(12, 10) + bits(34, 7)
ALPHANUMERIC = "0010" + bits(3, 9) + bits(10 * 45 + 11, 11) + bits(44, 6)
BYTES = "0100" + bits(3, 8) + "".join(bits(byte, 8) for byte in "añ".encode())
LATIN = "0111" + bits(3, 8) + "0100" + bits(1, 8) + bits(0xF1, 8)


@pytest.mark.parametrize(
    ("said", "text"),
    [(NUMERIC, "01234"), (ALPHANUMERIC, "AB:"), (BYTES, "añ"), (LATIN, "ñ"), (NUMERIC + BYTES, "01234añ")],
)
def test_segments_are_read(said: str, text: str) -> None:
    assert text_of(words(said, 19), 1) == text


@pytest.mark.parametrize("at", range(5, 19))
def test_any_word_of_padding_that_is_wrong_refuses_the_whole(at: int) -> None:
    right = words(NUMERIC, 19)
    assert text_of(right, 1) == "01234"
    wrong = bytearray(right)
    wrong[at] ^= 1
    with pytest.raises(NotContentError):
        text_of(bytes(wrong), 1)


@pytest.mark.parametrize(
    "said",
    [
        "1000" + bits(1, 8) + bits(7, 13),
        "0011" + bits(0, 16) + NUMERIC,
        "0101" + NUMERIC,
        "0001" + bits(3, 10) + bits(1000, 10),
        "0010" + bits(2, 9) + bits(2025, 11),
        "0100" + bits(0, 8),
        "0100" + bits(200, 8) + bits(65, 8),
        "0111" + bits(9, 8) + BYTES,
        "0111" + bits(26, 8) + "0100" + bits(1, 8) + bits(0xF1, 8),
    ],
)
def test_what_no_sheet_says_is_refused(said: str) -> None:
    with pytest.raises(NotContentError):
        text_of(words(said, 19), 1)


def test_data_may_fill_the_symbol_to_the_end() -> None:
    full = bits(int("0100" + bits(17, 8) + "".join(bits(65 + index, 8) for index in range(17)) + "0000", 2), 19 * 8)
    assert text_of(int(full, 2).to_bytes(19, "big"), 1) == "ABCDEFGHIJKLMNOPQ"
