"""The command line as a process among processes: signals and pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tallyproof.demo import make_sample

TALLYPROOF = Path(sys.executable).with_name("tallyproof")


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a small sample election, nothing taken in yet."""
    folder = tmp_path_factory.mktemp("election")
    make_sample(folder, seed=3, stations=80, workers=2)
    return folder


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [TALLYPROOF, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )


def test_interrupt_from_the_keyboard_stops_intake_quietly_and_it_goes_on_later(election: Path) -> None:
    arguments = ("intake", election, election / "inbox", "--source", "observers")
    with start(*arguments) as process:
        evidence = election / "evidence"
        while process.poll() is None and sum(1 for one in evidence.rglob("*") if one.is_file()) < 5:
            time.sleep(0.02)
        # The terminal sends it to all processes of the command at once.
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 130, err
    assert (out, err.count("\n")) == ("", 1)
    assert "goes on where it was" in err
    with start(*arguments, "--json") as process:
        out, err = process.communicate()
    assert process.returncode == 1, err
    assert '"received"' in out


def test_reader_that_goes_away_is_no_error(election: Path) -> None:
    for arguments in (["check", election, "--json"], ["tally", election], ["--help"]):
        with start(*arguments) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            err = process.stderr.read()
        assert err == ""
