"""Stopping: at a sentence's end past the length, or a little later wherever it stands."""

import pytest

from models.stops import SentenceStop


def written(text: str, length: int, slack: int = 200) -> str:
    """What an author writes who would go on with `text`."""
    stop = SentenceStop(length, slack)
    for count, character in enumerate(text):
        if stop(character):
            return text[:count]
    raise AssertionError("it never stopped")


PAD = " and on and on" * 40


def test_it_stops_at_the_first_end_past_the_length() -> None:
    text = "One two. Three four. Five six." + PAD
    assert written(text, 1) == "One two."
    assert written(text, 8) == "One two."
    assert written(text, 9) == "One two. Three four."
    assert written(text, 20) == "One two. Three four."
    assert written(text, 21) == "One two. Three four. Five six."


def test_without_an_end_it_stops_at_a_word_within_200_characters_past_the_length() -> None:
    assert written("no end " * 80, 10) == ("no end " * 80)[:191]
    assert written("endless" * 80, 10) == ("endless" * 80)[:210]
    assert len(written("no end " * 80, 10, slack=3)) == 13


def test_an_end_just_within_the_slack_is_taken_and_one_past_it_is_not() -> None:
    assert written("a" * 208 + ". " + PAD, 10) == "a" * 208 + "."
    assert written("a" * 209 + ". " + PAD, 10) == "a" * 209 + "."
    assert written("a" * 210 + ". " + PAD, 10) == "a" * 210


@pytest.mark.parametrize("end", [".", "!", "?", "…", "...", "?!"])
def test_every_mark_that_ends_a_sentence_does(end: str) -> None:
    assert written(f"He came{end} She went." + PAD, 3) == f"He came{end}"


@pytest.mark.parametrize("end", ['."', ".'", ".”", "!’", "?»", ".)", ".]", ".'\"", "._", ".’”"])
def test_closing_quotes_belong_to_the_sentence(end: str) -> None:
    assert written(f"He came{end} She went." + PAD, 3) == f"He came{end}"


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u00a0"])
def test_any_white_space_is_left_unwritten(space: str) -> None:
    assert written(f"Done.{space}More", 2) == "Done."


@pytest.mark.parametrize(
    "name",
    ["Mr. Oar", "Mrs. Oar", "mr. Oar", "MRS. Oar", "Dr. Oar", "St. Oar", "Messrs. Oar",
     "J. Oar", "J. K. Oar", "Col. É. Oar"],
)  # fmt: skip
def test_titles_and_initials_end_no_sentence(name: str) -> None:
    assert written(f"So {name} came. Then" + PAD, 1) == f"So {name} came."


def test_a_title_in_quotes_ends_none_either() -> None:
    assert written('He said "Mr." and stopped. Then' + PAD, 1) == 'He said "Mr." and stopped.'


@pytest.mark.parametrize("word", ["bestir", "drs", "a", "x", "was", "no", "No", "I"])
def test_other_words_before_a_full_stop_end_one(word: str) -> None:
    assert written(f"Then {word}. More. " + PAD, 1) == f"Then {word}."


def test_a_title_with_another_mark_ends_a_sentence() -> None:
    assert written("Who, Dr? Yes. " + PAD, 1) == "Who, Dr?"
    assert written("Who, I! Yes. " + PAD, 1) == "Who, I!"


def test_a_title_is_a_whole_word() -> None:
    assert written("He had to bestmr. More. " + PAD, 1) == "He had to bestmr."


@pytest.mark.parametrize("inside", ["3.14", "a.b", "www.oar.example", '"No!"-', "what?--"])
def test_a_mark_not_before_white_space_ends_no_sentence(inside: str) -> None:
    assert written(f"It is {inside} so. Then" + PAD, 1) == f"It is {inside} so."


def test_an_end_before_the_length_does_not_count_later() -> None:
    assert written("One. two three four. Five" + PAD, 5) == "One. two three four."


def test_two_stops_count_apart() -> None:
    first, second = SentenceStop(2, 1), SentenceStop(2, 1)
    assert [first(c) for c in "abcd"] == [False, False, False, True]
    assert [second(c) for c in "abcd"] == [False, False, False, True]
