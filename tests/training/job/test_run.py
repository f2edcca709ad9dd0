"""`python -m training` from a text to a style file, as a child process."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from common.errors import SourceError, TrainingError, UsageError
from common.settings import Sampling
from common.user_dirs import find_user_dirs
from models.alphabet.alphabet import REPLACEMENT
from models.style import Style, read_style
from models.writing.stops import SentenceStop
from tests.support.forked import ROOT
from tests.support.loopback import Reply, serve
from tests.support.samples import gutenberg, invented
from tests.support.terminal import PATIENCE
from tests.support.training_command import training
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from texts.manifest import Works
from training.job.request import TrainingRequest
from training.job.run import train
from training.recipe import Recipe

TINY = "units: [12]\nembedding: 5\nwindow: 16\nbatch: 4\nlearning_rate: 0.01\n"
BOOK = invented(20_000)
PAGE = gutenberg(BOOK, "The Blue Lamp: A Tale")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "tiny.yaml").write_text(TINY)
    return folder


@pytest.fixture(scope="module")
def book(home: Path) -> Iterator[SimpleNamespace]:
    """A training from a URL, without a name, that has come to its end."""
    with serve({"/pg1.txt": Reply(PAGE)}) as server:
        url = server.url("/pg1.txt")
        with training(home / "data", url, "--recipe", home / "tiny.yaml", "--updates", "500") as d:
            code = d.end()
            yield SimpleNamespace(door=d, code=code, url=url, stderr=d.stderr, data=home / "data")


@pytest.fixture(scope="module")
def style(book: SimpleNamespace) -> Style:
    return read_style(book.data / "styles" / "the-blue-lamp.style")


def only(events: list[dict[str, Any]]) -> dict[str, Any]:
    (event,) = events
    return event


def test_it_ends_well_and_says_nothing_but_events(book: SimpleNamespace) -> None:
    assert book.code == 0
    assert book.stderr == ""
    names = [event["event"] for event in book.door.events]
    assert names[0] == "start"
    assert names[-1] == "done"
    assert set(names) == {
        "start", "stage", "fetched", "note", "text", "named", "checkpoint", "progress", "done"
    }  # fmt: skip


def test_the_stages_come_in_their_order(book: SimpleNamespace) -> None:
    assert book.door.stages == ["fetch", "load", "fit", "export", "check", "measure", "install"]
    fit = only([event for event in book.door.all("stage") if event["stage"] == "fit"])
    assert fit["minutes"] is None
    assert fit["compute"] in ("bfloat16", "float32")


def test_what_was_asked_for_and_fetched_is_told(book: SimpleNamespace) -> None:
    start = only(book.door.all("start"))
    assert start == {
        "event": "start",
        "name": None,
        "sources": [book.url],
        "minutes": None,
        "process": book.door.process.pid,
    }
    fetched = book.door.all("fetched")
    assert fetched[0] == {"event": "fetched", "bytes": 0, "total": len(PAGE)}
    assert fetched[-1] == {"event": "fetched", "bytes": len(PAGE), "total": len(PAGE)}
    text = only(book.door.all("text"))
    assert (text["origin"], text["title"]) == (book.url, "The Blue Lamp: A Tale")
    assert text["author"] == "Jane Inventor"
    assert abs(text["characters"] - len(BOOK)) <= 2
    assert text["held_out"] == round(text["characters"] / 10)
    assert only(book.door.all("named"))["name"] == "the-blue-lamp"


def test_progress_goes_from_the_beginning_to_the_end(book: SimpleNamespace) -> None:
    told = book.door.all("progress")
    for name in ("fraction", "seconds", "updates", "epochs"):
        values = [event[name] for event in told]
        assert values == sorted(values), name
    assert told[-1]["fraction"] == 1.0
    assert told[-1]["left"] > 0.0  # export and measuring are still to come
    assert told[-1]["updates"] == 500
    symbols = only([e for e in book.door.all("stage") if e["stage"] == "fit"])["symbols"]
    assert told[-1]["held_out"] == told[-1]["best"] < math.log2(symbols)  # better than a guess
    saved = [event["seconds"] for event in book.door.all("checkpoint")]
    assert saved == [0.0, told[-1]["seconds"]]


def test_the_style_reads_back_and_its_card_tells_how_it_came_to_be(
    book: SimpleNamespace, style: Style
) -> None:
    done = only(book.door.all("done"))
    assert (done["name"], done["path"]) == (style.name, str(style.path))
    assert (done["checksum"], done["bytes"]) == (style.checksum, style.size)
    card = style.card
    assert card.author == "Jane Inventor"
    assert card.sources[0].origin == book.url
    assert card.recipe["units"] == [12]
    assert card.network["cell"] == "lstm"
    assert card.figures["bits_per_character"] == done["bits_per_character"]
    assert card.figures["float32_export_error"] < 1e-4
    assert done["bits_per_character"] <= done["bits_per_character_float32"] * 1.01
    assert card.figures["updates"] == book.door.all("progress")[-1]["updates"]
    assert "_" not in card.alphabet  # nothing of Gutenberg's wrapping, nor of ours
    assert "G" not in card.alphabet


def test_the_figure_is_that_of_the_last_tenth(style: Style) -> None:
    text = clean(decode(PAGE).text, style.card.cleaning).text
    score = style.voice().score(text[-style.card.sources[0].held_out :])
    assert score.bits_per_character == pytest.approx(style.card.bits_per_character, abs=0.001)
    assert score.bits_per_character < math.log2(len(style.card.alphabet))  # better than a guess


def test_the_author_writes(style: Style) -> None:
    count = iter(range(300))
    voice = style.voice()
    text = "".join(voice.write(Sampling(temperature=0.8), 3, lambda _: next(count) == 200))
    assert len(text) == 200
    assert REPLACEMENT not in text
    assert len(set(text)) > 8


def test_the_samples_on_the_card_are_drawn_from_all_symbols(style: Style) -> None:
    assert [sample.temperature for sample in style.card.samples] == [0.5, 0.7, 0.9]
    for sample in style.card.samples:
        sampling = Sampling(sample.temperature, min_p=0.0)
        written = style.voice().write(sampling, sample.seed, SentenceStop(300))
        assert "".join(written) == sample.text


def test_a_picture_of_the_losses_stands_beside_the_style(style: Style) -> None:
    picture = style.path.with_suffix(".png").read_bytes()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert picture[12:16] == b"IHDR"
    assert int.from_bytes(picture[16:20]) == 880
    assert int.from_bytes(picture[20:24]) == 495
    assert picture.endswith(b"IEND\xaeB`\x82")


def test_nothing_is_left_of_the_training_itself(book: SimpleNamespace, style: Style) -> None:
    assert not (book.data / "checkpoints" / style.name).exists()
    assert sorted(path.name for path in style.path.parent.iterdir()) == [
        "the-blue-lamp.png",
        "the-blue-lamp.style",
    ]


def test_several_files_make_one_author_whose_name_is_still_free(
    book: SimpleNamespace, home: Path
) -> None:
    folder = home / "private"
    folder.mkdir()
    (folder / "first.txt").write_bytes(PAGE)
    (folder / "second.txt").write_text("Ωmega! Ωmega! Ωmega!\n\n" + invented(5_000, seed=2))
    files = [folder / "first.txt", folder / "second.txt"]
    arguments = (*files, "--recipe", home / "tiny.yaml", "--updates", "100")
    arguments += ("--origin", "http://127.0.0.1/of-old.txt")
    with training(book.data, *arguments, KERAS_BACKEND="jax", PYTHONIOENCODING="ascii") as door:
        assert door.end() == 0, door.stderr
        assert door.stderr == ""
    assert only(door.all("done"))["name"] == "the-blue-lamp-2"
    style = read_style(book.data / "styles" / "the-blue-lamp-2.style")
    assert [source.origin for source in style.card.sources] == [
        "http://127.0.0.1/of-old.txt",
        "second.txt",
    ]
    assert [source.author for source in style.card.sources] == ["Jane Inventor", None]
    assert style.card.source == "2 texts, first http://127.0.0.1/of-old.txt"
    held_out = sum(source.held_out for source in style.card.sources)
    assert style.card.figures["held_out_characters"] == held_out
    assert b"private" not in style.path.read_bytes()
    assert (
        read_style(book.data / "styles" / "the-blue-lamp.style").checksum
        == (only(book.door.all("done"))["checksum"])
    )


@pytest.fixture
def order(tmp_path: Path) -> Callable[..., TrainingRequest]:
    def make(name: str, **changes: Any) -> TrainingRequest:
        source = tmp_path / "text.txt"
        source.write_text(BOOK)
        recipe = Recipe(units=(12,), embedding=5, window=16, batch=4, minutes=None, epochs=90)
        recipe = replace(recipe, **changes)
        return TrainingRequest([str(source)], name, recipe)

    return make


class Ticks:
    """A clock on which so many seconds pass whenever it is read."""

    def __init__(self, seconds: float) -> None:
        self.now, self._seconds = 0.0, seconds

    def __call__(self) -> float:
        self.now += self._seconds
        return self.now


def test_every_minute_it_saves_and_gives_a_sample(
    order: Callable[..., TrainingRequest], tmp_path: Path
) -> None:
    clock = Ticks(0.01)
    events: list[tuple[str, dict[str, Any]]] = []

    def hear(event: str, **values: Any) -> None:
        events.append((event, values))
        if event == "progress":
            clock.now += 20.0
        if [name for name, _ in events].count("sample") == 2:
            (tmp_path / "data" / "checkpoints" / "lamp" / "finish").touch()

    train(order("lamp"), find_user_dirs(str(tmp_path / "data"), {}, None), hear, clock)
    told = [name for name, _ in events]
    minute = ["progress", "progress", "progress", "progress", "sample", "checkpoint"]
    begun = told.index("progress")
    assert told[begun : begun + 12] == minute * 2
    samples = [values for name, values in events if name == "sample"]
    assert samples[0]["temperature"] == 0.7
    assert 200 <= len(samples[0]["text"]) <= 300
    saved = [values["seconds"] for name, values in events if name == "checkpoint"]
    assert saved == sorted(saved)
    json.dumps(events, allow_nan=False)  # plain values, all of them


def test_minutes_end_with_the_author_in_its_place(
    order: Callable[..., TrainingRequest], tmp_path: Path
) -> None:
    clock = Ticks(0.1)
    heard: list[tuple[float, str, dict[str, Any]]] = []

    def hear(event: str, **values: Any) -> None:
        heard.append((clock.now, event, values))

    request = order("lamp", epochs=None, minutes=2.0)
    path = train(request, find_user_dirs(str(tmp_path / "data"), {}, None), hear, clock)
    begin = next(now for now, event, _ in heard if event == "text")
    end = next(now for now, event, _ in heard if event == "done")
    assert abs(end - begin - 120) <= 12
    told = [(now, values) for now, event, values in heard if event == "progress"]
    for now, values in told:
        assert abs(values["left"] - (begin + 120 - now)) <= 1.0
    assert told[-1][1]["fraction"] == 1.0
    figures = read_style(path).card.figures
    assert figures["updates"] == told[-1][1]["updates"] > 100
    assert 1_000 <= figures["held_out_characters"] <= 2_000  # as time allowed
    assert 0 < figures["standard_error"] < 1


def test_minutes_that_are_too_few_are_refused_and_leave_nothing(
    order: Callable[..., TrainingRequest], tmp_path: Path
) -> None:
    events: list[str] = []
    request = order("lamp", epochs=None, minutes=0.5)
    dirs = find_user_dirs(str(tmp_path / "data"), {}, None)
    with pytest.raises(UsageError, match=r"0\.5 minutes are too short") as refusal:
        train(request, dirs, lambda event, **_: events.append(event), Ticks(20.0))
    assert re.fullmatch(r"Give it [0-9.]+ minutes or more\.", refusal.value.todo)
    assert "progress" not in events
    assert not (dirs.checkpoints / "lamp").exists()
    assert not list(tmp_path.rglob("*.style"))


def test_a_text_that_is_refused_is_not_kept_waiting_by_tensorflow(tmp_path: Path) -> None:
    with (
        serve({"/short.txt": Reply(b"A lamp.\n" * 20)}) as server,
        training(tmp_path, server.url("/short.txt")) as door,
    ):
        assert door.end() == SourceError.exit_code
        sentence = door.events[-1]["message"]
        assert "too short to learn from" in sentence
        assert door.stderr == sentence + "\n"
    assert "load" not in door.stages


@pytest.mark.parametrize(
    ("missing", "about"),
    [
        (TrainingRequest([], "lamp", Recipe()), "nothing to train on"),
        (TrainingRequest([], None, Recipe(), resume=True), "which training"),
        (TrainingRequest(["a.txt"], "lamp", Recipe(), works=Works()), "takes the place of sources"),
        (
            TrainingRequest([], "lamp", Recipe(characters=9), works=Works()),
            "the first characters of a text",
        ),
        (TrainingRequest(["a.txt"], "Lamp", Recipe()), "“Lamp” cannot be a style's name"),
        (TrainingRequest(["a.txt"], "", Recipe()), "“” cannot be a style's name"),
    ],
)
def test_an_order_that_cannot_be_meant(
    missing: TrainingRequest, about: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=about):
        train(missing, find_user_dirs(str(tmp_path), {}, None), lambda event, **values: None)
    assert not list(tmp_path.iterdir())


def test_a_source_that_fails_leaves_no_training_behind(
    order: Callable[..., TrainingRequest], tmp_path: Path
) -> None:
    missing = TrainingRequest([str(tmp_path / "none.txt")], "lamp", Recipe())
    with pytest.raises(SourceError):
        train(
            missing, find_user_dirs(str(tmp_path / "data"), {}, None), lambda event, **values: None
        )
    assert not list((tmp_path / "data").rglob("*.style"))
    assert not (tmp_path / "data" / "checkpoints" / "lamp").exists()


WITHOUT = """
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name == "tensorflow":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Without())
"""


@pytest.fixture
def without_tensorflow(tmp_path: Path) -> str:
    """A PYTHONPATH on which there is no TensorFlow."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT)
    return str(tmp_path)


LOADED = """
import sys
sys.argv = ["pastiche train", "none.txt", "--from", sys.argv[1], "--data-dir", sys.argv[2]]
from training.__main__ import main
try:
    main()
except SystemExit as left:
    print(left.code, *sys.modules)
"""


@pytest.mark.parametrize("begin", ["none", "base"])
def test_a_wrong_address_is_told_before_tensorflow_is_loaded(tmp_path: Path, begin: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, begin, tmp_path],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    code, *modules = done.stdout.splitlines()[-1].split()
    assert int(code) == SourceError.exit_code
    assert "training.job.run" in modules
    assert {"tensorflow", "keras"} & set(modules) == set()


def test_without_tensorflow_nothing_is_begun(tmp_path: Path, without_tensorflow: str) -> None:
    (tmp_path / "lamp.txt").write_text(invented(4_000))
    data = tmp_path / "data"
    with training(data, tmp_path / "lamp.txt", PYTHONPATH=without_tensorflow) as door:
        assert door.end() == TrainingError.exit_code
    assert door.events[-1]["message"] == (
        "Training needs tensorflow, which is not installed. "
        "Install it with: pip install 'pastiche[train]'."
    )
    assert not (data / "checkpoints").exists()
