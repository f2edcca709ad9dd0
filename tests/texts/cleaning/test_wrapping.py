"""Unwrapping: prose loses the line ends of its typist, everything else keeps its own."""

import textwrap

import pytest

from texts.cleaning import wrapping
from texts.cleaning.line_breaks import width

SENTENCE = (
    "the clerk walked along the river and thought of nothing in particular, for the day was warm "
    "and the office far away, and nobody in the whole town was waiting for him until the evening "
)
PROSE = (SENTENCE * 3).strip().capitalize() + "."
OTHER = "Nobody had told him otherwise; " + SENTENCE * 2 + "and so he went on."
VERSE = "\n".join(
    [
        "The river runs, the clerk is gone,",
        "And nobody has seen him pass;",
        "The lamps are out, the night is long,",
        "And all the fields are wet with grass.",
    ]
)


def wrap(paragraph: str, width: int = 72) -> str:
    return textwrap.fill(paragraph, width, break_on_hyphens=False)


def book(*paragraphs: str, width: int = 72) -> str:
    return "\n\n".join([*(wrap(PROSE, width) for _ in range(4)), *paragraphs]) + "\n"


def unwrapped(text: str) -> str:
    return wrapping.unwrap(text)[0]


@pytest.mark.parametrize("width", [45, 55, 65, 72, 78, 95])
def test_prose_wrapped_at_any_width_comes_back_whole(width: int) -> None:
    text = f"{wrap(PROSE, width)}\n\n{wrap(OTHER, width)}\n"
    assert wrapping.unwrap(text) == (f"{PROSE}\n\n{OTHER}\n", True)


def test_a_first_line_may_be_indented() -> None:
    assert unwrapped(book("   " + wrap(OTHER))).split("\n\n")[4] == f"   {OTHER}\n"


def test_one_space_before_a_line_is_not_an_indentation() -> None:
    first, rest = wrap(OTHER).split("\n", 1)
    assert unwrapped(book(f"{first}\n {rest}")).endswith(f"{OTHER}\n")


@pytest.mark.parametrize("blank_lines", [1, 2, 5])
def test_gaps_between_paragraphs_keep_their_size(blank_lines: int) -> None:
    gap = "\n" * (blank_lines + 1)
    text = gap.join([wrap(PROSE), wrap(OTHER)])
    assert unwrapped(text) == gap.join([PROSE, OTHER])


@pytest.mark.parametrize(
    "inset",
    [
        VERSE,
        textwrap.indent(VERSE, "     "),
        textwrap.indent(wrap(OTHER, 60), "    "),
        "CHAPTER II\nIN WHICH HE IS LATE",
        " I. The River\n II. The Office\n III. The Evening",
        "Bread          3\nButter         4\nCheese        12",
        "Your faithful servant,\nA. CLERK.",
    ],
    ids=["verse", "indented verse", "indented prose", "heading", "contents", "table", "signature"],
)
def test_what_is_not_prose_keeps_its_lines_in_a_book_of_prose(inset: str) -> None:
    assert unwrapped(book(inset)) == book(inset).replace(wrap(PROSE), PROSE)


def test_the_name_of_a_speaker_stays_on_its_own_line() -> None:
    assert unwrapped(book("THE CLERK.\n" + wrap(OTHER))).endswith(f"THE CLERK.\n{OTHER}\n")


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("word--", "word", "word--word"),
        ("word—", "word", "word—word"),
        ("well-", "known", "well-known"),
        ("1914–", "1918", "1914–1918"),
        ("word --", "word", "word -- word"),
        ("word —", "word", "word — word"),
        ("word", "--word", "word--word"),
        ("word", "-- word", "word -- word"),
        ("word  ", "word", "word word"),
        ("word", "word", "word word"),
    ],
)
def test_how_two_lines_meet(before: str, after: str, joined: str) -> None:
    start = "He said that it was late, and that the river was cold again, so the "
    first = start[: 70 - len(before)].ljust(70 - len(before), "x") + before
    second = after + " and so on until the end of it all was reached by everyone in"
    text = book(f"{first}\n{second} the town.\nAgain.")
    assert joined in unwrapped(text)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join([VERSE] * 12) + "\n",
        "\n\n".join(f"Clerk:\nIt is {word}.\nGo home." for word in ("late", "cold", "far") * 5)
        + "\n",
        "\n\n".join([PROSE, OTHER, PROSE]) + "\n",
        "one\ntwo\nthree\n",
        "",
    ],
    ids=["verse", "play", "never wrapped", "list", "empty"],
)
def test_a_text_that_is_not_wrapped_passes_unchanged(text: str) -> None:
    assert not wrapping.is_wrapped(text)
    assert wrapping.unwrap(text) == (text, False)


def test_verse_of_even_length_is_still_verse() -> None:
    line = "And every line of this is quite the same in length"
    text = "\n".join([line] * 40)
    assert wrapping.unwrap(text) == (text, False)


def test_no_leaves_wrapped_prose_alone() -> None:
    assert wrapping.unwrap(book(), "no") == (book(), False)


def test_yes_joins_the_prose_of_a_book_that_is_mostly_verse() -> None:
    text = "\n\n".join([VERSE] * 20 + [wrap(OTHER)])
    assert wrapping.unwrap(text) == (text, False)
    assert wrapping.unwrap(text, "yes")[0].endswith(VERSE + "\n\n" + OTHER)


def test_width_is_where_the_typist_stopped() -> None:
    assert width("") == 0
    assert 70 <= width(book()) <= 72


def test_unwrapping_twice_changes_nothing_more() -> None:
    once = unwrapped(book(VERSE, wrap(OTHER), "THE CLERK.\n" + wrap(OTHER)))
    assert wrapping.unwrap(once) == (once, False)
