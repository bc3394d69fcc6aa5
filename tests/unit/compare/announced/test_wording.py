import re
from pathlib import Path
from string import Formatter

import pytest

import tallyproof.compare.announced.wording as wording
from tallyproof.compare.announced import english, spanish
from tallyproof.compare.announced.wording import sentence
from tallyproof.compare.phrasing import number
from tallyproof.compare.statement import statement
from tallyproof.errors import UsageError

BOOKS = ("SENTENCES", "ASSUMPTIONS", "REASONS", "WORDS", "HEADINGS")


@pytest.mark.parametrize("book", BOOKS)
def test_both_languages_say_the_same_things_with_the_same_values(book: str) -> None:
    one, other = getattr(english, book), getattr(spanish, book)
    assert one.keys() == other.keys()
    for code in one:
        fields = [{name for _, name, _, _ in Formatter().parse(text[code]) if name} for text in (one, other)]
        assert fields[0] == fields[1], code


def test_every_code_in_the_source_has_its_words() -> None:
    source = "".join(file.read_text() for file in Path(wording.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'\bstatement\(\s*"([a-z-]+)"', source))
    reasons = set(re.findall(r'reason ?= ?"([a-z-]+)"', source))
    assert len(codes) > 10
    assert codes <= english.SENTENCES.keys()
    assert reasons <= english.REASONS.keys()


def test_nobody_is_accused() -> None:
    words = " ".join(text for book in BOOKS for one in (english, spanish) for text in getattr(one, book).values())
    assert not re.search(r"fraud|stolen|robad|falsif|rigged|manipul", words, re.IGNORECASE)


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert number(7156462, "en") == "7,156,462"
    assert number(7156462, "es") == "7.156.462"
    assert number("-36/125", "en") == "-0.288"
    assert number("10058774/1000", "es") == "10.058,774"
    assert number("-3/2", "en") == "-1.5"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="expected one of en, es"):
        sentence(statement("not-run", check="grid", reason="no-counts"), "fr", {})


def test_a_rare_share_of_compositions_is_never_shown_as_nothing() -> None:
    shown = [wording.BOOK.shown(key, "125/16863160750", "en", {}) for key in ("probability", "adjusted")]
    assert shown == ["125/16863160750"] * 2
