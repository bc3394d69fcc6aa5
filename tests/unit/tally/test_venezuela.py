"""The facts of the Venezuelan table of 2024, to the last vote."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from tallyproof import canonical
from tallyproof.check import settle
from tallyproof.election import Definition, parse_definition
from tallyproof.model import Figures, Provenance, StationTable, Transcription, Verdict, Way
from tallyproof.tally import figure, results_of, tally_areas
from tallyproof.tally.figures import Results

EXAMPLE = Path(__file__).parents[3] / "examples" / "venezuela-2024"

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def held(shared_data: Path) -> Results:
    """The public results of the whole table: every row a claim of grade C."""
    data = (shared_data / "ve-2024" / "RESULTADOS_2024_CSV_V1.csv").read_bytes()
    files = {name: (EXAMPLE / name).read_bytes() for name in ("election.toml", "layouts/strip.toml")}
    definition = parse_definition({**files, "stations.csv": data})
    table = StationTable(1, "resultados", "resultadosconvzla", Provenance.ACCREDITED, 24_532)
    entries = [(1, canonical.table_record(table, commitment="", name="", url="", obtained="", hour=""))]
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    entries += [(index, _record(definition, index, row)) for index, row in enumerate(rows, 2)]
    return results_of(definition, settle(definition, entries), entries=len(entries))


def _record(definition: Definition, index: int, row: dict[str, str]) -> canonical.Json:
    mapping = definition.tables["resultados"]
    station = f"{int(row['CENTRO']):09}.{int(row['MESA']):02}"
    candidates = {one: int(row[column]) for one, column in mapping.candidates.items()}
    counts = {one: int(row[column]) for one, column in mapping.counts.items()}
    reading = Transcription(
        index, "president", 1, "station-count", station, station, Way.TABLE, "table",
        Figures(None, candidates, counts), table=1, row=index, registered=int(row["RE"]),
    )  # fmt: skip
    return canonical.transcription_record(reading)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("candidate:gonzalez", "7156462"),
        ("candidate:maduro", "3241461"),
        ("share:gonzalez", "67.14"),
        ("valid", "10659128"),
        ("count:valid", "10659128"),
        ("count:null", "1139"),
        ("registered", "17745239"),
        ("stations-counted", "24532"),
        ("stations-missing", "5494"),
        ("registered-missing", "3647225"),
        ("grade:C", "24532"),
        ("provenance:accredited", "24532"),
        ("inconsistent", "0"),
    ],
)
def test_national_figures(held: Results, item: str, value: str) -> None:
    assert figure(held, f"tally/president/_/{item}") == value


def test_the_other_roll_leaves_fewer_voters_missing(held: Results) -> None:
    tallies = tally_areas(held.definition, held.settlement.results, contest="president", universe="second-bulletin")
    assert tallies[""].coverage.registered_missing == 3_576_566
    assert tallies[""].outstanding == 3_576_566


def test_areas_and_places(held: Results) -> None:
    register = held.definition.register
    assert register is not None
    levels = Counter(area.level for area in register.areas.values())
    assert levels == {"state": 24, "municipality": 326, "parish": 1072}
    assert len(register.stations_of_place) == 12_817


def test_nothing_is_held_back_and_nothing_is_found(held: Results) -> None:
    blocking = [one for one in held.settlement.findings if one.code != "same-figures-in-place"]
    assert blocking == []


def test_first_place_cannot_change_by_what_is_missing(held: Results) -> None:
    (bound,) = held.tallies["president"][""].outcome
    assert (bound.verdict, bound.leader, bound.margin) == (Verdict.CANNOT_CHANGE, "gonzalez", 3_915_001)
    assert bound.stations_false is not None


def test_no_area_without_a_roll_claims_coverage(held: Results) -> None:
    for code, tally in held.tallies["president"].items():
        if code:
            assert tally.coverage.stations_expected is None
            assert tally.outcome[0].verdict is Verdict.NOT_COMPUTED
