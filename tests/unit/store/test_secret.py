"""The election secret is made once, private, and never guessed at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tallyproof.errors import StoreError
from tallyproof.store import create_secret, open_election, read_secret
from tallyproof.store import secret as secret_module


def test_a_secret_is_32_bytes_private_and_read_back(tmp_path: Path) -> None:
    secret = create_secret(tmp_path)
    assert len(secret) == 32
    assert read_secret(tmp_path) == secret
    assert (tmp_path / "secret").read_text() == secret.hex() + "\n"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_two_elections_have_different_secrets(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert create_secret(tmp_path / "a") != create_secret(tmp_path / "b")


def test_a_secret_is_never_replaced(tmp_path: Path) -> None:
    secret = create_secret(tmp_path)
    with pytest.raises(StoreError, match="kept as it is"):
        create_secret(tmp_path)
    assert read_secret(tmp_path) == secret


def test_no_secret_is_none_and_not_an_error(tmp_path: Path) -> None:
    assert read_secret(tmp_path) is None


def test_a_disk_that_fails_leaves_no_half_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(secret_module, "write_all", full_disk)
    with pytest.raises(StoreError, match="No space left"):
        create_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    create_secret(tmp_path)
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(StoreError, match="chmod 600"):
        read_secret(tmp_path)


@pytest.mark.parametrize("content", [b"", b"ab", b"zz" * 32, b"ab" * 33, b"\xff" * 64])
def test_a_damaged_secret_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    (tmp_path / "secret").chmod(0o600)
    with pytest.raises(StoreError, match="expected 64 hexadecimal digits") as caught:
        read_secret(tmp_path)
    assert not content or content.decode("latin-1") not in str(caught.value)


def test_evidence_without_its_secret_gets_no_new_one(tmp_path: Path) -> None:
    with open_election(tmp_path, database_url="") as store:
        store.evidence.put(b"picture")
    for path in tmp_path.iterdir():
        if path.name.startswith("records.sqlite3") or path.name == "secret":
            path.unlink()
    with pytest.raises(StoreError, match="the evidence was made with it"):
        open_election(tmp_path, database_url="")
    assert not (tmp_path / "secret").exists()
