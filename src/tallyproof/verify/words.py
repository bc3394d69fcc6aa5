"""The site's own words as verifying knows them: beside figures, in titles and links, on the outcome; words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
LANGUAGE_NAMES = {"en": "English", "es": "Español"}
MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}


def words_in(language: str) -> dict[str, str]:
    """Return the words of one language by their keys."""
    return {key: texts[language] for key, texts in WORDS.items()}
