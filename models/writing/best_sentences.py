"""Write a passage sentence by sentence, and choose each sentence from several candidates.

models/writing/ranking.py decides which candidate is best. Each sentence is shown while the next one
is being written, so the user hardly has to wait. The whole passage depends only on the page, the
settings and one seed, so it can be written again.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from common.settings import Sampling
from models.people.cast import NO_CAST, Cast
from models.people.pronouns import judge_pronouns
from models.runtime import RULES
from models.state import State
from models.voice import Voice
from models.writing.punctuation import Punctuation
from models.writing.ranking import IN_PASSAGE, SENTENCE, Candidate, Ranking
from models.writing.stops import Stop, find_word_ends, make_stop
from models.writing.writer import Piece

_LONGEST = 240  # characters of a sentence; a longer one is cut off after a word and then continued
_UNJUDGED = 4  # up to these rules, the ranking left pronouns unjudged
_READ_TWICE = 5  # up to these rules, sentences were read again to weigh them without the page
_SPARE = 4  # one sentence in this many can be unfinished when the best is chosen


@dataclass(frozen=True)
class _Sentence:
    """The best of several sentences, or the beginning of a sentence, with the state after it."""

    pieces: list[Piece]
    state: State
    is_whole: bool


def write_best_sentences(
    voice: Voice,
    sampling: Sampling,
    seed: int,
    stop: Stop,
    new_word: bool,
    page: str,
    candidates: int,
    cast: Cast = NO_CAST,
    rules: int = RULES,
) -> Generator[str, None, None]:
    """Write a passage in which each sentence is the best of several, and yield it in pieces.

    A piece is the text that one symbol adds: a character, or a word with the space before it.

    Args:
        voice: the running network of the author (a language model). It has read the page (the text
            so far), and will also read the passage.
        sampling: the settings of the random choice of symbols, such as the temperature.
        seed: the seed of all random choices.
        stop: the rule that ends the passage. It is called with each character of a piece before
            the piece is yielded; if it returns True, the passage ends before that piece.
        new_word: whether the last word read is complete and must not be continued.
        page: the text read so far.
        candidates: the number of versions of each sentence that are written, at least 1; only the
            best is kept.
        cast: the people that the user listed for the story.
        rules: the version number of the rules, at least 4; an older version reproduces older
            passages.
    """
    start, text = voice.state, ""
    try:
        for piece in _write(voice, sampling, seed, stop, new_word, page, candidates, cast, rules):
            text += piece
            yield piece
    finally:
        voice.state = start
        voice.read(text)


def write_best_batch(
    voice: Voice,
    sampling: Sampling,
    seeds: Sequence[int],
    stops: Sequence[Stop],
    new_word: bool,
    page: str,
    candidates: int,
    cast: Cast = NO_CAST,
) -> Generator[tuple[int, str], None, None]:
    """Write several passages at once, and yield each piece with the number of its passage.

    Each passage is what `write_best_sentences` would write with the same seed and stop: each of its
    sentences is the best of several. A piece is the text that one symbol adds: a character, or a
    word with the space before it.

    Args:
        voice: the running network of the author (a language model), which has read the page (the
            text so far); its state is not changed.
        sampling: the settings of the random choice of symbols, such as the temperature.
        seeds: the seed of each passage; the passages are numbered in this order, from 0.
        stops: the rules that end the passages, with a separate object for each passage.
        new_word: whether the last word read is complete and must not be continued.
        page: the text read so far.
        candidates: the number of versions of each sentence that are written, at least 1; only the
            best is kept.
        cast: the people that the user listed for the story.

    Raises:
        ValueError: when the numbers of stops and seeds differ.
    """
    active = {
        row: _write(voice, sampling, seed, stop, new_word, page, candidates, cast, RULES)
        for row, (seed, stop) in enumerate(zip(seeds, stops, strict=True))
    }
    while active:
        for row, passage in list(active.items()):
            piece = next(passage, None)
            if piece is None:
                del active[row]
            else:
                yield row, piece


def _write(
    voice: Voice,
    sampling: Sampling,
    seed: int,
    stop: Stop,
    new_word: bool,
    page: str,
    candidates: int,
    cast: Cast,
    rules: int,
) -> Generator[str, None, None]:
    """Write a passage from the voice's state onwards; between pieces, that state is restored."""
    random = np.random.default_rng(seed)
    start = state = voice.state
    text, is_over = "", False
    while not is_over:
        seeds = random.integers(2**31, size=candidates).tolist()
        voice.state = state
        best = _write_sentence(voice, sampling, seeds, new_word, page + text, cast, rules)
        voice.state = start
        if best is None:
            break
        for piece in best.pieces:
            if any(map(stop, piece.text)):
                is_over = True
                break
            text += piece.text
            yield piece.text
        state, new_word = best.state, not best.is_whole
    closing = Punctuation.find(page + text).closing if text else ""
    if closing:
        yield closing


def _write_sentence(
    voice: Voice,
    sampling: Sampling,
    seeds: Sequence[int],
    new_word: bool,
    page: str,
    cast: Cast,
    rules: int,
) -> _Sentence | None:
    """Return the best of several sentences; None if none of them contains a word."""
    stops = [_LimitedStop() for _ in seeds]
    rows: list[list[Piece]] = [[] for _ in seeds]
    enough = len(seeds) - len(seeds) // _SPARE
    last = len(seeds)
    weighs_alone = rules > _READ_TWICE
    writing = voice.write_weighed(
        sampling, seeds, stops, new_word, cast, page, False, rules, weighs_alone
    )
    for row, piece in writing:
        if row <= last and sum(stop.is_over for stop in stops) >= enough:
            break
        rows[row].append(piece)
        last = row
    candidates: dict[int, Candidate] = {}
    lengths: dict[int, int] = {}
    for row, (pieces, stop) in enumerate(zip(rows, stops, strict=True)):
        lengths[row] = len(pieces) if stop.is_over else _count_whole_words(pieces)
        kept = pieces[: lengths[row]]
        bits = sum(piece.bits for piece in kept)
        text = "".join(piece.text for piece in kept)
        bits_alone = sum(piece.bits_alone for piece in kept)
        candidates[row] = Candidate(text, row, bits, bits_alone, stop.is_over)
    if not weighs_alone:
        alone = voice.weigh([each.text for each in candidates.values()])
        for (row, each), bits in zip(list(candidates.items()), alone, strict=True):
            candidates[row] = replace(each, bits_alone=bits)
    pronouns = judge_pronouns(page, cast, rules) if rules > _UNJUDGED else None
    order = Ranking(page, IN_PASSAGE, pronouns, cast, rules).order(list(candidates.values()))
    if not order:
        return None
    row = order[0].seed
    pieces = rows[row][: lengths[row]]
    return _Sentence(pieces, pieces[-1].state, stops[row].is_over)


def _count_whole_words(pieces: Sequence[Piece]) -> int:
    """Return the number of pieces up to the last complete word of an unfinished text."""
    text = "".join(piece.text for piece in pieces)
    end = max(find_word_ends(text), default=len(text))
    length = 0
    for count, piece in enumerate(pieces):
        length += len(piece.text)
        if length > end:
            return count
    return len(pieces)


class _LimitedStop:
    """Stops at the end of a sentence, or when the sentence is too long.

    Attributes:
        is_over: whether the sentence is complete.
    """

    def __init__(self) -> None:
        self.is_over = False
        self._stop = make_stop(SENTENCE)
        self._length = 0

    def __call__(self, character: str) -> bool:
        self._length += 1
        self.is_over = self.is_over or self._stop(character)
        return self.is_over or self._length > _LONGEST
