"""The design: from a plan and a register to everything that is needed to draw again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction

import pytest

from tallyproof.compare.quick_count import (
    Design,
    Drawn,
    Plan,
    check_drawn_again,
    design_of,
    design_text,
    read_design,
    read_sample,
    sample_bytes,
)
from tallyproof.election import Definition
from tallyproof.errors import DefinitionError, InputError, TallyproofError, UsageError

SEED = "6 1 4 4 2 5 3 6 1 2 2 5"
PlanOf = Callable[[str], Plan]
FOREIGN = b"station,stratum,centre,order,reserve,probability,probability_with_reserve\n"


def read_back(data: bytes, design: Design) -> list[Drawn]:
    strata = [one.code for one in design.strata]
    return read_sample(data, sha256=design.sample_sha256, strata=strata, place="sample.csv")


def test_a_design_reads_back_with_its_sample(country: Definition, plan_of: PlanOf) -> None:
    design, drawn = design_of(country, plan_of('strata = "district"\nsize = 24\noversample = "20%"'), SEED)
    assert read_design(design.as_bytes(), "design.json") == design
    data = sample_bytes(drawn)
    assert read_back(data, design) == drawn
    assert data.splitlines()[0] == b"station,stratum,centre,order,reserve,probability,probability_with_reserve"
    assert check_drawn_again(country, design)


def test_weights_of_the_stations_drawn_add_up_to_the_stations_there_are(country: Definition, plan_of: PlanOf) -> None:
    _, drawn = design_of(country, plan_of('strata = "district"\nsize = 24\noversample = "20%"'), SEED)
    base = [one for one in drawn if not one.is_reserve]
    assert sum(1 / one.probability for one in base) == len(country.register.stations if country.register else ())
    assert sum(1 / one.with_reserve for one in drawn) == sum(1 / one.probability for one in base)


def test_another_seed_draws_other_stations(country: Definition, plan_of: PlanOf) -> None:
    plan = plan_of("size = 20")
    drawn = [{one.station for one in design_of(country, plan, seed)[1]} for seed in (SEED, SEED + " 1")]
    assert drawn[0] != drawn[1]


def test_centres_get_some_stations_each_with_exact_chances(country: Definition, plan_of: PlanOf) -> None:
    plan = plan_of('design = "centres"\nstrata = "province"\nsize = 9\nstations_per_centre = 2\nmeasure = "stations"')
    design, drawn = design_of(country, plan, SEED)
    assert country.register is not None
    for stratum in design.strata:
        for one in (one for one in drawn if one.stratum == stratum.code):
            inside = len(country.register.stations_of_place[one.centre])
            expected = Fraction(stratum.size * inside, stratum.stations) * Fraction(min(2, inside), inside)
            assert one.probability == expected
    assert len({one.centre for one in drawn}) == 9


def test_the_allocation_follows_the_earlier_table(country: Definition, plan_of: PlanOf) -> None:
    assert country.register is not None
    rows = ["ID,A,ALL"]
    for number, one in enumerate(country.register.stations.values()):
        # Province 1 is torn between its stations, the others hardly differ.
        share = (10 if number % 2 else 90) if one.areas[0] == "1" else (48 if number % 2 else 52)
        rows.append(f"{one.id},{share},100")
    plan = plan_of(
        'strata = "province"\nsize = 30\n[spread.earlier]\nfile = "e.csv"\nstation = "{ID}"\n'
        'votes = ["A"]\nvalid = ["ALL"]'
    )
    design, _ = design_of(country, plan, SEED, earlier="\n".join(rows).encode())
    torn, *calm = design.strata
    assert torn.spread_from == "earlier"
    assert torn.size > 3 * max(one.size for one in calm)
    assert float(torn.spread) == pytest.approx(0.41, abs=0.01)
    assert design.earlier_matched == sum(one.stations for one in design.strata)


def test_a_stratum_that_the_table_does_not_tell_of_borrows_the_widest_spread(
    country: Definition, plan_of: PlanOf
) -> None:
    assert country.register is not None
    inside = [one.id for one in country.register.stations.values() if one.areas[0] == "1"]
    rows = ["ID,A,ALL", *(f"{one},{40 + number % 2 * 20},100" for number, one in enumerate(inside))]
    text = 'strata = "province"\nsize = 12\n[spread.earlier]\nfile = "e.csv"\nstation = "{ID}"\n'
    plan = plan_of(text + 'votes = ["A"]\nvalid = ["ALL"]')
    design, _ = design_of(country, plan, SEED, earlier="\n".join(rows).encode())
    assert [one.spread_from for one in design.strata] == ["earlier", "borrowed", "borrowed"]
    assert len({one.spread for one in design.strata}) == 1


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("ID,A,ALL\nC00.1,4x,100", "e.csv, row 2: expected a whole number in A, got '4x'"),
        ("ID,A,ALL\nC00.1,140,100", "e.csv, row 2: expected at most 100 votes of as many valid ones, got 140"),
        ("ID,A,ALL\nC00.1,4,100\nC00.1,4,100", "e.csv, row 3: expected every station once, got C00.1 again"),
        ("ID,A\nC00.1,4", "e.csv, header: expected a column that is defined, got 'ALL'"),
        ("ID,A,ALL\nX9.1,4,100", "e.csv: expected votes at stations of this register, got none"),
        ("", "e.csv, header: expected a column"),
    ],
)
def test_a_bad_earlier_table_is_refused_by_row_and_column(
    country: Definition, plan_of: PlanOf, table: str, said: str
) -> None:
    plan = plan_of('size = 12\n[spread.earlier]\nfile = "e.csv"\nstation = "{ID}"\nvotes = ["A"]\nvalid = ["ALL"]')
    with pytest.raises(InputError, match=said):
        design_of(country, plan, SEED, earlier=table.encode())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected either size or margin, got neither"),
        ('size = 5\nmargin = "1%"', "expected either size or margin, got both"),
        ("size = 0", "size"),
        ('margin = "0%"', "expected more than 0%"),
        ('margin = "2%"', "margin: expected how far stations lie apart as well"),
        ("size = 1000000", "size: expected at most 73, all stations there are, got 1,000,000"),
        ('size = 6\nstrata = "distrct"', "strata: expected a level that is defined, got 'distrct'; did you mean"),
        ('size = 6\nstrata_column = "ZONE"', "strata_column: expected a column of the register"),
        ('size = 6\nleave_out = ["9"]', "leave_out: expected an area that is defined, got '9'"),
        ('size = 6\nleave_out = ["1", "2", "3"]', "leave_out: expected at least one station to be left"),
        ('size = 6\ncontest = "judge"', "contest: expected one of mayor, got 'judge'"),
        ("size = 6\nseats = 3", "expected a known key, got 'seats'"),
        ("size = 6\nstations_per_centre = 2", "stations_per_centre: expected it with design = 'centres' only"),
        ('size = 6\n[spread.by_stratum]\nx = "5%"', "spread.by_stratum: expected codes of strata, got 'x'"),
        ('size = 6\ndesign_effect = "0.5"', "design_effect: expected 1 or more"),
        ('size = 6\nminimum = 20\nstrata = "province"', "stratum '1': expected .*|size: expected at least 60"),
    ],
)
def test_an_impossible_plan_is_refused_with_what_to_do(
    country: Definition, plan_of: PlanOf, text: str, said: str
) -> None:
    with pytest.raises((DefinitionError, UsageError), match=said):
        design_of(country, plan_of(text), SEED)


def test_a_stratum_of_one_station_is_refused(definition: Callable[..., Definition], plan_of: PlanOf) -> None:
    rows = [("1", "1", "A", 1, 100), ("2", "1", "B", 1, 100), ("2", "1", "B", 2, 100)]
    with pytest.raises(UsageError, match="stratum '1': expected at least 2 stations to draw from, got 1"):
        design_of(definition(rows), plan_of('size = 4\nstrata = "province"'), SEED)


def test_a_register_of_zero_gives_no_design_effect(definition: Callable[..., Definition], plan_of: PlanOf) -> None:
    rows = [("1", "1", "A", number, 0) for number in range(1, 5)]
    with pytest.raises(UsageError, match="expected registered voters above 0 to turn a design effect into a spread"):
        design_of(definition(rows), plan_of('margin = "2%"\ndesign_effect = "20"'), SEED)


def test_strata_can_be_a_column_of_the_register(country: Definition, plan_of: PlanOf) -> None:
    design, _ = design_of(country, plan_of('size = 12\nstrata_column = "D"'), SEED)
    assert [one.code for one in design.strata] == ["1", "2"]
    assert [one.parents for one in design.strata] == [[""], [""]]


def test_left_out_areas_are_counted_and_never_drawn(country: Definition, plan_of: PlanOf) -> None:
    design, drawn = design_of(country, plan_of('size = 12\nleave_out = ["2"]'), SEED)
    assert country.register is not None
    assert design.left_out == len(country.register.stations_of_area["2"])
    assert all(country.register.stations[one.station].areas[0] != "2" for one in drawn)


def test_a_declared_spread_promises_the_margin(country: Definition, plan_of: PlanOf) -> None:
    plan = plan_of('margin = "3%"\nstrata = "province"\n[spread]\ndefault = "12%"')
    design, drawn = design_of(country, plan, SEED)
    assert design.half_width is not None
    assert 0.028 < float(design.half_width) <= 0.03
    assert "Promised half-width for a share: " in design_text(design, drawn, "Mayor", "en")
    assert "Semiancho prometido" in design_text(design, drawn, "Alcaldía", "es")


def test_nothing_declared_promises_nothing(country: Definition, plan_of: PlanOf) -> None:
    design, drawn = design_of(country, plan_of("size = 12"), SEED)
    assert design.half_width is None
    assert "No half-width is promised" in design_text(design, drawn, "Mayor", "en")


def test_a_changed_sample_is_refused(country: Definition, plan_of: PlanOf) -> None:
    design, drawn = design_of(country, plan_of("size = 12"), SEED)
    others = sample_bytes(drawn[:-1])
    with pytest.raises(InputError, match="a station is never put in place of another"):
        read_back(others, design)


def test_a_design_with_another_sample_is_refused_though_its_hash_fits(country: Definition, plan_of: PlanOf) -> None:
    design, _ = design_of(country, plan_of("size = 12"), SEED)
    other, _ = design_of(country, plan_of("size = 12"), SEED + " 1")
    forged = Design.model_validate({**design.model_dump(), "sample_sha256": other.sample_sha256})
    with pytest.raises(InputError, match="expected the stations that the design's seed draws from this register"):
        check_drawn_again(country, forged)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "expected UTF-8 text with a header"),
        (b"\xff\xfe", "expected UTF-8 text with a header"),
        (b"station\n", "expected the columns station, stratum"),
        (FOREIGN, "each once and at least one, got 0 rows"),
        (FOREIGN + b"C00.1,,C00,1,0,1/2,1/2\nC00.1,,C00,2,0,1/2,1/2\n", "got 2 rows with 1 stations"),
        (FOREIGN + b"C00.1,9,C00,1,0,1/2,1/2\n", "expected stations of the design's strata"),
        (FOREIGN + b"C00.1,,C00,1,0,0,1/2\n", "row 2: expected probabilities above 0"),
        (FOREIGN + b"C00.1,,C00,1,0,1/2,1/0\n", "row 2: expected station, stratum"),
        (FOREIGN + b"C00.1,,C00,x,0,1/2,1/2\n", "row 2: expected station, stratum"),
        (FOREIGN + b"C00.1,,C00\n", "row 2: expected station, stratum"),
    ],
)
def test_a_sample_that_no_design_wrote_is_refused_by_row(
    country: Definition, plan_of: PlanOf, data: bytes, said: str
) -> None:
    design, _ = design_of(country, plan_of("size = 12"), SEED)
    forged = Design.model_validate({**design.model_dump(), "sample_sha256": hashlib.sha256(data).hexdigest()})
    with pytest.raises(InputError, match=said):
        read_back(data, forged)


def test_a_design_that_draws_more_than_there_is_is_refused(country: Definition, plan_of: PlanOf) -> None:
    design, _ = design_of(country, plan_of('design = "centres"\nsize = 12'), SEED)
    record = design.model_dump()
    record["strata"][0]["reserve"] = 500
    with pytest.raises(InputError, match="expected the stations that the design's seed draws"):
        check_drawn_again(country, Design.model_validate(record))


@pytest.mark.parametrize("data", [b"", b"{}", b'{"kind": "quick-count-design", "v": 2}', b"[1]", b"\xff"])
def test_a_file_that_is_no_design_is_refused(data: bytes) -> None:
    with pytest.raises(TallyproofError, match="expected a design written by"):
        read_design(data, "design.json")
