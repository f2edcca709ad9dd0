"""The voice: its state is a function of the characters read, and its figures are what they say."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.settings import Sampling
from models.alphabet.alphabet import REPLACEMENT
from models.network import Network
from models.state import KEPT, State
from models.style import Style, read_style
from models.voice import Voice
from models.writing.stops import SentenceStop, UnitStop
from tests.support.examples import examples
from tests.support.samples import invented, make_style

FREE = Sampling(1.0)
CODE_POINT = 20.087462841250343  # bits to name one of 1,114,112


@pytest.fixture(scope="module")
def ann(styles_folder: Path) -> Style:
    """An author with straight quotes only."""
    return read_style(styles_folder / "ann.style")


@pytest.fixture(scope="module")
def curly(tmp_path_factory: pytest.TempPathFactory) -> Style:
    """An author with typographic quotes only, and no full stop."""
    path = tmp_path_factory.mktemp("curly") / "curly.style"
    return make_style(path, "“the bell” ‘rang’ —\n" * 9 + "#", seed=4)


@pytest.fixture(scope="module")
def wendy(styles_folder: Path) -> Style:
    """An author who knows words."""
    return read_style(styles_folder / "wendy.style")


def same(one: State, other: State) -> bool:
    return (
        one.tensor.tobytes() == other.tensor.tobytes()
        and one.logits.tobytes() == other.logits.tobytes()
        and one.recent == other.recent
        and (one.previous, one.pending) == (other.previous, other.pending)
    )


def write(voice: Voice, length: int = 90, seed: int = 8, sampling: Sampling = FREE) -> str:
    return "".join(islice(voice.write(sampling, seed, SentenceStop(10_000)), length))


def slow_score(style: Style, text: str) -> list[float]:
    """Bits of each character by the definition, a softmax at a time."""
    alphabet, network = style.voice().alphabet, Network(style.step)
    logits, state = network.step(np.array([alphabet.start], np.int32), network.zero_state())
    bits, before = [], "\n"
    for character in text:
        encoded = alphabet.encode(character, before)
        cost = CODE_POINT * len(encoded.unknown)
        for symbol in encoded.ids:
            exponentials = np.exp(logits[0].astype(np.float64))
            cost -= np.log2(exponentials[symbol] / exponentials.sum())
            logits, state = network.step(np.array([symbol], np.int32), state)
        bits.append(float(cost))
        before = character
    return bits


def test_two_turns_equal_reading_in_one_go_bit_for_bit(ann: Style) -> None:
    talker, reader = ann.voice(), ann.voice()
    talker.read("The miller carried a broken oar. ")
    first = write(talker, 70, seed=1)
    talker.read("\nMy aunt, twice, “forgot” the caf\u00e9")
    second = write(talker, 50, seed=2)
    reader.read("The miller carried a broken oar. " + first
                + "\nMy aunt, twice, “forgot” the caf\u00e9" + second)  # fmt: skip
    assert same(talker.state, reader.state)
    assert write(talker) == write(reader)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(st.sampled_from("the\n \"'—“ﬁ中"), max_size=30), st.integers(0, 30))
def test_a_text_in_two_pieces_leaves_the_same_state(curly: Style, text: str, cut: int) -> None:
    whole, pieces = curly.voice(), curly.voice()
    unknown = whole.read(text)
    assert pieces.read(text[:cut]) + pieces.read(text[cut:]) == unknown
    assert same(whole.state, pieces.state)


def test_an_empty_text_changes_nothing(ann: Style) -> None:
    voice = ann.voice()
    voice.read("Nobody")
    before = voice.state
    assert voice.read("") == {}
    assert voice.state is before


def test_unknown_characters_are_told_and_still_read(ann: Style) -> None:
    voice, other = ann.voice(), ann.voice()
    assert voice.read("a 中 and 中 ж") == {"中": 2, "ж": 1}
    other.read("a  and  ")
    assert not same(voice.state, other.state)


def test_a_state_given_back_goes_on_as_if_nothing_had_been(ann: Style) -> None:
    voice = ann.voice()
    voice.read("Seven kettles ")
    kept = voice.state
    first = write(voice)
    voice.read("and something else entirely")
    voice.state = kept
    assert write(voice) == first
    voice.state = voice.start()
    assert same(voice.state, ann.voice().state)


def test_a_state_can_be_handed_to_another_voice_of_the_style(ann: Style) -> None:
    one, other = ann.voice(), ann.voice()
    one.read("the long road home")
    other.state = one.state
    expected = write(one)
    assert write(other) == expected


@pytest.mark.parametrize("name", ["ann", "bob"])
def test_writing_on_after_a_pause_equals_having_read_what_was_written(
    styles_folder: Path, name: str
) -> None:
    style = read_style(styles_folder / f"{name}.style")
    writer, reader = style.voice(), style.voice()
    text = write(writer, 60)
    reader.read(text)
    assert same(writer.state, reader.state)
    assert write(writer, seed=9) == write(reader, seed=9)


@pytest.mark.parametrize("shown", [0, 1, 17])
@pytest.mark.parametrize("name", ["ann", "bob"])
def test_a_writing_left_off_has_read_what_it_gave(
    styles_folder: Path, name: str, shown: int
) -> None:
    style = read_style(styles_folder / f"{name}.style")
    writer, reader = style.voice(), style.voice()
    writing: Iterator[str] = writer.write(FREE, 3, SentenceStop(500))
    text = "".join(islice(writing, shown))
    writing.close()  # type: ignore[attr-defined]
    reader.read(text)
    assert len(text) == shown
    assert same(writer.state, reader.state)


def test_the_state_stands_just_after_each_character_while_it_is_written(ann: Style) -> None:
    writer, reader = ann.voice(), ann.voice()
    for character in islice(writer.write(FREE, 5, SentenceStop(500)), 30):
        reader.read(character)
        assert same(writer.state, reader.state)


def test_a_voice_with_a_memory_does_not_note_what_it_is_writing(styles_folder: Path) -> None:
    style = read_style(styles_folder / "bob.style")
    writer, reader = style.voice(), style.voice()
    writer.read("the bell of the miller")
    reader.state = noted = writer.state
    writing = writer.write(FREE, 5, SentenceStop(500))
    text = "".join(islice(writing, 200))
    hashes = 90 + 3  # the layer's own, and where the page stands
    np.testing.assert_array_equal(writer.state.tensor[:, hashes:], noted.tensor[:, hashes:])
    assert (noted.tensor[:, hashes:] > 0).sum() > 20
    writing.close()
    reader.read(text)
    assert same(writer.state, reader.state)
    assert (writer.state.tensor[:, hashes:] > 0).sum() > 100


def test_what_the_stop_refused_is_neither_written_nor_read(ann: Style) -> None:
    writer, reader = ann.voice(), ann.voice()
    text = "".join(writer.write(FREE, 5, SentenceStop(40, slack=0)))
    reader.read(text)
    assert len(text) == 40
    assert same(writer.state, reader.state)


def test_the_same_seed_writes_the_same_and_another_does_not(ann: Style) -> None:
    assert write(ann.voice(), seed=1) == write(ann.voice(), seed=1)
    assert write(ann.voice(), seed=1) != write(ann.voice(), seed=2)
    greedy = Sampling(0)
    assert write(ann.voice(), 30, 1, greedy) == write(ann.voice(), 30, 2, greedy)


def test_the_replacement_is_never_written(ann: Style) -> None:
    voice = ann.voice()
    voice.read("中" * 50)
    assert REPLACEMENT not in write(voice, 400, sampling=Sampling(5.0))


def test_a_score_is_the_softmax_of_every_symbol(ann: Style, curly: Style) -> None:
    text = 'The miller — "my aunt" — sang;\nﬁve times… (so)'
    for style in (ann, curly):
        assert style.voice().score(text).bits == pytest.approx(slow_score(style, text), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("length", [4095, 4096, 4097, 8200])
def test_a_long_text_is_scored_as_if_in_one_piece(curly: Style, length: int) -> None:
    text = ("the 'bell' \"rang\"\n" * 500)[17 : length + 17]
    assert length < 4097 or text[4095:4097] == "l'"  # a closing quote begins the second piece
    score = curly.voice().score(text)
    assert len(score.bits) == length
    assert score.bits == pytest.approx(slow_score(curly, text), rel=1e-9)
    assert score.bits_per_character == pytest.approx(sum(score.bits) / length)


def test_an_unknown_character_costs_its_code_point_more(ann: Style) -> None:
    known = ann.voice().score(f"an {REPLACEMENT}{REPLACEMENT} oar")
    unknown = ann.voice().score("an 中ж oar")
    assert unknown.unknown == {"中": 1, "ж": 1}
    extra = unknown.bits - known.bits
    assert extra == pytest.approx([0, 0, 0, CODE_POINT, CODE_POINT, 0, 0, 0, 0])


def test_only_the_occurrences_that_were_replaced_cost_more(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("half") / "half.style"
    style = make_style(path, "“the bell rang\n" * 9 + "#")  # quotes open, and never close
    text = '"the" "bell" 中\n' * 3
    score = style.voice().score(text)
    assert score.unknown == {'"': 6, "中": 3}
    assert score.bits == pytest.approx(slow_score(style, text), rel=1e-9)


def test_scoring_leaves_the_voice_where_it_stands_and_never_depends_on_it(ann: Style) -> None:
    voice = ann.voice()
    fresh = voice.score("before dawn").bits
    voice.read("as if it were Sunday")
    before = voice.state
    again = voice.score("before dawn").bits
    assert voice.state is before
    assert again.tobytes() == fresh.tobytes()


def test_an_empty_text_scores_nothing(ann: Style) -> None:
    score = ann.voice().score("")
    assert (len(score.bits), score.bits_per_character, score.unknown) == (0, 0.0, {})


def test_gibberish_costs_more_than_what_the_author_writes(ann: Style) -> None:
    voice = ann.voice()
    own = write(voice, 300, sampling=Sampling(0.5))
    assert voice.score(own).bits_per_character < voice.score(invented(300)).bits_per_character


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.text(st.sampled_from("the boys miller’'-\n \"“Zo,."), max_size=25),
    st.lists(st.integers(0, 25), max_size=3),
    st.integers(0, 99),
)
def test_a_writer_of_words_stands_where_a_reader_of_it_all_stands(
    wendy: Style, text: str, cuts: list[int], seed: int
) -> None:
    writer, reader, slow = wendy.voice(), wendy.voice(), wendy.voice()
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    unknown = Counter[str]()
    for begin, end in pairwise(edges):
        unknown += writer.read(text[begin:end])
    assert unknown + writer.pending_unknown == wendy.voice().alphabet.encode(text).unknown
    for piece in islice(writer.write(Sampling(5.0), seed, SentenceStop(500)), 8):
        text += piece
    reader.read(text)
    for character in text:
        slow.read(character)
    assert same(writer.state, reader.state)
    assert same(writer.state, slow.state)


def test_a_word_that_stands_last_is_over_when_the_author_writes_on(wendy: Style) -> None:
    pending, over = wendy.voice(), wendy.voice()
    pending.read("the mill")
    over.read("the mill ")
    assert (pending.state.previous, pending.state.pending) == (" ", "mill")
    assert pending.pending_unknown == {"mill": 1}
    sampling = Sampling(0)
    first = next(pending.write(sampling, 1, SentenceStop(500)))
    assert first.strip() == next(over.write(sampling, 1, SentenceStop(500))).strip()
    assert not first[0].isalnum()
    assert not wendy.voice().pending_unknown


def test_a_word_is_written_whole_or_not_at_all(wendy: Style) -> None:
    voice = wendy.voice()
    voice.read("The miller ")
    pieces = list(voice.write(FREE, 6, SentenceStop(10_000, slack=0)))
    known = set(voice.alphabet.encode("".join(pieces)).ids)
    assert 0 not in known
    assert REPLACEMENT not in "".join(pieces)
    for length in range(1, 40):
        voice = wendy.voice()
        voice.read("The miller ")
        written = list(voice.write(FREE, 6, SentenceStop(length, slack=0)))
        assert written == pieces[: len(written)]
        assert len("".join(written)) <= length < len("".join(pieces[: len(written) + 1]))


def test_a_score_of_words_is_the_softmax_of_every_word(wendy: Style) -> None:
    text = "The miller, don't\nZo " * 300 + "NOBODY"
    score = wendy.voice().score(text)
    alphabet, network = wendy.voice().alphabet, Network(wendy.step)
    encoded = alphabet.encode(text)
    logits, state = network.step(np.array([alphabet.start], np.int32), network.zero_state())
    expected = np.zeros(len(text))
    for place, (symbol, end) in enumerate(zip(encoded.ids, encoded.ends, strict=True)):
        exponentials = np.exp(logits[0].astype(np.float64))
        expected[end] -= np.log2(exponentials[symbol] / exponentials.sum())
        expected[end] += CODE_POINT * encoded.lost.get(place, 0)
        logits, state = network.step(np.array([symbol], np.int32), state)
    assert score.bits == pytest.approx(expected, rel=1e-9)
    assert score.unknown == {"Zo": 300}
    assert encoded.lost[5] == 2  # Zo
    assert encoded.lost[len(encoded.ids) - 1] == 5  # all but the N of Nobody


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(["ann", "bob", "wendy"]),
    st.text(st.sampled_from("the boys miller’'-\n \"“Zo,."), max_size=25),
    st.sampled_from([0.0, 0.8]),
    st.sampled_from([0.0, 0.4, 2.0]),
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 60)), max_size=4),
)
def test_several_passages_at_once_are_those_written_one_by_one(
    styles_folder: Path,
    name: str,
    text: str,
    guard: float,
    temperature: float,
    asked: list[tuple[int, int]],
) -> None:
    sampling = Sampling(temperature, guard=guard)
    voice = read_style(styles_folder / f"{name}.style").voice()
    voice.read(text)
    kept = voice.state
    together: list[list[str]] = [[] for _ in asked]
    seeds, lengths = [seed for seed, _ in asked], [length for _, length in asked]
    stops = [UnitStop(length, "characters", exact=True, slack=20) for length in lengths]
    for row, piece in voice.write_batch(sampling, seeds, stops):
        together[row].append(piece)
    assert voice.state is kept
    for row, (seed, length) in enumerate(asked):
        voice.state = kept
        stop = UnitStop(length, "characters", exact=True, slack=20)
        assert list(voice.write(sampling, seed, stop)) == together[row]


@pytest.mark.parametrize("name", ["ann", "bob", "curly", "wendy"])
@pytest.mark.parametrize("page", ["He sang: “No” — and “", "He sang: 'No,' -- and 'Yes", "He sang"])
def test_marks_of_the_page_are_read_as_they_stand(
    name: str, page: str, styles_folder: Path, curly: Style
) -> None:
    style = curly if name == "curly" else read_style(styles_folder / f"{name}.style")
    voice = style.voice()
    voice.read(page)
    kept, together = voice.state, ["", "", ""]
    for row, piece in voice.write_batch(
        FREE,
        [1, 2, 3],
        [UnitStop(100, "characters", exact=True, slack=20) for _ in "abc"],
        page=page,
    ):
        together[row] += piece
    for seed, text in enumerate(together, 1):
        voice.state = kept
        stop = UnitStop(100, "characters", exact=True, slack=20)
        assert "".join(voice.write(FREE, seed, stop, page=page)) == text
        reader = style.voice()
        reader.read(page + text)
        assert same(voice.state, reader.state)
        kinds = {"“": "\"'", "'": "“”‘’—", "": ""}
        assert not set(text) & set(kinds[next((c for c in page if c in kinds), "")])
        # by the rules of that time the marks are the author's own
        voice.state = kept
        former = voice.write(
            FREE, seed, UnitStop(100, "characters", exact=True, slack=20), rules=3, page=page
        )
        own = style.voice()
        own.read(page)
        marks = own.write(FREE, seed, UnitStop(100, "characters", exact=True, slack=20), rules=3)
        assert "".join(former) == "".join(marks)


@pytest.mark.slow
def test_a_quote_is_closed_where_a_sentence_ends_the_passage(ann: Style) -> None:
    voice, page = ann.voice(), 'He said, "'
    voice.read(page)
    closed = 0
    for seed in range(30):
        voice.state = ann.voice().start()
        voice.read(page)
        stop = UnitStop(1, "sentences")
        text = "".join(voice.write(Sampling(0.8), seed, stop, page=page))
        if text.count('"') % 2 and text.endswith('."'):
            closed += 1
            reader = ann.voice()
            reader.read(page + text)
            assert same(voice.state, reader.state)
    assert closed


def test_several_passages_come_side_by_side_and_can_be_left_off(ann: Style) -> None:
    voice = ann.voice()
    stops = [SentenceStop(500), SentenceStop(500)]
    writing = voice.write_batch(FREE, [1, 2], stops)
    assert [row for row, _ in islice(writing, 8)] == [0, 1] * 4
    writing.close()  # type: ignore[attr-defined]
    assert same(voice.state, ann.voice().state)


def test_several_passages_go_on_from_where_the_voice_stood_when_they_were_begun(
    wendy: Style,
) -> None:
    voice = wendy.voice()
    writing = voice.write_batch(FREE, [1, 1], [SentenceStop(40), SentenceStop(40)])
    pieces = [next(writing)]
    voice.read("something else")
    pieces += writing
    assert [p for row, p in pieces if row == 0] == [p for row, p in pieces if row == 1]


def test_passages_and_stops_are_as_many(ann: Style) -> None:
    with pytest.raises(ValueError, match="zip"):
        list(ann.voice().write_batch(FREE, [1, 2], [SentenceStop(9)]))


@pytest.fixture(scope="module")
def polyglot(tmp_path_factory: pytest.TempPathFactory) -> Style:
    """An author who knows letters of several scripts, three of which set no white space."""
    text = "磨坊主数了七个水壶，没人唱。カレー、กิน น้ำ。The bell rang 7 times. Колокол.\n"
    return make_style(tmp_path_factory.mktemp("polyglot") / "polyglot.style", text * 9 + "#")


@pytest.mark.parametrize(
    ("line", "some", "never"),
    [
        ("数了七个水", ("磨个水壶", "カレ", "กนำ", "Tbel", "лок", "7", "，。", " "), "ー\u0e34"),
        ("カレ", ("磨个", "カレ", "Tbel", "7", "，。", " "), "ー\u0e34"),
        ("น", ("磨个", "กน", "Tbel", "7", "，。", " "), "ー\u0e34\u0e49"),
        ("The bell", ("磨个", "カレ", "กน", "，。", " ."), "ーTbelлок7\u0e34"),
        ("Колокол", ("磨个", "カレ", "กน", "，。", " ."), "ーTbelлок7\u0e34"),
        ("7", ("磨个", "カレ", "กน", "，。", " ."), "ーTbelлок7\u0e34"),
    ],
)
def test_apart_from_a_word_stands_whatever_may_begin_another_there(
    polyglot: Style, line: str, some: tuple[str, ...], never: str
) -> None:
    voice = polyglot.voice()
    known = voice.alphabet.decode(range(len(voice.alphabet)))
    assert set(known) >= {*"".join(some), *never}
    voice.read(line)
    kept, first = voice.state, set[str]()
    for seed in range(400):
        voice.state = kept
        first.add(next(voice.write(Sampling(5.0, guard=0), seed, SentenceStop(9), new_word=True)))
    assert all(first & set(characters) for characters in some)
    assert not first & set(never)
    voice.state = kept
    seeds, stops = [1, 2, 3], [SentenceStop(9) for _ in range(3)]
    rows = ["", "", ""]
    for row, piece in voice.write_batch(FREE, seeds, stops, new_word=True):
        rows[row] += piece
    for row, seed in enumerate(seeds):
        voice.state = kept
        assert "".join(voice.write(FREE, seed, SentenceStop(9), new_word=True)) == rows[row]


def test_an_author_who_knows_nothing_but_letters_and_digits_goes_on_with_one(
    tmp_path: Path,
) -> None:
    voice = make_style(tmp_path / "letters.style", "thebell7" * 9 + "#").voice()
    assert all(map(str.isalnum, voice.alphabet.decode(range(1, len(voice.alphabet)))))
    voice.read("bell")
    kept = voice.state
    together = ""
    for _, piece in voice.write_batch(FREE, [3], [SentenceStop(9, slack=0)], new_word=True):
        together += piece
    assert len(together) == 9
    assert "".join(voice.write(FREE, 3, SentenceStop(9, slack=0), new_word=True)) == together
    voice.state = kept
    assert "".join(voice.write(FREE, 3, SentenceStop(9, slack=0))) == together


@pytest.mark.parametrize("length", [KEPT - 1, KEPT, KEPT + 1, 2 * KEPT])
def test_the_last_symbols_are_kept_and_no_more(ann: Style, length: int) -> None:
    voice, pieces = ann.voice(), ann.voice()
    text = invented(length)[:length]
    voice.read(text)
    for begin in range(0, length, 700):
        pieces.read(text[begin : begin + 700])
    assert [*map(ord, voice.state.recent)] == voice.alphabet.encode(text).ids[-KEPT:].tolist()
    assert same(voice.state, pieces.state)


def test_what_a_person_typed_is_guarded_against_too(ann: Style) -> None:
    voice = ann.voice()
    line = "The miller carried a broken oar; "
    voice.read(line)
    first = next(voice.write(Sampling(0, guard=0), 1, SentenceStop(9)))
    voice.state = voice.start()
    voice.read(line + first + line)
    assert next(voice.write(Sampling(0, guard=100), 1, SentenceStop(9))) != first
