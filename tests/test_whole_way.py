"""The whole way: from a URL typed into the chat to a new author who answers there."""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.style import Style, read_style
from tests.support.loopback import Loopback, Reply, serve
from tests.support.samples import gutenberg, invented
from tests.support.terminal import PATIENCE, Terminal

TEXT = invented(9_000, seed=5)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serve({"/oar.txt": Reply(gutenberg(TEXT, "The Broken Oar"))}) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, put_style: Callable[[Path, str, str], Style]) -> Path:
    put_style(tmp_path / "styles", "ann", "ann")
    other = f"folders: {{data: {tmp_path / 'other'}}}\n"  # the environment's folder is stronger
    (tmp_path / "quick.yaml").write_text("style: ann\nlength: 40\nminutes: 30\n" + other)
    (tmp_path / "slow.yaml").write_text("style: ann\nlength: 40\nminutes: 30\n")
    return tmp_path


def characters(terminal: Terminal) -> int:
    return terminal.count("character")


def ready(terminal: Terminal, fewest: int = 0) -> int:
    terminal.until(lambda: characters(terminal) >= fewest, f"prompt, {fewest} characters")
    return characters(terminal)


def bar(terminal: Terminal, words: str) -> None:
    terminal.until(lambda: re.search(words, terminal.toolbar) is not None, f"toolbar: {words}")


def test_a_book_becomes_an_author_who_answers(server: Loopback, folder: Path) -> None:
    carol = folder / "styles" / "carol.style"
    with Terminal(folder, "--config", str(folder / "quick.yaml")) as terminal:
        ready(terminal)

        terminal.type(f"/retrain {server.url('/gone.txt')} as carol\r")
        terminal.see("404(.|\n)*Nothing has changed")
        assert not carol.exists()
        terminal.type("/model carol\r")
        terminal.see("no author called carol")

        terminal.type(f"/retrain {server.url('/oar.txt')} as carol\r")
        bar(terminal, "starting carol|fetching carol")
        terminal.type("The miller\r")  # the chat goes on meanwhile
        before = ready(terminal, 50)
        bar(terminal, r"carol: [1-9]\d* %")
        bar(terminal, "left")
        terminal.type("/retrain stop\r")
        terminal.see("carol is ready")
        assert read_style(carol).card.bits_per_character < 6.5
        source = read_style(carol).card.sources[0]
        assert (source.origin, source.title) == (server.url("/oar.txt"), "The Broken Oar")
        assert len(TEXT) - 40 <= source.characters <= len(TEXT)  # header and footer are off

        terminal.type("/model carol\r")
        bar(terminal, "^carol")
        terminal.type("Nobody\r")
        assert ready(terminal, before + 46) <= before + 7 + 240

        checksum = read_style(carol).checksum
        terminal.type(f"/retrain {server.url('/oar.txt')} as carol\r")
        terminal.see("already an author called carol")
        terminal.type("n\r")
        terminal.see("carol stays as it is")
        ready(terminal)
        terminal.type("/quit\r")
        assert terminal.leave() == 0
    assert read_style(carol).checksum == checksum
    assert [request.path for request in server.requests] == ["/gone.txt", "/oar.txt"]


SHELL = "trap 'echo INTERRUPTED' INT; \"$@\"; echo left with $?"


def test_no_key_but_retrain_stop_ends_a_training(server: Loopback, folder: Path) -> None:
    dora = folder / "styles" / "dora.style"
    config = str(folder / "slow.yaml")
    size = 24, 120  # the toolbar has room for the characters beside the training
    with Terminal(folder, "--config", config, shell=SHELL, size=size) as terminal:
        ready(terminal)
        terminal.type(f"/retrain {server.url('/oar.txt')} as dora\r")
        bar(terminal, r"dora: [1-9]\d* %.*left")
        (events,) = (folder / "trainings").glob("events-*.jsonl")
        process = json.loads(events.read_text().splitlines()[0])["process"]
        terminal.type("\x03\x03")
        terminal.type("Nobody\r")
        ready(terminal, 46)
        terminal.type("\x03")
        bar(terminal, "left")
        os.kill(process, 0)  # it is still there
        assert not dora.exists()

        terminal.type(f"/retrain {server.url('/oar.txt')}\r")
        terminal.see("[Tt]raining is already in progress")
        terminal.type("/quit\r")
        terminal.see("[Tt]raining is in progress")
        terminal.type("\r")
        ready(terminal)
        terminal.type("/retrain stop\r")
        terminal.see("best version so far is kept")
        terminal.see("dora is ready")
        assert 0 < read_style(dora).card.figures["optimiser_seconds"] < 1_800
        terminal.type("/model dora\r")
        bar(terminal, "^dora")
        terminal.type("/quit\r")
        assert terminal.leave() == 0
        assert "left with 0" in terminal.screen.text
        assert "INTERRUPTED" not in terminal.screen.text


def test_leaving_may_stop_a_training_and_keep_its_best(server: Loopback, folder: Path) -> None:
    config = str(folder / "slow.yaml")
    with Terminal(folder, "--config", config) as terminal:
        ready(terminal)
        terminal.type(f"/retrain {server.url('/oar.txt')}\r")  # its name comes from the title
        bar(terminal, r"the-broken-oar: [1-9]\d* %")
        terminal.type("\x04")
        terminal.see("[Tt]raining is in progress")
        terminal.type("s\r")
        assert terminal.leave() == 0
    style = folder / "styles" / "the-broken-oar.style"
    end = time.monotonic() + PATIENCE
    while (folder / "checkpoints" / "the-broken-oar").exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert read_style(style).card.sources[0].author == "Jane Inventor"
