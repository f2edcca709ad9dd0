"""A run of the benchmark: how much it measures, and the processes that it starts for that."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks.speed.environment import Environment
from benchmarks.speed.turns import Contestant, Effort, Loop, Pairs, Unmeasured, Worker, take_turns


@dataclass(frozen=True)
class Sizes:
    """How much a run measures.

    Attributes:
        effort: how many turns, and how long they are.
        pages: the lengths of pages after which an author writes, in characters, the shortest first.
        batches: how many rows a step has, from 1.
        styles: how many of the user's own styles are installed at a launch, from the fewest.
        launches: how often each of these is launched.
        text: the characters that a training reads.
        side: the number of rows and columns of the matrices that are multiplied.
        network: the network to train, as a style's card describes it; None for the base's.
        batch: the windows of an update; None for the default recipe's.
        window: the symbols of a window; None for the default recipe's.
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
        sizes: how much it measures.
        environment: the peers' environment; None to measure no peers that need it.
        versions: the versions of the packages that were measured so far, by name.
    """

    sizes: Sizes
    environment: Environment | None
    versions: dict[str, str] = field(default_factory=dict)

    def turns(self, ours: Contestant, peer: Contestant) -> Pairs:
        return take_turns(ours, peer, self.sizes.effort)

    def start(self, stack: ExitStack, module: str, options: object) -> Worker:
        """Start a process of this environment, which ends when the stack is closed."""
        worker = stack.enter_context(Worker(f"benchmarks.speed.{module}", options))
        self.versions |= worker.versions
        return worker

    def peer(self, stack: ExitStack, module: str, options: object) -> Callable[[str], Loop]:
        """Start a process of the peers' environment; its loops cannot run if it is not there."""
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
    """Return what gives loops that cannot run, for a reason."""

    def run(count: int) -> float:
        raise Unmeasured(reason)

    return lambda name: run
