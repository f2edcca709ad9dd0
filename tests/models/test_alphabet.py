"""The alphabet: what it lacks is folded to what it has, or replaced, and never dropped."""

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.characters import Alphabet

TYPEWRITER = Alphabet(
    [REPLACEMENT, *"\n ", *string.ascii_letters, *string.digits, *".,;:!?'\"-/()"]
)
PRINTER = Alphabet([REPLACEMENT, *"\n ", *string.ascii_lowercase, *"HAI.,!“”‘’—–…é"])


def read(alphabet: Alphabet, text: str, before: str = "\n") -> str:
    return alphabet.decode(alphabet.encode(text, before).ids)


def test_a_text_in_the_alphabet_comes_back_as_it_was() -> None:
    text = 'Seven kettles, said "Ann"; (and 3 oars) -- no?\n'
    assert read(TYPEWRITER, text) == text
    assert not TYPEWRITER.encode(text).unknown


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("“Ann’s ‘oar’”", "\"Ann's 'oar'\""),
        ("„Ann‟ «oar» ‹a›", '"Ann" "oar" \'a\''),
        ("a—b", "a--b"),
        ("a–b", "a-b"),
        ("a‑b − c", "a-b - c"),
        ("well…", "well..."),
        ("5′ 6″", "5' 6\""),
        ("naïve café Ångström", "naive cafe Angstrom"),
        ("ﬁsh and ﬂour, oﬃce", "fish and flour, office"),
        ("Straße, Æneas, œuvre, þorn", "Strasse, Aeneas, oeuvre, thorn"),
        ("Łódź, Ørsted, đ", "Lodz, Orsted, d"),
        ("½ a pint, Ⅳ, x²", "1/2 a pint, IV, x2"),
        ("ＡＢ１", "AB1"),
        ("a\tb\u00a0c\u2003d", "a b c d"),
        ("[a] {b}", "(a) (b)"),
    ],
)
def test_print_is_folded_to_a_typewriter(typed: str, expected: str) -> None:
    assert read(TYPEWRITER, typed) == expected
    assert not TYPEWRITER.encode(typed).unknown


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('"Halt!"', "“Halt!”"),
        ('halt, "he said, "i saw', "halt, “he said, “i saw"),
        ("it's 'all' ours", "it’s ‘all’ ours"),
        ("\"'tis", "“‘tis"),
        ('—"ah"', "—“ah”"),
        ("say...", "say..."),
        ("one-two", "one–two"),
        ("`oar´", "‘oar’"),
        ("É", "é"),
    ],
)
def test_a_typewriter_is_folded_to_print_by_place(typed: str, expected: str) -> None:
    assert read(PRINTER, typed) == expected


def test_a_straight_quote_is_read_by_what_stood_before_the_piece() -> None:
    assert read(PRINTER, '"', before="n") == "”"
    assert read(PRINTER, '"', before=" ") == "“"
    assert read(PRINTER, '"') == "“"  # at the head of a page


def test_the_other_case_stands_in_for_a_missing_one() -> None:
    assert read(PRINTER, "BAH, halt") == "bAH, halt"
    assert read(Alphabet([REPLACEMENT, *"ABFIS"]), "baßﬁ") == "BASSFI"


def test_accents_are_kept_where_the_alphabet_has_them() -> None:
    assert read(PRINTER, "café è") == "café e"


def test_what_cannot_be_folded_is_replaced_counted_and_keeps_its_place() -> None:
    encoded = TYPEWRITER.encode("to 中 and ж and 中")
    assert TYPEWRITER.decode(encoded.ids) == f"to {REPLACEMENT} and {REPLACEMENT} and {REPLACEMENT}"
    assert encoded.unknown == {"中": 2, "ж": 1}
    assert encoded.ids.tolist().count(0) == 3


def test_an_emoji_is_not_read_as_its_name() -> None:
    assert TYPEWRITER.encode("😀♥").unknown == {"😀": 1, "♥": 1}


def test_a_line_end_is_a_space_to_an_alphabet_without() -> None:
    assert read(Alphabet([REPLACEMENT, *" ab"]), "a\nb") == "a b"
    assert read(Alphabet([REPLACEMENT, *"\nab"]), "a b") == "a\nb"


@pytest.mark.parametrize(("characters", "start"), [(" \nab", 2), (" ab", 1), ("ab", 0)])
def test_reading_begins_from_a_line_end_or_the_next_best(characters: str, start: int) -> None:
    assert Alphabet([REPLACEMENT, *characters]).start == start


def test_rare_characters_are_left_out_and_teach_the_replacement() -> None:
    alphabet = Alphabet.from_text("abc " * 5 + "#~~~~")
    assert alphabet.characters == (REPLACEMENT, " ", "a", "b", "c")
    assert alphabet.encode("a#~").ids.tolist() == [2, 0, 0]


def test_how_rare_is_rare_can_be_said() -> None:
    assert "~" in Alphabet.from_text("abc " * 5 + "#~~", rare=2)
    assert "#" not in Alphabet.from_text("abc " * 5 + "#~~", rare=2)


def test_where_none_is_rare_the_rarest_teaches_the_replacement() -> None:
    alphabet = Alphabet.from_text("a" * 9 + "b" * 8 + "c" * 7 + "d" * 6)
    assert alphabet.characters == (REPLACEMENT, "a", "b", "c")


def test_the_rarest_that_folds_to_another_stays_and_the_next_one_teaches() -> None:
    alphabet = Alphabet.from_text("abcj" * 30 + "J" * 6 + "é" * 7 + "e" * 9 + "#" * 8)
    assert alphabet.characters == (REPLACEMENT, "J", "a", "b", "c", "e", "j", "é")


def test_rare_characters_that_fold_to_others_teach_nothing() -> None:
    alphabet = Alphabet.from_text("abcdj" * 30 + "J" + "#" * 8)
    assert alphabet.characters == (REPLACEMENT, "a", "b", "c", "d", "j")


def test_a_replacement_in_the_text_teaches_itself() -> None:
    text = "abcd" * 9 + REPLACEMENT
    assert Alphabet.from_text(text).characters == (REPLACEMENT, "a", "b", "c", "d")


def test_a_text_of_two_characters_keeps_both() -> None:
    assert Alphabet.from_text("ab" * 9).characters == (REPLACEMENT, "a", "b")
    assert Alphabet.from_text("").characters == (REPLACEMENT,)


@pytest.mark.parametrize("characters", ["", "abc", REPLACEMENT + "aa", [REPLACEMENT, "ab"]])
def test_what_is_no_alphabet_is_refused(characters: list[str]) -> None:
    with pytest.raises(ValueError, match="alphabet"):
        Alphabet(characters)


_TEXTS = st.text(st.one_of(st.sampled_from("\n \"'—“(é…ﬁßHa`中"), st.characters()), max_size=40)


@given(_TEXTS, st.lists(st.integers(0, 40)))
def test_reading_in_pieces_gives_the_symbols_of_reading_whole(text: str, cuts: list[int]) -> None:
    for alphabet in (TYPEWRITER, PRINTER):
        whole = alphabet.encode(text)
        ids: list[int] = []
        unknown = whole.unknown.copy()
        edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
        for begin, end in pairwise(edges):
            piece = alphabet.encode(text[begin:end], text[begin - 1] if begin else "\n")
            ids += piece.ids.tolist()
            unknown.subtract(piece.unknown)
        assert ids == whole.ids.tolist()
        assert not +unknown
        assert not -unknown


@given(_TEXTS)
def test_every_character_leaves_a_symbol_and_unknown_ones_the_replacement(text: str) -> None:
    encoded = PRINTER.encode(text)
    assert len(encoded.ids) >= len(text)
    assert encoded.ids.tolist().count(0) == encoded.unknown.total() + text.count(REPLACEMENT)


@given(_TEXTS)
def test_what_was_folded_once_is_in_the_alphabet(text: str) -> None:
    once = read(TYPEWRITER, text)
    assert read(TYPEWRITER, once) == once
