"""Words: a text is cut and spelt again so that both agree, in whatever pieces it comes."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.alphabet.alphabet import REPLACEMENT
from models.alphabet.words import Normalisation, Words
from tests.support.examples import examples
from tests.support.samples import wordy

MANY = ("a", "b", "boys", "well-known", "don’t", "’tis", "12", "café", "—", *"-“”‘’()[],.;:!?…%&*")
KEEP = Words([REPLACEMENT, "\n", *MANY])
SMALL = Words([REPLACEMENT, "a", "b", "don’t", "’tis", "."], Normalisation(lower=True))
DROP = Words([REPLACEMENT, "\n", "a", "b", "don’t", "well-known"], Normalisation(True, "drop"))
ALL = (KEEP, SMALL, DROP, wordy())


def cut(words: Words, text: str) -> list[str]:
    return [words.symbols[i] for i in words.encode(text).ids]


def cut_anew(text: str) -> list[str]:
    """The symbols of a text for an alphabet that has them all."""
    return cut(Words.from_text(text + f" {REPLACEMENT}"), text)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("It rained, all night.", "It rained , all night ."),
        ("a well-known x-y-z", "a well-known x-y-z"),
        ("don't o'er don’t", "don’t o’er don’t"),
        ("'Twas she said \"Ah!\"", "‘ Twas she said “ Ah ! ”"),
        ("“’Tis ’em,” ’", "“ ’Tis ’em , ” ’"),
        ("the boys' hats, the boys’ oars", "the boys ’ hats , the boys ’ oars"),
        ("so--and—so – and --- so", "so — and — so — and — so"),
        ("well- -done a - b", "well - - done a - b"),
        ("(\"'a'\")", "( “ ‘ a ’ ” )"),
        ("„a‟ «b» ‹c› `d´", "“ a “ “ b ” ‘ c ’ ‘ d ’"),
        ("_so_ 3.14 & 1st", "so 3 . 14 & 1st"),
        ("wait... a\tb\u00a0c", "wait . . . a b c"),
        ("nai\u0308ve", "nai\u0308ve"),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_words_and_marks(text: str, symbols: str) -> None:
    assert cut_anew(text) == symbols.split()


def test_every_line_end_is_a_symbol_and_other_space_is_none() -> None:
    assert cut_anew("a  b\n\n c \nd") == ["a", "b", "\n", "\n", "c", "\n", "d"]
    assert cut(SMALL, "a\n\nb\n") == ["a", "b"]  # which has no line end


def test_punctuation_can_be_dropped_but_for_what_is_inside_words() -> None:
    text = "'Tis “well-known”, don't--you think?\n(No.) _So_ boys' well- &"
    words = Words.from_text(text + " zounds", punctuation="drop")
    assert cut(words, text) == [
        "Tis", "well-known", "don’t", "you", "think", "\n", "No", "So", "boys", "well"
    ]  # fmt: skip


def test_all_can_be_lower_cased() -> None:
    assert cut(DROP, "A WELL-KNOWN B, Don't") == ["a", "well-known", "b", "don’t"]
    assert "The" not in Words.from_text("The the THE a b c d", lower=True)


def test_what_is_lacking_is_folded_or_replaced_and_counted() -> None:
    encoded = KEEP.encode("A CAFÉ, boyś “Zounds” zounds [12} Ah… 中")
    assert KEEP.decode(encoded.ids) == (
        f"a café, boys “{REPLACEMENT}” {REPLACEMENT} [12) {REPLACEMENT}… {REPLACEMENT}"
    )
    assert encoded.unknown == {"Zounds": 1, "zounds": 1, "Ah": 1, "中": 1}


def test_a_mark_may_fold_to_several() -> None:
    words = Words([REPLACEMENT, "a", "."])
    assert cut(words, "a…a") == ["a", ".", ".", ".", "a"]


def test_a_symbol_ends_where_its_last_character_stands() -> None:
    encoded = SMALL.encode("Don't a…\nzo B")
    assert [*encoded.ids] == [3, 1, 5, 5, 5, 0, 2]
    assert [*encoded.ends] == [4, 6, 7, 7, 7, 10, 12]
    assert encoded.lost == {2: 3, 5: 2}
    following = SMALL.encode(" a", "\n", "don’")
    assert [*following.ends] == [-2, -1, 1]


def test_the_most_frequent_words_come_first_and_the_rarer_teach_the_replacement() -> None:
    text = "b b b c a a a d . ." + " e" * 4
    assert Words.from_text(text).symbols == (REPLACEMENT, "e", "a", "b", ".", "c")
    assert Words.from_text(text, rare=2).symbols == (REPLACEMENT, "e", "a", "b", ".")
    assert Words.from_text(text, most=4).symbols == (REPLACEMENT, "e", "a", "b")
    assert Words.from_text(text, rare=3, most=9).symbols == (REPLACEMENT, "e", "a", "b")


def test_what_folds_to_another_teaches_nothing() -> None:
    assert Words.from_text("a a a b b c c The the the the", rare=2).symbols == (
        REPLACEMENT,
        "a",
        "the",
        "b",
    )
    assert "z" in Words.from_text(f"a b c z {REPLACEMENT}")


def test_an_empty_text_has_the_replacement_alone() -> None:
    assert Words.from_text("").symbols == (REPLACEMENT,)
    assert Words.from_text(" \x07\t").symbols == (REPLACEMENT,)


def test_reading_begins_from_a_line_end_where_there_is_one() -> None:
    assert KEEP.symbols[KEEP.start] == "\n"
    assert SMALL.start == 0


@pytest.mark.parametrize(
    "symbol",
    ["", " ", "a b", " a", "a\n", "\n\n", '"', "'", "don't", "--", "–", "_", "a_b", "a.", "-a",
     "\x1b", "\t", "\ud800", "a", REPLACEMENT, 7, None],
)  # fmt: skip
def test_what_is_no_alphabet_of_words_is_refused(symbol: str) -> None:
    with pytest.raises(ValueError, match="alphabet of words"):
        Words([REPLACEMENT, "a", symbol])


def test_symbols_that_the_normalisation_takes_away_are_refused() -> None:
    for symbol, normalisation in (("A", Normalisation(lower=True)),
                                  (",", Normalisation(punctuation="drop")),
                                  ("’tis", Normalisation(punctuation="drop"))):  # fmt: skip
        assert symbol in Words([REPLACEMENT, symbol])
        with pytest.raises(ValueError, match="alphabet of words"):
            Words([REPLACEMENT, symbol], normalisation)
    with pytest.raises(ValueError, match="must begin with"):
        Words(["a", "b"])
    with pytest.raises(ValueError, match="keep or drop"):
        Normalisation(punctuation="some")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["It rained, all night.", "“Well,” said he, “’tis (so) well-known—and so!”\n\n‘Ah… 5%’ & on",
     "a - b— —c - - d", "the boys’ hats"],
)  # fmt: skip
def test_what_is_cut_is_spelt_as_print_has_it(text: str) -> None:
    words = Words.from_text(text + f" {REPLACEMENT}")
    assert words.decode(words.encode(text).ids) == text


_TEXTS = st.one_of(
    st.lists(
        st.sampled_from([*MANY, "–", " ", "\n", "'", '"', "--", "_", "don't", "zo"]), max_size=25
    ).map("".join),
    st.text(max_size=30),
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(_TEXTS, st.lists(st.integers(0, 60)))
@example("the boys'' \"'a--'\"-'--' ’tis-’em", list(range(60)))
def test_reading_in_pieces_gives_the_symbols_of_reading_whole(text: str, cuts: list[int]) -> None:
    for words in ALL:
        whole = words.encode(text)
        ids: list[int] = []
        ends: list[int] = []
        named: dict[int, int] = {}
        unknown = whole.unknown.copy()
        before, pending = "\n", ""
        edges = sorted({0, len(text), *(c for c in cuts if c < len(text))})
        for begin, end in [*pairwise(edges), (len(text), len(text))]:
            over = begin == len(text)
            piece = words.encode(text[begin:end], before, pending, over)
            named |= {len(ids) + place: n for place, n in piece.lost.items()}
            ids += [*piece.ids]
            ends += [begin + place for place in piece.ends]
            unknown.subtract(piece.unknown)
            before, pending = piece.previous, piece.pending
        assert ids == [*whole.ids]
        assert ends == [*whole.ends]
        assert named == whole.lost
        assert not any(unknown.values())
        assert (before, pending) == (whole.previous, "")


@settings(max_examples=examples(60), deadline=None)
@given(_TEXTS, st.lists(st.integers(0, 60), max_size=4))
def test_where_a_reading_stands_is_the_same_whatever_the_pieces(text: str, cuts: list[int]) -> None:
    for words in ALL:
        whole = words.encode(text, final=False)
        before, pending = "\n", ""
        edges = sorted({0, len(text), *(c for c in cuts if c < len(text))})
        for begin, end in pairwise(edges):
            piece = words.encode(text[begin:end], before, pending, final=False)
            before, pending = piece.previous, piece.pending
        assert (before, pending) == (whole.previous, whole.pending)


@settings(max_examples=examples(60), deadline=None)
@given(_TEXTS, st.lists(st.integers(1, 10_000), max_size=12))
@example("don’", [4, 4])
def test_what_is_spelt_is_read_as_what_it_spells(text: str, drawn: list[int]) -> None:
    for words in ALL:
        ids = [*words.encode(text).ids]
        for number in drawn:
            symbol = number % (len(words) - 1) + 1
            stands = words.encode(text, final=False)
            text += words.spell(symbol, (stands.pending or stands.previous)[-1])
            ids.append(symbol)
            assert [*words.encode(text).ids] == ids


@settings(max_examples=examples(60), deadline=None)
@given(_TEXTS)
def test_every_word_of_a_text_is_known_or_counted(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    for words in ALL:
        encoded = words.encode(text)
        replaced = [place for place, symbol in enumerate(encoded.ids) if symbol == 0]
        assert encoded.unknown.total() == sum(place in encoded.lost for place in replaced)
        assert set(encoded.unknown) & set(words.symbols) <= {REPLACEMENT}
