"""Every number that a sentence shows can be traced, and every language says the same with the same values."""

from __future__ import annotations

from string import Formatter

import pytest

from tallyproof.compare.books import BOOKS
from tallyproof.compare.phrasing import LANGUAGES, Book

KINDS = ("SENTENCES", "ASSUMPTIONS", "REASONS", "HEADINGS", "WORDS", "METHODS")


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _texts(book: Book, kind: str, lang: str) -> dict[str, str]:
    return dict(getattr(book.language(lang), kind, {}))


@pytest.mark.parametrize("family", BOOKS)
def test_both_languages_have_the_same_texts_with_the_same_values(family: str) -> None:
    book, _ = BOOKS[family]
    for kind in KINDS:
        by_language = {lang: _texts(book, kind, lang) for lang in LANGUAGES}
        english = by_language["en"]
        for lang, texts in by_language.items():
            assert texts.keys() == english.keys(), (kind, lang)
            if kind != "METHODS":
                for code, text in texts.items():
                    assert _placeholders(text) == _placeholders(english[code]), (kind, lang, code)


@pytest.mark.parametrize("family", BOOKS)
def test_every_value_that_a_sentence_shows_has_a_trace(family: str) -> None:
    book, traces = BOOKS[family]
    for code, text in _texts(book, "SENTENCES", "en").items():
        untraced = _placeholders(text) - {"reason"} - set(traces.get(code, {}))
        assert not untraced, f"{family}, {code}: no trace of {sorted(untraced)}"


@pytest.mark.parametrize("family", BOOKS)
def test_a_trace_is_an_input_or_a_formula_of_a_method_that_is_explained(family: str) -> None:
    book, traces = BOOKS[family]
    methods = book.methods("en")
    for code, values in traces.items():
        for key, trace in values.items():
            assert (trace.source is None) == bool(trace.formula), (code, key)
            assert trace.source is not None or trace.method in methods, (code, key, trace.method)


@pytest.mark.parametrize("family", BOOKS)
def test_a_method_is_explained_in_five_sentences_and_with_its_formulas(family: str) -> None:
    book, _ = BOOKS[family]
    assert book.methods("en")
    for lang in LANGUAGES:
        for name, method in book.methods(lang).items():
            assert len(method.plain) == 5, (lang, name)
            assert all(one.endswith((".", "?")) for one in method.plain), (lang, name)
            assert method.formulas, (lang, name)
            assert method.assumptions, (lang, name)
            assert method.limits, (lang, name)
