"""A layout file by its kind."""

from __future__ import annotations

import tomllib

from tallyproof.errors import DefinitionError
from tallyproof.layout.form import BoxForm, parse_form

KINDS = ("boxes",)


def load_form(data: bytes, place: str) -> BoxForm:
    """Return the form that a layout file describes; DefinitionError if its kind is unknown or it is not sound."""
    try:
        kind = tomllib.loads(data.decode("utf-8")).get("kind")
    except (ValueError, RecursionError):
        # Not TOML at all: the parser of any kind says where and why.
        return parse_form(data, place)
    if kind == "boxes":
        return parse_form(data, place)
    raise DefinitionError(f"{place}, kind: expected one of {', '.join(KINDS)}, got {kind!r}; correct the first line")
