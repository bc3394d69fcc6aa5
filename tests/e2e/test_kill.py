"""Commands killed at random moments, again and again, end with the same bytes as an undisturbed run.

A launcher loads the program once and forks a process for every run of a command, so that the kills fall into
the commands' own work and not into Python's start.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallyproof.store import open_election
from tallyproof.verify import verify_site

if TYPE_CHECKING:
    from tests.e2e.conftest import Demo

LAUNCHER = """
import json, os, sys, time
import tallyproof.pipeline, tallyproof.verify
from tallyproof.cli import main

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        # A session of its own and files of its own, as a command from a shell would have.
        os.setsid()
        log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for number in (1, 2):
            os.dup2(log, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        try:
            main(json.loads(line))
        except SystemExit as ended:
            sys.stdout.flush()
            os._exit(ended.code)
        finally:
            os._exit(99)
    print(pid, flush=True)
    started = time.monotonic()
    status = os.waitpid(pid, 0)[1]
    print(os.waitstatus_to_exitcode(status), time.monotonic() - started, flush=True)
"""
FINE = (0, 1)


@dataclass
class Launcher:
    """Runs commands of tallyproof in processes that can be killed."""

    process: subprocess.Popen[str]
    log: Path

    def run(self, command: list[str], *, kill_after: float | None = None) -> tuple[int, float]:
        """Run a command, perhaps killing it after some seconds; return its exit code and seconds."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(command), file=self.process.stdin, flush=True)
        pid = int(self.process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        code, seconds = self.process.stdout.readline().split()
        return int(code), float(seconds)


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    log = tmp_path_factory.mktemp("launcher") / "log"
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["SOURCE_DATE_EPOCH"] = "1710201600"
    with subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        yield Launcher(process, log)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def sample(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the inputs of the demonstration with a secret; most ordinary sheets are left out for speed."""
    folder = tmp_path_factory.mktemp("sample") / "election"
    made_later = shutil.ignore_patterns("site", "evidence", "cache", "records.sqlite3*", "secret", ".*")
    shutil.copytree(demo.folder, folder, ignore=made_later)
    (folder / "secret").write_text("7e" * 32 + "\n", encoding="ascii")
    (folder / "secret").chmod(0o600)
    for region in sorted((folder / "inbox").iterdir()):
        if region.name != "late":
            for sheet in sorted(region.iterdir())[4:]:
                sheet.unlink()
    (folder / "inbox" / "late").rename(folder / "late")
    return folder


def steps(folder: Path) -> list[list[str]]:
    """Return the commands of a small election with two releases."""
    here = str(folder)
    return [
        ["import", here, f"{here}/table.csv", "--source", "university"],
        ["intake", here, f"{here}/inbox", "--source", "observers"],
        ["read", here],
        ["publish", here],
        ["intake", here, f"{here}/late", f"{here}/inbox-anonymous", "--source", "anonymous"],
        ["read", here],
        ["publish", here],
    ]


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def entries(folder: Path) -> list[bytes]:
    with open_election(folder, database_url="") as store:
        return [entry.public for entry in store.journal.entries()]


@dataclass(frozen=True)
class Undisturbed:
    """What a run without a kill gave: seconds of each command, each released site, and all entries."""

    seconds: list[float]
    sites: list[dict[str, str]]
    entries: list[bytes]
    files: dict[str, str]


def kept(folder: Path) -> dict[str, str]:
    """Return everything in an election folder but the database, whose pages may lie in any order, and caches."""
    return {path: digest for path, digest in tree(folder).items() if not path.startswith(("records.sqlite3", "cache/"))}


@pytest.fixture(scope="module")
def undisturbed(launcher: Launcher, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed") / "election"
    shutil.copytree(sample, folder)
    seconds, sites = [], []
    for command in steps(folder):
        code, took = launcher.run(command)
        assert code in FINE, launcher.log.read_text(encoding="utf-8")
        seconds.append(took)
        if command[0] == "publish":
            verify_site(folder / "site", workers=1)
            sites.append(tree(folder / "site"))
    assert sites[0] != sites[1]
    return Undisturbed(seconds, sites, entries(folder), kept(folder))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again_it_ends_with_the_same_bytes(
    launcher: Launcher, sample: Path, undisturbed: Undisturbed, tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "election"
    shutil.copytree(sample, folder)
    moments, kills = random.Random(seed), 0
    for command, seconds in zip(steps(folder), undisturbed.seconds, strict=True):
        for _ in range(6):
            code, _took = launcher.run(command, kill_after=moments.uniform(0, seconds))
            assert code in (*FINE, -signal.SIGKILL), launcher.log.read_text(encoding="utf-8")
            kills += code == -signal.SIGKILL
            if (folder / "site").exists():
                # A site is whole at every moment: the first release, or the second.
                assert tree(folder / "site") in undisturbed.sites
        code, _took = launcher.run(command)
        assert code in FINE, launcher.log.read_text(encoding="utf-8")
    assert kills > 10
    assert entries(folder) == undisturbed.entries
    assert kept(folder) == undisturbed.files
