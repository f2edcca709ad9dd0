"""What every alphabet is: the symbols that a style can read and write, and what a text becomes.

`AnyAlphabet` is the interface that a voice (a running network) uses. The symbols of an `Alphabet`,
in models/alphabet/characters.py, are characters; those of `Words`, in models/alphabet/words.py, are
words. Symbol 0 is the replacement, U+FFFD. It stands for anything that the alphabet lacks; it can
be read, and is never written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class EncodedText:
    """A text encoded as symbols (characters or words), with what is needed to encode the next text.

    Attributes:
        ids: the symbols' indices in the alphabet, an int32 array [n] for n symbols. There may be
            more or fewer symbols than characters.
        unknown: a count of the characters or words that the alphabet lacks and that were read as
            symbol 0, which stands for anything unknown: how often each of them occurs.
        ends: for each symbol, the index in the text of its last character; [n]. The index is
            negative if the symbol ended in what an earlier text had left pending.
        lost: for each symbol that does not spell its characters exactly, the number of characters
            that differ; the keys are indices in `ids`.
        previous: the last character before `pending`, which affects how the following text is
            encoded.
        pending: the unfinished word at the end of the text, which has no symbol in `ids` yet; "" if
            there is none.
    """

    ids: NDArray[np.int32]
    unknown: Counter[str]
    ends: Sequence[int]
    lost: Mapping[int, int]
    previous: str
    pending: str = ""


class AnyAlphabet(Protocol):
    """The interface of every alphabet, whether its symbols are characters or words.

    Symbol 0 stands for anything that the alphabet lacks. A text may be encoded in parts. The
    symbols are those of the whole text if each call is given the `previous` and `pending` of the
    result before it.
    """

    @property
    def start(self) -> int:
        """The index of the symbol that a network reads first, before any text."""

    @property
    def unit(self) -> str:
        """The kind of the symbols: "character" or "word"."""

    def __len__(self) -> int: ...

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Encode a text as symbols, which are characters or words.

        Args:
            text: the text to encode, which follows directly on `pending`.
            previous: the character before `pending`; a line end at the start of an empty page.
            pending: the unfinished word at the end of the text that was encoded before, or "". It
                is encoded together with `text`.
            final: whether the text is complete. If it is not, its last word may still be
                unfinished, and is then returned as pending.
        """

    def decode(self, ids: Iterable[int]) -> str:
        """Decode symbols to the text that they spell at the start of an empty page.

        Symbol 0, which stands for anything unknown, becomes U+FFFD.
        """

    def spell(self, symbol: int, previous: str) -> str:
        """Return the text that a symbol adds after the character `previous`.

        If the symbol is a word, the text may begin with a space. Encoding the text after `previous`
        gives this symbol and no other.
        """
