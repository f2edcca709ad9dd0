"""Gutenberg's header and footer, in every form, around books made up for the purpose."""

import pytest

from texts.cleaning import gutenberg

BOOK = "\n\n".join(
    ["THE CLERK", "CHAPTER I"]
    + [
        f"On day {day} the clerk walked to the river and back, and said nothing."
        for day in range(90)
    ]
    + ["THE END"]
)
LICENCE = "Section 1 of a licence. Project Gutenberg is a trade mark of Project Gutenberg.\n" * 40
TOP = (
    "The Project Gutenberg EBook of The Clerk, by Ann Nobody\n\n"
    "This eBook is for the use of anyone.\n\n"
)
FIELDS = "Title: The Clerk\n\nAuthor: Ann Nobody\n\nLanguage: English\n\n"
START = "*** START OF THIS PROJECT GUTENBERG EBOOK THE CLERK ***\n\n"
END = "\n\n*** END OF THIS PROJECT GUTENBERG EBOOK THE CLERK ***\n\n"


def stripped(text: str) -> str:
    return gutenberg.extract_book(text).text.strip()


@pytest.mark.parametrize(
    "start",
    [
        "*** START OF THE PROJECT GUTENBERG EBOOK THE CLERK ***",
        "*** START OF THIS PROJECT GUTENBERG EBOOK THE CLERK ***",
        "***START OF THE PROJECT GUTENBERG EBOOK THE CLERK***",
        "*** START OF THE PROJECT GUTENBERG EBOOK, THE CLERK ***",
        "***START OF THE PROJECT GUTENBERG EBOOK THE CLERK, OR A WALK BY THE\nRIVER***",
        "*** START OF THIS PROJECT GUTENBERG EBOOK THE CLERK, AND\nTHE RIVER, AND\nTHE TOWN ***",
        "*** START OF THIS PROJECT GUTENBERG EBOOK THE CLERK AND THE RIVER\n***",
        "*** START OF THE PROJECT GUTENBERG ETEXT THE CLERK ***",
        "*** Start of this Project Gutenberg Ebook The Clerk ***",
        "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*",
        "*END THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.03.17.02*END*",
        "*END*THE SMALL PRINT! FOR COPYRIGHT PROTECTED ETEXTS*END*",
    ],
)
def test_everything_down_to_the_start_goes(start: str) -> None:
    assert stripped(f"{TOP}{FIELDS}{start}\n\n\n{BOOK}{END}{LICENCE}") == BOOK


@pytest.mark.parametrize(
    "end",
    [
        "*** END OF THE PROJECT GUTENBERG EBOOK THE CLERK ***",
        "*** END OF THIS PROJECT GUTENBERG EBOOK THE CLERK ***",
        "***END OF THE PROJECT GUTENBERG EBOOK THE CLERK***",
        "***END OF THE PROJECT GUTENBERG EBOOK THE CLERK, OR A WALK BY THE\nRIVER***",
        "End of the Project Gutenberg EBook of The Clerk, by Ann Nobody",
        "End of The Project Gutenberg Etext of The Clerk, by Ann Nobody",
        "End of this Project Gutenberg Etext of The Clerk, by Ann Nobody",
        "End of Project Gutenberg's The Clerk, by Ann Nobody",
        "End of Project Gutenberg’s The Clerk, by Ann Nobody",
        "End of Project Gutenberg Etext The Clerk",
        "End of the Project Gutenberg EBook of The Clerk\n\n\n" + END,
        "***** This file should be named 123.txt or 123.zip *****",
        "*** START: FULL LICENSE ***\n\nTHE FULL PROJECT GUTENBERG LICENSE",
        "Ende dieses Projekt Gutenberg Etextes Der Schreiber",
    ],
)
def test_everything_from_the_end_goes(end: str) -> None:
    assert stripped(f"{TOP}{FIELDS}{START}{BOOK}\n\n\n{end}\n\n{LICENCE}") == BOOK


def test_a_small_print_below_the_book_opens_no_book() -> None:
    small = "\n\n*END THE SMALL PRINT! FOR PUBLIC DOMAIN EBOOKS*Ver.02/11/02*END*\n\n"
    assert stripped(TOP + START + BOOK + END + LICENCE + small) == BOOK


def test_a_footer_may_be_missing() -> None:
    assert stripped(TOP + FIELDS + START + BOOK) == BOOK


def test_a_header_may_have_no_start() -> None:
    assert stripped(TOP + FIELDS + BOOK + END + LICENCE) == BOOK
    assert stripped(TOP + FIELDS + BOOK) == BOOK


def test_a_start_said_twice_counts_once() -> None:
    assert stripped(TOP + START + FIELDS + START + BOOK + END) == BOOK


def test_the_licence_may_be_longer_than_the_book() -> None:
    assert stripped(TOP + START + BOOK[:900] + END + LICENCE * 3) == BOOK[:900].strip()


@pytest.mark.parametrize(
    "credits",
    [
        "Produced by A Volunteer and the Online\nDistributed Proofreading Team",
        "E-text prepared by A Volunteer",
        "This etext was prepared by the Team,\na team of about nine Project Gutenberg volunteers.",
        "This eBook was produced by A Volunteer.",
        "This ebook was transcribed by A Volunteer.",
        "Transcribed from the 1901 edition by A Volunteer, email\nnobody@example.org",
        "Text file produced by A Volunteer\n\nHTML file produced by Another",
        "Produced by A Volunteer.  HTML version by Another.",
        "An Anonymous Volunteer",
        "Produced by A Volunteer (This\nfile was produced from images generously made available.)",
        "[Transcriber's note: Italics are between underscores.]",
        "Produced by A\n\n\n[Transcriber's Note:\n\nSpelling is kept.\n\nSo are [brackets].]",
        "Transcriber's Note: spelling is as printed.",
        "+------------+\n| Transcriber's Note:  |\n| Spelling is kept.    |\n+------------+",
        "NOTE:\n\nThis edition is not in the normal Project Gutenberg form of an etext.",
        "********\nTHERE IS AN IMPROVED EDITION OF THIS TITLE WHICH MAY BE VIEWED\n********",
    ],
)
def test_who_made_the_file_goes(credits: str) -> None:
    assert stripped(TOP + START + credits + "\n\n\n\n" + BOOK + END + LICENCE) == BOOK


def test_a_note_on_the_file_goes_from_after_the_title() -> None:
    note = "[Project Gutenberg Editor's Note: another file was scanned elsewhere.]\n\n"
    assert stripped(TOP + START + "THE CLERK\n\n" + note + BOOK + END) == "THE CLERK\n\n" + BOOK


@pytest.mark.parametrize(
    "opening",
    [
        "Transcriber's Note\n\nThis paragraph may be the author's.",
        "[Transcriber's note: a bracket that never closes\n\n",
        "The eBook of Hours was produced in the cellar.",
        "Language was made by poets.",
    ],
)
def test_what_may_be_the_book_stays(opening: str) -> None:
    assert stripped(TOP + START + opening + "\n\n" + BOOK + END).startswith(opening.strip())


def test_blocks_inside_the_book_go() -> None:
    block = (
        "<<THIS ELECTRONIC VERSION OF THE COMPLETE WORKS OF NOBODY IS PROVIDED BY\n"
        "PROJECT GUTENBERG ETEXT WITH PERMISSION.>>"
    )
    text = f"{BOOK}\n\n{block}\n\n\n\n{BOOK}\n\n{block}\n\n{BOOK}"
    assert stripped(text) == "\n\n".join([BOOK] * 3)


def test_a_content_note_below_the_book_goes() -> None:
    note = "* CONTENT NOTE (2017) *\n\nFor Project Gutenberg.\n\n* END CONTENT NOTE *"
    assert stripped(TOP + START + BOOK + "\n\n" + note + END) == BOOK


def test_books_joined_into_one_file_all_stay() -> None:
    one = TOP + FIELDS + START + BOOK + END + LICENCE
    assert stripped(one * 3) == "\n\n\n".join([BOOK] * 3)


def test_books_joined_without_footers_all_stay() -> None:
    one = TOP + FIELDS + START + BOOK + "\n\n"
    assert stripped(one * 3) == "\n\n\n".join([BOOK] * 3)


@pytest.mark.parametrize(
    "mention",
    [
        "He read of it at Project Gutenberg, in an ebook.",
        "Project Gutenberg's founder was a clerk too.",
        "It was the end of Project Gutenberg as he had known it.",
        "And the words *** START OF THE PROJECT GUTENBERG EBOOK *** were on the wall.",
    ],
)
def test_a_book_may_speak_of_gutenberg(mention: str) -> None:
    text = f"{BOOK}\n\n{mention}\n\n{BOOK}\n"
    assert gutenberg.extract_book(text) == gutenberg.Book(text, had_marks=False)
    assert mention in stripped(TOP + START + text + END)


def test_a_book_may_begin_with_gutenberg() -> None:
    text = f"Project Gutenberg's founder was a clerk too.\n\n{BOOK}\n"
    assert gutenberg.extract_book(text) == gutenberg.Book(text, had_marks=False)


def test_a_line_like_an_end_before_much_more_book_is_no_end() -> None:
    text = f"{BOOK}\n\nEnd of Project Gutenberg's day.\n\n{BOOK * 8}"
    assert stripped(TOP + START + text + END) == text


def test_a_text_without_marks_is_returned_as_it_is() -> None:
    assert gutenberg.extract_book(BOOK) == gutenberg.Book(BOOK, had_marks=False)


def test_cutting_more_than_half_is_refused() -> None:
    text = BOOK * 3 + "\n\n" + START + BOOK + END
    result = gutenberg.extract_book(text)
    assert result.text == text
    assert not result.had_marks
    assert result.warning is not None


def test_marks_around_nothing_are_refused() -> None:
    result = gutenberg.extract_book(TOP + START + END + LICENCE)
    assert result.warning is not None


@pytest.mark.parametrize(
    ("header", "title", "author"),
    [
        (TOP + FIELDS, "The Clerk", "Ann Nobody"),
        (TOP, "The Clerk", "Ann Nobody"),
        ("Project Gutenberg's The Clerk, by Ann Nobody\n\n", "The Clerk", "Ann Nobody"),
        ("The Project Gutenberg eBook, The Clerk, by Ann\nNobody\n\n", "The Clerk", "Ann Nobody"),
        ("***The Project Gutenberg Etext of The Clerk by A. N.***\n\n", "The Clerk", "A. N."),
        (
            "Title: The Clerk\n       Or, a Walk\n\nAuthor: A. N.\n\n",
            "The Clerk Or, a Walk",
            "A. N.",
        ),
        ("Title: The Clerk\nRelease Date: 1999\n\n", "The Clerk", None),
        ("", None, None),
    ],
)
def test_title_and_author_come_from_the_header(
    header: str, title: str | None, author: str | None
) -> None:
    result = gutenberg.extract_book(header + START + BOOK + END)
    assert (result.title, result.author, result.had_marks) == (title, author, True)
