from collections.abc import Callable
from fractions import Fraction

from tallyproof.compare import announcement_parts, compare, names_of
from tallyproof.compare.announced.wording import BOOK
from tallyproof.compare.part import Part
from tallyproof.compare.phrasing import LANGUAGES
from tallyproof.model import AnnouncedArea, Announcement
from tallyproof.tally import Results

Make = Callable[..., Results]
Announce = Callable[..., Announcement]
FALSE = {"ana": 4000, "ben": 12000, "cai": 1500}


def parts(results: Make, announced: Announce) -> tuple[Part, ...]:
    north = AnnouncedArea({"ana": 20, "ben": 80}, 4, {})
    found = announced(
        FALSE,
        coverage=(("sheets", "95"),),
        percentages={"ana": "22.9", "ben": "68.6"},
        counts={"registered": 380, "valid": 17500},
        turnout="90",
        areas={"north": north, "south": north},
    )
    return announcement_parts([compare(results(), found)])


def test_an_announcement_gives_its_arithmetic_and_its_feasibility(results: Make, announced: Announce) -> None:
    alone, against = parts(results, announced)
    assert (alone.id, against.id) == ("first-arithmetic", "first-feasibility")
    assert {table.id for table in alone.tables} == {"residuals"}
    assert {table.id for table in against.tables} == {"bounds", "failures", "announced-held", "false-stations", "areas"}
    assert {one.id for one in alone.pictures} == {"residuals"}
    assert {one.id for one in against.pictures} == {"needed", "believed", "false-stations"}


def test_every_table_and_picture_has_its_words_in_both_languages(results: Make, announced: Announce) -> None:
    for part in parts(results, announced):
        for lang in LANGUAGES:
            words, methods = BOOK.language(lang).WORDS, BOOK.methods(lang)
            assert set(part.methods) <= methods.keys()
            for table in part.tables:
                assert BOOK.heading(f"table-{table.id}", table.values, lang, {})
                assert {f"column-{one.key}" for one in table.columns} <= words.keys()
                for row in table.rows:
                    assert len(row) == len(table.columns)
                    cells = zip(table.columns, row, strict=True)
                    assert {text for one, text in cells if one.kind == "word"} <= words.keys()
            for picture in part.pictures:
                for kind in ("picture", "caption"):
                    assert BOOK.heading(f"{kind}-{picture.id}", picture.values, lang, {})
                assert {f"axis-{one.key}" for one in (picture.x, picture.y)} <= words.keys()
                assert {f"series-{one.name}" for one in picture.series} <= words.keys()
                assert {f"mark-{one.name}" for one in picture.marks} <= words.keys()


def test_every_number_in_a_table_is_a_number_and_every_column_has_its_origin(
    results: Make, announced: Announce
) -> None:
    for part in parts(results, announced):
        for table in part.tables:
            assert table.frame().height == len(table.rows)
            for place, column in enumerate(table.columns):
                assert (column.trace.source is None) == bool(column.trace.formula)
                texts = [row[place] for row in table.rows if row[place]]
                if column.kind in ("number", "percent"):
                    assert all(Fraction(text) is not None for text in texts)


def test_every_sentence_of_the_parts_reads_without_a_gap(results: Make, announced: Announce) -> None:
    for part in parts(results, announced):
        for one in part.statements:
            for lang in LANGUAGES:
                text = BOOK.sentence(one, lang, {})
                assert "{" not in text
                assert text[-1] in ".)"
            for key in part.traces[one.code]:
                assert key in one.values or key in ("claimed_percent", "announced_registered"), (one.code, key)


def test_the_parts_of_nothing_to_compare_say_why(results: Make, announced: Announce) -> None:
    found = compare(results(), announced(FALSE, area="west"))
    alone, against = announcement_parts([found])
    assert alone.statements
    assert [one.values["reason"] for one in against.statements] == ["area-unknown"]
    assert not against.tables
    assert not against.pictures
    assert found.contest is not None
    assert names_of(found.contest, "es")["count:valid"] == "Válidos"
