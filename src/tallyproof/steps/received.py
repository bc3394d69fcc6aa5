"""Where the received file of a sheet lies: for whoever holds the election folder, never for a page."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from tallyproof.errors import EvidenceMissingError
from tallyproof.steps.unread import UnreadSheet
from tallyproof.store import Store
from tallyproof.tally import Results


def received_files(store: Store, results: Results, unread: Sequence[UnreadSheet]) -> Mapping[int, Sequence[str]]:
    """Return, by entry, the received files of each sheet that a finding names or that was read in part.

    With the page where there are several. Paths are below the election folder. The name under which a file came in is
    in the journal's private part alone.
    """
    sheets = results.settlement.sheets
    named = {entry for one in results.settlement.findings for entry in one.entries if entry in sheets}
    named |= {one.sheet for one in unread}
    return files_of_sheets(store, results, named)


def files_of_sheets(store: Store, results: Results, named: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Return, by entry, the received files of these sheets; see `received_files`."""
    sheets = results.settlement.sheets
    wanted = {image for entry in named for image in sheets[entry].images}
    files: dict[int, str] = {}
    for entry in store.journal.of_kind("image") if wanted else ():
        if entry.index in wanted and entry.private is not None:
            private = json.loads(entry.private)
            files[entry.index] = _place(store, private["evidence"], private["page"])
    return {entry: [files[image] for image in sheets[entry].images if image in files] for entry in named}


def _place(store: Store, evidence: str, page: int) -> str:
    try:
        path = store.evidence.path(evidence).relative_to(store.folder).as_posix()
    except EvidenceMissingError:
        return "an original that is no longer in evidence/"
    return path if page == 1 else f"{path}, page {page}"
