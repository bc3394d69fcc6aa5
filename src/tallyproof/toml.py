"""TOML files held against a model: every problem named with its line, its key and what to do."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from tallyproof.errors import DefinitionError

MAX_PROBLEMS = 10

M = TypeVar("M", bound=BaseModel)

_LONG = 60
# What pydantic says of a value, and the same without its words for types.
_PHRASES = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Input should be a valid (?:dictionary|instance|list)?.*(?:instance|dictionary).*", "a table"),
        (r"Input should be a valid (?:list|tuple)", "a list"),
        (r"Input should be a valid string", "text in quotes"),
        (r"Input should be a valid integer.*", "a whole number"),
        (r"Input should be a valid number.*", "a number"),
        (r"Input should be a valid boolean.*", "true or false"),
        (r"Input should be a valid (.*)", "a {0}"),
        (r"Input should be a finite number", "a finite number"),
        (r"Input should be greater than or equal to (.*)", "at least {0}"),
        (r"Input should be less than or equal to (.*)", "at most {0}"),
        (r"Input should be greater than (.*)", "more than {0}"),
        (r"Input should be less than (.*)", "less than {0}"),
        (r"Input should have timezone info", "an hour with its zone, such as 2024-07-28T18:00:00-04:00"),
        (r"Input should be (.*)", "{0}"),
        (r"String should match pattern '(.*)'", "text of the form {0}"),
        (r"String should have (.*)", "text with {0}"),
        (r"[A-Z][a-z]+ should have (.*?)(?: after validation)?, not (?:\d+|more)", "{0}"),
    )
)

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?")


def read_file(path: Path) -> bytes:
    """Return a file's bytes; raises DefinitionError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DefinitionError(f"{path}: expected a file that can be read: {error.strerror or error}") from error


def parse_toml(data: bytes, model: type[M], place: str, *, docs: str = "docs/election-toml.md") -> M:
    """Return a validated file; raises DefinitionError naming up to ten problems at once.

    `docs` is the page that explains every key.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{place}: expected UTF-8 text, got byte {error.start} that is none") from error
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{place}: expected TOML: {error}") from error
    except (ValueError, RecursionError) as error:
        # tomllib lets Python's own limits through: numbers of thousands of digits, lists in lists in lists.
        raise DefinitionError(f"{place}: expected TOML with ordinary numbers and few levels of lists") from error
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems = error.errors()
        lines = [_explain(item, text, model, place, docs) for item in problems[:MAX_PROBLEMS]]
        if len(problems) > MAX_PROBLEMS:
            lines.append(f"{place}: and {len(problems) - MAX_PROBLEMS} more problems")
        raise DefinitionError("\n".join(lines)) from error


def unknown(place: str, what: str, name: str, known: Iterable[str]) -> Iterable[str]:
    """Yield a problem if a name refers to nothing that is defined, with the nearest name that does."""
    names = list(known)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        shown = ", ".join(names[:20]) or "none"
        hint = f"did you mean {near[0]!r}?" if near else f"known: {shown}{', …' if len(names) > 20 else ''}"
        yield f"{place}: expected {what} that is defined, got {name!r}; {hint}"


def _explain(item: Any, text: str, model: type[BaseModel], place: str, docs: str) -> str:
    path = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in item["loc"])
    key = next((str(part) for part in reversed(item["loc"]) if isinstance(part, str)), "")
    line = _line(text, item["loc"])
    where = f"{place}, line {line}: {path}" if line else f"{place}, {path}"
    if item["type"] == "extra_forbidden":
        known = _known_keys(model, item["loc"][:-1])
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}."
        return f"{where}: expected a known key, got {key!r}; {hint}"
    if item["type"] == "missing" and isinstance(item["loc"][-1], int):
        return f"{where}: expected one more value, found none; add it ({docs} explains each key)"
    if item["type"] == "missing":
        return f"{where}: expected this key, found none; add it ({docs} explains each)"
    said = _expected(item["msg"])
    if ", got " not in said:
        expected, _, advice = said.partition("; ")
        said = f"{expected}, got {_shown(item['input'])}" + (f"; {advice}" if advice else "")
    return f"{where}: {said if '; ' in said else f'{said}; correct it ({docs} explains each key)'}"


def _expected(message: str) -> str:
    """Return pydantic's message as what was expected, in the words of a person who has written a TOML file."""
    own = message.removeprefix("Value error, ")
    if own != message:
        return own
    for pattern, words in _PHRASES:
        match = pattern.fullmatch(message)
        if match:
            return "expected " + words.format(*match.groups())
    return message


def _shown(value: object) -> str:
    """Return a value as TOML writes it; of a table or a long list only what it is."""
    if isinstance(value, dict):
        return "a table"
    text = str(value).lower() if isinstance(value, bool) else f"{value!r:.80}"
    return f"a list of {len(value)}" if isinstance(value, list | tuple) and len(text) > _LONG else text


def _line(text: str, loc: Sequence[int | str]) -> int | None:
    """Return the line of a key, or of the table it belongs to, or None where inline tables hide it.

    `loc` is a path such as contests, 0, lines, 2, candidate; the nth [[contests.lines]] is counted from its parent.
    """
    here: tuple[int | str, ...] = ()
    last: dict[tuple[int | str, ...], int] = {}
    best, length = None, 0
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            here = found = _entered(header[2].split("."), last, is_array=header[1] == "[[")
        else:
            key = re.match(r"\s*([\w.-]+)\s*=", line)
            found = (*here, *key[1].split(".")) if key else ()
        if len(found) > length and tuple(loc[: len(found)]) == found:
            best, length = number, len(found)
    return best


def _entered(names: Sequence[str], last: dict[tuple[int | str, ...], int], *, is_array: bool) -> tuple[int | str, ...]:
    """Return the path of the table that a header begins; `last` holds the last index of each array so far."""
    path: tuple[int | str, ...] = ()
    for depth, name in enumerate(names, 1):
        path = (*path, name)
        if is_array and depth == len(names):
            last[path] = last.get(path, -1) + 1
        if path in last:
            path = (*path, last[path])
    return path


def _known_keys(model: type[BaseModel], loc: Iterable[int | str]) -> list[str]:
    for part in loc:
        if isinstance(part, str):
            field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
            inner = _model_in(field.annotation) if field else None
            if inner is None:
                return []
            model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
