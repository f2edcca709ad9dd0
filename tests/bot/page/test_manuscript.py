"""The manuscript: a tree of passages, and what stands between two of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.manuscript import ROOT, Manuscript, Passage


def of(*texts: str) -> tuple[Manuscript, int]:
    """A manuscript of one page, and its last passage."""
    manuscript, number = Manuscript(), ROOT
    for text in texts:
        number = manuscript.add(number, Passage(text))
    return manuscript, number


def test_a_page_is_its_passages_with_nothing_between() -> None:
    manuscript, end = of("It rained", " all night", ".")
    assert manuscript.text(end) == "It rained all night."
    assert manuscript.path(end) == [1, 2, 3]
    assert manuscript.text(ROOT) == ""
    assert manuscript.path(ROOT) == []


def test_what_follows_a_passage_forms_a_tree() -> None:
    manuscript, end = of("It rained", " all night.")
    other = manuscript.add(1, Passage(" no more."))
    further = manuscript.add(other, Passage(" Then"))
    assert manuscript.text(further) == "It rained no more. Then"
    assert manuscript.text(end) == "It rained all night."
    assert list(manuscript.children(1)) == [end, other]
    assert list(manuscript.children(further)) == []
    assert manuscript.parent(further) == other


@given(st.lists(st.text("ab \n,", max_size=6), max_size=8))
def test_counts_are_those_of_the_page(texts: list[str]) -> None:
    manuscript, end = of(*texts)
    page = "".join(texts)
    assert manuscript.characters(end) == len(page)
    assert manuscript.words(end) == len(page.split())


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
        ("It rained.", "— All night?", " "),
        ("It rained.", "- a lamp", " "),
        ("It rained.", "...all night", " "),
        ("Did it rain?", "…all night", " "),
        ("It rained", "...all night", ""),
        ("It rained", "", ""),
    ],
)
def test_a_line_is_joined_as_it_would_be_written(before: str, line: str, joint: str) -> None:
    manuscript, end = of(before)
    assert manuscript.separator(end, line) == joint


@pytest.mark.parametrize(
    ("before", "line", "joint"),
    [
        ("下雨了", "整夜", ""),
        ("下雨了。", "整夜", ""),
        ("下雨了……", "整夜", ""),
        ("“下雨了。”", "整夜", ""),
        ("下雨了", "，整夜", ""),
        ("下雨了。", "」", ""),
        ("下雨了", "“整夜？”", ""),
        ("下雨了。", "「整夜？」", ""),
        ("他说：「", "again", ""),
        ("カ", "レー", ""),
        ("カレ", "ー", ""),
        ("ฝนตก", "ทั้งคืน", ""),
        ("ภาษี", "ทั้งคืน", ""),
        ("下雨了", "all night", ""),
        ("下雨了。", "All night", ""),
        ("下雨了", "3", ""),
        ("下雨了", " all night", ""),
        ("It rained", "整夜", ""),
        ("1848", "年", ""),
        ("It rained.", "整夜", " "),
        ("It rained,", "整夜", " "),
        ("It rained.", "「整夜」", " "),
        ("It rained.", "」", ""),
        ("ភ្លៀង។", "ពេញ", " "),
        ("비가 왔다", "밤새", " "),
        ("下雨了。", "— 整夜？", " "),
        ("Дождь", "all night", " "),
    ],
)
def test_no_space_is_set_where_a_script_sets_none_between_words(
    before: str, line: str, joint: str
) -> None:
    manuscript, end = of(before)
    assert manuscript.separator(end, line) == joint


def test_the_joint_looks_past_empty_passages() -> None:
    manuscript, end = of("It rained", "", "")
    assert manuscript.separator(end, "all night") == " "
    manuscript, end = of("It rained\n", "")
    assert manuscript.separator(end, "all night") == ""
