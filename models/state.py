"""The state of a voice (a running network) after some text, and the reading of more text.

A state is a value: reading more text creates a new state. A state depends only on the characters
read, not on whether they were read in one piece or in many, or on who wrote them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from models.alphabet.alphabet import EncodedText
from models.network import Floats, Ints, Step

KEPT = 3_000  # of the last symbols read, as many as a state has; models/people looks at them all
_FILLED = 4  # rows; a step of two or three takes as long as one of four


class Alone(NamedTuple):
    """The recurrent state of a network that has read a passage without the page before it.

    Attributes:
        tensor: the state after the last symbol, [1, S], where S is its size.
        logits: the network's output for the next symbol, [1, V], where V is the alphabet's size.
    """

    tensor: Floats
    logits: Floats


class State(NamedTuple):
    """The state of a voice (a running language model) after reading some text.

    A state is immutable, and determines everything that the voice can write next. Setting
    `Voice.state` to an earlier state returns the voice to that point in the text.

    Attributes:
        tensor: the recurrent state of the network after the last finished symbol (character or
            word), [1, S], where S is the size of that state.
        logits: the network's output for the next symbol, [1, V], where V is the alphabet's size.
        recent: the last finished symbols, oldest first, at most 3,000: a string in which the
            character with the code point i stands for the symbol with the index i. They are used
            by the rules that discourage repetition and favour the names of people in the text.
        previous: the last character before `pending`.
        pending: the unfinished word at the end of the text, which the network has not read; always
            "" if the symbols are characters.
        alone: what the network would predict if it had read only the passage that is being written,
            to tell what the passage owes to the page; None if that is not needed.
    """

    tensor: Floats
    logits: Floats
    recent: str
    previous: str
    pending: str = ""
    alone: Alone | None = None


# A text to read: the state before it, its symbols, and how many of them that state has read.
Reading = tuple[State, EncodedText, int]


def read_rows(network: Step, reading: Mapping[int, Reading]) -> dict[int, State]:
    """Have a network read several texts in parallel, and return its state after each text.

    The result has the same keys as `reading`.

    Args:
        network: the network that reads.
        reading: the texts to read, keyed by numbers of the caller's choice. Each value is a tuple:
            the state to start from, the encoded text, and the number of symbols of this text that
            have already been read in that state.
    """
    if len(reading) == 1 and not any(state.alone for state, _, _ in reading.values()):
        return {row: read_row(network, *text) for row, text in reading.items()}
    ids = {row: encoded.ids[known:] for row, (_, encoded, known) in reading.items()}
    outputs = {row: (state.logits, state.tensor) for row, (state, _, _) in reading.items()}
    twins: dict[int, int] = {}  # rows that read the same without the page
    first = max(reading, default=0) + 1
    for row, (state, _, _) in reading.items():
        if state.alone:
            twin = twins[row] = first + len(twins)
            ids[twin], outputs[twin] = ids[row], (state.alone.logits, state.alone.tensor)
    for position in range(max(map(len, ids.values()), default=0)):
        symbols = {row: int(it[position]) for row, it in ids.items() if len(it) > position}
        outputs |= step_rows(network, symbols, {row: outputs[row][1] for row in symbols})
    return {
        row: _follow(state, encoded, ids[row], *outputs[row], outputs.get(twins.get(row, -1)))
        for row, (state, encoded, _) in reading.items()
    }


def step_rows(
    network: Step, symbols: Mapping[int, int], tensors: Mapping[int, Floats]
) -> dict[int, tuple[Floats, Floats]]:
    """Have a network read one symbol of each of several texts, and predict the symbol after it.

    The texts are read as a batch. If there are two or more, the batch is padded to a multiple of
    four, since the network needs a separate interpreter for each batch size.

    Args:
        network: the network that reads.
        symbols: the index of the symbol to read in each text, keyed by numbers of the caller's
            choice.
        tensors: the network's recurrent state in each text before that symbol, [1, S], with the
            same keys as `symbols`; S is the size of the state.

    Returns:
        For each text, with the same keys: the logits for the next symbol, [1, V], where V is the
        number of symbols in the alphabet, and the new recurrent state, [1, S].
    """
    rows = list(symbols)
    idle = _fill(len(rows)) - len(rows)
    ids = np.array([*symbols.values(), *[0] * idle], np.int32)
    batch = np.concatenate([*(tensors[row] for row in rows), *[tensors[rows[0]]] * idle])
    logits, batch = network.step(ids, batch)
    return {row: (logits[i : i + 1], batch[i : i + 1]) for i, row in enumerate(rows)}


def read_texts(network: Step, state: State, texts: Sequence[Ints]) -> list[Floats]:
    """Have a network read several texts in parallel, and return what it predicted for each symbol.

    Args:
        network: the network that reads.
        state: the state before each text.
        texts: the indices of the symbols of each text, int32 [n].

    Returns:
        For each text, the logits before each of its symbols, [n, V], where V is the number of
        symbols in the alphabet.
    """
    order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    lengths = [len(texts[row]) for row in order]
    batch = np.repeat(state.tensor, _fill(len(texts)), axis=0)
    steps = [np.repeat(state.logits, len(texts), axis=0)]
    count = len(order)  # of the texts that go on, which are the first
    for position in range(max(lengths, default=0) - 1):
        while lengths[count - 1] < position + 2:
            count -= 1
        ids = np.zeros(_fill(count), np.int32)
        ids[:count] = [texts[row][position] for row in order[:count]]
        logits, batch = network.step(ids, batch[: len(ids)])
        steps.append(logits)
    predicted = [state.logits[:0]] * len(texts)
    for place, row in enumerate(order):
        if lengths[place]:
            predicted[row] = np.array([logits[place] for logits in steps[: lengths[place]]])
    return predicted


def _fill(rows: int) -> int:
    """Return the size of the batch for a number of rows, of which the last may be idle."""
    return rows + (-rows % _FILLED if rows > 1 else 0)


def read_row(network: Step, state: State, encoded: EncodedText, known: int) -> State:
    """Have a network read the rest of an encoded text, and return its state at the end.

    Args:
        network: the network that reads.
        state: the network's state after the first `known` symbols of the text.
        encoded: the whole text.
        known: the number of symbols that have already been read.
    """
    ids, logits, tensor = encoded.ids[known:], state.logits, state.tensor
    if len(ids) == 1:
        logits, tensor = network.step(ids, tensor)
    elif len(ids):
        logits, tensor = network.read(ids, tensor)
    return _follow(state, encoded, ids, logits, tensor)


def _follow(
    state: State,
    encoded: EncodedText,
    ids: Ints,
    logits: Floats,
    tensor: Floats,
    twin: tuple[Floats, Floats] | None = None,
) -> State:
    """Return the state at the end of an encoded text, after the network has read `ids`."""
    alone = Alone(twin[1], twin[0]) if twin else None
    if len(ids):
        recent = (state.recent + "".join(map(chr, ids[-KEPT:].tolist())))[-KEPT:]
        return State(tensor, logits, recent, encoded.previous, encoded.pending, alone)
    if (state.previous, state.pending) == (encoded.previous, encoded.pending):
        return state
    return state._replace(previous=encoded.previous, pending=encoded.pending)
