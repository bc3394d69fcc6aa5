"""Statements and assumptions in plain sentences, English and Spanish: figures, assumption, what is compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from tallyproof.compare import english, spanish
from tallyproof.compare.arithmetic import rounded
from tallyproof.compare.statement import OTHERS, Statement
from tallyproof.election.schema import Contest
from tallyproof.errors import UsageError


class Phrases(Protocol):
    """The phrase book of one language: texts by code."""

    SENTENCES: dict[str, str]
    ASSUMPTIONS: dict[str, str]
    REASONS: dict[str, str]
    CHECKS: dict[str, str]
    HELD: dict[str, str]
    READINGS: dict[str, str]
    WORDS: dict[str, str]
    HEADINGS: dict[str, str]
    SINGULARS: dict[str, str]


LANGUAGES: dict[str, Phrases] = {"en": english, "es": spanish}
NAMED = ("candidate", "leader", "announced_leader", "count_id")
UNTOUCHED = ("earlier", "source", "roll", "roll_source", "cap_source", "said_unit")
WORDED = ("base", "assumption")


def sentence(statement: Statement, lang: str, names: Mapping[str, str]) -> str:
    """Return what a statement says. `names` gives the names of candidates and, as 'count:<id>', of counts."""
    words = _language(lang)
    return _in_singular(words.SENTENCES[statement.code].format_map(_shown(statement.values, lang, names)), lang)


def assumption_text(code: str, values: Mapping[str, str], lang: str) -> str:
    """Return what an assumption of a statement says, with the statement's values."""
    return _in_singular(_language(lang).ASSUMPTIONS[code].format_map(_shown(values, lang, {})), lang)


def heading(code: str, values: Mapping[str, str], lang: str) -> str:
    """Return a heading of the report."""
    return _language(lang).HEADINGS[code].format_map(_shown(values, lang, {}))


def names_of(contest: Contest, lang: str) -> dict[str, str]:
    """Return the names that sentences need: of candidates by id, of counts by 'count:<id>'."""
    counts = {f"count:{one.id}": one.name.get(lang) or next(iter(one.name.values())) for one in contest.counts}
    return {**{one.id: one.name for one in contest.candidates}, **counts}


def name_of(id: str, lang: str, names: Mapping[str, str]) -> str:
    """Return the name of a candidate or count, or of all other candidates together; an unnamed id stays itself."""
    if id == OTHERS:
        return _language(lang).WORDS["others"]
    return names.get(id) or names.get(f"count:{id}") or id.removeprefix("count:")


def number(value: int | Fraction | str, lang: str) -> str:
    """Return a number in a language's way: 7,156,462 or 7.156.462; a fraction with up to three decimals."""
    text = value if isinstance(value, str) else str(value)
    if "/" in text:
        text = rounded(Fraction(text), 3).rstrip("0").rstrip(".")
    whole, _, decimals = text.partition(".")
    grouped = f"{int(whole):,}"
    if whole.startswith("-") and int(whole) == 0:
        grouped = f"-{grouped}"
    if lang == "es":
        grouped = grouped.replace(",", ".")
    mark = "," if lang == "es" else "."
    return f"{grouped}{mark}{decimals}" if decimals else grouped


def _language(lang: str) -> Phrases:
    if lang not in LANGUAGES:
        raise UsageError(f"language: expected one of {', '.join(LANGUAGES)}, got {lang!r}")
    return LANGUAGES[lang]


def _in_singular(text: str, lang: str) -> str:
    """Return the sentence with 'the 1 tests' and its like put right."""
    for plural, singular in _language(lang).SINGULARS.items():
        text = re.sub(rf"(?<![\w.,]){re.escape(plural)}\b", singular, text)
    return text


def _shown(values: Mapping[str, str], lang: str, names: Mapping[str, str]) -> dict[str, str]:
    words = _language(lang)
    shown = {key: _value(key, value, lang, names) for key, value in values.items()}
    if "held_kind" in values:
        shown["held_text"] = words.HELD[values["held_kind"]].format_map(shown)
    shown["of_reading"] = ""
    if "reading" in values:
        shown["reading_text"] = words.READINGS[values["reading"]].format_map(shown)
        shown["of_reading"] = words.WORDS["of_reading"].format_map(shown)
    if "claim_unit" in values:
        shown["unit_text"] = words.WORDS[values["claim_unit"]]
    return shown


def _value(key: str, value: str, lang: str, names: Mapping[str, str]) -> str:
    words = _language(lang)
    if key in NAMED:
        return name_of(value, lang, names)
    if key == "reason":
        return words.REASONS[value]
    if key == "check":
        return words.CHECKS[value]
    if key in WORDED:
        return words.WORDS.get(value, value)
    if key == "decimals":
        return words.WORDS["one-decimal" if value == "1" else "decimals"].format(number=value)
    if key.endswith("_percent"):
        return f"{value}%" if lang == "en" else f"{value.replace('.', ',')}\N{NO-BREAK SPACE}%"
    if key in UNTOUCHED:
        return value
    if re.fullmatch(r"-?\d+(/\d+)?", value):
        return number(value, lang)
    return words.WORDS.get(value, value) if value in ("unknown", "not-enough") else value
