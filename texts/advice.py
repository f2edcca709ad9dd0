"""Advice before a training: what in the texts will limit the new author, and what would help."""

from collections import Counter
from collections.abc import Sequence

# Below this, a training from the base gains less: 18,000 characters took 1.572 bits a character to
# 1.544 in a minute, 60,000 characters took 1.548 to 1.539 (docs/log.md, "Short texts").
_SHORT = 60_000
_REPEATED = 0.15  # of the text, from which it is told
_LINE = 30  # characters of a line that counts; shorter ones recur in any dialogue or table


def advise(texts: Sequence[str], is_from_scratch: bool = False) -> list[str]:
    """Return what the user should know about texts before a model is trained on them.

    Args:
        texts: the parts of the texts that the model will be trained on, cleaned.
        is_from_scratch: whether the model starts from random weights, rather than from those of
            another model.

    Returns:
        Sentences to show to the user; empty if there is nothing to say. One says that the texts are
        short, another that much of them is repeated; each suggests what would help.
    """
    advice = []
    characters = sum(map(len, texts))
    if characters < _SHORT:
        limit = (
            "The new author will know nothing of the language but what they teach"
            if is_from_scratch
            else "The new author will sound much like the one it starts from"
        )
        advice.append(
            f"There are only {characters:,} characters to learn from. {limit}; more texts by the"
            " same hand would help."
        )
    repeated = _count_repeated(texts) / max(1, characters)
    if repeated >= _REPEATED:
        advice.append(
            f"{repeated:.0%} of the text consists of lines that occur more than once, which the new"
            " author will learn by heart. Leave repeated parts out if they are not meant."
        )
    return advice


def _count_repeated(texts: Sequence[str]) -> int:
    """Return the number of characters in lines that have occurred before, the first time aside."""
    lines = Counter(line.strip() for text in texts for line in text.splitlines())
    return sum(len(line) * (times - 1) for line, times in lines.items() if len(line) >= _LINE)
