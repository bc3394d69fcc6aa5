"""The documentation held true: commands, options, exit codes, links, and the guide's own election."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from tallyproof import errors
from tallyproof.cli import app
from tallyproof.election import parse_definition
from tallyproof.election.announcements import parse_announcement

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "user-guide.md"
COUNTRY = ROOT / "docs" / "add-a-country.md"
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").rglob("*.md"),
        *(ROOT / "changelog.d").glob("*.md"),
    ]
)
# 0, 1 and 130 belong to no exception: fine, findings, and stopped by the person at the keyboard.
OTHER_CODES = {0, 1, 130}
# Handed on to child processes for the operating system's sake; it sets nothing of ours.
NOT_SETTINGS = {"SYSTEMROOT"}
_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
_SETTING = re.compile(r"[A-Z][A-Z_]*=\S*")


def _page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _commands(group: Any, prefix: str = "") -> dict[str, Any]:
    """Give every command of the command line by its full name, such as 'journal export'."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found.update(_commands(command, f"{prefix}{name} "))
        else:
            found[f"{prefix}{name}"] = command
    return found


COMMANDS = _commands(typer.main.get_command(app))


def _options(command: Any) -> set[str]:
    return {option for one in command.params for option in one.opts if option.startswith("--")} - {"--help"}


def _section(name: str) -> str:
    """Return the guide's section on one command; empty if it has none."""
    parts = re.split(r"^### ", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    wanted = [part for part in parts if part.startswith(f"`tallyproof {name}`\n")]
    return re.split(r"^## ", wanted[0], flags=re.MULTILINE)[0] if wanted else ""


def _blocks(page: Path, info: str) -> list[str]:
    return [body for head, body in _FENCE.findall(page.read_text(encoding="utf-8")) if head.strip() == info]


def _command_lines(text: str) -> list[tuple[bool, list[str]]]:
    """Give (whole, arguments) of every `tallyproof …`: whole in code blocks, perhaps abridged in a sentence."""
    lines = [(True, one) for info, body in _FENCE.findall(text) if info.strip() != "text" for one in _joined(body)]
    lines += [(False, code) for code in _CODE.findall(_FENCE.sub("", text)) if " " in code]
    found = []
    for whole, line in lines:
        for part in re.split(r"&&|\||;", line.removeprefix("$ ")):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:
                continue
            while words and _SETTING.fullmatch(words[0]):
                words = words[1:]
            if words and words[0] in ("tallyproof", ".venv/bin/tallyproof"):
                found.append((whole, words[1:]))
    return found


def _joined(body: str) -> list[str]:
    return body.replace("\\\n", " ").splitlines()


def _command_of(words: list[str]) -> tuple[str, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in COMMANDS:
            return name, words[length:]
    return "", words


def _slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_with_an_example_in_the_guide(name: str) -> None:
    examples = [_command_of(words)[0] for whole, words in _command_lines(_section(name)) if whole]
    assert name in examples


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_section_names_its_options_and_no_others(name: str) -> None:
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", _section(name)))
    assert named == _options(COMMANDS[name])


def test_the_guide_has_sections_for_existing_commands_only() -> None:
    headings = re.findall(r"^### `tallyproof ([a-z -]+)`$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(headings) == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=_page_id)
def test_every_documented_command_line_parses(page: Path) -> None:
    for whole, words in _command_lines(page.read_text(encoding="utf-8")):
        if words in (["--help"], ["--version"]):
            continue
        name, arguments = _command_of(words)
        assert name, f"no such command: tallyproof {' '.join(words)}"
        if whole:
            COMMANDS[name].make_context(name, list(arguments))
        assert {word for word in arguments if word.startswith("--")} <= _options(COMMANDS[name])


def test_a_command_line_with_a_wrong_option_does_not_parse() -> None:
    with pytest.raises(Exception, match="No such option"):
        COMMANDS["tally"].make_context("tally", ["my-election", "--levle", "state"])


def test_the_table_of_exit_codes_is_that_of_the_program() -> None:
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass)]
    raised = {one.exit_code for one in classes if issubclass(one, errors.TallyproofError)}
    table = GUIDE.read_text(encoding="utf-8").split("## Exit codes")[1].split("\n## ")[0]
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert documented == raised | OTHER_CODES


def test_every_variable_of_the_environment_is_in_the_guide() -> None:
    sources = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"""environ(?:ment)?(?:\.get\(|\[)["']([A-Z_]+)["']""", sources))
    assert read > NOT_SETTINGS
    assert {name for name in read - NOT_SETTINGS if f"`{name}`" not in GUIDE.read_text(encoding="utf-8")} == set()


@pytest.mark.parametrize("page", PAGES, ids=_page_id)
def test_every_internal_link_leads_somewhere(page: Path) -> None:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for target in _LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            broken.append(target)
        elif anchor and file.suffix == ".md":
            headings = _HEADING.findall(_FENCE.sub("", file.read_text(encoding="utf-8")))
            if anchor not in map(_slug, headings):
                broken.append(target)
    assert broken == []


def test_the_guide_to_a_new_country_builds_an_election_that_loads() -> None:
    toml = "\n".join(_blocks(COUNTRY, "toml election.toml"))
    (register,) = _blocks(COUNTRY, "csv stations.csv")
    (announcement,) = _blocks(COUNTRY, "toml announcements/board.toml")
    (payload,) = _blocks(COUNTRY, "text payload")
    definition = parse_definition({"election.toml": toml.encode(), "stations.csv": register.encode()})
    assert definition.register is not None
    read = definition.grammars["form"].parse(payload.strip())
    assert read.station_code in definition.register.stations
    assert sum(read.figures.values()) + read.counts["null"] + read.counts["blank"] == read.counts["cast"]
    assert parse_announcement("board", announcement.encode(), definition).contest == "president"
