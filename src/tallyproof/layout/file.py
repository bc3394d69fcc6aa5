"""A layout file by its kind."""

from __future__ import annotations

import tomllib
from typing import TypeAlias

from tallyproof.errors import DefinitionError
from tallyproof.layout.form import DOCS, BoxForm, Writing, parse_form
from tallyproof.layout.strip import StripForm, parse_strip

Form: TypeAlias = BoxForm | StripForm

KINDS = ("boxes", "strip")


def load_form(data: bytes, place: str) -> Form:
    """Return the form that a layout file describes; DefinitionError if its kind is unknown or it is not sound."""
    try:
        kind = tomllib.loads(data.decode("utf-8")).get("kind")
    except (ValueError, RecursionError):
        # Not TOML at all: the parser of any kind says where and why.
        return parse_form(data, place)
    if kind == "boxes":
        return parse_form(data, place)
    if kind == "strip":
        return parse_strip(data, place)
    got = "none" if kind is None else f"{kind!r:.80}"
    raise DefinitionError(
        f"{place}, kind: expected one of {', '.join(KINDS)}, got {got}; correct the first line "
        f"({DOCS} explains each key)"
    )


def figure_ids(form: Form) -> tuple[str, ...]:
    """Return the ids of the figures that a form has a place for; ticks are no figures."""
    if isinstance(form, StripForm):
        return form.fields
    return tuple(one.id for one in form.fields if one.writing is not Writing.TICK)
