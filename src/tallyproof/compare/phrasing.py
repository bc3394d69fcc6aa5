"""The words for statements, in every language: one mechanism, and a phrase book for each family of methods."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from tallyproof.compare.statement import OTHERS, Statement
from tallyproof.errors import UsageError

LANGUAGES = ("en", "es")
_NUMBER = re.compile(r"-?\d+(/\d+|\.\d+)?", re.ASCII)
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Method:
    """How a method is explained: `plain` to a journalist in five sentences, the rest to a statistician in full.

    `formulas`, `assumptions` and `limits` are whole sentences or lines of mathematics; `references` are citations.
    """

    title: str
    plain: tuple[str, str, str, str, str]
    formulas: tuple[str, ...]
    assumptions: tuple[str, ...]
    limits: tuple[str, ...]
    references: tuple[str, ...] = ()


class Phrases(Protocol):
    """The phrase book of one language: texts by code. A module may serve; what it has no use for is left out."""

    SENTENCES: dict[str, str]
    WORDS: dict[str, str]
    SINGULARS: dict[str, str]


@dataclass(frozen=True, slots=True)
class Book:
    """The phrase books of one family of methods, by language, and how values are shown in them.

    A book may have, beside those of `Phrases`, ASSUMPTIONS, REASONS, HEADINGS and METHODS. Values named in `named` are
    ids of candidates or counts, those in `areas` codes of areas ('' is the whole); those in `worded` have their word in
    WORDS, a number among them is shown as one; those in `untouched` are shown as they are; `condition` is a condition
    of the outcome rule, `reason` is looked up in REASONS; a key that ends in `_percent` gets its sign; other numbers
    are grouped. Words and reasons may name other values of the statement.
    """

    phrases: Mapping[str, Phrases]
    named: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    worded: frozenset[str] = frozenset()
    untouched: frozenset[str] = frozenset()

    def sentence(self, statement: Statement, lang: str, names: Mapping[str, str]) -> str:
        """Return what a statement says. `names`: of candidates by id, as 'count:<id>' and 'area:<code>' others."""
        return self._filled(self.language(lang).SENTENCES[statement.code], statement.values, lang, names)

    def assumption(self, code: str, values: Mapping[str, str], lang: str, names: Mapping[str, str]) -> str:
        """Return what an assumption of a statement says, with the statement's values."""
        return self._filled(self.texts("ASSUMPTIONS", lang)[code], values, lang, names)

    def heading(self, code: str, values: Mapping[str, str], lang: str, names: Mapping[str, str]) -> str:
        """Return a heading, a title of a table or picture, or a caption."""
        return self._filled(self.texts("HEADINGS", lang)[code], values, lang, names)

    def word(self, code: str, lang: str) -> str:
        """Return a word of a table, picture or value; the code itself where the book has none."""
        return self.language(lang).WORDS.get(code, code)

    def methods(self, lang: str) -> Mapping[str, Method]:
        """Return the methods that this book explains, by id, in the order of the appendix."""
        return getattr(self.language(lang), "METHODS", {})

    def language(self, lang: str) -> Phrases:
        """Return the phrases of a language."""
        if lang not in self.phrases:
            raise UsageError(f"language: expected one of {', '.join(self.phrases)}, got {lang!r}")
        return self.phrases[lang]

    def texts(self, kind: str, lang: str) -> Mapping[str, str]:
        """Return one kind of texts: 'ASSUMPTIONS', 'REASONS' or 'HEADINGS'; empty where the book has none."""
        found: Mapping[str, str] = getattr(self.language(lang), kind, {})
        return found

    def shown(self, key: str, value: str, lang: str, names: Mapping[str, str]) -> str:
        """Return one value as a person reads it."""
        if key in self.named:
            return self.word("others", lang) if value == OTHERS else name_of(value, names)
        if key in self.areas:
            return names.get(f"area:{value}", value) or self.word("whole", lang)
        if key == "condition":
            return names.get(f"condition:{value}", value)
        if key == "reason":
            return self.texts("REASONS", lang)[value]
        if key in self.worded and not _NUMBER.fullmatch(value):
            return self.word(value, lang)
        if key.endswith("_percent") and _NUMBER.fullmatch(value):
            return percent_sign(value, lang)
        if key not in self.untouched and _NUMBER.fullmatch(value):
            return number(value, lang)
        return value

    def value(self, key: str, values: Mapping[str, str], lang: str, names: Mapping[str, str]) -> str:
        """Return one of a statement's values as its sentence shows it: a word with what it names put in."""
        return self._filled(f"{{{key}}}", values, lang, names)

    def _filled(self, text: str, values: Mapping[str, str], lang: str, names: Mapping[str, str]) -> str:
        shown = {key: self.shown(key, value, lang, names) for key, value in values.items()}
        for key in [one for one in values if one == "reason" or one in self.worded]:
            # A word or a reason may name other values of the statement.
            shown[key] = shown[key].format_map(shown)
        return in_singular(text.format_map(shown), self.language(lang).SINGULARS)


def number(value: int | Fraction | str, lang: str) -> str:
    """Return a number in a language's way: 7,156,462 or 7.156.462; a fraction with up to three decimals."""
    text = value if isinstance(value, str) else str(value)
    if "/" in text:
        text = trimmed(rounded(Fraction(text), 3))
    whole, _, decimals = text.partition(".")
    grouped = f"{int(whole):,}"
    if whole.startswith("-") and int(whole) == 0:
        grouped = f"-{grouped}"
    if lang == "es":
        grouped = grouped.replace(",", ".")
    mark = "," if lang == "es" else "."
    return f"{grouped}{mark}{decimals}" if decimals else grouped


def percent_sign(text: str, lang: str) -> str:
    """Return a percentage in a language's way: 22.857% or 22,857 %."""
    return f"{number(text, lang)}{'%' if lang == 'en' else f'{chr(0xA0)}%'}"


def percent_text(share: float | Fraction, decimals: int = 3) -> str:
    """Return a share as a percentage without its sign, rounded and without closing zeros: 62.5 or 22.857."""
    text = rounded(share * 100, decimals) if isinstance(share, Fraction) else f"{share * 100:.{decimals}f}"
    text = trimmed(text)
    return "0" if text == "-0" else text


def trimmed(text: str) -> str:
    """Return decimal text without closing zeros: 62.5 for 62.500, 40 for 40.00."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Fraction, decimals: int) -> str:
    """Return a fraction as decimal text, rounded half away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = f"{whole:0{decimals + 1}}"
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if value < 0 and whole else text


def even_decimals(texts: Sequence[str]) -> list[str]:
    """Return decimal texts of one column with as many decimals each: 66.5 beside 32.14 is 66.50; others unchanged."""
    decimals = [len(one.partition(".")[2]) if _DECIMAL.fullmatch(one) else None for one in texts]
    most = max((known for known in decimals if known is not None), default=0)
    return [
        one if known is None or known == most else f"{one}{'' if known else '.'}{'0' * (most - known)}"
        for one, known in zip(texts, decimals, strict=True)
    ]


def name_of(id: str, names: Mapping[str, str]) -> str:
    """Return the name of a candidate or count; an unnamed id stays itself."""
    return names.get(id) or names.get(f"count:{id}") or id.removeprefix("count:")


def in_singular(text: str, singulars: Mapping[str, str]) -> str:
    """Return the sentence with 'the 1 tests' and its like put right."""
    for plural, singular in singulars.items():
        text = re.sub(rf"(?<![\w.,]){re.escape(plural)}\b", singular, text)
    return text
