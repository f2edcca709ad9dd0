"""measures/dictionary.py and measures/words.py: what a word is, and which are known."""

import pytest

from measures.dictionary import Dictionary
from measures.words import cased_words, words


def test_words_are_letters_with_apostrophes_between_them() -> None:
    text = "“I’ve seen_it,” said O'Hara--twice in 1860; naïve, ’twas 'ere!"
    seen = ["I've", "seen", "it", "said", "O'Hara", "twice", "in", "naïve", "twas", "ere"]
    assert cased_words(text) == seen
    assert words(text) == [word.lower() for word in seen]


@pytest.mark.parametrize(
    ("pieces", "share"),
    [
        (["The kettles were", "painted quietly"], 1.0),
        (["The kettles wrere painted"], 3 / 4),
        (["Mordlekai saw Mordlekai’s lamp, Mordlekin", "not."], 5 / 6),
        (["vexlip's ZOUNDLE"], 1.0),
        (["... 1860!"], 1.0),
        ([], 1.0),
    ],
)
def test_a_word_is_known_from_the_list_or_the_authors_text(pieces: list[str], share: float) -> None:
    dictionary = Dictionary(["Mordlekai met the vexlip.", "Zoundle?"])
    assert dictionary.share(pieces) == pytest.approx(share)
