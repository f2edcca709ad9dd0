"""A recurrent network, run one symbol at a time by LiteRT: `step(ids, state) -> (logits, state)`.

The step is pure. State goes in and comes out as a plain array, so that undo, retry and several
candidates are values and not special cases. Nothing above this module knows the cell, the number of
layers or the runtime.

Shapes: B rows of a batch; V symbols of the alphabet; S numbers of one row's state (for each layer,
from the input up, the LSTM's h then c, or the GRU's h; after them whatever else it keeps).
"""

import threading
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from common.stderr import silence_stderr

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Step(Protocol):
    """What a voice runs on: a `Network`, or anything else that keeps its contract."""

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state before anything is read, [B, S]."""

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read one row: ids [n], state [1, S] -> logits [1, V], or [n, V] if all, state [1, S]."""


@dataclass(frozen=True)
class _Compiled:
    """An interpreter for one batch size, with the indices of its tensors."""

    interpreter: Any
    ids: int
    state_in: int
    logits: int
    state_out: int


class Network:
    """The exported step of one style.

    It keeps one interpreter for each batch size in use, since a step that XNNPACK laid out for one
    size cannot be resized. A row of any batch equals the same row in a batch of 1, bit for bit.
    Several threads may use one Network; their steps run one after another.

    Args:
        flatbuffer: the step, a LiteRT model with the signature (ids [B], state [B, S]) ->
            (logits [B, V], state [B, S]).
        threads: processor threads for one step; the result does not depend on it.

    Raises:
        ValueError: when LiteRT cannot load it, or its signature is another.
    """

    def __init__(self, flatbuffer: bytes, threads: int = 1) -> None:
        self._flatbuffer = flatbuffer
        self._threads = threads
        self._compiled: dict[int, _Compiled] = {}
        self._lock = threading.Lock()
        single = self._compiled_for(1)
        details = single.interpreter
        self.symbols = int(details.get_tensor(single.logits).shape[1])  # V
        self.state_size = int(details.get_tensor(single.state_in).shape[1])  # S

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state before anything is read, [B, S]."""
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""
        with self._lock:
            compiled = self._compiled_for(len(ids))
            run = compiled.interpreter
            run.set_tensor(compiled.ids, ids)
            run.set_tensor(compiled.state_in, state)
            run.invoke()
            return run.get_tensor(compiled.logits), run.get_tensor(compiled.state_out)

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read one row: ids [n], state [1, S] -> logits, state [1, S].

        Equals n steps of batch 1 bit for bit; it is these, without copies between them.

        Args:
            ids: the symbols, at least one.
            state: before them.
            all_logits: return the logits after each symbol, [n, V], and not only those after the
                last, [1, V].

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
        """This network, recording nothing in its memory; only for a network that has one."""
        return RecallOnly(self)

    def _compiled_for(self, batch: int) -> _Compiled:
        if batch not in self._compiled:
            self._compiled[batch] = _compile(self._flatbuffer, batch, self._threads)
        return self._compiled[batch]


class RecallOnly:
    """A network with a memory that reads symbols without recording them there.

    Args:
        network: its symbols V to 2 V are 0 to V, read so.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def zero_state(self, batch: int = 1) -> Floats:
        """Return the state before anything is read, [B, S]."""
        return self._network.zero_state(batch)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""
        return self._network.step(ids + np.int32(self._network.symbols), state)

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        """Read one row: ids [n], state [1, S] -> logits [1, V], or [n, V] if all, state [1, S]."""
        return self._network.read(ids + np.int32(self._network.symbols), state, all_logits)


def _compile(flatbuffer: bytes, batch: int, threads: int) -> _Compiled:
    from ai_edge_litert.interpreter import (
        Interpreter,
    )  # takes a tenth of a second, so only when needed

    try:
        with silence_stderr():  # LiteRT greets whoever loads it
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
