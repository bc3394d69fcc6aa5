"""What the data words of a QR code say: segments, terminator and padding, all of which must fit."""

from __future__ import annotations

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PADDING = (0xEC, 0x11)
_END, _NUMERIC, _ALPHA, _BYTE, _ECI = 0b0000, 0b0001, 0b0010, 0b0100, 0b0111
_ECI_LATIN, _ECI_UTF8, _ECI_ASCII = 3, 26, 27


class NotContentError(ValueError):
    """These words are not what a QR code can hold, or not what this reader accepts."""


class _Bits:
    """The data words as one row of bits, taken from the front."""

    def __init__(self, words: bytes) -> None:
        self._all = int.from_bytes(words, "big")
        self.left = len(words) * 8

    def take(self, count: int) -> int:
        if count > self.left:
            raise NotContentError("a segment is longer than the symbol")
        self.left -= count
        return self._all >> self.left & ((1 << count) - 1)


def text_of(words: bytes, version: int) -> str:
    """The text of the data words, in order; NotContentError if modes, lengths, terminator or padding do not fit.

    Kanji, structured append and FNC1 are refused: no tally sheet is known to use them. Padding is checked to the
    last bit: it is the only part of the content that says nothing and so cannot be wrong by chance.
    """
    bits = _Bits(words)
    parts: list[str] = []
    encoding = ""
    while bits.left >= 4:
        mode = bits.take(4)
        if mode == _END:
            _check_padding(bits)
            break
        if mode == _ECI:
            encoding = _encoding(bits.take(8))
        elif mode == _NUMERIC:
            parts.append(_numeric(bits, _count(bits, version, (10, 12, 14))))
        elif mode == _ALPHA:
            parts.append(_alphanumeric(bits, _count(bits, version, (9, 11, 13))))
        elif mode == _BYTE:
            parts.append(_decoded(bytes(bits.take(8) for _ in range(_count(bits, version, (8, 16, 16)))), encoding))
        else:
            raise NotContentError(f"mode {mode:04b} is not read here")
    else:
        if bits.take(bits.left):
            raise NotContentError("the last bits are not an end mark")
    return "".join(parts)


def _check_padding(bits: _Bits) -> None:
    if bits.take(bits.left % 8):
        raise NotContentError("the end mark is not filled with zeros")
    for index in range(bits.left // 8):
        if bits.take(8) != _PADDING[index % 2]:
            raise NotContentError("the padding is not 236, 17, …")


def _count(bits: _Bits, version: int, widths: tuple[int, int, int]) -> int:
    count = bits.take(widths[0 if version < 10 else 1 if version < 27 else 2])
    if count == 0:
        raise NotContentError("an empty segment")
    return count


def _numeric(bits: _Bits, count: int) -> str:
    digits = []
    for start in range(0, count, 3):
        group = min(3, count - start)
        value = bits.take((0, 4, 7, 10)[group])
        if value >= 10**group:
            raise NotContentError("a group of digits is too large")
        digits.append(f"{value:0{group}d}")
    return "".join(digits)


def _alphanumeric(bits: _Bits, count: int) -> str:
    signs = []
    for _ in range(count // 2):
        first, second = divmod(bits.take(11), len(_ALPHANUMERIC))
        if first >= len(_ALPHANUMERIC):
            raise NotContentError("a pair of signs is too large")
        signs.append(_ALPHANUMERIC[first] + _ALPHANUMERIC[second])
    if count % 2:
        value = bits.take(6)
        if value >= len(_ALPHANUMERIC):
            raise NotContentError("a sign is too large")
        signs.append(_ALPHANUMERIC[value])
    return "".join(signs)


def _encoding(designator: int) -> str:
    known = {_ECI_LATIN: "latin-1", _ECI_UTF8: "utf-8", _ECI_ASCII: "ascii"}
    if designator not in known:
        raise NotContentError("an unknown encoding")
    return known[designator]


def _decoded(data: bytes, encoding: str) -> str:
    try:
        if encoding:
            return data.decode(encoding)
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise NotContentError("the bytes are not in the encoding named") from None
    return data.decode("latin-1")
