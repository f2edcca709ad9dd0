"""Passages: have an author write one with recorded settings, for the first time or again."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from bot.page.manuscript import Writing
from models.runtime import RULES
from models.voice import Voice
from models.writing.best_sentences import write_best_batch, write_best_sentences
from models.writing.stops import Stop


def write_passage(
    voice: Voice, writing: Writing, stop: Stop, new_word: bool, page: str, rules: int = RULES
) -> Generator[str, None, None]:
    """Have an author (a language model) write a passage, and yield it in pieces.

    A passage is a text written in one go. A piece is a character, or a word with the space before
    it; the first piece includes the joint, the line breaks that `writing` puts before the passage.
    When the generator ends or is closed, the network has read the pieces yielded so far, and no
    more.

    Args:
        voice: the author's network, which has already read `page`.
        writing: the settings, the random seed and everything else that determines the text.
        stop: a function that is called with each new character, and returns True if the passage
            ends before that character.
        new_word: whether to start with a new word instead of continuing the last word of `page`.
        page: the text before the passage.
        rules: the version number of the rules by which the author chooses its words; an older
            version reproduces older passages.
    """
    if writing.joint:
        return _write_after_joint(voice, writing, stop, page, rules)
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
        rules,
    )


def write_passages(
    voice: Voice, writings: Sequence[Writing], stops: Sequence[Stop], new_word: bool, page: str
) -> Generator[tuple[int, str], None, None]:
    """Have an author (a language model) write several continuations of the same text.

    Each continuation is a passage, a text written in one go.

    Args:
        voice: the author's network, which has already read `page`; its state does not change.
        writings: the settings and the random seed of each passage; only the seeds may differ.
        stops: a separate function for each passage. It is called with each new character, and
            returns True if the passage ends before that character.
        new_word: whether to start with a new word instead of continuing the last word of `page`.
        page: the text before the passages.

    Yields:
        The index of a passage in `writings`, and that passage's next piece: a character, or a word
        with the space before it. The first piece includes any line breaks before the passage.
    """
    first, seeds = writings[0], [writing.seed for writing in writings]
    if first.joint:
        yield from _write_after_joints(voice, writings, stops, page)
    elif first.candidates == 1:
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


def _write_after_joint(
    voice: Voice, writing: Writing, stop: Stop, page: str, rules: int
) -> Generator[str, None, None]:
    """Write a passage that begins with a joint; before its first piece, nothing has been read."""
    before, joint = voice.state, writing.joint
    voice.read(joint)
    alone = replace(writing, joint="")
    with closing(write_passage(voice, alone, stop, False, page + joint, rules)) as pieces:
        for piece in pieces:
            yield joint + piece
            joint = ""
    if joint:
        voice.state = before


def _write_after_joints(
    voice: Voice, writings: Sequence[Writing], stops: Sequence[Stop], page: str
) -> Generator[tuple[int, str], None, None]:
    before, joint = voice.state, writings[0].joint
    voice.read(joint)
    begun: set[int] = set()
    try:
        alone = [replace(writing, joint="") for writing in writings]
        for row, piece in write_passages(voice, alone, stops, False, page + joint):
            yield row, piece if row in begun else joint + piece
            begun.add(row)
    finally:
        voice.state = before
