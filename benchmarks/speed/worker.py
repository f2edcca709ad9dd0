"""Workers: processes that run loops for the benchmark and time them.

The threads of one library can slow down another, so each library runs in a process of its own. A
worker offers loops by name. It runs one when asked, and waits while other workers run theirs. This
module uses the standard library alone, because it is also imported in the peers' environment.
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
    """The error raised when a loop cannot be run; its message is the reason."""


def serve(
    loops: Mapping[str, Loop],
    versions: Mapping[str, str],
    facts: Mapping[str, float] | None = None,
) -> None:
    """Run loops in this process whenever its parent process asks for one.

    A request is a line on standard input: the name of a loop and a number of rounds, as JSON. Each
    is answered by a line on standard output: the seconds, or the reason why there are none.

    Args:
        loops: the loops, by name. A loop is a function that does the given number of rounds and
            returns the seconds that they took.
        versions: the versions of the packages that the loops use, by the names of the packages.
        facts: numbers to report to the parent process, by name, such as the number of weights of a
            network; None if there are none.
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
    """Return the seconds that `count` calls of a function take."""
    start = time.perf_counter()
    for _ in range(count):
        call()
    return time.perf_counter() - start


def fastest(loops: Sequence[Loop], count: int) -> Loop:
    """Return the loop that takes the least time for `count` rounds.

    Each loop is run twice, and only the second time counts.
    """
    for loop in loops:
        loop(count)
    return min(loops, key=lambda loop: loop(count))


class Worker:
    """A process that runs the loops of a module when asked.

    As a context manager, it ends the process.

    Args:
        module: the name of a module that calls `serve`, such as "benchmarks.speed.numpy_loop".
        options: a JSON-serialisable value, which the module gets as its first argument.
        python: the path of the Python interpreter that runs the module.

    Attributes:
        versions: the versions of the packages that the process uses, by the names of the packages;
            empty if the process could not be started.
        facts: the numbers that the process reported, by name; empty if it could not be started.
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
        """Return the loop with the given name.

        The loop is a function that has the process do a number of rounds, and returns the seconds
        that they took. If it cannot be run, it raises Unmeasured.
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
