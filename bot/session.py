"""A writing session: the manuscript, the author at work, and every author's state.

A state is a function of the manuscript: each author who was ever called has read some of its
passages, reads the rest when called again, and never reads one twice. An author who was trained
anew in the meantime is another reader, and reads from the beginning. Nothing here prints.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from bot.manuscript import Manuscript, Passage
from models.library import Library
from models.sampler import Sampling
from models.stops import SentenceStop
from models.style import Style
from models.voice import Voice

_PIECE = 2_000  # characters, a fiftieth of a second: how often an author who reads can be stopped


class Interrupted(Exception):
    """The person stopped an author who was reading; it will read on from there."""


@dataclass
class _Reader:
    """A voice, how many passages it has read, and how many characters of the next one.

    `told` is what was said to be unknown of the word that stands last, before it was over.
    """

    style: Style
    voice: Voice
    read: int = 0
    begun: int = 0
    told: Counter[str] = field(default_factory=Counter)


class Session:
    """What one sitting at the desk does.

    Args:
        library: the authors.
        style: who is there at the start.
        sampling: how they write.
        length: characters of a passage, before a sentence's end is looked for.
        seeds: gives the seed of each passage.

    Raises:
        PasticheError: when that author is not to be had.
    """

    def __init__(
        self,
        library: Library,
        style: str,
        sampling: Sampling,
        length: int,
        seeds: Callable[[], int],
    ) -> None:
        self._library = library
        self._seeds = seeds
        self._readers: dict[str, _Reader] = {}
        self.interrupted: Callable[[], bool] = lambda: False  # asked while an author reads
        self.manuscript = Manuscript()
        self.sampling = sampling
        self.length = length
        self._author = library.get(style)

    @property
    def author(self) -> str:
        return self._author.name

    def take(self, line: str) -> Counter[str]:
        """Add the person's line; the author reads it.

        Returns what the author could not read, characters or words, with how often.

        Raises:
            Interrupted: when the person would not wait; the line is in the manuscript.
        """
        text = unicodedata.normalize("NFC", line)
        if text:
            self.manuscript.passages.append(Passage(self.manuscript.joint(text) + text))
        return self._caught_up()[1]

    def write(self) -> Generator[str, None, None]:
        """The author's next passage, piece by piece: a character, or a word with its space.

        What was yielded is the passage, also when the iterator is closed early.
        """
        reader, _ = self._caught_up()
        seed = self._seeds()
        written: list[str] = []
        try:
            for piece in reader.voice.write(self.sampling, seed, SentenceStop(self.length)):
                written.append(piece)
                yield piece
        finally:
            if written:
                reader.told.clear()
                passage = Passage(
                    "".join(written),
                    reader.style.name,
                    reader.style.checksum,
                    self.sampling,
                    self.length,
                    seed,
                )
                self.manuscript.passages.append(passage)
                reader.read += 1

    def call(self, name: str) -> Counter[str]:
        """Change authors; the new one reads what it has not read yet.

        Returns what it could not read, characters or words, with how often.

        Raises:
            PasticheError: when it is not to be had; the old author stays.
            Interrupted: when the person would not wait; the old author stays.
        """
        style = self._library.get(name)
        before, self._author = self._author, style
        try:
            return self._caught_up()[1]
        except BaseException:
            self._author = before
            raise

    def reset(self) -> None:
        """An empty page, for everyone."""
        self.manuscript = Manuscript()
        self._readers.clear()

    def _caught_up(self) -> tuple[_Reader, Counter[str]]:
        self._author = self._library.latest(self._author)
        reader = self._readers.get(self._author.checksum)
        if reader is None:
            reader = _Reader(self._author, self._author.voice())
            # in place of one of the same name that was trained anew, which nobody will call again
            others = {k: r for k, r in self._readers.items() if r.style.name != self._author.name}
            self._readers = {**others, self._author.checksum: reader}
        unknown: Counter[str] = Counter()
        while reader.read < len(self.manuscript.passages):
            text = self.manuscript.passages[reader.read].text
            while reader.begun < len(text):
                piece = text[reader.begun : reader.begun + _PIECE]
                unknown.update(reader.voice.read(piece))
                reader.begun += len(piece)
                if reader.begun < len(text) and self.interrupted():
                    raise Interrupted
            reader.read, reader.begun = reader.read + 1, 0
        last = reader.voice.unfinished()  # told now: when it is over, nobody may be asking
        unknown, reader.told = unknown + last - reader.told, last
        return reader, unknown
