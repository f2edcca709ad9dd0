"""The authors of a session: which one is the current one, and how much of the page each has read.

What an author has read depends only on the text of the page, whoever wrote it. It reads the end of
the page, not all of it (models/context.py).
"""

from collections import Counter
from collections.abc import Callable

from bot.page.page import Page
from bot.page.readers import Reader, Reading
from bot.page.speech import find_joint
from models.context import CONTEXT, Context
from models.library import Library
from models.state import State
from models.style import Style


class Authors:
    """The authors (language models) that read and continue the page, one of them at a time.

    The page is the text being written.

    Args:
        library: the available authors.
        style: the name of the first current author.
        page: the page that the authors read.
        reading: a function that is called repeatedly while an author reads the page, with the
            number of characters read so far and the number to read. If it returns True, the author
            stops reading.
        on_change: a function that is called, without arguments, after each change of the current
            author by `call`.
        context: how much of the page an author reads before it writes.

    Raises:
        PasticheError: if there is no author with the name `style`.
    """

    def __init__(
        self,
        library: Library,
        style: str,
        page: Page,
        reading: Reading,
        on_change: Callable[[], None],
        context: Context = CONTEXT,
    ) -> None:
        self._library = library
        self._page = page
        self._reading = reading
        self._on_change = on_change
        self._context = context
        self._readers: dict[str, Reader] = {}
        self._author = library.get(style)

    @property
    def current(self) -> str:
        """The name of the current author, the language model that continues the text."""
        return self._author.name

    @property
    def turns_to_prose(self) -> bool:
        """Whether the current author (a language model) writes prose and another one wrote last."""
        return self._author.card.layout == "prose" and self._has_changed(self._page.end)

    def find_joint(self, number: int, text: str) -> str:
        """Return the line breaks to put before what the current author writes next.

        The author is a language model. The line breaks begin a paragraph where prose and a play
        meet, and after some stage directions; everywhere else, the result is "".

        Args:
            number: the number of the passage before the new text; 0 if there is none. Passages
                (texts written in one go) are numbered from 1 in the order in which they were added.
            text: the text that the author continues.
        """
        layout = self._author.card.layout
        return "" if layout is None else find_joint(text, layout, self._has_changed(number))

    def appoint(self, name: str) -> None:
        """Make another author (a language model) the current one.

        The new author reads the page (the text being written) before it first writes.

        Args:
            name: the new author's name.

        Raises:
            PasticheError: if there is no such author; the current author then stays the same.
        """
        self._author = self._library.get(name)

    def call(self, name: str) -> Counter[str]:
        """Make another author (a language model) the current one, and have it read the page.

        The page is the text being written. The author reads only the end of a long page.

        Args:
            name: the new author's name.

        Returns:
            How often each character or word unknown to the author occurs on the page. Text
            that was searched by an earlier call is left out.

        Raises:
            PasticheError: if there is no such author; the current author then stays the same.
            ReadingInterrupted: if the user interrupts the reading; the current author then stays
                the same.
        """
        former = self._author
        self.appoint(name)
        try:
            unknown = self.catch_up()
        except BaseException:
            self._author = former
            raise
        self._on_change()
        return unknown

    def catch_up(self) -> Counter[str]:
        """Have the current author (a language model) read the page up to its end.

        The page is the text being written. If it is long, the author reads only the last part of
        it. What the author has already read is not read again.

        Returns:
            How often each character or word unknown to the author occurs on the page. Text
            that was searched by an earlier call is left out.

        Raises:
            ReadingInterrupted: if the user interrupts the reading; the next call continues at that
                point.
        """
        reader, _ = self.read_to(self._page.end)
        return reader.count_unknown(self._page.manuscript, self._page.end)

    def prepare(self) -> bool:
        """Have the current author (a language model) read a little of what it will need next.

        Call this again and again while the user is doing nothing, so that the author has little
        left to read before it writes. A call takes some milliseconds. It does not change what the
        author will write.

        Returns:
            True if the author has read something; False if there is nothing left to read, or if the
            author has not yet read any of the text.
        """
        reader = self._readers.get(self._library.latest(self._author).checksum)
        if reader is None:  # to load its network would take too long
            return False
        manuscript, end = self._page.manuscript, self._page.end
        length = manuscript.characters(end)
        for start in (self._context.start(length), self._context.next_start(length)):
            if start is not None and reader.find_state(manuscript, end, start) is None:
                reader.prepare(manuscript, end, start)
                return True
        return False

    def current_state(self) -> tuple[Style, State] | None:
        """Return the current author and the state of its network at the end of the page.

        The author is the language model that continues the page (the text being written).

        Returns:
            The author and the state, or None if the author has not yet read the page to its end.
        """
        style = self._library.latest(self._author)
        reader = self._readers.get(style.checksum)
        if reader is None:
            return None
        manuscript, end = self._page.manuscript, self._page.end
        start = self._context.start(manuscript.characters(end))
        state = reader.find_state(manuscript, end, start)
        return None if state is None else (style, state)

    @property
    def context(self) -> str:
        """The end of the text so far, which an author (a language model) reads before it writes."""
        manuscript, end = self._page.manuscript, self._page.end
        return manuscript.text(end, self._context.start(manuscript.characters(end)))

    def read_to(self, number: int, draft: str = "") -> tuple[Reader, str]:
        """Have the current author (a language model) read the page as far as a given passage.

        The page is the text being written; a passage is a part of it that the user or an author
        wrote in one go. What the author has already read is not read again.

        Args:
            number: the passage's number among all passages of the session, from 1; 0 stands for the
                empty page.
            draft: a text to read after that passage, as if it were on the page; "" for none.

        Returns:
            The object that runs the author's network, which is now in its state after that text;
            and the text that the author has read: the end of the page, followed by the draft.

        Raises:
            ReadingInterrupted: if the user interrupts the reading; the next call continues at that
                point.
        """
        reader, manuscript = self._find_reader(), self._page.manuscript
        length = manuscript.characters(number)
        start = self._context.start(length + len(draft))
        reader.read_to(manuscript, number, start, self._reading)
        draft = draft[max(0, start - length) :]
        reader.voice.read(draft)
        return reader, manuscript.text(number, start) + draft

    def restart(self) -> None:
        """Make all authors (language models) forget the text; they read it again when needed."""
        self._readers.clear()

    def _find_reader(self) -> Reader:
        """Return the reader of the current author, in its latest version."""
        self._author = self._library.latest(self._author)
        reader = self._readers.get(self._author.checksum)
        if reader is None:
            reader = Reader(self._author)
            # drop the reader of an older style of that name: the author was trained again
            rest = {k: r for k, r in self._readers.items() if r.style.name != self._author.name}
            self._readers = {**rest, self._author.checksum: reader}
        return reader

    def _has_changed(self, number: int) -> bool:
        """Return whether another author wrote the last passage by an author on a page."""
        manuscript = self._page.manuscript
        styles = (manuscript.passage(step).style for step in manuscript.path_to_root(number))
        return next(filter(None, styles), self.current) != self.current
