"""Findings, checks and reasons in words: plain sentences of what is, never of who is to blame."""

from __future__ import annotations

from collections.abc import Mapping

from tallyproof.model import Check, CheckStatus, Finding
from tallyproof.publish.numbers import side_text
from tallyproof.publish.words import words_of

# Findings whose sides are counts; those of others can be codes of stations, which are left as they are.
_OF_NUMBERS = ("check-failed", "registered-differs", "copies-of-one-sheet")


def finding_title(code: str, language: str) -> str:
    """Return the heading of all findings of one code; an unknown code stands for itself."""
    name, _, check = code.partition(":")
    title = words_of(language).plain.get(f"finding.{name}.title")
    return code if title is None else title.format(check=check_name(check, language))


def finding_sentence(finding: Finding, language: str) -> str:
    """Return what one finding says, as plain text that is still to be escaped."""
    words = words_of(language).plain
    name, none = finding.code.partition(":")[0], words["reason.none"]
    text = words.get(f"finding.{name}.text", f"{name}: {{expected}} / {{found}}")
    expected, found = finding_sides(finding, language)
    if name == "sheet-unread":
        found = reason_text(found, language)
    return text.format(expected=expected or none, found=found or none)


def finding_sides(finding: Finding, language: str) -> tuple[str, str]:
    """Return what was expected and what was found, counts as the language writes numbers."""
    sides = finding.expected, finding.found
    if finding.code.partition(":")[0] not in _OF_NUMBERS:
        return sides
    return side_text(sides[0], language), side_text(sides[1], language)


def check_name(check: str, language: str) -> str:
    """Return what a check is about; a declared identity stands for itself."""
    return words_of(language).plain.get(f"check.{check}", check)


def reason_text(reason: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """Return why something did not run or was not read; an unknown reason stands for itself."""
    words = words_of(language).plain
    if f"reason.{reason}" in words:
        return words[f"reason.{reason}"]
    count = reason.removesuffix("-not-on-paper")
    if count != reason:
        return words["reason.not-on-paper"].format(count=(names or {}).get(count, count))
    return reason


def expected_and_found(check: Check, language: str) -> str:
    """Return the two sides of a check that ran, or nothing."""
    ran = check.status in (CheckStatus.PASSED, CheckStatus.FAILED)
    sides = (side_text(side, language) for side in (check.expected, check.found))
    return " / ".join(sides) if ran and (check.expected or check.found) else ""
