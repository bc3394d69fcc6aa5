"""The command line's edge: one clear line and the right exit code, whatever happens behind it."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from tallyproof import errors, pipeline
from tallyproof.cli import app, main


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Give a function that runs the command line in this process."""

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    return run


def failing(error: BaseException) -> Callable[..., None]:
    """Return what stands for opening an election, and fails."""

    def opened(*_: object, **__: object) -> None:
        raise error

    return opened


def commands(group: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix}{name} ")
        else:
            yield f"{prefix}{name}", command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tally"], "Missing argument 'ELECTION'"),
        (["tall", "x"], "No such command 'tall'. Did you mean 'tally'?"),
        (["tally", "x", "--buy", "region"], "No such option: --buy"),
        (["intake", "x", "y"], "Missing option '--source'"),
        (["intake", "x", "y", "--source", "z", "--workers", "0"], "Invalid value for '--workers'"),
        (["read", "x", "--workers", "many"], "Invalid value for '--workers'"),
        (["demo", "x", "--stations", "79"], "Invalid value for '--stations'"),
        (["journal", "export", "x"], "Missing argument 'FILE'"),
        (["compare", "x", "--language", "fr"], "--language: expected en or es, got 'fr'"),
        (["check", "/nowhere"], "/nowhere: expected an election folder"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_so_in_one_line(
    run: Callable[..., Ran], arguments: list[str], said: str
) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error {said}")
    assert ran.err.count("\n") == 1


def test_no_command_shows_the_help_and_no_empty_error(run: Callable[..., Ran]) -> None:
    ran = run()
    assert ran.code == 2
    assert "Commands" in ran.out
    assert ran.err == ""


def test_help_exits_with_0(run: Callable[..., Ran]) -> None:
    assert run("--help").code == 0


@pytest.mark.parametrize(
    ("name", "command"), list(commands(typer.main.get_command(app))), ids=lambda one: str(one)[:20]
)
def test_help_of_every_command_begins_with_what_it_does_and_gives_an_example(name: str, command: Any) -> None:
    assert command.help.split("\n")[0].rstrip().endswith(".")
    (example,) = (line for line in command.help.splitlines() if line.startswith("Example: "))
    assert f"tallyproof {name}" in example


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageError("a"), 2),
        (errors.DefinitionError("a"), 2),
        (errors.InputError("a"), 3),
        (errors.UnsafeInputError("a"), 3),
        (errors.StoreError("a"), 3),
        (errors.JournalBusyError("a"), 3),
        (errors.EvidenceMissingError("a"), 3),
        (errors.VerificationError("a"), 4),
        (errors.TallyproofError("a"), 70),
    ],
    ids=lambda one: type(one).__name__,
)
def test_errors_exit_with_the_code_of_their_class_and_their_words(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    monkeypatch.setattr(pipeline, "opened", failing(error))
    assert run("check", "x") == Ran(code, "", "Error a\n")


def test_interrupt_exits_with_130_and_says_how_to_go_on(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "opened", failing(KeyboardInterrupt()))
    ran = run("check", "x")
    assert ran.code == 130
    assert "the same command goes on where it was" in ran.err


def test_full_disk_is_told_in_one_line_with_its_place(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "site/index.html")
    monkeypatch.setattr(pipeline, "opened", failing(full))
    ran = run("check", "x")
    assert ran.code == 70
    assert "site/index.html" in ran.err
    assert "No space left on device" in ran.err
    assert ran.err.count("\n") == 1


def test_bug_exits_with_70_and_shows_where(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pipeline, "opened", failing(ZeroDivisionError("by zero")))
    with caplog.at_level(logging.ERROR):
        assert run("check", "x").code == 70
    assert "please report it" in caplog.text
    assert "ZeroDivisionError: by zero" in caplog.text


def test_error_cannot_steer_the_terminal(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "opened", failing(errors.InputError("\x1b[2J[red]gone[/] :x:")))
    assert run("check", "x").err == "Error \ufffd[2J[red]gone[/] :x:\n"


def test_file_name_that_is_no_text_is_shown_and_no_bug(run: Callable[..., Ran]) -> None:
    ran = run("check", str(Path("/nowhere/\udcff")))
    assert ran.code == 2
    assert "/nowhere/" in ran.err
