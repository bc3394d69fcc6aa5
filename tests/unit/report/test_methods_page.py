"""docs/methods.md is what the phrase books say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tallyproof.compare.books import BOOKS
from tallyproof.errors import UsageError
from tallyproof.report.methods_page import COMMAND, main, measured_pages, methods_text, slug

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_the_one_that_the_command_writes() -> None:
    written = (DOCS / "methods.md").read_text("utf-8")
    assert written == methods_text(measured_pages(DOCS)), f"write it again: {COMMAND}"


def test_every_method_of_every_family_is_explained_under_a_heading_of_its_own() -> None:
    text = methods_text()
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert len(headings) == len(set(map(slug, headings))) == sum(len(book.methods("en")) for book, _ in BOOKS.values())


def test_the_page_keeps_to_the_width_of_the_others() -> None:
    long = [line for line in methods_text().splitlines() if len(line) > 120 and " " in line.strip()[:100]]
    assert [line for line in long if not line.startswith("- [")] == []


def test_the_command_writes_the_page_and_refuses_anything_else(tmp_path: Path) -> None:
    main([str(tmp_path / "methods.md")])
    assert (tmp_path / "methods.md").read_text("utf-8").startswith("# Methods\n")
    with pytest.raises(UsageError, match="expected the page to write, got 0 arguments"):
        main([])
