"""training/recipe.py: what a recipe may say, and how it is told that it may not."""

from pathlib import Path

import pytest

from models.errors import ConfigError, PasticheError, UsageError, explain
from training.recipe import FOLDER, Recipe, read_recipe


def written(folder: Path, text: str) -> str:
    path = folder / "own.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def refused(name: str, kind: type[PasticheError], minutes: float | None = None) -> str:
    with pytest.raises(kind) as caught:
        read_recipe(name, minutes)
    assert type(caught.value) is kind
    assert caught.value.todo
    return explain(caught.value)


def test_there_is_a_recipe_for_every_author_and_one_for_the_rest() -> None:
    names = {path.stem for path in FOLDER.glob("*.yaml")}
    assert {"default", "dickens", "nietzsche", "shakespeare"} <= names


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


def test_of_shakespeare_only_what_may_be_trained_on_is_used() -> None:
    assert read_recipe("shakespeare").characters == 966_133


def test_a_file_says_some_things_and_leaves_the_rest(tmp_path: Path) -> None:
    text = "cell: gru\nunits: [7, 9]\nembedding: 0\nlearning_rate: 1\ncharacters: 500\n"
    expected = Recipe(cell="gru", units=(7, 9), embedding=0, learning_rate=1.0, characters=500)
    assert read_recipe(written(tmp_path, text)) == expected
    assert read_recipe(written(tmp_path, "# nothing\n")) == Recipe()


def test_minutes_asked_for_win_over_the_recipes(tmp_path: Path) -> None:
    own = written(tmp_path, "units: [7]\nminutes: 9\n")
    assert read_recipe(own).minutes == 9.0
    assert read_recipe(own, 0.25) == Recipe(units=(7,), minutes=0.25)


@pytest.mark.parametrize("minutes", [0.0, -1.0, 10_081.0, float("nan"), float("inf")])
def test_minutes_that_cannot_be(minutes: float) -> None:
    assert "Minutes cannot be" in refused("default", UsageError, minutes)


@pytest.mark.parametrize("name", ["quick", "Default", ""])
def test_a_name_that_no_recipe_has(name: str) -> None:
    said = refused(name, UsageError)
    assert f"no recipe called {name}" in said
    assert "default" in said.partition("There are: ")[2]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "none.yaml cannot be read" in refused(str(tmp_path / "none.yaml"), ConfigError)


def test_an_unknown_key_names_the_nearest_and_the_line(tmp_path: Path) -> None:
    said = refused(written(tmp_path, "cell: gru\nunit: [7]\n"), ConfigError)
    assert "own.yaml, line 2: unknown key unit" in said
    assert "Did you mean units?" in said


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("cell: rnn", "cell must be lstm or gru, not 'rnn'"),
        ("units: [x]", "units must be a whole number, not 'x'"),
        ("units: []", "units cannot be ()"),
        ("units: [0]", "units cannot be (0,)"),
        ("embedding: -1", "embedding cannot be -1"),
        ("embedding: 1.5", "embedding must be a whole number"),
        ("dropout: 1", "dropout cannot be 1.0"),
        ("recurrent_dropout: 1", "recurrent_dropout cannot be 1.0"),
        ("batch: 0", "batch cannot be 0"),
        ("window: 5000", "window cannot be 5000"),
        ("learning_rate: 0", "learning_rate cannot be 0.0"),
        ("warmup: 1.0", "warmup cannot be 1.0"),
        ("clip: 0", "clip cannot be 0.0"),
        ("minutes: yes", "minutes must be a number"),
        ("minutes: 0", "minutes cannot be 0.0"),
        ("seed: -1", "seed cannot be -1"),
        ("seed: 4294967296", "seed cannot be 4294967296"),
        ("unwrap: maybe", "unwrap must be auto or yes or no"),
        ("characters: 0", "characters cannot be 0"),
    ],
)
def test_values_that_cannot_be(tmp_path: Path, line: str, about: str) -> None:
    said = refused(written(tmp_path, f"{line}\n"), ConfigError)
    assert about in said
    assert "own.yaml, line 1" in said
