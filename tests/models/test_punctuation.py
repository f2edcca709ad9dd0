"""The punctuation of a page: an author's marks are spelt as the page's, open quotes are closed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.writing.punctuation import Punctuation
from tests.support.examples import examples


def spell(page: str, text: str) -> tuple[str, str]:
    """Return a text as the page has it, spelt character by character, and what closes it."""
    punctuation, spelt = Punctuation.find(page), ""
    for character in text:
        piece, punctuation = punctuation.spell(character)
        spelt += piece
    return spelt, punctuation.closing


@pytest.mark.parametrize(
    ("page", "text", "spelt", "closing"),
    [
        # straight or curly, as the first mark of the page
        ('"No," he said.', " “Don’t,” said I. “Go.", ' "Don\'t," said I. "Go.', '"'),
        ("“No,” he said.", ' "Don\'t," said I. "Go.', " “Don’t,” said I. “Go.", "”"),
        ("It's late.", " “Don’t.", " \"Don't.", '"'),
        # double or single
        ("“No,” he said.", "\n\n‘Don’t,’ said I. ‘Go.", "\n\n“Don’t,” said I. “Go.", "”"),
        ("‘No,’ he said.", " “Don’t,” said I. “Go.", " ‘Don’t,’ said I. ‘Go.", "’"),
        ("'No,' he said.", " “Don’t,” said I. “Go.", " 'Don't,' said I. 'Go.", "'"),
        # quotes within quotes
        ("“No.”", " “She said ‘Never,’ and went.", " “She said ‘Never,’ and went.", "”"),
        ("“No.”", " “She said, ‘Never.", " “She said, ‘Never.", "’”"),
        ("“No.”", " “‘Never.", " “‘Never.", "’”"),
        ("‘No,’ he said.", " ‘She said, “Never.", " ‘She said, “Never.", "”’"),
        (
            "‘No,’ he said.",
            "\n\n‘The dogs’ goin’ o’ nights.",
            "\n\n‘The dogs’ goin’ o’ nights.",
            "’",
        ),
        (
            "‘No,’ he said.",
            "\n\n‘At the ‘Bull’ in town.’ I.",
            "\n\n‘At the ‘Bull’ in town.’ I.",
            "",
        ),
        # dashes
        ("He went--slowly.", " And—", " And--", ""),
        ("He went—slowly.", " And—", " And—", ""),
        ("A well-known man.", " And—", " And—", ""),
        # a page without marks takes the author's first
        ("He went.", ' “Don\'t," said I. "Go.', " “Don’t,” said I. “Go.", "”"),
        ("", "It's “late.", "It's \"late.", '"'),
        # what the page has opened is closed, unless a paragraph has ended since
        ('He said, "I will', " go.", " go.", '"'),
        ('He said, "I will\n\nHe went', " out.", " out.", ""),
        # in mid-sentence nothing is closed
        ("“No,” he said.", " “I will, and", " “I will, and", ""),
        # a quote is opened once
        ("“No,” he said.", " “I will. “Go.", " “I will. “Go.", "”"),
    ],
)
def test_marks_are_the_pages(page: str, text: str, spelt: str, closing: str) -> None:
    assert spell(page, text) == (spelt, closing)


def test_a_word_is_spelt_as_its_characters_are() -> None:
    punctuation = Punctuation.find("'No,' said I.")
    piece, after = punctuation.spell(" “Don’t—")
    assert piece == " 'Don't—"
    assert after.opened == "'"
    assert punctuation.opened == ""  # a value does not change


@given(st.text(alphabet="ab .,\n\"'“”‘’—-", max_size=40), st.text("ab .,\n\"'“”‘’—", max_size=40))
@settings(max_examples=examples(200))
def test_letters_stay_and_the_page_reads_as_it_was_written(page: str, text: str) -> None:
    spelt, closing = spell(page, text)
    marks = str.maketrans("", "", "\"'“”‘’—-")
    assert spelt.translate(marks) == text.translate(marks)
    assert set(closing) <= set("\"'”’")
    # what was found while the passage was spelt is what a page with the passage on it gives
    again, _ = spell(page + spelt, "—“a”")
    assert again in ("—“a”", '—"a"', '--"a"', "--“a”", "—‘a’", "—'a'", "--‘a’", "--'a'")


@given(
    st.text(alphabet='ab .,\n"“”’—-', max_size=40), st.text(alphabet='ab .,\n"“”’—-', max_size=40)
)
@settings(max_examples=examples(200))
def test_a_text_that_follows_settles_what_the_page_has_not(page: str, text: str) -> None:
    if page.endswith("-") and text.startswith("-"):  # a dash of which the page has the half
        return
    whole = Punctuation.find(page + text)
    assert replace(Punctuation.find(page).follow(text), tail=whole.tail) == whole
