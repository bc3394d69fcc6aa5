"""Every finding code stands in docs/findings.md, and nothing else does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import tallyproof.check
from tallyproof.check.changes import CHANGE_CODES
from tallyproof.election import CHECKS
from tallyproof.read.page import UNREAD_REASONS

DOCUMENT = Path(__file__).parents[3] / "docs" / "findings.md"
CODE = re.compile(r"^\| `([a-z-]+(?::[\w-]+)?)` \|", re.MULTILINE)


def _texts(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def _named(function: ast.AST, name: str) -> Iterator[str]:
    """Every text that a name can stand for in a function, by assignment or by a loop over constants."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield from _texts(node.value.body if isinstance(node.value, ast.IfExp) else node.value)
            yield from _texts(node.value.orelse) if isinstance(node.value, ast.IfExp) else ()
        if isinstance(node, ast.For) and name in {one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)}:
            yield from _texts(node.iter)


def emitted_codes() -> set[str]:
    """Every first argument of `Finding(…)` and `self._finding(…)` in the source of `check`, and those in tables."""
    codes = set(CHANGE_CODES)
    for file in Path(tallyproof.check.__file__).parent.glob("*.py"):
        for function in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in ast.walk(function):
                name = getattr(getattr(call, "func", None), "attr", getattr(getattr(call, "func", None), "id", ""))
                if not isinstance(call, ast.Call) or name not in ("Finding", "_finding", "_differing"):
                    continue
                first = call.args[0]
                if isinstance(first, ast.Name) and first.id == "code" and function.name in ("_finding", "_differing"):
                    continue
                codes.update(_named(function, first.id) if isinstance(first, ast.Name) else _texts(first))
    return codes


def test_the_source_is_read_rightly() -> None:
    assert {"readings-differ", "disputed-by-adjudication", "decision-lapsed", "check-failed:"} <= emitted_codes()


def test_every_finding_code_is_documented() -> None:
    documented = set(CODE.findall(DOCUMENT.read_text("utf-8")))
    assert {code for code in documented if ":" not in code} == {code for code in emitted_codes() if ":" not in code}
    assert {code.partition(":")[2] for code in documented if ":" in code} == {*CHECKS, "IDENTITY"}


def test_every_reason_for_an_unread_sheet_is_documented() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert all(f"`{reason}`" in text for reason in (*UNREAD_REASONS, "refused"))
