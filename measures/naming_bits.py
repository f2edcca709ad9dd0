"""Naming bits: what the text of a book costs an author that is offered the names on the page.

Where a word begins, an author at the desk writes one of the names on the page, with a certain
probability, and otherwise continues as its network predicts (models/people/naming.py). So it can
write a name in two ways: as a whole, or letter by letter. The probability of the book's text is the
sum over all ways of writing it, and its negative logarithm is the cost in bits. If the offers are
good, this is less than what the network alone needs.

The temperature is 1, with no guard and no min-p. The names on the page are found at each word, as
for a passage that begins there. Strangers' names and pronouns that fit nobody count as accepted,
although an author at the desk would sometimes reject them. In a scene of a play no names are
offered; that an author favours recent speakers there is ignored.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from common.settings import Sampling
from measures.people import Page
from models.bits import NAMING
from models.network import Floats
from models.people.cast import Cast
from models.people.naming import Naming
from models.people.speakers import find_speakers
from models.state import KEPT
from models.voice import Voice
from models.writing.naming_writer import Capitals, find_offer
from models.writing.sampler import Sampler

_IMPOSSIBLE = -math.inf  # log2 of a probability of 0


def measure_bits(voice: Voice, pages: Sequence[Page], cast: Cast) -> float:
    """Return how many bits an author needs to predict a character of the text after a page.

    An author is a trained language model. The result is the mean over all characters of the texts
    that follow the pages; it is 0 if there are none.

    Args:
        voice: the author's running network, whose symbols must be characters. The network's state
            changes as it reads.
        pages: extracts of about 1,000 characters of a book, each with the text that follows it. The
            author reads each extract before it predicts that text.
        cast: people for the author to name besides those on the page; `CAST_OFF` to measure the
            network alone.
    """
    bits = sum(_Book(voice, page, cast).measure() for page in pages)
    return bits / max(1, sum(len(page.continuation) for page in pages))


class _Book:
    """The text that follows one page, with the probability of each of its beginnings.

    After a beginning the author may write anything; but if it has just written a name as a whole,
    no letter may follow.

    Args:
        voice: the author's running network.
        page: the page, with the text that follows it.
        cast: people for the author to name besides those on the page.
    """

    def __init__(self, voice: Voice, page: Page, cast: Cast) -> None:
        self._voice, self._cast = voice, cast
        self._capitals = Capitals(voice.alphabet)
        self._sampler = Sampler(Sampling(temperature=1.0, min_p=0.0, guard=0.0), 0)
        voice.state = voice.start()
        voice.read(page.text)
        self._encoded = voice.alphabet.encode(page.continuation, voice.state.previous)
        self._symbols = self._encoded.ids.tolist()
        # log2 of the probability of each beginning, by its number of symbols
        self._free = [0.0, *[_IMPOSSIBLE] * len(self._symbols)]
        self._named = [_IMPOSSIBLE] * len(self._free)  # with a name just written as a whole

    def measure(self) -> float:
        """Return the cost of the text in bits."""
        for place, symbol in enumerate(self._symbols):
            self._add_ways(place, symbol)
            self._voice.read(self._voice.alphabet.decode([symbol]))
        end = float(np.logaddexp2(self._free[-1], self._named[-1]))
        return NAMING * sum(self._encoded.lost.values()) - end

    def _add_ways(self, place: int, symbol: int) -> None:
        """Add the ways of writing the next symbol, and any name that the book has here."""
        logits = self._voice.state.logits
        odds = np.exp(logits[0].astype(np.float64) - float(logits.max()))
        after_name = self._named[place]
        if after_name > _IMPOSSIBLE:  # a letter would make another word of the name
            after_name += _log2_share(np.where(self._capitals.letters, 0.0, odds), symbol)
        unnamed, naming = 0.0, self._find_naming()
        if naming is not None and naming.begins_word():
            unnamed, odds = self._offer(naming, logits, odds, place)
        free = self._free[place] + unnamed + _log2_share(odds, symbol)
        self._free[place + 1] = float(np.logaddexp2(free, after_name))

    def _offer(
        self, naming: Naming, logits: Floats, odds: NDArray[np.float64], place: int
    ) -> tuple[float, NDArray[np.float64]]:
        """Add the names that the book has here, and return what is left for its first letter.

        Returns:
            The binary logarithm of the probability that no name is written, and the odds of the V
            symbols in that case, [V].
        """
        offer, chance = find_offer(naming, self._capitals, self._sampler, logits)
        if offer is None:
            return 0.0, odds
        rest, total = 1.0, sum(offer.weights)
        for name, weight in zip(offer.names, offer.weights, strict=True):
            ids = self._voice.alphabet.encode(name).ids
            if not ids.all():  # it cannot be spelt, so that the author goes on instead
                continue
            probability = chance * weight / total
            rest -= probability
            end = place + len(ids)
            if self._symbols[place:end] == ids.tolist():
                way = self._free[place] + math.log2(probability)
                self._named[end] = float(np.logaddexp2(self._named[end], way))
        return math.log2(rest), odds * self._capitals.weigh_symbols(offer)

    def _find_naming(self) -> Naming | None:
        """Return the rules of naming for a passage that begins here; None if no names are offered.

        They are those of models/writing/rules.py.
        """
        state = self._voice.state
        if not self._cast.is_on or state.previous.isalnum():  # most often
            return None
        recent = state.recent
        text = self._voice.alphabet.decode(map(ord, recent))
        return None if find_speakers(text, len(recent) < KEPT) else Naming(text, self._cast)


def _log2_share(odds: NDArray[np.float64], symbol: int) -> float:
    """Return log2 of the probability of a symbol, given odds for all V symbols, [V]."""
    odd = float(odds[symbol])
    return math.log2(odd / float(odds.sum())) if odd else _IMPOSSIBLE
