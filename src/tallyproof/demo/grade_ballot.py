"""The long ballot of the graded strips: ten candidates, 38 lines, a register, and votes of one station.

It is as long as the strips of Venezuela 2024, so that code, rows and picture have their sizes; names are compass
points, trees and tools as everywhere in the sample.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tallyproof.demo.country import BallotLine, Candidate, Country, Station, Votes, make_country
from tallyproof.demo.strip import StripForm
from tallyproof.layout.qr import QrGrammar
from tallyproof.layout.template import Template

_STATIONS = 2_000
_REGISTER_SEED = 1_938
_PARTIES = (
    ("norte", "Alba Norte", 30, "FARO MOLINO ANCLA VELERO TIMON REMO BOYA MUELLE GRUMETE NORIA PALANCA POLEA YUNQUE"),
    ("sur", "Bruno Sur", 2, "ROBLE SAUCE FRESNO OLMO HAYA TEJO"),
    ("este", "Clara Este", 1, "BRISA"),
    ("oeste", "Darío Oeste", 2, "TRIGO AVENA MIJO CENTENO"),
    ("noreste", "Elena Noreste", 2, "LIMA SIERRA ESCOPLO GUBIA PALETA_DEL_TALLER BUJIA"),
    ("sureste", "Fermín Sureste", 1, "COMETA"),
    ("noroeste", "Gema Noroeste", 1, "LAGO JUNCO"),
    ("suroeste", "Hugo Suroeste", 58, "PUENTE VELA CAUCE"),
    ("cenit", "Inés Cenit", 1, "BRUJULA"),
    ("nadir", "Julio Nadir", 2, "COMPAS"),
)
_CODES = (
    269, 9, 931, 276, 1017, 514, 6, 219, 906, 513, 1099, 1090, 1093, 2, 81, 1066, 1068, 1091, 1095, 1048,
    1053, 868, 1096, 459, 814, 878, 1050, 1062, 1051, 1061, 1049, 236, 1094, 460, 1069, 1075, 1073, 1092,
)  # fmt: skip


def _long_ballot() -> tuple[tuple[Candidate, ...], tuple[BallotLine, ...]]:
    codes = iter(_CODES)
    lines: list[BallotLine] = []
    for candidate, _, _, parties in _PARTIES:
        names = parties.split()
        # The first or the last party of a list brings most of its votes, the others a handful.
        main = len(names) - 1 if candidate == "suroeste" else 0
        for at, name in enumerate(names):
            strength = 88 if at == main else max(1, 12 // len(names))
            lines.append(BallotLine(name.lower(), name.replace("_", " "), next(codes), candidate, strength))
    return tuple(Candidate(id, name, strength) for id, name, strength, _ in _PARTIES), tuple(lines)


_CANDIDATES, _LINES = _long_ballot()

LONG_FORM = StripForm(candidates=_CANDIDATES, lines=_LINES, qr_level="Q", qr_module=9, feed=590, blackout=2_050)
"""With this form the code is of version 8, 49 modules, as on the real strips."""

LONG_GRAMMAR = QrGrammar(
    id="strip",
    pattern=(
        r"(?P<place>\d{9})\.(?P<number>\d{2})\.1\.0001"
        r"!(?P<lines>\d{1,4}(,\d{1,4}){37})!(?P<null>\d{1,4})!(?P<blank>\d{1,4})"
    ),
    station=Template("{place:09}.{number:02}"),
    lines=tuple(line.id for line in _LINES),
    counts={"null": "null", "blank": "blank"},
)


@lru_cache(maxsize=1)
def long_register() -> Country:
    """Return the country whose stations the graded strips are of."""
    return make_country(np.random.default_rng(_REGISTER_SEED), _STATIONS)


def votes_at(station: Station, rng: np.random.Generator) -> Votes:
    """Return votes as a station of two large parties and 36 small lines sees them, none above its register."""
    turnout = float(np.clip(rng.normal(0.62, 0.11), 0.2, 0.95))
    cast = int(rng.binomial(station.registered, turnout))
    null, blank = (int(rng.binomial(cast, share * (rng.random() < 0.4))) for share in (0.01, 0.005))
    leaning = rng.normal(0, 0.45, len(_CANDIDATES))
    shares = np.array([one.strength for one in _CANDIDATES]) * np.exp(leaning)
    lines: list[int] = []
    for candidate, count in zip(_CANDIDATES, rng.multinomial(cast - null - blank, shares / shares.sum()), strict=True):
        parts = np.array([line.strength for line in _LINES if line.candidate == candidate.id], dtype=np.float64)
        parts *= np.exp(rng.normal(0, 0.5, len(parts)))
        lines += [int(n) for n in rng.multinomial(int(count), parts / parts.sum())]
    return Votes(tuple(lines), null, blank)
