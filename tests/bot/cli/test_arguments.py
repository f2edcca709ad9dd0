"""Command lines that start the chat are read as typer reads them, and all others are left to it."""

from collections.abc import Sequence

import pytest
import typer.main
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cli.app import app
from bot.cli.arguments import read_chat_options
from bot.cli.workspace import CliOptions

_COMMAND = typer.main.get_command(app)
_FLAGS = ("--style", "--temp", "--length", "--seed", "--open", "--data-dir", "--config")
_VALUES = ("ann", "0.7", " 1e3 ", "3 sentences", "7", "1_0", "2147483648", "-1", "", "=", "--", "é")
_WORDS = st.one_of(
    st.sampled_from((*_FLAGS, "--plain", "--resume", "--plain=1", "--help", "--styl", "chat")),
    st.sampled_from(_VALUES),
    st.builds("{}={}".format, st.sampled_from(_FLAGS), st.sampled_from(_VALUES)),
)


def read_by_typer(arguments: Sequence[str]) -> CliOptions:
    """The flags as bot/cli/app.py passes them on; fails where there is a command or a mistake."""
    context = _COMMAND.make_context("pastiche", list(arguments))
    assert context.args == []
    flags = context.params
    return CliOptions(
        style=flags["style"],
        temperature=flags["temp"],
        length=flags["length"],
        seed=flags["seed"],
        plain=flags["plain"],
        resume=flags["resume"],
        open_name=flags["open_name"],
        data_dir=flags["data_dir"] or None,
        config_file=flags["config"],
    )


@given(st.lists(_WORDS, max_size=5))
@example(["--style", "ann", "--style=bob"])
@example(["--seed", "2147483647"])
@example(["--length", "--plain"])
@example(["--config", "here", "--data-dir", ""])
def test_what_is_read_here_is_what_typer_would_have_read(arguments: list[str]) -> None:
    options = read_chat_options(arguments)
    if options is not None:
        expected = read_by_typer(arguments)
        assert str(options.config_file) == str(expected.config_file)
        assert {**vars(options), "config_file": None} == {**vars(expected), "config_file": None}


def test_the_flags_of_the_chat_are_read_without_typer() -> None:
    assert read_chat_options([]) == CliOptions()
    options = read_chat_options(
        ["--plain", "--style", "ann", "--temp=0", "--seed", "3", "--resume"]
    )
    assert options == CliOptions(style="ann", temperature=0, seed=3, plain=True, resume=True)


@pytest.mark.parametrize(
    "arguments",
    ["--help", "--version", "chat", "write --style ann", "--temp hot", "--seed -1", "--style"],
)
def test_everything_else_is_left_to_typer(arguments: str) -> None:
    assert read_chat_options(arguments.split()) is None
