"""A writing session: the page, the author at work, and the authors called before.

An author's state depends on the page alone. A session prints nothing and saves no files.
"""

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing

from bot.page.dials import Dials
from bot.page.history import History
from bot.page.manuscript import Manuscript, Passage, Writing
from bot.page.page import Page
from bot.page.readers import Reader, Reading
from models.library import Library
from models.runtime import describe_runtime
from models.stops import make_stop
from models.style import Style
from models.voice import State


def _never_stop(characters: int, total: int) -> bool:
    return False


class Session:
    """A page on which a person's lines and authors' passages alternate.

    Args:
        library: all authors.
        style: the name of the first author.
        dials: each author's settings, and the seeds.
        reading: called while an author reads, with the characters read and their total; returns
            whether to stop.
        on_change: called after each passage, each step and each change of author.

    Attributes:
        dials: each author's settings, and the seeds.
        page: the page, its past and its branches.
        candidates: the passage numbers of the takes that `write_takes` wrote last, by row.

    Raises:
        PasticheError: when there is no such author.
    """

    def __init__(
        self,
        library: Library,
        style: str,
        dials: Dials,
        reading: Reading = _never_stop,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.dials = dials
        self.page = Page(on_change)
        self.candidates: dict[int, int] = {}
        self._library = library
        self._readers: dict[str, Reader] = {}
        self._author = library.get(style)
        self._reading = reading
        self._on_change = on_change

    @property
    def author(self) -> str:
        """The name of the author at work."""
        return self._author.name

    # Writing on

    def add_line(self, line: str) -> Counter[str]:
        """Add the person's line to the page, and have the author read it.

        Returns:
            What the author could not read, characters or words, with their counts.

        Raises:
            ReadingInterrupted: when the person stopped the reading; the line is on the page.
        """
        self.page.add(line)
        return self.catch_up()

    def write(self) -> Generator[str, None, None]:
        """Yield the author's next passage piece by piece: a character, or a word with its space.

        What was yielded becomes the passage, even if the iterator is closed early. The passage
        belongs to the turn of the line that it answers.

        Raises:
            ReadingInterrupted: when the person stopped the author's reading; nothing has changed.
        """
        yield from self._write(self.page.end)

    def retry(self) -> Generator[str, None, None]:
        """Yield another take of the author's last passage, as `write` does; the old take stays.

        Raises:
            ReadingInterrupted: when the person stopped the author's reading; nothing has changed.
        """
        yield from self._write(self.page.take_parent)

    def write_takes(self, count: int) -> Generator[tuple[int, str], None, None]:
        """Yield several takes of the author's last passage side by side, as (row, piece).

        What was yielded is added to the takes, even if the iterator is closed early, and
        `candidates` then has their passage numbers. The page does not change until one is chosen.

        Raises:
            ReadingInterrupted: when the person stopped the author's reading; nothing has changed.
        """
        self.candidates = {}
        parent = self.page.take_parent
        reader, _ = self._read_to(parent)
        writings = [self._new_writing(reader.style) for _ in range(count)]
        rows: list[list[str]] = [[] for _ in writings]
        try:
            shape, sampling = writings[0].shape, writings[0].sampling
            seeds = [writing.seed for writing in writings]
            stops = [make_stop(shape) for _ in writings]
            new_word = self.page.manuscript.is_word_end(parent)
            for row, piece in reader.voice.write_batch(sampling, seeds, stops, new_word):
                rows[row].append(piece)
                yield row, piece
        finally:
            for row, (writing, pieces) in enumerate(zip(writings, rows, strict=True)):
                if pieces:
                    passage = Passage("".join(pieces), reader.style.name, writing)
                    self.candidates[row] = self.page.manuscript.add(parent, passage)
            if any(rows):
                self._on_change()

    # Authors

    def restore(self, manuscript: Manuscript, history: History) -> None:
        """Replace the page by a saved one, of which no author has read anything yet."""
        self._readers.clear()
        self.page.restore(manuscript, history)

    def appoint(self, name: str) -> None:
        """Change authors; the new one reads the page when it is asked to write.

        Raises:
            PasticheError: when there is no such author; the old one stays.
        """
        self._author = self._library.get(name)

    def call(self, name: str) -> Counter[str]:
        """Change authors, and have the new one read what it has not read of the page.

        Returns:
            What the new author could not read, characters or words, with their counts.

        Raises:
            PasticheError: when there is no such author; the old one stays.
            ReadingInterrupted: when the person stopped the reading; the old author stays.
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
        """Have the author read what it has not read of the page.

        Returns:
            What the author could not read, characters or words, with their counts.

        Raises:
            ReadingInterrupted: when the person stopped the reading, which goes on next time.
        """
        return self._read_to(self.page.end)[1]

    def current_state(self) -> tuple[Style, State] | None:
        """Return the author and its state after the page; None until it has read the whole page."""
        style = self._library.latest(self._author)
        reader = self._readers.get(style.checksum)
        state = None if reader is None else reader.find_state(self.page.end)
        return None if state is None else (style, state)

    # Internals

    def _write(self, parent: int) -> Generator[str, None, None]:
        reader, _ = self._read_to(parent)
        writing = self._new_writing(reader.style)
        pieces: list[str] = []
        try:
            stop, new_word = make_stop(writing.shape), self.page.manuscript.is_word_end(parent)
            passage = reader.voice.write(writing.sampling, writing.seed, stop, new_word)
            with closing(passage):  # before its state is read, also when this iterator is closed
                for piece in passage:
                    pieces.append(piece)
                    yield piece
        finally:
            if pieces:
                text = "".join(pieces)
                number = self.page.manuscript.add(parent, Passage(text, reader.style.name, writing))
                reader.remember(number)
                self.page.choose(number)

    def _new_writing(self, style: Style) -> Writing:
        sampling, shape = self.dials.sampling(style.name), self.dials.shape(style.name)
        return Writing(style.checksum, sampling, shape, self.dials.seeds.draw(), describe_runtime())

    def _read_to(self, number: int) -> tuple[Reader, Counter[str]]:
        """Return the author's reader, its voice after a passage, and what it could not read."""
        self._author = self._library.latest(self._author)
        reader = self._readers.get(self._author.checksum)
        if reader is None:
            reader = Reader(self._author)
            # drop the reader of a namesake that was trained again: nobody will call it
            rest = {k: r for k, r in self._readers.items() if r.style.name != self._author.name}
            self._readers = {**rest, self._author.checksum: reader}
        return reader, reader.read_to(self.page.manuscript, number, self._reading)
