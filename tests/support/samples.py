"""What tests are made of: invented texts, Gutenberg's wrapping round them, and small styles.

Exporting a style takes TensorFlow and seconds, so the styles that tests use stand ready in
tests/styles/, each under a digest of what it was made from. One that is missing is made at once;
`PASTICHE_TEST_STYLES=write pytest` puts it there, to be committed.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.alphabet.characters import Alphabet
from models.alphabet.words import Words
from models.card import Card
from models.style import Style, read_style, write_style
from texts.source import Cleaning, Source
from training.recipe import Recipe

if TYPE_CHECKING:
    from training.network.weights import Arrays

AuthorMaker = Callable[..., Style]  # the fixture `make_author` of the measures' tests
STYLES = Path(__file__).parents[1] / "styles"

_WHO = ("The miller", "A tall sailor", "My aunt", "The old bell-ringer", "Nobody", "Our neighbour")
_DID = ("carried", "forgot", "painted", "counted", "sang of", "quarrelled over")
_WHAT = ("the blue lamp", "seven kettles", "a broken oar", "his own shadow", "the long road home")
_WHEN = ("before dawn", "in the rain", "without a word", "as if it were Sunday", "twice")


def invented(characters: int, seed: int = 0) -> str:
    """Sentences in paragraphs, at least so many characters, always the same for a seed."""
    random = np.random.default_rng(seed)
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < characters:
        sentences = [
            " ".join(words[random.integers(len(words))] for words in (_WHO, _DID, _WHAT, _WHEN))
            for _ in range(5)
        ]
        paragraphs.append(". ".join(sentences) + ".\n\n")
    return "".join(paragraphs)


def gutenberg(text: str, title: str, author: str = "Jane Inventor") -> bytes:
    """The text as Project Gutenberg would hand it out, header, footer, CRLF and all."""
    page = (
        f"\ufeffThe Project Gutenberg eBook of {title}, by {author}\n\n"
        "This eBook is for the use of anyone anywhere.\n\n"
        f"Title: {title}\n\nAuthor: {author}\n\nLanguage: English\n\n"
        f"*** START OF THE PROJECT GUTENBERG EBOOK {title.upper()} ***\n\n\n{text}\n\n"
        f"*** END OF THE PROJECT GUTENBERG EBOOK {title.upper()} ***\n\n"
        "Updated editions will replace the previous one.\n"
    )
    return page.replace("\n", "\r\n").encode()


def random_arrays(recipe: Recipe, symbols: int, seed: int = 0, spread: float = 0.4) -> "Arrays":
    """Weights of no author at all, in the shapes of a recipe."""
    from training.network.features import Features
    from training.network.memory import HEAD
    from training.network.spelling import CODES
    from training.network.weights import INPUT_GATE, STATE_GATE

    random = np.random.default_rng(seed)
    gates = 3 if recipe.cell == "gru" else 4
    shapes: dict[str, tuple[int, ...]] = {}
    if recipe.embedding:
        shapes["embedding"] = (symbols, recipe.embedding)
    features = Features(recipe)
    specs = features.weights(symbols, recipe.units[-1])
    # the copy head's kernel last, as it was drawn for the styles that stand ready
    for spec in sorted(specs, key=lambda spec: spec.name == HEAD):
        shapes[spec.name] = spec.shape
    inputs = (recipe.embedding or symbols) + features.width
    for i, units in enumerate(recipe.units):
        shapes[f"layer{i}.kernel"] = (inputs, gates * units)
        shapes[f"layer{i}.recurrent_kernel"] = (units, gates * units)
        shapes[f"layer{i}.bias"] = (gates * units,) if gates == 4 else (2, gates * units)
        if recipe.cell == "mogrifier":
            shapes[f"layer{i}.{INPUT_GATE}"] = (units, inputs)
            shapes[f"layer{i}.{STATE_GATE}"] = (inputs, units)
        inputs = units
    shapes |= {"head.kernel": (inputs, symbols), "head.bias": (symbols,)}
    arrays = {
        name: random.normal(0, spread, shape).astype(np.float32) for name, shape in shapes.items()
    }
    if features:
        arrays[CODES] = random.integers(0, 4, symbols).astype(np.float32)
    return arrays


def wordy() -> Words:
    """A few dozen words, and whatever may stand beside them."""
    marks = "well-known, ’tis don’t boys’ – a - b “(‘c’)” [d]; who? no! so: & 12 %…\n" * 2
    return Words.from_text(invented(3_000) + marks + "once")


SMALL = Recipe(units=(11,), embedding=5)


def make_style(
    path: Path,
    text: str = "",
    seed: int = 0,
    recipe: Recipe = SMALL,
    words: Words | None = None,
    anew: bool = False,
) -> Style:
    """Put a style file at `path` that writes gibberish in the alphabet of `text`, and read it back.

    With `words` these are its alphabet. The file is a copy of the one in tests/styles/, where there
    is one; with `anew` it is exported in any case.
    """
    alphabet = Alphabet.from_text(text or invented(4_000) + "Zz!?\"'()" * 6)
    symbols = alphabet.characters if words is None else words.symbols
    shape = [recipe.cell, recipe.units, recipe.embedding, recipe.lexicon, recipe.memory]
    key = json.dumps([symbols, seed, shape]).encode()
    ready = STYLES / f"{hashlib.sha256(key).hexdigest()[:12]}.style"
    if ready.is_file() and not anew:
        shutil.copy(ready, path)
        return read_style(path)
    from training.network.export import Exporter

    arrays = random_arrays(recipe, len(symbols), seed)
    card = Card(
        author="Jane Inventor",
        sources=(
            Source("http://127.0.0.1/book.txt", "A Book", "Jane Inventor", "none", "0" * 64, 9, 1),
        ),
        cleaning=Cleaning(),
        alphabet=symbols,
        recipe={"units": list(recipe.units)},
        network={
            "parameters": sum(array.size for array in arrays.values()),
            "memory": recipe.memory,
        },
        figures={"bits_per_character": 4.2},
        made={"date": "2000-01-01"},
        words=None if words is None else words.normalisation,
    )
    write_style(path, card, Exporter(recipe, arrays).export(quantise=True))
    if os.environ.get("PASTICHE_TEST_STYLES") == "write" and not anew:
        STYLES.mkdir(exist_ok=True)
        shutil.copy(path, ready)
    return read_style(path)
