"""How a prompt ends when the window is closed, whatever it was doing just then."""

import os
import signal

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.repl import leaving_by_signals


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("in_background", [True, False])
def test_a_signal_ends_the_prompt_whichever_of_its_tasks_is_at_work(
    number: int, in_background: bool
) -> None:
    done = []

    async def struck() -> None:
        os.kill(os.getpid(), number)

    with create_pipe_input() as source:
        session: PromptSession[str] = PromptSession(input=source, output=DummyOutput())
        session.app.after_render += lambda app: done.append(app.is_done)

        def begin() -> None:
            if in_background:
                session.app.create_background_task(struck())
            else:
                os.kill(os.getpid(), number)

        with leaving_by_signals(), pytest.raises(SystemExit) as left:
            session.prompt(pre_run=begin, handle_sigint=False)
    assert left.value.code == 128 + number
    assert done[-1]  # it was drawn for the last time, so the terminal is as it was
