"""The definition's layouts as readers need them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from tallyproof.election import FORM_FILE, Definition
from tallyproof.election.schema import Layout
from tallyproof.layout.file import figure_ids
from tallyproof.layout.template import Template
from tallyproof.read.layouts import ReadLayout
from tallyproof.read.reading import Sum


def layouts_of(definition: Definition) -> list[ReadLayout]:
    """Return the layouts with the bytes of their layout files and the identities that these have places for."""
    return [
        ReadLayout(
            id=one.id,
            station=Template(one.station),
            grammar=definition.grammars.get(one.id),
            form_file=definition.files[one.form] if one.form else b"",
            sums=_sums(definition, one) if one.form else (),
        )
        for one in definition.file.layouts
    ]


def layouts_digest(definition: Definition) -> str:
    """Return what tells apart definitions by which a page could read differently."""
    contests = definition.contests
    shapes = [
        one.model_dump(mode="json", exclude={"required_checks"})
        | {"round": contests[one.contest].round, "sums": repr(_sums(definition, one)) if one.form else ""}
        for one in definition.file.layouts
    ]
    forms = {name: data.hex() for name, data in definition.files.items() if FORM_FILE.fullmatch(name)}
    text = json.dumps([shapes, definition.headline_stage, forms], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_by_line(definition: Definition, layout: Layout) -> bool:
    """Return whether the layout gives votes by ballot line, not by candidate."""
    if layout.id not in definition.forms:
        return bool(layout.lines)
    lines = {line.id for line in definition.contests[layout.contest].lines}
    return not lines.isdisjoint(figure_ids(definition.forms[layout.id]))


def _sums(definition: Definition, layout: Layout) -> tuple[Sum, ...]:
    """Return the identities of the layout's contest whose fields its form has; others cannot be used."""
    contest, on_form = definition.contests[layout.contest], set(figure_ids(definition.forms[layout.id]))
    votes = [one.id for one in (contest.lines if is_by_line(definition, layout) else contest.candidates)]

    def spelt_out(terms: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for term in terms for name in (votes if term == "candidates" else [term]))

    sums = [Sum(one.id, spelt_out(one.left), spelt_out(one.right), one.tolerance) for one in contest.identities]
    return tuple(one for one in sums if {*one.left, *one.right} <= on_form)
