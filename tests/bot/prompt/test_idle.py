"""Work while nobody types: real keys into a real prompt, and work that is counted."""

import asyncio
import io
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.prompt.idle import IdleWork
from bot.prompt.prompt import Prompt
from bot.terminal.raw import RawTerminal
from bot.terminal.screen import Screen
from tests.support.desks import PaperDesk
from tests.support.samples import invented

PATIENCE = 60  # seconds; only a failing test waits so long
NEVER = 1_000.0  # seconds of quiet that no test waits for


class Pile:
    """So many pieces of work.

    Args:
        left: how many; None for work without end.
    """

    def __init__(self, left: int | None) -> None:
        self.left = left
        self.done = 0

    def work(self) -> bool:
        if self.left is not None and self.done == self.left:
            return False
        self.done += 1
        return True


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not happened():
            await asyncio.sleep(0.002)


async def see_end(session: PromptSession[str], text: str) -> None:
    """Wait until the line that is typed ends with a text."""
    await until(lambda: session.default_buffer.text.endswith(text))


def sit(
    pile: Pile,
    sitting: Callable[[PipeInput, PromptSession[str]], Awaitable[None]],
    quiet: float = 0.0,
    lines: int = 1,
) -> list[str]:
    """The lines that were entered; after each sitting Enter is pressed."""
    with create_pipe_input() as source:
        session = PromptSession[str](input=source, output=DummyOutput())
        IdleWork(pile.work, quiet).attach(session)

        async def type_and_enter() -> list[str]:
            entered = []
            for _ in range(lines):
                line = asyncio.create_task(session.prompt_async())
                await until(lambda: session.app.is_running)
                await sitting(source, session)
                source.send_text("\r")
                entered.append(await line)
                done = pile.done
                await asyncio.sleep(0.01)
                assert pile.done == done  # it ends with the prompt
            return entered

        return asyncio.run(type_and_enter())


def test_it_is_done_without_a_key_and_to_its_end() -> None:
    pile = Pile(100)

    async def sitting(source: PipeInput, session: PromptSession[str]) -> None:
        await until(lambda: pile.done == 100)

    assert sit(pile, sitting) == [""]


def test_keys_and_enter_come_through_work_without_end() -> None:
    pile = Pile(None)

    async def sitting(source: PipeInput, session: PromptSession[str]) -> None:
        await until(lambda: pile.done > 10)
        for key in "The miller":
            source.send_text(key)
            await see_end(session, key)

    assert sit(pile, sitting) == ["The miller"]


def test_what_is_left_is_done_at_the_next_prompt() -> None:
    pile = Pile(None)
    done: list[int] = []

    async def sitting(source: PipeInput, session: PromptSession[str]) -> None:
        before = pile.done
        await until(lambda: pile.done > before + 10)
        done.append(pile.done)

    assert len(sit(pile, sitting, lines=3)) == 3
    assert done == sorted(set(done))


def test_a_key_brings_more_work_once_all_was_done() -> None:
    pile = Pile(3)

    async def sitting(source: PipeInput, session: PromptSession[str]) -> None:
        await until(lambda: pile.done == 3)
        pile.left = 5
        source.send_text("a")
        await until(lambda: pile.done == 5)

    assert sit(pile, sitting) == ["a"]


@pytest.mark.parametrize("keys", ["a", "The miller"])
def test_it_waits_until_no_key_has_been_pressed_for_a_while(keys: str) -> None:
    pile = Pile(0)

    async def sitting(source: PipeInput, session: PromptSession[str]) -> None:
        source.send_text(keys)
        await until(lambda: session.default_buffer.text == keys)
        pile.left = None  # from here on there is work, but a key was just pressed
        for _ in range(20):
            await asyncio.sleep(0.002)
        assert pile.done == 0

    assert sit(pile, sitting, quiet=NEVER) == [keys]


def test_at_the_prompt_of_the_chat_the_author_reads_on(folder: Path) -> None:
    sitting = PaperDesk(folder)
    sitting.turn("The miller")
    sitting.session.page.import_text(invented(9_000))
    authors = sitting.session.authors
    assert authors.current_state() is None

    def enter_once_read(source: PipeInput) -> None:
        while authors.current_state() is None and time.monotonic() < end:
            time.sleep(0.002)
        source.send_text("so\r")

    end = time.monotonic() + PATIENCE
    with create_pipe_input() as source, create_app_session(source, DummyOutput()):
        terminal = RawTerminal(Screen(Console(file=io.StringIO())), source)
        user = threading.Thread(target=enter_once_read, args=(source,))
        user.start()
        assert Prompt(sitting.desk, terminal).read_line() == "so"
        user.join()
    assert authors.current_state() is not None
