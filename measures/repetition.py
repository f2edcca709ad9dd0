"""Repetition within a text: seq-rep-4 over words.

seq-rep-n is the share of a text's n-grams that are duplicates, 1 - different / all (Welleck et al.,
"Neural Text Generation with Unlikelihood Training", ICLR 2020, arXiv:1908.04319, section 6). In the
paper the n-grams are of sub-word tokens; here they are of words, without the marks between them.
The figure grows with the length of a text, so it compares only over pieces of one length.
"""

from collections.abc import Sequence

from measures.words import words


def seq_rep(pieces: Sequence[str], n: int = 4) -> float:
    """Return the mean seq-rep-n of the pieces with at least n words, or 0 if there are none."""
    shares = []
    for piece in pieces:
        spoken = words(piece)
        grams = list(zip(*(spoken[i:] for i in range(n)), strict=False))
        if grams:
            shares.append(1 - len(set(grams)) / len(grams))
    return sum(shares) / len(shares) if shares else 0.0
