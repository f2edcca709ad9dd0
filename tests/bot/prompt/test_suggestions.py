"""Ghost text at the prompt: real keys into a real prompt, and an author who knows one text."""

import asyncio
import io
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.data_structures import Size
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import ColorDepth, DummyOutput, Output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

from bot.prompt.suggestions import STYLE, AuthorPosition, Suggestions
from common.errors import StyleError, UsageError, explain
from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.network import Floats, Ints
from models.voice import Voice

PATIENCE = 60  # seconds; only a failing test waits so long
KNOWN = "It was a dark evening on the marshes, and Joe sang of the café. \n"
RIGHT, CTRL_RIGHT, LEFT, HOME, BACKSPACE = "\x1b[C", "\x1b[1;5C", "\x1b[D", "\x1b[H", "\x7f"
CTRL_F, CTRL_G, ALT_F, ALT_ENTER, TAB = "\x06", "\x07", "\x1bf", "\x1b\r", "\t"


class Reciting:
    """A network that goes on with a text as after its last symbols; its state is these.

    Args:
        known: the text.
        symbols: of its alphabet.
        open: cleared, it does not step any further.
    """

    def __init__(self, known: list[int], symbols: int, open: threading.Event) -> None:
        self._known, self._symbols, self._open = known, symbols, open

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, 9), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        assert self._open.wait(PATIENCE)
        read = [*state[0, 1:].astype(int), int(ids[0])]
        logits = np.zeros((1, self._symbols), np.float32)
        for length in range(1, len(read) + 1):  # the longest stretch is the surest
            for place in range(length, len(self._known)):
                if self._known[place - length : place] == read[-length:]:
                    logits[0, self._known[place]] = length
        return logits, np.array([read], np.float32)

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        for symbol in ids:
            logits, state = self.step(np.array([symbol], np.int32), state)
        return logits, state


@dataclass
class Reciter:
    """An author who knows one text by heart."""

    known: str = KNOWN
    checksum: str = "a"
    voices: int = 0
    open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.open.set()

    def voice(self) -> Voice:
        self.voices += 1
        alphabet = Alphabet([REPLACEMENT, *sorted(set(self.known))])
        return Voice(
            alphabet, Reciting([*alphabet.encode(self.known).ids], len(alphabet), self.open)
        )


class WordReciter(Reciter):
    """The same, who reads and writes words."""

    def voice(self) -> Voice:
        self.voices += 1
        alphabet = Words([REPLACEMENT, *Words.from_text(self.known).symbols[1:]])
        return Voice(
            alphabet, Reciting([*alphabet.encode(self.known).ids], len(alphabet), self.open)
        )


class Typing:
    """A prompt, the keys that go there, and what is seen."""

    def __init__(self, session: PromptSession[str], source: PipeInput) -> None:
        self.session, self._source = session, source
        self.buffer = session.default_buffer

    @property
    def ghost(self) -> str:
        """What stands behind the cursor."""
        here = self.buffer.suggestion if self.buffer.document.is_cursor_at_the_end else None
        return here.text if here else ""

    def type(self, keys: str) -> None:
        self._source.send_text(keys)

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not happened():
                await asyncio.sleep(0.002)

    async def see(self, text: str, ghost: str) -> None:
        """Wait for a text and what stands behind it."""
        try:
            await self.until(lambda: (self.buffer.text, self.ghost) == (text, ghost))
        except TimeoutError:
            raise AssertionError(f"{self.buffer.text!r}, then {self.ghost!r}") from None

    async def see_none(self, text: str) -> None:
        """Wait for a text; nothing ever stands behind it."""
        await self.until(lambda: self.buffer.text == text)
        for _ in range(20):
            await asyncio.sleep(0.002)
            assert self.ghost == ""


Sitting = Callable[[Typing], Awaitable[None]]


def sit(
    sitting: Sitting,
    author: Reciter | None = None,
    suggesting: Suggestions | None = None,
    vi: bool = False,
    output: Output | None = None,
    default: str = "",
    joint: str = "",
) -> str:
    """The line that was entered."""
    author = author or Reciter()
    base = author.voice().start()
    suggesting = suggesting or Suggestions(
        lambda: AuthorPosition(author, base, lambda line: joint + line)
    )
    with create_pipe_input() as source:
        session = PromptSession[str](
            input=source,
            output=output or DummyOutput(),
            completer=suggesting,
            complete_while_typing=False,
            key_bindings=merge_key_bindings([new_line(), suggesting.key_bindings]),
            multiline=True,
            editing_mode=EditingMode.VI if vi else EditingMode.EMACS,
            style=Style.from_dict(STYLE),
        )
        suggesting.attach(session)

        async def both() -> str:
            line = asyncio.create_task(session.prompt_async(default=default))
            typing = Typing(session, source)
            await typing.until(lambda: session.app.is_running)
            await sitting(typing)
            typing.type("\r")
            return await line

        return asyncio.run(both())


def new_line() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("enter")
    def accept(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("escape", "enter")
    def wrap(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return bindings


@pytest.mark.parametrize("vi", [False, True])
@pytest.mark.parametrize("key", [RIGHT, CTRL_F])
def test_a_key_takes_all_of_it(key: str, vi: bool) -> None:
    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.see("It was a da", "rk evening on")
        at.type(key)
        await at.see("It was a dark evening on", " the marshes, and")

    assert sit(sitting, vi=vi) == "It was a dark evening on"


@pytest.mark.parametrize(("key", "vi"), [(ALT_F, False), (CTRL_RIGHT, False), (CTRL_RIGHT, True)])
def test_a_key_takes_a_word_and_the_rest_stays(key: str, vi: bool) -> None:
    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.see("It was a da", "rk evening on")
        at.type(key + key)
        await at.see("It was a dark evening", " on the marshes,")

    assert sit(sitting, vi=vi) == "It was a dark evening"


def test_what_was_foretold_stays_while_it_is_typed() -> None:
    author = Reciter()

    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.see("It was a da", "rk evening on")
        author.open.clear()  # nothing is computed from here on
        at.type("rk e")
        await at.see("It was a dark e", "vening on")
        at.type("x")
        await at.see("It was a dark ex", "")
        author.open.set()

    sit(sitting, author)


@pytest.mark.parametrize("vi", [False, True])
def test_dropped_it_stays_so_until_the_text_changes(vi: bool) -> None:
    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.see("It was a da", "rk evening on")
        at.type(CTRL_G)
        await at.until(lambda: at.ghost == "")
        at.type(LEFT + RIGHT)
        await at.see_none("It was a da")
        at.type("r")
        await at.see("It was a dar", "k evening on")

    sit(sitting, vi=vi)


def test_it_comes_after_a_backspace_and_back_at_the_end() -> None:
    async def sitting(at: Typing) -> None:
        at.type("It was a dax")
        await at.until(lambda: at.buffer.text == "It was a dax")
        at.type(BACKSPACE)
        await at.see("It was a da", "rk evening on")
        at.type(LEFT)
        await at.until(lambda: at.ghost == "")
        at.type("x" + BACKSPACE)
        await at.see_none("It was a da")
        at.type(RIGHT)  # which is at the end then, and so takes nothing
        await at.see("It was a da", "rk evening on")

    assert sit(sitting) == "It was a da"


def test_no_key_waits_for_it() -> None:
    author = Reciter()

    async def sitting(at: Typing) -> None:
        author.open.clear()
        line = "It was a dark "
        for count in range(1, len(line) + 1):
            at.type(line[count - 1])
            await at.until(lambda: at.buffer.text == line[:count])  # noqa: B023
        assert at.ghost == ""
        author.open.set()
        await at.see(line, "evening on the")

    sit(sitting, author)


def test_entering_a_line_does_not_wait_either() -> None:
    author = Reciter()

    async def sitting(at: Typing) -> None:
        author.open.clear()
        at.type("It was")
        await at.until(lambda: at.buffer.text == "It was")

    assert sit(sitting, author) == "It was"
    author.open.set()


@pytest.mark.parametrize("line", [" ", "/mod", " /It was", "\x1b\r"])
def test_there_is_none_for_blank_lines_and_commands(line: str) -> None:
    async def sitting(at: Typing) -> None:
        at.type(line + TAB)
        await at.see_none(line.removeprefix("\x1b").replace("\r", "\n"))

    sit(sitting)


def test_there_is_none_where_nobody_can_tell() -> None:
    async def sitting(at: Typing) -> None:
        at.type("It was a da" + TAB)
        await at.see_none("It was a da")

    sit(sitting, suggesting=Suggestions(lambda: None))


def test_there_is_none_of_an_author_who_cannot_be_opened() -> None:
    class Broken(Reciter):
        def voice(self) -> Voice:
            raise StyleError("it is damaged")

    base = Reciter().voice().start()

    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.see_none("It was a da")

    sit(sitting, suggesting=Suggestions(lambda: AuthorPosition(Broken(), base, lambda line: line)))


def test_an_author_of_words_foretells_and_completes_them_too() -> None:
    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.see("It was a da", "rk evening on")
        at.type(ALT_F)
        await at.see("It was a dark", " evening on the")
        at.type(RIGHT + " mar" + TAB)
        await at.see("It was a dark evening on the marshes", ", and Joe")

    sit(sitting, WordReciter())


def test_tab_completes_the_word_at_the_cursor() -> None:
    async def sitting(at: Typing) -> None:
        at.type("It was a da" + TAB)
        await at.see("It was a dark", " evening on the")
        at.type(HOME + "It wa")
        await at.until(lambda: at.buffer.text == "It waIt was a dark")
        at.type(TAB)
        await at.see_none("It waIt was a dark")  # it would stand within a word
        at.type(" " + LEFT + TAB)
        await at.until(lambda: at.buffer.text == "It was It was a dark")

    sit(sitting)


def test_with_the_ghost_off_tab_completes_all_the_same() -> None:
    author = Reciter()
    base = author.voice().start()
    suggesting = Suggestions(lambda: AuthorPosition(author, base, lambda line: line), words=0)

    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.see_none("It was a da")
        at.type(TAB)
        await at.see_none("It was a dark")
        suggesting.words = 1
        at.type(" ")
        await at.see("It was a dark ", "evening")

    sit(sitting, suggesting=suggesting)


@pytest.mark.parametrize("words", [-1, 11])
def test_words_out_of_range_are_refused(words: int) -> None:
    suggesting = Suggestions(lambda: None, 10)
    with pytest.raises(UsageError, match=f"{words} words"):
        suggesting.words = words
    with pytest.raises(UsageError) as refused:
        Suggestions(lambda: None, words)
    assert "0 for none" in explain(refused.value)
    assert suggesting.words == 10


def test_several_lines_have_it_at_their_very_end() -> None:
    async def sitting(at: Typing) -> None:
        at.type("Nobody." + ALT_ENTER + "It was a da")
        await at.see("Nobody.\nIt was a da", "rk evening on")
        at.type(RIGHT)
        await at.see("Nobody.\nIt was a dark evening on", " the marshes, and")

    sit(sitting)


def test_it_is_computed_for_the_line_as_it_will_be_joined_and_composed() -> None:
    seen = []

    def join(line: str) -> str:
        seen.append(line)
        return f"a{line}"

    author = Reciter()
    base = author.voice().start()
    suggesting = Suggestions(lambda: AuthorPosition(author, base, join))

    async def sitting(at: Typing) -> None:
        at.type("n cafe\u0301")
        await at.see("n cafe\u0301", ".")

    sit(sitting, suggesting=suggesting)
    assert seen[-1] == "n café"


def test_another_author_is_opened_once_and_goes_on_from_another_base() -> None:
    authors = [Reciter(), Reciter("I said no. And so on. \n", "b")]
    bases = [author.voice().start() for author in authors]
    now = 0
    suggesting = Suggestions(lambda: AuthorPosition(authors[now], bases[now], lambda line: line))

    async def sitting(at: Typing) -> None:
        nonlocal now
        at.type("I")
        await at.see("I", "t was a")
        now = 1
        at.type(" ")
        await at.see("I ", "said no. And")

    sit(sitting, suggesting=suggesting)
    assert [author.voices for author in authors] == [2, 2]


def test_a_line_that_stands_there_from_the_beginning_has_it() -> None:
    async def sitting(at: Typing) -> None:
        await at.see("It was a da", "rk evening on")

    assert sit(sitting, default="It was a da") == "It was a da"


@pytest.mark.parametrize("depth", [ColorDepth.DEPTH_1_BIT, ColorDepth.DEPTH_4_BIT])
def test_it_is_told_apart_without_colours_and_with_few(depth: ColorDepth) -> None:
    out = io.StringIO()
    output = Vt100_Output(
        out, lambda: Size(24, 80), term="xterm", default_color_depth=depth, enable_cpr=False
    )

    async def sitting(at: Typing) -> None:
        at.type("It was a da")
        await at.until(lambda: "rk evening on" in out.getvalue())

    sit(sitting, output=output)
    before, _, after = out.getvalue().partition("rk evening on")
    assert before.endswith("\x1b[0;2;3m")
    assert after.startswith("\x1b[")
    assert "rk evening on" not in after  # nor does it stay there once the line is entered
