"""docs/methods.md: every method explained, from the phrase books.

python -m tallyproof.report.methods_page docs/methods.md
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from tallyproof.compare.books import BOOKS
from tallyproof.compare.phrasing import Method
from tallyproof.errors import UsageError

WIDTH = 120
COMMAND = "python -m tallyproof.report.methods_page docs/methods.md"
_INTRO = f"""# Methods

What `tallyproof report`, `tally`, `compare`, `stations`, `project`, `quick-count`, `audit` and `indicators` compute:
each method in five plain sentences, then in full. Every report carries the same text, in English and Spanish, for the
methods that it used.

Results are of three tiers, shown with every sentence and never mixed. **A**, arithmetic: true or false under the
assumptions printed beside it. **B**, design-based: holds with the guarantee that is stated. **C**, indicator: a place
to look, never a proof, and never called fraud; passing one proves nothing either.

Formulas name the values that a report prints beside each sentence. Whole numbers and fractions are exact where nothing
else is said; what is rounded is rounded once, half away from zero, for printing.

This page is made from the phrase books by `{COMMAND}`; a test holds it
true.
"""


def methods_text(measured: Sequence[str] = ()) -> str:
    """Return the page. `measured` are pages under docs/methods/ with what was measured, by file name."""
    methods = [(family, id, one) for family, (book, _) in BOOKS.items() for id, one in book.methods("en").items()]
    contents = [f"- [{_text(one.title)}](#{slug(one.title)})" for _, _, one in methods]
    pages = [f"[{name.removesuffix('.md')}](methods/{name})" for name in measured]
    lines = [_INTRO]
    if pages:
        lines += _paragraph(f"What was measured of them, and further details: {', '.join(pages)}.")
    lines += [*contents, ""]
    for _, _, one in methods:
        lines += _method(one)
    return "\n".join(lines).rstrip() + "\n"


def _method(one: Method) -> list[str]:
    lines = [f"## {_text(one.title)}", ""]
    for number, sentence in enumerate(one.plain, 1):
        lines += _wrapped(f"{number}. ", sentence)
    lines += ["", "**Formulas**", "", "```text", *(row for text in one.formulas for row in _code(text)), "```", ""]
    for name, texts in (("Assumptions", one.assumptions), ("Limits", one.limits), ("References", one.references)):
        if texts:
            lines += [f"**{name}**", "", *(row for text in texts for row in _wrapped("- ", text)), ""]
    return lines


def _code(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _paragraph(text: str) -> list[str]:
    return [*textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False), ""]


def _wrapped(bullet: str, text: str) -> list[str]:
    return textwrap.wrap(
        _text(text),
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([\\*<\[\]`])", r"\\\1", text)


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def main(arguments: list[str]) -> None:
    """Write the page to the file that is named."""
    if len(arguments) != 1:
        raise UsageError(f"expected the page to write, got {len(arguments)} arguments; run {COMMAND}")
    page = Path(arguments[0])
    page.write_text(methods_text(measured_pages(page.parent)), encoding="utf-8")


def measured_pages(docs: Path) -> list[str]:
    """Return the names of the pages under docs/methods/, sorted."""
    return sorted(one.name for one in (docs / "methods").glob("*.md"))


if __name__ == "__main__":
    main(sys.argv[1:])
