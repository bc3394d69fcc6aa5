from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.errors import InputError, VerificationError
from tallyproof.log.note import (
    KeyKind,
    Note,
    Signature,
    cosign,
    parse_key,
    parse_note,
    sign_note,
    verifier_key,
    verify_cosignature,
    verify_note,
    with_signatures,
)

# The key and signed text in the documentation of golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

LOG_SEED, COSIGNER_SEED = bytes(range(32)), bytes(range(32, 64))
TEXT = b"log.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
LOG_KEY = verifier_key("log.example", LOG_SEED)
COSIGNER_KEY = verifier_key("cosigner.example", COSIGNER_SEED, KeyKind.COSIGNATURE)
TIME = 1_722_211_200
SIGNED = with_signatures(
    TEXT,
    [
        sign_note(TEXT, name="log.example", seed=LOG_SEED),
        cosign(TEXT, name="cosigner.example", seed=COSIGNER_SEED, time=TIME),
    ],
)


def test_a_note_signed_by_gos_own_package_verifies() -> None:
    note = parse_note(GO_NOTE)
    assert verify_note(note, parse_key(GO_KEY)) == GO_NOTE.partition(b"\n\n")[0] + b"\n"
    assert note.to_bytes() == GO_NOTE
    assert str(parse_key(GO_KEY)) == GO_KEY


def test_signature_and_cosignature_verify() -> None:
    assert verify_note(SIGNED, LOG_KEY) == TEXT
    assert verify_cosignature(SIGNED, COSIGNER_KEY) == TIME


@given(position=st.integers(0, len(SIGNED.to_bytes()) - 1), mask=st.integers(1, 255))
def test_signatures_fail_after_any_one_byte_change(position: int, mask: int) -> None:
    changed = bytearray(SIGNED.to_bytes())
    changed[position] ^= mask
    with pytest.raises(VerificationError):
        both_verified(bytes(changed))


def both_verified(data: bytes) -> Note:
    note = parse_note(data)
    verify_note(note, LOG_KEY)
    verify_cosignature(note, COSIGNER_KEY)
    return note


def test_a_signature_under_another_name_does_not_count() -> None:
    other = verifier_key("other.example", LOG_SEED)
    with pytest.raises(VerificationError, match=r"other\.example: expected a signature by the key"):
        verify_note(SIGNED, other)


def test_a_cosignature_is_not_taken_for_a_signature() -> None:
    with pytest.raises(VerificationError):
        verify_note(SIGNED, verifier_key("cosigner.example", COSIGNER_SEED))
    with pytest.raises(InputError, match="expected a key of type 1, got type 4"):
        verify_note(SIGNED, COSIGNER_KEY)


def test_two_lines_of_one_key_are_refused() -> None:
    line = sign_note(TEXT, name="log.example", seed=LOG_SEED)
    with pytest.raises(VerificationError, match="got a key twice"):
        with_signatures(TEXT, [line, line])


def test_text_may_hold_blank_lines() -> None:
    text = b"first\n\nsecond\n"
    note = with_signatures(text, [sign_note(text, name="log.example", seed=LOG_SEED)])
    assert verify_note(parse_note(note.to_bytes()), LOG_KEY) == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        TEXT,
        TEXT + b"\n",
        b"\n" + str(SIGNED.signatures[0]).encode() + b"\n",
        SIGNED.to_bytes()[:-1],
        SIGNED.to_bytes().replace("—".encode(), b"-"),
        SIGNED.to_bytes() + "— name AAAA\n".encode(),
        SIGNED.to_bytes() + "— name ????\n".encode(),
        SIGNED.to_bytes() + "— name\n".encode(),
    ],
)
def test_a_damaged_note_is_refused(data: bytes) -> None:
    with pytest.raises(VerificationError, match="note: expected"):
        parse_note(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("PeterNeumann", "Peter Neumann"),
        GO_KEY.replace("+ARpc", "+AhpC"),
        GO_KEY[:-4],
    ],
)
def test_a_damaged_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(VerificationError, match="verifier key"):
        parse_key(text)


def test_text_without_last_newline_is_not_signed() -> None:
    with pytest.raises(InputError, match="ends with a newline"):
        sign_note(b"text", name="log.example", seed=LOG_SEED)


def test_seed_of_another_length_is_refused() -> None:
    with pytest.raises(InputError, match="seed of 32 bytes, got 3"):
        verifier_key("log.example", b"abc")


def test_cosignature_before_1970_is_refused() -> None:
    with pytest.raises(InputError, match="seconds since 1970"):
        cosign(TEXT, name="cosigner.example", seed=COSIGNER_SEED, time=-1)


def test_a_cut_cosignature_is_refused() -> None:
    cut = Signature(COSIGNER_KEY.name, COSIGNER_KEY.key_id, SIGNED.signatures[1].payload[:20])
    with pytest.raises(VerificationError, match="does not belong to this text"):
        verify_cosignature(Note(TEXT, (cut,)), COSIGNER_KEY)


def test_a_cosignature_from_beyond_all_time_is_refused() -> None:
    payload = (2**63).to_bytes(8, "big") + bytes(64)
    note = Note(TEXT, (Signature(COSIGNER_KEY.name, COSIGNER_KEY.key_id, payload),))
    with pytest.raises(VerificationError, match=r"cosigner\.example: expected seconds since 1970"):
        verify_cosignature(note, COSIGNER_KEY)
