"""The append-only journal: every input and every human decision, in one order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from tallyproof.errors import StoreError
from tallyproof.store.database import database_errors, only_writer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tallyproof.store.models import Batch, Record

# An entry of a C2SP tile log is at most this long: its length is written in two bytes.
PUBLIC_LIMIT: Final = 65_535
KEY_LIMIT: Final = 500
V_LIMIT: Final = 2**31 - 1
_KIND: Final = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_CHUNK: Final = 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A record to append: its index is given by the journal.

    `public` is canonical JSON, the future entry of the log; `private` never leaves the machine.
    """

    public: bytes
    kind: str
    v: int
    private: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if len(self.public) > PUBLIC_LIMIT:
            raise StoreError(
                f"journal, {self.kind}: expected a public part of at most {PUBLIC_LIMIT:,} bytes, "
                f"got {len(self.public):,}; split it into several records"
            )
        if not self.public:
            raise StoreError(f"journal, {self.kind}: expected a public part, got no bytes")
        if _KIND.fullmatch(self.kind) is None:
            raise StoreError("journal: expected a kind of at most 64 small letters, got something else")
        if not 1 <= self.v <= V_LIMIT:
            raise StoreError(f"journal, {self.kind}: expected a version from 1 on, got {self.v}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it stands in the journal for good."""

    index: int
    kind: str
    v: int
    public: bytes
    private: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Appended:
    """Where a batch stands: `count` records from index `start`; `new` is false if it stood there before."""

    start: int
    count: int
    new: bool


Make: TypeAlias = Callable[[int], Sequence[Draft]]


class Journal:
    """The journal of one open election. Made by `open_election`, used from one thread."""

    def __init__(self, alias: str, place: str, wait_seconds: float) -> None:
        # Django's models exist only once its settings do, and those name the election's database.
        from tallyproof.store import models

        self._models = models
        self._alias = alias
        self.place = place
        self.wait_seconds = wait_seconds

    def __repr__(self) -> str:
        return f"Journal({self.place!r})"

    def __len__(self) -> int:
        with database_errors(self.place, "counting the records"):
            last = self._records().order_by("-index").values_list("index").first()
        return 0 if last is None else last[0] + 1

    def append(self, key: str, make: Make) -> Appended:
        """Append the batch that `make` builds from the next index, once for each key.

        The whole batch is kept, or nothing. The same key again calls nothing and returns the earlier place.
        An empty batch is remembered too.
        """
        return self.append_many([(key, make)])[0]

    def append_many(self, batches: Sequence[tuple[str, Make]]) -> list[Appended]:
        """Append several batches in one transaction, in the order given: all of them, or nothing."""
        for key, _ in batches:
            check_key(key)
        with only_writer(self._alias, self.place, self.wait_seconds):
            places = self._places([key for key, _ in batches])
            start = end = len(self)
            appended = []
            drafts: list[Draft] = []
            fresh: dict[str, Appended] = {}
            for key, make in batches:
                if key in places:
                    appended.append(places[key])
                    continue
                made = list(make(end))
                drafts += made
                fresh[key] = Appended(end, len(made), new=True)
                places[key] = Appended(end, len(made), new=False)
                appended.append(fresh[key])
                end += len(made)
            insert_records(self._alias, _numbered(drafts, start))
            insert_batches(self._alias, fresh)
        return appended

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Stream the entries [start, stop) in order; without `stop`, those there when the first is taken."""
        end = len(self) if stop is None else min(stop, len(self))
        if start < 0 or (stop is not None and stop < 0):
            raise StoreError(f"{self.place}: expected entries from 0 on, got [{start}, {stop})")
        for first in range(start, end, _CHUNK):
            last = min(first + _CHUNK, end)
            with database_errors(self.place, "reading"):
                rows = list(
                    self._records()
                    .filter(index__gte=first, index__lt=last)
                    .order_by("index")
                    .values_list("index", "kind", "v", "public", "private")
                )
            if len(rows) != last - first:
                raise StoreError(
                    f"{self.place}: expected the records [{first}, {last}), got {len(rows)} of them; "
                    "the database was changed from outside: restore it from a copy"
                )
            for index, kind, v, public, private in rows:
                yield Entry(index, kind, v, bytes(public), None if private is None else bytes(private))

    def of_kind(self, *kinds: str) -> Iterator[Entry]:
        """Stream the entries of these kinds in order, without reading the others."""
        end = len(self)
        first = 0
        while first < end:
            with database_errors(self.place, "reading"):
                rows = list(
                    self._records()
                    .filter(kind__in=kinds, index__gte=first, index__lt=end)
                    .order_by("index")
                    .values_list("index", "kind", "v", "public", "private")[:_CHUNK]
                )
            for index, kind, v, public, private in rows:
                yield Entry(index, kind, v, bytes(public), None if private is None else bytes(private))
            first = rows[-1][0] + 1 if len(rows) == _CHUNK else end

    def keys(self, prefix: str = "") -> set[str]:
        """Return the idempotency keys that begin with `prefix`: the work already done."""
        return set(self.places(prefix))

    def places(self, prefix: str = "") -> dict[str, Appended]:
        """Return where the batches stand whose keys begin with `prefix`."""
        with database_errors(self.place, "reading the keys"):
            rows = self._batches().filter(key__startswith=prefix)
            # SQLite's LIKE, which Django uses here, takes small and capital letters for the same.
            return {
                key: Appended(start, count, new=False)
                for key, start, count in rows.values_list("key", "start", "count")
                if key.startswith(prefix)
            }

    def _records(self) -> QuerySet[Record]:
        return self._models.Record.objects.using(self._alias)

    def _batches(self) -> QuerySet[Batch]:
        return self._models.Batch.objects.using(self._alias)

    def _places(self, keys: Sequence[str]) -> dict[str, Appended]:
        found: dict[str, Appended] = {}
        for first in range(0, len(keys), _CHUNK // 4):
            rows = self._batches().filter(key__in=keys[first : first + _CHUNK // 4])
            for key, start, count in rows.values_list("key", "start", "count"):
                found[key] = Appended(start, count, new=False)
        return found


def _numbered(drafts: Sequence[Draft], start: int) -> Iterator[Entry]:
    for index, draft in enumerate(drafts, start):
        yield Entry(index, draft.kind, draft.v, draft.public, draft.private)


def insert_records(alias: str, entries: Iterator[Entry]) -> None:
    """Insert entries that go on from the last index; only inside `only_writer`."""
    from tallyproof.store.models import Record

    pending: list[Record] = []
    for entry in entries:
        pending.append(
            Record(index=entry.index, kind=entry.kind, v=entry.v, public=entry.public, private=entry.private)
        )
        if len(pending) == _CHUNK:
            Record.objects.using(alias).bulk_create(pending)
            pending.clear()
    Record.objects.using(alias).bulk_create(pending)


def insert_batches(alias: str, places: dict[str, Appended]) -> None:
    """Insert what each key appended; only inside `only_writer`."""
    from tallyproof.store.models import Batch

    rows = [Batch(key=key, start=place.start, count=place.count) for key, place in places.items()]
    Batch.objects.using(alias).bulk_create(rows, batch_size=_CHUNK)


def check_key(key: str) -> None:
    """Raise StoreError unless the key can be kept the same way in every database."""
    if not 1 <= len(key) <= KEY_LIMIT or not key.isprintable():
        raise StoreError(f"journal: expected a key of 1 to {KEY_LIMIT} printable characters, got {len(key)} characters")
