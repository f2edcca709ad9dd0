"""What a text costs a good compressor that has just read the training text: PPMd, variant H.

PPMd (Shkarin, "PPM: one step to practicality", Data Compression Conference 2002) as 7-Zip has it,
by the library pyppmd. It predicts each byte from the longest contexts seen so far and goes on
learning as it reads, also from the held-out text; of a trained network only the memory does.

One byte stands for one symbol: an ASCII character is itself, since PPMd knows a letter by its byte,
and each other symbol is one of the bytes from 128 up. An alphabet with more of those is written as
UTF-8 instead. This module knows symbols and their characters, and no style.
"""

from collections.abc import Sequence

import numpy as np
import pyppmd

from models.alphabet import Alphabet
from models.network import Ints

# Of the orders from 4 to 16 the best on Great Expectations, nine tenths read, one tenth measured.
ORDER = 8
_MEMORY = 2**30  # bytes at most, taken as they are needed; PPMd forgets all when it is used up


def ppmd_bits(train: Sequence[Ints], held_out: Sequence[Ints], alphabet: Alphabet) -> float:
    """The bits that held-out texts add to the compressed training texts.

    What is written while the held-out texts are read: it is the compressed size of all texts less
    that of the training texts, since both would end with the same few bytes.

    Args:
        train: int32 [n] each, the symbols of each training text, read in turn.
        held_out: the same of the held-out texts, read after all of these.
        alphabet: whose symbols they are.
    """
    encoder = pyppmd.Ppmd7Encoder(ORDER, _MEMORY)
    for ids in train:
        encoder.encode(_bytes(ids, alphabet))
    return 8.0 * sum(len(encoder.encode(_bytes(ids, alphabet))) for ids in held_out)


def _bytes(ids: Ints, alphabet: Alphabet) -> bytes:
    characters = alphabet.characters
    foreign = [i for i, character in enumerate(characters) if not character.isascii()]
    if len(foreign) > 128:
        return alphabet.decode(ids).encode("utf-8")
    table = np.array([ord(character) & 0xFF for character in characters], np.uint8)
    table[foreign] = range(128, 128 + len(foreign))
    return table[ids].tobytes()
