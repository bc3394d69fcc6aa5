"""The words of the site in one language, from the catalogue words.toml beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from tallyproof.errors import DefinitionError

LANGUAGES = ("en", "es")
LANGUAGE_NAMES = {"en": "English", "es": "Español"}


class TextNamespace:
    """The catalogue of one language as attributes, for templates: `w.skip`."""

    def __init__(self, texts: Mapping[str, Markup]) -> None:
        self.__dict__.update(texts)


@dataclass(frozen=True)
class Words:
    """The catalogue in one language; `plain` are texts that are still to be escaped, by dotted name."""

    language: str
    texts: Mapping[str, Markup]
    plain: Mapping[str, str]

    @property
    def fixed(self) -> TextNamespace:
        return TextNamespace(self.texts)

    def raw(self, key: str) -> str:
        """Return a text without markup, its places unfilled: what is made of it is still to be escaped."""
        return str(self.texts[key])

    def say(self, key: str, **values: object) -> Markup:
        """Return a text with values put in, escaped unless they are markup already."""
        return self.texts[key].format(**values)


@cache
def words_of(language: str) -> Words:
    """Return the catalogue of a language; raises DefinitionError for one that the site does not speak."""
    if language not in LANGUAGES:
        raise DefinitionError(f"election.languages: expected one of {', '.join(LANGUAGES)}, got {language!r}")
    catalogue = tomllib.loads((files("tallyproof.publish") / "words.toml").read_text("utf-8"))
    pages = catalogue.pop("page")
    texts = {key: Markup(text[language]) for key, text in pages.items()}
    return Words(language, texts, dict(_flat(catalogue, language)))


def _flat(tables: Mapping[str, Any], language: str, before: str = "") -> list[tuple[str, str]]:
    """Return texts by dotted name, as in 'finding.rival-sheets.title'."""
    if isinstance(tables.get(language), str):
        return [(before, tables[language])]
    return [
        one for key, inner in tables.items() for one in _flat(inner, language, f"{before}.{key}" if before else key)
    ]


def localised(text: Mapping[str, str] | None, language: str, otherwise: str = "") -> str:
    """Return a text of the definition in a language, or the first one it has."""
    if not text:
        return otherwise
    return text.get(language) or next(iter(text.values()))
