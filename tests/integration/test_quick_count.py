"""Quick counts through the command line, and repeated samples of the 24,532 Venezuelan stations of 2024."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import stdtrit

from tallyproof.compare.quick_count import Drawn, Plan, design_of, frame_of, parse_plan
from tallyproof.compare.quick_count.design import DesignedStratum, drawn_from
from tallyproof.compare.quick_count.sampling import Stream
from tallyproof.compare.quick_count.weighting import SampledStation, SampledStratum, Weighted, ratio, weigh
from tallyproof.election import Definition, load_definition, parse_definition
from tallyproof.election.definition import form_files, parse_election_file
from tallyproof.errors import DefinitionError, InputError, UsageError
from tallyproof.model import Settlement
from tallyproof.steps.quick_counting import draw_sample, estimate_sample
from tallyproof.store import create_secret
from tallyproof.tally import Results, results_of

TALLYPROOF = Path(sys.executable).with_name("tallyproof")
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "venezuela-2024"
DICE = "6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1"
EG, NM, VALID, REGISTERED = 7_156_462, 3_241_461, 10_659_128, 17_745_239
ELECTION = """
[election]
id = "town"
title = "Town"
date = 2024-01-07
origin = "example.org/town"

[[levels]]
id = "ward"
name = "Ward"
code = "{W}"
label = "Ward {W}"

[register]
station = "{ID}"
place = "{ID}"
registered = "RE"
complete = true
cap = { rule = "registered", source = "the law" }

[[sources]]
name = "observers"
provenance = "accredited"

[[contests]]
id = "mayor"
name = { en = "Mayor", es = "Alcaldía" }
candidates = [{ id = "ana", name = "Ana" }, { id = "ben", name = "Ben" }]

[[tables]]
id = "table"
source = "observers"
contest = "mayor"
station = "{ID}"
candidates = { ana = "A", ben = "B" }
"""
PLAN = 'strata = "ward"\nsize = 18\noversample = "20%"\n[spread]\ndefault = "15%"\n'


def run(*arguments: object, code: int = 0) -> str:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    ended = subprocess.run(
        [TALLYPROOF, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout if code == 0 else ended.stderr


def as_json(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--json"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an election with 60 stations, a drawn sample, and all figures but one sampled station's."""
    folder = tmp_path_factory.mktemp("town") / "election"
    folder.mkdir()
    (folder / "election.toml").write_text(ELECTION)
    register = [f"s{number:02},{number % 3 + 1},{200 + number}" for number in range(60)]
    (folder / "stations.csv").write_text("\n".join(["ID,W,RE", *register]))
    (folder / "plan.toml").write_text(PLAN)
    create_secret(folder)
    run("quick-count", "design", folder, folder / "plan.toml", "--seed", DICE)
    rows = list(csv.DictReader(io.StringIO((folder / "quick-count" / "sample.csv").read_text())))
    late = rows[0]["station"]
    figures = [f"s{number:02},{90 + number % 7},{40 + number % 5}" for number in range(60) if f"s{number:02}" != late]
    (folder / "table.csv").write_text("\n".join(["ID,A,B", *figures]))
    run("import", folder, folder / "table.csv", "--source", "observers")
    return folder


def test_a_quick_count_from_plan_to_estimate(town: Path) -> None:
    found = as_json("quick-count", "estimate", town)
    assert (found["drawn"], found["arrived"], found["tier"]) == (18, 17, "B")
    assert found["lead"]["excludes_zero"] is True
    # 59 stations are held: the estimate uses 17 of them.
    others = next(one for one in found["statements"] if one["code"] == "others-held")
    assert others["values"]["others"] == str(59 - 17)
    low, high = (float(found["shares"]["ana"][key]) for key in ("low", "high"))
    truth = 100 * sum(90 + n % 7 for n in range(60)) / sum(130 + n % 7 + n % 5 for n in range(60))
    assert low < truth < high
    assert high - low < 2


def test_the_estimate_is_said_in_spanish(town: Path) -> None:
    said = " ".join(run("quick-count", "estimate", town, "--language", "es").split())
    assert "Conteo rápido (una muestra probabilística de mesas): Alcaldía" in said
    assert "Han llegado 17 de 18 mesas sorteadas" in said
    assert "17 vienen de una tabla publicada" in said
    assert "Ana aventaja a Ben" in said


def test_the_same_seed_writes_the_same_files_and_another_draw_is_refused(town: Path) -> None:
    drawn = {one.name: one.read_bytes() for one in (town / "quick-count").iterdir()}
    assert set(drawn) == {"design.json", "sample.csv"}
    draw_sample(town, town / "plan.toml", seed=f" {DICE} ", out=None, language="en")
    with pytest.raises(UsageError, match="a sample is drawn once"):
        draw_sample(town, town / "plan.toml", seed="6 6 6 6 6 6 6 6 6", out=None, language="en")
    assert drawn == {one.name: one.read_bytes() for one in (town / "quick-count").iterdir()}


@pytest.fixture
def nothing(town: Path) -> Results:
    """Return the town's results before anything was settled."""
    return results_of(load_definition(town), Settlement({}, (), {}, {}, {}))


def test_a_sample_with_a_station_put_in_place_of_another_is_refused(
    town: Path, tmp_path: Path, nothing: Results
) -> None:
    changed = tmp_path / "quick-count"
    shutil.copytree(town / "quick-count", changed)
    sample = (changed / "sample.csv").read_text()
    stations = {f"s{number:02}" for number in range(60)} - {row.split(",")[0] for row in sample.splitlines()}
    late = sample.splitlines()[1].split(",")[0]
    (changed / "sample.csv").write_text(sample.replace(late, min(stations), 1))
    with pytest.raises(InputError, match="a station is never put in place of another"):
        estimate_sample(nothing, changed, with_reserve=False, language="en")


def test_an_election_without_a_drawn_sample_says_what_to_do(tmp_path: Path, nothing: Results) -> None:
    with pytest.raises(InputError, match="draw a sample first"):
        estimate_sample(nothing, tmp_path / "none", with_reserve=False, language="en")


def test_a_plan_that_is_not_there_is_named(town: Path) -> None:
    with pytest.raises(DefinitionError, match=r"nope\.toml: expected a file that can be read: No such file"):
        draw_sample(town, town / "nope.toml", seed=DICE, out=None, language="en")


def test_before_anything_arrives_nothing_is_estimated(town: Path, nothing: Results) -> None:
    report = estimate_sample(nothing, town / "quick-count", with_reserve=False, language="en")
    assert "No estimate: none of the drawn stations has arrived." in report.as_text("en")


def test_a_register_that_changed_since_the_draw_is_named(town: Path) -> None:
    files = {one: (town / one).read_bytes() for one in ("election.toml", "stations.csv")}
    files["stations.csv"] = files["stations.csv"].replace(b"s00,1,200", b"s00,1,201")
    later = results_of(parse_definition(files), Settlement({}, (), {}, {}, {}))
    report = estimate_sample(later, town / "quick-count", with_reserve=False, language="en")
    assert "The register changed since the sample was drawn" in " ".join(report.as_text("en").split())


# --- repeated samples of real figures --------------------------------------------------------------------------------


EARLIER = b"""
[spread.earlier]
file = "earlier.csv"
station = "{CENTRO:09}.{MESA:02}"
votes = ["EG"]
valid = ["VOTOS_VALIDOS"]
"""
STATIONS = parse_plan(b'strata = "state"\nsize = 400\n' + EARLIER, "plan.toml")
CENTRES = parse_plan(b'design = "centres"\nmeasure = "stations"\nstrata = "state"\nsize = 300\n' + EARLIER, "plan.toml")


@dataclass(frozen=True)
class Real:
    """The register of Venezuela 2024, its table, and (EG, NM, valid, registered) by station."""

    definition: Definition
    table: bytes
    figures: dict[str, tuple[int, int, int, int]]


@pytest.fixture(scope="module")
def real(shared_data: Path) -> Real:
    table = (shared_data / "ve-2024" / "RESULTADOS_2024_CSV_V1.csv").read_bytes()
    toml = (EXAMPLE / "election.toml").read_bytes()
    forms = {name: (EXAMPLE / name).read_bytes() for name in form_files(parse_election_file(toml))}
    definition = parse_definition({"election.toml": toml, "stations.csv": table, **forms})
    figures = {
        f"{int(row['CENTRO']):09}.{int(row['MESA']):02}": (
            int(row["EG"]),
            int(row["NM"]),
            int(row["VOTOS_VALIDOS"]),
            int(row["RE"]),
        )
        for row in csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    }
    assert [sum(one[place] for one in figures.values()) for place in range(4)] == [EG, NM, VALID, REGISTERED]
    return Real(definition, table, figures)


def weighed(drawn: Sequence[Drawn], plan: Plan, strata: Sequence[DesignedStratum]) -> Weighted:
    alone = plan.design == "stations"
    sample = weigh(
        [SampledStation(one.stratum, one.station if alone else one.centre, one.probability, True) for one in drawn],
        [SampledStratum(one.code, tuple(one.parents), one.units, alone) for one in strata],
    )
    assert sample is not None
    return sample


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.parametrize(("plan", "draws"), [(STATIONS, 400), (CENTRES, 250)], ids=["stations", "centres"])
def test_repeated_samples_are_unbiased_and_95_percent_intervals_cover(real: Real, plan: Plan, draws: int) -> None:
    design, _ = design_of(real.definition, plan, DICE, earlier=real.table)
    frame, truth, covered = frame_of(real.definition, plan), EG / VALID, 0
    errors = np.zeros(draws)
    for number in range(draws):
        drawn = drawn_from(frame, plan, f"repeated sample {number}", design.strata)
        sample = weighed(drawn, plan, design.strata)
        figures = np.array([real.figures[one.station] for one in drawn], dtype=np.float64)
        value, error = ratio(sample, figures[:, 0], figures[:, 2])
        errors[number] = value - truth
        covered += abs(value - truth) <= float(stdtrit(sample.degrees, 0.975)) * error
    assert abs(errors.mean()) < 3 * errors.std() / draws**0.5
    assert abs(errors.mean()) < 0.002
    assert 0.93 <= covered / draws <= 0.97
    # What the design promised is what samples do.
    assert design.half_width is not None
    assert 1.96 * errors.std() == pytest.approx(float(design.half_width), rel=0.12)


@pytest.mark.shared_data
def test_one_station_per_centre_with_equal_weights_is_biased_by_four_points(real: Real) -> None:
    centres: dict[str, list[tuple[int, int, int, int]]] = {}
    for station, one in sorted(real.figures.items()):
        centres.setdefault(station.partition(".")[0], []).append(one)
    groups = [np.array(centres[name], dtype=np.float64) for name in sorted(centres)]
    errors = []
    for number in range(100):
        stream = Stream(f"naive sample {number}", "whole")
        chosen = stream.shuffled(range(len(groups)), 400)
        rows = np.array([groups[place][stream.below(len(groups[place]))] for place in chosen])
        errors.append(100 * (rows[:, 0].sum() / rows[:, 2].sum() - EG / VALID))
    expected = sum(one.mean(axis=0) for one in groups)
    naive = 100 * (expected[0] / expected[2] - EG / VALID)
    assert -4.5 < naive < -3.5
    assert abs(np.mean(errors) - naive) < 0.3
    assert max(errors) < 0
