"""From bytes to a clean text: what is read, what is refused, what is said."""

import builtins
import codecs
import contextlib
import signal
import sys
import textwrap
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common.errors import SourceError
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from texts.source import Cleaning

FRENCH = (
    "Le garçon était allé à l'école, où l'élève préféré du maître lisait déjà très bien. "
    "Ça va être une journée étrange, se dit-il, et il rentra chez lui.\n"
) * 20
PROSE = "The clerk walked to the river and back, and said nothing to anyone he met. " * 9
HEADER = "The Project Gutenberg EBook of The Clerk, by Ann Nobody\n\n"
START = "*** START OF THE PROJECT GUTENBERG EBOOK THE CLERK ***\n\n"
END = "\n\n*** END OF THE PROJECT GUTENBERG EBOOK THE CLERK ***\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_says_it_all(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + FRENCH.encode(encoding), declared="ascii")
    assert (decoded.text, decoded.encoding, decoded.note) == (FRENCH, encoding, None)


@pytest.mark.parametrize(
    ("label", "encoding"), [("UTF-16LE", "utf-16-le"), ("utf-16be", "utf-16-be")]
)
def test_a_label_stands_in_for_a_mark(label: str, encoding: str) -> None:
    decoded = decode(FRENCH.encode(encoding), declared=label)
    assert (decoded.text, decoded.encoding, decoded.note) == (FRENCH, encoding, None)
    with pytest.raises(SourceError, match="binary"):
        decode(bytes(range(256)) * 2, declared=label)


def test_a_mark_before_something_else_is_an_error() -> None:
    with pytest.raises(SourceError, match="damaged at byte 4"):
        decode(codecs.BOM_UTF8 + b"good\xff")


def test_valid_utf8_wins_over_a_wrong_label() -> None:
    decoded = decode(FRENCH.encode(), declared="iso-8859-1")
    assert (decoded.text, decoded.encoding, decoded.note) == (FRENCH, "utf-8", None)


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin-1", "us-ascii", '"latin1"'])
def test_latin_1_on_the_web_is_windows_1252(label: str) -> None:
    decoded = decode("“Café”".encode("cp1252"), declared=label)
    assert (decoded.text, decoded.encoding) == ("“Café”", "windows-1252")
    assert decoded.note is None


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("koi8-r", "koi8-r", "Река была холодна."),
        ("gb2312", "gb18030", "河水很冷。𠀀"),
        ("Shift_JIS", "cp932", "川は冷たかった。①"),
        ("tis-620", "cp874", "น้ำเย็น"),
    ],
)
def test_another_declared_charset_is_believed(label: str, encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), label).text == text


@pytest.mark.parametrize(
    "label",
    ["utf-8", "nonsense", "hex", "unicode_escape", "utf-7", "x-user-defined", "a\0b", ""],
)
def test_a_wrong_label_is_passed_over_and_said(label: str) -> None:
    decoded = decode(FRENCH.encode("cp1252"), declared=label)
    assert decoded.text == FRENCH
    assert decoded.note is not None
    assert "but it is not" in decoded.note
    assert "guessed as cp1252" in decoded.note


def test_the_charset_in_a_gutenberg_header_is_believed_before_a_guess() -> None:
    text = HEADER + "Character set encoding: KOI8-R\n\nРека.\n"
    decoded = decode(text.encode("koi8-r"))
    assert (decoded.text, decoded.encoding, decoded.note) == (text, "koi8-r", None)
    text = HEADER + "Character set encoding: ISO Latin-1\n\n" + FRENCH
    decoded = decode(text.encode("cp1252"))
    assert (decoded.text, decoded.encoding, decoded.note) == (text, "windows-1252", None)


def test_a_guess_is_named() -> None:
    decoded = decode(FRENCH.encode("cp1252"))
    assert decoded.text == FRENCH
    assert decoded.note is not None
    assert "cp1252" in decoded.note


def test_japanese_in_seven_bits_is_not_taken_for_english() -> None:
    text = "川は冷たかった。" * 30
    assert decode(text.encode("iso-2022-jp"), "iso-2022-jp").text == text


def test_damaged_utf8_is_not_read_as_something_else() -> None:
    with pytest.raises(SourceError, match="damaged"):
        decode(FRENCH.encode() + b"\xc3", declared="iso-8859-1")


def test_without_the_detector_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **named: Any) -> Any:
        if name == "charset_normalizer":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.delitem(sys.modules, "charset_normalizer", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(SourceError) as caught:
        decode(FRENCH.encode("cp1252"))
    assert "not UTF-8" in caught.value.what
    assert "pastiche[train]" in caught.value.todo


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"PK\x03\x04rest", "zip"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"\x1f\x8brest", "gzip"),
        (b"\x89PNG rest", "PNG"),
        (b"\xff\xd8\xff rest", "JPEG"),
        (b"GIF89a rest", "GIF"),
        (b"{\\rtf1 rest", "RTF"),
        (b"plain, but\x00not", "binary"),
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
    ],
)
def test_what_is_no_text_is_refused_by_name(raw: bytes, kind: str) -> None:
    with pytest.raises(SourceError, match=kind):
        decode(raw)


def test_the_escape_sequences_of_a_terminal_are_left_out() -> None:
    plain = decode(b"\x1b]0;log\x07The \x1b[1;31mlamp\x1b[0m was [blue].\n")
    assert plain.text == "The lamp was [blue].\n"
    assert plain.note == "3 escape sequences of a terminal were left out."


def test_a_text_about_html_is_a_text() -> None:
    assert decode(b"He wrote <html> on the wall.").text == "He wrote <html> on the wall."


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    text = "A text: " + text
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\r\nb\rc\u2028d\u0085e\u2029f\n", "a\nb\nc\nd\ne\nf\n"),
        ("e\u0301te\u0301", "été"),
        ("a\x00b\x07c\x1b\x7fd\x9f", "abcd"),
        ("\ufeffso\u00adft", "soft"),
        ("a\tb", "a\tb"),
        ("\n \n\n  a\n\n\n\nb \n \n\n", "  a\n\n\n\nb \n"),
        ("no newline at its end", "no newline at its end"),
        ("\n\n", ""),
    ],
    ids=[
        "line ends",
        "NFC",
        "controls",
        "invisible",
        "tabs",
        "outer blanks",
        "no newline",
        "nothing",
    ],
)
def test_normalising(given_text: str, cleaned: str) -> None:
    assert clean(given_text).text == cleaned


def test_a_wrapped_book_of_gutenberg_comes_out_clean() -> None:
    paragraphs = [textwrap.fill(PROSE.strip(), 72)] * 5
    raw = HEADER + START + "\n\n".join(paragraphs) + END
    cleaned = clean(raw.replace("\n", "\r\n"))
    assert cleaned.text == "\n\n".join([PROSE.strip()] * 5) + "\n"
    assert cleaned.is_gutenberg
    assert (cleaned.title, cleaned.author) == ("The Clerk", "Ann Nobody")
    assert len(cleaned.notes) == 2


def test_each_step_can_be_left_out() -> None:
    raw = HEADER + START + "\n\n".join([textwrap.fill(PROSE.strip(), 72)] * 5) + "\n"
    cleaned = clean(raw, Cleaning(gutenberg=False, unwrap="no"))
    assert cleaned.text == raw
    assert (cleaned.notes, cleaned.is_gutenberg) == ((), False)
    assert cleaned.title is None


def test_unwrapping_can_be_asked_for() -> None:
    verse = "The river runs,\nThe clerk is gone.\n\n" * 60
    raw = verse + textwrap.fill(PROSE.strip(), 72) + "\n"
    assert clean(raw).text == raw
    assert clean(raw, Cleaning(unwrap="yes")).text == verse + PROSE.strip() + "\n"


BODY = "\n\n".join([PROSE.strip()] * 5) + "\n"
CENTRED = f"          THE LAMP\n\n    verse\n\n{BODY}\n\t\t\t\t\t\t\t\t\tYours,\n"


def test_the_margins_of_a_book_of_gutenberg_are_taken_off_where_that_is_asked() -> None:
    raw = HEADER + START + CENTRED + END
    cleaned = clean(raw, Cleaning(margins=True)).text
    assert cleaned == f"THE LAMP\n\n    verse\n\n{BODY}\nYours,\n"
    assert clean(cleaned, Cleaning(margins=True)).text == cleaned
    assert clean(raw).text == CENTRED


def test_another_text_keeps_its_margins() -> None:
    assert clean(CENTRED, Cleaning(margins=True)).text == CENTRED


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("It rained.  The clerk slept.", "It rained. The clerk slept."),
        ("“Is it late?”  No one knew!  No.", "“Is it late?” No one knew! No."),
        ("Late  it was.   Three spaces stay,  and these.", None),
        ("A line that ends so.  \nAnother.", None),
    ],
)
def test_one_space_follows_a_sentence_where_that_is_asked(typed: str, set_: str | None) -> None:
    spacing = Cleaning(spacing=True)
    assert clean(typed, spacing).text == (set_ or typed)
    assert clean(clean(typed, spacing).text, spacing).text == (set_ or typed)
    assert clean(typed).text == typed


def test_a_refused_strip_is_said() -> None:
    cleaned = clean(PROSE * 9 + "\n\n" + START + PROSE + END)
    assert not cleaned.is_gutenberg
    assert any("Warning" in note for note in cleaned.notes)


# Pieces that mean something to the cleaning, in any order, among words.
PIECES = st.sampled_from(
    [
        HEADER,
        START,
        END,
        "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*END*\n",
        "End of Project Gutenberg's The Clerk\n",
        "Produced by A Volunteer\n\n",
        "Title: The Clerk\n",
        "<<THIS ELECTRONIC VERSION OF THE WORKS>>",
        "[Transcriber's note: none]\n\n",
        "NOTE:\n\n",
        textwrap.fill(PROSE, 72),
        textwrap.fill(PROSE, 44),
        "CLERK.\n",
        "    indented\n",
        "--",
        "\n",
        "\n\n",
        "\r",
        "\x00",
        "\u2028",
        "e\u0301",
        " ",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=30))
def test_cleaning_a_clean_text_changes_nothing(pieces: list[str]) -> None:
    cleaned = clean("".join(pieces))
    # what is kept with a warning that it is no book is not clean
    assume(not any("would leave less than half" in note for note in cleaned.notes))
    assert clean(cleaned.text).text == cleaned.text


@contextlib.contextmanager
def work_limit(seconds: int) -> Iterator[None]:
    """Fails once the process has worked for so long itself, however busy the machine is."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"no end after {seconds} seconds of work")

    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)


@pytest.mark.parametrize(
    "trap",
    [
        "<<this electronic version of * content note *** START OF project gutenberg\n" * 3_000,
        "Project Gutenberg\nTitle: a\n" + " " * 30_000 + ("\n" + " " * 300) * 100 + "b",
        "The Project Gutenberg Etext of " + "a by " * 20_000,
        "[Transcriber's note " * 10_000,
    ],
    ids=["blocks", "spaces", "heading", "note"],
)
def test_no_pattern_gets_slow(trap: str) -> None:
    # Where a pattern tries every split of a long run, these take minutes of work, not a moment.
    with work_limit(60):
        clean(trap)
