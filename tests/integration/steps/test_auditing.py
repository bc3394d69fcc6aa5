"""A check of the transcription from a release to its end, by the commands, and what a falsified one is found by."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.steps.conftest import ELECTION, EPOCH, REGISTER, Toy

from tallyproof import canonical
from tallyproof.cli import main
from tallyproof.derive import decode_entries
from tallyproof.errors import JournalBusyError
from tallyproof.model import AuditResult, Rereading
from tallyproof.steps.auditing import append_acts, readings_in_records
from tallyproof.steps.records import draft
from tallyproof.store import open_election

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Ran

DICE = "dice 6 1 4 4 2 5 3 6 1 2 2 5 6 3 3 1 5 4 6 2"
SHEETS = {"10.1": (200, 50), "10.2": (190, 60), "11.1": (180, 70), "20.1": (170, 80)}


def _quietly(*arguments: object) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    assert ended.value.code == 0


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, slip: Callable[..., bytes]) -> Path:
    """Give the folder of the toy election with four sheets and a release, made once."""
    folder, sheets = tmp_path_factory.mktemp("released") / "toy", tmp_path_factory.mktemp("sheets")
    folder.mkdir()
    (folder / "election.toml").write_text(ELECTION, encoding="utf-8")
    (folder / "stations.csv").write_text(REGISTER, encoding="utf-8")
    for station, (ana, ben) in SHEETS.items():
        (sheets / f"{station}.png").write_bytes(slip(station, ana, ben, 3))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOURCE_DATE_EPOCH", EPOCH)
        environment.delenv("DATABASE_URL", raising=False)
        _quietly("intake", folder, sheets, "--source", "party")
        _quietly("read", folder)
        _quietly("publish", folder)
    return folder


@pytest.fixture(scope="module")
def drawn_once(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the released election with a plan and its draws, made once."""
    folder = tmp_path_factory.mktemp("drawn") / "toy"
    shutil.copytree(released, folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOURCE_DATE_EPOCH", EPOCH)
        environment.delenv("DATABASE_URL", raising=False)
        _quietly("audit", "plan", folder, "--scope", "pictures")
        _quietly("audit", "draw", folder, "--seed", DICE)
    return folder


@pytest.fixture
def published(released: Path, tmp_path: Path, run: Callable[..., Ran]) -> Toy:
    """Give a copy of the released election of one's own."""
    shutil.copytree(released, tmp_path / "toy")
    return Toy(tmp_path / "toy", run)


@pytest.fixture
def drawn(drawn_once: Path, tmp_path: Path, run: Callable[..., Ran]) -> Toy:
    """Give a copy of the drawn election of one's own."""
    shutil.copytree(drawn_once, tmp_path / "toy")
    return Toy(tmp_path / "toy", run)


def draws(toy: Toy) -> list[str]:
    return [station for one in toy.records("audit") if one["act"] == "draw" for station in one["stations"]]


def form_of(toy: Toy) -> Path:
    (found,) = (toy.folder / "audit").rglob("sheets-to-*.csv")
    return found


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


def test_before_a_release_nothing_is_planned(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> None:
    (tmp_path / "one.png").write_bytes(slip("10.1", 100, 50, 3))
    toy("intake", tmp_path / "one.png", "--source", "party")
    toy("read")
    said = check(toy, "plan", code=2)
    assert "expected a release whose figures everybody can see, found none yet" in said
    assert toy.records("audit") == []


@pytest.mark.parametrize("act", ["draw", "result"])
def test_without_a_plan_the_command_says_what_to_do_first(published: Toy, act: str) -> None:
    arguments = ["--seed", DICE] if act == "draw" else []
    assert "make one with 'tallyproof audit plan' after publishing" in check(published, act, *arguments, code=2)


def test_a_record_before_the_draw_is_refused(published: Toy, tmp_path: Path) -> None:
    check(published, "plan")
    (tmp_path / "empty.csv").write_text("station,state,ana,ben\n")
    assert "expected units to be drawn first" in check(published, "record", tmp_path / "empty.csv", code=2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--scope", "some"], "--scope: expected one of all, pictures, got 'some'"),
        (["--method", "bravo"], "--method: expected one of kaplan-markov, alpha, got 'bravo'"),
        (["--risk-limit", "0%"], "risk limit: expected a percentage above 0% and up to 50%, got '0%'"),
        (["--risk-limit", "low"], "got 'low'"),
        (["--expected", "100%"], "expected taint: expected a percentage from 0% to below 100%, got '100%'"),
        (["--contest", "senate"], "--contest: expected one of mayor, got 'senate'"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(published: Toy, arguments: list[str], said: str) -> None:
    assert said in check(published, "plan", *arguments, code=2)
    assert published.records("audit") == []


@pytest.mark.parametrize(("seed", "got"), [("x", "got 0 digits"), ("6 1 4", "got 3 digits")])
def test_a_seed_that_is_too_short_says_what_is_needed(published: Toy, seed: str, got: str) -> None:
    check(published, "plan")
    said = check(published, "draw", "--seed", seed, code=2)
    assert "expected the faces of 20 dice thrown in public" in said
    assert got in said


def test_a_tie_has_nothing_to_check(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> None:
    (tmp_path / "one.png").write_bytes(slip("10.1", 100, 100, 3))
    toy("intake", tmp_path / "one.png", "--source", "party")
    toy("read")
    toy("publish")
    said = check(toy, "plan", code=2)
    assert "expected a condition of the outcome rule to test, found none (first-place: its margin is 0" in said


def test_stations_from_a_table_alone_have_no_picture_to_check(toy: Toy, table: Path) -> None:
    toy("import", table, "--source", "party")
    toy("publish")
    assert "whose figures were read from pictures, found none" in check(toy, "plan", "--scope", "pictures", code=2)
    planned = check(toy, "plan")
    assert "bare" in codes(planned)
    drawn = check(toy, "draw", "--seed", DICE, "--draws", "5")
    assert drawn["waiting"] == []
    found = check(toy, "result")
    assert (found["p"], found["decision"]) == ("1", "go-on")
    assert "go-on-open" in codes(found)


def test_one_station_is_checked_like_any_other(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> None:
    (tmp_path / "one.png").write_bytes(slip("10.1", 200, 50, 3))
    toy("intake", tmp_path / "one.png", "--source", "party")
    toy("read")
    toy("publish")
    check(toy, "plan")
    drawn = check(toy, "draw", "--seed", DICE)
    assert set(drawn["draws"]) == {"10.01"}
    check(toy, "record", filled(form(drawn)))
    assert check(toy, "result")["decision"] == "all-read-holds"


def test_the_same_commands_again_change_nothing(published: Toy) -> None:
    for again in range(2):
        check(published, "plan", "--scope", "pictures")
        drawn = check(published, "draw", "--seed", DICE)
        if again == 0:
            file = filled(form(drawn), name=form(drawn).name)
        check(published, "record", file)
        check(published, "result")
        entries = published.entries()
        if again == 0:
            first, written = entries, file.read_bytes()
    assert entries == first
    assert [one["act"] for one in published.records("audit")] == ["plan", "draw", "readings", "result"]
    # What people filled in is never written over.
    assert file.read_bytes() == written


def test_a_further_draw_goes_on_and_another_seed_is_refused(published: Toy) -> None:
    check(published, "plan", "--scope", "pictures")
    first = check(published, "draw", "--seed", DICE, "--draws", "3")["draws"]
    assert "a check has one seed" in check(published, "draw", "--seed", DICE.replace("6", "5"), "--draws", "9", code=2)
    more = check(published, "draw", "--draws", "9")["draws"]
    assert more[:3] == first
    assert len(more) == 9
    check(published, "record", filled(form(check(published, "draw", "--draws", "9"))))
    check(published, "result")


def test_a_check_that_ended_takes_no_more(drawn: Toy) -> None:
    check(drawn, "record", filled(form_of(drawn)))
    check(drawn, "result")
    more = len(draws(drawn)) + 1
    assert "got one that has ended; nothing was drawn" in check(drawn, "draw", "--draws", more, code=2)
    assert "planned once for a release" in check(drawn, "plan", "--method", "alpha", code=2)


def test_an_error_that_is_found_is_said_with_its_size(drawn: Toy) -> None:
    station = draws(drawn)[0]
    file = filled(form_of(drawn), {station: {"ana": "100", "ben": "150"}})
    check(drawn, "record", file)
    found = check(drawn, "result")
    errors = next(one for one in found["statements"] if one["code"] == "errors")
    assert (errors["values"]["differing"], errors["values"]["against"]) == ("1", "1")
    assert found["decision"] == "go-on"
    text = drawn.run("audit", "result", drawn.folder, "--language", "es").out
    assert "la verificación sigue" in text
    assert "Imagen contra cifra, no papel contra imagen." in text


def test_two_people_must_have_written_the_same(drawn: Toy) -> None:
    station = draws(drawn)[0]
    one = filled(form_of(drawn), name="one.csv")
    other = filled(form_of(drawn), {station: {"ben": "7"}}, name="two.csv")
    said = check(drawn, "record", one, other, code=3)
    assert f"got other figures for 1 of them ({station})" in said
    assert [record["act"] for record in drawn.records("audit")] == ["plan", "draw"]
    check(drawn, "record", one, filled(form_of(drawn), name="two.csv"))
    (record,) = (record for record in drawn.records("audit") if record["act"] == "readings")
    assert record["people"] == 2
    assert "one.csv" not in json.dumps(record)


def test_a_form_with_a_wrong_cell_is_refused_whole(drawn: Toy) -> None:
    station = draws(drawn)[0]
    error = check(drawn, "record", filled(form_of(drawn), {station: {"ana": "4l2"}}), code=3)
    assert re.search(r"filled\.csv, row [0-9]+, ana: expected a whole number .*, got '4l2'", error)
    assert "nothing was recorded" in error
    assert [record["act"] for record in drawn.records("audit")] == ["plan", "draw"]
    assert "expected a file that can be read" in check(drawn, "record", drawn.folder / "none.csv", code=3)
    assert "or those of two, got 3" in check(drawn, "record", *[form_of(drawn)] * 3, code=2)


def test_what_was_recorded_is_not_mended_after_the_sums(drawn: Toy) -> None:
    station = draws(drawn)[0]
    check(drawn, "record", filled(form_of(drawn), {station: {"ana": "0"}}))
    said = check(drawn, "record", filled(form_of(drawn), name="mended.csv"), code=3)
    assert f"got other figures for {station}" in said


def test_a_dash_is_an_empty_field_and_an_empty_row_a_sheet_for_later(drawn: Toy) -> None:
    first, second, *_ = dict.fromkeys(draws(drawn))
    changes = {first: {"ben": "-"}, second: {"ana": "", "ben": ""}}
    left = check(drawn, "record", filled(form_of(drawn), changes))["waiting"]
    assert left == [second]
    (record,) = (record for record in drawn.records("audit") if record["act"] == "readings")
    assert next(one for one in record["readings"] if one["station"] == first)["candidates"]["ben"] == 0
    found = check(drawn, "result")
    assert (found["p"], found["recorded"]) == (None, False)
    assert "waiting" in codes(found)


def test_forms_show_no_settled_figure_and_the_picture_only_where_it_may_be_shown(drawn: Toy) -> None:
    page = form_of(drawn).with_suffix(".html")
    text = page.read_text()
    for station in set(draws(drawn)):
        assert f"<h2>{station}</h2>" in text
    body = re.sub(r"<style>.*?</style>|<h2>.*?</h2>|<img[^>]*>", "", text, flags=re.DOTALL)
    figures = {str(number) for row in SHEETS.values() for number in (*row, sum(row))}
    assert not figures & set(re.findall(r"[0-9]+", body))
    assert not figures & set(re.findall(r"[0-9]+", re.sub(r"(?m)^[0-9.]+,", "", form_of(drawn).read_text())))
    pictures = re.findall(r'<img src="(pictures/[0-9]+\.jpg)"', text)
    assert len(pictures) == len(set(draws(drawn)))
    assert all((page.parent / one).read_bytes().startswith(b"\xff\xd8") for one in pictures)
    # A folder with them is kept as the evidence is.
    assert page.stat().st_mode & 0o077 == 0


def test_where_pictures_may_not_be_shown_their_files_are_named(
    toy: Toy, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    toy.edit('images = "already-redacted"', 'images = "none"')
    (tmp_path / "one.png").write_bytes(slip("10.1", 200, 50, 3))
    toy("intake", tmp_path / "one.png", "--source", "party")
    toy("read")
    toy("publish")
    check(toy, "plan")
    drawn = check(toy, "draw", "--seed", DICE)
    text = next(Path(one) for one in drawn["files"] if one.endswith(".html")).read_text()
    assert "<img" not in text
    assert re.search(r"In the election folder: evidence/", text)


def test_a_falsified_check_is_found_by_verify(drawn: Toy) -> None:
    station = draws(drawn)[0]
    check(drawn, "record", filled(form_of(drawn), {station: {"ana": "100", "ben": "150"}}))
    plan = next(number for number, one in enumerate(drawn.records()) if one["kind"] == "audit")
    false = AuditResult(plan, len(draws(drawn)), "0.01", "stop")
    with open_election(drawn.folder) as store:
        store.journal.append("false", lambda _start: [draft(canonical.audit_record(false))])
    drawn("publish")
    ran = drawn.run("verify", drawn.folder / "site")
    assert ran.code == 4
    assert f"entry {plan + 3}: expected go-on with P 0.1568168368, got stop with P 0.01" in ran.err
    assert f"entry {plan + 3}" in check(drawn, "result", code=3)


def test_a_plan_before_the_draw_gives_way_to_another(published: Toy) -> None:
    check(published, "plan", "--scope", "pictures")
    check(published, "plan", "--scope", "pictures", "--method", "alpha")
    plans = [one for one in published.records("audit") if one["act"] == "plan"]
    assert [one["method"] for one in plans] == ["kaplan-markov", "alpha"]
    found = check(published, "result")
    assert found["plan"]["method"] == "alpha"


def test_figures_that_changed_since_the_release_are_said(
    drawn: Toy, tmp_path: Path, slip: Callable[..., bytes]
) -> None:
    (tmp_path / "late.png").write_bytes(slip("20.2", 10, 5, 0))
    drawn("intake", tmp_path / "late.png", "--source", "party")
    drawn("read")
    since = next(one for one in check(drawn, "result")["statements"] if one["code"] == "changed-since")
    assert (since["values"]["changed"], since["values"]["added"]) == ("0", "1")


def test_all_sheets_can_be_read_where_drawing_comes_to_no_end(drawn: Toy) -> None:
    station = draws(drawn)[0]
    check(drawn, "record", filled(form_of(drawn), {station: {"ana": "", "ben": "", "state": "illegible"}}))
    assert check(drawn, "result")["decision"] == "go-on"
    for _ in range(2):
        rest = check(drawn, "draw", "--all")
    assert sorted({*rest["draws"], *rest["rest"]}) == ["10.01", "10.02", "11.01", "20.01"]
    more = (
        filled(drawn.folder / "audit/mayor" / form_of(drawn).parent.name / "sheets-all.csv") if rest["waiting"] else ""
    )
    if more:
        check(drawn, "record", more)
    found = check(drawn, "result")
    assert found["decision"] in ("all-read-holds", "all-read-differs")
    assert found["recorded"]
    assert check(drawn, "draw", "--all")["decision"] == found["decision"]
    drawn("publish")
    assert drawn.run("verify", drawn.folder / "site").code == 0


def test_files_that_were_lost_are_written_again(drawn: Toy) -> None:
    entries, folder = drawn.entries(), drawn.folder / "audit"
    before = {one.relative_to(folder): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    shutil.rmtree(folder)
    check(drawn, "draw")
    assert {one.relative_to(folder): one.read_bytes() for one in folder.rglob("*") if one.is_file()} == before
    assert drawn.entries() == entries


def test_another_command_that_writes_meanwhile_is_waited_for(drawn: Toy) -> None:
    with open_election(drawn.folder) as store:
        records = decode_entries(entry.public for entry in store.journal.entries())
        store.journal.append("other", lambda _start: [draft(canonical.withdraw_record(target=1, reason="twice"))])
        with pytest.raises(JournalBusyError, match="run the command again"):
            append_acts(store, records, [AuditResult(1, 1, "1", "go-on")])
        assert len(store.journal) == len(records) + 1


def test_long_readings_are_split_into_records_that_fit() -> None:
    lines = {f"line-{number:03}-{'x' * 50}": number for number in range(200)}
    found = readings_in_records(3, 1, [Rereading(f"s{number}", "read", lines=lines) for number in range(7)])
    assert [len(one.readings) for one in found] == [3, 3, 1]
    assert all(len(canonical.encode(canonical.audit_record(one))) <= canonical.MAX_ENTRY_BYTES for one in found)
