"""The guard against loops: what would go on with a span written a little while ago costs more.

The rule is DRY, "don't repeat yourself" (P. E. Weidmann, 2024, text-generation-webui #5677). Where
the last n symbols stand among the recent ones once more, and n is at least `allowed`, the logit of
the symbol that followed there is lowered by multiplier * base ** (n - allowed), for the longest
such n. Line ends and the replacement are part of no span, so that the names of speakers and the
first words of lines are free to recur.

`allowed` and `base` are fixed here; the multiplier is the person's (`Sampling.guard`). They were
chosen so that writing repeats itself about as much as books do, and still consists of words
(docs/log.md).
"""

import numpy as np

from models.alphabet import AnyAlphabet
from models.network import Floats, Ints

RECENT = 1_000  # symbols that the guard looks back on

_ALLOWED = {"character": 12, "word": 3}
_BASE = {"character": 1.2, "word": 1.75}
_LONGEST = 60  # symbols; a longer span costs no more, and no power of its length overflows


class Guard:
    """The rule against loops, for one alphabet.

    Args:
        alphabet: of characters or words, each with limits of its own.
    """

    def __init__(self, alphabet: AnyAlphabet) -> None:
        self._allowed = _ALLOWED[alphabet.unit]
        self._base = _BASE[alphabet.unit]
        self._narrow = np.min_scalar_type(len(alphabet))  # unsigned, wide enough for a symbol
        self._breaks = {0}
        line_end = alphabet.encode("\n").ids
        if alphabet.decode(line_end) == "\n":  # and not what a line end is folded to
            self._breaks.add(int(line_end[0]))

    def adjust(self, logits: Floats, recent: Ints, multiplier: float) -> Floats:
        """Return logits that are lower for symbols that would go on with a repeated span.

        Args:
            logits: [V], of the next symbol; they are not changed.
            recent: int32 [n], the symbols before it, the last one last.
            multiplier: by how much a span of `allowed` symbols lowers a logit.
        """
        spans = self._spans(recent)
        if not spans:
            return logits
        adjusted = logits.copy()
        for symbol, length in spans.items():
            adjusted[symbol] -= multiplier * self._base ** (length - self._allowed)
        return adjusted

    def _spans(self, recent: Ints) -> dict[int, int]:
        """Return the symbols that would go on with a repeated span, with the longest's length."""
        whole = recent.astype(self._narrow).tobytes()
        tail = whole[-self._allowed * self._narrow.itemsize :]
        if whole.find(tail) >= len(whole) - len(
            tail
        ):  # mostly it is at the end only, and this is fast
            return {}
        backwards = recent[::-1]
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
