from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.errors import InputError, VerificationError
from tallyproof.log.checkpoint import Checkpoint, make_checkpoint, parse_checkpoint, verify_root
from tallyproof.log.merkle import EMPTY_ROOT

EMPTY_BODY = b"results.example.org/2024\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def test_checkpoint_of_an_empty_log_has_its_known_body() -> None:
    checkpoint = make_checkpoint("results.example.org/2024", [])
    assert checkpoint.body == EMPTY_BODY
    assert parse_checkpoint(EMPTY_BODY) == checkpoint == Checkpoint("results.example.org/2024", 0, EMPTY_ROOT)


@given(size=st.integers(0, 2**60), root=st.binary(min_size=32, max_size=32))
def test_body_round_trips(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("log.example", size, root)
    assert parse_checkpoint(checkpoint.body) == checkpoint


@given(position=st.integers(0, len(EMPTY_BODY) - 1), mask=st.integers(1, 255))
def test_any_one_byte_change_is_refused_or_is_another_checkpoint(position: int, mask: int) -> None:
    changed = bytearray(EMPTY_BODY)
    changed[position] ^= mask
    try:
        other = parse_checkpoint(bytes(changed))
    except VerificationError:
        return
    assert other != parse_checkpoint(EMPTY_BODY)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        EMPTY_BODY[:-1],
        EMPTY_BODY.replace(b"\n", b"\r\n"),
        EMPTY_BODY.replace(b"\n0\n", b"\n00\n"),
        EMPTY_BODY.replace(b"\n0\n", b"\n-1\n"),
        EMPTY_BODY.replace(b"\n0\n", "\n٣\n".encode()),
        EMPTY_BODY.replace(b"uFU=", b"uFV="),
        EMPTY_BODY.replace(b"uFU=", b"uFU"),
        EMPTY_BODY.replace(b"47DE", b""),
        EMPTY_BODY + b"extension\n",
        b"\xff" + EMPTY_BODY,
        b"https://" + EMPTY_BODY,
    ],
)
def test_a_damaged_body_is_refused_with_its_place(body: bytes) -> None:
    with pytest.raises(VerificationError, match="checkpoint"):
        parse_checkpoint(body)


@pytest.mark.parametrize(
    "origin", ["", "https://example.org", "example.org/", "/example.org", "two words", "a+b", "a\nb"]
)
def test_an_origin_that_is_no_plain_name_is_refused(origin: str) -> None:
    with pytest.raises(InputError, match="log origin"):
        Checkpoint(origin, 0, EMPTY_ROOT)


def test_a_root_of_another_length_is_refused() -> None:
    with pytest.raises(InputError, match="root of 32 bytes"):
        Checkpoint("log.example", 0, b"short")


def test_checkpoint_is_held_against_the_entries() -> None:
    checkpoint = make_checkpoint("log.example", [b"a", b"b"])
    assert verify_root(checkpoint, iter([b"a", b"b"])) == checkpoint
    with pytest.raises(VerificationError, match="says 2 entries, got 1"):
        verify_root(checkpoint, [b"a"])
    with pytest.raises(VerificationError, match="the entries give the root"):
        verify_root(checkpoint, [b"a", b"c"])
