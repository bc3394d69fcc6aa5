"""Reading by a Dask scheduler and its worker processes, on this machine: started, killed and compared."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tallyproof.errors import UsageError
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.template import Template
from tallyproof.read import cluster
from tallyproof.read.cluster import ClusterError, read_on_cluster, reader_fingerprint
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.pool import read_pages
from tallyproof.safety.formats import Limits

distributed: Any = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

STATION = Template("{n:03}")
SLIP = ReadLayout("slip", STATION, QrGrammar("slip", r"S(?P<n>\d+):(?P<lines>[\d,]+)", STATION, lines=("a", "b")))
ENDLESS = ReadLayout("endless", STATION, QrGrammar("endless", r"(?P<n>(\d+)+)x", STATION))
"""A pattern that never ends on a text of digits: a sheet with one breaks its reader."""
LIMITS = Limits(cpu_seconds=1)


def strip(text: str) -> bytes:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4, add_quiet_zones=True))
    page = Image.new("L", (576, 1400), 255)
    page.paste(picture, (100, 1000))
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()


def slips(count: int) -> list[tuple[str, bytes]]:
    return [(f"sheet {number}", strip(f"S{number}:{number},3")) for number in range(count)]


@dataclass
class Dask:
    """A scheduler in a process of its own, and workers that come and go."""

    address: str
    process: subprocess.Popen[bytes]
    folder: Path

    @contextmanager
    def worker(self, python_path: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """Give a worker process of one thread that has joined; it is gone from the scheduler afterwards."""
        before = self.threads()
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        environment = {**os.environ, "PYTHONPATH": str(python_path or "")}
        command = [sys.executable, "-m", "distributed.cli.dask_worker", self.address, *options]
        with process(command, self.folder, environment) as worker:
            self.wait_until(before + 1, worker)
            yield worker

    def threads(self) -> int:
        with distributed.Client(self.address, set_as_default=False) as client:
            return sum(client.nthreads().values())

    def wait_until_busy(self) -> None:
        with distributed.Client(self.address, set_as_default=False) as client:
            while not any(client.processing().values()):
                time.sleep(0.1)

    def wait_until(self, threads: int, worker: subprocess.Popen[bytes]) -> None:
        while self.threads() != threads:
            assert worker.poll() is None, (self.folder / "log").read_text(encoding="utf-8")
            time.sleep(0.1)


@contextmanager
def process(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command that ends with this block in every case."""
    with (folder / "log").open("ab") as log:
        running = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            yield running
        finally:
            running.kill()
            running.wait()


@contextmanager
def scheduler(folder: Path, **settings: str) -> Iterator[Dask]:
    """Run a Dask scheduler on a free port of this machine."""
    file = folder / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    with process(
        [*command, "--no-dashboard", "--scheduler-file", str(file)], folder, {**os.environ, **settings}
    ) as one:
        while not (file.exists() and file.read_text()):
            assert one.poll() is None, (folder / "log").read_text(encoding="utf-8")
            time.sleep(0.1)
        yield Dask(json.loads(file.read_text())["address"], one, folder)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """Give a scheduler with one worker."""
    with scheduler(tmp_path_factory.mktemp("dask")) as running, running.worker():
        yield running


@pytest.mark.slow
def test_readings_are_those_of_the_pool_in_order_though_a_worker_is_killed(dask: Dask) -> None:
    items = slips(30)
    items[5] = ("no picture", b"text")
    items[20] = ("breaks its reader", strip("1" * 60))
    layouts = [SLIP, ENDLESS]
    with dask.worker() as other:
        readings = read_on_cluster(items, layouts, scheduler=dask.address, limits=LIMITS)
        found = [next(readings) for _ in range(8)]
        other.kill()
        found += readings
    assert found == list(read_pages(items, layouts, workers=1, limits=LIMITS))
    assert [one.name for one in found] == [name for name, _ in items]
    assert [number for number, one in enumerate(found) if one.refused] == [5, 20]
    assert "more than 1 seconds of computing" in found[20].refused


@pytest.mark.slow
def test_worker_with_another_version_of_a_decoder_is_refused_before_anything_is_read(
    dask: Dask, tmp_path: Path
) -> None:
    (tmp_path / "reedsolo-0.0.1.dist-info").mkdir()
    (tmp_path / "reedsolo-0.0.1.dist-info" / "METADATA").write_text("Name: reedsolo\nVersion: 0.0.1\n")
    taken: list[str] = []

    def items() -> Iterator[tuple[str, bytes]]:
        for item in slips(1):
            taken.append(item[0])
            yield item

    with dask.worker(python_path=tmp_path), pytest.raises(ClusterError, match=r"expected reedsolo 1\..*, got 0\.0\.1"):
        list(read_on_cluster(items(), [SLIP], scheduler=dask.address))
    assert taken == []


@pytest.mark.slow
def test_file_that_lost_every_worker_is_read_here(tmp_path: Path) -> None:
    # No second chance by Dask itself, as if every worker that the file was given to had died.
    with scheduler(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as dask, dask.worker() as worker:

        def items() -> Iterator[tuple[str, bytes]]:
            worker.send_signal(signal.SIGSTOP)
            yield from slips(1)
            dask.wait_until_busy()
            worker.kill()

        found = list(read_on_cluster(items(), [SLIP], scheduler=dask.address))
    assert found == list(read_pages(slips(1), [SLIP], workers=1))


@pytest.mark.slow
def test_lost_scheduler_is_a_clear_error_and_what_was_read_stays(tmp_path: Path) -> None:
    with scheduler(tmp_path) as dask, dask.worker():
        readings = read_on_cluster(cycle(slips(2)), [SLIP], scheduler=dask.address)
        found = [next(readings) for _ in range(3)]
        dask.process.kill()
        with pytest.raises(ClusterError, match="lost the connection to it; start it again"):
            list(readings)
    assert [one.name for one in found] == ["sheet 0", "sheet 1", "sheet 0"]


def test_cluster_without_workers_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_WORKERS_SECONDS", 0.2)
    with scheduler(tmp_path) as running, pytest.raises(ClusterError, match=r"found none for .* start workers"):
        list(read_on_cluster(slips(1), [SLIP], scheduler=running.address))


def test_scheduler_that_does_not_answer_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    with pytest.raises(ClusterError, match="expected a Dask scheduler that answers"):
        next(read_on_cluster([], [SLIP], scheduler="tcp://127.0.0.1:9"))


def test_tls_without_certificates_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    with pytest.raises(ClusterError, match=r"distributed\.comm\.tls"):
        next(read_on_cluster([], [SLIP], scheduler="tls://127.0.0.1:9"))


@pytest.mark.parametrize("address", ["", "localhost", "localhost:8786", "http://x:1", "tcp://x", "inproc://1/2/3"])
def test_address_that_is_none_of_a_scheduler_is_a_usage_error(address: str) -> None:
    with pytest.raises(UsageError, match="tcp://HOST:PORT"):
        next(read_on_cluster([], [SLIP], scheduler=address))


def test_missing_package_is_a_usage_error_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'tallyproof\[cluster\]'"):
        next(read_on_cluster([], [SLIP], scheduler="tcp://127.0.0.1:9"))


def test_fingerprint_names_every_decoder_and_this_installation() -> None:
    found = reader_fingerprint()
    assert set(cluster.DECODERS) < set(found)
    assert "(not installed)" not in found.values()
