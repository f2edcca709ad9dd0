"""config.yaml: the defaults, the person's over them, and what it cannot say."""

from pathlib import Path

import pytest

from common.config import Author, Config, Folders, own_config_path, read_config, shipped_config_path
from common.errors import ConfigError, explain
from common.settings import Sampling, Settings
from common.shape import Shape


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person without a config.yaml of their own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    return tmp_path


def named(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def write_own(text: str) -> None:
    own_config_path().parent.mkdir(parents=True)
    own_config_path().write_text(text, encoding="utf-8")


def refused(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    return explain(caught.value)


def test_the_shipped_config_says_what_the_program_assumes() -> None:
    config = read_config()
    assert (config.style, config.length, config.settings.sampling) == (
        "dickens",
        300,
        Sampling(0.7, min_p=0.02),
    )
    assert config.folders == Folders(None)
    assert sorted(config.authors) == ["base", "dickens", "nietzsche", "shakespeare"]
    for name, author in config.authors.items():
        assert author.works == name
    assert all(mirror.startswith("https://") for mirror in config.mirrors)
    shipped = Config(authors=config.authors, presets=config.presets, mirrors=config.mirrors)
    assert shipped == config


def test_what_nobody_says_is_the_same_with_a_config_and_without() -> None:
    assert Sampling() == Settings().sampling == Config().settings.sampling
    assert Shape() == Settings().shape == Config().settings.shape


def test_the_shipped_config_is_at_the_top_of_the_checkout_or_inside_the_package() -> None:
    assert shipped_config_path().name == "config.yaml"
    assert shipped_config_path().is_file()


def test_the_persons_own_lies_over_it(home: Path) -> None:
    assert own_config_path().is_relative_to(home)
    write_own("temperature: 1.25\n")
    config = read_config()
    assert (config.temperature, config.length, config.style) == (1.25, 300, "dickens")


def test_a_named_file_takes_the_place_of_the_persons_own(tmp_path: Path) -> None:
    write_own("temperature: 1.25\nlength: 77\n")
    config = read_config(named(tmp_path, "length: 88\n"))
    assert (config.temperature, config.length) == (0.7, 88)


def test_authors_are_added_and_changed_one_by_one(tmp_path: Path) -> None:
    text = "authors:\n  aunt: {sources: [a.txt, b.txt]}\n  dickens: {recipe: big}\n"
    authors = read_config(named(tmp_path, text)).authors
    assert sorted(authors) == ["aunt", "base", "dickens", "nietzsche", "shakespeare"]
    assert authors["aunt"] == Author(("a.txt", "b.txt"))
    assert authors["dickens"].recipe == "big"
    assert authors["dickens"].works == read_config().authors["dickens"].works == "dickens"


def test_everything_can_be_said(tmp_path: Path) -> None:
    text = (
        "style: aunt\nlength: 5\ntemperature: 0\ntop_k: 4\ntop_p: 0.5\nmin_p: 0.25\n"
        "guard: 0\nuntil: THE END\nghost: 0\nkeys: vi\nminutes: 0.5\nfolders: {data: /tmp/lamp}\n"
    )
    config = read_config(named(tmp_path, text))
    assert config.settings.sampling == Sampling(0.0, 4, 0.5, 0.25, 0.0)
    assert config.settings.shape == Shape(5, until="THE END")
    assert (config.ghost, config.keys) == (0, "vi")
    assert (config.style, config.length, config.folders.data) == ("aunt", 5, "/tmp/lamp")
    assert config.minutes == 0.5


def test_authors_and_presets_have_settings_of_their_own(tmp_path: Path) -> None:
    text = (
        "presets:\n  mine: {temperature: 0.4, length: 3 sentences}\n"
        "authors:\n  aunt: {settings: {length: 8 lines}}\n"
    )
    config = read_config(named(tmp_path, text))
    assert {"plain", "lively", "wild", "mine"} <= set(config.presets)
    assert config.presets["mine"] == Settings(temperature=0.4, length="3 sentences")
    assert config.authors["aunt"].settings.shape == Shape(8, "lines")
    wrong = "presets:\n  mine:\n    top_p: 7\n"
    assert "line 3: top-p cannot be 7" in refused(named(tmp_path, wrong))


def test_an_unknown_key_names_the_nearest_with_file_and_line(tmp_path: Path) -> None:
    path = named(tmp_path, "# mine\nstyle: aunt\ntemprature: 1\n")
    assert refused(path) == f"{path}, line 3: unknown key temprature. Did you mean temperature?"


def test_a_relative_name_is_said_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(tmp_path, "length: long\n")
    monkeypatch.chdir(tmp_path)
    assert refused(Path("mine.yaml")).startswith("mine.yaml, line 1: length cannot be long. Say")


def test_a_broken_file_of_the_persons_own_is_named() -> None:
    write_own("length: 5\nlength: 6\n")
    with pytest.raises(ConfigError) as caught:
        read_config()
    assert caught.value.what == f"{own_config_path()}, line 2: length is there twice"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("length: 0", "length cannot be 0. Use a number from 1 to 1,000,000."),
        ("length: 1000001", "length cannot be 1000001. Use a number from 1 to"),
        ("temperature: 5.5", "temperature cannot be 5.5. Use a number from 0 to 5."),
        ("temperature: .nan", "temperature cannot be nan. Use a number from 0 to 5."),
        ("top_k: -1", "top-k cannot be -1. Use a number of 0 or more."),
        ("top_p: 0", "top-p cannot be 0. Use a number above 0 and up to 1."),
        ("ghost: 11", "ghost cannot be 11."),
        ("guard: -1", "guard cannot be -1."),
        ("keys: ed", "keys must be emacs or vi, not 'ed'."),
        ("minutes: 0", "minutes cannot be 0."),
        ("minutes: 10081", "minutes cannot be 10081."),
        ("min_p: 1", "min-p cannot be 1. Use a number from 0 to below 1."),
    ],
)
def test_a_value_out_of_range_is_found_at_its_line(
    tmp_path: Path, line: str, sentence: str
) -> None:
    path = named(tmp_path, f"style: aunt\n\n{line}\nfolders: {{}}\n")
    assert refused(path).startswith(f"{path}, line 3: {sentence}")


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "gone.yaml"
    assert refused(path) == f"{path} cannot be read: No such file or directory. Check the path."
