"""The prompt while the chat is being loaded: it shows what the user types, and keeps every key.

It is shown long before the chat's own prompt (bot/prompt/prompt.py) could be, and imports only
prompt_toolkit. It handles printable characters and Backspace. The meaning of any other key depends
on the config, the history and the commands, so that key and all later keys are kept without being
shown.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from prompt_toolkit.application import Application
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import get_typeahead, store_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.renderer import CPR_Support
from prompt_toolkit.styles import Style

from bot.terminal.hangup import HUNG_UP

MARK = ("class:mark", "› ")  # the beginning of each prompt of the chat
MARK_STYLE = {"mark": "bold ansicyan"}

Loaded = TypeVar("Loaded")


def show_typeahead(source: Input, load: Callable[[], Loaded]) -> Loaded:
    """Run a function in another thread while showing a prompt, and return the function's result.

    When the function returns, the prompt is erased. All keys pressed in the meantime are kept, in
    order, for the next prompt_toolkit prompt to read.

    Args:
        source: prompt_toolkit's input object for the terminal, in raw mode.
        load: the function to run; it is called once the prompt is on the screen.

    Raises:
        Exception: any exception that `load` raises.
        SystemExit: if the terminal is closed.
    """
    pressed: list[KeyPress] = []
    bindings = KeyBindings()

    @bindings.add(Keys.Any)
    def keep(event: KeyPressEvent) -> None:
        pressed.extend(event.key_sequence)

    line = FormattedTextControl(
        lambda: [MARK, ("", read_text(pressed)), ("[SetCursorPosition]", "")], focusable=True
    )
    app: Application[Loaded] = Application(
        Layout(Window(line, wrap_lines=True)),
        Style.from_dict(MARK_STYLE),
        include_default_pygments_style=False,
        key_bindings=bindings,
        erase_when_done=True,
        input=source,
    )
    # the cursor position is not needed, and the chat would wait for the terminal's answer
    app.renderer.cpr_support = CPR_Support.NOT_SUPPORTED
    thread = ThreadPoolExecutor(1, "loading")

    async def wait() -> None:
        job = asyncio.get_running_loop().run_in_executor(thread, load)
        await asyncio.wait([job])
        if app.is_done:  # the terminal was closed
            return
        error = job.exception()
        if error is None:
            app.exit(result=job.result())
        else:
            app.exit(exception=error)

    def begin(_: object) -> None:
        app.after_render -= begin
        app.create_background_task(wait())

    app.after_render += begin
    with thread:
        try:
            return app.run(handle_sigint=False)
        except EOFError:
            if source.closed:
                raise SystemExit(HUNG_UP) from None
            raise
        finally:
            # keys that came too late to be seen here are already stored
            store_typeahead(source, [*pressed, *get_typeahead(source)])


def read_text(pressed: Iterable[KeyPress]) -> str:
    """Return the text typed with a sequence of key presses, up to the first special key.

    Backspace does not count as a special key; it deletes the character before it.
    """
    text = ""
    for press in pressed:
        if press.key == Keys.Backspace:
            text = text[:-1]
        elif isinstance(press.key, Keys) or not press.key.isprintable():
            break
        else:
            text += press.key
    return text
