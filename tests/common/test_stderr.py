"""common/stderr.py: what is dropped of stderr, and that it comes back."""

import os
import subprocess
import sys
import threading

import pytest

from common.stderr import restore_stderr, silence_stderr
from tests.support.forked import ROOT
from tests.support.terminal import PATIENCE


def test_what_libraries_say_meanwhile_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(2, b"before ")
    with silence_stderr(), silence_stderr():
        os.write(2, b"meanwhile ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_of_two_threads_the_last_one_gives_it_back(capfd: pytest.CaptureFixture[str]) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with silence_stderr():
            inside.set()
            go_on.wait(PATIENCE)

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(PATIENCE)
    with silence_stderr():  # without waiting for the first
        pass
    os.write(2, b"dropped ")
    go_on.set()
    thread.join(PATIENCE)
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def test_a_last_message_is_heard_all_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    with silence_stderr():
        os.write(2, b"dropped ")
        restore_stderr()
        os.write(2, b"heard ")
        with silence_stderr():
            os.write(2, b"too ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "heard too after"


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
