"""Proof files (C2SP tlog-proof): an entry stands in a log, verifiable offline with the log's key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tallyproof.errors import VerificationError
from tallyproof.log.checkpoint import Checkpoint, parse_checkpoint
from tallyproof.log.merkle import HASH_BYTES, Proof, Tree, leaf_hash, verify_inclusion
from tallyproof.log.note import Note, VerifierKey, parse_note, verify_cosignature, verify_note
from tallyproof.log.text import decode_lines, parse_base64, parse_decimal, to_base64

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
_MAX_HASHES = 63


@dataclass(frozen=True)
class EntryProof:
    """The index of an entry, the hashes up to the root, and the signed checkpoint of that root."""

    index: int
    hashes: Proof
    checkpoint: Note
    extra: bytes | None = None

    def to_bytes(self) -> bytes:
        """Return the proof file."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {to_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines.extend(map(to_base64, self.hashes))
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint.to_bytes()


def make_proof(tree: Tree, index: int, checkpoint: Note) -> EntryProof:
    """Return the proof that entry `index` stands in the log whose signed checkpoint this is."""
    return EntryProof(index, tree.inclusion_proof(index), checkpoint)


def parse_proof(data: bytes, *, place: str = "proof file") -> EntryProof:
    """Return what a proof file says; nothing is verified yet, and `extra` never is."""
    head, blank, note = data.partition(b"\n\n")
    if not blank:
        raise VerificationError("expected a blank line before the checkpoint", place=place)
    lines = decode_lines(head + b"\n", place=place)
    if lines.pop(0) != HEADER:
        raise VerificationError(f"expected the first line to be {HEADER}", place=place)
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = parse_base64(lines.pop(0).removeprefix("extra "), place=f"{place}, extra")
    if not lines or not lines[0].startswith("index "):
        raise VerificationError("expected a line 'index <number>'", place=place)
    index = parse_decimal(lines.pop(0).removeprefix("index "), place=f"{place}, index")
    if len(lines) > _MAX_HASHES:
        raise VerificationError(f"expected at most {_MAX_HASHES} hashes, got {len(lines)}", place=place)
    hashes = tuple(parse_base64(line, place=f"{place}, hashes", length=HASH_BYTES) for line in lines)
    return EntryProof(index, hashes, parse_note(note, place=f"{place}, checkpoint"), extra)


def verify_proof(
    proof: EntryProof, entry: bytes, *, log_key: VerifierKey, cosigner_keys: Sequence[VerifierKey] = ()
) -> Checkpoint:
    """Return the checkpoint under which the entry stands at `proof.index`.

    1. The log's key signed the checkpoint. 2. Every cosigner given did. 3. The hashes lead from the entry to
    the root.
    """
    checkpoint = parse_checkpoint(verify_note(proof.checkpoint, log_key))
    if checkpoint.origin != log_key.name:
        raise VerificationError(f"expected the log {log_key.name}, got {checkpoint.origin}", place="checkpoint")
    for key in cosigner_keys:
        verify_cosignature(proof.checkpoint, key)
    verify_inclusion(
        leaf_hash(entry), index=proof.index, size=checkpoint.size, proof=proof.hashes, root=checkpoint.root
    )
    return checkpoint
