"""A recurrent network, run one symbol at a time by LiteRT: `step(ids, state) -> (logits, state)`.

The step is a pure function. The state is passed in and returned as a plain array, so undoing a
passage, writing it again, or writing several in parallel needs no special code. No module above
this one depends on the type of cell, the number of layers or the runtime.

Shapes: B rows in a batch; V symbols in the alphabet; S values in the state of one row (for each
layer, from the input up, the LSTM's h and then its c, or the GRU's h, followed by anything else
that the step keeps).
"""

import os
import threading
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from common.stderr import silence_stderr

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

_SHARED = 6  # rows from which a second thread makes a step faster


class Step(Protocol):
    """The interface of a recurrent network that reads texts one symbol at a time.

    A symbol is a character or a word. In the shapes of arrays, B is the number of sequences read in
    parallel, V the number of symbols in the network's alphabet, and S the number of values in the
    state of one sequence.
    """

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state of a network that has read nothing: zeros, float32 [batch, S].

        S is the number of values in the state of one sequence.

        Args:
            batch: the number of sequences that the network will read in parallel.
        """

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol of each of several sequences, and predict the symbol after it.

        Args:
            ids: the index of the symbol to read in each of B sequences, int32 [B].
            state: the network's state in each sequence before that symbol, [B, S], where S is the
                number of values in the state of one sequence.

        Returns:
            The logits of the symbol that follows in each sequence, [B, V], where V is the number of
            symbols in the alphabet; and the state in each sequence after the symbol read, [B, S].
        """

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read a text of n symbols, and predict the symbol after it.

        Args:
            ids: the indices of the symbols to read, int32 [n]; at least one.
            state: the network's state before the first symbol, [1, S], where S is its size.
            all_logits: whether to return the logits after each symbol, not only after the last.

        Returns:
            The logits, [n, V] if `all_logits` is True, otherwise [1, V], where V is the number of
            symbols in the alphabet; and the state after the last symbol, [1, S].

        Raises:
            ValueError: when there is no symbol to read.
        """


@dataclass(frozen=True)
class _Compiled:
    """An interpreter for one batch size, with the indices of its tensors."""

    interpreter: Any
    ids: int
    state_in: int
    logits: int
    state_out: int


class Network:
    """The network of one style (a trained language model), run by the library LiteRT.

    It reads symbols (characters or words) and predicts the next one. Several sequences can be read
    in parallel, as a batch; the results for each sequence are the same, bit for bit, as when it is
    read alone. A LiteRT interpreter is prepared for one batch size, so each size in use has
    its own. Several threads can use the same Network; their calls run one after another.

    Args:
        flatbuffer: the network as a LiteRT model, whose signature must be (ids [B], state [B, S])
            -> (logits [B, V], state [B, S]) for B sequences, V symbols in the alphabet and S values
            in the state of one sequence.

    Attributes:
        symbols: V, the number of symbols in the alphabet.
        state_size: S, the number of values in the state of one sequence.

    Raises:
        ValueError: when LiteRT cannot load the model, or the model has a different signature.
    """

    def __init__(self, flatbuffer: bytes) -> None:
        self._flatbuffer = flatbuffer
        self._compiled: dict[int, _Compiled] = {}
        self._lock = threading.Lock()
        single = self._compiled_for(1)
        details = single.interpreter
        self.symbols = int(details.get_tensor(single.logits).shape[1])  # V
        self.state_size = int(details.get_tensor(single.state_in).shape[1])  # S

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state of a network that has read nothing: zeros, float32 [batch, S].

        S is the number of values in the state of one sequence.

        Args:
            batch: the number of sequences that the network will read in parallel.
        """
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol of each of several sequences, and predict the symbol after it.

        Args:
            ids: the index of the symbol to read in each of B sequences, int32 [B].
            state: the network's state in each sequence before that symbol, [B, S], where S is the
                number of values in the state of one sequence.

        Returns:
            The logits of the symbol that follows in each sequence, [B, V], where V is the number of
            symbols in the alphabet; and the state in each sequence after the symbol read, [B, S].
        """
        with self._lock:
            compiled = self._compiled_for(len(ids))
            run = compiled.interpreter
            run.set_tensor(compiled.ids, ids)
            run.set_tensor(compiled.state_in, state)
            run.invoke()
            return run.get_tensor(compiled.logits), run.get_tensor(compiled.state_out)

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read a text of n symbols, and predict the symbol after it.

        The result is the same, bit for bit, as after n calls of `step` with one sequence.

        Args:
            ids: the indices of the symbols to read, int32 [n]; at least one.
            state: the network's state before the first symbol, [1, S], where S is its size.
            all_logits: whether to return the logits after each symbol, not only after the last.

        Returns:
            The logits, [n, V] if `all_logits` is True, otherwise [1, V], where V is the number of
            symbols in the alphabet; and the state after the last symbol, [1, S].

        Raises:
            ValueError: when there is no symbol to read.
        """
        if not len(ids):
            raise ValueError("nothing to read")
        rows: list[Floats] = []
        with self._lock:
            compiled = self._compiled_for(1)
            run = compiled.interpreter
            set_tensor, get_tensor, invoke = run.set_tensor, run.get_tensor, run.invoke
            for symbol in np.asarray(ids, np.int32).reshape(-1, 1):
                set_tensor(compiled.ids, symbol)
                set_tensor(compiled.state_in, state)
                invoke()
                state = get_tensor(compiled.state_out)
                if all_logits:
                    rows.append(get_tensor(compiled.logits))
            logits = np.concatenate(rows) if all_logits else get_tensor(compiled.logits)
            return logits, state

    @property
    def recall_only(self) -> "RecallOnly":
        """A view of this network that reads symbols without recording them in the network's memory.

        Some networks have a memory, which recalls what followed earlier occurrences of the last
        characters read. Do not use this view if the network has no memory.
        """
        return RecallOnly(self)

    def _compiled_for(self, batch: int) -> _Compiled:
        if batch not in self._compiled:
            threads = 2 if batch >= _SHARED and (os.cpu_count() or 1) > 1 else 1
            self._compiled[batch] = _compile(self._flatbuffer, batch, threads)
        return self._compiled[batch]


class RecallOnly:
    """A view of a network that reads symbols without recording them in the network's memory.

    The memory is the part of the network that recalls what followed earlier occurrences of the last
    characters read.

    Args:
        network: a network with a memory, for an alphabet of V symbols. Its `step` must accept
            indices from V to 2 V - 1, and read index V + i as symbol i without recording it.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state of a network that has read nothing: zeros, float32 [batch, S].

        S is the number of values in the state of one sequence.

        Args:
            batch: the number of sequences that the network will read in parallel.
        """
        return self._network.zero_state(batch)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol of each of several sequences, and predict the symbol after it.

        The symbol is not recorded in the memory, the part of the network that recalls what followed
        earlier occurrences of the last characters read.

        Args:
            ids: the index of the symbol to read in each of B sequences, int32 [B].
            state: the network's state in each sequence before that symbol, [B, S], where S is the
                number of values in the state of one sequence.

        Returns:
            The logits of the symbol that follows in each sequence, [B, V], where V is the number of
            symbols in the alphabet; and the state in each sequence after the symbol read, [B, S].
        """
        return self._network.step(ids + np.int32(self._network.symbols), state)

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read n symbols without recording them in the network's memory, and predict the next one.

        The memory is the part of the network that recalls what followed earlier occurrences of the
        last characters read.

        Args:
            ids: the indices of the symbols to read, int32 [n]; at least one.
            state: the network's state before the first symbol, [1, S], where S is its size.
            all_logits: whether to return the logits after each symbol, not only after the last.

        Returns:
            The logits, [n, V] if `all_logits` is True, otherwise [1, V], where V is the number of
            symbols in the alphabet; and the state after the last symbol, [1, S].

        Raises:
            ValueError: when there is no symbol to read.
        """
        return self._network.read(ids + np.int32(self._network.symbols), state, all_logits)


def _compile(flatbuffer: bytes, batch: int, threads: int) -> _Compiled:
    from ai_edge_litert.interpreter import (
        Interpreter,
    )  # takes a tenth of a second, so only when needed

    try:
        with silence_stderr():  # LiteRT prints a message when it loads
            interpreter = Interpreter(model_content=flatbuffer, num_threads=threads)
            runner = interpreter.get_signature_runner()
            inputs = {name: int(it["index"]) for name, it in runner.get_input_details().items()}
            outputs = {name: int(it["index"]) for name, it in runner.get_output_details().items()}
            size = int(runner.get_input_details()["state"]["shape"][-1])
            del runner  # it holds the tensors, which then could not be laid out anew
            interpreter.resize_tensor_input(inputs["ids"], [batch])
            interpreter.resize_tensor_input(inputs["state"], [batch, size])
            interpreter.allocate_tensors()
        numbers = inputs["ids"], inputs["state"], outputs["logits"], outputs["state"]
    except (ValueError, KeyError, RuntimeError) as error:
        raise ValueError(f"it is not a step that LiteRT can run: {error}") from error
    return _Compiled(interpreter, *numbers)
