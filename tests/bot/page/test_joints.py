"""White space between passages: what an edit keeps of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.joints import PassageText
from bot.page.manuscript import Passage
from bot.page.page import Page
from bot.storage.exports import export_page


def page(*texts: str) -> Page:
    """A page of those passages."""
    made = Page()
    for text in texts:
        made.choose(made.manuscript.add(made.end, Passage(text, "ann")))
    return made


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (" the gate", (" ", "the gate", "")),
        ("the gate. ", ("", "the gate.", " ")),
        ("\n\n  Verse,\n  and verse.\n\n", ("\n\n", "  Verse,\n  and verse.", "\n\n")),
        (" \n\nA", (" \n\n", "A", "")),
        ("A\n\nB", ("", "A\n\nB", "")),
        ("\n\n", ("", "\n\n", "")),
        ("", ("", "", "")),
    ],
)
def test_a_text_is_split_at_its_first_and_last_word(text: str, parts: tuple[str, str, str]) -> None:
    split = PassageText.split(text)
    assert (split.before, split.words, split.after) == parts


@given(st.text(" \n\tab.", max_size=20))
def test_the_same_words_give_the_same_text(text: str) -> None:
    assert PassageText.split(text).change_words(PassageText.split(text).words) == text


@pytest.mark.parametrize(
    ("texts", "place", "new", "whole"),
    [
        (["He began to weep.", " She left."], 2, "Mrs. Harrow", "He began to weep. Mrs. Harrow"),
        (["at the feet of ", "the gate"], 1, "at the foot of", "at the foot of the gate"),
        (["A.", "\n\nB.", " C."], 2, "D.", "A.\n\nD. C."),
        (["A.", "\n\nB.", " C."], 2, "  D.", "A.\n\n  D. C."),
        (["A.", "\n\nB.\n\n", "C."], 2, "D.", "A.\n\nD.\n\nC."),
        (["A.", " B."], 2, "\n\nB.", "A.\n\nB."),
        (["A.", "\n\nB."], 2, "\nB.", "A.\nB."),
        (["A", "bc"], 2, "d", "Ad"),
        (["A", ", then"], 2, "and then", "A and then"),
        (["A", " and then"], 2, ", then", "A, then"),
        (["A", "'s"], 2, "'s hat", "A's hat"),
        (["A", "'s"], 2, "hat", "A hat"),
    ],
)
def test_a_retyped_passage_keeps_its_joints(
    texts: list[str], place: int, new: str, whole: str
) -> None:
    made = page(*texts)
    made.edit(place, new)
    assert made.text == whole
    assert export_page(Path("a.txt"), made.passages).decode() == whole


@pytest.mark.parametrize(
    ("texts", "place", "whole"),
    [
        (["A.", " B.", " C."], 2, "A. C."),
        (["A.", "\n\nB.", " C."], 2, "A.\n\nC."),
        (["A.", " B.", "\n\nC."], 2, "A.\n\nC."),
        (["A.", " B. ", "C."], 2, "A. C."),
        (["A.", " B.\n\n", "C."], 2, "A.\n\nC."),
        (["A.", " B."], 1, " B."),
        (["A.", " B."], 2, "A."),
    ],
)
def test_a_removed_passage_leaves_the_stronger_joint(
    texts: list[str], place: int, whole: str
) -> None:
    made = page(*texts)
    made.edit(place, "")
    assert made.text == whole
    made.undo()
    assert made.text == "".join(texts)
