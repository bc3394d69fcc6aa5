"""A check of the transcription from a release to its end, by the commands, and what a falsified one is found by."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

DICE = "dice 6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1 5 4 6 2"
SHEETS = {"10.1": (200, 50), "10.2": (190, 60), "11.1": (180, 70), "20.1": (170, 80)}


@pytest.fixture
def published(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> Toy:
    """Give the toy election with four sheets and a release."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    for station, (ana, ben) in SHEETS.items():
        (folder / f"{station}.png").write_bytes(slip(station, ana, ben, 3))
    toy("intake", folder, "--source", "party")
    toy("read")
    toy("publish")
    return toy


def check(toy: Toy, act: str, *arguments: object, code: int = 0) -> Any:
    ran = toy.run("audit", act, toy.folder, *arguments, "--json")
    assert ran.code == code, f"{act}: {ran.code}\n{ran.out}\n{ran.err}"
    return json.loads(ran.out) if code == 0 else ran.err


def form(report: Mapping[str, Any]) -> Path:
    return next(Path(one) for one in report["files"] if one.endswith(".csv") and "sheets-to" in one)


def filled(path: Path, changes: Mapping[str, Mapping[str, str]] | None = None, name: str = "filled.csv") -> Path:
    """Fill in a form as the sheets say, with changes by station."""
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    for row in rows:
        centre, table = row["station"].split(".")
        row["ana"], row["ben"] = map(str, SHEETS[f"{centre}.{int(table)}"])
        row.update((changes or {}).get(row["station"], {}))
    target = path.with_name(name)
    with target.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return target


def codes(report: Mapping[str, Any]) -> list[str]:
    return [one["code"] for one in report["statements"]]


def test_a_check_from_publish_to_verify(published: Toy) -> None:
    planned = check(published, "plan", "--scope", "pictures")
    assert "next-publish" in codes(planned)
    drawn = check(published, "draw", "--seed", DICE)
    expected = next(one["values"]["draws"] for one in planned["statements"] if one["code"] == "plan")
    assert len(drawn["draws"]) == int(expected)
    assert set(drawn["waiting"]) == set(drawn["draws"])
    recorded = check(published, "record", filled(form(drawn)))
    assert recorded["waiting"] == []
    found = check(published, "result")
    assert (found["decision"], found["recorded"]) == ("stop", True)
    assert float(found["p"]) <= 0.05
    published("publish")
    verified = published.run("verify", published.folder / "site", "--json")
    assert verified.code == 0, verified.err
    assert verified.json["audits"] == 1
