"""Signed notes and cosignatures (C2SP signed-note, tlog-cosignature v1): Ed25519 only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tallyproof.errors import InputError, VerificationError
from tallyproof.log.text import decode_lines, parse_base64, to_base64

KEY_ID_BYTES = 4
_PUBLIC_BYTES = 32
_SEED_BYTES = 32
_TIME_BYTES = 8
_MAX_TIME = 2**63 - 1
_MAX_SIGNATURES = 64
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) (\S+)")


class KeyKind(IntEnum):
    """What a key signs: the signature type byte of the signed-note format."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True)
class VerifierKey:
    """The public key of a log or of a cosigner, under its name."""

    name: str
    public: bytes
    kind: KeyKind = KeyKind.NOTE

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise InputError(f"key name: expected a name without spaces and plus signs, got {self.name!r}")
        if len(self.public) != _PUBLIC_BYTES:
            raise InputError(f"key {self.name}: expected {_PUBLIC_BYTES} bytes, got {len(self.public)}")

    @property
    def key_id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True)
class Signature:
    """One signature line: who signed, and the bytes after the key id."""

    name: str
    key_id: bytes
    payload: bytes

    def __str__(self) -> str:
        return f"— {self.name} {to_base64(self.key_id + self.payload)}"


@dataclass(frozen=True)
class Note:
    """A text, its last newline included, and the signatures under it (unverified)."""

    text: bytes
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """Return the note as it is published."""
        return self.text + b"\n" + "".join(f"{signature}\n" for signature in self.signatures).encode()


def parse_key(text: str, *, place: str = "verifier key") -> VerifierKey:
    """Return the verifier key that `name+hex8+base64` stands for."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = parse_base64(encoded, place=place)
    if not material or material[0] not in set(KeyKind):
        raise VerificationError("expected an Ed25519 key of a log (1) or a cosigner (4)", place=place)
    try:
        key = VerifierKey(name, material[1:], KeyKind(material[0]))
    except InputError as error:
        raise VerificationError(str(error), place=place) from error
    if key.key_id.hex() != key_id:
        raise VerificationError(f"expected the key id {key.key_id.hex()}, got {key_id[:60]!r}", place=place)
    return key


def verifier_key(name: str, seed: bytes, kind: KeyKind = KeyKind.NOTE) -> VerifierKey:
    """Return the public half of the key with this 32-byte seed."""
    return VerifierKey(name, _private_key(seed).public_key().public_bytes_raw(), kind)


def sign_note(text: bytes, *, name: str, seed: bytes) -> Signature:
    """Return the signature of a text that ends with a newline."""
    if not text.endswith(b"\n"):
        raise InputError("note: expected a text that ends with a newline")
    return Signature(name, verifier_key(name, seed).key_id, _private_key(seed).sign(text))


def cosign(text: bytes, *, name: str, seed: bytes, time: int) -> Signature:
    """Return the cosignature of a checkpoint's text at `time` (seconds since 1970, UTC)."""
    if not 0 <= time <= _MAX_TIME:
        raise InputError(f"cosignature: expected seconds since 1970, got {time}")
    key_id = verifier_key(name, seed, KeyKind.COSIGNATURE).key_id
    signed = _private_key(seed).sign(_cosigned_message(text, time))
    return Signature(name, key_id, time.to_bytes(_TIME_BYTES, "big") + signed)


def parse_note(data: bytes, *, place: str = "note") -> Note:
    """Return the text and signatures of a note; nothing is verified yet."""
    lines = decode_lines(data, place=place)
    if "" not in lines:
        raise VerificationError("expected a blank line between text and signatures", place=place)
    blank = len(lines) - 1 - lines[::-1].index("")
    signature_lines = lines[blank + 1 :]
    if blank == 0 or not 0 < len(signature_lines) <= _MAX_SIGNATURES:
        raise VerificationError(f"expected a text and 1 to {_MAX_SIGNATURES} signatures", place=place)
    signatures = tuple(_parse_signature(line, place=place) for line in signature_lines)
    if len({(signature.name, signature.key_id) for signature in signatures}) != len(signatures):
        raise VerificationError("expected one signature line for each key, got a key twice", place=place)
    return Note("".join(f"{line}\n" for line in lines[:blank]).encode(), signatures)


def verify_note(note: Note, key: VerifierKey) -> bytes:
    """Return the note's text if this key signed it."""
    signature = _signature_by(note, key, kind=KeyKind.NOTE)
    _verify(key, signature.payload, note.text)
    return note.text


def verify_cosignature(note: Note, key: VerifierKey) -> int:
    """Return the time (seconds since 1970, UTC) at which this cosigner saw the note's text."""
    signature = _signature_by(note, key, kind=KeyKind.COSIGNATURE)
    time = int.from_bytes(signature.payload[:_TIME_BYTES], "big")
    if time > _MAX_TIME:
        raise VerificationError(f"expected seconds since 1970, got {time}", place=key.name)
    _verify(key, signature.payload[_TIME_BYTES:], _cosigned_message(note.text, time))
    return time


def with_signatures(text: bytes, signatures: Iterable[Signature]) -> Note:
    """Return the note of a text under these signatures."""
    return parse_note(Note(text, tuple(signatures)).to_bytes())


def _signature_by(note: Note, key: VerifierKey, *, kind: KeyKind) -> Signature:
    if key.kind != kind:
        raise InputError(f"key {key.name}: expected a key of type {kind}, got type {key.kind}")
    for signature in note.signatures:
        if (signature.name, signature.key_id) == (key.name, key.key_id):
            return signature
    raise VerificationError(f"expected a signature by the key {key.key_id.hex()}, got none", place=key.name)


def _verify(key: VerifierKey, signed: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signed, message)
    except InvalidSignature as error:
        raise VerificationError("the signature does not belong to this text", place=key.name) from error


def _parse_signature(line: str, *, place: str) -> Signature:
    match = _SIGNATURE_LINE.fullmatch(line)
    if not match:
        raise VerificationError(f"expected a line '— name base64', got {line[:60]!r}", place=place)
    data = parse_base64(match[2], place=place)
    if len(data) <= KEY_ID_BYTES:
        raise VerificationError(f"expected a key id and a signature, got {len(data)} bytes", place=place)
    return Signature(match[1], data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _cosigned_message(text: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + text


def _private_key(seed: bytes) -> Ed25519PrivateKey:
    if len(seed) != _SEED_BYTES:
        raise InputError(f"signing key: expected a seed of {_SEED_BYTES} bytes, got {len(seed)}")
    return Ed25519PrivateKey.from_private_bytes(seed)
