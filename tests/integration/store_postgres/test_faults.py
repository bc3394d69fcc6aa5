"""The fault matrix of the store: killed processes and processes at the same time."""

from __future__ import annotations

import hashlib
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tallyproof.store import Store, open_election

HERE = Path(__file__).parent


def start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(HERE / program), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_until_ready(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    assert line == b"ready\n", process.stderr.read().decode()


def go(*processes: subprocess.Popen[bytes]) -> None:
    """Let the processes begin together."""
    for process in processes:
        wait_until_ready(process)
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()


def finish(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate(timeout=30)


def check_whole_batches(store: Store) -> int:
    """Check that the journal is gapless and consists of whole batches; return how many."""
    entries = list(store.journal.entries())
    assert [entry.index for entry in entries] == list(range(len(entries)))
    places = store.journal.places()
    end = 0
    for key, place in sorted(places.items(), key=lambda item: item[1].start):
        assert place.start == end
        assert place.count == 1 + int(key.split("-")[1]) % 40
        for n, entry in enumerate(entries[place.start : place.start + place.count]):
            assert json.loads(entry.public) == {"batch": key, "index": place.start + n, "n": n}
            assert entry.private == b"\x00\xff" + bytes([n])
        end += place.count
    assert end == len(entries)
    return len(places)


@pytest.mark.slow
def test_killed_appends_leave_whole_batches_only(tmp_path: Path, database_url: str) -> None:
    source = random.Random(20240728)
    done = 0
    for attempt in range(6):
        process = start("appender.py", str(tmp_path), database_url, "k", str(done), str(10**9))
        go(process)
        time.sleep(source.uniform(0.01, 0.3))
        kill(process)
        with open_election(tmp_path, database_url=database_url) as store:
            held = check_whole_batches(store)
            assert store.journal.keys() == {f"k-{n}" for n in range(held)}
        assert held >= done, attempt
        done = held
    assert done > 0


@pytest.mark.slow
def test_a_resumed_run_ends_with_the_bytes_of_an_undisturbed_one(tmp_path: Path, database_url: str) -> None:
    digests = []
    for name, kills in (("undisturbed", 0), ("killed", 3)):
        folder = tmp_path / name
        folder.mkdir()
        # One PostgreSQL database is given: the killed run has it, the undisturbed one is in SQLite.
        url = database_url if kills else ""
        for _ in range(kills):
            process = start("appender.py", str(folder), url, "k", "0", "150")
            go(process)
            time.sleep(0.05)
            kill(process)
        last = start("appender.py", str(folder), url, "k", "0", "150")
        go(last)
        finish(last)
        with open_election(folder, database_url=url) as store:
            assert check_whole_batches(store) == 150
            digests.append(hashlib.sha256(b"".join(entry.public for entry in store.journal.entries())).digest())
    assert digests[0] == digests[1]


@pytest.mark.slow
def test_two_processes_appending_at_once_give_one_gapless_order(tmp_path: Path, database_url: str) -> None:
    processes = [start("appender.py", str(tmp_path), database_url, name, "0", "120") for name in ("p", "q")]
    go(*processes)
    for process in processes:
        finish(process)
    with open_election(tmp_path, database_url=database_url) as store:
        assert check_whole_batches(store) == 240
        owners = [key[0] for key, _ in sorted(store.journal.places().items(), key=lambda item: item[1].start)]
    # Had one run after the other, this would show nothing about two at once.
    assert owners != sorted(owners)


@pytest.mark.slow
def test_two_processes_with_the_same_keys_append_each_once(tmp_path: Path, database_url: str) -> None:
    processes = [start("appender.py", str(tmp_path), database_url, "same", "0", "100") for _ in range(2)]
    go(*processes)
    for process in processes:
        finish(process)
    with open_election(tmp_path, database_url=database_url) as store:
        assert check_whole_batches(store) == 100


@pytest.mark.slow
def test_evidence_of_a_killed_process_is_whole_or_absent(tmp_path: Path) -> None:
    source = random.Random(28)
    for attempt in range(8):
        process = start("keeper.py", str(tmp_path), str(attempt))
        go(process)
        time.sleep(source.uniform(0.01, 0.2))
        kill(process)
        with open_election(tmp_path, database_url="") as store:
            files = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
            for path in files:
                assert re.fullmatch(r"[0-9a-f]{64}", path.name)
                store.evidence.get(path.name)
    assert files
