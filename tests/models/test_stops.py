"""Stopping: so much has been written, or a text has, and the sentence or the word is over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.shape import Unit
from models.writing.stops import UNTIL_MOST, SentenceStop, Stop, UnitStop, UntilStop, UserStop


def until(stop: Stop, text: str) -> str:
    """What an author writes who would go on with `text`."""
    for count, character in enumerate(text):
        if stop(character):
            return text[:count]
    raise AssertionError("it never stopped")


def written(text: str, length: int, slack: int = 200) -> str:
    return until(SentenceStop(length, slack), text)


def counted(text: str, count: int, unit: Unit, exact: bool = False) -> str:
    return until(UnitStop(count, unit, exact), text)


PAD = " and on and on" * 40


@pytest.mark.parametrize(
    ("text", "place", "kept"),
    [
        ("The miller sat.", 6, "The miller"),
        ("The miller sat.", 10, "The miller"),
        ("The miller sat.", 11, "The miller "),
        ("The miller, too", 6, "The miller,"),
        ("The mill-wheel’s end", 6, "The mill-wheel’s"),
        ("漢字かな文", 2, "漢字"),
        ("x" * 200, 5, "x" * 105),
        ("The miller sat. And", 12, "The miller sat."),
    ],
)
def test_a_user_stops_an_author_at_the_end_of_a_word(text: str, place: int, kept: str) -> None:
    stop = UserStop(UnitStop(10_000, "characters"))
    for count, character in enumerate(text):
        stop.is_asked = count >= place
        if stop(character):
            assert text[:count] == kept
            return
    raise AssertionError("it never stopped")


def test_until_the_user_asks_another_stop_decides() -> None:
    assert until(UserStop(UnitStop(2, "words", exact=True)), "One two three") == "One two"


def test_it_stops_at_the_first_end_past_the_length() -> None:
    text = "One two. Three four. Five six." + PAD
    assert written(text, 1) == "One two."
    assert written(text, 8) == "One two."
    assert written(text, 9) == "One two. Three four."
    assert written(text, 20) == "One two. Three four."
    assert written(text, 21) == "One two. Three four. Five six."


def test_without_an_end_it_stops_at_a_word_within_200_characters_past_the_length() -> None:
    assert written("no end " * 80, 10) == ("no end " * 80)[:191]
    assert written("endless" * 80, 10) == ("endless" * 80)[:210]
    assert len(written("no end " * 80, 10, slack=3)) == 13


def test_an_end_just_within_the_slack_is_taken_and_one_past_it_is_not() -> None:
    assert written("a" * 208 + ". " + PAD, 10) == "a" * 208 + "."
    assert written("a" * 209 + ". " + PAD, 10) == "a" * 209 + "."
    assert written("a" * 210 + ". " + PAD, 10) == "a" * 210


@pytest.mark.parametrize("end", [".", "!", "?", "…", "...", "?!"])
def test_every_mark_that_ends_a_sentence_does(end: str) -> None:
    assert written(f"He came{end} She went." + PAD, 3) == f"He came{end}"


@pytest.mark.parametrize("end", ['."', ".'", ".”", "!’", "?»", ".)", ".]", ".'\"", "._", ".’”"])
def test_closing_quotes_belong_to_the_sentence(end: str) -> None:
    assert written(f"He came{end} She went." + PAD, 3) == f"He came{end}"


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u00a0"])
def test_any_white_space_is_left_unwritten(space: str) -> None:
    assert written(f"Done.{space}More", 2) == "Done."


@pytest.mark.parametrize(
    "name",
    ["Mr. Oar", "Mrs. Oar", "mr. Oar", "MRS. Oar", "Dr. Oar", "St. Oar", "Messrs. Oar",
     "J. Oar", "J. K. Oar", "Col. É. Oar"],
)  # fmt: skip
def test_titles_and_initials_end_no_sentence(name: str) -> None:
    assert written(f"So {name} came. Then" + PAD, 1) == f"So {name} came."


def test_a_title_in_quotes_ends_none_either() -> None:
    assert written('He said "Mr." and stopped. Then' + PAD, 1) == 'He said "Mr." and stopped.'


@pytest.mark.parametrize("word", ["bestir", "drs", "a", "x", "was", "no", "No", "I"])
def test_other_words_before_a_full_stop_end_one(word: str) -> None:
    assert written(f"Then {word}. More. " + PAD, 1) == f"Then {word}."


def test_a_title_with_another_mark_ends_a_sentence() -> None:
    assert written("Who, Dr? Yes. " + PAD, 1) == "Who, Dr?"
    assert written("Who, I! Yes. " + PAD, 1) == "Who, I!"


def test_a_title_is_a_whole_word() -> None:
    assert written("He had to bestmr. More. " + PAD, 1) == "He had to bestmr."


@pytest.mark.parametrize("inside", ["3.14", "a.b", "www.oar.example", '"No!"-', "what?--"])
def test_a_mark_not_before_white_space_ends_no_sentence(inside: str) -> None:
    assert written(f"It is {inside} so. Then" + PAD, 1) == f"It is {inside} so."


def test_an_end_before_the_length_does_not_count_later() -> None:
    assert written("One. two three four. Five" + PAD, 5) == "One. two three four."


def test_two_stops_count_apart() -> None:
    first, second = SentenceStop(2, 1), SentenceStop(2, 1)
    assert [first(c) for c in "abcd"] == [False, False, False, True]
    assert [second(c) for c in "abcd"] == [False, False, False, True]


def test_a_mark_with_no_word_before_it_ends_no_sentence() -> None:
    assert written(". . . He came. Then" + PAD, 1) == ". . . He came."
    assert counted(".” She said so. “Did she?” Yes." + PAD, 1, "sentences") == ".” She said so."


def test_so_many_characters_exactly_end_with_the_word() -> None:
    text = "One two, three. Four" + PAD
    for count in range(4, 9):
        assert counted(text, count, "characters", exact=True) == "One two,"
    assert counted(text, 9, "characters", exact=True) == "One two, three."


def test_so_many_words_go_on_to_the_end_of_the_sentence_unless_exactly_so_many_were_asked() -> None:
    text = "One two, don’t be well-known—or are—four. Five" + PAD
    assert counted(text, 1, "words") == text[:41]
    assert [counted(text, n, "words", exact=True) for n in range(1, 9)] == [
        "One",
        "One two,",
        "One two, don’t",
        "One two, don’t be",
        "One two, don’t be well-known—",
        "One two, don’t be well-known—or",
        "One two, don’t be well-known—or are—",
        text[:41],
    ]


def test_two_hyphens_stand_between_words_and_quotes_round_them() -> None:
    text = "a--b ‘c’ ’tis" + PAD
    assert counted(text, 1, "words", exact=True) == "a--"
    assert counted(text, 3, "words", exact=True) == "a--b ‘c’"
    assert counted(text, 4, "words", exact=True) == "a--b ‘c’ ’tis"


def test_so_many_words_or_characters_without_an_end_stop_at_a_word_a_little_later() -> None:
    endless = " no end" * 200
    assert 32 + 90 <= len(counted(endless, 10, "words")) <= 32 + 100  # ten words have 35
    assert 200 + 360 <= len(counted(endless, 200, "characters")) <= 200 + 400
    assert 400 + 450 <= len(counted(endless, 400, "characters")) <= 400 + 500
    assert counted(endless, 10, "words").endswith(("no", "end"))
    assert len(counted("endless" * 99, 3, "characters", exact=True)) == 103
    assert len(counted("endless" * 99, 1, "words", exact=True)) == 101


def test_so_many_sentences() -> None:
    text = " he came. “Who?” Mr. Oar said… She _went_!\n\nThen" + PAD
    ends = ["he came.", "“Who?”", "Mr. Oar said…", "She _went_!"]
    for count in range(1, 5):
        assert counted(text, count, "sentences") == " " + " ".join(ends[:count])


def test_a_sentence_that_does_not_end_is_left_at_the_end_of_a_word() -> None:
    assert len(counted("One. " + "no end " * 400, 2, "sentences")) in range(2_450, 2_506)
    assert counted("One. " + "no end " * 400, 2, "sentences").endswith(("no", "end"))
    late = "One. " + "no end " * 290 + "ends. Then" + PAD
    assert counted(late, 9, "sentences").endswith(" ends.")


def test_so_many_lines_are_over_with_the_line_end_and_empty_ones_do_not_count() -> None:
    text = "\nOne,\n\n \ntwo\nthree" + PAD
    assert counted(text, 1, "lines") == "\nOne,\n"
    assert counted(text, 2, "lines") == "\nOne,\n\n \ntwo\n"


def test_so_many_paragraphs_are_over_with_the_blank_line() -> None:
    text = "\n\nOne\none.\n \n\nTwo.\n\nThree" + PAD
    assert counted(text, 1, "paragraphs") == "\n\nOne\none.\n \n"
    assert counted(text, 2, "paragraphs") == "\n\nOne\none.\n \n\nTwo.\n\n"


@pytest.mark.parametrize(("unit", "most"), [("lines", 2_000), ("paragraphs", 4_000)])
def test_a_line_or_paragraph_that_does_not_end_is_left_at_a_sentence(unit: Unit, most: int) -> None:
    text = "One. Two three. " * 400
    assert text.startswith(counted(text, 2, unit))
    assert counted(text, 2, unit).endswith(".")
    assert most <= len(counted(text, 2, unit)) <= most + 12


def test_a_text_that_was_waited_for_ends_the_passage_and_its_word() -> None:
    text = "The other millers’ mill—" + PAD
    assert until(UntilStop("The"), text) == "The"
    assert until(UntilStop("the"), text) == "The other"
    assert until(UntilStop("mill"), text) == "The other millers’"
    assert until(UntilStop("mill-"), text) == "The other millers’ mill—"
    assert until(UntilStop("millers' m"), text) == "The other millers’ mill"
    assert until(UntilStop(" "), text) == "The "
    assert until(UntilStop("\n\n"), "One\ntwo\n\nthree") == "One\ntwo\n\n"


def test_a_text_that_begins_twice_is_found() -> None:
    assert until(UntilStop("aab"), "aaab c") == "aaab"


def test_a_text_that_does_not_come_is_waited_for_so_long() -> None:
    text = "One two three. " * 400
    stopped = until(UntilStop("four"), text)
    assert UNTIL_MOST <= len(stopped) <= UNTIL_MOST + 15
    assert stopped.endswith(".")


# Writing without white space


@pytest.mark.parametrize(
    "end", ["。", "！", "？", "．", "｡", "？！", "。」", "。』」", "！）", "。”", "。】"]
)
def test_a_full_width_mark_ends_a_sentence_by_itself(end: str) -> None:
    text = f"“他来了{end}我走了。" + "他们" * 400
    assert counted(text, 1, "sentences") == f"“他来了{end}"
    assert counted(text, 2, "sentences") == f"“他来了{end}我走了。"
    assert written(text, 2) == f"“他来了{end}"


@pytest.mark.parametrize("after", ["Then", " Then", "\nThen", "「そう。」", "３"])
def test_whatever_follows_a_full_width_mark_is_left_unwritten(after: str) -> None:
    assert counted(f"終わった。{after}" + PAD, 1, "sentences") == "終わった。"


def test_a_full_width_stop_within_a_number_or_behind_an_initial_ends_none() -> None:
    assert counted("円周率は３．１４です．次" + PAD, 1, "sentences") == "円周率は３．１４です．"
    assert counted("这是Ａ．李先生．他" + PAD, 1, "sentences") == "这是Ａ．李先生．"


def test_full_width_marks_without_a_word_before_them_end_none() -> None:
    assert counted("。。」我走了。他" + PAD, 1, "sentences") == "。。」我走了。"


def test_burmese_and_khmer_sentences_end_at_their_marks() -> None:
    assert counted("ကခ။ဂဃ။င" + PAD, 1, "sentences") == "ကခ။"
    assert counted("កខ។គឃ៕ង" + PAD, 2, "sentences") == "កខ។គឃ៕"


def test_so_many_characters_exactly_end_anywhere_between_ideographs() -> None:
    text = "我今天去了，“学校”那里，a" + PAD
    ends = [counted(text, count, "characters", exact=True) for count in range(1, 14)]
    assert ends == [text[:end] for end in (1, 2, 3, 4, 6, 6, 8, 8, 10, 10, 11, 13, 13)]


def test_each_ideograph_and_kana_is_a_word() -> None:
    text = "漢字、かなPython 3と“カー”、人々。次" + PAD
    ends = ["漢", "字、", "か", "な", "Python", " 3", "と", "“カー”、", "人々。"]
    for count in range(1, len(ends) + 1):
        stopped = "".join(ends[:count])
        assert counted(text, count, "words", exact=True) == stopped
    assert counted(text, 1, "words") == "漢字、かなPython 3と“カー”、人々。"


def test_marks_stay_with_the_letter_they_stand_on() -> None:
    assert counted("กิ่งที่" + PAD, 1, "words", exact=True) == "กิ่"
    assert counted("ក្ខគ" + PAD, 1, "characters", exact=True) == "ក្ខ"
    assert counted("か\u3099き" + PAD, 1, "characters", exact=True) == "か\u3099"


def test_korean_has_words_between_spaces() -> None:
    assert counted("나는 학교에 간다." + PAD, 2, "words", exact=True) == "나는 학교에"


def test_without_an_end_writing_without_spaces_stops_in_the_last_tenth_of_the_slack() -> None:
    assert len(written("他们" * 400, 10)) == 10 + 180
    assert len(counted("他们" * 1_300, 2, "sentences")) == 2_000 + 450


def test_a_text_without_spaces_that_was_waited_for_ends_at_once() -> None:
    assert until(UntilStop("学"), "他在学校，" + PAD) == "他在学"
    assert until(UntilStop("校"), "他在学校，" + PAD) == "他在学校"
    assert until(UntilStop("コ"), "コーヒー" + PAD) == "コー"


@given(
    st.text(st.sampled_from("ab ’-—.\n"), max_size=60),
    st.integers(1, 9),
    st.sampled_from(["characters", "words", "sentences", "lines", "paragraphs"]),
    st.booleans(),
)
def test_no_stop_stands_within_a_word(text: str, count: int, unit: Unit, exact: bool) -> None:
    text += PAD + ". x" * 2_000
    stopped = counted(text, count, unit, exact)
    assert not (stopped[-1:].isalnum() and text[len(stopped)].isalnum())
