"""Loops in PyTorch: an nn.LSTM that writes character by character, and one that is trained."""

import json
import sys
from collections.abc import Callable
from functools import partial

import torch
from torch import nn

from benchmarks.speed.worker import Loop, fastest, serve, time_calls

_TEMPERATURE = 0.7
_WARM = 50  # symbols, by which the better number of threads is found


class Model(nn.Module):  # type: ignore[misc]
    """A network with an embedding, one LSTM layer and a linear layer for the logits.

    Args:
        symbols: the number of symbols.
        embedding: the length of the embedding.
        units: the number of units.
    """

    def __init__(self, symbols: int, embedding: int, units: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(symbols, embedding)
        self.lstm = nn.LSTM(embedding, units, batch_first=True)
        self.head = nn.Linear(units, symbols)

    def forward(
        self, ids: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor] | None = None
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """Read T symbols of each of B texts, and predict the symbol after each.

        Args:
            ids: the symbols, int64 [B, T].
            state: the LSTM's h and c before these symbols; None for zeros.

        Returns:
            The logits, [B, T, V] for V symbols, and the LSTM's h and c after the last symbol.
        """
        y, after = self.lstm(self.embedding(ids), state)
        return self.head(y), after


def make_writing(model: Model) -> Callable[[], None]:
    """Return a function that reads the previous symbol and chooses the next one at random."""
    ids = torch.ones((1, 1), dtype=torch.long)
    state: tuple[torch.Tensor, torch.Tensor] | None = None

    def write() -> None:
        nonlocal ids, state
        with torch.inference_mode():
            logits, state = model(ids, state)
            ids = torch.multinomial(torch.softmax(logits[0] / _TEMPERATURE, -1), 1)
            int(ids)  # the character is needed

    return write


def make_update(model: Model, symbols: int, batch: int, window: int, dtype: str) -> Loop:
    """Return a loop in which each round is an update of the model's weights by Adam.

    Args:
        model: the network to train.
        symbols: the number of symbols.
        batch: the number of windows (short texts) that an update reads.
        window: the number of symbols in a window.
        dtype: the dtype of matrix products, "float32" or "bfloat16".
    """
    optimiser = torch.optim.Adam(model.parameters(), 1e-3)
    text = torch.randint(0, symbols, (batch, window + 1))

    def update() -> None:
        optimiser.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == "bfloat16"):
            logits, _ = model(text[:, :-1])
        wanted = text[:, 1:].reshape(-1)
        loss = nn.functional.cross_entropy(logits.float().reshape(-1, symbols), wanted)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        float(loss)

    return partial(time_calls, update)


def main() -> None:
    """Serve the loops: writing, and updates in each dtype if a batch size is given."""
    options = json.loads(sys.argv[1])
    sizes = options["symbols"], options["embedding"], options["units"]
    threads = torch.get_num_threads()
    write = make_writing(Model(*sizes))

    def write_with(threads: int) -> Loop:
        def loop(count: int) -> float:
            torch.set_num_threads(threads)
            return time_calls(write, count)

        return loop

    loops = {"write": fastest([write_with(1), write_with(threads)], _WARM)}
    torch.set_num_threads(threads)
    if "batch" in options:
        for dtype in ("float32", "bfloat16"):
            loops[dtype] = make_update(
                Model(*sizes), sizes[0], options["batch"], options["window"], dtype
            )
    serve(loops, {"torch": torch.__version__})


if __name__ == "__main__":
    main()
