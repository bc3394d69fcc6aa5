"""The counted stations of a contest as arrays: what every indicator looks at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars

from tallyproof.compare.frame import station_frame
from tallyproof.errors import UsageError
from tallyproof.tally import Results

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Counted:
    """Figures of counted stations, in the order of their ids; UNKNOWN stands for a figure that is not known.

    `votes` has a row for each station and a column for each candidate. `place` numbers the polling places, `areas`
    number the areas of each level from the top down; `place_names` and `area_codes` give their ids by that number.
    `special` counted stations are not among them: the register says that they are units of their own kind.
    """

    stations: tuple[str, ...]
    candidates: tuple[str, ...]
    votes: Ints
    registered: Ints
    cast: Ints
    place: Ints
    place_names: tuple[str, ...]
    areas: tuple[Ints, ...] = ()
    area_codes: tuple[tuple[str, ...], ...] = ()
    special: int = 0

    @classmethod
    def empty(cls) -> Counted:
        """Return no stations at all."""
        none = np.zeros(0, dtype=np.int64)
        return cls((), (), np.zeros((0, 0), dtype=np.int64), none, none, none, ())

    @cached_property
    def valid(self) -> Ints:
        """Votes for candidates at each station."""
        summed: Ints = self.votes.sum(axis=1, dtype=np.int64)
        return summed

    @cached_property
    def leader(self) -> int:
        """The column of the candidate with most votes; the first of several."""
        return int(self.votes.sum(axis=0).argmax())

    @cached_property
    def has_cast(self) -> bool:
        """Whether ballots cast are known of every station and nowhere below the votes."""
        return bool(len(self.cast)) and bool((self.cast >= self.valid).all())

    @cached_property
    def ballots(self) -> Ints:
        """What turnout is measured by: ballots cast where they are known of every station, else valid votes."""
        return self.cast if self.has_cast else self.valid

    @cached_property
    def has_turnout(self) -> Truths:
        """Stations whose turnout can be said: registered voters known, not zero, and not below the ballots."""
        return (self.registered > 0) & (self.registered >= self.ballots) & (self.valid > 0)

    def __len__(self) -> int:
        return len(self.stations)


def counted_stations(results: Results, contest: str, stage: str | None = None) -> Counted:
    """Return the figures of all counted stations of a contest but special units.

    Raises UsageError for an unknown contest or stage, DefinitionError where there is no register.
    """
    counted = station_frame(results, contest, stage).filter(polars.col("counted"))
    register = results.definition.register
    special = [id for id, one in register.stations.items() if one.special] if register else []
    frame = counted.filter(~polars.col("station").is_in(special)) if special else counted
    candidates = tuple(one.id for one in results.definition.contests[contest].candidates)
    votes = frame.select(f"candidate:{one}" for one in candidates).fill_null(0).to_numpy().astype(np.int64)
    place, place_names = _numbered(frame["place"])
    levels = [_numbered(frame[f"area:{level.id}"].fill_null("")) for level in results.definition.file.levels]
    return Counted(
        stations=tuple(frame["station"].to_list()),
        candidates=candidates,
        votes=votes.reshape(len(frame), len(candidates)),
        registered=frame["registered"].fill_null(UNKNOWN).to_numpy().astype(np.int64),
        cast=frame["cast"].fill_null(UNKNOWN).to_numpy().astype(np.int64),
        place=place,
        place_names=place_names,
        areas=tuple(codes for codes, _ in levels),
        area_codes=tuple(names for _, names in levels),
        special=len(counted) - len(frame),
    )


def contest_of(results: Results, contest: str | None) -> str:
    """Return the contest that is meant: the named one, or the only one."""
    contests = results.definition.contests
    if contest is None and len(contests) > 1:
        raise UsageError(f"contest: expected one of {', '.join(contests)}, as there are several, got none; name one")
    chosen = contest or next(iter(contests))
    if chosen not in contests:
        raise UsageError(f"contest: expected one of {', '.join(contests)}, got {chosen!r}")
    return chosen


def _numbered(column: polars.Series) -> tuple[Ints, tuple[str, ...]]:
    names, numbers = np.unique(np.array(column.to_list(), dtype=np.str_), return_inverse=True)
    return numbers.astype(np.int64), tuple(str(one) for one in names)
