"""A writing session: the page, the current author, and the earlier authors.

An author's state depends only on the text of the page. A session prints nothing and saves no files.
"""

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace

from bot.page.authors import Authors
from bot.page.dials import Dials
from bot.page.history import History
from bot.page.lines import Line, write_lines
from bot.page.manuscript import Manuscript, Passage, Writing
from bot.page.page import Page
from bot.page.passages import write_passage, write_passages
from bot.page.readers import Reading
from models.context import CONTEXT, Context
from models.library import Library
from models.runtime import describe_runtime
from models.style import Style
from models.writing.stops import UserStop, make_stop


def _never_stop(characters: int, total: int) -> bool:
    return False


class Session:
    """A writing session, in which the user and authors (language models) take turns writing a page.

    A passage is a text that the user or an author wrote in one go.

    Args:
        library: the available authors.
        style: the name of the author that writes first.
        dials: the settings with which each author writes, and the source of the random seeds.
        reading: a function that is called repeatedly while an author reads the page, with the
            number of characters read so far and the number to read. If it returns True, the author
            stops reading.
        on_change: a function that is called, without arguments, after each new passage, other
            change to the page, or change of author.
        context: how much of the page an author reads before it writes.

    Attributes:
        dials: the settings with which each author writes, and the source of the random seeds.
        page: the text being written, with its history and its branches.
        authors: the authors that read and continue the page, one of them at a time.
        candidates: the versions written by the last call of `write_takes`. This dict maps the index
            of each version, from 0, to its number among all passages of the session.

    Raises:
        PasticheError: if there is no author with the name `style`.
    """

    def __init__(
        self,
        library: Library,
        style: str,
        dials: Dials,
        reading: Reading = _never_stop,
        on_change: Callable[[], None] = lambda: None,
        context: Context = CONTEXT,
    ) -> None:
        self.dials = dials
        self.page = Page(on_change)
        self.candidates: dict[int, int] = {}
        self.authors = Authors(library, style, self.page, reading, on_change, context)
        self._on_change = on_change

    # Writing on

    def add_line(self, line: str) -> Counter[str]:
        """Add the user's line to the page, and have the author read it.

        The page is the text being written, and the author is the language model that continues it.

        Args:
            line: the line as typed.

        Returns:
            How often each character or word unknown to the author occurs on the page. Text
            that was searched by an earlier call is left out.

        Raises:
            ReadingInterrupted: if the user interrupts the reading; the line stays on the page.
        """
        self.page.add(line, self.authors.turns_to_prose)
        return self.authors.catch_up()

    def format_line(self, line: str) -> str:
        """Return a typed line as `add_line` would put it on the page (the text being written).

        Spaces and line breaks are added where they are needed. For example, the line begins a
        paragraph if the page ends with a scene of a play, and an author (a language model) that
        writes prose has taken over since.
        """
        return self.page.format_line(line, self.authors.turns_to_prose)

    def write(self) -> Generator[str, bool | None, None]:
        """Have the author (a language model) continue the page, and yield the new text in pieces.

        The page is the text being written. A piece is a character, or a word with the space before
        it. To stop the author at the end of the current word, send True to the generator. When the
        generator ends or is closed, the pieces yielded so far are added to the page. If they answer
        a line that the user has just added, one undo removes both.

        Raises:
            ReadingInterrupted: if the user interrupts the author before it writes, while it is
                still reading the page; the page then stays unchanged.
        """
        yield from self._write(self.page.end)

    def retry(self) -> Generator[str, bool | None, None]:
        """Have the author write a new version of its last text, and yield it in pieces.

        The author is the language model that continues the page (the text being written). A piece
        is a character, or a word with the space before it. To stop the author at the end of the
        current word, send True to the generator. When the generator ends or is closed, the pieces
        yielded so far replace the old version on the page. The old version is kept, and can be
        chosen again.

        Raises:
            ReadingInterrupted: if the user interrupts the author before it writes, while it is
                still reading the page; the page then stays unchanged.
        """
        yield from self._write(self.page.take_parent)

    def write_takes(self, count: int) -> Generator[tuple[int, str], bool | None, None]:
        """Have the author (a language model) write several versions of its last text at once.

        Yield pairs: the index of a version, from 0 to `count` - 1, and the next piece of that
        version. A piece is a character, or a word with the space before it. To end each version at
        the end of its current word, send True to the generator. When the generator ends or is
        closed, the versions written so far are kept, and the dict `candidates` maps the index of
        each to its number in the session. The page (the text being written) does not change until
        one of these numbers is passed to `page.choose`.

        Args:
            count: the number of versions to write.

        Raises:
            ReadingInterrupted: if the user interrupts the author while it is still reading the
                page; nothing is then written.
        """
        self.candidates = {}
        parent = self.page.take_parent
        reader, page = self.authors.read_to(parent)
        joint = self.authors.find_joint(parent, page)
        writings = [self._new_writing(reader.style, joint) for _ in range(count)]
        rows: list[list[str]] = [[] for _ in writings]
        is_stopped = False
        try:
            stops = [UserStop(make_stop(writing.shape)) for writing in writings]
            new_word = self.page.manuscript.is_word_end(parent)
            for row, piece in write_passages(reader.voice, writings, stops, new_word, page):
                rows[row].append(piece)
                if (yield row, piece):
                    for stop in stops:
                        stop.is_asked = True
            is_stopped = stops[0].is_asked  # not if this iterator is closed, maybe within a word
        finally:
            for row, (writing, pieces) in enumerate(zip(writings, rows, strict=True)):
                if pieces:
                    writing = replace(writing, is_stopped=is_stopped)
                    passage = Passage("".join(pieces), reader.style.name, writing)
                    self.candidates[row] = self.page.manuscript.add(parent, passage)
            if any(rows):
                self._on_change()

    def write_lines(
        self, count: int, draft: str = "", should_stop: Callable[[], bool] = lambda: False
    ) -> list[Line]:
        """Have the author (a language model) write sentences that might continue the page.

        The page (the text being written) does not change until one of the sentences is passed to
        `take_line`.

        Args:
            count: the number of sentences to return.
            draft: a typed line that is not on the page yet; the sentences continue this line.
            should_stop: a function that is called repeatedly while the author writes. If it returns
                True, the author stops.

        Returns:
            The sentences, best first. There can be fewer than `count`, since duplicates are left
            out.

        Raises:
            ReadingInterrupted: if the user interrupts the author while it is still reading the
                page.
        """
        typed = self.format_line(draft) if self.page.is_line(draft) else ""
        reader, page = self.authors.read_to(self.page.end, typed)
        new_word = self.page.manuscript.is_word_end(self.page.end)
        if typed:
            new_word = typed[-1].isalnum()
        joint = self.authors.find_joint(self.page.end, page)

        def draw_writing() -> Writing:
            return self._new_writing(reader.style, joint)

        return write_lines(reader, draw_writing, count, page, new_word, should_stop)

    def take_line(self, line: Line, length: int | None = None, draft: str = "") -> None:
        """Add a sentence from the result of `write_lines` to the end of the page.

        The page is the text being written; the sentence is by an author (a language model).

        Args:
            line: the sentence, as returned by `write_lines`.
            length: the number of characters to keep, from the start of the sentence to the end of
                one of its words; None keeps the whole sentence.
            draft: the typed line that the sentence continues. It is added to the page first, and
                one undo will remove both.
        """
        self.page.add(draft, self.authors.turns_to_prose)
        self.page.choose(self.page.manuscript.add(self.page.end, line.passage(length)))

    def restore(self, manuscript: Manuscript, history: History) -> None:
        """Replace the page (the text being written) with the page of a saved session.

        Authors (language models) read the restored page before they next write.

        Args:
            manuscript: the tree of all passages (texts written in one go) of the saved session.
            history: the saved session's position in the tree, and the changes that can be undone
                and redone.
        """
        self.authors.restart()
        self.page.restore(manuscript, history)

    # Internals

    def _write(self, parent: int) -> Generator[str, bool | None, None]:
        reader, page = self.authors.read_to(parent)
        new_word = self.page.manuscript.is_word_end(parent)
        writing = self._new_writing(reader.style, self.authors.find_joint(parent, page))
        pieces: list[str] = []
        is_stopped = False
        try:
            stop = UserStop(make_stop(writing.shape))
            passage = write_passage(reader.voice, writing, stop, new_word, page)
            with closing(passage):  # before its state is cached, even if this iterator is closed
                for piece in passage:
                    pieces.append(piece)
                    if (yield piece):
                        stop.is_asked = True
            is_stopped = stop.is_asked  # not if this iterator is closed, maybe within a word
        finally:
            if pieces:
                text, writing = "".join(pieces), replace(writing, is_stopped=is_stopped)
                number = self.page.manuscript.add(parent, Passage(text, reader.style.name, writing))
                reader.remember(number)
                self.page.choose(number)

    def _new_writing(self, style: Style, joint: str) -> Writing:
        sampling, shape = self.dials.sampling(style.name), self.dials.shape(style.name)
        seed = self.dials.seeds.draw()
        candidates = self.dials.candidates(style.name)
        runtime, cast = describe_runtime(), self.page.cast
        return Writing(style.checksum, sampling, shape, seed, runtime, cast, candidates, joint)
