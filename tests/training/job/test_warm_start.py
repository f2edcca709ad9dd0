"""Warm starts, and --from: a new author starts from the weights of another."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from common.errors import BadName, StyleError, TrainingError, UnknownStyle, UsageError
from common.user_dirs import UserDirs, find_user_dirs
from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.characters import Alphabet
from models.library import SHIPPED
from models.style import Style, read_style, write_style
from tests.support.samples import invented, random_arrays
from tests.support.training_command import training
from tests.support.training_inside import Ended, train_by_door
from texts.corpus import Text
from training.job.request import TrainingRequest
from training.job.run import train
from training.job.warm_start import (
    WarmStart,
    add_features,
    grow_alphabet,
    is_foreign_language,
    read_warm_start,
    rebuild_start,
)
from training.network.memory import BIAS, MOST, TABLES, memory_rows
from training.network.reference import reference_inputs, reference_model
from training.network.spelling import CODES, letter_codes
from training.network.weights import Arrays, pack_weights
from training.recipe import Recipe

FIRST = Recipe(
    units=(24,), embedding=8, batch=16, window=32, learning_rate=0.02, dropout=0.0,
    minutes=None, updates=160, weights=True,
)  # fmt: skip
SECOND = "cell: gru\nunits: [40]\nembedding: 7\nbatch: 4\nwindow: 16\nlearning_rate: 0.001\n"
BOOK = "☃\n" + invented(20_000)  # what is rare is lacking, or else a character that is not
ANOTHER = "☃\n" + invented(12_000, seed=3).replace("seven", "5").replace("Nobody", "Zoë")
NEW = {"5", "Z", "ë"}
PAGE = invented(2_000, seed=9)  # that none of them has seen


def greek(text: str) -> str:
    """The text with letters drawn from the Greek alphabet in place of its own."""
    random = np.random.default_rng(0)
    letters = "αβγδεζηθικλμνξοπρστυφχψω"
    return "".join(letters[random.integers(len(letters))] if c.isalpha() else c for c in text)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "second.yaml").write_text(SECOND)
    for name, text in (("book", BOOK), ("another", ANOTHER), ("greek", greek(ANOTHER))):
        (folder / f"{name}.txt").write_text(text)
    return folder


@pytest.fixture(scope="module")
def folders(home: Path) -> UserDirs:
    return find_user_dirs(str(home / "data"), {}, None)


@pytest.fixture(scope="module")
def first(home: Path, folders: UserDirs) -> Style:
    """An author who carries weights, and has learnt enough to know the language again."""
    order = TrainingRequest([str(home / "book.txt")], "first", FIRST)
    return read_style(train(order, folders, lambda event, **values: None))


StartTraining = Callable[..., Ended]


@pytest.fixture(scope="module")
def train_second(home: Path, first: Style) -> StartTraining:
    """Five updates by the door, from the first author."""

    def training_from(text: str, name: str, *more: object) -> Ended:
        rest = ("--name", name, "--recipe", home / "second.yaml", "--updates", 5, *more)
        return train_by_door(home / "data", home / text, "--from", "first", *rest)

    return training_from


@pytest.fixture(scope="module")
def second(train_second: StartTraining, folders: UserDirs) -> tuple[Ended, Style]:
    ended = train_second("another.txt", "second")
    assert ended.error is None
    return ended, read_style(folders.styles / "second.style")


def cost(style: Style, text: str = PAGE) -> float:
    return style.voice().score(text).bits_per_character


# By the door ------------------------------------------------------------------------------------


def test_only_a_recipe_for_others_to_begin_from_leaves_weights(
    first: Style, second: tuple[Ended, Style]
) -> None:
    assert first.weights is not None
    assert "from" not in first.card.made
    assert second[1].weights is None


def test_the_architecture_is_that_of_the_first(second: tuple[Ended, Style]) -> None:
    card = second[1].card
    assert (card.network["cell"], card.network["units"]) == ("lstm", [24])
    assert card.network["embedding"] == 8
    assert (card.recipe["cell"], card.recipe["units"]) == ("lstm", [24])
    assert (card.recipe["begin"], card.recipe["window"]) == ("first", 16)


def test_the_card_and_a_note_tell_what_it_began_from(
    first: Style, second: tuple[Ended, Style]
) -> None:
    ended, style = second
    assert style.card.made["from"] == f"first {first.checksum}"
    assert "Training starts from first and keeps its network." in ended.notes


def test_it_knows_after_a_few_updates_what_the_first_knew(
    first: Style, second: tuple[Ended, Style]
) -> None:
    assert cost(second[1]) == pytest.approx(cost(first), abs=0.3)
    assert cost(second[1], ANOTHER[2:2_000]) < cost(first, ANOTHER[2:2_000])


def test_new_characters_follow_those_of_the_first(
    first: Style, second: tuple[Ended, Style]
) -> None:
    old, alphabet = first.card.alphabet, second[1].card.alphabet
    assert alphabet[: len(old)] == old
    assert set(alphabet[len(old) :]) == NEW


def test_a_text_that_the_first_has_read_is_told_with_what_follows(
    train_second: StartTraining, folders: UserDirs, second: tuple[Ended, Style]
) -> None:
    ended = train_second("book.txt", "reread", "--hold-out", 0.2)
    assert ended.error is None
    said = "first had read book.txt before: the held-out figure may be too good."
    assert said in ended.notes
    card = read_style(folders.styles / "reread.style").card
    assert card.made["read_before"] == ["book.txt"]
    assert card.caution == said
    assert not any("had read" in note for note in second[0].notes)
    assert second[1].card.caution is None


def test_what_the_first_held_out_too_it_has_not_read(
    train_second: StartTraining, folders: UserDirs
) -> None:
    ended = train_second("book.txt", "onward", "--hold-out", 0.1)
    assert not any("had read" in note for note in ended.notes)
    assert read_style(folders.styles / "onward.style").card.caution is None


def test_a_text_in_another_script_begins_from_nothing(
    train_second: StartTraining, folders: UserDirs
) -> None:
    ended = train_second("greek.txt", "third")
    assert ended.error is None
    (note,) = (note for note in ended.notes if "first" in note)
    assert "first does not know the language or the script of this text" in note
    assert "starts from scratch" in note
    card = read_style(folders.styles / "third.style").card
    assert "from" not in card.made
    assert (card.network["cell"], card.network["units"]) == ("gru", [40])  # the recipe's own
    assert (card.recipe["begin"], card.recipe["updates"]) == ("none", 5)
    assert "ω" in card.alphabet
    assert "a" not in card.alphabet


def test_from_none_is_stronger_than_the_recipe(home: Path, folders: UserDirs) -> None:
    recipe = home / "third.yaml"
    recipe.write_text(SECOND + "begin: nobody\n")
    length = ("--from", "none", "--updates", 2)
    ended = train_by_door(
        home / "data", home / "another.txt", "--name", "fourth", "--recipe", recipe, *length
    )
    assert ended.error is None
    card = read_style(folders.styles / "fourth.style").card
    assert "from" not in card.made
    assert card.network["units"] == [40]


@pytest.mark.parametrize("broken", ["weights", "card"])
def test_an_author_who_tells_its_weights_wrongly_is_refused(
    broken: str, put_style: Callable[[Path, str, str], Style], tmp_path: Path
) -> None:
    style = put_style(tmp_path, "ann", "ann")
    card, weights = style.card, pack_weights({"embedding": np.zeros((1, 1), np.float32)})
    if broken == "weights":
        network = {**card.network, "cell": "lstm", "units": [1], "embedding": 1}
        card, weights = replace(card, network=network), b"no safetensors"
    write_style(style.path, card, style.step, weights)
    with pytest.raises(StyleError, match=r"ann\.style") as caught:
        read_warm_start(read_style(style.path))
    assert "--from none" in caught.value.todo


def test_an_author_without_weights_is_refused(
    home: Path, put_style: Callable[[Path, str, str], Style]
) -> None:
    data = home / "ann's"
    put_style(data / "styles", "ann", "ann")
    with training(data, home / "another.txt", "--name", "second", "--from", "ann") as door:
        assert door.end() == UsageError.exit_code == 2
    assert door.events[-1]["message"] == (
        "Ann carries no weights to train further. "
        "Start from base, which does, or from scratch with --from none."
    )
    assert door.stages == []  # nothing was fetched for it


@pytest.mark.parametrize(
    ("author", "error", "about"),
    [
        ("nobody", UnknownStyle, "no author called nobody"),
        ("../first", BadName, "cannot be a style's name"),
    ],
)
def test_an_author_that_is_not_there_is_refused(
    author: str, error: type[UsageError], about: str, train_second: StartTraining, folders: UserDirs
) -> None:
    ended = train_second("another.txt", "fifth", "--from", author)
    assert type(ended.error) is error
    assert about in str(ended.error)
    assert "fetch" not in ended.stages
    assert not (folders.styles / "fifth.style").exists()


@pytest.mark.parametrize("text", ["another.txt", "greek.txt"])
def test_words_cannot_begin_from_characters(
    text: str, train_second: StartTraining, home: Path
) -> None:
    recipe = home / "words.yaml"
    recipe.write_text("alphabet: words\nrare: 1\nunits: [12]\n")
    ended = train_second(text, "sixth", "--recipe", recipe)
    assert type(ended.error) is UsageError
    assert "words cannot start from first" in str(ended.error)


class _Cut(Exception):
    """As if the power had gone."""


@pytest.mark.parametrize("last", ["stage", "checkpoint"])
def test_cut_off_before_its_first_update_it_begins_there_again(
    last: str, first: Style, home: Path, folders: UserDirs
) -> None:
    def cut_at_fit(event: str, **values: object) -> None:
        if event == last and values.get("stage") in ("fit", None):
            raise _Cut

    recipe = replace(FIRST, begin="first", updates=2, learning_rate=1e-6, weights=False)
    with pytest.raises(_Cut):
        train(TrainingRequest([str(home / "another.txt")], "cut", recipe), folders, cut_at_fit)
    ended = train_by_door(home / "data", "--resume", "--name", "cut")
    assert ended.error is None
    assert ended.all("progress")[0]["start_loss"] is not None
    style = read_style(folders.styles / "cut.style")
    assert style.card.made["from"] == f"first {first.checksum}"
    assert cost(style) == pytest.approx(cost(first), abs=0.1)


def test_the_loss_it_began_at_is_compared_with_no_loss_on_other_text(
    first: Style, home: Path, folders: UserDirs
) -> None:
    book = home / "long.txt"
    book.write_text(invented(50_000, seed=4))  # whose held-out part is cut otherwise by more time
    told: list[dict[str, Any]] = []
    ticks = count(0.0, 0.01)

    def stop_after_an_update(event: str, **values: Any) -> None:
        if event == "progress":
            told.append(values)
            if values["updates"]:
                raise KeyboardInterrupt

    def train_until_an_update(request: TrainingRequest) -> None:
        with pytest.raises(KeyboardInterrupt):
            train(request, folders, stop_after_an_update, lambda: next(ticks))

    recipe = replace(FIRST, begin="first", minutes=5.0, updates=None, weights=False)
    train_until_an_update(TrainingRequest([str(book)], "longer", recipe))
    assert told[-1]["start_loss"] > 0.0
    train_until_an_update(TrainingRequest([], "longer", recipe, resume=True))
    assert told[-1]["start_loss"] == told[0]["start_loss"]  # the same text is read again
    length = {"minutes": 20.0}
    train_until_an_update(TrainingRequest([], "longer", recipe, resume=True, length=length))
    assert told[-1]["start_loss"] is None
    assert told[-1]["best"] is None


# Pieces of it -----------------------------------------------------------------------------------


def test_the_start_is_rebuilt_from_the_same_parent_alone(first: Style) -> None:
    start, texts = read_warm_start(first), [Text(first.card.sources[0], ANOTHER, PAGE)]
    again = rebuild_start(start.reference, first, Alphabet.from_text(ANOTHER), texts, FIRST)
    grown = grow_alphabet(start, Alphabet.from_text(ANOTHER), [ANOTHER])
    assert {name: array.tobytes() for name, array in again.items()} == {
        name: array.tobytes() for name, array in add_features(grown, FIRST).arrays.items()
    }
    with pytest.raises(TrainingError, match="first has changed"):
        rebuild_start(f"first {'0' * 64}", first, start.alphabet, texts, FIRST)


def test_an_author_in_words_cannot_be_begun_from(
    tmp_path: Path, put_style: Callable[[Path, str, str], Style]
) -> None:
    wendy = replace(put_style(tmp_path, "wendy", "wendy"), weights=pack_weights({}))
    with pytest.raises(UsageError, match="wendy reads words"):
        read_warm_start(wendy)


FRENCH = (
    "Il était tard, et le vieux meunier comptait ses chaudrons sous la pluie. Personne ne lui"
    " répondait, car tout le monde dormait dans la maison. « Que veux-tu de moi ? » demanda-t-il à"
    " la lampe bleue, qui ne disait rien. Alors il prit son manteau, ouvrit la porte et s'en alla"
    " vers la rivière, où les bateaux attendaient depuis le matin. Un enfant courait devant lui,"
    " pieds nus, et chantait une chanson que sa mère lui avait apprise avant de mourir. Le meunier"
    " ne l'écoutait pas ; il pensait à son frère, parti pour la ville avec trois pièces d'or et un"
    " cheval boiteux, et dont on n'avait plus jamais entendu parler. « S'il revient, se disait-il,"
    " je lui donnerai la moitié du moulin, et nous boirons ensemble le vin que notre père gardait"
    " pour les noces. » Mais les années passaient, la roue tournait, et chaque soir la même pluie"
    " tombait sur les mêmes pierres, sans que personne vînt frapper à la porte. Le lendemain, une"
    " femme en noir demanda le chemin de l'église ; elle portait sous le bras un livre fermé par un"
    " ruban, et ses yeux étaient si tristes que le chien lui-même cessa d'aboyer."
)
LATIN = (
    "Miles in silva ambulabat, et cum nocte veniret, ignem sub arbore magna fecit. Nemo ei"
    " respondebat, quia omnes dormiebant. Deinde ad flumen venit, ubi naves multae erant, et nautae"
    " de bello loquebantur. Rex autem, qui haec audiverat, milites suos misit ut urbem defenderent."
)
OLD_ENGLISH = (
    "Whan that the mellere hadde ytold his kettels alle, he wente hym forth into the reyn, and no"
    " man answerde hym, for every wight slepte in the hous. Thanne seyde he unto the lampe blew,"
    " what woltow with me? And it ne spak no word. So took he up his mantel and his staf, and to"
    " the ryver yede he, ther the botes hadden abiden syn the morwe."
)


@pytest.mark.parametrize("text", [FRENCH, LATIN])
def test_a_language_that_shares_the_base_s_letters_is_foreign_to_it(text: str) -> None:
    base = read_style(SHIPPED / "base.style")
    assert is_foreign_language(base, [text])
    careless = base.voice().score(OLD_ENGLISH).bits_per_character
    assert base.voice().score(text).bits_per_character < careless + 0.75  # so cost does not tell


def test_of_a_style_without_samples_cost_alone_tells() -> None:
    base = read_style(SHIPPED / "base.style")
    mute = replace(base, card=replace(base.card, samples=()))
    assert not is_foreign_language(mute, [OLD_ENGLISH])
    assert is_foreign_language(mute, ["".join(chr(ord(c) ^ 3) for c in PAGE)])


@pytest.mark.parametrize(
    "text", [OLD_ENGLISH, "Cap. i\n" + OLD_ENGLISH.upper(), "PAGE = 2_000\n" + __doc__]
)
def test_english_that_is_spelt_otherwise_is_not(text: str) -> None:
    assert not is_foreign_language(read_style(SHIPPED / "base.style"), [text])


def test_what_is_foreign_is_told_by_what_it_costs(first: Style) -> None:
    assert not is_foreign_language(first, [PAGE])
    assert not is_foreign_language(first, [ANOTHER])
    assert is_foreign_language(first, [greek(PAGE)])
    letters = list(PAGE)
    np.random.default_rng(1).shuffle(letters)
    assert is_foreign_language(first, ["".join(letters)])
    page = greek(invented(30_000))  # a title page alone says little
    assert not is_foreign_language(first, [page[:3_000] + BOOK + page[:3_000]])
    for texts in ([page[:3_000], BOOK], [BOOK, page[:3_000]]):  # most of it decides
        assert not is_foreign_language(first, texts)
    for texts in ([page, PAGE], [PAGE, page]):
        assert is_foreign_language(first, texts)


def test_the_weights_come_back_as_float32_near_to_what_they_were(first: Style) -> None:
    arrays = random_arrays(FIRST, 9)
    got = read_warm_start(replace(first, weights=pack_weights(arrays))).arrays
    assert set(got) == set(arrays)
    for name, array in arrays.items():
        assert got[name].dtype == np.float32
        np.testing.assert_allclose(got[name], array, rtol=1e-3, atol=1e-6)


def test_before_any_update_it_reads_as_the_first_did(first: Style) -> None:
    begin = grow_alphabet(read_warm_start(first), Alphabet.from_text(ANOTHER), [ANOTHER])
    page, another = PAGE[:600], ANOTHER[2:600]
    assert _cost(begin, page) == pytest.approx(cost(first, page), abs=0.1)
    assert _cost(begin, another) < cost(first, another)


# Growing ----------------------------------------------------------------------------------------

OLD = Alphabet([REPLACEMENT, "\n", "d", "a", "c", " "])  # in no order that could be made again
GROWN = Alphabet.from_text("dac xy\n" * 12 + "x" * 24 + "☃")


@pytest.fixture(
    params=[
        pytest.param(Recipe(units=(6,), embedding=5), id="embedding"),
        pytest.param(Recipe(cell="gru", units=(6, 4), embedding=0), id="one-hot"),
        pytest.param(Recipe(units=(6,), embedding=5, lexicon=3), id="lexicon"),
        pytest.param(Recipe(units=(6,), embedding=0, lexicon=3), id="one-hot lexicon"),
        pytest.param(Recipe(units=(6,), embedding=5, memory=3), id="memory"),
        pytest.param(Recipe(units=(6,), embedding=5, lexicon=3, memory=2), id="lexicon and memory"),
        pytest.param(Recipe(cell="mogrifier", units=(6, 4), embedding=5), id="mogrifier"),
        pytest.param(
            Recipe(cell="mogrifier", units=(6,), embedding=0, memory=3), id="one-hot mogrifier"
        ),
    ]
)
def begin(request: pytest.FixtureRequest) -> WarmStart:
    recipe: Recipe = request.param
    architecture = {
        "cell": recipe.cell,
        "units": recipe.units,
        "embedding": recipe.embedding,
        "lexicon": recipe.lexicon,
        "memory": recipe.memory,
    }
    arrays = random_arrays(recipe, len(OLD))
    if recipe.lexicon or recipe.memory:
        arrays[CODES] = letter_codes(OLD.characters)
    return WarmStart("ann", "0" * 64, architecture, OLD, arrays)


REPEATED = [1, *[2, 3, 4, 5, 0, 3, 3] * 3]


def _logits(begin: WarmStart, ids: list[int]) -> Any:
    """Of each of the symbols, read from a state of zero: [n, V]."""
    recipe = replace(Recipe(), **begin.architecture)
    inputs = reference_inputs(recipe, begin.arrays, np.array([ids], np.int32))
    return reference_model(recipe, begin.arrays)(inputs)[0].numpy()


def _cost(begin: WarmStart, text: str) -> float:
    """Bits a character, where every character of the text is in the alphabet."""
    ids = [begin.alphabet.start, *begin.alphabet.encode(text).ids]
    logits = _logits(begin, ids[:-1]).astype(np.float64)
    chances = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    bits = -chances[np.arange(len(text)), ids[1:]] / math.log(2)
    assert np.isfinite(bits).all()
    return float(bits.mean())


@pytest.mark.parametrize(("lexicon", "memory"), [(4, 0), (0, 5), (4, 5)])
def test_lexicon_and_memory_that_are_given_say_nothing_yet(
    begin: WarmStart, lexicon: int, memory: int
) -> None:
    recipe = Recipe(lexicon=lexicon, memory=memory, seed=2)
    after = add_features(begin, recipe)
    np.testing.assert_allclose(_logits(after, REPEATED), _logits(begin, REPEATED), atol=1e-6)
    for name, width in (("lexicon", lexicon), ("memory", memory)):
        assert after.architecture[name] == (begin.architecture[name] or width)
    assert add_features(after, recipe) is after
    later = grow_alphabet(after, GROWN, ["x" * 9 + "y"])
    np.testing.assert_array_equal(later.arrays[CODES], letter_codes(later.alphabet.characters))


def test_an_lstm_that_becomes_a_mogrifier_reads_as_before(begin: WarmStart) -> None:
    recipe = Recipe(cell="mogrifier", memory=2)
    after = add_features(begin, recipe)
    cell = begin.architecture["cell"]
    assert after.architecture["cell"] == ("gru" if cell == "gru" else "mogrifier")
    np.testing.assert_allclose(_logits(after, REPEATED), _logits(begin, REPEATED), atol=1e-6)
    assert add_features(after, recipe) is after
    assert add_features(after, Recipe()) is after  # nor does it become an LSTM again


def test_the_characters_that_were_there_keep_their_places_and_their_logits(
    begin: WarmStart,
) -> None:
    after = grow_alphabet(begin, GROWN, ["x" * 9 + "y"])
    assert after.alphabet.characters == (*OLD.characters, "x", "y")
    assert (after.name, after.checksum, after.architecture) == (
        begin.name, begin.checksum, begin.architecture
    )  # fmt: skip
    logits = _logits(after, REPEATED)[:, : len(OLD)]
    np.testing.assert_allclose(logits, _logits(begin, REPEATED), atol=1e-6)


def test_a_new_character_is_read_as_what_was_lacking_so_far(begin: WarmStart) -> None:
    after = grow_alphabet(begin, GROWN, ["x" * 9 + "y"])
    if CODES in after.arrays:  # but for a lexicon, to which it is a letter now
        after.arrays[CODES][6:] = 0
    np.testing.assert_allclose(
        _logits(after, [1, 6, 3, 7, 4]), _logits(after, [1, 0, 3, 0, 4]), atol=1e-6
    )


def test_a_new_character_is_recalled_as_what_was_lacking_so_far(begin: WarmStart) -> None:
    after = grow_alphabet(begin, GROWN, ["x" * 9 + "y"])
    if TABLES in after.arrays:
        rows, bias = after.arrays[TABLES], after.arrays[BIAS]
        assert rows.shape[1] == bias.shape[1] == memory_rows(len(OLD) + 2)
        for new in (6, 7):
            recalled = rows[:, 1 + MOST * new : 1 + MOST * (new + 1)]
            np.testing.assert_array_equal(recalled, rows[:, 1 : 1 + MOST])
        assert not bias[:, memory_rows(len(OLD)) :].any()


def test_a_new_character_is_as_likely_as_it_is_frequent(begin: WarmStart) -> None:
    logits = _logits(grow_alphabet(begin, GROWN, ["x" * 9 + "dac", "y" * 3]), [1, 2, 3])
    np.testing.assert_allclose(logits[:, 6] - logits[:, 7], math.log(3), atol=1e-5)
    assert np.isfinite(logits).all()


def test_a_text_without_anything_new_changes_nothing(begin: WarmStart) -> None:
    after = grow_alphabet(begin, Alphabet([REPLACEMENT, "a", "d"]), ["add"])
    assert after.alphabet.characters == OLD.characters
    _equal(after.arrays, begin.arrays)


def test_growing_leaves_what_it_grew_from_alone(begin: WarmStart) -> None:
    before = {name: array.copy() for name, array in begin.arrays.items()}
    grow_alphabet(begin, GROWN, ["xy"])
    _equal(begin.arrays, before)


def _equal(got: Arrays, expected: Arrays) -> None:
    assert set(got) == set(expected)
    for name in got:
        np.testing.assert_array_equal(got[name], expected[name])
