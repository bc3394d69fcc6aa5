"""The checker printed in docs/methods/feasibility.md, which knows nothing of Tallyproof."""

import copy
import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tallyproof.compare import compare
from tallyproof.model import AnnouncedArea, Announcement
from tallyproof.tally import Results

PAGE = Path(__file__).resolve().parents[4] / "docs" / "methods" / "feasibility.md"
Make = Callable[..., Results]
Announce = Callable[..., Announcement]
ROWS = [
    {"station": "1", "state_code": "north", "candidate_ana": "50", "candidate_ben": "30", "candidate_cai": "5"},
    {"station": "2", "state_code": "north", "candidate_ana": "60", "candidate_ben": "20", "candidate_cai": "5"},
    {"station": "3", "state_code": "south", "candidate_ana": "55", "candidate_ben": "25", "candidate_cai": "5"},
]
STATIONS = [
    {**row, "registered_voters": "100", "in_main_total": "1", "count_null": "", "count_cast": ""} for row in ROWS
]


@pytest.fixture(scope="module")
def check() -> Callable[..., int]:
    """Return the checker's own entry, taken from the page."""
    source = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert source is not None
    imported = set(re.findall(r"^(?:import|from) (.*?)(?: import .*)?$", source.group(1), re.MULTILINE))
    assert imported == {"csv, json, sys", "fractions"}
    names: dict[str, Any] = {"__name__": "checker"}
    exec(compile(source.group(1), str(PAGE), "exec"), names)
    return names["check"]  # type: ignore[no-any-return]


@pytest.fixture
def comparisons(results: Make, announced: Announce) -> list[dict[str, Any]]:
    areas = {"north": AnnouncedArea({"ana": 10, "ben": 150}, 3, {}), "south": AnnouncedArea({"ana": 10}, None, {})}
    announcement = announced(
        {"ana": 40, "ben": 120, "cai": 15}, coverage=(("sheets", "100"),), counts={"registered": 360}, areas=areas
    )
    found = [compare(results(), announcement), compare(results(rolls="", complete=True), announcement)]
    return json.loads(json.dumps([one.as_json() for one in found]))  # type: ignore[no-any-return]


def proofs(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        inner = [proof for value in node.values() for proof in proofs(value)]
        return [node, *inner] if node.get("kind") == "feasibility-bound" else inner
    return [proof for value in node for proof in proofs(value)] if isinstance(node, list) else []


def test_the_printed_checker_finds_every_bound_to_hold(
    check: Callable[..., int], comparisons: list[dict[str, Any]]
) -> None:
    assert check(comparisons, STATIONS) == len(proofs(comparisons))
    assert len(proofs(comparisons)) > 15
    assert {proof["question"] for proof in proofs(comparisons)} == {"distance", "extra-votes", "coverage-gap"}


@pytest.mark.parametrize("key", ["bound", "votes", "multiplier", "limits", "cap", "stations", "coverage"])
def test_the_printed_checker_refuses_every_change(
    check: Callable[..., int], comparisons: list[dict[str, Any]], key: str
) -> None:
    changed = 0
    for number in range(len(proofs(comparisons))):
        other = copy.deepcopy(comparisons)
        if not changes(proofs(other)[number], key):
            continue
        changed += 1
        with pytest.raises(SystemExit):
            check(other, STATIONS)
    assert changed > 0


def changes(proof: dict[str, Any], key: str) -> bool:
    """Change one thing of a proof, and return whether that is something its bound rests on."""
    used = {name for name, value in proof["multipliers"].items() if Fraction(value)}
    first = next((one for one in proof["counts"] if one["name"] in used), None)
    if first is None:
        return False
    if key == "bound":
        proof["bound"] += "1"
    elif key == "votes":
        first["votes"] += 1
    elif key == "multiplier":
        proof["multipliers"][first["name"]] = "1/7"
    elif key == "limits":
        proof["question"], proof["multipliers"][first["name"]] = "distance", "-2"
    elif key == "stations":
        proof["stations"] += 1
    elif key == "cap":
        if proof["cap"] is None or max(map(Fraction, proof["multipliers"].values())) <= 0:
            return False
        proof["cap"] += 1
    else:
        if not Fraction(proof["coverage_multiplier"]):
            return False
        proof["coverage"].update(low=proof["coverage"]["low"] + "1", high=proof["coverage"]["high"] + "1")
    return True


def test_the_printed_checker_refuses_other_figures(
    check: Callable[..., int], comparisons: list[dict[str, Any]]
) -> None:
    other = [{**STATIONS[0], "candidate_ana": "51"}, *STATIONS[1:]]
    with pytest.raises(SystemExit, match="not proved"):
        check(comparisons, other)
