"""The guard: make it less likely that an author repeats a span of text written recently.

The rule is DRY, "don't repeat yourself" (P. E. Weidmann, 2024, text-generation-webui #5677). If the
last n symbols also occur earlier among the recent ones, and n is at least `allowed`, the logit of
the symbol that followed there is lowered by multiplier * base ** (n - allowed), for the longest
such n. No span contains a line end or the replacement (the symbol for anything unknown), so the
names of speakers and the first words of lines may recur freely.

`allowed` and `base` are fixed here; the user sets the multiplier (`Sampling.guard`). All were
chosen so that the writing repeats itself about as much as books do, and still consists of words
(docs/log.md).
"""

import numpy as np

from models.alphabet.alphabet import AnyAlphabet
from models.network import Floats

RECENT = 1_000  # the number of symbols in which the guard looks for repetitions

_ALLOWED = {"character": 12, "word": 3}
_BASE = {"character": 1.2, "word": 1.75}
_LONGEST = 60  # symbols; a longer span costs no more, and no power of its length overflows


class Guard:
    """A rule that discourages a model from repeating itself (DRY, “don't repeat yourself”).

    The guard lowers the logits (the network's outputs) of symbols that would continue a repetition:
    a span of at least 12 characters or 3 words that has occurred before.

    Args:
        alphabet: the alphabet that the model writes in; its symbols are characters or words.
    """

    def __init__(self, alphabet: AnyAlphabet) -> None:
        self._allowed = _ALLOWED[alphabet.unit]
        self._base = _BASE[alphabet.unit]
        self._breaks = {0}
        line_end = alphabet.encode("\n").ids
        if alphabet.decode(line_end) == "\n":  # and not a symbol that a line end is folded to
            self._breaks.add(int(line_end[0]))

    def adjust(self, logits: Floats, recent: str, multiplier: float) -> Floats:
        """Return the logits, lowered for symbols that would continue a repetition.

        Args:
            logits: the network's outputs for the next symbol, [V], where V is the size of the
                alphabet; the array itself is not changed.
            recent: the last symbols of the text, oldest first, each represented by the character
                whose code point is the symbol's index.
            multiplier: the amount subtracted from the logit of a symbol that would continue a
                repetition of the minimum length. For longer repetitions, more is subtracted.
        """
        spans = self._spans(recent)
        if not spans:
            return logits
        adjusted = logits.copy()
        for symbol, length in spans.items():
            adjusted[symbol] -= multiplier * self._base ** (length - self._allowed)
        return adjusted

    def _spans(self, recent: str) -> dict[int, int]:
        """Return the symbols that would continue a repeated span, and the longest span's length."""
        tail = recent[-self._allowed :]
        # mostly the tail occurs at the end only, and this finds out fast
        if recent.find(tail) >= len(recent) - len(tail):
            return {}
        backwards = np.array([*map(ord, reversed(recent))], np.int32)
        longest = min(len(recent) - 1, _LONGEST)
        edge = next((n for n in range(longest) if int(backwards[n]) in self._breaks), longest)
        spans: dict[int, int] = {}
        ends = np.arange(1, len(recent))  # indices into `backwards` where a span may end
        for n in range(edge):
            ends = ends[ends + n < len(recent)]
            ends = ends[backwards[ends + n] == backwards[n]]
            if not len(ends):
                break
            if n + 1 >= self._allowed:
                spans |= dict.fromkeys(backwards[ends - 1].tolist(), n + 1)
        return spans
