"""Reading by a Dask scheduler from the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

distributed: Any = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")


@pytest.mark.slow
def test_journal_is_the_same_whoever_reads(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(4):
        (inbox / f"{number}.png").write_bytes(slip("10.1", 100 + number, 50))
    toy("intake", inbox, "--source", "party")
    other = type(toy)(tmp_path / "other", toy.run)
    shutil.copytree(toy.folder, other.folder)
    toy("read")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, host="127.0.0.1", dashboard_address=":0", worker_dashboard_address=None
    ) as cluster:
        other("read", "--scheduler", cluster.scheduler_address)
    assert other.entries() == toy.entries()


def test_scheduler_that_does_not_answer_changes_nothing(
    toy: Toy, tmp_path: Path, slip: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tallyproof.read.cluster._CONNECT_SECONDS", 0.5)
    (tmp_path / "sheet.png").write_bytes(slip("10.1", 100, 50))
    toy("intake", tmp_path / "sheet.png", "--source", "party")
    before = toy.entries()
    ran = toy("read", "--scheduler", "tcp://127.0.0.1:9", code=3)
    assert "expected a Dask scheduler that answers" in ran.err
    assert toy.entries() == before
