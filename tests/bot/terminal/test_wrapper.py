"""The page: text wrap by cells as it streams, within a margin, and harmless."""

import itertools
import re

import pytest
from prompt_toolkit.utils import get_cwidth

from bot.terminal.wrapper import LineWrapper, cell_width, find_join, wrap
from common.sanitizer import sanitize
from tests.support.samples import invented


def printed(text: str, width: int = 40, margin: str = "", margin_width: int = 0) -> str:
    pieces: list[str] = []
    page = LineWrapper(pieces.append, lambda: width, margin, margin_width)
    for character in text:
        page.write(character)
    page.end()
    return "".join(pieces)


def test_prose_is_wrapped_at_words_and_none_is_lost() -> None:
    text = invented(1_500, seed=3).replace("\n\n", " ").strip()
    lines = printed(text).splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(lines) == " ".join(text.split())
    for line, following in itertools.pairwise(lines):
        assert len(f"{line} {following.split()[0]}") > 40, "a word that would have fitted"


def test_a_line_of_exactly_the_width_is_filled() -> None:
    assert printed("a" * 19 + " " + "b" * 20 + " c") == "a" * 19 + " " + "b" * 20 + "\nc\n"


def test_wide_characters_count_two_cells() -> None:
    assert printed("漢字漢字漢字漢字漢字 " * 2 + "x", 21) == "漢字漢字漢字漢字漢字\n" * 2 + "x\n"
    lines = printed("漢" * 47, 21).splitlines()
    assert [get_cwidth(line) for line in lines] == [20, 20, 20, 20, 14]


def test_combining_marks_count_no_cell_and_stay_with_their_letter() -> None:
    word = "e\u0301" * 20
    assert printed(f"{word} {word}", 41) == f"{word} {word}\n"
    assert printed(f"{word} {word}", 40) == f"{word}\n{word}\n"
    assert printed("e\u0301" * 45, 40) == "e\u0301" * 40 + "\n" + "e\u0301" * 5 + "\n"


def test_a_word_longer_than_the_line_goes_on_in_the_next() -> None:
    assert printed("so " + "w" * 95 + " on") == "so\n" + "w" * 40 + "\n" + "w" * 40 + "\n" + (
        "w" * 15 + " on\n"
    )


def test_the_margin_stands_before_each_line_and_takes_its_room() -> None:
    margin = "\x1b[35m| \x1b[0m"
    lines = printed("one two three four five six\n\nseven", 14, margin, 2).splitlines()
    assert [line.removeprefix(margin) for line in lines] == [
        "one two", "three four", "five six", "", "seven"
    ]  # fmt: skip
    assert all(line.startswith(margin) for line in lines)


def test_a_margin_never_leaves_less_than_ten_cells() -> None:
    assert printed("abcdefghij klm", 4, "| ", 2) == "| abcdefghij\n| klm\n"


def test_line_ends_are_kept_but_for_those_at_the_head() -> None:
    assert printed("\n\none\n\n\ntwo\n") == "one\n\n\ntwo\n"


def test_blanks_at_the_head_go_and_those_of_later_lines_stay() -> None:
    assert printed("   one\n   two") == "one\n   two\n"
    assert printed("one" + " " * 60 + "two") == "one\ntwo\n"
    assert printed("one\n" + " " * 60 + "two") == "one\ntwo\n"


def test_nothing_but_blanks_prints_nothing() -> None:
    assert printed("") == ""
    assert printed(" \n  ") == ""


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("a\x00b\x08c\x7fd", "a␀b␈c␡d"),
        ("\x9b31m", "\ufffd31m"),
        ("\u202eevil\u202c", "\ufffdevil\ufffd"),
        ("\u2066x\u2069", "\ufffdx\ufffd"),
        ("[bold]x[/]", "[bold]x[/]"),
        ("naïve “æ” 漢", "naïve “æ” 漢"),
    ],
)
def test_control_characters_are_shown_and_never_obeyed(typed: str, shown: str) -> None:
    assert sanitize(typed) == shown
    assert printed(typed) == shown + "\n"


def test_pictures_of_control_characters_count_their_cells() -> None:
    lines = printed("\x1b" * 50).splitlines()
    assert lines == ["␛" * 40, "␛" * 10]


def test_no_control_character_but_the_line_end_is_ever_printed() -> None:
    everything = "".join(map(chr, range(0x100))) + "".join(map(chr, range(0x2000, 0x2070)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]",
                         printed(everything))  # fmt: skip


def test_a_word_is_printed_as_soon_as_it_is_whole() -> None:
    pieces: list[str] = []
    page = LineWrapper(pieces.append, lambda: 40)
    for character in "one two":
        page.write(character)
    assert "".join(pieces) == "one"
    page.end()
    assert "".join(pieces) == "one two\n"


def test_pieces_of_any_length_are_printed_as_their_characters_are() -> None:
    pieces: list[str] = []
    page = LineWrapper(pieces.append, lambda: 12)
    for piece in ("Nobody", " sang", ",", " it", "\n", "was so"):
        page.write(piece)
    page.end()
    assert "".join(pieces) == printed("Nobody sang, it\nwas so", 12)


def test_a_line_is_as_wide_as_the_terminal_is_when_it_is_written() -> None:
    pieces: list[str] = []
    width = 40
    page = LineWrapper(pieces.append, lambda: width)
    page.write("word " * 20)
    width = 12
    page.write("word " * 6)
    page.end()
    lines = "".join(pieces).splitlines()
    assert lines[:2] == ["word word word word word word word word"] * 2
    assert lines[-3:] == ["word word"] * 3
    assert " ".join(lines) == " ".join(["word"] * 26)


def test_the_first_line_may_have_another_mark() -> None:
    pieces: list[str] = []
    page = LineWrapper(pieces.append, lambda: 12, "  ", 2, "> ")
    page.write("one two three\n\nfour")
    page.end()
    assert "".join(pieces) == "> one two\n  three\n  \n  four\n"


def test_scripts_without_blanks_are_wrapped_between_their_characters() -> None:
    assert wrap("so 漢字漢字漢字漢字漢字", 13) == ["so 漢字漢字漢", "字漢字漢字"]
    assert wrap("漢字漢字漢字。漢字", 12) == ["漢字漢字漢", "字。漢字"]
    assert wrap("「漢字」「漢字」", 10) == ["「漢字」", "「漢字」"]


def test_signs_of_several_characters_stay_together() -> None:
    family, flag, thumb = "👩\u200d👩\u200d👧", "🇩🇪", "👍🏽"
    for sign in (family, flag, thumb, "❤\ufe0f"):
        lines = wrap(" ".join([sign] * 30), 40)
        assert set(" ".join(lines).split(" ")) == {sign}
        assert max(map(cell_width, lines)) <= 40
    for sign in (family, thumb):
        assert all(line == sign * (len(line) // len(sign)) for line in wrap(sign * 20, 40))


def test_wide_text_of_all_kinds_fits_a_narrow_terminal() -> None:
    text = "The 漢字 e\u0301te\u0301 of 🙂🙂 ภาษาไทย 한국어 한국어 ❤\ufe0f " * 20
    lines = wrap(text, 40)
    assert max(map(cell_width, lines)) <= 40
    assert "".join("".join(lines).split()) == "".join(text.split())


def gone_on(before: list[str], text: str, width: int = 20) -> list[str]:
    """The lines of a text that is printed after those passages."""
    pieces: list[str] = []
    join = find_join(before, width)
    wrapper = LineWrapper(pieces.append, lambda: width + 2, "| ", 2, "> ", join)
    wrapper.write(text)
    wrapper.end()
    return "".join(pieces).splitlines()


@pytest.mark.parametrize(
    ("before", "text", "lines"),
    [
        # a new paragraph, whoever's line ends they are
        (["It was late."], "\n\nShe left.", ["> ", "| She left."]),
        (["It was late.\n\n"], "She left.", ["> ", "| She left."]),
        (["It was late.\n"], "\nShe left.", ["> ", "| She left."]),
        (["It was late.", "\n\n"], "She left.", ["> ", "| She left."]),
        # a new line, and a sentence of the same paragraph
        (["It was late."], "\nShe left.", ["> She left."]),
        (["ANN:\n"], "She left.", ["> She left."]),
        (["ANN:\n"], "  She left.", ["> She left."]),
        (["It was late."], "\n\n  She\n  left.", ["> ", "|   She", "|   left."]),
        (["It was late."], " She left.", ["> She left."]),
        (["“It was late!”"], " She left.", ["> She left."]),
        # a sentence that goes on, and a word
        (["It was"], " late and", [">        late and"]),
        (["It was la"], "te and", [">          te and"]),
        (["It was"], " late, and nobody", [">        late, and", "| nobody"]),
        (["It was ", "late"], " and", [">             and"]),
        (["It was late, and nobody"], " sang", [">        sang"]),
        (["It was late.\n\nAnd"], " she", [">     she"]),
        # where its first word has no room
        (["It was late, and"], " nobody", ["> nobody"]),
        # nothing before it
        ([], "\n\nShe left.", ["> She left."]),
        (["", " \n"], "\nShe left.", ["> She left."]),
        ([], " She left.", ["> She left."]),
    ],
)
def test_a_text_goes_on_where_the_one_before_it_stopped(
    before: list[str], text: str, lines: list[str]
) -> None:
    assert gone_on(before, text) == lines
