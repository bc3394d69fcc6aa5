"""The published Venezuelan table: the indicators run on it; equal digits alarm where the resampled null does not."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from tallyproof.compare.indicators import FAMILIES, Counted, judged

pytestmark = pytest.mark.shared_data
CANDIDATES = ("NM", "EG", "LM", "JABE", "JOBR", "AE", "CF", "DC", "EM", "BERA")


@pytest.fixture(scope="module")
def table(shared_data: Path) -> Counted:
    text = (shared_data / "ve-2024" / "RESULTADOS_2024_CSV_V1.csv").read_text(encoding="utf-8-sig")
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda row: (int(row["CENTRO"]), int(row["MESA"])))
    place_names, place = np.unique([row["CENTRO"] for row in rows], return_inverse=True)
    states, state = np.unique([row["COD_EDO"] for row in rows], return_inverse=True)
    parishes, parish = np.unique(
        ["-".join(row[key] for key in ("COD_EDO", "COD_MUN", "COD_PAR")) for row in rows], return_inverse=True
    )
    votes = np.array([[int(row[one]) for one in CANDIDATES] for row in rows], dtype=np.int64)
    return Counted(
        stations=tuple(f"{row['CENTRO']}.{row['MESA']}" for row in rows),
        candidates=CANDIDATES,
        votes=votes,
        registered=np.array([int(row["RE"]) for row in rows], dtype=np.int64),
        cast=votes.sum(axis=1) + np.array([int(row["VOTOS_NULOS"]) for row in rows], dtype=np.int64),
        place=place.astype(np.int64),
        place_names=tuple(str(one) for one in place_names),
        areas=(state.astype(np.int64), parish.astype(np.int64)),
        area_codes=(tuple(str(one) for one in states), tuple(str(one) for one in parishes)),
    )


def test_all_indicators_run_on_the_published_table(table: Counted) -> None:
    found = judged(table, seed="test", resamples=19, assigned_at_random=True)
    assert set(found.reasons) == {"second-digit"}
    assert set(found.p) == set(FAMILIES) - {"fingerprint", "second-digit"}
    assert table.candidates[table.leader] == "EG"
    assert found.last is not None
    assert found.last.counts == 38_592
    assert found.last.uniform_p < 0.01
    assert found.last.p > 0.05
    assert found.within.share is not None
    assert (found.within.share.places, found.within.share.stations) == (5_990, 17_705)
    assert found.plane is not None
    assert found.plane.overall == pytest.approx(-0.469, abs=0.001)
