"""Originals are kept whole, by content, and checked when they are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tallyproof.errors import EvidenceMissingError, StoreError
from tallyproof.store import Evidence
from tallyproof.store import evidence as evidence_module

SECRET = bytes(range(32))


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """Give the empty evidence of an election."""
    return Evidence(tmp_path / "evidence", SECRET)


def files(tmp_path: Path) -> list[Path]:
    return sorted(path for path in tmp_path.rglob("*") if path.is_file())


def test_an_original_is_kept_under_its_keyed_hash(evidence: Evidence, tmp_path: Path) -> None:
    kept = evidence.put(b"picture")
    assert kept.new
    assert evidence.get(kept.evidence_id) == b"picture"
    assert files(tmp_path) == [tmp_path / "evidence" / kept.evidence_id[:2] / kept.evidence_id]
    assert evidence.path(kept.evidence_id) == files(tmp_path)[0]


def test_ids_depend_on_the_secret_and_the_bytes_alone(evidence: Evidence, tmp_path: Path) -> None:
    mine = evidence.put(b"picture").evidence_id
    assert Evidence(tmp_path / "again", SECRET).put(b"picture").evidence_id == mine
    assert Evidence(tmp_path / "other", bytes(32)).put(b"picture").evidence_id != mine
    assert evidence.put(b"picturf").evidence_id != mine
    # HMAC-SHA-256 over b"evidence-id-v1\0picture", computed with openssl.
    assert mine == "07670e127c18ef4ba07ef0ca75a5f90a13ad8fd8340f064f554c0b66dd2cc3f7"


def test_the_same_bytes_are_kept_once(evidence: Evidence, tmp_path: Path) -> None:
    first = evidence.put(b"picture")
    before = files(tmp_path)[0].stat()
    second = evidence.put(b"picture")
    assert (second.evidence_id, second.new) == (first.evidence_id, False)
    assert files(tmp_path)[0].stat().st_mtime_ns == before.st_mtime_ns


def test_an_empty_original_is_an_original(evidence: Evidence) -> None:
    assert evidence.get(evidence.put(b"").evidence_id) == b""


def test_originals_are_read_only_and_private(evidence: Evidence, tmp_path: Path) -> None:
    evidence.put(b"picture")
    assert files(tmp_path)[0].stat().st_mode & 0o777 == 0o400
    assert (tmp_path / "evidence").stat().st_mode & 0o777 == 0o700


def test_changed_bytes_are_refused_and_not_mended(evidence: Evidence, tmp_path: Path) -> None:
    kept = evidence.put(b"picture")
    place = files(tmp_path)[0]
    place.chmod(0o600)
    place.write_bytes(b"picturf")
    with pytest.raises(StoreError, match="got other bytes"):
        evidence.get(kept.evidence_id)
    with pytest.raises(StoreError, match="got other bytes"):
        evidence.put(b"picture")
    assert place.read_bytes() == b"picturf"


def test_missing_originals_are_named_once_in_order(evidence: Evidence) -> None:
    kept = evidence.put(b"picture").evidence_id
    absent, other = "0" * 64, "f" * 64
    assert evidence.missing([other, kept, absent, other]) == (other, absent)
    for ask in (evidence.get, evidence.path):
        with pytest.raises(EvidenceMissingError, match=absent):
            ask(absent)


@pytest.mark.parametrize("evidence_id", ["", "ab", "../" + "a" * 61, "A" * 64, "a" * 63 + "\n", "a" * 65])
def test_what_is_no_id_never_becomes_a_path(evidence: Evidence, evidence_id: str) -> None:
    for ask in (evidence.get, evidence.path):
        with pytest.raises(StoreError, match="expected an evidence id"):
            ask(evidence_id)
    with pytest.raises(StoreError, match="expected an evidence id"):
        evidence.missing([evidence_id])


def full_disk(*_arguments: object, **_options: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["write_all", "rename", "sync_folder"])
def test_a_disk_that_fails_leaves_a_whole_original_or_none(
    evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    evidence.put(b"before")
    with monkeypatch.context() as fault:
        fault.setattr(Path if step == "rename" else evidence_module, step, full_disk)
        with pytest.raises(StoreError, match="No space left on device"):
            evidence.put(b"picture")
    assert not [path for path in files(tmp_path) if path.name.endswith(".part")]
    for path in files(tmp_path):
        assert evidence.get(path.name) in {b"before", b"picture"}
    assert evidence.get(evidence.put(b"picture").evidence_id) == b"picture"


def test_half_files_of_dead_processes_are_swept_and_others_left(evidence: Evidence, tmp_path: Path) -> None:
    kept = evidence.put(b"picture")
    shard = tmp_path / "evidence" / kept.evidence_id[:2]
    dead = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(dead, 0)
    living = os.getppid()
    (shard / f"{kept.evidence_id}.{dead}.00000000.part").write_bytes(b"pict")
    (shard / f"{kept.evidence_id}.{living}.00000000.part").write_bytes(b"pict")
    (shard / "note.txt").write_bytes(b"not ours")
    assert evidence.sweep() == 1
    assert [path.name for path in files(tmp_path)] == sorted(
        [kept.evidence_id, f"{kept.evidence_id}.{living}.00000000.part", "note.txt"]
    )


def test_nothing_secret_is_in_its_representation(evidence: Evidence) -> None:
    assert SECRET.hex() not in repr(evidence)
    assert repr(SECRET) not in repr(evidence)
