"""The style sheet and the icon: those that this version ships, or told apart as others."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from pathlib import Path

from tallyproof.verify.differences import Differences
from tallyproof.verify.folder import SiteFolder

_SHIPPED = Path(__file__).parents[1] / "publish" / "assets"
_VERSION = re.compile(rb'<code class="version">tallyproof ([0-9A-Za-z.+-]{1,40})</code>')
_MAX_ABOUT_BYTES = 4 * 1024 * 1024


def check_assets(folder: SiteFolder, about: str, found: Differences) -> tuple[str, ...]:
    """Return the assets that are not those that this version ships; a style sheet can hide what pages say.

    Where the page at `about` says that this very version wrote the site they are differences.
    """
    foreign = tuple(path for path in folder.sizes if path.startswith("assets/") and not _is_shipped(folder, path))
    if foreign and _version_of(folder, about) == version("tallyproof"):
        for path in foreign:
            found.add(path, "expected the file that this version ships, since it wrote the site, got another")
    return foreign


def _is_shipped(folder: SiteFolder, path: str) -> bool:
    ours = _SHIPPED / path.removeprefix("assets/")
    return ours.is_file() and hashlib.sha256(ours.read_bytes()).hexdigest() == folder.sha256(path)


def _version_of(folder: SiteFolder, about: str) -> str:
    """Return the version that a site says it was written by; '' where it says none."""
    if about not in folder.sizes:
        return ""
    match = _VERSION.search(folder.read(about, at_most=_MAX_ABOUT_BYTES))
    return match[1].decode("ascii") if match else ""
