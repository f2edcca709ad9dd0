"""training/job/measurement.py: the figure of an exported network, and how far it can be trusted."""

from collections.abc import Sequence

import numpy as np
import pytest

from models.alphabet.alphabet import AnyAlphabet
from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.network import Network
from models.voice import Voice
from tests.support.samples import invented, random_arrays
from training.job.measurement import Bits, Reader
from training.network.export import Exporter
from training.recipe import Recipe

TEXTS = [
    invented(1_200, seed=2),
    "Ωmega… and “æther”!\n" + invented(700, seed=3),
    "",
    invented(2_500, seed=4),
]
CHARACTERS = Alphabet.from_text(invented(5_000), 5)
WORDS = Words.from_text(invented(5_000), 2, None, True, "keep")


def never() -> bool:
    return False


def always() -> bool:
    return True


@pytest.fixture(scope="module")
def networks() -> dict[str, Network]:
    recipe = Recipe(units=(6,), embedding=5)
    return {
        name: Network(Exporter(recipe, random_arrays(recipe, len(alphabet))).export(quantise=True))
        for name, alphabet in (("characters", CHARACTERS), ("words", WORDS))
    }


@pytest.mark.parametrize(("name", "alphabet"), [("characters", CHARACTERS), ("words", WORDS)])
@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:1]], ids=["several", "one"])
def test_side_by_side_texts_cost_what_a_voice_says_of_each(
    networks: dict[str, Network], name: str, alphabet: AnyAlphabet, texts: Sequence[str]
) -> None:
    bits = Reader(alphabet, networks[name], texts).read(never)
    voice = Voice(alphabet, networks[name])
    for got, text in zip(bits.texts, texts, strict=True):
        np.testing.assert_array_equal(got, voice.score(text).bits)
    assert bits.characters == sum(map(len, texts))


def test_without_time_it_reads_the_beginnings_and_can_go_on(networks: dict[str, Network]) -> None:
    reader = Reader(CHARACTERS, networks["characters"], TEXTS)
    begun = reader.read(always)
    assert 1_000 <= begun.characters < 1_600
    assert all(map(len, (begun.texts[0], begun.texts[1], begun.texts[3])))
    whole = reader.read(never)
    for part, text in zip(begun.texts, whole.texts, strict=True):
        np.testing.assert_array_equal(part, text[: len(part)])
    assert whole.characters == sum(map(len, TEXTS))


def test_two_networks_are_compared_on_what_both_have_read() -> None:
    ours = Bits([np.array([2.0, 2.0, 9.0]), np.array([2.0])])
    theirs = Bits([np.array([1.0, 2.0]), np.array([3.0, 50.0])])  # neither has read all of both
    assert ours.excess(theirs) == pytest.approx(0.0)
    theirs = Bits([np.array([1.0, 1.0]), np.array([1.0, 50.0])])
    assert ours.excess(theirs) == pytest.approx(1.0)
    assert theirs.excess(ours) == pytest.approx(-1.0)


def test_it_can_be_told_how_much_to_read(networks: dict[str, Network]) -> None:
    reader = Reader(CHARACTERS, networks["characters"], TEXTS)
    assert 2_000 <= reader.read(never, most=2_000).characters < 2_600


def test_words_have_a_perplexity_and_an_accuracy(networks: dict[str, Network]) -> None:
    reader = Reader(WORDS, networks["words"], TEXTS[:1])
    reader.read(never)
    network, ids = networks["words"], WORDS.encode(TEXTS[0]).ids
    read = np.array([WORDS.start, *ids[:-1]], np.int32)
    logits, _ = network.read(read, network.zero_state(), all_logits=True)
    assert reader.accuracy == pytest.approx(float((logits.argmax(axis=1) == ids).mean()))
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    own = chances[np.arange(len(ids)), ids]
    assert reader.perplexity == pytest.approx(float(np.exp(-np.log(own).mean())), rel=1e-4)


def test_the_error_is_that_of_the_mean_of_blocks() -> None:
    random = np.random.default_rng(5)
    errors = [Bits([random.normal(2.0, 1.0, 40_000)]).error for _ in range(20)]
    assert np.mean([error for error in errors if error]) == pytest.approx(1 / 200, rel=0.1)
    runs = np.repeat(
        random.normal(2.0, 1.0, 40), 1_000
    )  # as if a page were easy or hard as a whole
    assert Bits([runs]).error == pytest.approx(1 / 40**0.5, rel=0.3)


@pytest.mark.parametrize("bits", [[], [2.0]])
def test_of_too_little_text_there_is_no_error(bits: list[float]) -> None:
    assert Bits([np.array(bits)]).error is None
