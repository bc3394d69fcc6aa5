"""Time and memory from an imported station table to a verified site: Venezuela 2024, 24,532 stations.

Every command runs in a process of its own, as a person would run it; the peak of memory counts the processes
that a command starts as well.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
EXAMPLE = CHECKOUT / "examples/venezuela-2024"
DATA = CHECKOUT.parent / "shared/data/ve-2024"
TALLYPROOF = Path(sys.executable).with_name("tallyproof")
SOURCE = "resultadosconvzla"
GOAL_SECONDS = 60
GOAL_MEGABYTES = 2000
FINDINGS = 1
SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: how long it took, and the most memory that it and its children held at one moment."""

    command: str
    seconds: float
    megabytes: float


def measure(arguments: Sequence[str], environment: Mapping[str, str]) -> Measured:
    """Run a command to its end; a failure ends the benchmark with the command's own message."""
    started = time.monotonic()
    process = subprocess.Popen([TALLYPROOF, *arguments], env=environment, stdout=subprocess.DEVNULL)
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    code = process.wait()
    seconds = time.monotonic() - started
    watcher.join()
    if code not in (0, FINDINGS):
        sys.exit(f"tallyproof {arguments[0]} ended with {code}")
    return Measured(arguments[0], seconds, peak[0] / 1e6)


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(SAMPLE_SECONDS)


def _family(root: int) -> list[int]:
    """Return a process and everything it started, by the kernel's list of children."""
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            waiting += [int(child) for child in _text(task).split()]
    return found


def _memory(pid: int) -> int:
    """Return a process's share of physical memory in bytes: pages that several share count once."""
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended since
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the table and sheets/")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="keep the election in this new folder")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data}: the Venezuelan table is not here, nothing to measure")
        return
    with tempfile.TemporaryDirectory(prefix="tallyproof-bench-") as temporary:
        folder = options.keep or Path(temporary) / "venezuela-2024"
        shutil.copytree(EXAMPLE, folder)
        here, workers = str(folder), ["--workers", str(options.workers)]
        commands = [
            ["import", here, str(options.data / "RESULTADOS_2024_CSV_V1.csv"), "--source", SOURCE],
            ["intake", here, str(options.data / "sheets"), "--source", SOURCE, *workers],
            ["read", here, *workers],
            ["publish", here, *workers],
            ["verify", f"{here}/site", *workers],
        ]
        measured = [measure(one, os.environ) for one in commands]
    total = Measured("total", sum(m.seconds for m in measured), max(m.megabytes for m in measured))
    print(f"{'command':<10}{'seconds':>9}{'peak MB':>9}")
    for one in [*measured, total]:
        print(f"{one.command:<10}{one.seconds:>9.1f}{one.megabytes:>9.0f}")
    met = total.seconds < GOAL_SECONDS and total.megabytes < GOAL_MEGABYTES
    print(f"goal: under {GOAL_SECONDS} s and {GOAL_MEGABYTES:,} MB on two cores: {'met' if met else 'missed'}")


if __name__ == "__main__":
    main()
