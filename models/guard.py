"""Against loops: what would go on with a span that has just been written before costs more.

The rule is DRY, "don't repeat yourself" (P. E. Weidmann, 2024, text-generation-webui #5677): where
the n symbols written last stand among the recent ones once more, and n is at least `allowed`, the
logit of the symbol that followed there is lowered by multiplier * base ** (n - allowed), for the
longest such n. Line ends, and the symbol of what an alphabet lacks, are part of no span: so the
names of speakers and the first words of lines are free to recur.

`allowed` and `base` are settled here, the multiplier is the person's (Sampling.guard). They are
such that writing repeats itself about as much as books do, and stays in words (docs/log.md). This
module knows symbols; it knows no text.
"""

import numpy as np

from models.alphabet import Symbols
from models.network import Floats, Ints

RECENT = 1_000  # symbols that are looked back on

_ALLOWED = {"character": 12, "word": 3}
_BASE = {"character": 1.2, "word": 1.75}
_LONGEST = 60  # symbols; a longer span costs no more, and no power of its length overflows


class Guard:
    """The rule for one alphabet.

    Args:
        alphabet: whose symbols are guarded.
    """

    def __init__(self, alphabet: Symbols) -> None:
        self._allowed = _ALLOWED[alphabet.unit]
        self._base = _BASE[alphabet.unit]
        self._narrow = np.min_scalar_type(len(alphabet))  # unsigned, wide enough for a symbol
        self._breaks = {0}
        line_end = alphabet.encode("\n").ids
        if alphabet.decode(line_end) == "\n":  # and not what it is folded to
            self._breaks.add(int(line_end[0]))

    def lowered(self, logits: Floats, recent: Ints, multiplier: float) -> Floats:
        """The logits, those of symbols that would go on with a repeated span lowered.

        Args:
            logits: [V], of the next symbol; left as they are.
            recent: int32 [n], the symbols before it, the last one last.
            multiplier: logits by which a span of `allowed` symbols is dearer.
        """
        spans = self._spans(recent)
        if not spans:
            return logits
        lowered = logits.copy()
        for symbol, length in spans.items():
            lowered[symbol] -= multiplier * self._base ** (length - self._allowed)
        return lowered

    def _spans(self, recent: Ints) -> dict[int, int]:
        """The symbols that would go on with a span, with the length of the longest."""
        whole = recent.astype(self._narrow).tobytes()
        tail = whole[-self._allowed * self._narrow.itemsize :]
        if whole.find(tail) >= len(whole) - len(tail):  # only at the end: most often so, and fast
            return {}
        backwards = recent[::-1]
        longest = min(len(recent) - 1, _LONGEST)
        edge = next((n for n in range(longest) if int(backwards[n]) in self._breaks), longest)
        spans: dict[int, int] = {}
        ends = np.arange(1, len(recent))  # places in `backwards` where a span may end
        for n in range(edge):
            ends = ends[ends + n < len(recent)]
            ends = ends[backwards[ends + n] == backwards[n]]
            if not len(ends):
                break
            if n + 1 >= self._allowed:
                spans |= dict.fromkeys(backwards[ends - 1].tolist(), n + 1)
        return spans
