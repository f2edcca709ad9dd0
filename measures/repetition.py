"""Repetition within a text: seq-rep-4 over words.

seq-rep-n is the share of a text's n-grams that are duplicates, 1 - different / all (Welleck et al.,
"Neural Text Generation with Unlikelihood Training", ICLR 2020, arXiv:1908.04319, section 6). In the
paper the n-grams are of sub-word tokens; here they are of words, without the marks between them.
The figure grows with the length of a text, so only figures of equally long pieces compare.
"""

from collections.abc import Sequence

from measures.words import words


def seq_rep(pieces: Sequence[str], n: int = 4) -> float:
    """Return seq-rep-n, a measure of repetition: the fraction of duplicate word n-grams in texts.

    For each text, the fraction is 1 minus the number of distinct word n-grams divided by the total
    number of word n-grams (Welleck et al., "Neural Text Generation with Unlikelihood Training",
    ICLR 2020, arXiv:1908.04319, section 6).

    Args:
        pieces: the texts. Results are comparable only for texts of equal length.
        n: the number of words in an n-gram.

    Returns:
        The mean fraction over all texts with at least n words, from 0 to 1; 0 if there are no such
        texts.
    """
    shares = []
    for piece in pieces:
        spoken = words(piece)
        grams = list(zip(*(spoken[i:] for i in range(n)), strict=False))
        if grams:
            shares.append(1 - len(set(grams)) / len(grams))
    return sum(shares) / len(shares) if shares else 0.0
