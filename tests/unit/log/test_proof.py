from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tallyproof.errors import VerificationError
from tallyproof.log.checkpoint import make_checkpoint
from tallyproof.log.merkle import Tree
from tallyproof.log.note import KeyKind, cosign, sign_note, verifier_key, with_signatures
from tallyproof.log.proof import EntryProof, make_proof, parse_proof, verify_proof

LOG_SEED, COSIGNER_SEED = bytes(range(32)), bytes(range(32, 64))
LOG_KEY = verifier_key("log.example", LOG_SEED)
COSIGNER_KEY = verifier_key("cosigner.example", COSIGNER_SEED, KeyKind.COSIGNATURE)
ENTRIES = [f"entry {index}".encode() for index in range(11)]
CHECKPOINT = make_checkpoint("log.example", ENTRIES)
NOTE = with_signatures(
    CHECKPOINT.body,
    [
        sign_note(CHECKPOINT.body, name="log.example", seed=LOG_SEED),
        cosign(CHECKPOINT.body, name="cosigner.example", seed=COSIGNER_SEED, time=1_722_211_200),
    ],
)
PROOF = make_proof(Tree.of_entries(ENTRIES), 6, NOTE)
FILE = PROOF.to_bytes()


@pytest.mark.parametrize("index", range(len(ENTRIES)))
def test_proof_file_of_every_entry_verifies(index: int) -> None:
    proof = parse_proof(make_proof(Tree.of_entries(ENTRIES), index, NOTE).to_bytes())
    checkpoint = verify_proof(proof, ENTRIES[index], log_key=LOG_KEY, cosigner_keys=[COSIGNER_KEY])
    assert checkpoint == CHECKPOINT


@given(position=st.integers(0, len(FILE) - 1), mask=st.integers(1, 255))
def test_proof_file_fails_after_any_one_byte_change(position: int, mask: int) -> None:
    changed = bytearray(FILE)
    changed[position] ^= mask
    with pytest.raises(VerificationError):
        verified(bytes(changed))


def verified(data: bytes) -> EntryProof:
    proof = parse_proof(data)
    verify_proof(proof, ENTRIES[6], log_key=LOG_KEY, cosigner_keys=[COSIGNER_KEY])
    return proof


@given(position=st.integers(0, len(ENTRIES[6]) - 1), mask=st.integers(1, 255))
def test_proof_holds_for_no_other_entry(position: int, mask: int) -> None:
    changed = bytearray(ENTRIES[6])
    changed[position] ^= mask
    with pytest.raises(VerificationError, match="inclusion proof of entry 6 in 11"):
        verify_proof(PROOF, bytes(changed), log_key=LOG_KEY)


def test_extra_data_round_trips_and_is_optional() -> None:
    proof = EntryProof(PROOF.index, PROOF.hashes, NOTE, b"not authenticated")
    assert parse_proof(proof.to_bytes()) == proof
    assert parse_proof(FILE).extra is None


def test_checkpoint_of_another_log_signed_by_this_key_is_refused() -> None:
    other = make_checkpoint("other.example", ENTRIES)
    note = with_signatures(other.body, [sign_note(other.body, name="log.example", seed=LOG_SEED)])
    with pytest.raises(VerificationError, match=r"expected the log log\.example, got other\.example"):
        verify_proof(make_proof(Tree.of_entries(ENTRIES), 0, note), ENTRIES[0], log_key=LOG_KEY)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "blank line before the checkpoint"),
        (FILE.replace(b"@v1", b"@v2"), "expected the first line"),
        (FILE.replace(b"index 6\n", b""), "expected a line 'index <number>'"),
        (FILE.replace(b"index 6\n", b"index 06\n"), "without leading zeros"),
        (FILE.replace(b"index 6\n", b"index 6\n" + b"AAAA\n"), "32 bytes, got 3"),
        (FILE.replace(b"index 6\n", b"index 6\n" + (b"A" * 43 + b"=\n") * 64), "at most 63 hashes"),
    ],
)
def test_a_damaged_proof_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(VerificationError, match=message):
        parse_proof(data)
