"""The manifest of a site: which files it has, and what they hash to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from tallyproof.errors import VerificationError
from tallyproof.verify.differences import Differences, shown
from tallyproof.verify.entries import PublishedLog
from tallyproof.verify.folder import MEGABYTE, SiteFolder, is_plain_path

MANIFEST = "manifest.json"
_MAX_MANIFEST_BYTES = 128 * MEGABYTE
_KEYS = {"v", "origin", "entries", "files"}
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_manifest(folder: SiteFolder, log: PublishedLog) -> dict[str, str]:
    """Return SHA-256 in hex by path, from the manifest that the log's last entry names."""
    data = folder.read(MANIFEST, at_most=_MAX_MANIFEST_BYTES)
    got = hashlib.sha256(data).hexdigest()
    if got != log.manifest_sha256:
        _fail(f"the log's last entry says SHA-256 {log.manifest_sha256}, the file has {got}")
    manifest = _parsed(data)
    if manifest["origin"] != log.checkpoint.origin:
        _fail(f"expected the checkpoint's origin {log.checkpoint.origin!r}, got {shown(manifest['origin'])}")
    if manifest["entries"] != len(log.records):
        _fail(f"expected {len(log.records)} entries before the release, got {shown(manifest['entries'])}")
    files: dict[str, str] = {}
    for path, digest in manifest["files"].items():
        if not is_plain_path(path) or path == MANIFEST or path.split("/")[0] == "log":
            _fail(f"expected the path of a file inside the site, got {shown(path)}")
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            _fail(f"{shown(path)}: expected a SHA-256 in hex, got {shown(digest)}")
        files[path] = digest
    return files


def compare_file_names(folder: SiteFolder, files: Mapping[str, str], found: Differences) -> None:
    """Add a difference for each file that is missing, or that the manifest does not name."""
    held = {path for path in folder.sizes if path != MANIFEST and not path.startswith("log/")}
    for path in sorted(files.keys() - held):
        found.add(path, "expected this file (manifest.json names it), found none; get a complete copy")
    for path in sorted(held - files.keys()):
        found.add(path, "expected no file that manifest.json does not name; whoever added it is not in the log")


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        manifest: object = json.loads(data)
        canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise VerificationError(f"expected canonical JSON, got {shown(data[:40])}", place=MANIFEST) from error
    if canonical != data:
        _fail("expected JSON in canonical form (sorted keys, no spaces), got another spelling")
    if not isinstance(manifest, dict) or manifest.keys() != _KEYS or manifest["v"] != 1:
        _fail(f"expected an object of version 1 with {', '.join(sorted(_KEYS))}; use a newer tallyproof")
    if not isinstance(manifest["files"], dict) or type(manifest["entries"]) is not int:
        _fail("expected files by path and a whole number of entries")
    return manifest


def _fail(message: str) -> NoReturn:
    raise VerificationError(message, place=MANIFEST)
