"""The Bolivian counts of 20 and 21 October 2019 against the final count: facts that anybody can count again."""

from __future__ import annotations

import csv
import io
import zipfile
from fractions import Fraction
from pathlib import Path

import polars
import pytest

from tallyproof.compare.stations import Pair, Side, movement_part, pair_of, register_frame, side_of_frame
from tallyproof.compare.stations.movement import steps_of, where_of
from tallyproof.compare.stations.pairing import directions, item_differences
from tallyproof.compare.stations.soundness import checks_of
from tallyproof.election import Definition, parse_definition
from tallyproof.election.schema import Contest

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "bolivia-2019"
FILES = {
    "trep-1": "trep - acta.2019.10.20.19.40.57.zip",
    "trep-2": "trep - acta.2019.10.21.18.29.53.zip",
    "final-count": "final_computo.zip",
}

pytestmark = pytest.mark.shared_data


def _csv(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        return archive.read(name)


@pytest.fixture(scope="module")
def tables(shared_data: Path) -> dict[str, bytes]:
    return {id: _csv(shared_data / "bo-2019" / name) for id, name in FILES.items()}


@pytest.fixture(scope="module")
def definition(tables: dict[str, bytes]) -> Definition:
    return parse_definition(
        {"election.toml": (EXAMPLE / "election.toml").read_bytes(), "stations.csv": tables["final-count"]}
    )


@pytest.fixture(scope="module")
def contest(definition: Definition) -> Contest:
    return definition.contests["president"]


@pytest.fixture(scope="module")
def register(definition: Definition) -> polars.DataFrame:
    return register_frame(definition)


@pytest.fixture(scope="module")
def sides(tables: dict[str, bytes], definition: Definition, contest: Contest) -> dict[str, Side]:
    found = {}
    for id, data in tables.items():
        mapping = definition.tables[id]
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        columns: dict[str, list[int]] = {"registered": [int(row[mapping.registered]) for row in rows]}
        for kind, named in (("candidate", mapping.candidates), ("count", mapping.counts)):
            columns.update({f"{kind}:{one}": [int(row[column]) for row in rows] for one, column in named.items()})
        frame = polars.DataFrame({"station": [row["Número Mesa"] for row in rows], **columns})
        found[id] = side_of_frame("table", id, frame, contest)
    return found


def _pair(sides: dict[str, Side], left: str, right: str, contest: Contest, register: polars.DataFrame) -> Pair:
    return pair_of(sides[left], sides[right], contest, register)


@pytest.mark.parametrize(
    ("left", "right", "matched", "only_right", "differing"),
    [
        ("trep-1", "trep-2", 28_975, 3_831, 0),
        ("trep-1", "final-count", 28_975, 5_580, 549),
        ("trep-2", "final-count", 32_806, 1_749, 706),
    ],
)
def test_stations_in_both_in_one_and_differing(
    left: str,
    right: str,
    matched: int,
    only_right: int,
    differing: int,
    sides: dict[str, Side],
    contest: Contest,
    register: polars.DataFrame,
) -> None:
    pair = _pair(sides, left, right, contest, register)
    assert (pair.matched.height, pair.only_left.height, pair.only_right.height) == (matched, 0, only_right)
    assert pair.differing.height == differing
    assert not pair.left.repeated
    assert not pair.right.repeated


def test_what_differs_between_the_second_snapshot_and_the_final_count(
    sides: dict[str, Side], contest: Contest, register: polars.DataFrame
) -> None:
    pair = _pair(sides, "trep-2", "final-count", contest, register)
    differing = {one.item: one.differing for one in item_differences(pair)}
    assert differing == {
        "registered": 0,
        "candidate:mesa": 179,
        "candidate:rodriguez": 76,
        "candidate:patzi": 117,
        "candidate:cardenas": 105,
        "candidate:morales": 174,
        "candidate:ortiz": 116,
        "candidate:chi": 132,
        "candidate:lema": 107,
        "candidate:nina": 95,
        "count:blank": 145,
        "count:null": 167,
    }
    assert (pair.first, pair.second) == ("morales", "mesa")
    found = directions(pair)
    assert (found.up, found.down, found.level) == (132, 140, 434)
    assert (found.raised, found.lowered) == (3_850, 2_355)


def test_the_lead_moves_by_arrivals_and_changes_alone(
    sides: dict[str, Side], contest: Contest, register: polars.DataFrame
) -> None:
    first, second = steps_of([sides[one] for one in FILES], contest, register)
    leads = [first.before.share(first.before.margin), first.after.share(first.after.margin)]
    leads.append(second.after.share(second.after.margin))
    assert leads == [
        Fraction(100 * 405_644, 5_152_979),
        Fraction(100 * 592_899, 5_841_452),
        Fraction(100 * 648_439, 6_137_671),
    ]
    assert [(name, piece.stations, piece.margin) for name, piece in first.pieces] == [
        ("arrived", 3_831, 187_255),
        ("changed", 0, 0),
        ("withdrawn", 0, 0),
    ]
    assert [(name, piece.stations, piece.margin) for name, piece in second.pieces] == [
        ("arrived", 1_749, 54_045),
        ("changed", 706, 1_495),
        ("withdrawn", 0, 0),
    ]
    where = where_of(first, "department")
    assert where is not None
    assert where.difference == where.composition + where.within + where.new


def test_no_station_of_any_count_has_more_ballots_than_voters(
    sides: dict[str, Side], contest: Contest, register: polars.DataFrame
) -> None:
    for side in sides.values():
        checks = {one.id: one.failed for one in checks_of(side, contest, register)}
        assert checks == {"above-registered": 0, "above-cap": 0}


def test_the_movement_is_drawn_with_a_point_for_each_count(
    sides: dict[str, Side], contest: Contest, register: polars.DataFrame
) -> None:
    part = movement_part([sides[one] for one in FILES], contest, register, expected=34_555, levels=["country"])
    (picture,) = part.pictures
    assert [(one.x, one.y) for one in picture.series[0].points] == [
        ("83.852", "7.872"),
        ("94.939", "10.150"),
        ("100.000", "10.565"),
    ]
