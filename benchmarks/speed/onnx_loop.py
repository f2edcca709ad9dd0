"""A loop in ONNX Runtime: an LSTM with 8-bit weights that writes character by character."""

import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from benchmarks.speed.worker import Loop, fastest, serve, time_calls

_TEMPERATURE = 0.7
_WARM = 50  # symbols, by which the better number of threads is found
_OPSET, _IR = 17, 9


def make_graph(symbols: int, embedding: int, units: int) -> onnx.ModelProto:
    """Return an ONNX graph for one step of an LSTM with random weights.

    The graph reads one symbol, "ids" [1, 1], and the state before it, "h" and "c". It computes the
    "logits" of the next symbol, [1, symbols], and the state after the symbol read, "h2" and "c2".
    """
    random = np.random.default_rng(1)

    def weights(name: str, *shape: int) -> Any:
        values = random.uniform(-0.05, 0.05, shape).astype(np.float32)
        return numpy_helper.from_array(values, name)

    def value(name: str, *shape: int, kind: int = TensorProto.FLOAT) -> Any:
        return helper.make_tensor_value_info(name, kind, list(shape))

    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["x"]),  # [1, 1, E]
        helper.make_node(
            "LSTM", ["x", "W", "R", "B", "", "h", "c"], ["y", "h2", "c2"], hidden_size=units
        ),
        helper.make_node("Squeeze", ["h2", "first"], ["last"]),  # [1, H]
        helper.make_node("MatMul", ["last", "head"], ["scores"]),
        helper.make_node("Add", ["scores", "bias"], ["logits"]),
    ]
    state = (1, 1, units)
    graph = helper.make_graph(
        nodes,
        "author",
        [value("ids", 1, 1, kind=TensorProto.INT64), value("h", *state), value("c", *state)],
        [value("logits", 1, symbols), value("h2", *state), value("c2", *state)],
        [
            weights("table", symbols, embedding),
            weights("W", 1, 4 * units, embedding),
            weights("R", 1, 4 * units, units),
            weights("B", 1, 8 * units),
            weights("head", units, symbols),
            weights("bias", symbols),
            numpy_helper.from_array(np.array([0]), "first"),
        ],
    )
    opsets = [helper.make_opsetid("", _OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR)
    onnx.checker.check_model(model)
    return model


def quantise(model: onnx.ModelProto) -> bytes:
    """Return the serialised model after dynamic quantisation of its weights to 8 bits.

    Raises:
        ValueError: if the weights of the LSTM were not quantised.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "float32.onnx", Path(folder) / "int8.onnx"
        onnx.save(model, source)
        quantize_dynamic(source, target, weight_type=QuantType.QInt8)
        kinds = {node.op_type for node in onnx.load(target).graph.node}
        if "DynamicQuantizeLSTM" not in kinds:
            raise ValueError(f"the LSTM was not quantised: {sorted(kinds)}")
        return target.read_bytes()


def make_writing(model: bytes, units: int, threads: int) -> Callable[[], None]:
    """Return a function that reads the previous symbol and chooses the next one at random.

    Args:
        model: the serialised ONNX model.
        units: the number of units of its LSTM.
        threads: the number of threads for a step; if 0, ONNX Runtime chooses it.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    random = np.random.default_rng(1)
    feed = {
        "ids": np.ones((1, 1), np.int64),
        "h": np.zeros((1, 1, units), np.float32),
        "c": np.zeros((1, 1, units), np.float32),
    }

    def write() -> None:
        logits, feed["h"], feed["c"] = session.run(None, feed)
        scores = logits[0] / _TEMPERATURE
        shares = np.cumsum(np.exp(scores - scores.max()))
        symbol = int(np.searchsorted(shares, random.random() * shares[-1]))
        feed["ids"] = np.array([[min(symbol, len(shares) - 1)]])

    return write


def main() -> None:
    """Serve the loop."""
    options = json.loads(sys.argv[1])
    sizes = options["symbols"], options["embedding"], options["units"]
    model = quantise(make_graph(*sizes))

    def write_with(threads: int) -> Loop:
        return partial(time_calls, make_writing(model, sizes[2], threads))

    loops = {"write": fastest([write_with(1), write_with(0)], _WARM)}
    serve(loops, {"onnxruntime": ort.__version__, "onnx": onnx.__version__})


if __name__ == "__main__":
    main()
