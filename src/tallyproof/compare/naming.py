"""The names that sentences, tables and pictures of a contest need, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.election import Definition
from tallyproof.errors import UsageError

_REGISTERED = {"en": "Registered voters", "es": "Electores inscritos"}


def all_names(definition: Definition, contest: str, language: str) -> dict[str, str]:
    """Return names of candidates by id, and of others by their kind and id.

    The kinds are 'count:', 'condition:', 'line:', 'area:', 'stage:', 'level:', 'table:' and 'source:'; 'registered' is
    named, too.
    """
    shape = definition.contests.get(contest)
    if shape is None:
        raise UsageError(f"contest: expected one of {', '.join(definition.contests)}, got {contest!r}")
    areas = definition.register.areas if definition.register else {}
    return {
        "registered": _REGISTERED.get(language, _REGISTERED["en"]),
        **{f"area:{area.code}": area.name for area in areas.values()},
        **{
            f"stage:{one}": localised(definition.file.election.stage_names.get(one), language) or one
            for one in definition.file.election.stages
        },
        **{f"level:{one.id}": localised(one.name, language) for one in definition.file.levels},
        **{f"table:{one.id}": localised(one.title, language) or one.id for one in definition.file.tables},
        **{f"line:{one.id}": one.name for one in shape.lines},
        **{f"source:{one.name}": localised(one.title, language) or one.name for one in definition.file.sources},
        **{f"condition:{one.id}": localised(one.text, language) or one.id for one in shape.outcome},
        **{f"count:{one.id}": localised(one.name, language) for one in shape.counts},
        **{one.id: one.name for one in shape.candidates},
    }


def localised(text: Mapping[str, str] | None, language: str) -> str:
    """Return a text of the definition in a language, or the first one it has; '' where there is none."""
    return "" if not text else text.get(language) or next(iter(text.values()))
