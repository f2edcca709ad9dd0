"""training/loop/clock.py: which time counts, by a clock of the test's and by real stops."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.forked import ROOT
from tests.support.terminal import PATIENCE
from training.loop.clock import WorkClock


class Now:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_time_passes_and_a_busy_machine_does_not_stop_it() -> None:
    now = Now()
    clock = WorkClock(now)
    start = clock()
    for seconds in (0.1, 5.0, 60.0):
        now.seconds += seconds
        clock.tick()
    assert clock() - start == 65.1


def test_the_time_in_which_the_program_was_stopped_is_left_out() -> None:
    now = Now()
    clock = WorkClock(now)
    start = clock()
    now.seconds += 0.5
    clock.tick()
    now.seconds += 3600.0
    clock.resume()
    now.seconds += 0.25
    clock.tick()
    assert clock() - start == 0.75 - 0.25  # what comes between a stop and a tick cannot be told
    now.seconds += 7.0  # a second stop needs a signal of its own
    assert clock() - start == 0.5 + 7.0


def test_a_jump_before_the_last_call_is_no_stop() -> None:
    now = Now()
    clock = WorkClock(now)
    now.seconds += 30.0
    before = clock()
    clock.resume()
    assert clock() == before


def test_another_thread_leaves_it_open_whether_a_jump_was_a_stop() -> None:
    now = Now()
    clock = WorkClock(now)
    start = clock()
    for is_stop, seconds in ((True, 0.5), (False, 3600.5)):
        now.seconds += 0.5
        clock.tick()
        now.seconds += 3600.0
        with ThreadPoolExecutor(1) as pool:  # which reads the clock before the signal is handled
            assert pool.submit(clock).result() - start == 0.5
        if is_stop:
            clock.resume()
        assert clock() - start == seconds
        start = clock()


STOPPED = """
import sys
from pathlib import Path
from training.loop.clock import WorkClock

file = Path(sys.argv[1])  # with the time, which the test sets
with WorkClock(lambda: float(file.read_text())) as clock:
    start = clock()
    print("begun", flush=True)
    sys.stdin.readline()
    print(clock() - start, flush=True)
"""


@pytest.mark.parametrize(("stops", "worked"), [(True, 0), (False, 3600)])
def test_a_stopped_process_loses_no_time(tmp_path: Path, stops: bool, worked: float) -> None:
    file = tmp_path / "seconds"
    file.write_text("100")
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"begun\n"
        if stops:
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        following = file.with_name("following")
        following.write_text("3700")
        following.replace(file)  # at once: a thread of the process reads it
        if stops:
            process.send_signal(signal.SIGCONT)
        said, _ = process.communicate(b"\n", timeout=PATIENCE)
    finally:
        process.kill()
    assert float(said) == worked
