"""The ranking: what goes on from a page comes before what a reader would stumble over."""

from pathlib import Path

import pytest

from common.settings import Sampling
from models.people.cast import CAST_OFF, parse_cast
from models.runtime import RULES
from models.style import Style, read_style
from models.writing.ranking import (
    IN_PASSAGE,
    SENTENCE,
    Candidate,
    Ranking,
    find_names,
    has_loop,
    write_ranked,
)
from models.writing.stops import find_word_ends, make_stop

PAGE = "Mrs. Harrow came down to the gate, and Edwin looked at her. She was late."


def order(page: str, *texts: str) -> list[str]:
    """Rank texts that all cost the same, given the worst first."""
    candidates = [Candidate(text, seed, 40.0, 60.0) for seed, text in enumerate(texts)]
    return [candidate.text for candidate in Ranking(page).order(candidates)]


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (" She asked Mr. Pickwick to go.", " She asked the old man to go."),  # a stranger
        (" He asked the old man to go.", " He asked Mrs. Harrow to go."),  # one of the page's
        (" I asked the old man to go.", " He asked the old man to go."),  # the person
        (" She is at the gate and knows.", " She was at the gate, knowing."),  # the tense
        (" She sat at the end of it, at the end.", " She sat at the end of it, and did not go."),
        (" Down to the gate, and Edwin looked.", " Down to the hall, and Edwin looked."),  # an echo
        (" She was late, and ran.", " She was cold, and ran."),  # a beginning of the page's
        (" Ah me!", " She was not at home."),  # nothing said
    ],
)
def test_what_breaks_with_the_page_comes_last(worse: str, better: str) -> None:
    assert order(PAGE, worse, better) == [better, worse]


def test_those_whom_the_user_listed_are_no_strangers() -> None:
    texts = " She asked Rosa to go.", " She asked Boggle to go."
    candidates = [Candidate(text, seed, 40.0, 60.0) for seed, text in enumerate(texts)]
    listed, off, earlier = (
        [Ranking(PAGE, cast=cast, rules=rules).score(each) for each in candidates]
        for cast, rules in ((parse_cast("Rosa"), RULES), (CAST_OFF, RULES), (CAST_OFF, 5))
    )
    assert listed[0] > listed[1] + 10
    assert off[0] == pytest.approx(off[1], abs=2)
    assert off[0] > earlier[0] + 5


def test_on_a_short_page_every_name_is_recent() -> None:
    page = "Then Rosa came down to the gate. It was late, and the rain had come in at the old door."
    again, other = " It was Rosa who went.", " It was she who went."
    for rules, gain in ((RULES, 0.0), (5, 5.0)):
        ranking = Ranking(page, IN_PASSAGE, rules=rules)
        scores = [ranking.score(Candidate(text, 1, 40.0, 60.0)) for text in (again, other)]
        assert scores[0] - scores[1] == pytest.approx(gain, abs=1)


def test_people_may_speak_of_themselves_and_of_now() -> None:
    ranking = Ranking(PAGE)
    narrated, spoken = " She was cold, and went in.", ' "I am cold, and I go in."'
    scores = [ranking.score(Candidate(text, 1, 40.0, 60.0)) for text in (narrated, spoken)]
    assert scores[0] == pytest.approx(scores[1], abs=1)


def test_likely_short_whole_and_of_this_page_is_better() -> None:
    ranking, text = Ranking(PAGE), " She was at home, and did not go."
    plain = ranking.score(Candidate(text, 1, 40.0, 60.0))
    assert ranking.score(Candidate(text, 1, 50.0, 70.0)) < plain
    assert ranking.score(Candidate(text, 1, 40.0, 50.0)) < plain
    assert ranking.score(Candidate(text, 1, 40.0, 60.0, is_whole=False)) < plain


def test_duplicates_and_empty_passages_are_left_out() -> None:
    texts = " He went in, then.", "\n\n“He went in then!”", "", " —", " He went out, then."
    said, other = order(PAGE, *texts)
    assert said in texts[:2]
    assert other == texts[-1]


def test_lines_that_begin_alike_are_apart() -> None:
    texts = " He went out again.", " He went out at once, I think.", " Then he sat down at home."
    ranked = order(PAGE, *texts)
    assert {text[:7] for text in ranked[:2]} == {" He wen", " Then h"}


def test_names_are_capitals_where_small_letters_are_usual() -> None:
    text = "Nobody came. “Go,” said Mr. Pell’s aunt Clara. He, on Sunday, told Edwin that—No!"
    assert find_names(text) == {"Pell", "Clara", "Edwin"}
    assert find_names("Tom went.") == set()
    assert find_names("Tom went.", begins_sentence=False) == {"Tom"}
    assert find_names("He met Hope, and had no hope.") == set()


def test_a_loop_is_the_same_words_again() -> None:
    assert has_loop("the end of the day and the end of the night")
    assert has_loop("a horse and a horse on a horse")
    assert not has_loop("He went in, and she went in.")


@pytest.fixture(scope="module", params=["ann", "bob", "wendy"])
def style(request: pytest.FixtureRequest, styles_folder: Path) -> Style:
    return read_style(styles_folder / f"{request.param}.style")


@pytest.mark.slow
def test_sentences_are_those_that_their_seeds_give(style: Style) -> None:
    voice, sampling = style.voice(), Sampling(0.9)
    voice.read(PAGE)
    state = voice.state
    ranked = write_ranked(voice, sampling, range(12), PAGE, False, 5)
    assert 0 < len(ranked) <= 5
    assert voice.state is state
    for candidate in ranked:
        alone = style.voice()
        alone.read(PAGE)
        stop = make_stop(SENTENCE)
        text = "".join(alone.write(sampling, candidate.seed, stop, page=PAGE))
        assert text.startswith(candidate.text)
        assert candidate.bits > 0
        assert candidate.bits_alone > 0
        if candidate.is_whole:
            assert text == candidate.text
        else:
            assert len(candidate.text) in find_word_ends(text)


def test_costs_are_those_of_scoring(styles_folder: Path) -> None:
    style = read_style(styles_folder / "ann.style")
    voice, page = style.voice(), "The miller sang. "
    voice.read(page)
    for candidate in write_ranked(voice, Sampling(0.9), range(6), page, False, 6):
        bits = style.voice().score(page + candidate.text).bits
        if candidate.is_whole:
            assert candidate.bits == pytest.approx(bits[len(page) :].sum(), rel=1e-4)
        alone = style.voice().score(candidate.text).bits.sum()
        assert candidate.bits_alone == pytest.approx(alone, rel=1e-4)


def test_writing_ends_when_it_is_told_to(styles_folder: Path) -> None:
    voice = read_style(styles_folder / "ann.style").voice()
    asked: list[None] = []

    def should_stop() -> bool:
        asked.append(None)
        return len(asked) > 40

    ranked = write_ranked(voice, Sampling(0.9), range(4), "", False, 4, should_stop)
    assert len(asked) < 60
    assert all(len(candidate.text) < 60 for candidate in ranked)
