import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tallyproof.compare import (
    as_text,
    assumption_text,
    certificate_of,
    compare,
    compare_all,
    held_of,
    names_of,
    sentence,
    verify_certificate,
)
from tallyproof.election import Definition
from tallyproof.model import Announcement, Grade, ResultKey
from tallyproof.tally import Results, results_of

OTHER_ROLL = '\n[[universe]]\nid = "other"\nstations = 5\nregistered = 500\nsource = "the press"'
FALSE = {"ana": 40, "ben": 120, "cai": 15}

Make = Callable[..., Results]
Announce = Callable[..., Announcement]


def test_every_statement_reads_as_a_sentence_in_both_languages(results: Make, announced: Announce) -> None:
    announcement = announced(FALSE, coverage=(("sheets", "100"),), percentages={"ana": "22.9", "ben": "68.6"})
    found = compare(results(), announcement)
    for lang in ("en", "es"):
        names = names_of(found.contest, lang) if found.contest else {}
        for one in found.statements:
            texts = [sentence(one, lang, names), *(assumption_text(code, one.values, lang) for code in one.assumptions)]
            assert all(text and "{" not in text and "fraud" not in text.lower() for text in texts)
        assert found.contradictions


def test_the_json_is_complete_and_its_proofs_recompute(results: Make, announced: Announce) -> None:
    held = results()
    found = compare(held, announced(FALSE, coverage=(("sheets", "100"),)))
    record = json.loads(json.dumps(found.as_json()))
    proofs = [
        proof
        for reading in record["readings"]
        for proof in (reading["certificate"], *(failure["certificate"] for failure in reading["failures"]))
        if proof
    ]
    stations = held_of(held, found.announcement).stations
    assert len(proofs) >= 4
    for proof in proofs:
        assert str(verify_certificate(certificate_of(proof), stations)) == proof["bound"]
    assert "float" not in _types(record)


def _types(value: object) -> set[str]:
    if isinstance(value, dict):
        return {"dict"}.union(*map(_types, value.values()))
    if isinstance(value, list):
        return {"list"}.union(*map(_types, value))
    return {type(value).__name__}


def test_every_declared_roll_is_solved(results: Make, announced: Announce) -> None:
    from_both = results(rolls=_rolls(results) + OTHER_ROLL)
    found = compare(from_both, announced(FALSE))
    assert [roll.id for roll in found.rolls] == ["roll", "other"]
    assert [roll.cap for roll in found.rolls] == [100, 200]
    assert {one.values["roll"] for one in found.contradictions} == {"roll", "other"}


def _rolls(results: Make) -> str:
    return '[[universe]]\nid = "roll"\nstations = 4\nregistered = 400\nsource = "the council"\ndefault = true'


@pytest.mark.parametrize(("grade", "kind"), [(Grade.C, "the published table"), (Grade.B, "these sheets")])
def test_sheets_are_named_only_where_pictures_were_read(
    results: Make, announced: Announce, grade: Grade, kind: str
) -> None:
    found = compare(results(grade=grade), announced(FALSE))
    said = sentence(found.contradictions[0], "en", {})
    assert f"This announcement and {kind} (3 stations) cannot both be right" in said


def test_a_contested_station_stands_outside_with_its_cap(results: Make, announced: Announce) -> None:
    announcement = announced(FALSE)
    with_rival = results(contested=("2",))
    assert len(held_of(with_rival, announcement).stations) == 2
    assert compare(with_rival, announcement).rolls[0].cap == 200


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "1 station contested by a sheet of unknown origin. Their 85 votes"),
        ("es", "1 mesa impugnada por un acta de origen desconocido. Sus 85 votos"),
    ],
)
def test_a_contested_station_is_not_left_out_without_a_word(
    results: Make, announced: Announce, lang: str, said: str
) -> None:
    found = compare(results(contested=("2",)), announced(FALSE))
    assert said in " ".join(as_text(found, lang).split())
    held = results(held={"2": (60, 20, 5)}, contested=("2",))
    assert {"contested-set-aside", "not-computed"} <= {one.code for one in compare(held, announced(FALSE)).statements}


def test_nothing_is_said_of_stations_left_out_where_there_are_none(results: Make, announced: Announce) -> None:
    assert not any("set-aside" in one.code for one in compare(results(), announced(FALSE)).statements)


def test_an_annulled_station_may_have_been_announced_and_stands_outside_with_its_cap(
    results: Make, announced: Announce
) -> None:
    held = results()
    key = ResultKey("mayor", 1, "2", "station-count")
    annulled = replace(held.settlement.results[key], grade=Grade.ANNULLED, in_main_total=False)
    settlement = replace(held.settlement, results={**held.settlement.results, key: annulled})
    after = results_of(held.definition, settlement)
    assert len(held_of(after, announced(FALSE)).stations) == 2
    found = compare(after, announced(FALSE))
    assert found.rolls[0].cap == 200
    assert "1 annulled station, which the announcement may have counted" in " ".join(as_text(found, "en").split())


def test_an_area_is_compared_with_its_own_stations(results: Make, announced: Announce) -> None:
    complete = results(rolls="", complete=True)
    found = compare(complete, announced({"ana": 55, "ben": 25, "cai": 5}, area="south"))
    assert (found.rolls[0].id, found.rolls[0].cap) == ("register", 0)
    assert found.feasibility is not None
    assert not found.contradictions
    assert compare(complete, announced({"ana": 56, "ben": 24, "cai": 5}, area="south")).contradictions


@pytest.mark.parametrize(
    ("options", "fields", "reason"),
    [
        ({}, {"area": "west"}, "area-unknown"),
        ({}, {"contest": "president"}, "contest-unknown"),
        ({"cap": ""}, {}, "no-cap"),
        ({"rolls": ""}, {}, "no-universe"),
        (
            {"rolls": '[[universe]]\nid = "r"\nstations = 2\nregistered = 200\nsource = "s"'},
            {},
            "roll-smaller-than-held",
        ),
        ({"held": {}}, {}, "no-stations-held"),
    ],
)
def test_each_thing_that_is_missing_gives_a_statement_and_no_contradiction(
    results: Make, announced: Announce, options: dict[str, object], fields: dict[str, object], reason: str
) -> None:
    found = compare(results(**options), announced(FALSE, **fields))
    assert reason in [one.values.get("reason") for one in found.statements]
    assert not found.contradictions
    for lang in ("en", "es"):
        assert as_text(found, lang)
    assert json.dumps(found.as_json())


def test_more_votes_than_electors_are_said(results: Make, announced: Announce) -> None:
    found = compare(results(), announced({"ana": 300, "ben": 200}))
    told = next(one for one in found.statements if one.code == "announced-above-roll")
    assert told.values["difference"] == "100"


def test_earlier_announcements_of_another_count_are_left_aside(results: Make, announced: Announce) -> None:
    before = announced({"ana": 1000}, id="zero", date="2024-01-07", area="north")
    found = compare(results(), announced(FALSE), [before])
    assert "count-fell" not in [one.code for one in found.statements]
    same = announced({"ana": 1000}, id="zero", date="2024-01-07")
    assert "count-fell" in [one.code for one in compare(results(), announced(FALSE), [same]).statements]


def test_two_runs_give_the_same_bytes(results: Make, announced: Announce) -> None:
    announcement = announced(FALSE, coverage=(("sheets", "95"),))
    one, other = (compare(results(), announcement) for _ in range(2))
    assert json.dumps(one.as_json()) == json.dumps(other.as_json())
    assert as_text(one, "es") == as_text(other, "es")


def test_a_register_still_to_be_derived_is_said(
    results: Make, announced: Announce, definition: Callable[..., Definition]
) -> None:
    made = results()
    bare = Definition(made.definition.file, None, {})
    without = Results(bare, made.settlement, {"mayor": {}}, (), 0, "")
    assert "register-unknown" in [one.values.get("reason") for one in compare(without, announced(FALSE)).statements]


def test_the_comparisons_do_not_depend_on_the_number_of_workers(results: Make, announced: Announce) -> None:
    later = announced({"ana": 50, "ben": 130, "cai": 15}, id="second", date="2024-01-09")
    held = results(announcements=(announced(FALSE), later))
    assert compare_all(held, workers=3) == compare_all(held)


def test_of_announcements_of_one_day_none_is_the_earlier_one(results: Make, announced: Announce) -> None:
    first, second = announced({"ana": 50}, id="z-first"), announced({"ana": 90}, id="a-second")
    next_day = announced({"ana": 80}, id="third", date="2024-01-09")
    found = compare_all(replace(results(), announcements=(first, second, next_day)))
    told = {one.announcement.id: [said.code for said in one.statements] for one in found}
    assert not {"count-fell", "counts-grew"} & {*told["z-first"], *told["a-second"]}
    assert {"count-fell", "counts-grew"} <= set(told["third"])


def test_the_text_of_an_announcement_of_one_area_names_the_area(results: Make, announced: Announce) -> None:
    made = results({"1": (50, 40, 0)}, announcements=(announced({"ana": 5, "ben": 4}, area="N"),))
    assert as_text(compare_all(made)[0], "en").splitlines()[0].endswith(" – N (2024-01-08)")
