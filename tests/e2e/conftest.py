"""The demonstration, run once by the real command line, and commands as processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

TALLYPROOF = Path(sys.executable).with_name("tallyproof")
EPOCH = "1710201600"
"""2024-03-12T00Z, the day after the sample election's announcement."""


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give Debian's Chromium; `make browser` installs it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium found on PATH: run `make browser`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def run() -> Callable[..., Ran]:
    """Give a function that runs a command in a process of its own, on SQLite and at a fixed hour."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["SOURCE_DATE_EPOCH"] = EPOCH

    def run(*arguments: object) -> Ran:
        ended = subprocess.run(
            [TALLYPROOF, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return run


@dataclass(frozen=True)
class Demo:
    """A demonstration that has run: its folder, and what the command said."""

    folder: Path
    ran: Ran

    @property
    def site(self) -> Path:
        return self.folder / "site"


@pytest.fixture(scope="session")
def demo(run: Callable[..., Ran], tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Give the demonstration of 80 stations. Not to be changed: copy it first."""
    folder = tmp_path_factory.mktemp("demo") / "election"
    ran = run("demo", folder, "--stations", 80)
    assert ran.code == 0, ran.err
    return Demo(folder, ran)
