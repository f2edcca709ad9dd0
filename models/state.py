"""The state of a voice (a running network) after some text, and the reading of more text.

A state is a value: what is read makes a new one. It depends on the characters read alone, not on
whether they came in one piece or in many, nor on who wrote them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from models.alphabet.alphabet import EncodedText
from models.network import Floats, Ints, Step

KEPT = 3_000  # of the last symbols read, as many as a state has; models/people looks at them all


@dataclass(frozen=True)
class State:
    """The state of a voice (a running network) after reading some text.

    It contains all that decides what the voice may write next, and is immutable. Setting
    `Voice.state` to an earlier state takes the voice back to that point in the text.

    Attributes:
        tensor: the recurrent state of the network after the last finished symbol, [1, S], for S
            values in the state.
        logits: the network's outputs for the symbol that follows, [1, V], for V symbols in the
            alphabet.
        recent: the last finished symbols in the order of the text, int32 [n], n at most 3,000. They
            are used by the guard (which keeps an author from repeating itself) and by the rules
            that favour the names of people who are there.
        previous: the last character before `pending`.
        pending: the unfinished word at the end of the text, which the network has not read; always
            "" if the symbols are characters.
    """

    tensor: Floats
    logits: Floats
    recent: Ints
    previous: str
    pending: str = ""


# A text to read: the state before it, its symbols, and how many of them that state has read.
Reading = tuple[State, EncodedText, int]


def read_rows(network: Step, reading: Mapping[int, Reading], size: int) -> dict[int, State]:
    """Return each row's state after its text, read side by side in batches of `size`.

    Rows that have nothing left to read idle. A network is laid out anew for each batch size, which
    takes longer than a smaller batch would save; only a single row is read in a batch of 1.
    """
    if len(reading) == 1:
        return {row: read_row(network, *text) for row, text in reading.items()}
    ids = {row: encoded.ids[known:] for row, (_, encoded, known) in reading.items()}
    logits = {row: state.logits for row, (state, _, _) in reading.items()}
    tensors = {row: state.tensor for row, (state, _, _) in reading.items()}
    for position in range(max(map(len, ids.values()), default=0)):
        active = [row for row in ids if len(ids[row]) > position]
        symbols = np.zeros(size, np.int32)
        symbols[active] = [ids[row][position] for row in active]
        idle = tensors[active[0]]
        batch = np.concatenate([tensors.get(row, idle) for row in range(size)])
        batch_logits, batch = network.step(symbols, batch)
        for row in active:
            logits[row], tensors[row] = batch_logits[row : row + 1], batch[row : row + 1]
    return {
        row: _follow(state, encoded, ids[row], logits[row], tensors[row])
        for row, (state, encoded, _) in reading.items()
    }


def read_row(network: Step, state: State, encoded: EncodedText, known: int) -> State:
    """Return the state after an encoded text, whose first `known` symbols `state` has read."""
    ids, logits, tensor = encoded.ids[known:], state.logits, state.tensor
    if len(ids):
        logits, tensor = network.read(ids, tensor)
    return _follow(state, encoded, ids, logits, tensor)


def _follow(state: State, encoded: EncodedText, ids: Ints, logits: Floats, tensor: Floats) -> State:
    """Return the state at the end of an encoded text, after the network has read `ids`."""
    if len(ids):
        recent = np.concatenate([state.recent, ids[-KEPT:]])[-KEPT:]
        return State(tensor, logits, recent, encoded.previous, encoded.pending)
    if (state.previous, state.pending) == (encoded.previous, encoded.pending):
        return state
    return replace(state, previous=encoded.previous, pending=encoded.pending)
