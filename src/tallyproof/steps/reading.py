"""Reading what is held: every original that no reader has seen yet becomes sheets and transcriptions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from tallyproof import canonical
from tallyproof.canonical import Json
from tallyproof.election import Definition
from tallyproof.model import Figures, Provenance, TallySheet, Transcription, Way
from tallyproof.read.page import PageReading
from tallyproof.read.pool import FileReading, read_pages
from tallyproof.steps.records import Progress, draft
from tallyproof.store import Draft, Store

READER = "qr-zxing-1"


@dataclass(slots=True)
class ReadReport:
    """How many pages were read by QR, and how many were left unread, by reason."""

    read: int = 0
    already: int = 0
    unread: dict[str, int] = field(default_factory=dict)
    methods: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        return {"read": self.read, "already": self.already, "unread": self.unread, "methods": self.methods}


@dataclass(frozen=True, slots=True)
class _Original:
    """One received file: its evidence id and its pages' (entry, record)."""

    id: str
    images: tuple[tuple[int, Json], ...]


def read_held(store: Store, definition: Definition, *, workers: int, progress: Progress) -> ReadReport:
    """Read every original not yet read by this reader with these layouts, in the order of the journal.

    Each original's sheets and transcriptions are appended together, so that a kill loses at most the
    originals in work, which are read again.
    """
    report = ReadReport()
    originals = _originals(store)
    done = store.journal.keys(f"read:{READER}:")
    waiting = [one for one in originals if _key(one) not in done]
    report.already = sum(len(one.images) for one in originals) - sum(len(one.images) for one in waiting)
    grammars = list(definition.grammars.values())
    items = ((f"page of entry {one.images[0][0]}", store.evidence.get(one.id)) for one in waiting)
    for number, (one, found) in enumerate(
        zip(waiting, read_pages(items, grammars, workers=workers), strict=True), 1
    ):
        progress("read", number, len(waiting))
        store.journal.append(_key(one), partial(_records, definition, one, found))
        for page in found.pages:
            _count(report, page)
        if found.refused:
            report.unread["refused"] = report.unread.get("refused", 0) + len(one.images)
    return report


def _key(original: _Original) -> str:
    return f"read:{READER}:{original.id}"


def _originals(store: Store) -> list[_Original]:
    images: dict[str, list[tuple[int, Json]]] = {}
    for entry in store.journal.entries():
        if entry.kind == "image" and entry.private is not None:
            identity = json.loads(entry.private)["evidence"]
            images.setdefault(identity, []).append((entry.index, canonical.decode(entry.public)))
    return [_Original(identity, tuple(pages)) for identity, pages in images.items()]


def _records(definition: Definition, one: _Original, found: FileReading, start: int) -> list[Draft]:
    drafts: list[Draft] = []
    pages: Mapping[int, PageReading] = {page.number: page for page in found.pages}
    for image, record in one.images:
        page = pages.get(record["page"])
        for made in _page_records(definition, image, record, page, start + len(drafts)):
            drafts.append(draft(made))
    return drafts


def _page_records(
    definition: Definition, image: int, record: Json, page: PageReading | None, index: int
) -> Iterator[Json]:
    """Yield the sheet of one page and, when its code was read, the transcription."""
    reading = page.reading if page else None
    layout = definition.layouts[reading.layout] if reading else None
    sheet = TallySheet(
        index=index,
        images=(image,),
        layout=layout.id if layout else "",
        stage=definition.stage_of(layout) if layout else definition.headline_stage,
        document=layout.document if layout else "",
        provenance=Provenance(record["provenance"]),
        source=record["source"],
        unread="" if reading else (page.reason if page else "refused"),
    )
    contest = definition.contests[layout.contest] if layout else None
    yield canonical.sheet_record(
        sheet, contests=[contest.id] if contest else [], round_=contest.round if contest else 0
    )
    if reading is None or layout is None or contest is None:
        return
    payload = reading.payload
    known = definition.register is not None and payload.station_code in definition.register.stations
    yield canonical.transcription_record(
        Transcription(
            index=index + 1,
            contest=contest.id,
            round=contest.round,
            stage=sheet.stage,
            station=payload.station_code if known else None,
            station_code=payload.station_code,
            way=Way.QR,
            reader=READER,
            figures=Figures(
                lines=payload.figures if layout.lines else None,
                candidates=payload.figures if layout.candidates else None,
                counts=payload.counts,
            ),
            sheet=index,
            method=reading.method,
        )
    )


def _count(report: ReadReport, page: PageReading) -> None:
    if page.reading is None:
        report.unread[page.reason] = report.unread.get(page.reason, 0) + 1
    else:
        report.read += 1
        report.methods[page.reading.method] = report.methods.get(page.reading.method, 0) + 1
