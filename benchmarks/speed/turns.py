"""Turns: measured loops that run in processes of their own, one at a time, and the pairs they give.

A library's threads can get in another's way, so each library runs in a process of its own. A
process offers loops by name. It runs one when it is asked to, and waits while the others have their
turn. The standard library is all that this module needs, since the peers' processes use it too.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
Loop = Callable[[int], float]

_PATIENCE = 240.0  # seconds, after which a process that does not answer is ended
_ENDING = 30.0  # seconds that it has for ending by itself
# They name a processor for OpenBLAS. Where they are set, NumPy may be slower than it can be.
_UNSET = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class Unmeasured(Exception):
    """The error raised when a loop cannot be run; its text is the reason."""


def serve(
    loops: Mapping[str, Loop],
    versions: Mapping[str, str],
    facts: Mapping[str, float] | None = None,
) -> None:
    """Run loops in this process, whenever the process that started it asks for one.

    Args:
        loops: the loops by name. A loop is called with the number of rounds to do, and returns the
            seconds that they took.
        versions: the versions of the packages that the loops use, by the packages' names.
        facts: numbers to report, such as the number of weights of a network; None for none.
    """
    # what libraries print must not come between the answers
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(value: Any) -> None:
        print(json.dumps(value), file=answers, flush=True)

    answer({"versions": dict(versions), "facts": dict(facts or {})})
    for line in sys.stdin:
        name, count = json.loads(line)
        try:
            answer(loops[name](count))
        except Exception as error:  # the reason goes into the table, and other loops may run
            answer({"reason": f"{type(error).__name__}: {error}".splitlines()[0][:300]})


def time_calls(call: Callable[[], object], count: int) -> float:
    """Return the seconds that so many calls of a function take."""
    start = time.perf_counter()
    for _ in range(count):
        call()
    return time.perf_counter() - start


def fastest(loops: Sequence[Loop], count: int) -> Loop:
    """Return the loop that is fastest at so many rounds, once each has been run to warm up."""
    for loop in loops:
        loop(count)
    return min(loops, key=lambda loop: loop(count))


class Worker:
    """A process that runs a module's loops when asked.

    Args:
        module: the name of the module, such as "benchmarks.speed.numpy_loop".
        options: a value that the module gets as JSON, in its first argument.
        python: the Python interpreter to run it with.

    Attributes:
        versions: the versions of the packages that the process uses; empty if it cannot run.
        facts: the numbers that it reported; empty if it cannot run.
    """

    def __init__(self, module: str, options: object, python: str = sys.executable) -> None:
        environment = {key: value for key, value in os.environ.items() if key not in _UNSET}
        environment["PYTHONPATH"] = str(ROOT)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        self._process = subprocess.Popen(
            [python, "-m", module, json.dumps(options)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._reason = ""
        self.versions: dict[str, str] = {}
        self.facts: dict[str, float] = {}
        try:
            hello = self._answer()
            self.versions, self.facts = hello["versions"], hello["facts"]
        except Unmeasured as error:
            self._reason = str(error)

    def loop(self, name: str) -> Loop:
        """Return one of the process's loops.

        It raises Unmeasured, with the reason, if it cannot be run.
        """

        def run(count: int) -> float:
            if self._reason:
                raise Unmeasured(self._reason)
            assert self._process.stdin is not None
            with contextlib.suppress(BrokenPipeError):  # then there is no answer either
                print(json.dumps([name, count]), file=self._process.stdin, flush=True)
            answer = self._answer()
            if isinstance(answer, dict):
                raise Unmeasured(answer["reason"])
            return float(answer)

        return run

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        guard = threading.Timer(_PATIENCE, self._process.kill)
        guard.start()
        line = self._process.stdout.readline()
        guard.cancel()
        if line:
            return json.loads(line)
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(said) if line.strip()), "")
        code = self._process.returncode
        self._reason = last[:300] if last and code > 0 else f"its process ended with code {code}"
        raise Unmeasured(self._reason)

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            with contextlib.suppress(BrokenPipeError):
                self._process.communicate(timeout=_ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()


@dataclass(frozen=True)
class Contestant:
    """Something that is measured.

    Attributes:
        name: its name in the table.
        loop: a function that is called with a number of rounds, and returns their seconds.
        amount: how many units one round is, such as the characters of an update.
    """

    name: str
    loop: Loop
    amount: float = 1.0


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Attributes:
        pairs: how many turns each of two contestants has.
        seconds: about how long a turn takes, unless one round takes longer. With 0, each turn is a
            single round and nothing is warmed up.
    """

    pairs: int = 9
    seconds: float = 0.5


@dataclass(frozen=True)
class Pairs:
    """What was measured of two contestants that took turns.

    Attributes:
        ours: the first contestant's name.
        peer: the second contestant's name.
        ours_seconds: the seconds a unit of each of the first contestant's turns.
        peer_seconds: those of the second contestant, in the same order.
        reason: why nothing could be measured; empty if it was.
    """

    ours: str
    peer: str
    ours_seconds: tuple[float, ...] = ()
    peer_seconds: tuple[float, ...] = ()
    reason: str = ""


def take_turns(ours: Contestant, peer: Contestant, effort: Effort) -> Pairs:
    """Let two contestants take turns, and return the seconds that each turn took for one unit.

    Both are warmed up before that, to find out how many rounds fill a turn. They alternate in going
    first, so that a machine that becomes slower favours neither.
    """
    try:
        counts = [_count_rounds(each.loop, effort.seconds) for each in (ours, peer)]
        seconds: tuple[list[float], list[float]] = [], []
        for pair in range(effort.pairs):
            for which in (0, 1) if pair % 2 else (1, 0):
                each, count = (ours, peer)[which], counts[which]
                seconds[which].append(each.loop(count) / (count * each.amount))
    except Unmeasured as error:
        return Pairs(ours.name, peer.name, reason=str(error))
    return Pairs(ours.name, peer.name, tuple(seconds[0]), tuple(seconds[1]))


def _count_rounds(loop: Loop, seconds: float) -> int:
    """Return how many rounds take about so many seconds, once the loop has been warmed up."""
    if not seconds:
        return 1
    loop(1)
    count = 1
    while (spent := loop(count)) < seconds / 4:
        count *= 2
    return max(1, round(count * seconds / spent))
