"""A writer of prose that keeps to the names and pronouns of the people in the scene."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.alphabet.alphabet import AnyAlphabet
from models.network import Floats
from models.people.naming import LONGEST, Naming, Offer
from models.state import State
from models.writing.punctuation import Punctuation
from models.writing.sampler import Sampler
from models.writing.stops import Stop
from models.writing.writer import Choice, Piece, Writer

_MOST_TRIES = 4  # rejected words at one point, after which any word is accepted
# How much likelier a name is than in books at such a point: what an author writes at a temperature
# below 1 has fewer points where it would write one (docs/log.md).
_LIFT = 2.5
_SURE = 0.95  # the maximum probability of a name
_LIKELY = 0.5  # at temperature 0, the probability above which a name is written
_FEW = 0.003  # the probability of capitals below which no name is considered


class Capitals:
    """Masks that show which of an alphabet's V symbols are letters, and which are capital letters.

    Args:
        alphabet: an alphabet whose symbols are characters.

    Attributes:
        letters: True for each symbol that is a letter, bool [V].
        capitals: True for each symbol that is a capital letter, except “I”, which is usually a
            word; bool [V].
    """

    def __init__(self, alphabet: AnyAlphabet) -> None:
        characters = [alphabet.decode([symbol]) for symbol in range(len(alphabet))]
        self.letters: NDArray[np.bool_] = np.array([c.isalpha() for c in characters])
        self.capitals: NDArray[np.bool_] = np.array([c.isupper() and c != "I" for c in characters])

    def weigh_symbols(self, offer: Offer) -> NDArray[np.float64]:
        """Return factors for the probabilities of V symbols when no offered name is written.

        The factors make capital letters less likely, because names begin with them, and do not
        change other symbols. They are a float64 array [V].

        Args:
            offer: the names that could have been written.
        """
        return np.where(self.capitals, 1 - offer.share, 1.0)


def find_offer(
    naming: Naming, capitals: Capitals, sampler: Sampler, logits: Floats
) -> tuple[Offer | None, float]:
    """Return the names that could be written next in a text, and the probability of writing one.

    If there are none, or if a capital letter is very unlikely, the result is None and 0.

    Args:
        naming: the rules that keep the text to the people in the scene, which must have reached a
            place where a word can begin.
        capitals: the masks of the alphabet's letters and capital letters.
        sampler: the sampler of the text being written, whose temperature affects the probability.
        logits: the network's output for the next symbol, [1, V], for V symbols in the alphabet.
    """
    odds = logits[0].astype(np.float64)
    odds = np.exp(odds - odds.max())
    begins_name = float(odds[capitals.capitals].sum() / odds.sum())
    offer = naming.offer() if begins_name > _FEW else None
    if offer is None:
        return None, 0.0
    return offer, min(_SURE, _LIFT * offer.share * sampler.sharpen(begins_name))


class NamingWriter(Writer):
    """A writer that chooses the symbols of a passage of prose, keeping to the people in the scene.

    Most symbols are released as soon as they have been read. But a word that might be a misfit (a
    stranger's name, or a pronoun that fits no one) is held back until it is complete. Then it is
    either released or rejected; if it is rejected, the writer returns to the state before the word
    and chooses again. The name of a person in the scene is chosen as a whole, and then read letter
    by letter.

    Args:
        alphabet: the characters that the style (the trained language model) can write.
        state: the state of the voice (the running network) from which the passage continues.
        sampler: the seeded sampler that chooses the passage's symbols.
        stop: the rule that ends the passage.
        adjust: a function that returns the logits for the symbol after a state, [V], for V symbols
            in the alphabet, adjusted to discourage repetition and to favour a play's recent
            speakers.
        naming: the rules that keep the passage to the people in the scene.
        capitals: the masks of the alphabet's letters and capital letters.
        marks: the punctuation of the page (the text being written), whose kinds of quotes and
            dashes are used; None to leave the marks as the model writes them.
        closes: whether to close quotes that are still open at the end of the passage; ignored if
            `marks` is None.

    Attributes:
        state: the state after all symbols read, including those held back.
    """

    def __init__(
        self,
        alphabet: AnyAlphabet,
        state: State,
        sampler: Sampler,
        stop: Stop,
        adjust: Callable[[State], Floats],
        naming: Naming,
        capitals: Capitals,
        marks: Punctuation | None = None,
        closes: bool = True,
    ) -> None:
        super().__init__(alphabet, state, sampler, stop, adjust, marks, closes)
        self._naming = naming
        self._capitals = capitals
        self._name: list[str] = []  # letters of an offered name that are still to be read, reversed
        self._unread = 0  # letters of that name which the network has not read
        self._closes = False  # whether such a name has just ended, so that no letter may follow
        self._begin: State | None = None  # before the word that is held back; None if none is
        self._held: list[Piece] = []  # its letters
        self._tries = 0  # the number of words rejected at this point

    def choose(self, context: State) -> Choice | None:
        """Choose what to write next, and return it; return None if the passage has ended.

        Once it has ended, the method `release` yields the text that was held back, if any.

        Args:
            context: the state of the voice (the running network) after the text so far.
        """
        if self._is_over:
            return None
        if self._name:
            return self._accept_letter(context)
        while True:
            begins_word = self._begin is None and self._naming.begins_word()
            symbol = self._draw(context, begins_word)
            if symbol is None:  # the name of a person in the scene
                return self._accept_letter(context)
            piece = self._alphabet.spell(symbol, context.previous)
            if self._begin is None:
                break
            if piece.isalpha() and len(self._held) < LONGEST:
                return Choice(context, piece, symbol)
            if self._is_misfit():
                context = self.state = self._begin
                self._begin, self._held = None, []
                self._tries += 1
            elif self._let_stand():
                break
            else:
                return None
        if begins_word and self._naming.watches(piece):
            self._begin = context
            return Choice(context, piece, symbol)
        return self._accept(context, piece, symbol)

    def advance(self, piece: Piece) -> None:
        """Add a chosen piece to the passage being written, and move on to the state after it.

        Args:
            piece: the text that one symbol adds, with the state of the network after it.
        """
        self.state = piece.state
        if self._begin is not None:
            self._held.append(piece)
            return
        self._finished.append(piece)
        if self._unread:
            self._unread -= 1
            self._closes = not self._unread
        else:
            self._naming.add(piece.text)

    def _accept(self, context: State, piece: str, symbol: int) -> Choice | None:
        self._tries = 0
        return super()._accept(context, piece, symbol)

    def _accept_letter(self, context: State) -> Choice | None:
        """Choose the next letter of an offered name."""
        letter = self._name.pop()
        return self._accept(context, letter, int(self._alphabet.encode(letter).ids[0]))

    def _draw(self, context: State, begins_word: bool) -> int | None:
        """Return the next symbol; None if it is the first letter of an offered name, in `_name`."""
        logits, weights = self._adjust(context), None
        if self._closes:
            self._closes = False
            logits = np.where(self._capitals.letters, np.float32(-np.inf), logits)
        elif begins_word:
            offer, chance = find_offer(self._naming, self._capitals, self._sampler, context.logits)
            if offer is not None:
                name = self._take(offer, chance)
                if name:
                    self._naming.add(name, is_offered=True)
                    self._name, self._unread = list(reversed(name)), len(name)
                    return None
                weights = self._capitals.weigh_symbols(offer)
        return self._sampler.pick(logits, weights)

    def _take(self, offer: Offer, chance: float) -> str:
        """Return one of the offered names, spelt in the alphabet, or "" for none."""
        if self._sampler.is_greedy:
            likeliest = max(range(len(offer.names)), key=offer.weights.__getitem__)
            return self._spell(offer.names[likeliest]) if chance > _LIKELY else ""
        if self._sampler.draw() >= chance:
            return ""
        cumulated = np.cumsum(offer.weights)
        drawn = self._sampler.draw() * cumulated[-1]
        return self._spell(offer.names[int(cumulated.searchsorted(drawn, side="right"))])

    def _spell(self, name: str) -> str:
        """Return a name spelt in the alphabet; "" if that is impossible."""
        ids = self._alphabet.encode(name).ids
        return self._alphabet.decode(ids.tolist()) if ids.all() else ""

    def _is_misfit(self) -> bool:
        """Decide at random whether the word held back is rejected."""
        if self._sampler.is_greedy or self._tries >= _MOST_TRIES:
            return False
        share = self._naming.weigh("".join(letter.text for letter in self._held))
        return share < 1 and self._sampler.draw() >= share

    def _let_stand(self) -> bool:
        """Accept the word held back; return whether the passage continues after it."""
        for letter in self._held:
            if self._stop(letter.text):
                return False
            if self._marks is not None:
                self._marks = self._marks.spell(letter.text)[1]
            self._finished.append(letter)
        self._naming.add("".join(letter.text for letter in self._held))
        self._begin, self._held = None, []
        return True
