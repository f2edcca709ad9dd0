"""What the options of `python -m training` do: lengths, lists of works, words, further forms."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from models.alphabet import REPLACEMENT
from models.errors import SourceError
from models.places import Places, places
from models.sampler import Sampling
from models.style import Style, read_style
from models.words import Words
from tests.making import gutenberg, invented
from tests.training.inside import Ended, train_by_door
from training.recipe import Recipe
from training.run import Order, train
from training.unfinished import Unfinished

TINY = "units: [12]\nembedding: 5\nwindow: 16\nbatch: 4\nlearning_rate: 0.01\n"
LAMP, OAR = invented(9_000, seed=1), invented(4_000, seed=2)
MANIFEST = """
author: Jane Inventor
works:
  - title: The Lamp
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
    (folder / "jane.yaml").write_text(MANIFEST)
    (folder / "book.txt").write_text(LAMP)
    (folder / "texts" / "more").mkdir(parents=True)
    (folder / "texts" / "lamp.txt").write_bytes(gutenberg(LAMP, "A Title of the Typist's", "None"))
    (folder / "texts" / "more" / "oar.txt").write_text(OAR)
    return folder


@pytest.fixture(scope="module")
def folders(home: Path) -> Places:
    return places(str(home / "data"), {}, None)


# A list of works, in words ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def jane(home: Path, folders: Places) -> tuple[Ended, Style]:
    """Trained on a manifest's works, in words, for so many updates."""
    works = ("--works", home / "jane.yaml", "--texts", home / "texts")
    how = ("--recipe", home / "words.yaml", "--updates", 5)
    ended = train_by_door(home / "data", *works, *how, "--name", "jane")
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


def test_the_author_is_the_manifests(jane: tuple[Ended, Style]) -> None:
    card = jane[1].card
    assert card.author == "Jane Inventor"
    assert {source.author for source in card.sources} == {"Jane Inventor"}
    assert "works" not in card.made  # an own list: one of its name may be another's


def test_updates_are_the_length(jane: tuple[Ended, Style]) -> None:
    ended, style = jane
    assert ended.only("start")["minutes"] is None
    assert next(e for e in ended.all("stage") if e["stage"] == "fit")["minutes"] is None
    assert style.card.figures["updates"] == 5
    assert (style.card.recipe["updates"], style.card.recipe["minutes"]) == (5, None)
    told = ended.all("progress")
    assert (told[-1]["updates"], told[-1]["fraction"], told[-1]["left"]) == (5, 1.0, 0.0)


def test_the_card_says_words(jane: tuple[Ended, Style]) -> None:
    card = jane[1].card
    assert card.unit == "word"
    assert card.recipe["alphabet"] == "words"
    assert isinstance(card.symbols(), Words)
    assert {"kettles", "\n", ".", "old"} <= set(card.alphabet)


def test_of_words_perplexity_and_accuracy_are_told(jane: tuple[Ended, Style]) -> None:
    ended, style = jane
    figures = style.card.figures
    assert 1 < figures["perplexity"] < 2 * len(style.card.alphabet)
    assert figures["perplexity"] == pytest.approx(2 ** ended.all("progress")[-1]["best"], rel=0.01)
    assert 0 <= figures["accuracy"] <= 1
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


def test_works_that_hold_nothing_out_are_refused(home: Path, folders: Places) -> None:
    manifest = home / "all.yaml"
    manifest.write_text(MANIFEST + "held_out: none\n")
    works = ("--works", manifest, "--texts", home / "texts")
    ended = train_by_door(home / "data", *works, "--from", "none", "--name", "all")
    assert type(ended.error) is SourceError
    assert "nothing is held out" in str(ended.error)
    assert not (folders.checkpoints / "all").exists()


# Epochs, and further forms ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def lamp(home: Path, folders: Places) -> tuple[Ended, Style]:
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
    ids = np.array([[style.card.symbols().start]], np.int32)
    got = np.asarray(model(ids))[0]
    np.testing.assert_allclose(got, style.voice().state.logits, atol=0.1)  # which may be in 8 bits


# Going on, and further --------------------------------------------------------------------------


def stopped(folders: Places, order: Order) -> list[dict[str, Any]]:
    """The events of a training that is stopped, as by Ctrl-C, after an update or some."""
    events: list[dict[str, Any]] = []
    now = iter(range(0, 10_000_000, 20))  # twenty seconds pass whenever the clock is read

    def hear(event: str, **values: Any) -> None:
        events.append({"event": event, **values})
        if event == "progress" and values["updates"] >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(order, folders, hear, lambda: float(next(now)))
    return events


@pytest.fixture
def order(home: Path) -> Callable[[str], Order]:
    def make(name: str) -> Order:
        recipe = Recipe(units=(12,), embedding=5, window=16, batch=4, minutes=None, epochs=1)
        return Order([str(home / "book.txt")], name, recipe)

    return make


def test_what_is_resumed_goes_on_to_a_larger_length(
    home: Path, folders: Places, order: Callable[[str], Order]
) -> None:
    before = stopped(folders, order("longer"))
    first = next(event for event in before if event["event"] == "progress")
    assert (first["updates"], first["left"]) == (0, None)  # there is no pace to tell it from
    ended = train_by_door(home / "data", "--resume", "--name", "longer", "--epochs", 2)
    assert ended.error is None
    assert ended.notes[0] == "Going on from 0 epochs of 2."
    told = ended.all("progress")
    assert told[0]["updates"] >= 3
    assert told[0]["fraction"] == pytest.approx(told[0]["epochs"] / 2, abs=0.001)
    assert told[-1]["epochs"] >= 2.0
    assert told[-1]["fraction"] == 1.0
    card = read_style(folders.styles / "longer.style").card
    assert card.recipe["epochs"] == 2
    assert card.figures["updates"] == told[-1]["updates"]


def test_the_larger_length_is_kept_when_it_is_stopped_again(
    folders: Places, order: Callable[[str], Order]
) -> None:
    stopped(folders, order("again"))
    begun = Unfinished(folders.checkpoints / "again").order()
    events = stopped(
        folders, Order([], "again", Recipe(), resume=True, length={"updates": 1_000_000})
    )
    assert any("updates of 1000000." in event.get("text", "") for event in events)
    later = Unfinished(folders.checkpoints / "again").order()
    assert (later.recipe.updates, later.recipe.epochs) == (1_000_000, None)
    assert later.texts == begun.texts
