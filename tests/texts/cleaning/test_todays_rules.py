"""The rules of today: what no author wrote is cut and listed, damaged characters are mended."""

import textwrap
from collections.abc import Callable
from itertools import cycle, islice

import pytest

from common.errors import SourceError
from texts.cleaning.cleaner import CleanText, clean
from texts.cleaning.decoding import decode
from texts.source import NEW_CLEANING, Cleaning

SENTENCES = (
    "The baker shut his window early, for the harvest wagons raised a great dust.",
    "Nobody in Ostrow had seen the comet, although everybody spoke of little else.",
    "Her sister wrote from the coast that the herring had not come this year.",
    "When the schoolmaster laughed, which was seldom, the children looked at the floor.",
    "There were seven steps down to the cellar, and the fourth of them was loose.",
    "He sold the clock, and then he sold the nail on which the clock had hung.",
    "Rain fell on the market until the cabbages floated between the stalls.",
)
FRENCH = (
    "Le boulanger ferma sa fenêtre très tôt, car la poussière entrait déjà.",
    "Personne au village n'avait vu la comète, bien que chacun en parlât.",
    "L'été s'achevait, et l'on rentrait le blé sous un ciel doré.",
)
GERMAN = (
    "Der Bäcker schloß früh sein Fenster, weil die Wagen viel Staub aufwühlten.",
    "Niemand im Dorf hatte den Kometen gesehen, obwohl alle über ihn redeten.",
    "Die Glocke läutete spät, und die Mühle stand schon seit Tagen still.",
)
TOP = "The Project Gutenberg {kind} of The Comet, by Ann Nobody\n\n"
FIELDS = "Title: The Comet\n\nAuthor: Ann Nobody\n\nRelease Date: May, 2003\n\n"
START = "*** START OF THE PROJECT GUTENBERG EBOOK THE COMET ***\n\n\n"
END = "\n\n\n*** END OF THE PROJECT GUTENBERG EBOOK THE COMET ***\n"


def paragraphs(count: int, sentences: tuple[str, ...] = SENTENCES) -> list[str]:
    """Some paragraphs of four to six sentences, no two of them alike."""
    source = cycle(sentences)
    return [" ".join(islice(source, 4 + number % 3)) for number in range(count)]


def wrap(texts: list[str], width: int = 70, gap: str = "\n\n") -> str:
    return gap.join(textwrap.fill(text, width, break_on_hyphens=False) for text in texts)


PROSE = paragraphs(14)
WHOLE = "\n\n".join(PROSE) + "\n"
WRAPPED = wrap(PROSE) + "\n"


def cleaned(text: str, *keep: str) -> CleanText:
    return clean(text, Cleaning(margins=True, spacing=True, rules=2, keep=keep))


def kinds(result: CleanText) -> set[str]:
    return {cut.kind for cut in result.record.cuts}


# Ends --------------------------------------------------------------------------------------------


def test_a_files_name_in_a_header_ends_no_book() -> None:
    header = (
        TOP.format(kind="Etext") + "#3 in our series by Ann Nobody\n\n" + FIELDS + "Edition: 10\n\n"
        "*******This file should be named comet10.txt or comet10.zip*******\n\n"
        "Corrected EDITIONS of our etexts get a new NUMBER, comet11.txt\n\n\n"
    )
    end = "\n\nEnd of the Project Gutenberg Etext of The Comet, by Ann Nobody\n"
    result = cleaned(header + WRAPPED + end)
    assert result.text == WHOLE
    assert result.record.cuts[0].first == 1
    assert result.record.cuts[-1].last == (header + WRAPPED + end).count("\n")


@pytest.mark.parametrize(
    ("sentences", "note", "end"),
    [
        (FRENCH, "Ce livre électronique a été numérisé.", "Fin de cet Etexte La Comète, par A. N."),
        (GERMAN, "Von Freiwilligen erfaßt, http://example.org.", "Ende dieses Etextes Der Komet"),
        (GERMAN, "", "Ende dieses Projekt Gutenberg EBooks Der Komet"),
        (FRENCH, "", "Fin du document La Comète"),
    ],
)
def test_foreign_ends_go(sentences: tuple[str, ...], note: str, end: str) -> None:
    book = paragraphs(14, sentences)
    text = f"{TOP.format(kind='EBook')}{FIELDS}{START}{note}\n\n\n\n{wrap(book, 52)}\n\n\n{end}.\n"
    assert cleaned(text).text == "\n\n".join(book) + "\n"


def test_notes_on_the_file_go_at_both_ends() -> None:
    top = (
        "E-text prepared by nobody in particular\n\n\n\n"
        "Note: Project Gutenberg also has an HTML version of this\n      file.\n\n\n"
        "      Images of the original pages are available through\n      an archive.\n\n\n"
        "Transcriber's note:\n\n      Italics are between underscores.\n\n"
        "      A list of corrections is at the end.\n\n\n\n\n\nTHE COMET\n\n"
    )
    notes = "\n\n\n   *   *   *\n\n\nTranscriber's note:\n\n   p. 3, 'teh' changed to 'the'\n"
    result = cleaned(TOP.format(kind="eBook") + FIELDS + START + top + WRAPPED + notes + END)
    assert result.text == "THE COMET\n\n" + WHOLE
    assert {"credits", "notes"} <= kinds(result)


def test_a_note_whose_end_is_unclear_is_a_doubt() -> None:
    text = f"{TOP.format(kind='eBook')}{START}Transcriber's Note\n\n{WRAPPED}{END}"
    result = cleaned(text)
    assert result.text == "Transcriber's Note\n\n" + WHOLE
    assert [doubt.first for doubt in result.record.doubts] == [6]


def test_a_small_print_that_is_never_closed_goes() -> None:
    header = (
        TOP.format(kind="Etext") + FIELDS + "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN"
        " ETEXTS**START***\n\nWhy is this here?  You know: lawyers.\n\n"
        "By reading this etext you agree to all of it.\n\n\n\n"
    )
    end = "\n\nEnd of Project Gutenberg Etext The Comet\n"
    assert cleaned(header + "THE COMET\n\n" + WRAPPED + end).text == "THE COMET\n\n" + WHOLE


def test_an_older_card_cleans_as_it_did() -> None:
    text = f"[Illustration: A comet]\n\n{WRAPPED}\n[Illustration: Another]\n"
    assert "Illustration" in clean(text, Cleaning(margins=True, spacing=True)).text
    assert clean(text, Cleaning()).record.cuts == ()
    assert "Illustration" not in clean(text, NEW_CLEANING).text


# Verse and stretches -----------------------------------------------------------------------------

SMALL_VERSE = "\n".join(
    [
        "and all the barley bent toward the door, my dear",
        "the cellar kept its silence and its salt for us",
        "somebody sang of comets on the stair",
        "no herring came, nor any ship that year at all",
        "the baker counted wagons in the dust and slept",
        "and seven steps went down into the dark, my dear",
    ]
)


def test_verse_that_begins_small_keeps_its_lines_within_wrapped_prose() -> None:
    parts = []
    for paragraph in paragraphs(12):
        parts += [textwrap.fill(paragraph, 54), SMALL_VERSE]
    result = cleaned("\n\n".join(parts) + "\n").text
    assert result.count(SMALL_VERSE) == 12
    assert PROSE[0] in result


def test_a_book_of_verse_that_begins_small_is_left_alone() -> None:
    text = "\n\n".join([SMALL_VERSE] * 20) + "\n"
    assert cleaned(text).text == text


def test_prose_is_unwrapped_beside_a_longer_list_that_is_not() -> None:
    names = "\n".join(f"Item {number} of the sale" for number in range(900))
    result = cleaned(f"{WRAPPED}\n\n{names}\n").text
    assert result == f"{WHOLE}\n\n{names}\n"


# Scans -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["-", "¬", "\u00ad"])
def test_words_cut_at_line_ends_become_whole(mark: str) -> None:
    lines = textwrap.fill(" ".join(PROSE), 56, break_on_hyphens=False).split("\n")
    for number in range(3, len(lines) - 1, 5):
        first, _, rest = lines[number + 1].partition(" ")
        if first.isalpha() and first.islower() and len(first) > 5:
            lines[number] += f" {first[:3]}{mark}"
            lines[number + 1] = f"{first[3:]} {rest}"
    text = "\n".join(lines) + "\n"
    assert mark + "\n" in text
    assert cleaned(text).text == " ".join(PROSE) + "\n"


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    text = wrap(["A well-known man came, a well-", *PROSE]).replace(
        "a well-\n\n", "a well-\nknown\n"
    )
    assert "wellknown" not in cleaned(text).text


def test_running_heads_and_page_numbers_go_and_sentences_go_on() -> None:
    lines = textwrap.fill(" ".join(PROSE), 56).split("\n")
    pages = [lines[start : start + 9] for start in range(0, len(lines), 9)]
    text = "\n\n".join(
        "\n".join([f"THE COMET                 {number}", "", *page])
        for number, page in enumerate(pages, 11)
    )
    result = cleaned(text)
    assert "COMET" not in result.text
    assert result.text.replace("\n", " ").split() == " ".join(PROSE).split()
    assert any("scan" in note for note in result.notes)
    assert cleaned(text, "pages").text.count("THE COMET") == len(pages)


def test_numbers_of_aphorisms_stay() -> None:
    text = "\n\n".join(f"{number}\n\n{text}" for number, text in enumerate(PROSE, 1)) + "\n"
    assert cleaned(text).text == text


def test_a_form_feed_ends_a_line() -> None:
    text = wrap(PROSE[:7]) + "\f" + wrap(PROSE[7:])
    assert cleaned(text).text == WHOLE.strip()


# Line ends and signs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\r\n"),
        lambda text: text.replace("\n", "\n\r"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\n\n").replace("\n\n\n\n", "\n\n\n\n\n\n"),
        lambda text: text.replace("\n\n", "\u2029").replace("\n", "\u2028"),
        lambda text: text.replace("\n", "\r\n") + "\x1a",
    ],
    ids=["cr cr lf", "lf cr", "cr", "double spaced", "separators", "ctrl-z"],
)
def test_line_ends_of_any_kind_give_the_plain_files_text(change: Callable[[str], str]) -> None:
    assert cleaned(change(WRAPPED)).text.strip() == WHOLE.strip()


def test_a_vertical_tab_ends_a_line() -> None:
    text = SMALL_VERSE.replace("\n", "\v")
    assert cleaned(f"{text}\n{text}\n").text == f"{SMALL_VERSE}\n{SMALL_VERSE}\n"


def test_paragraphs_of_one_line_are_not_taken_for_double_spacing() -> None:
    text = "\n\n".join(f"{line}." for line in SMALL_VERSE.split("\n") * 4) + "\n"
    assert cleaned(text).text == text


@pytest.mark.parametrize(
    ("typed", "mended", "kinds_of_mending"),
    [
        (
            "He said &quot;no&quot; &amp; left&#8212;late.",
            'He said "no" & left—late.',
            {"entities"},
        ),
        (
            "The oﬃce was ﬁne, and ſo was ſhe.",
            "The office was fine, and so was she.",
            {"ligatures"},
        ),
        ("a\u200bb\u2060c\ufeffd\u200ee", "abcde", set()),
        ("The bakerâ€™s cafÃ© was shut.", "The baker’s café was shut.", {"mojibake"}),
        ("می\u200cخواهم", "می\u200cخواهم", set()),
        ("Jones &co; and AT&T stay.", "Jones &co; and AT&T stay.", set()),
    ],
)
def test_signs_are_mended(typed: str, mended: str, kinds_of_mending: set[str]) -> None:
    result = cleaned(typed)
    assert result.text == mended
    assert {each.kind for each in result.record.mended} == kinds_of_mending
    assert cleaned(typed, *kinds_of_mending).record.mended == ()


# Scripts -----------------------------------------------------------------------------------------

CHINESE = "麦子收完以后村里的人都去看彗星，只有面包师傅早早关了窗。井边的水桶空着，谁也没有再说话。"


@pytest.mark.parametrize("width", [18, 35, 42])
def test_wrapped_chinese_is_joined_without_spaces(width: int) -> None:
    whole = [f"　　{CHINESE * (2 + number % 2)}" for number in range(12)]
    text = "\n\n".join(textwrap.fill(each, width, drop_whitespace=False) for each in whole)
    assert cleaned(text).text == "\n\n".join(whole)
    text = "\n".join(textwrap.fill(each, width, drop_whitespace=False) for each in whole)
    assert cleaned(text).text == "\n".join(whole)


@pytest.mark.parametrize("part", ["　　" + CHINESE, "คนทำขนมปังปิดหน้าต่างแต่เช้าเพราะฝุ่นมาก"])
def test_a_paragraph_a_line_stays(part: str) -> None:
    text = "\n".join(part[: len(part) - number % 7] for number in range(60)) + "\n"
    assert cleaned(text).text == text


# Encodings ---------------------------------------------------------------------------------------


def test_each_line_is_read_in_its_own_encoding() -> None:
    first, second = paragraphs(30, FRENCH), paragraphs(30, GERMAN)
    raw = "\n".join(first).encode() + b"\n" + "\n".join(second).encode("cp1252")
    decoded = decode(raw)
    assert decoded.text == "\n".join([*first, *second])
    assert decoded.note is not None
    assert "lines 31, 32" in decoded.note
    assert "cp1252" in decoded.note


def test_a_stray_byte_is_read_and_its_line_named() -> None:
    lines = [*paragraphs(8, FRENCH)]
    raw = "\n".join(lines).encode() + b"\nIt\x92s late \x97 quite late.\n"
    decoded = decode(raw)
    assert decoded.text.endswith("\nIt’s late — quite late.\n")
    assert "line 9" in (decoded.note or "")
    plain = decode(b"It\x92s late.\n" + WRAPPED.encode())
    assert plain.text == "It’s late.\n" + WRAPPED
    assert "line 1" in (plain.note or "")


def test_a_byte_of_no_encoding_is_refused_with_its_place() -> None:
    raw = "\n".join(paragraphs(8, FRENCH)).encode() + b"\nodd \x81 byte\n"
    with pytest.raises(SourceError, match="line 9"):
        decode(raw)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_needs_no_mark(encoding: str) -> None:
    decoded = decode(WRAPPED.encode(encoding))
    assert (decoded.text, decoded.encoding) == (WRAPPED, encoding)
    assert decoded.note is not None


def test_text_that_is_not_mojibake_stays() -> None:
    text = "Ça va, Zoë? “Ærlig talt,” sagde hun — 5 € × 3 – naïve façade. Łódź, Ñandú, Œuvre.\n"
    result = cleaned(text)
    assert result.text == text
    assert result.record.mended == ()


# Apparatus ---------------------------------------------------------------------------------------


def book_with_apparatus() -> str:
    contents = "\n".join(
        f"CHAPTER {number}. Of the {number}th Day ........ {number * 9}" for number in range(1, 9)
    )
    chapters = []
    for number in range(1, 9):
        body = wrap([PROSE[number], PROSE[number + 1]])
        body = body.replace(" the ", f" {{{number * 9}}} the ", 1).replace(",", f"[{number}],", 1)
        body = body.replace("Nobody", "_Nobody_")
        chapters.append(
            f"CHAPTER {number}.\n\nOf the Day.\n\n{body}\n\n[Illustration: A comet [small]]\n\n"
            f"[Pg {number * 9 + 1}]\n\n[Footnote {number}: A remark.]"
        )
    index = "\n".join(f"comet, seen by {name}, {len(name)}, 12-14" for name in SENTENCES * 30)
    index = "\n".join(
        f"{line[7:30].strip()}, 12, 14-{20 + n}" for n, line in enumerate(index.split("\n"))
    )
    middle = "\n\n\n\n".join(chapters)
    return f"THE COMET\n\nCONTENTS\n\n{contents}\n\n\n\n{middle}\n\n\nINDEX\n\n{index}\n"


def test_what_no_author_wrote_is_cut_and_listed() -> None:
    text = TOP.format(kind="eBook") + FIELDS + START + book_with_apparatus() + END
    result = cleaned(text)
    expected = "\n\n\n\n".join(
        f"CHAPTER {n}.\n\nOf the Day.\n\n{PROSE[n]}\n\n{PROSE[n + 1]}" for n in range(1, 9)
    )
    assert result.text.split("\n\n\n\n")[0].startswith("THE COMET\n\nCHAPTER 1.")
    assert result.text.split() == ["THE", "COMET", *expected.split()]
    assert all(paragraph in result.text for paragraph in PROSE[1:10])
    found = {"gutenberg", "contents", "pages", "illustrations", "footnotes", "index"}
    assert kinds(result) == found
    lines = text.split("\n")
    for cut in result.record.cuts:
        assert 1 <= cut.first <= cut.last <= len(lines)
        assert cut.characters > 0
        if cut.kind == "index":
            assert lines[cut.first - 1] == "INDEX"
        if cut.kind == "contents":
            assert (lines[cut.first - 1], lines[cut.last - 1][:9]) == ("CONTENTS", "CHAPTER 8")
        if cut.kind == "illustrations":
            assert lines[cut.first - 1].startswith("[Illustration")


@pytest.mark.parametrize("kind", ["contents", "pages", "illustrations", "footnotes", "index"])
def test_one_kind_can_be_kept(kind: str) -> None:
    text = TOP.format(kind="eBook") + FIELDS + START + book_with_apparatus() + END
    result = cleaned(text, kind)
    assert kind not in kinds(result)
    assert len(result.text) > len(cleaned(text).text)


def test_a_word_in_which_a_page_number_stands_becomes_whole() -> None:
    text = wrap(PROSE).replace("comet", "com{4} et", 1)
    text = text.replace("cellar", "cell{5}ar", 1).replace("clock,", "clock, {6}", 1) + "\n"
    assert cleaned(text).text == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        f"He wrote {{7}} on the slate, and then [2] below it.\n\n{WHOLE}",
        f"CONTENTS\n\nof a drawer: a nail, a clock.\n\n{WHOLE}",
        f"{WHOLE}\nINDEX\n\nwas the word on the door.\n",
        f"A [note] in brackets, and snake_case_names in _odd_ places.\n\n{WHOLE}",
    ],
)
def test_what_may_be_the_authors_stays(text: str) -> None:
    result = cleaned(text)
    assert result.text == text
    assert result.record.cuts == ()


# What is no book ---------------------------------------------------------------------------------


def test_a_table_asks_which_column() -> None:
    rows = "".join(f'{n},"{text}"\n' for n, text in enumerate(SENTENCES * 3))
    with pytest.raises(SourceError, match="columns number, words") as caught:
        cleaned("number,words\n" + rows)
    assert "--column words" in caught.value.todo
    chosen = Cleaning(rules=2, columns=("words",))
    assert clean("number,words\n" + rows, chosen).text == "\n".join(SENTENCES * 3) + "\n"
    with pytest.raises(SourceError, match="no column place"):
        clean("number,words\n" + rows, Cleaning(rules=2, columns=("place",)))


@pytest.mark.parametrize("form", ["lines", "list", "nested"])
def test_json_asks_which_key(form: str) -> None:
    objects = [f'{{"who": "Ann", "said": "{text}"}}' for text in SENTENCES * 2]
    joined = "[" + ",\n".join(objects) + "]"
    forms = {"lines": "\n".join(objects), "list": joined, "nested": f'{{"messages": {joined}}}'}
    with pytest.raises(SourceError, match="who, said"):
        cleaned(forms[form])
    result = clean(forms[form], Cleaning(rules=2, columns=("who", "said"))).text
    assert result == "".join(f"Ann: {text}\n" for text in SENTENCES * 2)


def test_a_table_of_one_column_is_that_column() -> None:
    rows = "".join('"He said ""so"", and left."\n' for _ in range(20))
    assert cleaned("text\n" + rows).text == 'He said "so", and left.\n' * 20


@pytest.mark.parametrize("text", [WHOLE, WRAPPED, SMALL_VERSE * 3, "text\n" + WRAPPED])
def test_a_book_is_no_table(text: str) -> None:
    assert clean(text, Cleaning(rules=2, unwrap="no")).text == text


def test_a_chat_keeps_its_speakers_and_loses_its_times() -> None:
    text = "".join(
        f"12/03/21, 21:{n:02} - {'Ann' if n % 2 else 'Bo'}: {SENTENCES[n % 7]}\n" for n in range(20)
    )
    result = cleaned(text)
    assert result.text.startswith(f"Bo: {SENTENCES[0]}\nAnn: {SENTENCES[1]}\n")
    assert kinds(result) == {"times"}
    assert any("chat" in note for note in result.notes)


def test_subtitles_lose_their_times() -> None:
    text = "".join(
        f"{n}\n00:01:{n:02},000 --> 00:01:{n:02},900\n<i>{SENTENCES[n % 7]}</i>\n\n"
        for n in range(20)
    )
    assert cleaned(text).text == "".join(f"{SENTENCES[n % 7]}\n" for n in range(20))


def test_code_keeps_its_lines() -> None:
    text = "".join(
        f"def f{n}(x):\n    y = call_it(x, {n}, 'some text that is long')\n" for n in range(40)
    )
    result = cleaned(text)
    assert result.text == text
    assert any("code" in note for note in result.notes)


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("Chapter 1\n" + "".join(f"<p>{text}</p>\n" for text in SENTENCES * 3), "tags"),
        ('<?xml version="1.0"?>\n<TEI><text>' + "<l>a line</l>\n" * 20, "TEI"),
        ("== One ==\n{{cite}} It [[rained|poured]].<ref>x</ref>\n" * 8, "wiki"),
    ],
)
def test_markup_is_refused_by_name(page: str, kind: str) -> None:
    with pytest.raises(SourceError, match=kind):
        decode(page.encode())


def test_a_piece_of_a_page_is_read_as_a_page() -> None:
    page = "".join(f'<p class="c{n}">{text}</p>\n' for n, text in enumerate(PROSE))
    text = decode(page.encode()).text
    assert "<" not in text
    assert PROSE[0] in text


def test_a_page_that_begins_at_its_head_is_read_as_a_page() -> None:
    body = "".join(f"<p>{text}</p>\n" for text in PROSE)
    text = decode(f"<head><title>A</title></head>\n<body>\n{body}</body>".encode()).text
    assert "<" not in text
    assert PROSE[5] in text
