"""The sample election on disk: it loads, its pictures say what they should, and its cases are there."""

from __future__ import annotations

import csv
import filecmp
import io
import zipfile
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tallyproof.demo import Case, Sample, make_sample
from tallyproof.election import load_announcements, load_definition
from tallyproof.errors import UsageError

QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
STATIONS = 80


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("sample"), seed=5, stations=STATIONS)


def case(sample: Sample, name: str) -> Case:
    return next(one for one in sample.cases if one.name == name)


def qr_texts(data: bytes) -> list[str]:
    return _texts(Image.open(io.BytesIO(data)))


def _texts(image: Image.Image) -> list[str]:
    pixels = np.asarray(image.convert("L"))
    return [code.text for code in zxingcpp.read_barcodes(pixels, formats=QR)]


def test_definition_and_announcement_load_without_complaint(sample: Sample) -> None:
    definition = load_definition(sample.folder)
    assert definition.register is not None
    assert set(definition.register.stations) == {station.code for station in sample.country.stations}
    roll = definition.universe("")
    assert roll is not None
    assert (roll.stations, roll.registered) == (
        STATIONS,
        sum(station.registered for station in sample.country.stations),
    )
    (announcement,) = load_announcements(sample.folder, definition)
    assert announcement.candidates == sample.announced.candidates
    assert announcement.coverage == (("stations", "100"),)


def test_ordinary_sheets_parse_by_their_grammar_to_the_votes_in_the_box(sample: Sample) -> None:
    definition = load_definition(sample.folder)
    special = {one.station for one in sample.cases}
    read = 0
    for picture in sample.plan.pictures:
        if picture.station.code in special:
            continue
        (text,) = qr_texts((sample.folder / picture.path).read_bytes())
        payload = definition.grammars[picture.kind].parse(text)
        own = sample.votes[picture.station.code]
        assert payload.station_code == picture.station.code
        assert tuple(payload.figures.values()) == own.lines
        expected = {"null": own.null, "blank": own.blank}
        if picture.kind == "form":
            expected |= {"valid": own.valid, "cast": own.cast}
        assert payload.counts == expected
        read += 1
    assert read > STATIONS / 2


def test_both_kinds_of_sheet_are_held_and_some_stations_are_missing(sample: Sample) -> None:
    kinds = [sample.plan.kinds[station.code] for station in sample.plan.held]
    assert 0.1 < kinds.count("form") / len(kinds) < 0.45
    assert len(sample.plan.held) + len(sample.plan.missing) == STATIONS
    assert len(sample.plan.missing) == 6


def test_rivals_carry_other_figures_for_the_same_station(sample: Sample) -> None:
    for name in ("rival-known", "rival-anonymous"):
        one = case(sample, name)
        (rival,) = qr_texts((sample.folder / one.path).read_bytes())
        paths = [p.path for p in sample.plan.pictures if p.station.code == one.station and p.path != one.path]
        (accepted,) = qr_texts((sample.folder / paths[0]).read_bytes())
        assert rival[:12] == accepted[:12] == one.station
        assert rival != accepted
    assert case(sample, "rival-anonymous").path.startswith("inbox-anonymous/")


def test_wrong_sum_wrong_cast_and_over_cap_are_wrong_in_that_way_only(sample: Sample) -> None:
    registered = {station.code: station.registered for station in sample.country.stations}
    for name in ("wrong-sum", "wrong-cast", "over-cap"):
        one = case(sample, name)
        (text,) = qr_texts((sample.folder / one.path).read_bytes())
        parts = text.split("!")
        if name == "over-cap":
            assert sum(map(int, parts[1].split(","))) > registered[one.station]
            continue
        lines, (valid, null, blank, cast) = sum(map(int, parts[2].split(","))), map(int, parts[3:])
        assert (valid - lines, cast - valid - null - blank) == ((10, 0) if name == "wrong-sum" else (0, 1))


def test_unknown_station_is_not_in_the_register(sample: Sample) -> None:
    one = case(sample, "unknown-station")
    assert one.station not in {station.code for station in sample.country.stations}
    (text,) = qr_texts((sample.folder / one.path).read_bytes())
    assert text.startswith(one.station)


def test_exact_duplicate_has_the_same_bytes_and_second_photo_has_not(sample: Sample) -> None:
    for name, same in (("exact-duplicate", True), ("second-photo", False)):
        one = case(sample, name)
        paths = [p.path for p in sample.plan.pictures if p.station.code == one.station and p.path != one.path]
        first, second = ((sample.folder / path).read_bytes() for path in (paths[0], one.path))
        assert (first == second) is same
        assert qr_texts(first) == qr_texts(second)


def test_damaged_and_foreign_files_give_no_reading(sample: Sample) -> None:
    for name in ("torn-qr", "blotted-qr"):
        assert qr_texts((sample.folder / case(sample, name).path).read_bytes()) == []
    for name in ("truncated", "not-an-image"):
        with pytest.raises(OSError, match=r"truncated|cannot identify"):
            qr_texts((sample.folder / case(sample, name).path).read_bytes())


def test_pdf_and_zip_hold_two_readable_sheets_each(sample: Sample) -> None:
    document = pypdfium2.PdfDocument(sample.folder / case(sample, "in-pdf").path)
    pages = [_texts(page.render(scale=150 / 72).to_pil()) for page in document]
    stations = [one.station for one in sample.cases if one.name == "in-pdf"]
    assert sorted(text.split("!")[1] for (text,) in pages) == sorted(stations)
    with zipfile.ZipFile(sample.folder / case(sample, "in-zip").path) as archive:
        texts = [qr_texts(archive.read(name))[0] for name in archive.namelist()]
    stations = [one.station for one in sample.cases if one.name == "in-zip"]
    assert sorted(text[:12] for text in texts) == sorted(stations)


def test_table_covers_missing_stations_one_that_agrees_and_two_that_differ(sample: Sample) -> None:
    with sample.table.open(encoding="utf-8", newline="") as file:
        rows = {row["station"]: row for row in csv.DictReader(file)}
    missing = {station.code for station in sample.plan.missing}
    agrees = case(sample, "table-agrees").station
    differ = {case(sample, name).station for name in ("table-differs", "table-outvoted")}
    assert set(rows) - missing == {agrees, *differ}
    assert len(set(rows) & missing) == 5
    for station, row in rows.items():
        own = sample.votes[station]
        names = ("Alba Norte", "Bruno Sur", "Clara Este", "Darío Oeste")
        assert sum(int(row[name]) for name in names) == int(row["valid"]) == own.valid
        assert (int(row["Alba Norte"]) == sum(own.lines[:3])) is (station not in differ)


def test_every_case_names_a_file_that_exists_and_one_station_serves_one_case(sample: Sample) -> None:
    assert all((sample.folder / one.path).is_file() for one in sample.cases)
    stations = [one.station for one in sample.cases if one.station]
    assert len(stations) == len(set(stations))


def test_same_seed_gives_the_same_bytes_in_one_process_or_two(sample: Sample, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    again = make_sample(
        tmp_path / "again",
        seed=5,
        stations=STATIONS,
        workers=2,
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    files = sorted(str(path.relative_to(sample.folder)) for path in sample.folder.rglob("*") if path.is_file())
    others = sorted(str(path.relative_to(again.folder)) for path in again.folder.rglob("*") if path.is_file())
    assert files == others
    same, differing, broken = filecmp.cmpfiles(sample.folder, again.folder, files, shallow=False)
    assert (len(same), differing, broken) == (len(files), [], [])
    assert told[-1] == ("sheets", len(sample.plan.pictures), len(sample.plan.pictures))


def test_folder_with_an_election_is_left_alone(sample: Sample) -> None:
    before = (sample.folder / "election.toml").read_bytes()
    with pytest.raises(UsageError, match="expected no election there"):
        make_sample(sample.folder, seed=6, stations=STATIONS)
    assert (sample.folder / "election.toml").read_bytes() == before


def test_country_too_small_for_all_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least 80 stations"):
        make_sample(tmp_path, stations=79)
