"""Passages: how an author writes them, as recorded with each, now or again."""

from collections.abc import Generator, Sequence

from bot.page.manuscript import Writing
from models.runtime import RULES
from models.voice import Voice
from models.writing.best_sentences import write_best_batch, write_best_sentences
from models.writing.stops import Stop


def write_passage(
    voice: Voice, writing: Writing, stop: Stop, new_word: bool, page: str, rules: int = RULES
) -> Generator[str, None, None]:
    """Have an author write one passage, and yield it piece by piece.

    A piece is a character, or a word with the space before it. When the generator ends or is
    closed, the author's state is that after the yielded text.

    Args:
        voice: the author's voice (its running network), which has read the page.
        writing: the settings, the seed and all else that decides what is written.
        stop: the rule that ends the passage, by each of its characters.
        new_word: whether the passage must not continue the last word of the page.
        page: the text read so far.
        rules: the version of the rules of writing; an older one reproduces older passages.
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
    """Have an author write several passages from one point, in turns or side by side.

    Args:
        voice: the author's voice (its running network), which has read the page; its state does not
            change.
        writings: how each passage is written; they differ in nothing but their seeds.
        stops: the rule that ends each passage.
        new_word: whether no passage may continue the last word of the page.
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
