"""A verified site built once more from its own entries: every word and drawing, not its figures alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tallyproof.compare import compare_all
from tallyproof.derive import results_from_records
from tallyproof.election import load_definition
from tallyproof.errors import VerificationError
from tallyproof.publish import build_site
from tallyproof.steps.records import Progress
from tallyproof.verify.entries import read_published_log
from tallyproof.verify.folder import list_site

NAMED = 20
PICTURES = "sheets"


def rebuild(site: Path, *, workers: int, progress: Progress) -> int:
    """Build a verified site again and return how many files are the same byte for byte: all of them.

    Raises VerificationError naming the files that differ. Only the version that published the site gives the
    same bytes, so a difference is either an altered site or another version. Pictures are taken as they are.
    """
    log = read_published_log(list_site(site))
    results = results_from_records(load_definition(site / "definition"), log.records)
    published = _files_of((site / "manifest.json").read_bytes())
    with tempfile.TemporaryDirectory(prefix="tallyproof-rebuild-") as folder:
        manifest = build_site(
            Path(folder) / "site",
            results=results,
            comparisons=compare_all(results),
            pictures={int(path.stem): path.read_bytes for path in sorted((site / PICTURES).glob("*.jpg"))},
            root=log.root,
            # The gate has been passed by whoever published; a later reader's clock has no say in it.
            hour="9999-12-31T23Z",
            workers=workers,
            progress=partial(progress, "rebuild"),
        )
    rebuilt = _files_of(manifest)
    different = sorted(name for name in published.keys() | rebuilt.keys() if published.get(name) != rebuilt.get(name))
    if different:
        shown = ", ".join(different[:NAMED]) + (f" and {len(different) - NAMED:,} more" if different[NAMED:] else "")
        raise VerificationError(
            f"expected the bytes that this version builds from the entries, got others in {len(different):,} files: "
            f"{shown}; the site was altered, or published by another version of tallyproof",
            place=different[0],
        )
    return len(rebuilt)


def _files_of(manifest: bytes) -> dict[str, str]:
    files: Sequence[tuple[str, str]] = json.loads(manifest)["files"].items()
    return dict(files)
