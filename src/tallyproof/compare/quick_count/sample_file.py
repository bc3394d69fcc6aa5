"""The drawn sample as a file, sample.csv: station, stratum, centre, order, reserve, and exact probabilities."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from tallyproof.compare.quick_count.sampling import Drawn
from tallyproof.errors import InputError

HEADER = ("station", "stratum", "centre", "order", "reserve", "probability", "probability_with_reserve")
_FRACTION = re.compile(r"[0-9]{1,40}(/[1-9][0-9]{0,39})?", re.ASCII)


def sample_bytes(drawn: Sequence[Drawn]) -> bytes:
    """Return the sample as CSV, in the order it was drawn."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    for one in drawn:
        numbers = (one.order, int(one.is_reserve), str(one.probability), str(one.with_reserve))
        rows.writerow((one.station, one.stratum, one.centre, *numbers))
    return text.getvalue().encode()


def read_sample(data: bytes, *, sha256: str, strata: Iterable[str], place: str) -> list[Drawn]:
    """Return the sample in a file whose SHA-256 is that of the design; InputError for any other file."""
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise InputError(
            f"{place}: expected the sample of the design (SHA-256 {sha256[:16]}…), got another file ({found[:16]}…); a "
            "station is never put in place of another: draw the sample again from its plan and seed"
        )
    drawn = [_drawn(cells, f"{place}, row {number}") for number, cells in enumerate(_rows(data, place), 2)]
    stations = {one.station for one in drawn}
    if not drawn or len(stations) < len(drawn) or not {one.stratum for one in drawn} <= set(strata):
        raise InputError(
            f"{place}: expected stations of the design's strata, each once and at least one, got {len(drawn)} rows "
            f"with {len(stations)} stations; draw the sample again"
        )
    return drawn


def _rows(data: bytes, place: str) -> list[list[str]]:
    try:
        header, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise InputError(f"{place}: expected UTF-8 text with a header: {error}; draw the sample again") from error
    if tuple(header) != HEADER:
        raise InputError(f"{place}: expected the columns {', '.join(HEADER)}, got {', '.join(header)[:80]!r}")
    return rows


def _drawn(cells: Sequence[str], where: str) -> Drawn:
    fits = len(cells) == len(HEADER) and cells[3].isdecimal() and cells[4] in ("0", "1")
    if not fits or not all(_FRACTION.fullmatch(one) for one in cells[5:]):
        raise InputError(f"{where}: expected {', '.join(HEADER)}, got {','.join(cells)[:80]!r}; draw the sample again")
    station, stratum, centre, order, reserve, probability, larger = cells
    chances = Fraction(probability), Fraction(larger)
    if not 0 < chances[0] <= chances[1] <= 1:
        raise InputError(f"{where}: expected probabilities above 0 and up to 1, got {probability} and {larger}")
    return Drawn(station, stratum, centre, int(order), reserve == "1", *chances)
