"""One step of a recurrent network, run by LiteRT: `step(ids, state) -> (logits, state)`.

The step is pure: state goes in and comes out as a plain array, so that undo, retry and several
candidates are values and not special cases. Nothing above this module knows the cell, the number of
layers or the runtime.

Glossary: B batch, V symbols of the alphabet, S numbers of one row's state (for each layer, the
LSTM's h then c, or the GRU's h; layers from the input up; after them whatever else it keeps).
"""

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.stderr import silence_stderr

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class _Compiled:
    """An interpreter of one batch size, with its tensors' numbers."""

    interpreter: Any
    ids: int
    state_in: int
    logits: int
    state_out: int


class Network:
    """The exported step of one style.

    One interpreter for each batch size in use: a step under XNNPACK that was laid out for one size
    cannot be resized. Row 0 of any batch equals batch 1, bit for bit. Steps of one Network from
    several threads follow one another.

    Args:
        flatbuffer: the step, a LiteRT model with the signature (ids [B], state [B, S]) ->
            (logits [B, V], state [B, S]).
        threads: processor threads of one step; the result does not depend on it.

    Raises:
        ValueError: when LiteRT cannot load it or its signature is another.
    """

    def __init__(self, flatbuffer: bytes, threads: int = 1) -> None:
        self._flatbuffer = flatbuffer
        self._threads = threads
        self._compiled: dict[int, _Compiled] = {}
        self._lock = threading.Lock()
        single = self._of(1)
        details = single.interpreter
        self.symbols = int(details.get_tensor(single.logits).shape[1])  # V
        self.state_size = int(details.get_tensor(single.state_in).shape[1])  # S

    def zero_state(self, batch: int = 1) -> Floats:
        """The state before anything is read, [B, S]."""
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """Read one symbol a row: ids [B], state [B, S] -> logits [B, V], state [B, S]."""
        with self._lock:
            compiled = self._of(len(ids))
            run = compiled.interpreter
            run.set_tensor(compiled.ids, ids)
            run.set_tensor(compiled.state_in, state)
            run.invoke()
            return run.get_tensor(compiled.logits), run.get_tensor(compiled.state_out)

    def read(self, ids: Ints, state: Floats, every: bool = False) -> tuple[Floats, Floats]:
        """Read a row of symbols: ids [n], state [1, S] -> logits, state [1, S].

        The logits are [1, V], those after the last symbol, or with `every` [n, V], those after
        each. Equals n steps of batch 1 bit for bit: it is these, without the copies between them.

        Raises:
            ValueError: when there is no symbol to read.
        """
        if not len(ids):
            raise ValueError("nothing to read")
        rows: list[Floats] = []
        with self._lock:
            compiled = self._of(1)
            run = compiled.interpreter
            set_tensor, get_tensor, invoke = run.set_tensor, run.get_tensor, run.invoke
            n, i, o, v = compiled.ids, compiled.state_in, compiled.state_out, compiled.logits
            for symbol in np.asarray(ids, np.int32).reshape(-1, 1):
                set_tensor(n, symbol)
                set_tensor(i, state)
                invoke()
                state = get_tensor(o)
                if every:
                    rows.append(get_tensor(v))
            return (np.concatenate(rows) if every else get_tensor(v)), state

    @property
    def quiet(self) -> "Quiet":
        """The same step, which notes nothing in its memory; of a network that has one only."""
        return Quiet(self)

    def _of(self, batch: int) -> _Compiled:
        if batch not in self._compiled:
            self._compiled[batch] = _compile(self._flatbuffer, batch, self._threads)
        return self._compiled[batch]


class Quiet:
    """A network with a memory that reads without noting in it what came.

    Args:
        network: whose symbols, V more each, say so.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def zero_state(self, batch: int = 1) -> Floats:
        """As the network's."""
        return self._network.zero_state(batch)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        """As the network's."""
        return self._network.step(ids + np.int32(self._network.symbols), state)

    def read(self, ids: Ints, state: Floats, every: bool = False) -> tuple[Floats, Floats]:
        """As the network's."""
        return self._network.read(ids + np.int32(self._network.symbols), state, every)


def _compile(flatbuffer: bytes, batch: int, threads: int) -> _Compiled:
    from ai_edge_litert.interpreter import Interpreter  # a tenth of a second: when first needed

    try:
        with silence_stderr():  # it greets whoever loads it
            interpreter = Interpreter(model_content=flatbuffer, num_threads=threads)
            runner = interpreter.get_signature_runner()
            inputs = {name: int(it["index"]) for name, it in runner.get_input_details().items()}
            outputs = {name: int(it["index"]) for name, it in runner.get_output_details().items()}
            size = int(runner.get_input_details()["state"]["shape"][-1])
            del runner  # it holds on to the tensors, which then could not be laid out anew
            interpreter.resize_tensor_input(inputs["ids"], [batch])
            interpreter.resize_tensor_input(inputs["state"], [batch, size])
            interpreter.allocate_tensors()
        numbers = inputs["ids"], inputs["state"], outputs["logits"], outputs["state"]
    except (ValueError, KeyError, RuntimeError) as error:
        raise ValueError(f"not a step that LiteRT can run: {error}") from error
    return _Compiled(interpreter, *numbers)
