"""Lines: sentences that might continue the page, written by an author for the user to choose from.

Lines are written in parallel and ranked (models/writing/ranking.py). They are not passages: only
the line that the user chooses becomes a passage, in full or up to the end of a word. The others are
discarded, like ghost text that was not accepted.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.page.manuscript import Passage, Writing
from bot.page.readers import Reader
from common.shape import Shape
from models.writing.ranking import SENTENCE, write_ranked
from models.writing.stops import find_word_ends

_MORE = 7  # lines that are begun in addition to those requested
_SPARE = 2  # additional lines that are finished, in case some are duplicates


@dataclass(frozen=True)
class Line:
    """A sentence written by an author (a language model) as a possible continuation of the text.

    Attributes:
        text: the sentence, including the space or the line breaks before it.
        style: the name of the author.
        writing: the record (settings, seed and so on) from which the author can write the same
            text again; for an unfinished sentence, it includes the number of words to stop after.
    """

    text: str
    style: str
    writing: Writing

    def passage(self, length: int | None = None) -> Passage:
        """Return the sentence, or the beginning of it, as a passage that can be added to the text.

        A passage is a text that was written in one go.

        Args:
            length: the number of characters to keep, from the start of the sentence to the end of
                one of its words; None to keep them all. A shortened sentence can be written
                again like a whole one, since the passage records the number of words kept.
        """
        if length is None or length == len(self.text):
            return Passage(self.text, self.style, self.writing)
        shape = _shape_words(self.text, length)
        return Passage(self.text[:length], self.style, replace(self.writing, shape=shape))


def write_lines(
    reader: Reader,
    draw_writing: Callable[[], Writing],
    count: int,
    page: str,
    new_word: bool,
    should_stop: Callable[[], bool],
) -> list[Line]:
    """Have an author (a language model) write sentences that might continue a text, and rank them.

    Args:
        reader: the object that runs the author's network, which has already read `page`.
        draw_writing: a function that returns the settings for one sentence, with a new random seed
            at each call.
        count: the number of sentences to return; seven more than this are started, so that there
            are more to choose from.
        page: the text to continue, as far back as the author has read it.
        new_word: whether each sentence must start with a new word instead of continuing the last
            word of `page`.
        should_stop: a function that is called repeatedly while the author writes; the writing stops
            if it returns True.

    Returns:
        The sentences, best first; there can be fewer than `count`, since duplicates are left out.
    """
    writings = {writing.seed: writing for writing in (draw_writing() for _ in range(count + _MORE))}
    seeds, sampling = list(writings), next(iter(writings.values())).sampling
    enough = count + _SPARE
    cast, joint = next(iter(writings.values())).cast, next(iter(writings.values())).joint
    if joint:
        reader.voice.read(joint)
        page, new_word = page + joint, False
    ranked = write_ranked(reader.voice, sampling, seeds, page, new_word, enough, should_stop, cast)
    lines = list[Line]()
    for candidate in ranked[:count]:
        text = joint + candidate.text
        shape = SENTENCE if candidate.is_whole else _shape_words(text, len(text))
        writing = replace(writings[candidate.seed], shape=shape, candidates=1)
        lines.append(Line(text, reader.style.name, writing))
    return lines


def _shape_words(text: str, length: int) -> Shape:
    """Return the shape of a text that is cut off at the end of a word."""
    count = 1 + find_word_ends(text[:length] + " ").index(length)
    return Shape(count, "words", exact=True)
