"""training/loop/clock.py: which time counts, by a clock of the test's and by real stops."""

import os
import signal
import subprocess
import sys
import time

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


STOPPED = """
import sys, time
from training.loop.clock import WorkClock

with WorkClock() as clock:
    begin, start = time.monotonic(), clock()
    print("begun", flush=True)
    sys.stdin.readline()
    print(time.monotonic() - begin, clock() - start, flush=True)
"""


def test_a_stopped_process_loses_no_time() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        time.sleep(3.0)
        process.send_signal(signal.SIGCONT)
        said, _ = process.communicate(b"\n", timeout=PATIENCE)
    finally:
        process.kill()
    passed, worked = map(float, said.split())
    assert passed >= 3.0
    assert passed - worked >= 2.9
