"""measures/people.py: pages that name somebody, and who is named in what follows them."""

import pytest

from common.defaults import CANDIDATES
from common.settings import Sampling
from common.shape import Shape
from measures.people import (
    PAGE,
    PASSAGE,
    SEEDS,
    Page,
    Prompt,
    Tally,
    continue_prompts,
    count_people,
    cut_pages,
    find_pages,
    has_name,
    write_passages,
)
from models.people.cast import CAST_OFF, Cast
from models.writing.best_sentences import write_best_sentences
from models.writing.stops import make_stop
from tests.support.storyteller import storyteller

NOBODY = "The rain had come in at the door and run down the hall, and it was late. "
EDWIN = "The rain had come in at the door, and Edwin saw it run down the hall again. "
PELL = "The rain had come in at the door, and Mr. Pell saw it run down the hall too. "
PROMPTS = [
    Prompt("Edwin stood at the gate. Mrs. Harrow was late", ("Edwin", "Harrow")),
    Prompt("It was Mr. Pell who had told Kit. ", ("Pell", "Kit")),
]


def repeated(sentence: str, characters: int) -> str:
    """A text of a sentence again and again, in which no two pages are alike."""
    count = characters // len(sentence) + 1
    return "".join(f"{sentence}It was {number}. " for number in range(count))


def test_a_page_and_what_follows_it_are_as_they_stand_in_the_book() -> None:
    text = repeated(EDWIN, 5 * (PAGE + PASSAGE))
    pages = find_pages([text], 100)
    assert len(pages) == 5
    for page in pages:
        assert len(page.text) == PAGE - 1
        assert PASSAGE < len(page.continuation) < PASSAGE + 20
        assert page.text + page.continuation in text
        assert page.continuation[0] == " "
        assert text[text.index(page.text + page.continuation) + PAGE - 1 + len(page.continuation)]


@pytest.mark.parametrize(
    ("page", "after", "count"),
    [
        (EDWIN, EDWIN, 1),
        (NOBODY, EDWIN, 0),
        (EDWIN, NOBODY, 0),
        (EDWIN, PELL, 0),  # somebody, but nobody from the page
    ],
)
def test_only_pages_that_name_somebody_who_comes_again_are_chosen(
    page: str, after: str, count: int
) -> None:
    text = repeated(page, PAGE)[: PAGE + 20] + " " + repeated(after, PASSAGE + 100)
    assert len(find_pages([text], 10)) == count
    assert len(cut_pages([text], 10)) == 1


def test_a_page_that_names_nobody_three_times_is_not_chosen() -> None:
    text = EDWIN * 2 + NOBODY * 20 + repeated(EDWIN, PASSAGE)
    assert find_pages([text], 10) == []


def test_pages_are_spread_over_the_texts() -> None:
    texts = [repeated(EDWIN, 9_000), repeated(PELL, 9_000), "Edwin " * 100]
    every = find_pages(texts, 100)
    assert len(every) == len({page.text for page in every}) == 12
    some = find_pages(texts, 4)
    assert some == [every[0], every[3], every[6], every[9]]
    assert find_pages(texts, 0) == []
    assert find_pages(["磨坊主数了七个水壶" * 1_000], 10) == []


def test_people_are_counted_as_those_of_the_page_and_strangers() -> None:
    page = Page("Edwin stood at the gate with Mrs. Harrow. ", "")
    passages = [
        "Then Mrs. Harrow told Edwin that it was late, and Harrow went.",
        "The rain fell on Mr. Pell and on old Kit, and Pell was wet.",
        "The rain fell.",
    ]
    each = [count_people([page], [passage]) for passage in passages]
    assert each == [Tally(1, 1, 3, 0), Tally(1, 0, 0, 2), Tally(1, 0, 0, 0)]
    assert count_people([page] * 3, passages) == Tally(3, 1, 3, 2)
    assert count_people([], []) == Tally(0, 0, 0, 0)
    with pytest.raises(ValueError, match=r"longer|shorter"):
        count_people([page], passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("said Harrow.", True),
        ("Mrs. Harrow’s hat", True),
        ("Edwin", True),
        ("Harrowing", False),
        ("edwin and harrow", False),
        ("", False),
    ],
)
def test_a_name_is_a_whole_word(text: str, expected: bool) -> None:
    assert has_name(text, ("Edwin", "Harrow")) is expected
    assert not has_name(text, ())


def test_a_name_is_taken_by_its_letters() -> None:
    assert has_name("It was St. John.", ["St. John"])
    assert not has_name("It was Stx John.", ["St. John"])


def test_passages_continue_the_page_by_500_characters_with_the_cast_and_without() -> None:
    voice = storyteller()
    pages = [Page(EDWIN * 3, ""), Page(EDWIN * 3, "")]
    kept, free = (write_passages(voice, pages, cast, 1) for cast in (Cast(), CAST_OFF))
    assert [len(passage) for passage in kept + free] == [PASSAGE] * 4
    assert kept[0] != kept[1]  # each with a seed of its own
    assert write_passages(storyteller(), pages, Cast(), 1) == kept
    assert all(has_name(passage, ["Edwin"]) for passage in kept)
    assert not any(has_name(passage, ["Edwin"]) for passage in free)


def test_a_passage_is_what_the_desk_writes_but_for_its_length() -> None:
    pages = [Page(EDWIN * 3 + "It was late", ""), Page("“Who?” said Mr. Pell. " + PELL, "")]
    written = write_passages(storyteller(), pages, Cast())
    for seed, (page, passage) in enumerate(zip(pages, written, strict=True)):
        voice = storyteller()
        voice.read(page.text)
        stop = make_stop(Shape(2 * PASSAGE, "characters"))
        new_word = page.text[-1].isalnum()
        pieces = write_best_sentences(
            voice, Sampling(), seed, stop, new_word, page.text, CANDIDATES, Cast()
        )
        assert "".join(pieces)[:PASSAGE] == passage


def test_prompts_are_continued_with_the_cast_and_without() -> None:
    kept, free = (continue_prompts(storyteller(), PROMPTS, cast, 1) for cast in (Cast(), CAST_OFF))
    for rows in kept + free:
        assert len(set(rows)) == len(SEEDS)
        assert all(300 <= len(row) <= 850 for row in rows)
    assert not any(row[0].isalnum() for row in kept[0])  # “late” is a word
    for prompt, with_cast, without in zip(PROMPTS, kept, free, strict=True):
        assert sum(has_name(row, prompt.people) for row in with_cast) >= len(SEEDS) - 1
        assert not any(has_name(row, prompt.people) for row in without)


@pytest.mark.parametrize("candidates", [1, 3])
def test_a_continuation_is_what_the_desk_writes(candidates: int) -> None:
    seeds = [5, 2]
    written = continue_prompts(storyteller(), PROMPTS, Cast(), candidates, seeds)
    for prompt, rows in zip(PROMPTS, written, strict=True):
        for seed, row in zip(seeds, rows, strict=True):
            voice, stop = storyteller(), make_stop(Shape())
            voice.read(prompt.text)
            new_word = prompt.text[-1].isalnum()
            if candidates == 1:
                pieces = voice.write(Sampling(), seed, stop, new_word, page=prompt.text)
            else:
                pieces = write_best_sentences(
                    voice, Sampling(), seed, stop, new_word, prompt.text, candidates
                )
            assert row == "".join(pieces)
