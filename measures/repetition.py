"""Repetition within a text: seq-rep-4 over words.

seq-rep-n is the share of a text's n-grams that are duplicates, 1 - different / all (Welleck et al.,
"Neural Text Generation with Unlikelihood Training", ICLR 2020, arXiv:1908.04319, section 6). In the
paper the n-grams are of sub-word tokens; here they are of words, without the marks between them.
The figure grows with the length of a text, so only figures of equally long pieces compare.
"""

from collections.abc import Sequence

from measures.words import words


def seq_rep(pieces: Sequence[str], n: int = 4) -> float:
    """Return seq-rep-n, the share of duplicates among the n-grams of some pieces of text.

    In a piece, the share is 1 minus the number of different n-grams of words divided by the number
    of all n-grams (Welleck et al., "Neural Text Generation with Unlikelihood Training", ICLR 2020,
    arXiv:1908.04319, section 6).

    Args:
        pieces: the pieces of text. Only figures for pieces of equal length can be compared.
        n: the number of words in an n-gram.

    Returns:
        The mean share over all pieces with at least n words, from 0 to 1; 0 if there are no such
        pieces.
    """
    shares = []
    for piece in pieces:
        spoken = words(piece)
        grams = list(zip(*(spoken[i:] for i in range(n)), strict=False))
        if grams:
            shares.append(1 - len(set(grams)) / len(grams))
    return sum(shares) / len(shares) if shares else 0.0
