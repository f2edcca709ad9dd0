"""The manuscript: passages in order, and what stands between two of them."""

import pytest

from bot.manuscript import Manuscript, Passage


def of(*texts: str) -> Manuscript:
    return Manuscript([Passage(text) for text in texts])


def test_text_is_all_passages_with_nothing_between() -> None:
    manuscript = of("It rained", " all night", ".")
    assert manuscript.text == "It rained all night."
    assert manuscript.characters == 20


def test_an_empty_manuscript_has_no_text() -> None:
    assert of().text == ""
    assert of().characters == 0


@pytest.mark.parametrize(
    ("before", "line", "joint"),
    [
        ("", "A bell", ""),
        ("It rained", "all night", " "),
        ("It rained.", "“Again!”", " "),
        ("It rained ", "all night", ""),
        ("It rained\n", "all night", ""),
        ("It rained", " all night", ""),
        ("It rained", "\nall night", ""),
        ("It rained", ", all night", ""),
        ("It rained", ".", ""),
        ("It rained", "… and", ""),
        ("It rained", "—all night", ""),
        ("(It rained", ") all night", ""),
        ("It rained", "(all night)", " "),
        ("He said: “", "It rained", ""),
        ("He said—", "but no", ""),
        ("It rained", "", ""),
    ],
)
def test_a_line_is_joined_as_it_would_be_written(before: str, line: str, joint: str) -> None:
    assert of(before).joint(line) == joint


def test_the_joint_looks_past_empty_passages() -> None:
    assert of("It rained", "", "").joint("all night") == " "
    assert of("It rained\n", "").joint("all night") == ""


def test_two_manuscripts_share_no_passages() -> None:
    first, second = Manuscript(), Manuscript()
    first.passages.append(Passage("mine"))
    assert second.text == ""
