"""training/recipe.py: what a recipe may say, and how it is told that it may not."""

from pathlib import Path

import pytest

from common.config import read_config
from common.errors import ConfigError, PasticheError, UsageError, explain
from training.recipe import FOLDER, Recipe, read_recipe


def write(folder: Path, text: str) -> str:
    path = folder / "own.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def refused(name: str, kind: type[PasticheError], minutes: float | None = None) -> str:
    with pytest.raises(kind) as caught:
        read_recipe(name, {} if minutes is None else {"minutes": minutes})
    assert type(caught.value) is kind
    assert caught.value.todo
    return explain(caught.value)


def test_there_is_a_recipe_for_every_author_and_one_for_the_rest() -> None:
    names = {path.stem for path in FOLDER.glob("*.yaml")}
    assert {"default", "alone", "base"} <= names
    assert {author.recipe for author in read_config().authors.values()} <= names


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recipe_in_the_tree_reads(path: Path) -> None:
    recipe = read_recipe(path.stem)
    assert recipe == read_recipe(str(path))
    assert all(units >= 64 for units in recipe.units)


def test_what_the_default_gives() -> None:
    recipe = read_recipe("default")
    assert recipe.minutes == 3.0
    assert recipe.unwrap == "auto"
    assert recipe.characters is None


def test_of_tinyshakespeare_only_what_may_be_trained_on_is_used() -> None:
    assert read_recipe("shakespeare-gru").characters == 966_133


def test_a_file_says_some_things_and_leaves_the_rest(tmp_path: Path) -> None:
    text = "cell: gru\nunits: [7, 9]\nembedding: 0\nlearning_rate: 1\ncharacters: 500\n"
    expected = Recipe(cell="gru", units=(7, 9), embedding=0, learning_rate=1.0, characters=500)
    assert read_recipe(write(tmp_path, text)) == expected
    assert read_recipe(write(tmp_path, "# nothing\n")) == Recipe()


def test_minutes_asked_for_win_over_the_recipes(tmp_path: Path) -> None:
    own = write(tmp_path, "units: [7]\nminutes: 9\n")
    assert read_recipe(own).minutes == 9.0
    assert read_recipe(own, {"minutes": 0.25}) == Recipe(units=(7,), minutes=0.25)


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("seed: 2", (3.0, None, None)),
        ("minutes: 9", (9.0, None, None)),
        ("epochs: 4", (None, 4, None)),
        ("updates: 50", (None, None, 50)),
    ],
)
def test_one_of_three_is_the_length(
    tmp_path: Path, line: str, length: tuple[float | None, int | None, int | None]
) -> None:
    def lengths(recipe: Recipe) -> tuple[float | None, int | None, int | None]:
        return recipe.minutes, recipe.epochs, recipe.updates

    own = write(tmp_path, f"{line}\n")
    assert lengths(read_recipe(own)) == length
    assert lengths(read_recipe(own, {"minutes": 2})) == (2, None, None)
    assert lengths(read_recipe(own, {"epochs": 2})) == (None, 2, None)
    assert lengths(read_recipe(own, {"updates": 2})) == (None, None, 2)


def test_a_length_told_twice(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "cell: gru\nminutes: 9\nepochs: 4\n"), ConfigError)
    assert "own.yaml" in message
    assert "set twice, in minutes and in epochs" in message
    with pytest.raises(UsageError, match="set twice, in epochs and in updates"):
        read_recipe("default", {"epochs": 4, "updates": 50})


@pytest.mark.parametrize(
    ("lines", "about"),
    [
        ("windows: random", "no state can be carried"),
        ("punctuation: drop", "the alphabet is of characters"),
        ("most: 100", "the alphabet is of characters"),
        ("weight_decay: 0.1", "weight_decay is only for muon"),
    ],
)
def test_keys_that_do_not_go_together(tmp_path: Path, lines: str, about: str) -> None:
    message = refused(write(tmp_path, f"{lines}\n"), ConfigError)
    assert "own.yaml" in message
    assert about in message
    mended = f"{lines}\ncarry: no\nalphabet: words\noptimiser: muon\n"
    assert read_recipe(write(tmp_path, mended)).alphabet == "words"


@pytest.mark.parametrize("minutes", [0.0, -1.0, 10_081.0, float("nan"), float("inf")])
def test_minutes_that_cannot_be(minutes: float) -> None:
    assert "Minutes cannot be" in refused("default", UsageError, minutes)


@pytest.mark.parametrize("name", ["quick", "Default", ""])
def test_a_name_that_no_recipe_has(name: str) -> None:
    message = refused(name, UsageError)
    assert f"no recipe called {name}" in message
    assert "default" in message.partition("There are: ")[2]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "none.yaml cannot be read" in refused(str(tmp_path / "none.yaml"), ConfigError)


def test_an_unknown_key_names_the_nearest_and_the_line(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "cell: gru\nunit: [7]\n"), ConfigError)
    assert "own.yaml, line 2: unknown key unit" in message
    assert "Did you mean units?" in message


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("cell: rnn", "cell must be lstm or mogrifier or gru, not 'rnn'"),
        ("units: [x]", "units must be a whole number, not 'x'"),
        ("units: []", "units cannot be ()"),
        ("units: [0]", "units cannot be (0,)"),
        ("embedding: -1", "embedding cannot be -1"),
        ("embedding: 1.5", "embedding must be a whole number"),
        ("dropout: 1", "dropout cannot be 1.0"),
        ("lexicon: -1", "lexicon cannot be -1"),
        ("memory: 2000", "memory cannot be 2000"),
        ("weight_decay: -1", "weight_decay cannot be -1.0"),
        ("recurrent_dropout: 1", "recurrent_dropout cannot be 1.0"),
        ("batch: 0", "batch cannot be 0"),
        ("window: 5000", "window cannot be 5000"),
        ("learning_rate: 0", "learning_rate cannot be 0.0"),
        ("warmup: 1.0", "warmup cannot be 1.0"),
        ("initial: 2", "initial cannot be 2"),
        ("input_dropout: 1", "input_dropout cannot be 1.0"),
        ("windows: sorted", "windows must be pieces or streams or shuffled or random"),
        ("predict: first", "predict must be every or last"),
        ("carry: 1", "carry must be true or false"),
        ("optimiser: adagrad", "optimiser must be muon or adam or sgd"),
        ("schedule: linear", "schedule must be cosine or constant or decay"),
        ("decay: 0", "decay cannot be 0.0"),
        ("decay: 1.1", "decay cannot be 1.1"),
        ("decay_after: -1", "decay_after cannot be -1"),
        ("clip: 0", "clip cannot be 0"),
        ("clip: .nan", "clip cannot be nan"),
        ("minutes: yes", "minutes must be a number"),
        ("minutes: 0", "minutes cannot be 0"),
        ("epochs: 0", "epochs cannot be 0"),
        ("epochs: 1.5", "epochs must be a whole number"),
        ("updates: 0", "updates cannot be 0"),
        ("temperatures: []", "temperatures cannot be ()"),
        ("temperatures: [0.5, 9]", "temperatures cannot be (0.5, 9.0)"),
        ("alphabet: letters", "alphabet must be characters or words"),
        ("lower: 1", "lower must be true or false"),
        ("punctuation: some", "punctuation must be keep or drop"),
        ("rare: 0", "rare cannot be 0"),
        ("most: 1", "most cannot be 1"),
        ("seed: -1", "seed cannot be -1"),
        ("seed: 4294967296", "seed cannot be 4294967296"),
        ("unwrap: maybe", "unwrap must be auto or yes or no"),
        ("characters: 0", "characters cannot be 0"),
    ],
)
def test_values_that_cannot_be(tmp_path: Path, line: str, about: str) -> None:
    message = refused(write(tmp_path, f"{line}\n"), ConfigError)
    assert about in message
    assert "own.yaml, line 1" in message
