"""Known answers for the log's formats, made with Go's own packages (../shared/data/tlog/vectors.json)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tallyproof.errors import VerificationError
from tallyproof.log.checkpoint import make_checkpoint, parse_checkpoint
from tallyproof.log.merkle import Tree, leaf_hash, verify_consistency, verify_inclusion
from tallyproof.log.note import (
    KeyKind,
    VerifierKey,
    cosign,
    parse_key,
    parse_note,
    sign_note,
    verifier_key,
    verify_cosignature,
    verify_note,
    with_signatures,
)
from tallyproof.log.proof import make_proof, parse_proof, verify_proof
from tallyproof.log.tiles import log_files, read_log, tile_path

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared_data / "tlog" / "vectors.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def entries(vectors: dict[str, Any]) -> list[bytes]:
    size = max(checkpoint["size"] for checkpoint in vectors["checkpoints"])
    return [
        f'{{"i":{index},"v":"{hashlib.sha256(f"leaf{index}".encode()).hexdigest()}"}}'.encode() for index in range(size)
    ]


@pytest.fixture(scope="module")
def trees(vectors: dict[str, Any], entries: list[bytes]) -> dict[int, Tree]:
    leaves = list(map(leaf_hash, entries))
    sizes = {checkpoint["size"] for checkpoint in vectors["checkpoints"]}
    return {size: Tree.of_leaves(leaves[:size]) for size in sizes}


@pytest.fixture(scope="module")
def log_key(vectors: dict[str, Any]) -> VerifierKey:
    return parse_key(vectors["log_vkey"])


@pytest.fixture(scope="module")
def cosigner_key(vectors: dict[str, Any]) -> VerifierKey:
    return parse_key(vectors["witness_vkey"])


def hashes(texts: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(map(base64.b64decode, texts))


def test_keys_made_from_the_seeds_are_the_published_ones(vectors: dict[str, Any]) -> None:
    log_key = verifier_key(vectors["origin"], bytes.fromhex(vectors["log_seed_hex"]))
    cosigner_seed = bytes.fromhex(vectors["witness_seed_hex"])
    cosigner_key = verifier_key(vectors["witness_name"], cosigner_seed, KeyKind.COSIGNATURE)
    assert str(log_key) == vectors["log_vkey"]
    assert log_key.key_id.hex() == vectors["log_key_id_hex"]
    assert log_key.public.hex() == vectors["log_pub_hex"]
    assert str(cosigner_key) == vectors["witness_vkey"]


def test_checkpoint_bodies_are_the_known_ones(vectors: dict[str, Any], entries: list[bytes]) -> None:
    for known in vectors["checkpoints"]:
        checkpoint = make_checkpoint(vectors["origin"], entries[: known["size"]])
        assert checkpoint.body.decode() == known["body"]
        assert parse_checkpoint(known["body"].encode()) == checkpoint


def test_signed_and_cosigned_notes_are_the_known_ones(vectors: dict[str, Any]) -> None:
    log_seed, cosigner_seed = (
        bytes.fromhex(vectors["log_seed_hex"]),
        bytes.fromhex(vectors["witness_seed_hex"]),
    )
    for known in vectors["checkpoints"]:
        body = known["body"].encode()
        signature = sign_note(body, name=vectors["origin"], seed=log_seed)
        cosignature = cosign(body, name=vectors["witness_name"], seed=cosigner_seed, time=known["cosign_time"])
        assert with_signatures(body, [signature]).to_bytes().decode() == known["signed_note"]
        assert with_signatures(body, [signature, cosignature]).to_bytes().decode() == known["cosigned_note"]


def test_known_notes_verify(vectors: dict[str, Any], log_key: VerifierKey, cosigner_key: VerifierKey) -> None:
    for known in vectors["checkpoints"]:
        note = parse_note(known["cosigned_note"].encode())
        assert verify_note(note, log_key) == known["body"].encode()
        assert verify_cosignature(note, cosigner_key) == known["cosign_time"]


def test_tiles_and_bundles_are_the_known_ones(vectors: dict[str, Any], entries: list[bytes]) -> None:
    for size, known in vectors["tiles"].items():
        files = dict(log_files(entries[: int(size)]))
        made = {(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in files.items()}
        assert made == {(tile["path"], tile["sha256"], tile["len"]) for tile in known or ()}
        assert read_log(files.__getitem__, int(size)) == entries[: int(size)]


def test_tile_paths_are_the_known_ones(vectors: dict[str, Any]) -> None:
    for number, path in vectors["tile_paths_level1_full"].items():
        assert tile_path(1, int(number)) == path


def test_inclusion_proofs_are_the_known_ones(
    vectors: dict[str, Any], entries: list[bytes], trees: dict[int, Tree]
) -> None:
    for known in vectors["inclusion"]:
        index, size, root = known["index"], known["size"], base64.b64decode(known["root"])
        assert entries[index] == base64.b64decode(known["leaf_b64"])
        assert leaf_hash(entries[index]) == base64.b64decode(known["leaf_hash"])
        proof = hashes(known["proof"])
        assert trees[size].inclusion_proof(index) == proof
        leaf = leaf_hash(entries[index])
        assert verify_inclusion(leaf, index=index, size=size, proof=proof, root=root) == root


def test_consistency_proofs_are_the_known_ones(vectors: dict[str, Any], trees: dict[int, Tree]) -> None:
    for known in vectors["consistency"]:
        proof = hashes(known["Proof"])
        assert trees[known["S2"]].consistency_proof(known["S1"]) == proof
        old_root, root = hashes([known["R1"], known["R2"]])
        verified = verify_consistency(old_size=known["S1"], old_root=old_root, size=known["S2"], root=root, proof=proof)
        assert verified == trees[known["S2"]].root


def test_proof_files_are_the_known_ones(
    vectors: dict[str, Any],
    entries: list[bytes],
    trees: dict[int, Tree],
    log_key: VerifierKey,
    cosigner_key: VerifierKey,
) -> None:
    notes = {known["size"]: parse_note(known["cosigned_note"].encode()) for known in vectors["checkpoints"]}
    for known in vectors["inclusion"]:
        index, size = known["index"], known["size"]
        file = known["tlog_proof"].encode()
        assert make_proof(trees[size], index, notes[size]).to_bytes() == file
        proof = parse_proof(file)
        checkpoint = verify_proof(proof, entries[index], log_key=log_key, cosigner_keys=[cosigner_key])
        assert checkpoint.root == trees[size].root
        with pytest.raises(VerificationError):
            verify_proof(proof, entries[index] + b" ", log_key=log_key)
