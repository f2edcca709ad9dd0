"""How a prompt ends when the window is closed, whatever it was doing just then."""

import asyncio
import os
import signal

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.terminal.hangup import exit_on_signals


def test_a_second_signal_does_not_strike_while_the_page_is_saved() -> None:
    saved = []

    def end() -> None:
        try:
            signal.raise_signal(signal.SIGHUP)
        finally:
            signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGTERM)
            saved.append(True)

    with pytest.raises(SystemExit) as left, exit_on_signals():
        end()
    assert saved
    assert left.value.code == 129


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("when", ["at once", "in the background", "as it is over"])
def test_a_signal_ends_the_prompt_whichever_of_its_tasks_is_at_work(
    number: int, when: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = []

    async def struck() -> None:
        if when == "as it is over":
            try:
                await asyncio.sleep(60)
            finally:  # cancelled, once a line was accepted
                os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

    with create_pipe_input() as source:
        session: PromptSession[str] = PromptSession(input=source, output=DummyOutput())
        session.app.after_render += lambda app: done.append(app.is_done)

        def begin() -> None:
            if when == "at once":
                os.kill(os.getpid(), number)
                return
            session.app.create_background_task(struck())
            if when == "as it is over":
                source.send_text("A line.\r")

        with exit_on_signals(), pytest.raises(SystemExit) as left:
            session.prompt(pre_run=begin, handle_sigint=False)
    assert left.value.code == 128 + number
    assert done[-1]  # it was drawn for the last time, so the terminal is as it was
    assert capsys.readouterr().out == ""  # nor was anything told that Enter must be pressed for
