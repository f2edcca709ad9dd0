"""common/stderr.py: what is dropped of stderr, and that it comes back."""

import os
import subprocess
import sys
import threading
import time

import pytest

from common.stderr import silence_stderr
from tests.support.terminal import PATIENCE, ROOT


def test_what_libraries_say_meanwhile_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before ")
    with silence_stderr(), silence_stderr():
        os.write(2, b"meanwhile ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_two_threads_at_once_leave_it_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with silence_stderr():
            inside.set()
            go_on.wait(PATIENCE)

    def second() -> None:
        with silence_stderr():
            time.sleep(0.1)

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(PATIENCE)
    threads[1].start()
    time.sleep(0.05)  # in which the second one would enter, if it could
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_without_a_stderr_there_is_nothing_to_quiet() -> None:
    code = "from common.stderr import silence_stderr\nwith silence_stderr():\n    print('done')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=lambda: os.close(2),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout) == (0, b"done\n")
