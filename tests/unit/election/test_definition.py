"""election.toml, validated as a whole: each mistake is one clear line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from tallyproof.election import (
    ELECTION_FILE,
    REGISTER_FILE,
    load_announcements,
    load_definition,
    parse_definition,
    schema,
)
from tallyproof.election import announcements as announcements_module
from tallyproof.election.example import ANNOUNCEMENT_FILE, example_files
from tallyproof.errors import DefinitionError
from tallyproof.model import AnnouncedArea

FILES = example_files()
TOML = FILES[ELECTION_FILE].decode()
DOCUMENT = Path(__file__).parents[3] / "docs" / "election-toml.md"


def refused(toml: str | bytes, *, register: bytes | None = FILES[REGISTER_FILE]) -> str:
    data = toml.encode() if isinstance(toml, str) else toml
    files = {ELECTION_FILE: data} if register is None else {ELECTION_FILE: data, REGISTER_FILE: register}
    with pytest.raises(DefinitionError) as error:
        parse_definition(files)
    return str(error.value)


def changed(old: str, new: str) -> str:
    assert TOML.count(old) >= 1, old
    return TOML.replace(old, new, 1)


def line_of(toml: str, start: str) -> int:
    return next(n for n, line in enumerate(toml.splitlines(), 1) if line.strip().startswith(start))


# --- the example ---------------------------------------------------------------------------------


def test_the_example_folder_loads_cleanly(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    definition = load_definition(tmp_path)
    assert definition.register is not None
    assert len(definition.register.stations) == 6
    assert definition.register.complete
    assert definition.contests["mayor"].candidate_of_line() == {
        "alder-river": "alder",
        "alder-gardens": "alder",
        "birch-harbour": "birch",
    }
    (announcement,) = load_announcements(tmp_path, definition)
    assert announcement.candidates == {"alder": 903, "birch": 737}


def test_the_example_reads_its_own_qr_code() -> None:
    definition = parse_definition({name: FILES[name] for name in (ELECTION_FILE, REGISTER_FILE)})
    payload = re.search(r"by its QR code: (\S+)", TOML)
    assert payload is not None
    read = definition.grammars["strip"].parse(payload[1])
    assert definition.register is not None
    assert read.station_code in definition.register.stations
    assert dict(read.figures) == {"alder-river": 120, "alder-gardens": 30, "birch-harbour": 98}
    assert read.counts["cast"] == sum(read.counts[one] for one in ("valid", "null", "blank"))


def test_the_example_explains_every_table() -> None:
    for header in re.findall(r"^\s*(\[\[?[\w.]+\]\]?)", TOML, re.MULTILINE):
        lines = TOML.splitlines()
        at = next(n for n, line in enumerate(lines) if line.strip().startswith(header))
        assert "#" in "\n".join(lines[max(0, at - 3) : at + 6]), header


def test_the_files_that_rules_came_from_are_hashed() -> None:
    definition = parse_definition({name: FILES[name] for name in (ELECTION_FILE, REGISTER_FILE)})
    assert set(definition.hashes()) == {ELECTION_FILE, REGISTER_FILE}


# --- single mistakes -----------------------------------------------------------------------------


def test_an_unknown_key_names_its_line_and_the_nearest_known_one() -> None:
    toml = changed("secrecy_floor", "secrecy_flor")
    message = refused(toml)
    assert f"line {line_of(toml, 'secrecy_flor')}: privacy.secrecy_flor" in message
    assert "did you mean 'secrecy_floor'?" in message


def test_an_unknown_key_in_one_of_many_like_tables_names_the_right_line() -> None:
    toml = changed('name = "Gardens for All"', 'name = "Gardens for All"\n  nmae = "x"')
    assert f"line {line_of(toml, 'nmae')}: contests.1.lines.2.nmae" in refused(toml)


def test_a_key_like_no_other_is_refused_with_the_known_ones() -> None:
    assert "known keys: images, secrecy_floor" in refused(changed("secrecy_floor", "zzz"))


def test_a_ballot_line_without_candidate_is_one_clear_error() -> None:
    toml = changed('  candidate = "birch"\n', "")
    message = refused(toml)
    header = [n for n, line in enumerate(toml.splitlines(), 1) if "[[contests.lines]]" in line][2]
    assert f"line {header}: contests.1.lines.3.candidate: expected this key, found none" in message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('candidate = "birch"', 'candidate = "birhc"',
         "expected a candidate that is defined, got 'birhc'; did you mean 'birch'?"),
        ('contest = "mayor"', 'contest = "major"',
         "expected a contest that is defined, got 'major'; did you mean 'mayor'?"),
        ('source = "observers"', 'source = "observer"', "did you mean 'observers'?"),
        ('headline_stage = "station-count"', 'headline_stage = "station"', "expected a stage that is defined"),
        (
            'headline_stage = "station-count"',
            'headline_stage = "station-count"\nstage_names = { station = "Stations" }',
            "election.stage_names: expected a stage that is defined, got 'station'",
        ),
        ('right = ["valid"]', 'right = ["vald"]',
         "expected a count that is defined, got 'vald'; did you mean 'valid'?"),
        ('"within-cap", ', '"within-caps", ',
         "expected a check that is defined, got 'within-caps'; did you mean 'within-cap'?"),
        ('"birch-harbour"]', '"birch-harbor"]', "expected a ballot line that is defined"),
        ('birch = "Birch" }', 'bitch = "Birch" }',
         "expected a candidate that is defined, got 'bitch'; did you mean 'birch'?"),
        ('cast = "Cast" }', 'casts = "Cast" }', "expected a count that is defined, got 'casts'; did you mean 'cast'?"),
        ('id = "board"\n', 'id = "board"\narea = "1-9"\n',
         "expected an area of the register that is defined, got '1-9'"),
        ('lines = ["alder-river", "alder-gardens", "birch-harbour"]', 'lines = ["alder-river", "birch-harbour"]',
         "expected all lines of mayor, found none for alder-gardens"),
        ('{ alder = "Alder", birch = "Birch" }', '{ alder = "Alder" }',
         "expected all candidates of mayor, found none for birch"),
        ('{ alder = "Alder", birch = "Birch" }', '{ alder = "Alder", birch = "Alder" }',
         "got 'Alder' for several figures"),
        ('{ alder = "Alder", birch = "Birch" }', "{ }", "expected either lines or candidates, got neither"),
        ('id = "candidates-equal-valid"', 'id = "within-cap"', "expected an id that is no built-in check"),
        ('id = "ballots-add-up"', 'id = "candidates-equal-valid"',
         "expected every id once, got 'candidates-equal-valid' twice"),
        ('id = "blank"', 'id = "candidates"', "expected an id other than 'candidates' and 'registered'"),
        ('id = "blank"', 'id = "alder-river"', "lines and counts: expected every id once, got 'alder-river' twice"),
        ('role = "blank"', 'role = "valid"', "roles: expected every id once, got 'valid' twice"),
        ('id = "no-second-round"', 'id = "first-place"', "expected every id once, got 'first-place' twice"),
        ('share = "50%"', "", "expected a share such as '50%', found none"),
        ('share = "50%"', 'share = "half"', "expected a percentage from '0%' to '100%'"),
        ('share = "50%"', 'share = "NaN"', "expected a percentage from '0%' to '100%'"),
        ('share = "50%"', 'share = "1e-999999999"', "expected a percentage from '0%' to '100%'"),
        ('share = "50%"', 'share = "100.1%"', "expected a percentage from '0%' to '100%'"),
        ('share = "50%"', 'share = "50%"\n  points = "10%"', "expected them for kind 'lead' only"),
        ('kind = "plurality"', 'kind = "plurality"\n  share = "50%"', "expected it for kind 'threshold' only"),
        ('kind = "plurality"', 'kind = "seats"', "contests.1.outcome.1.kind: expected 'plurality'"),
        ('rule = "registered" ', 'rule = "column" ', "expected a column for rule 'column', found none"),
        ('rule = "registered" ', 'rule = "fixed" ', "expected votes, the most a station can bring"),
        ("plus = 5", 'plus = 5\ncolumn = "voters"', "expected it for rule 'column' only"),
        ("plus = 5", "plus = -5", "register.cap.plus: expected at least 0, got -5"),
        ('registered = "voters"', "", "expected register.registered to name a column for rule 'registered'"),
        ("stations = 6", "stations = -6", "universe.1.stations"),
        ("stations = 6", "stations = true", "universe.1.stations"),
        ("stations = 6", "stations = 6.0", "universe.1.stations"),
        ("complete = true", 'complete = "yes"', "register.complete"),
        ("complete = true", 'complete = true\nderived_from = "observers-table"',
         "expected false for a derived register"),
        ('station = "{centre:04}.{table:02}"', 'station = "{centre:04"', "close each brace that is opened"),
        ('code = "{ward_no:02}"', 'code = "ward"', "levels.ward.code"),
        ('encoding = "utf-8"', 'encoding = "utf-99"', "expected a known encoding"),
        ('encoding = "utf-8"', 'encoding = "undefined"', "expected a known encoding"),
        ('encoding = "utf-8"', 'encoding = "utf\\u00008"', "expected a known encoding"),
        ('encoding = "auto"', 'encoding = "utf-99"', "tables.observers-table.encoding: expected a known encoding"),
        ('delimiter = ","', 'delimiter = "\\n"', "register.delimiter"),
        ("2026-06-07T20:00:00Z", "2026-06-07T20:00:00", "gate.not_before: expected an hour with its zone"),
        ('url = "https://observers.example/"', 'url = "javascript:alert(1)"', "sources.1.url"),
        ('name = "Ada Alder"', 'name = "Ada\\u0007"', "expected text without control characters, got U+0007"),
        ('name = "Ada Alder"', 'name = "\\u202eredlA"', "expected text without control characters, got U+202E"),
        ('name = "Ada Alder"', 'name = ""', "contests.1.candidates.1.name"),
        ('name = { en = "Mayor", es = "Alcaldía" }', "name = {}", "contests.1.name"),
        ('id = "mayor"', 'id = "Mayor!"', "contests.1.id"),
        ("round = 1", "round = 1\nvotes_per_ballot = 2", "contests.1.votes_per_ballot"),
        ("(?P<valid>", "(?P<walid>", "expected a group (?P<valid>…)"),
        (r"(?P<null>\d{1,4})", r"(?P<null>\d{1,4}", "expected a regular expression"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_clear_error(old: str, new: str, expected: str) -> None:
    message = refused(changed(old, new))
    assert expected in message
    assert message.startswith(f"{ELECTION_FILE}")


def test_several_mistakes_are_told_at_once() -> None:
    toml = (
        changed("secrecy_floor", "secrecy_flor")
        .replace("stations = 6", "stations = -6")
        .replace("plus = 5", "plos = 5")
    )
    assert len(refused(toml).splitlines()) == 3


def test_several_dangling_references_are_told_at_once() -> None:
    toml = changed('candidate = "birch"', 'candidate = "oak"').replace('source = "observers"', 'source = "nobody"')
    lines = refused(toml).splitlines()
    assert ["'oak'" in line for line in lines] == [True, False]
    assert "'nobody'" in lines[1]


def test_a_hundred_mistakes_are_told_as_ten_and_how_many_more() -> None:
    toml = TOML + "".join(f'\n[[sources]]\nname = "s{n}"\n' for n in range(100))
    lines = refused(toml).splitlines()
    assert len(lines) == 11
    assert "and 90 more problems" in lines[-1]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff\xfe", "expected UTF-8 text, got byte 0"),
        (b"[election", "expected TOML"),
        (b"", "election: expected this key, found none"),
        (b"x = " + b"9" * 5000, "expected TOML"),
        (b"x = " + b"[" * 5000 + b"]" * 5000, "expected TOML"),
    ],
    ids=["not utf-8", "broken", "empty", "a number of 5,000 digits", "5,000 lists in each other"],
)
def test_a_file_that_is_no_definition_is_refused(data: bytes, expected: str) -> None:
    assert expected in refused(data)


def test_a_missing_register_says_what_to_do() -> None:
    assert "stations.csv: expected the register" in refused(TOML, register=None)
    assert "register.derived_from" in refused(TOML, register=None)


def test_a_derived_register_may_still_be_absent() -> None:
    toml = changed("complete = true", 'complete = false\nderived_from = "observers-table"')
    assert parse_definition({ELECTION_FILE: toml.encode()}).register is None


def test_a_folder_without_definition_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="tallyproof init"):
        load_definition(tmp_path)
    with pytest.raises(DefinitionError, match="expected the election's definition"):
        parse_definition({})


def test_a_definition_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ELECTION_FILE).mkdir()
    with pytest.raises(DefinitionError, match="expected a file that can be read"):
        load_definition(tmp_path)


def test_rolls_of_areas_alone_are_used_for_their_areas() -> None:
    toml = changed('id = "board"\n', 'id = "board"\narea = "1"\n').replace("default = true", "")
    definition = parse_definition({ELECTION_FILE: toml.encode(), REGISTER_FILE: FILES[REGISTER_FILE]})
    roll = definition.universe("1")
    assert roll is not None
    assert roll.stations == 6
    assert definition.universe("") is None


def test_two_default_rolls_are_refused() -> None:
    second = '\n[[universe]]\nid = "other"\nstations = 6\nregistered = 1\nsource = "x"\ndefault = true\n'
    assert "expected one default roll" in refused(TOML + second)


# --- announcements ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["51,2", "51.2%", "-5", "", "1234", "50.1234567", "\u0665"])
def test_a_percentage_written_otherwise_than_announced_is_refused_in_plain_words(text: str) -> None:
    head = 'title = "T"\ndate = 2024-01-09\ncontest = "mayor"\nsource = "S"\n'
    with pytest.raises(DefinitionError, match=r"expected a percentage such as '51\.2', with a point"):
        announcements_module.parse_announcement("first", f'{head}turnout = "{text}"\n'.encode(), DEFINITION)


DEFINITION = parse_definition({name: FILES[name] for name in (ELECTION_FILE, REGISTER_FILE)})
ANNOUNCED = FILES[ANNOUNCEMENT_FILE].decode()


def test_an_announcement_keeps_its_percentages_as_they_were_printed() -> None:
    toml = ANNOUNCED.replace('"55.1"', '"55.10"')
    announcement = announcements_module.parse_announcement("first", toml.encode(), DEFINITION)
    assert announcement.percentages == {"alder": "55.10", "birch": "44.9"}
    assert (announcement.id, announcement.stage, announcement.round) == ("first", "station-count", 1)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "alder = 903",
            "adler = 903",
            "candidates: expected a candidate that is defined, got 'adler'; did you mean 'alder'?",
        ),
        ('contest = "mayor"', 'contest = "major"', "contest: expected a contest that is defined"),
        ('stage = "station-count"', 'stage = "recount"', "stage: expected a stage that is defined"),
        ('area = ""', 'area = "9"', "area: expected an area of the register that is defined"),
        (
            "valid = 1640",
            "vaild = 1640",
            "counts: expected a count that is defined, got 'vaild'; did you mean 'valid'?",
        ),
        ('alder = "55.1"', "alder = 55.1", "percentages.alder"),
        ('alder = "55.1"', 'alder = "55,1"', "percentages.alder"),
        ('alder = "55.1"', 'alder = "٥٥"', "percentages.alder"),
        ("alder = 903", "alder = -903", "candidates.alder"),
        ("title =", "titel =", "did you mean 'title'?"),
        ("date = 2026-06-07", "date = 2026-02-30", "expected TOML"),
        ('url = "https', 'url = "data:https', "url"),
    ],
)
def test_a_mistake_in_an_announcement_is_one_clear_error(old: str, new: str, expected: str) -> None:
    assert old in ANNOUNCED
    with pytest.raises(DefinitionError) as error:
        announcements_module.parse_announcement("first", ANNOUNCED.replace(old, new, 1).encode(), DEFINITION)
    assert expected in str(error.value)
    assert str(error.value).startswith("announcements/first.toml")


def test_an_announcement_may_give_turnout_and_figures_by_area() -> None:
    code = next(iter(DEFINITION.register.areas)) if DEFINITION.register else ""
    areas = f'\n[areas."{code}".candidates]\nalder = 3\n\n[areas."{code}".others]\nvotes = 2\n'
    toml = ANNOUNCED.replace("title =", 'turnout = "61.5"\ntitle =', 1) + areas
    announcement = announcements_module.parse_announcement("first", toml.encode(), DEFINITION)
    assert announcement.turnout == "61.5"
    assert announcement.areas == {code: AnnouncedArea({"alder": 3}, 2, {})}


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        ("[areas.nowhere.candidates]\nalder = 3\n", "areas: expected an area of the register"),
        ("[areas.AREA.candidates]\nadler = 3\n", "areas.AREA.candidates: expected a candidate"),
        ("[areas.AREA.counts]\nvaild = 3\n", "areas.AREA.counts: expected a count"),
        ('[areas.AREA.others]\npercentage = "3"\n', "areas.AREA.others: expected votes only"),
    ],
)
def test_a_mistake_in_the_figures_of_an_area_is_one_clear_error(areas: str, expected: str) -> None:
    code = next(iter(DEFINITION.register.areas)) if DEFINITION.register else ""
    toml = f"{ANNOUNCED}\n{areas.replace('AREA', f'{chr(34)}{code}{chr(34)}')}"
    with pytest.raises(DefinitionError) as error:
        announcements_module.parse_announcement("first", toml.encode(), DEFINITION)
    assert expected.replace("AREA", code) in str(error.value)


def test_an_announcement_of_nothing_is_refused() -> None:
    head = ANNOUNCED.partition("[candidates]")[0]
    with pytest.raises(DefinitionError, match="expected some announced figure"):
        announcements_module.parse_announcement("first", head.encode(), DEFINITION)


def test_a_file_name_that_is_no_id_is_refused() -> None:
    with pytest.raises(DefinitionError, match="expected a file name of small letters"):
        announcements_module.parse_announcement("../x", ANNOUNCED.encode(), DEFINITION)


# --- the reference ---------------------------------------------------------------------------------

SECTIONS: dict[type[BaseModel], str] = {
    schema.ElectionTable: "## [election]",
    schema.Privacy: "## [privacy]",
    schema.Gate: "## [gate]",
    schema.Level: "## [[levels]]",
    schema.Register: "## [register]",
    schema.Cap: "### register.cap",
    schema.Special: "### register.special",
    schema.Universe: "## [[universe]]",
    schema.Indicators: "## [indicators]",
    schema.Source: "## [[sources]]",
    schema.Contest: "## [[contests]]",
    schema.Candidate: "### [[contests.candidates]]",
    schema.Line: "### [[contests.lines]]",
    schema.Count: "### [[contests.counts]]",
    schema.Identity: "### [[contests.identities]]",
    schema.Condition: "### [[contests.outcome]]",
    schema.Layout: "## [[layouts]]",
    schema.TableMapping: "## [[tables]]",
    schema.StationCodes: "### tables.codes",
    announcements_module.AnnouncementFile: "## announcements/NAME.toml",
}


@pytest.mark.parametrize("model", SECTIONS, ids=lambda model: model.__name__)
def test_every_key_is_documented_and_no_other(model: type[BaseModel]) -> None:
    heading = SECTIONS[model]
    _, found, rest = DOCUMENT.read_text("utf-8").partition(f"\n{heading}\n")
    assert found, heading
    section = re.split(r"\n#+ ", rest)[0]
    first_cells = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, re.MULTILINE)
    documented = {key for cell in first_cells for key in re.findall(r"`(\w+)`", cell)}
    assert documented == set(model.model_fields)


def test_every_table_of_the_schema_has_its_section() -> None:
    tables = {one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, schema.Table)}
    assert tables - {schema.Table, schema.ElectionFile} == set(SECTIONS) - {announcements_module.AnnouncementFile}
