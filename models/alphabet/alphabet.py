"""The interface of all alphabets: the symbols that a style reads and writes, and an encoded text.

`AnyAlphabet` is the interface that a voice (a running network) uses. The symbols of an `Alphabet`,
in models/alphabet/characters.py, are characters; those of `Words`, in models/alphabet/words.py, are
words. Symbol 0 is the replacement, U+FFFD. It stands for anything that is not in the alphabet; it
can be read, but is never written.
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
    """A text encoded as symbols (characters or words), with the context for encoding the next text.

    Attributes:
        ids: the symbols' indices in the alphabet, an int32 array [n] for n symbols. There may be
            more or fewer symbols than characters.
        unknown: a Counter of the characters or words that are not in the alphabet and were
            therefore read as symbol 0, which stands for anything unknown.
        ends: for each symbol, the index of its last character in the text; [n]. The index is
            negative if the symbol ended within the characters that were pending after an earlier
            text.
        lost: the number of characters in which a symbol differs from the text that it encodes, by
            the symbol's index in `ids`; symbols that do not differ are left out.
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

    Symbol 0 stands for anything that is not in the alphabet. A text can be encoded in parts. The
    symbols are the same as for the whole text if each call is given the `previous` and `pending` of
    the previous call's result.
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
            text: the text to encode, which directly follows `pending`.
            previous: the character before `pending`; a line end if the page is empty.
            pending: the unfinished word at the end of the previously encoded text, or "". It is
                encoded together with `text`.
            final: whether the text is complete. If it is not, a last word that might be unfinished
                is returned as pending.
        """

    def decode(self, ids: Iterable[int]) -> str:
        """Decode symbols to the text that they spell on an empty page.

        Symbol 0, which stands for anything unknown, becomes U+FFFD.
        """

    def spell(self, symbol: int, previous: str) -> str:
        """Return the text that a symbol adds after the character `previous`.

        If the symbol is a word, the text may begin with a space. Encoding this text after
        `previous` gives exactly this symbol.
        """
