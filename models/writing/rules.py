"""The rules that influence, besides the logits, which symbols an author writes.

The rules have version numbers (models/runtime.py), so that older passages can be written again.
"""

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from common.settings import Sampling
from models.alphabet.alphabet import AnyAlphabet
from models.network import Floats
from models.people.cast import Cast
from models.people.naming import Naming
from models.people.speakers import Speakers, find_speakers
from models.spacing import continues_word
from models.state import KEPT, State
from models.writing.guard import RECENT, Guard
from models.writing.naming_writer import Capitals, NamingWriter
from models.writing.punctuation import Punctuation
from models.writing.sampler import Sampler
from models.writing.stops import Stop
from models.writing.writer import Writer

_SPEAKERS_ALONE = 3  # up to these rules, only the speakers of a scene were favoured
_OWN_MARKS = 3  # up to these rules, an author wrote its own kind of quotes and dashes
_NO_LETTER = 2  # up to these rules, no letter could come first after a word, in any script


class Rules:
    """The rules by which one author (a trained language model) chooses what to write.

    Args:
        alphabet: the alphabet of the author: the characters or words that it can write.
    """

    def __init__(self, alphabet: AnyAlphabet) -> None:
        self._alphabet = alphabet

    def make_writers(
        self,
        state: State,
        sampling: Sampling,
        seeds: Sequence[int],
        stops: Sequence[Stop],
        new_word: bool,
        version: int,
        cast: Cast,
        page: str | None,
        closes: bool = True,
    ) -> list[Writer]:
        """Return a writer for each of several passages that continue the same text.

        A writer is an object that chooses the symbols of one passage.

        Args:
            state: the state of the voice (the running language model) after the page (the text so
                far).
            sampling: the settings of the random choice of symbols, such as the temperature.
            seeds: the seed of each passage.
            stops: the rules that end the passages, with a separate object for each passage.
            new_word: whether the last word read is complete and must not be continued.
            version: the version number of the rules; an older version reproduces older passages.
            cast: the people that the user listed for the story.
            page: the text read so far. The passages use the same kinds of quotes and dashes. None
                to leave the marks as the model writes them.
            closes: whether to close quotes that are still open at the end of a passage.

        Raises:
            ValueError: when the numbers of stops and seeds differ.
        """
        marks = None if page is None or version <= _OWN_MARKS else Punctuation.find(page)
        first = self._word_beginnings(state, version) if new_word else None
        adjust = partial(self._adjust, sampling, cast.is_on or version <= _SPEAKERS_ALONE)
        naming = None  # unless the page is prose, in which people may be named
        if cast.is_on and version > _SPEAKERS_ALONE and self._alphabet.unit == "character":
            text = self._alphabet.decode(map(ord, state.recent))
            if not find_speakers(text, len(state.recent) < KEPT):
                naming = Naming(text, cast, version)
        writers: list[Writer] = []
        for seed, stop in zip(seeds, stops, strict=True):
            common = self._alphabet, state, Sampler(sampling, seed, first), stop, adjust
            if naming is None:
                writers.append(Writer(*common, marks, closes))
            else:
                each = naming.copy()
                writers.append(NamingWriter(*common, each, self._capitals, marks, closes))
        return writers

    def _adjust(self, sampling: Sampling, favours_speakers: bool, state: State) -> Floats:
        """Return the logits after a state, as the rule of speakers and the guard change them."""
        recent = state.recent[-RECENT:]
        logits: Floats = state.logits[0]
        if favours_speakers:
            logits = self._speakers.adjust(logits, recent, len(recent) < RECENT)
        return self._guard.adjust(logits, recent, sampling.guard) if sampling.guard else logits

    def _word_beginnings(self, state: State, version: int) -> NDArray[np.bool_] | None:
        """Return a mask [V] of the symbols that do not continue the last word read.

        Return None if the symbols are words, which never continue a word, or if every symbol would
        continue it.
        """
        if self._alphabet.unit == "word":
            return None
        previous = state.previous
        goes_on = partial(continues_word, previous) if version > _NO_LETTER else str.isalnum
        characters = (self._alphabet.decode([symbol]) for symbol in range(len(self._alphabet)))
        mask = np.array([not goes_on(character) for character in characters])
        return mask if mask[1:].any() else None  # the replacement is never written

    @cached_property
    def _speakers(self) -> Speakers:
        return Speakers(self._alphabet)

    @cached_property
    def _guard(self) -> Guard:
        return Guard(self._alphabet)

    @cached_property
    def _capitals(self) -> Capitals:
        return Capitals(self._alphabet)
