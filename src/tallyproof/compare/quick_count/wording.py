"""Statements of a quick count in plain sentences, English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from tallyproof.compare.phrasing import number
from tallyproof.compare.quick_count import english, spanish
from tallyproof.compare.statement import Statement
from tallyproof.errors import UsageError


class Phrases(Protocol):
    """The phrase book of one language: texts by code."""

    SENTENCES: dict[str, str]
    REASONS: dict[str, str]
    WORDS: dict[str, str]
    SINGULARS: dict[str, str]


LANGUAGES: dict[str, Phrases] = {"en": english, "es": spanish}
_NAMED = ("leader", "runner_up")
_WORDED = ("rehearsal", "measure")
_AREAS = ("name", "parent", "low_name", "high_name")
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_UNTOUCHED = ("seed", "contest", "hour")


def tier_b(code: str, **values: str | int) -> Statement:
    """Return a statement of tier B: it holds with the guarantee of the sample's design."""
    return Statement(code, "B", {key: str(value) for key, value in values.items()})


def sentence(statement: Statement, lang: str, names: Mapping[str, str]) -> str:
    """Return what a statement says. `names` gives the names of candidates."""
    words = phrases(lang)
    shown = {key: _shown(key, value, lang, names) for key, value in statement.values.items()}
    if statement.values.get("reason"):
        shown["reason"] = words.REASONS[statement.values["reason"]].format_map(shown)
    text = words.SENTENCES[statement.code].format_map(shown)
    for plural, singular in words.SINGULARS.items():
        text = re.sub(rf"(?<![\w.,]){re.escape(plural)}\b", singular, text)
    return text


def phrases(lang: str) -> Phrases:
    """Return the phrase book of a language."""
    if lang not in LANGUAGES:
        raise UsageError(f"--language: expected {' or '.join(LANGUAGES)}, got {lang!r}")
    return LANGUAGES[lang]


def percent_text(share: float) -> str:
    """Return a share as a percentage with up to three decimals, without its sign: 62.5 or 22.857."""
    text = f"{share * 100:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent_sign(text: str, lang: str) -> str:
    """Return a percentage in a language's way: 22.857% or 22,857 %."""
    return f"{number(text, lang)}{'%' if lang == 'en' else f'{chr(0xA0)}%'}"


def _shown(key: str, value: str, lang: str, names: Mapping[str, str]) -> str:
    if key in _NAMED:
        return names.get(value, value)
    if key in _WORDED:
        return phrases(lang).WORDS.get(value, value)
    if key in _AREAS:
        return value or phrases(lang).WORDS["whole"]
    if key.endswith("_percent"):
        return percent_sign(value, lang)
    return number(value, lang) if key not in _UNTOUCHED and _NUMBER.fullmatch(value) else value
