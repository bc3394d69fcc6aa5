"""Putting a finished site in the place of an older one, so that a kill at any moment leaves one complete."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tallyproof.errors import UsageError

MANIFEST = "manifest.json"


def fresh_folder(out: Path) -> Path:
    """Return a new empty folder beside `out` to build a site in; what a killed build left there is removed."""
    _check_may_be_replaced(out)
    new = _beside(out, "new")
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(parents=True)
    return new


def swap_in(new: Path, out: Path) -> None:
    """Move the finished site `new` to `out`, and remove the site that stood there.

    The old site is renamed aside, the new one renamed in, and only then is the old one removed; a call first
    ends what a killed one left. Raises UsageError where `out` holds something that is no site.
    """
    aside, doomed = _beside(out, "old"), _beside(out, "remove")
    _recover(out, aside, doomed)
    if not (new / MANIFEST).is_file():
        raise UsageError(f"{new}: expected a finished site with {MANIFEST}, found none; build it again")
    _check_may_be_replaced(out)
    if out.exists():
        out.rename(aside)
    new.rename(out)
    _sync_folder(out.parent)
    _remove(aside, doomed)


def _recover(out: Path, aside: Path, doomed: Path) -> None:
    """End what an earlier call began: bring the old site back if no site stands, else remove what is left of it."""
    if aside.exists() and not out.exists():
        aside.rename(out)
    _remove(aside, doomed)


def _remove(aside: Path, doomed: Path) -> None:
    """Remove the old site under another name, so that a folder named `aside` is always a complete site."""
    if doomed.exists():
        shutil.rmtree(doomed)
    if aside.exists():
        aside.rename(doomed)
        shutil.rmtree(doomed)


def _check_may_be_replaced(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out}: expected a folder for the site, got something else; choose another --out")
    if out.exists() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise UsageError(
            f"{out}: expected an empty folder or an earlier site (with {MANIFEST}), got other files, which "
            "publishing would remove; choose another --out"
        )


def _beside(out: Path, suffix: str) -> Path:
    return out.with_name(f".{out.name}.{suffix}")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
