"""Where the values of a statement come from: what its words show, and what the formulas of those rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

from tallyproof.compare.part import Part, Trace
from tallyproof.compare.statement import Statement

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_UNKNOWN = Trace()
_DECLARED = Trace(source="definition")


@dataclass(frozen=True, slots=True)
class Traced:
    """One value of a statement, with where it comes from; a trace without source or formula is the method's."""

    key: str
    value: str
    trace: Trace


def traced_values(part: Part, statement: Statement) -> tuple[Traced, ...]:
    """Return every value that the words of a statement or of its assumptions show, and all that those rest on."""
    traces = part.traces.get(statement.code, {})
    wanted = [key for key in _shown_keys(part, statement) if key in statement.values]
    found: dict[str, Traced] = {}
    while wanted:
        key = wanted.pop(0)
        if key in found:
            continue
        trace = traces.get(key) or _elsewhere(part, key)
        found[key] = Traced(key, statement.values[key], trace)
        wanted += [one for one in _NAME.findall(trace.formula) if one in statement.values]
    # A reason is words; the values that it names are listed.
    return tuple(found[key] for key in statement.values if key in found and key != "reason")


def _elsewhere(part: Part, key: str) -> Trace:
    """Return the trace that a value has elsewhere in the family: what assumptions name means the same everywhere.

    A `…_source` says on whose word something is declared, which stands in the definition.
    """
    if key.endswith("_source"):
        return _DECLARED
    known = [traces[key] for traces in part.traces.values() if key in traces]
    return next((trace for trace in known if trace.source), known[0] if known else _UNKNOWN)


def _shown_keys(part: Part, statement: Statement) -> list[str]:
    """Return the values that a statement shows, through words and reasons too, which may name other values."""
    book, language = part.book, next(iter(part.book.phrases))
    texts = [book.language(language).SENTENCES[statement.code]]
    texts += [book.texts("ASSUMPTIONS", language)[code] for code in statement.assumptions]
    if "reason" in statement.values:
        texts.append(book.texts("REASONS", language).get(statement.values["reason"], ""))
    keys = placeholders(texts)
    worded = [statement.values[key] for key in keys if key in book.worded and key in statement.values]
    return [*keys, *placeholders(book.word(one, language) for one in worded)]


def placeholders(texts: Iterable[str]) -> list[str]:
    """Return the names of the values that texts have places for, each once."""
    return list(dict.fromkeys(name for text in texts for _, name, _, _ in Formatter().parse(text) if name))
