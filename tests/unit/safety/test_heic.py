"""HEIC: what becomes a page, and what the boxes of a hostile one may claim."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from tallyproof.errors import InputError, UnsafeInputError
from tallyproof.safety.formats import Limits, Page, RefusedPage
from tallyproof.safety.sandbox import DecodingSandbox

SMALL = Limits(page_pixels=1_000_000, pages=5, memory_bytes=512 * 1024**2, cpu_seconds=5, wall_seconds=10)

# One coded picture of 64 x 64 pixels, white but for its top left quarter, made with x265: its settings, its data.
SETTINGS = zlib.decompress(
    base64.b85decode(
        "c-muNU?|HdOLk^tE?{6_n7{x6avvD}{QdERfq|bnfq{`h!hw;8@&A920%nj3W)PCw#pI9(l+<!!WJHr$pwP%V?bVZIJ9lto7$^XRm_Y=C"
        "ViHg}n+xN?;sc!kzmOQ?"
    )
)
CODED = zlib.decompress(
    base64.b85decode("c-jF#0KfkL002BF0j~+*BeH@2`Rp5<qvlBi&s37Hom)7*tzrJ_R|qo~Hvjz8v#VTzAPbFfUVzt9hg}2Y0DTP?qyLzzD;>)")
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[DecodingSandbox]:
    with DecodingSandbox(limits=SMALL) as made:
        yield made


@dataclass(frozen=True)
class Item:
    """One item of the container: coded, or a grid of the items with these numbers."""

    data: bytes = CODED
    size: tuple[int, int] = (64, 64)
    tiles: Sequence[int] | None = None
    quarter_turns: int = 0
    is_hidden: bool = False


def grid(columns: int, rows: int, size: tuple[int, int], tiles: Sequence[int]) -> Item:
    return Item(struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, *size), size, tiles)


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def heic(*items: Item, brand: bytes = b"heic") -> bytes:
    """The bytes of a container with these items, numbered from 1; the first is the primary one."""
    head = box(b"ftyp", brand, bytes(4), b"mif1", b"heic")
    numbered = list(enumerate(items, 1))
    names = [
        full(b"infe", 2, int(one.is_hidden), struct.pack(">HH", n, 0), b"hvc1" if one.tiles is None else b"grid", b"\0")
        for n, one in numbered
    ]
    properties = [SETTINGS]
    uses = b""
    for n, one in numbered:
        properties += [full(b"ispe", 0, 0, struct.pack(">II", *one.size)), box(b"irot", bytes([one.quarter_turns]))]
        mine = [len(properties) - 1, len(properties)]
        mine = mine if one.tiles is not None else [1, *mine]
        uses += struct.pack(">HB", n, len(mine)) + bytes(0x80 | at for at in mine)
    references = [
        box(b"dimg", struct.pack(f">HH{len(one.tiles)}H", n, len(one.tiles), *one.tiles))
        for n, one in numbered
        if one.tiles is not None
    ]

    def meta(start: int) -> bytes:
        places = b""
        for n, one in numbered:
            places += struct.pack(">HHHII", n, 0, 1, start, len(one.data))
            start += len(one.data)
        return full(
            b"meta",
            0,
            0,
            full(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
            full(b"pitm", 0, 0, struct.pack(">H", 1)),
            full(b"iloc", 0, 0, b"\x44\x00", struct.pack(">H", len(items)), places),
            full(b"iinf", 0, 0, struct.pack(">H", len(items)), *names),
            box(b"iprp", box(b"ipco", *properties), full(b"ipma", 0, 0, struct.pack(">I", len(items)), uses)),
            *([full(b"iref", 0, 0, *references)] if references else []),
        )

    start = len(head) + len(meta(0)) + 8
    return head + meta(start) + box(b"mdat", *(one.data for one in items))


def pages(sandbox: DecodingSandbox, data: bytes) -> list[Page | RefusedPage]:
    return list(sandbox.pages(data, name="IMG_0001.HEIC"))


def only_page(sandbox: DecodingSandbox, data: bytes) -> Page:
    (page,) = pages(sandbox, data)
    assert isinstance(page, Page)
    return page


def corner_is_dark(page: Page, *, right: bool, bottom: bool) -> bool:
    column, row = (5, page.width - 6)[right], (5, page.height - 6)[bottom]
    return page.pixels[row * page.width + column] < 60


def test_a_picture_of_a_telephone_becomes_a_grey_page(sandbox: DecodingSandbox) -> None:
    page = only_page(sandbox, heic(Item()))
    assert (page.number, page.of, page.width, page.height, page.mode) == (1, 1, 64, 64, "L")
    assert corner_is_dark(page, right=False, bottom=False)
    assert not corner_is_dark(page, right=True, bottom=False)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_each_brand_of_heic_is_known_by_content(sandbox: DecodingSandbox, brand: bytes) -> None:
    assert only_page(sandbox, heic(Item(), brand=brand)).width == 64


def test_its_own_turn_is_applied(sandbox: DecodingSandbox) -> None:
    page = only_page(sandbox, heic(Item(quarter_turns=1)))
    assert corner_is_dark(page, right=False, bottom=True), "a quarter turn against the clock"
    assert not corner_is_dark(page, right=False, bottom=False)


def test_tiles_are_put_together(sandbox: DecodingSandbox) -> None:
    tile = Item(is_hidden=True)
    page = only_page(sandbox, heic(grid(2, 2, (120, 100), [2, 3, 4, 5]), tile, tile, tile, tile))
    assert (page.width, page.height) == (120, 100)
    assert page.pixels[70 * 120 + 70] < 60, "the fourth tile begins at 64, 64"


def test_every_top_level_picture_is_a_page(sandbox: DecodingSandbox) -> None:
    found = pages(sandbox, heic(Item(), Item(quarter_turns=2)))
    assert [(page.number, page.of) for page in found] == [(1, 2), (2, 2)]


def test_a_picture_that_cannot_be_decoded_is_listed_and_the_others_are_given(sandbox: DecodingSandbox) -> None:
    first, second, third = pages(sandbox, heic(Item(), Item(data=CODED[:30]), Item()))
    assert isinstance(first, Page)
    assert isinstance(second, RefusedPage)
    assert isinstance(third, Page)
    assert (second.number, second.of) == (2, 3)
    assert second.reason.startswith("IMG_0001.HEIC, page 2: expected a complete HEIC")


def test_a_file_without_one_good_picture_is_refused(sandbox: DecodingSandbox) -> None:
    with pytest.raises(InputError, match="page 1: expected a complete HEIC"):
        pages(sandbox, heic(Item(data=CODED[:30]), Item(data=CODED[:20])))


def test_more_pictures_than_pages_are_allowed_are_refused(sandbox: DecodingSandbox) -> None:
    with pytest.raises(UnsafeInputError, match="at most 5 pages, got a HEIC of 6"):
        pages(sandbox, heic(*[Item()] * 6))


@pytest.mark.parametrize(
    "item",
    [
        Item(size=(30_000, 30_000)),
        grid(256, 256, (65_535, 65_535), [2] * 65_535),
        grid(100, 100, (6_400, 6_400), [2] * 10_000),
        grid(1, 1, (65_535, 65_535), [2]),
    ],
    ids=["one picture", "as many tiles as can be named", "one tile used many times", "too few tiles"],
)
def test_a_huge_size_is_refused_by_the_header(sandbox: DecodingSandbox, item: Item) -> None:
    with pytest.raises(InputError, match=r"IMG_0001\.HEIC: expected") as caught:
        pages(sandbox, heic(item, Item(is_hidden=True)))
    assert "megapixels" in str(caught.value) or "damaged" in str(caught.value)


@pytest.mark.parametrize(
    "items",
    [
        (Item(size=(16, 16)),),
        (Item(data=b""),),
        (grid(1, 1, (64, 64), [1]),),
        (grid(1, 1, (64, 64), [2]), grid(1, 1, (64, 64), [1])),
        (grid(2, 2, (128, 128), [2, 2, 2]), Item(is_hidden=True)),
        (grid(1, 1, (64, 64), [9]),),
    ],
    ids=["coded larger than announced", "no data", "a grid of itself", "two grids of each other", "a tile short",
         "a tile that is not there"],
)  # fmt: skip
def test_a_container_that_contradicts_itself_costs_itself_only(
    sandbox: DecodingSandbox, items: tuple[Item, ...]
) -> None:
    with pytest.raises(InputError, match=r"IMG_0001\.HEIC: expected"):
        pages(sandbox, heic(*items))
    assert only_page(sandbox, heic(Item())).width == 64


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.98])
def test_a_truncated_file_is_refused(sandbox: DecodingSandbox, share: float) -> None:
    whole = heic(Item())
    with pytest.raises(InputError, match=r"IMG_0001\.HEIC: expected"):
        pages(sandbox, whole[: int(len(whole) * share)])


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bits_give_a_page_within_the_limits_or_a_refusal(sandbox: DecodingSandbox, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(heic(grid(2, 1, (128, 64), [2, 3]), Item(is_hidden=True), Item(is_hidden=True), Item()))
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(24, len(data))] ^= 1 << chance.randrange(8)
    try:
        found = pages(sandbox, bytes(data))
    except InputError:
        return
    assert 1 <= len(found) <= 5
    assert all(page.width * page.height <= SMALL.page_pixels for page in found if isinstance(page, Page))
