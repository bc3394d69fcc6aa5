"""What a finding says of sources that differ: which figures, and what each source gives."""

from __future__ import annotations

from tests.unit.check.test_truth_table import DEFINITION, FULL, GOOD, KEY, OTHER, Log, Read, build, differing, with_

from tallyproof.check.contrast import MAX_COMPARED, MAX_FIELDS, contrast
from tallyproof.model import Figures, Finding, StationResult, Way

QR, DIGITS, WORDS, BOXES = Read(), Read(Way.DIGITS), Read(Way.WORDS), Read(Way.BOXES)
MAYOR = DEFINITION.contests["mayor"]


def sides(result: StationResult, code: str) -> tuple[str, str]:
    (finding,) = [one for one in result.findings if one.code == code]
    return finding.expected, finding.found


def test_readings_that_differ_are_named_with_the_figures_that_each_gives() -> None:
    other = with_(DIGITS, lines=OTHER, counts={**FULL, "null": 10})
    result = build(("sheet", [QR, other, with_(WORDS, lines=OTHER, counts={})])).result()
    assert sides(result, "readings-differ") == ("qr: a1 10, null 1", "digits: a1 11, null 10; words: a1 11")


def test_sources_that_say_the_same_stand_together() -> None:
    result = build(("sheet", [QR, with_(DIGITS, lines=OTHER), with_(WORDS, lines=OTHER)])).result()
    assert sides(result, "readings-differ") == ("qr: a1 10", "digits, words: a1 11")


def test_only_what_two_sources_both_give_differs() -> None:
    """The first has no 'valid' at all, and what the second leaves unread contradicts nobody."""
    second = with_(DIGITS, lines={"a1": 9}, counts=FULL)
    result = build(("sheet", [with_(QR, counts={"null": 1}), second])).result()
    assert sides(result, "readings-differ") == ("qr: a1 10", "digits: a1 9")


def test_votes_by_line_and_by_candidate_are_held_against_each_other_by_candidate() -> None:
    assert contrast([("qr", Figures(GOOD, None, {})), ("table", Figures(None, {"a": 15, "b": 21}, {}))], MAYOR) == (
        "qr: b 20",
        "table: b 21",
    )


def test_lines_that_differ_within_one_candidate_are_named_by_line() -> None:
    swapped = {"a1": 5, "a2": 10, "b1": 20}
    assert contrast([("qr", Figures(GOOD, None, {})), ("digits", Figures(swapped, None, {}))], MAYOR) == (
        "qr: a1 10, a2 5",
        "digits: a1 5, a2 10",
    )


def test_nothing_is_said_where_nothing_differs() -> None:
    figures = Figures(GOOD, None, FULL)
    assert contrast([("qr", figures), ("digits", figures)], MAYOR) == ("", "")
    assert contrast([], MAYOR) == ("", "")


def test_one_paper_at_two_stations_names_both_at_each() -> None:
    log = Log()
    log.sheet(QR, with_(DIGITS, station="S2"), with_(WORDS, station="S2"))
    results = log.settled().results
    assert sides(results[KEY], "station-differs") == ("qr: S1", "digits, words: S2")
    assert sides(results[KEY._replace(station="S2")], "station-differs") == ("digits, words: S2", "qr: S1")


def test_a_table_that_differs_is_told_with_both_figures() -> None:
    log = Log()
    log.sheet(QR, DIGITS)
    log.row(differing(QR))
    expected, found = sides(log.result(), "table-differs-from-sheet")
    assert expected.startswith("sheet: ")
    assert found.startswith("table: ")
    assert expected.partition(": ")[2] != found.partition(": ")[2]


def test_rivals_are_told_with_their_figures() -> None:
    log = Log()
    log.sheet(QR, source="post")
    log.sheet(with_(QR, lines=OTHER), known=False, source="stranger")
    assert sides(log.result(), "rival-of-unknown-provenance") == ("counted: a1 10", "qr: a1 11")


def test_the_text_is_bounded_whatever_the_sources_hold() -> None:
    """Counts are named by whoever wrote the entry, and a station can be flooded with pictures."""
    many = {f"{'x' * 500}-{number}": number for number in range(1000)}
    sources = [
        ("qr", Figures(GOOD, None, {name: value + shift for name, value in many.items()}))
        for shift in range(3 * MAX_COMPARED)
    ]
    expected, found = contrast(sources, MAYOR)
    assert expected.count("xxx") > 0
    assert expected.endswith(f"… +{1000 - MAX_FIELDS}")
    assert len(expected) + len(found) < 3000
    assert found.endswith("; … +116")


def test_a_finding_does_not_depend_on_the_order_of_the_counts_in_an_entry() -> None:
    def found(counts: dict[str, int]) -> Finding:
        return build(("sheet", [QR, with_(DIGITS, counts=counts)])).result().findings[0]

    backwards = dict(reversed(list({**FULL, "null": 3, "cast": 38}.items())))
    assert found(backwards) == found({**FULL, "null": 3, "cast": 38})
