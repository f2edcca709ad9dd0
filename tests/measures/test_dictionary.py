"""measures/dictionary.py and measures/words.py: what a word is, and which are known."""

import pytest

from measures.dictionary import Dictionary
from measures.words import words


def test_words_are_letters_with_apostrophes_between_them() -> None:
    text = "“I’ve seen_it,” said O'Hara--twice in 1860; naïve, ’twas 'ere!"
    seen = ["i've", "seen", "it", "said", "o'hara", "twice", "in", "naïve", "twas", "ere"]
    assert words(text) == seen


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
