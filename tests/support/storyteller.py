"""A storyteller: a network that needs no training, made of the counts in an invented story.

Its logits depend on the last few characters alone and are the same on every machine. Its story is
about Mr. Boggle and Susan Tweed, so on any other page these two are strangers.
"""

from collections import Counter, defaultdict
from functools import cache

import numpy as np

from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.characters import Alphabet
from models.network import Floats, Ints
from models.voice import Voice

_ORDER = 6  # characters that it remembers
_STORY = """\
It was late when Mr. Boggle came to the door. “Who is there?” said Susan. She had the lamp in her \
hand, and he saw that her hand shook. “It is only the old man,” said Mr. Boggle, and he laughed. \
Then Susan Tweed let him in. The rain had come in at the door and run down the hall, so that he \
left a wet mark at every step.

“You have been to see the mill,” said she, “and you have told him.” Mr. Boggle looked at Susan. \
He had told nobody. He had gone there with his dog, and the dog had seen a light, and then they \
had both run home. “I told him nothing,” he said. But when Susan looked at Mr. Boggle, she knew \
that he had, and that her brother Tom knew it too.

In the morning the old man at the mill heard of it from Tom Tweed. He sent for Mr. Boggle, who \
would not come, and for Susan, who did. She stood at his table with her hat in her hand. “Well,” \
said he, “what did Boggle see?” Susan said that it was a light. “And what did Tom say to it?” he \
asked. “He said to Mr. Boggle that it was his own lamp,” cried Susan, and the old man laughed at \
her and at Tom and at the dog.

"""
LETTERS = Alphabet([REPLACEMENT, *sorted({*_STORY, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ’:xjqz"})])


def _count() -> dict[tuple[int, ...], Counter[int]]:
    counts: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
    ids = LETTERS.encode(_STORY * 2).ids.tolist()
    for end, symbol in enumerate(ids):
        for order in range(min(end, _ORDER) + 1):
            counts[tuple(ids[end - order : end])][symbol] += 1
    return counts


_COUNTS = _count()


class Storyteller:
    """A network whose state is the last characters, and whose logits are logarithms of counts."""

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, _ORDER), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        after = np.concatenate([state[:, 1:], ids[:, None].astype(np.float32)], axis=1)
        return np.stack([self._logits(tuple(row)) for row in after.astype(int).tolist()]), after

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        rows = []
        for symbol in ids:
            logits, state = self.step(np.array([symbol], np.int32), state)
            rows.append(logits)
        return np.concatenate(rows if all_logits else rows[-1:]), state

    @staticmethod
    @cache
    def _logits(last: tuple[int, ...]) -> Floats:
        odds = np.full(len(LETTERS), 1e-4)
        for order in range(_ORDER + 1):
            counts = _COUNTS.get(last[_ORDER - order :], Counter())
            total = sum(counts.values())
            odds *= 0.2 if total else 1.0  # the longer context counts four times as much
            for symbol, count in counts.items():
                odds[symbol] += count / total
        logits: Floats = np.log(odds).astype(np.float32)
        return logits


def storyteller() -> Voice:
    """Return a voice on an empty page that tells about Mr. Boggle and Susan Tweed."""
    return Voice(LETTERS, Storyteller())
