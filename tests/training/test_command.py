"""What the options of `python -m training` do: lengths, lists of works, words, further forms."""

import contextlib
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from common.errors import STOPPED, TrainingError, UsageError
from common.settings import Sampling
from common.user_dirs import UserDirs, find_user_dirs
from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.words import Words
from models.network import Network
from models.style import Style, read_style
from tests.support.samples import gutenberg, invented
from tests.support.training_command import training
from tests.support.training_inside import Ended, train_by_door
from texts.source import NEW_CLEANING
from training.job.checkpoint import Checkpoint
from training.job.request import TrainingRequest
from training.job.run import train
from training.recipe import Recipe, read_recipe

TINY = "units: [12]\nembedding: 5\nwindow: 16\nbatch: 4\nlearning_rate: 0.01\n"
LAMP, OAR = invented(9_000, seed=1), invented(4_000, seed=2)
MANIFEST = """
author: Jane Inventor
works:
  - title: The Lamp
    author: Ada Maker
    editions:
      - source: https://example.org/lamp
        file: lamp.txt
  - title: The Oar
    editions:
      - source: https://example.org/oar
        file: oar.txt
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "tiny.yaml").write_text(TINY)
    (folder / "words.yaml").write_text(TINY + "alphabet: words\nrare: 2\n")
    (folder / "more.yaml").write_text(TINY + "held_out: 0.2\n")
    (folder / "notes.yaml").write_text(TINY + "keep: [footnotes]\n")
    (folder / "table.yaml").write_text(TINY + "columns: [text]\n")
    (folder / "small.yaml").write_text(TINY + "lower: yes\n")
    (folder / "jane.yaml").write_text(MANIFEST)
    (folder / "book.txt").write_text(LAMP)
    (folder / "texts" / "more").mkdir(parents=True)
    (folder / "texts" / "lamp.txt").write_bytes(gutenberg(LAMP, "A Title of the Typist's", "None"))
    (folder / "texts" / "more" / "oar.txt").write_text(OAR)
    return folder


@pytest.fixture(scope="module")
def folders(home: Path) -> UserDirs:
    return find_user_dirs(str(home / "data"), {}, None)


# A list of works, in words ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def jane(home: Path, folders: UserDirs) -> tuple[Ended, Style]:
    """Trained on a manifest's works, in words, for so many updates, and without a name."""
    works = ("--works", home / "jane.yaml", "--texts", home / "texts")
    how = ("--recipe", home / "words.yaml", "--updates", 5)
    ended = train_by_door(home / "data", *works, *how)
    assert ended.error is None
    return ended, read_style(folders.styles / "jane.style")


def test_the_sources_are_the_editions_with_what_each_holds_out(jane: tuple[Ended, Style]) -> None:
    card = jane[1].card
    assert [source.origin for source in card.sources] == [
        "https://example.org/lamp",
        "https://example.org/oar",
    ]
    assert [source.title for source in card.sources] == ["The Lamp", "The Oar"]
    for source, text in zip(card.sources, (LAMP, OAR), strict=True):
        assert source.characters == pytest.approx(len(text), abs=5)
        assert source.held_out == pytest.approx(source.characters / 10, rel=0.4)  # by paragraphs
    held_out = sum(source.held_out for source in card.sources)
    assert card.figures["held_out_characters"] == held_out
    assert len(jane[0].all("text")) == 2


def test_the_card_says_by_which_rules_a_lists_texts_are_cleaned(jane: tuple[Ended, Style]) -> None:
    assert jane[1].card.cleaning == replace(NEW_CLEANING, rules=1)


def test_the_author_is_the_manifests(jane: tuple[Ended, Style]) -> None:
    card = jane[1].card
    assert card.author == "Jane Inventor"
    assert [source.author for source in card.sources] == ["Ada Maker", "Jane Inventor"]
    assert "works" not in card.made  # an own list: one of its name may be another's
    assert card.made["own_works"] == "jane"


def test_the_name_is_the_manifests(jane: tuple[Ended, Style]) -> None:
    assert jane[0].only("named")["name"] == "jane"


def test_updates_are_the_length(jane: tuple[Ended, Style]) -> None:
    ended, style = jane
    assert ended.only("start")["minutes"] is None
    assert next(e for e in ended.all("stage") if e["stage"] == "fit")["minutes"] is None
    assert style.card.figures["updates"] == 5
    assert (style.card.recipe["updates"], style.card.recipe["minutes"]) == (5, None)
    told = ended.all("progress")
    assert (told[-1]["updates"], told[-1]["fraction"]) == (5, 1.0)
    assert told[-1]["left"] > 0.0  # export and measuring are still to come


def test_the_card_says_words(jane: tuple[Ended, Style]) -> None:
    card = jane[1].card
    assert card.unit == "word"
    assert card.recipe["alphabet"] == "words"
    assert isinstance(card.make_alphabet(), Words)
    assert {"kettles", "\n", ".", "old"} <= set(card.alphabet)


def test_of_words_perplexity_and_accuracy_are_those_of_the_held_out_texts(
    jane: tuple[Ended, Style],
) -> None:
    ended, style = jane
    figures = style.card.figures
    nats, right = [], []
    for source, text in zip(style.card.sources, (LAMP, OAR), strict=True):
        state, network = style.voice().start(), Network(style.step)
        logits, tensor = state.logits, state.tensor
        held_out = (text.rstrip("\n") + "\n")[-source.held_out :]
        for symbol in style.card.make_alphabet().encode(held_out).ids:
            odds = logits[0].astype(float)
            nats.append(np.log(np.exp(odds).sum()) - odds[symbol])
            right.append(odds.argmax() == symbol)
            logits, tensor = network.step(np.array([symbol], np.int32), tensor)
    assert figures["perplexity"] == pytest.approx(np.exp(np.mean(nats)), rel=1e-3)
    assert figures["accuracy"] == pytest.approx(np.mean(right), abs=1e-4)
    done = ended.only("done")
    assert (done["perplexity"], done["accuracy"]) == (figures["perplexity"], figures["accuracy"])


def test_who_knows_words_reads_and_writes_them(jane: tuple[Ended, Style]) -> None:
    voice = jane[1].voice()
    assert not voice.read("The miller carried ")
    assert voice.read("seventy kettles ") == {"seventy": 1}
    count = iter(range(1_000))
    text = "".join(voice.write(Sampling(temperature=0.7), 3, lambda _: next(count) == 300))
    assert 200 < len(text) <= 300
    assert REPLACEMENT not in text
    words = set(jane[1].card.alphabet)
    assert {word.strip(".") for word in text.split()} <= words | {""}
    score = jane[1].voice().score(OAR[-jane[1].card.sources[1].held_out :])
    assert 0 < score.bits_per_character < 5


# What would be passed over ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "about"),
    [
        (("--resume", "--name", "x", "book.txt"), "SOURCE is only for starting one"),
        (("--resume", "x"), "SOURCE is only for starting one"),
        (("--resume", "--name", "x", "--recipe", "default"), "--recipe is only for starting one"),
        (("--resume", "--name", "x", "--from", "none"), "--from is only for starting one"),
        (("--resume", "--name", "x", "--works", "jane.yaml"), "--works is only for starting one"),
        (("--resume", "--name", "x", "--texts", "texts"), "--texts is only for starting one"),
        (("--resume", "--name", "x", "--hold-out", "0.2"), "--hold-out is only for starting one"),
        (("--resume", "--name", "x", "--origin", "a"), "--origin is only for starting one"),
        (("--works", "jane.yaml", "book.txt"), "takes the place of sources"),
        (("--works", "jane.yaml", "dickens"), "takes the place of sources"),
        (("--works", "jane.yaml", "--hold-out", "0.2"), "already settles what --hold-out would"),
        (("--works", "jane.yaml", "--origin", "a"), "already settles what --origin would"),
        (("dickens", "--hold-out", "0.2"), "already settles what --hold-out would"),
        (("--works", "jane.yaml", "--recipe", "more.yaml"), "how much is held out"),
        (("--works", "jane.yaml", "--recipe", "notes.yaml"), "the recipe has keep"),
        (("--works", "jane.yaml", "--recipe", "table.yaml"), "the recipe has columns"),
        (("book.txt", "--dry-run", "--also", "keras"), "nothing that --also could write"),
        (("book.txt", "--recipe", "small.yaml", "--from", "base"), "lower-cases its text"),
        (("book.txt", "--texts", "texts"), "but no list is named"),
        (("book.txt", "--origin", "a", "--origin", "b"), "more --origin options than sources"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(
    arguments: tuple[str, ...], about: str, home: Path, tmp_path: Path
) -> None:
    there = [home / word if (home / word).exists() else word for word in arguments]
    ended = train_by_door(tmp_path, *there)
    assert type(ended.error) is UsageError
    assert about in ended.error.what
    assert ended.error.todo
    assert "fetch" not in ended.stages


def test_passwords_and_bytes_that_are_no_text_are_kept_nowhere(home: Path, tmp_path: Path) -> None:
    origin = "ftp://ann:secret@127.0.0.1/" + os.fsdecode(b"caf\xe9.txt")  # as from a shell
    how = ("--from", "none", "--recipe", home / "tiny.yaml", "--updates", 2, "--name", "cafe")
    ended = train_by_door(tmp_path, home / "book.txt", "--origin", origin, *how)
    assert ended.error is None
    (source,) = read_style(tmp_path / "styles" / "cafe.style").card.sources
    assert source.origin == "ftp://127.0.0.1/caf\N{REPLACEMENT CHARACTER}.txt"
    ended = train_by_door(tmp_path, "http://ann:secret@127.0.0.1:1/a.txt", *how)
    assert ended.only("start")["sources"] == ["http://127.0.0.1:1/a.txt"]
    assert ended.error is not None
    assert "secret" not in str(ended.error)


# Epochs, and further forms ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def lamp(home: Path, folders: UserDirs) -> tuple[Ended, Style]:
    """An epoch long, and written for Keras as well."""
    rest = ("--recipe", home / "tiny.yaml", "--epochs", 1, "--also", "keras")
    ended = train_by_door(home / "data", home / "book.txt", "--name", "lamp", *rest)
    assert ended.error is None
    return ended, read_style(folders.styles / "lamp.style")


def test_epochs_are_the_length(lamp: tuple[Ended, Style]) -> None:
    ended, style = lamp
    told = ended.all("progress")
    assert 1.0 <= told[-1]["epochs"] < 1.5
    assert told[-1]["fraction"] == 1.0
    assert 0.5 < style.card.figures["symbols_read"] / style.card.sources[0].characters < 1.5
    assert (style.card.recipe["epochs"], style.card.recipe["minutes"]) == (1, None)


def test_of_characters_no_perplexity_is_told(lamp: tuple[Ended, Style]) -> None:
    assert "perplexity" not in lamp[1].card.figures
    assert "accuracy" not in lamp[1].card.figures


def test_a_keras_file_stands_beside_the_style(lamp: tuple[Ended, Style]) -> None:
    ended, style = lamp
    path = style.path.with_suffix(".keras")
    assert f"Also written: {path}" in ended.notes
    model = keras.saving.load_model(path)
    ids = np.array([[style.card.make_alphabet().start]], np.int32)
    got = np.asarray(model(ids))[0]
    np.testing.assert_allclose(got, style.voice().state.logits, atol=0.1)  # which may be in 8 bits


# Going on, and further --------------------------------------------------------------------------


def stopped(
    folders: UserDirs, order: TrainingRequest, estimated: bool = False
) -> list[dict[str, Any]]:
    """The events of a training that is stopped, as by Ctrl-C, after an update or some.

    With `estimated`, once the held-out text was read.
    """
    events: list[dict[str, Any]] = []
    now = iter(range(0, 10_000_000, 20))  # twenty seconds pass whenever the clock is read

    def hear(event: str, **values: Any) -> None:
        events.append({"event": event, **values})
        if event != "progress" or values["updates"] < 3:
            return
        if not estimated or values["held_out"] is not None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(order, folders, hear, lambda: float(next(now)))
    return events


@pytest.fixture
def order(home: Path) -> Callable[[str], TrainingRequest]:
    def make(name: str) -> TrainingRequest:
        recipe = Recipe(units=(12,), embedding=5, window=16, batch=4, minutes=None, epochs=1)
        return TrainingRequest([str(home / "book.txt")], name, recipe)

    return make


def test_what_is_resumed_goes_on_to_a_larger_length(
    home: Path, folders: UserDirs, order: Callable[[str], TrainingRequest]
) -> None:
    before = stopped(folders, order("longer"))
    first = next(event for event in before if event["event"] == "progress")
    assert (first["updates"], first["left"]) == (0, None)  # there is no pace to tell it from
    ended = train_by_door(home / "data", "--resume", "--name", "longer", "--epochs", 2)
    assert ended.error is None
    assert ended.notes[0] == "Continuing from 0 epochs of 2."
    told = ended.all("progress")
    assert told[0]["updates"] >= 3
    assert told[0]["fraction"] == pytest.approx(told[0]["epochs"] / 2, abs=0.001)
    assert told[-1]["epochs"] >= 2.0
    assert told[-1]["fraction"] == 1.0
    card = read_style(folders.styles / "longer.style").card
    assert card.recipe["epochs"] == 2
    assert card.figures["updates"] == told[-1]["updates"]


def test_the_larger_length_is_kept_when_it_is_stopped_again(
    folders: UserDirs, order: Callable[[str], TrainingRequest]
) -> None:
    stopped(folders, order("again"))
    begun = Checkpoint(folders.checkpoints / "again").read_plan()
    events = stopped(
        folders, TrainingRequest([], "again", Recipe(), resume=True, length={"updates": 1_000_000})
    )
    assert any("updates of 1000000." in event.get("text", "") for event in events)
    later = Checkpoint(folders.checkpoints / "again").read_plan()
    assert (later.recipe.updates, later.recipe.epochs) == (1_000_000, None)
    assert later.texts == begun.texts


def test_a_configured_author_without_a_recipe_is_trained_as_any_text_is(
    home: Path, folders: UserDirs
) -> None:
    config = home / "own.yaml"
    config.write_text(f"authors:\n  verne: {{sources: [{home / 'texts' / 'lamp.txt'}]}}\n")
    with training(home / "data", "verne", "--from", "none", "--config", config) as door:
        door.hear("checkpoint")
        door.process.send_signal(signal.SIGINT)
        assert door.end() == STOPPED
    assert Checkpoint(folders.checkpoints / "verne").read_plan().recipe == read_recipe("alone")


def test_a_file_or_a_folder_called_as_a_configured_author_is_what_is_read(
    home: Path, tmp_path: Path
) -> None:
    config = tmp_path / "own.yaml"
    config.write_text(f"authors:\n  verne: {{sources: [{home / 'texts' / 'lamp.txt'}]}}\n")
    how = ("--from", "none", "--config", config, "--dry-run")
    (tmp_path / "verne").mkdir()
    (tmp_path / "verne" / "mine.txt").write_text(OAR)
    with contextlib.chdir(tmp_path):
        ended = train_by_door(tmp_path / "data", "verne", *how)
    assert ended.only("text")["origin"] == "verne/mine.txt"
    (tmp_path / "verne" / "mine.txt").rename(tmp_path / "mine.txt")
    (tmp_path / "verne").rmdir()
    (tmp_path / "mine.txt").rename(tmp_path / "verne")
    with contextlib.chdir(tmp_path):
        ended = train_by_door(tmp_path / "data", "verne", *how)
        assert ended.only("text")["origin"] == "verne"
        (tmp_path / "verne").unlink()
        ended = train_by_door(tmp_path / "data", "verne", *how)
    assert ended.only("text")["origin"] == "lamp.txt"


# Running away -----------------------------------------------------------------------------------


def spoil(folders: UserDirs, name: str) -> None:
    """Make no numbers of the weights that a training goes on from, as one that diverges does."""
    path = folders.checkpoints / name / "checkpoint.safetensors"
    with safe_open(path, "np") as file:
        metadata = file.metadata()
    tensors = load_file(path)
    tensors["net.head.bias"] = np.full_like(tensors["net.head.bias"], np.nan)
    save_file(tensors, path, metadata)


def test_a_training_that_diverges_keeps_the_best_weights_before_that(
    home: Path, folders: UserDirs, order: Callable[[str], TrainingRequest]
) -> None:
    longer = replace(order("away"), recipe=replace(order("away").recipe, epochs=3))
    before = stopped(folders, longer, estimated=True)
    best = [event["best"] for event in before if event["event"] == "progress"][-1]
    spoil(folders, "away")
    ended = train_by_door(home / "data", "--resume", "--name", "away")
    assert ended.error is None
    (note,) = (note for note in ended.notes if "diverged" in note)
    assert "the best weights before that are kept" in note
    assert "lower learning_rate" in note
    style = read_style(folders.styles / "away.style")
    assert style.card.bits_per_character == pytest.approx(best, rel=0.1)
    assert not (folders.checkpoints / "away").exists()


def test_a_training_that_diverges_before_it_was_measured_keeps_nothing(
    home: Path, folders: UserDirs, order: Callable[[str], TrainingRequest]
) -> None:
    stopped(folders, order("astray"))
    spoil(folders, "astray")
    ended = train_by_door(home / "data", "--resume", "--name", "astray")
    assert isinstance(ended.error, TrainingError)
    assert "diverged" in str(ended.error)
    assert not (folders.styles / "astray.style").exists()
