"""The register is published as it is: columns that nobody needs, or about persons, are named in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tallyproof.election import load_definition
from tallyproof.steps.columns import column_warnings

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

ROW = "\n1,North,10,School A,1,300"


def test_a_register_of_needed_columns_warns_of_nothing(toy: Toy) -> None:
    assert list(column_warnings(load_definition(toy.folder))) == []
    assert "stations.csv" not in toy("publish").err


def test_publishing_names_columns_that_the_definition_does_not_use(toy: Toy) -> None:
    toy.write("stations.csv", f"S,STATE,C,PLACE,T,ROLL,ADDRESS,Nombre del testigo{ROW},Main Street,somebody\n")
    said = " ".join(toy("publish").err.split())
    assert "not use these columns, and the whole file is published: ADDRESS, Nombre del testigo." in said
    assert "about persons, and the whole file is published: Nombre del testigo. Delete them" in said
    assert "somebody" not in said


@pytest.mark.parametrize("name", ["Cédula", "phone_number", "E-Mail/email", "DNI", "presidente-mesa"])
def test_a_column_about_persons_is_known_by_its_name(toy: Toy, name: str) -> None:
    toy.write("stations.csv", f"S,STATE,C,PLACE,T,ROLL,{name}{ROW},x\n")
    assert sum("about persons" in one for one in column_warnings(load_definition(toy.folder))) == 1


@pytest.mark.parametrize("name", ["centre_name", "officials", "municipality"])
def test_a_column_about_places_is_not_taken_for_one_about_persons(toy: Toy, name: str) -> None:
    toy.write("stations.csv", f"S,STATE,C,PLACE,T,ROLL,{name}{ROW},x\n")
    assert not any("about persons" in one for one in column_warnings(load_definition(toy.folder)))
