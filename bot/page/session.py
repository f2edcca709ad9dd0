"""A writing session: a page, the author at work, and every other who was called.

Each author's state is a function of the page. Nothing here prints, and nothing here knows files.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import closing

from bot.page.dials import Dials
from bot.page.history import History
from bot.page.manuscript import Manuscript, Passage, Writing
from bot.page.page import Page
from bot.page.readers import Reader, Reading
from models.library import Library
from models.runtime import runtime
from models.stops import make_stop
from models.style import Style
from models.voice import State


class Session(Page):
    """What one sitting at the desk does.

    Args:
        library: the authors.
        style: who is there at the start.
        dials: how they write, and how much.

    Raises:
        PasticheError: when that author is not to be had.
    """

    def __init__(self, library: Library, style: str, dials: Dials) -> None:
        super().__init__()
        self._library = library
        self._readers: dict[str, Reader] = {}
        self._author = library.get(style)
        self.dials = dials
        self.offered: dict[int, int] = {}  # passages by take, as they were written at once last
        self.reading: Reading = lambda read, total: False  # told of while an author reads

    @property
    def author(self) -> str:
        return self._author.name

    # Writing on

    def take(self, line: str) -> Counter[str]:
        """Add the person's line; the author reads it.

        Returns what the author could not read, characters or words, with how often.

        Raises:
            ReadingInterrupted: when the person would not wait; the line is on the page.
        """
        self.add(line)
        return self._caught_up()[1]

    def write(self) -> Generator[str, None, None]:
        """The author's next passage, piece by piece: a character, or a word with its space.

        What was yielded is the passage, also when the iterator is closed early. It belongs to the
        turn of the line that it answers.

        Raises:
            ReadingInterrupted: when the person would not wait for the reading; nothing has changed.
        """
        yield from self._write(self.here)

    def retry(self) -> Generator[str, None, None]:
        """Another take in place of the last one, which is kept; otherwise as `write`."""
        yield from self._write(self.point)

    def write_takes(self, number: int) -> Generator[tuple[int, str], None, None]:
        """Several passages at once from where the last one of an author begins: (take, piece).

        What was yielded is kept among the takes, also when the iterator is closed early; the page
        stays as it is until one of them is chosen (`choose`). `offered` then has their numbers.
        """
        self.offered = {}
        point = self.point
        reader, _ = self._caught_up(point)
        ways = [self._writing(reader.style) for _ in range(number)]
        written: list[list[str]] = [[] for _ in ways]
        try:
            shape, sampling = ways[0].shape, ways[0].sampling
            seeds, stops = [way.seed for way in ways], [make_stop(shape) for _ in ways]
            apart = self.manuscript.ended_a_word(point)
            for row, piece in reader.voice.write_batch(sampling, seeds, stops, apart):
                written[row].append(piece)
                yield row, piece
        finally:
            for row, (way, pieces) in enumerate(zip(ways, written, strict=True)):
                if pieces:
                    passage = Passage("".join(pieces), reader.style.name, way)
                    self.offered[row] = self.manuscript.add(point, passage)
            if any(written):
                self.changed()

    # Authors

    def restore(self, manuscript: Manuscript, history: History) -> None:
        """Take up what was saved; the authors have read none of it yet."""
        self._readers.clear()
        super().restore(manuscript, history)

    def appoint(self, name: str) -> None:
        """Change authors; the new one reads when it is its turn.

        Raises:
            PasticheError: when it is not to be had; the old author stays.
        """
        self._author = self._library.get(name)

    def call(self, name: str) -> Counter[str]:
        """Change authors; the new one reads what it has not read yet.

        Returns what it could not read, characters or words, with how often.

        Raises:
            PasticheError: when it is not to be had; the old author stays.
            ReadingInterrupted: when the person would not wait; the old author stays.
        """
        before = self._author
        self.appoint(name)
        try:
            unknown = self._caught_up()[1]
        except BaseException:
            self._author = before
            raise
        self.changed()
        return unknown

    def settle(self) -> Counter[str]:
        """Have the author read what it has not read of the page.

        Returns what it could not read, characters or words, with how often.

        Raises:
            ReadingInterrupted: when the person would not wait; it reads on when it is its turn.
        """
        return self._caught_up()[1]

    def standing(self) -> tuple[Style, State] | None:
        """The author and its state after the page; None while it has not read that far."""
        style = self._library.latest(self._author)
        reader = self._readers.get(style.checksum)
        state = None if reader is None else reader.after(self.here)
        return None if state is None else (style, state)

    # Inside

    def _write(self, point: int) -> Generator[str, None, None]:
        reader, _ = self._caught_up(point)
        writing = self._writing(reader.style)
        written: list[str] = []
        try:
            stop, apart = make_stop(writing.shape), self.manuscript.ended_a_word(point)
            pieces = reader.voice.write(writing.sampling, writing.seed, stop, apart)
            with closing(pieces):  # before its state is asked for, also where this one is closed
                for piece in pieces:
                    written.append(piece)
                    yield piece
        finally:
            if written:
                passage = Passage("".join(written), reader.style.name, writing)
                number = self.manuscript.add(point, passage)
                reader.remember(number)
                self.choose(number)

    def _writing(self, style: Style) -> Writing:
        sampling, shape = self.dials.sampling(style.name), self.dials.shape(style.name)
        return Writing(style.checksum, sampling, shape, self.dials.seeds.draw(), runtime())

    def _caught_up(self, number: int | None = None) -> tuple[Reader, Counter[str]]:
        """The author's reader, standing after a passage, by default the last of the page."""
        self._author = self._library.latest(self._author)
        reader = self._readers.get(self._author.checksum)
        if reader is None:
            reader = Reader(self._author)
            # in place of one of the same name that was trained anew, which nobody will call again
            others = {k: r for k, r in self._readers.items() if r.style.name != self._author.name}
            self._readers = {**others, self._author.checksum: reader}
        number = self.here if number is None else number
        return reader, reader.stand(self.manuscript, number, self.reading)
