"""The cost of a text to a good compressor, PPMd variant H, which has just read the training text.

PPMd is by Shkarin ("PPM: one step to practicality", Data Compression Conference 2002). The library
pyppmd has the variant that 7-Zip uses. PPMd predicts each byte from the longest contexts seen so
far, and continues to learn while it reads the held-out text. A trained network does not, except for
its memory, which notes what followed earlier occurrences of the last characters.

One byte stands for one symbol. An ASCII character is its own byte, since PPMd knows letters by
their bytes; every other symbol is one of the bytes from 128 to 255. If an alphabet has too many
other symbols, its text is written as UTF-8. This module knows symbols and their characters, but no
style.
"""

from collections.abc import Sequence

import numpy as np
import pyppmd

from models.alphabet.characters import Alphabet
from models.network import Ints

# The best of the orders 4 to 16 on Great Expectations, nine tenths read and one tenth measured.
ORDER = 8
_MEMORY = 2**30  # bytes at most, allocated as needed; when they run out, PPMd forgets everything


def ppmd_bits(train: Sequence[Ints], held_out: Sequence[Ints], alphabet: Alphabet) -> float:
    """Return the total number of bits that the PPMd compressor needs to encode held-out texts.

    Held-out texts are not used for training. PPMd first compresses the training texts, in order to
    learn from them. It then compresses the held-out texts, and only the bits for these are counted.

    Args:
        train: the training texts in the order in which they are compressed, each as an int32 array
            of its symbols, which are indices into the alphabet.
        held_out: the held-out texts, in the same format.
        alphabet: the alphabet of all these texts.
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
