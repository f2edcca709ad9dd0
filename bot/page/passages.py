"""Passages: have an author write one with recorded settings, for the first time or again."""

from collections.abc import Generator, Sequence

from bot.page.manuscript import Writing
from models.runtime import RULES
from models.voice import Voice
from models.writing.best_sentences import write_best_batch, write_best_sentences
from models.writing.stops import Stop


def write_passage(
    voice: Voice, writing: Writing, stop: Stop, new_word: bool, page: str, rules: int = RULES
) -> Generator[str, None, None]:
    """Have an author write a passage, and yield it in pieces.

    A piece is a character, or a word with the space before it. When the generator ends or is
    closed, the author's state is the state after the yielded text.

    Args:
        voice: the author's voice (its running network), which has read the page.
        writing: the settings, the seed and everything else on which the text depends.
        stop: the rule that ends the passage, which is called with each of its characters.
        new_word: whether the passage must not continue the last word of the page.
        page: the text read so far.
        rules: the version number of the rules for choosing symbols; an older version reproduces
            older passages.
    """
    if writing.candidates == 1:
        return voice.write(
            writing.sampling, writing.seed, stop, new_word, rules, writing.cast, page
        )
    return write_best_sentences(
        voice,
        writing.sampling,
        writing.seed,
        stop,
        new_word,
        page,
        writing.candidates,
        writing.cast,
    )


def write_passages(
    voice: Voice, writings: Sequence[Writing], stops: Sequence[Stop], new_word: bool, page: str
) -> Generator[tuple[int, str], None, None]:
    """Have an author write several passages that continue the same page.

    Args:
        voice: the author's voice (its running network), which has read the page; its state is not
            changed.
        writings: the settings and the seed of each passage; only the seeds may differ.
        stops: the rules that end the passages, a separate object for each passage.
        new_word: whether the passages must not continue the last word of the page.
        page: the text read so far.

    Yields:
        The index of a passage in `writings`, and its next piece: a character, or a word with the
        space before it.
    """
    first, seeds = writings[0], [writing.seed for writing in writings]
    if first.candidates == 1:
        yield from voice.write_batch(first.sampling, seeds, stops, new_word, first.cast, page)
    else:
        yield from write_best_batch(
            voice,
            first.sampling,
            seeds,
            stops,
            new_word,
            page,
            first.candidates,
            first.cast,
        )
