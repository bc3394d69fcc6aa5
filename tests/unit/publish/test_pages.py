"""What the pages say about each state of a station and of a count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tallyproof import canonical
from tallyproof.model import Check, CheckStatus, Finding
from tallyproof.publish.remarks import expected_and_found, finding_sentence, finding_title, reason_text

if TYPE_CHECKING:
    from tests.unit.publish.conftest import Build, Site


def station(page: str, anchor: str) -> str:
    """Return one station's part of a page."""
    return page.split(f'id="s-{anchor}"', 1)[1].split('<section class="station"', 1)[0]


def text_of(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def test_the_headline_splits_the_count_by_grade_and_source(site: Site) -> None:
    lead = text_of(site.page("en/index.html").split('class="basis-lead">', 1)[1].split("</p>", 1)[0])
    assert "2 from pictures read in two ways" in lead
    assert "1 from pictures read once" in lead
    assert "2 from a table published by: League of observers" in lead


def test_coverage_names_its_unit_and_its_universe(site: Site) -> None:
    page = text_of(site.page("en/index.html"))
    assert "of 10 expected" in page
    assert "of 8,200 in the universe “register”, 3,200 not counted" in page


def test_candidates_are_ordered_by_votes_and_the_caption_says_so(site: Site) -> None:
    page = site.page("en/index.html")
    assert "Ordered by votes." in page
    assert page.index("candidate:iris") < page.index("candidate:bram")


def test_the_outcome_says_can_or_cannot_change_under_assumptions(site: Site) -> None:
    page = text_of(site.page("en/index.html"))
    assert "First place can still change:" in page
    assert "settled" not in page
    assert "No station brings more votes than its cap: nobody votes elsewhere." in page


def test_below_the_gate_votes_stand_unranked_without_shares_or_a_word_on_the_outcome(build: Build) -> None:
    page = build(gate='ranking_from = "90%"').page("en/index.html")
    assert "No ranking yet:" in page
    assert "Ordered as in the election’s definition." in page
    assert "/share:" not in page
    assert "Can the outcome still change?" not in page
    assert 'class="bar' not in page
    assert "tally/council/_/candidate:iris" in page


def test_from_the_gate_on_a_ranking_is_shown(build: Build) -> None:
    page = build(gate='ranking_from = "50%"').page("en/index.html")
    assert "No ranking yet" not in page
    assert "tally/council/_/share:iris" in page


def test_a_rehearsal_is_marked_on_every_page_and_in_every_title(build: Build) -> None:
    for page in build(rehearsal=True).pages:
        text = page.read_text("utf-8")
        assert re.search(r"<title>(Rehearsal|Ensayo) · ", text), page
        assert 'class="rehearsal-bar"' in text
        assert re.search(r'<body class="rehearsal" data-mark="(Rehearsal|Ensayo)">', text)


def test_an_election_that_counts_is_not_marked_as_a_rehearsal(site: Site) -> None:
    assert "rehearsal" not in site.page("en/index.html")


@pytest.mark.parametrize(
    ("place", "anchor", "says"),
    [
        ("P-1", "P-1.01", "A: picture read in two ways that agree"),
        ("P-1", "P-1.02", "B: picture read once"),
        ("P-1", "P-1.03", "The sums on the paper do not add up"),
        ("P_2F2", "P_2F2.01", "Quarantined: held back"),
        ("P_2F2", "P_2F2.02", "A sheet of unknown origin says otherwise."),
        ("P3", "P3.01", "C: somebody’s table, no picture"),
        ("P3", "P3.02", "Disputed: sources contradict"),
        ("P3", "P3.03", "These figures are shown for information; they are counted nowhere."),
        ("P3", "P3.04", "Annulled: counted nowhere"),
        ("P4", "P4.01", "Missing: nothing held"),
    ],
)
def test_each_state_of_a_station_is_said_in_words(site: Site, place: str, anchor: str, says: str) -> None:
    assert says in text_of(station(site.page(f"en/place/{place}.html"), anchor))


def test_what_is_written_and_what_is_calculated_both_stand_where_they_differ(site: Site) -> None:
    rows = text_of(station(site.page("en/place/P-1.html"), "P-1.03"))
    assert "Valid votes As written 560" in rows
    assert "Valid votes As calculated 550" in rows


def test_what_was_seen_on_the_paper_stands_beside_the_figure(site: Site) -> None:
    rows = text_of(station(site.page("en/place/P-1.html"), "P-1.02"))
    assert "Moon Iris Quill; corrected, first written: 900 1,000" in rows
    assert "Null votes As written; illegible –" in rows


def test_sources_that_differ_stand_beside_each_other(site: Site) -> None:
    held_back = station(site.page("en/place/P_2F2.html"), "P_2F2.01")
    assert "What each source says" in held_back
    assert held_back.count('<tr class="differs">') == 2
    assert "What each source says" not in station(site.page("en/place/P-1.html"), "P-1.01")


def test_a_check_that_failed_is_open_with_its_two_sides(site: Site) -> None:
    checks = station(site.page("en/place/P-1.html"), "P-1.03")
    assert "<details open><summary>Checks: 4 passed, 1 failed, 0 not run" in checks
    assert "Expected / found: 560 / 550" in checks


def test_a_station_leads_to_its_entries_in_the_log(site: Site) -> None:
    size = len(site.log.entries) + 1
    assert f'<a href="../../log/tile/entries/000.p/{size}">4</a>' in site.page("en/place/P-1.html")


def test_an_announcement_stands_beside_what_is_held(site: Site) -> None:
    page = site.page("es/announced.html")
    for ref in ("announced/bulletin/candidate:bram", "announced/bulletin/others", "held/bulletin/share:iris"):
        assert f'data-ref="{ref}"' in page
    assert "52,50\u00a0%" in page
    assert "Supuestos:" in page


def test_a_missing_strip_part_is_drawn_in_proportion(site: Site) -> None:
    parts = re.findall(r'<rect class="part (\w+)"[^>]* x="([\d.]+)%" width="([\d.]+)%"', site.page("en/index.html"))
    assert [kind for kind, _, _ in parts] == [
        "A", "B", "C", "quarantined", "disputed", "unknown", "annulled", "missing",
    ]  # fmt: skip
    assert [width for _, _, width in parts[:3]] == ["20.000", "10.000", "20.000"]
    assert sum(float(width) for _, _, width in parts) == pytest.approx(100)


def test_numbers_are_written_as_the_language_does(site: Site) -> None:
    assert ">2,390</data>" in site.page("en/index.html")
    assert ">2.390</data>" in site.page("es/index.html")
    assert ">66,76\u00a0%</data>" in site.page("es/index.html")


def test_findings_are_said_in_both_languages(site: Site) -> None:
    assert "The code X9.01 is in no register." in site.page("en/findings.html")
    assert "El código X9.01 no está en el registro." in site.page("es/findings.html")
    assert "no se halló ningún código QR" in site.page("es/findings.html")


def test_an_unknown_finding_code_stands_for_itself() -> None:
    assert finding_title("made-by-a-newer-version", "es") == "made-by-a-newer-version"
    assert finding_sentence(Finding("new", expected="1", found="2"), "en") == "new: 1 / 2"


def test_braces_in_a_found_value_are_no_placeholders() -> None:
    finding = Finding("registered-differs", expected="{found}", found="{0}")
    assert finding_sentence(finding, "en") == "Registered voters: the register says {found}, the source {0}."


def test_a_reason_names_the_count_that_is_not_on_the_paper() -> None:
    assert reason_text("cast-not-on-paper", "en", {"cast": "Ballots cast"}) == "Ballots cast is not on the source"


def test_a_check_that_did_not_run_shows_no_values() -> None:
    assert expected_and_found(Check("within-cap", CheckStatus.NOT_RUN, "1", "2", "no-cap-known"), "en") == ""


def test_what_changed_after_the_first_reading_stands_on_the_front_page(build: Build) -> None:
    from tests.unit.publish.conftest import HOUR, every_state

    log = every_state()
    log.add({"kind": "definition", "v": 1, "files": {"election.toml": "00"}, "why": "changed", "hour": HOUR})
    log.add(canonical.withdraw_record(target=3, reason="sent by mistake"))
    site = build(log)
    front = site.page("en/index.html")
    notice = text_of(front.split('<p class="notice changes"', 1)[1].split("</p>", 1)[0])
    assert "Definition changed after the first reading : 1" in notice
    assert "Sheet withdrawn : 1" in notice
    assert 'href="../en/findings.html#sheet-withdrawn"' in front
    findings = site.page("es/findings.html")
    assert "Motivo indicado: sent by mistake." in findings
    assert "election.toml, stations.csv, 2031-05-04T22Z" in findings


def test_a_count_in_which_nothing_changed_has_no_such_notice(site: Site) -> None:
    assert "notice changes" not in site.page("en/index.html")


def test_numbers_in_findings_are_written_as_the_language_does() -> None:
    over = Finding("check-failed:within-cap", expected="<= 1793", found="12369")
    assert finding_sentence(over, "en") == "Expected <= 1,793, found 12,369."
    assert finding_sentence(over, "es") == "Se esperaba <= 1.793, se halló 12.369."
    check = Check("within-cap", CheckStatus.FAILED, "<= 1793", "12369")
    assert expected_and_found(check, "es") == "<= 1.793 / 12.369"


def test_a_station_code_in_a_finding_is_left_as_it_is() -> None:
    assert "station 10234 of" in finding_sentence(Finding("same-figures-in-place", found="10234"), "en")
