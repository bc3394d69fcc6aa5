"""Every text of a phrase book is one that some code path can say: no text outlives the code that said it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import tallyproof.compare
from tallyproof.compare.books import BOOKS

KINDS = ("SENTENCES", "ASSUMPTIONS", "REASONS", "HEADINGS", "WORDS", "METHODS")
COMPARE = Path(tallyproof.compare.__file__).parent
# What the mechanism puts before an id: see compare/part.py.
SHOWN = ("column-", "axis-", "series-", "mark-", "table-", "picture-", "caption-")


@dataclass(frozen=True, slots=True)
class Written:
    """The texts that code can make: `literal` ones, and `made` of a fixed text with others before, in or after it."""

    literal: frozenset[str]
    made: tuple[re.Pattern[str], ...]
    joins: bool

    def makes(self, code: str) -> bool:
        """Tell whether the code can make this text, or the id that the mechanism puts a word before."""
        codes = [code, *(code.removeprefix(one) for one in SHOWN if code.startswith(one))]
        return any(
            one in self.literal
            or any(pattern.fullmatch(one) for pattern in self.made)
            or (self.joins and any({one[:dash], one[dash + 1 :]} <= self.literal for dash in _dashes(one)))
            for one in codes
        )


def _dashes(text: str) -> list[int]:
    return [place for place, sign in enumerate(text) if sign == "-"]


def written(files: Iterable[Path]) -> Written:
    """Return the texts that some modules can make."""
    literal: set[str] = set()
    made: set[str] = set()
    joins = False
    for node in (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))):
        if isinstance(node, ast.JoinedStr):
            fixed = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            pattern = "".join(
                re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in node.values
            )
            made |= {pattern} if re.search("[a-z]{3}", fixed) and fixed not in SHOWN else set()
            joins |= fixed == "-"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            literal.add(node.value)
            made |= {f".+{re.escape(node.value)}"} if node.value.startswith("-") and len(node.value) > 3 else set()
        elif isinstance(node, (ast.keyword, ast.arg)) and node.arg:
            literal.add(node.arg)  # the keys of a statement's values
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            literal.add(node.target.id)  # and those made of a value's fields
    return Written(frozenset(literal), tuple(map(re.compile, sorted(made))), joins)


@cache
def beside() -> Written:
    """Return what the code around all families hands them: values of the model and the tally, the mechanism's words."""
    root = COMPARE.parent
    single = [root / "model.py", root / "canonical/audits.py", root / "steps/auditing.py"]
    return written([*single, *COMPARE.glob("*.py"), *(root / "tally").glob("*.py")])


@cache
def family_code(family: str) -> Written:
    """Return what the code of a family can say: its package without phrase books and traces."""
    package = COMPARE / family.replace("-", "_")
    return written(one for one in package.glob("*.py") if not one.name.startswith(("english", "spanish", "traces")))


@pytest.mark.parametrize("family", BOOKS)
def test_every_text_of_a_book_is_said_by_some_code(family: str) -> None:
    book, _ = BOOKS[family]
    code = family_code(family)
    for kind in KINDS:
        texts = getattr(book.language("en"), kind, {})
        unused = [one for one in texts if not code.makes(one) and not beside().makes(one)]
        assert not unused, f"{family}, {kind}: delete what nothing says: {unused}"


@pytest.mark.parametrize("family", BOOKS)
def test_a_trace_is_one_of_a_sentence(family: str) -> None:
    book, traces = BOOKS[family]
    assert not traces.keys() - book.language("en").SENTENCES.keys()


@pytest.mark.parametrize("code", ["nobody-says-this", "column-nobody", "leftover"])
def test_a_text_that_nothing_says_is_found(code: str) -> None:
    assert not any(family_code(family).makes(code) for family in BOOKS)
