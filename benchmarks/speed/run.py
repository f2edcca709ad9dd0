"""A run of the benchmark: how much is measured, and the processes that are started for it."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks.speed.environment import Environment
from benchmarks.speed.turns import Contestant, Effort, Pairs, take_turns
from benchmarks.speed.worker import Loop, Unmeasured, Worker


@dataclass(frozen=True)
class Sizes:
    """How much a run of the benchmark measures.

    Attributes:
        effort: the number of turns in each comparison, and their length.
        pages: the lengths, in characters, of the pages that an author continues; the shortest is
            first, and the others are compared with it.
        batches: the batch sizes of the network's steps; the first is 1, and the others are compared
            with it.
        styles: the numbers of authors of the user's own with which the chat is started; the
            smallest is first, and the others are compared with it.
        launches: the number of times that the chat is started with each of these numbers.
        text: the number of characters in the text for training.
        side: the number of rows of the square matrices that are multiplied.
        network: the architecture of the network to train, as on the card (metadata) of an author;
            None for that of the author `base`.
        batch: the number of windows in an update; None for that of the default recipe.
        window: the number of symbols in a window; None for that of the default recipe.
    """

    effort: Effort = Effort()  # noqa: RUF009 - a value
    pages: tuple[int, ...] = (1_000, 10_000, 100_000)
    batches: tuple[int, ...] = (1, 2, 3, 4, 6, 8, 9, 12, 16)
    styles: tuple[int, ...] = (1, 20, 200)
    launches: int = 9
    text: int = 300_000
    side: int = 2_048
    network: Mapping[str, Any] | None = None
    batch: int | None = None
    window: int | None = None


SMOKE = Sizes(
    effort=Effort(pairs=1, seconds=0),
    pages=(100, 200),
    batches=(1, 2),
    styles=(1, 2),
    launches=1,
    text=20_000,
    side=64,
    network={"cell": "mogrifier", "units": [16], "embedding": 8, "lexicon": 4, "memory": 4},
    batch=4,
    window=16,
)


@dataclass
class Run:
    """A run of the benchmark.

    Attributes:
        sizes: how much is measured.
        environment: the virtual environment of the peers; None to leave out peers that need it.
        versions: the versions of the packages measured so far, by the names of the packages.
    """

    sizes: Sizes
    environment: Environment | None
    versions: dict[str, str] = field(default_factory=dict)

    def turns(self, ours: Contestant, peer: Contestant) -> Pairs:
        return take_turns(ours, peer, self.sizes.effort)

    def start(self, stack: ExitStack, module: str, options: object) -> Worker:
        """Start a worker with this Python interpreter; it ends when the stack is closed."""
        worker = stack.enter_context(Worker(f"benchmarks.speed.{module}", options))
        self.versions |= worker.versions
        return worker

    def peer(self, stack: ExitStack, module: str, options: object) -> Callable[[str], Loop]:
        """Start a worker in the peers' environment, and return a function from names to loops.

        If it cannot be started, the loops raise Unmeasured. It ends when the stack is closed.
        """
        name = module.removesuffix("_loop")
        if self.environment is None:
            return refuse("it needs the environment of the peers, which --smoke does not make")
        if name in self.environment.reasons:
            return refuse(self.environment.reasons[name])
        worker = Worker(f"benchmarks.speed.{module}", options, self.environment.python)
        stack.enter_context(worker)
        self.versions |= worker.versions
        return worker.loop


def refuse(reason: str) -> Callable[[str], Loop]:
    """Return a function that returns, for any name, a loop that raises Unmeasured."""

    def run(count: int) -> float:
        raise Unmeasured(reason)

    return lambda name: run
