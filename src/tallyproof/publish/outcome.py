"""What a page and a terminal say of the outcome: the conditions in words, and what all of it rests on."""

from __future__ import annotations

from tallyproof.election.schema import Condition
from tallyproof.model import Tally
from tallyproof.publish import numbers
from tallyproof.publish.words import localised, words_of
from tallyproof.tally import Results


def condition_text(condition: Condition, language: str) -> str:
    """Return a condition in the definition's words, or in ours, as text that is still to be escaped."""
    words = words_of(language)
    if condition.text:
        text = localised(condition.text, language)
        return text[:1].upper() + text[1:]
    if condition.kind == "threshold":
        share = numbers.percent_text((condition.share or "50").removesuffix("%"), language)
        return words.raw("threshold").format(share=share)
    if condition.kind == "lead":
        points = (condition.points or "0").removesuffix("%")
        return words.raw("lead").format(points=points.replace(".", ",") if language == "es" else points)
    return words.raw("plurality") if condition.kind == "plurality" else condition.id


def assumptions(results: Results, tally: Tally, language: str) -> list[str]:
    """Return what the outcome bounds of a tally rest on, as text still to be escaped; none where there are none."""
    if tally.outstanding is None:
        return []
    words, cap = words_of(language), results.definition.file.register_.cap
    lines = [words.raw("assume_genuine")]
    if cap is not None:
        lines.append(words.raw("assume_cap").format(source=cap.source))
    if tally.coverage.source:
        lines.append(words.raw("assume_universe").format(source=tally.coverage.source))
    return [*lines, words.raw("assume_contested")]
