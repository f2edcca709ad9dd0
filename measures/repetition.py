"""How much a text repeats itself: seq-rep-4, over words.

seq-rep-n of one text is the share of its n-grams that are duplicates, 1 - different / all (Welleck
et al., "Neural Text Generation with Unlikelihood Training", ICLR 2020, arXiv:1908.04319, section
6). There the n-grams are of sub-word tokens, here of words without the marks between them. It grows
with the length of a text, so figures compare only over pieces of one length.
"""

from collections.abc import Sequence

from measures.words import words


def seq_rep(pieces: Sequence[str], n: int = 4) -> float:
    """The mean of seq-rep-n over the pieces that have n words or more; 0 when none has."""
    shares = []
    for piece in pieces:
        said = words(piece)
        grams = list(zip(*(said[i:] for i in range(n)), strict=False))
        if grams:
            shares.append(1 - len(set(grams)) / len(grams))
    return sum(shares) / len(shares) if shares else 0.0
