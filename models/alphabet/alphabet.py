"""The interface of all alphabets: the symbols that a style reads and writes, and an encoded text.

`AnyAlphabet` is the interface that a voice (a running network) uses. The symbols of an `Alphabet`,
in models/alphabet/characters.py, are characters; those of `Words`, in models/alphabet/words.py, are
words. Symbol 0 is the replacement, U+FFFD. It stands for anything that is not in the alphabet; it
can be read, but is never written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

REPLACEMENT = "\ufffd"


class EncodedText(NamedTuple):
    """A text encoded as symbols (characters or words), with what is needed to encode the next text.

    Attributes:
        ids: the symbols' indices in the alphabet, an int32 array [n] for n symbols. There may be
            more or fewer symbols than characters.
        unknown: a Counter of the characters or words that are not in the alphabet and were
            therefore read as symbol 0, which stands for anything unknown.
        ends: for each symbol, the index in the text of the last character that it covers. The index
            is negative if that character was in the `pending` of an earlier text.
        lost: for each symbol whose spelling differs from the text, the number of characters that
            differ, keyed by the symbol's position in `ids`.
        previous: the last character before `pending`, which affects how the next text is encoded.
        pending: the unfinished word at the end of the text, which is not in `ids` yet; "" if there
            is none.
    """

    ids: NDArray[np.int32]
    unknown: Counter[str]
    ends: Sequence[int]
    lost: Mapping[int, int]
    previous: str
    pending: str = ""


class AnyAlphabet(Protocol):
    """The interface of every alphabet, which converts text to symbols and symbols to text.

    The symbols are characters or words. Symbol 0 stands for anything that is not in the alphabet. A
    text can be encoded in parts: if the attributes `previous` and `pending` of each result of
    `encode` are passed to the next call, the symbols are the same as for the whole text.
    """

    @property
    def start(self) -> int:
        """The index in the alphabet of the symbol that a network reads first, before any text."""

    @property
    def unit(self) -> str:
        """What each symbol stands for: "character" or "word"."""

    def __len__(self) -> int: ...

    def encode(
        self, text: str, previous: str = "\n", pending: str = "", final: bool = True
    ) -> EncodedText:
        """Encode a text as symbols of the alphabet, which are characters or words.

        Args:
            text: the text to encode, which directly follows `pending`.
            previous: the character before `pending`; a line end if there is no text before it.
            pending: an unfinished word at the end of the previous text, to be encoded together with
                `text`; "" if there is none.
            final: whether the text is complete. If it is not, a word at its end that might be
                unfinished is not encoded, but returned in the result's `pending`.

        Returns:
            The indices of the symbols, with what is needed to encode the text that follows.
        """

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text for a sequence of symbols, given by their indices in the alphabet.

        The first word has no space before it, as at the start of a text. Symbol 0, which stands for
        anything unknown, becomes U+FFFD.
        """

    def spell(self, symbol: int, previous: str) -> str:
        """Return the characters that a symbol adds to a text whose last character is `previous`.

        The symbol is given by its index in the alphabet. If it is a word, the result may begin with
        a space. Encoding the result after `previous` gives the same symbol.
        """
