"""Intake: files from outside become evidence and `image` records, once each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.election import Definition
from tallyproof.errors import InputError, UsageError
from tallyproof.model import Provenance
from tallyproof.safety.archive import Candidate, Refusal, walk
from tallyproof.safety.commit import evidence_id, original_commitment, original_salt, raster_root, raster_seed
from tallyproof.safety.formats import RefusedPage
from tallyproof.safety.pool import in_parallel
from tallyproof.safety.sandbox import DecodingSandbox
from tallyproof.steps.records import Progress, draft
from tallyproof.store import Draft, Store


@dataclass(slots=True)
class IntakeReport:
    """What became of every file: `known` were received before, `refused` are (name, reason).

    A refused page of a file of several is among `refused` by the file's name and its own number; the file is kept
    and its other pages are received.
    """

    received: int = 0
    pages: int = 0
    known: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return {
            "received": self.received,
            "pages": self.pages,
            "known": self.known,
            "refused": [{"name": name, "reason": reason} for name, reason in self.refused],
        }


@dataclass(frozen=True, slots=True)
class _Decoded:
    """One file after the sandbox: (number, width, height, raster root) of each page, or why it was refused."""

    name: str
    data: bytes
    id: str
    pages: tuple[tuple[int, int, int, str], ...] = ()
    refused: str = ""
    refused_pages: tuple[RefusedPage, ...] = ()


def take_in(
    store: Store,
    definition: Definition,
    paths: Sequence[Path],
    *,
    source: str,
    hour: str,
    workers: int,
    progress: Progress,
) -> IntakeReport:
    """Keep every picture under the paths as evidence and record its pages; the same bytes again are a no-op.

    Bytes that only came from a source of unknown provenance are recorded once more when a known one sends them:
    who sends a copy first, without a name, must not keep its station out of the totals.

    An original is on the disk before the journal names it, and a file is acknowledged once its records are
    in the journal, so a kill between the two loses nothing and repeats nothing.
    """
    declared = definition.sources.get(source)
    if declared is None:
        known = ", ".join(definition.sources) or "none"
        raise UsageError(f"--source: expected a source named in election.toml, got {source!r}; known: {known}")
    absent = [str(path) for path in paths if not path.exists()]
    if absent:
        raise UsageError(f"expected files or folders that exist, got {', '.join(absent)}; check the spelling")
    report = IntakeReport()
    done = store.journal.keys("original:")
    unvouched = _of_unknown_provenance_only(store) if declared.provenance.is_known else set()
    fresh: set[str] = set()
    again: list[tuple[str, str]] = []
    refused: dict[str, str] = {}

    def new_files() -> Iterator[tuple[Candidate, str]]:
        for found in walk(paths):
            if isinstance(found, Refusal):
                report.refused.append((found.name, found.reason))
                continue
            identity = evidence_id(store.secret, found.data)
            if identity in fresh or (f"original:{identity}" in done and identity not in unvouched):
                again.append((found.name, identity))
                continue
            fresh.add(identity)
            yield found, identity

    def decode(sandbox: DecodingSandbox, item: tuple[Candidate, str]) -> _Decoded:
        found, identity = item
        try:
            return _decoded(store.secret, sandbox, found, identity)
        except InputError as error:
            return _Decoded(found.name, b"", identity, refused=str(error))

    for number, one in enumerate(in_parallel(decode, new_files(), workers=workers, make_sandbox=DecodingSandbox), 1):
        progress("intake", number, None)
        if one.refused:
            report.refused.append((one.name, one.refused))
            refused[one.id] = one.refused
            continue
        store.evidence.put(one.data)
        appended = store.journal.append(
            f"original:{one.id}:known" if one.id in unvouched else f"original:{one.id}",
            partial(_records, store, one, source, declared.provenance.value, hour),
        )
        if not appended.new:
            again.append((one.name, one.id))
            continue
        report.received += 1
        report.pages += len(one.pages)
        report.refused += [(f"{one.name}, page {page.number}", page.reason) for page in one.refused_pages]
    # The same bytes as a file that was refused are not held: nobody may take them for received.
    report.known += [name for name, identity in again if identity not in refused]
    report.refused += [(name, refused[identity]) for name, identity in again if identity in refused]
    return report


def _of_unknown_provenance_only(store: Store) -> set[str]:
    """Return the ids of the originals that no source of known provenance has sent."""
    known: dict[str, bool] = {}
    for entry in store.journal.of_kind("image"):
        if entry.private is not None:
            identity = json.loads(entry.private)["evidence"]
            provenance = Provenance(canonical.decode(entry.public)["provenance"])
            known[identity] = known.get(identity, False) or provenance.is_known
    return {identity for identity, is_known in known.items() if not is_known}


def _decoded(secret: bytes, sandbox: DecodingSandbox, found: Candidate, identity: str) -> _Decoded:
    pages: list[tuple[int, int, int, str]] = []
    refused: list[RefusedPage] = []
    for page in sandbox.pages(found.data, name=found.name):
        if isinstance(page, RefusedPage):
            refused.append(page)
        else:
            seed = raster_seed(secret, identity, page.number)
            root = raster_root(page.pixels, page.width, page.height, seed).hex()
            pages.append((page.number, page.width, page.height, root))
    return _Decoded(found.name, found.data, identity, tuple(pages), refused_pages=tuple(refused))


def _records(store: Store, one: _Decoded, source: str, provenance: str, hour: str, _start: int) -> list[Draft]:
    commitment = original_commitment(original_salt(store.secret, one.data), one.data).hex()
    drafts: list[Draft] = []
    # Beside the first page's private part, so that the folder itself knows which pages of the file nobody has seen.
    refused = [{"page": page.number, "reason": page.reason} for page in one.refused_pages]
    for number, width, height, raster in one.pages:
        record = canonical.image_record(
            commitment=commitment,
            raster=raster,
            width=width,
            height=height,
            page=number,
            of=len(one.pages) + len(one.refused_pages),
            source=source,
            provenance=provenance,
            hour=hour,
        )
        private: Json = {"evidence": one.id, "name": one.name, "page": number}
        if refused and not drafts:
            private["refused"] = refused
        drafts.append(draft(record, private, store.secret))
    return drafts
