"""Advice before a training: what is told of short and of repeated texts."""

import random

from texts.advice import advise


def prose(characters: int, seed: int = 1) -> str:
    """Lines of drawn words, none of which comes twice."""
    draw = random.Random(seed)
    lines, length = [], 0
    while length < characters:
        lines.append(" ".join(f"word{draw.randrange(10**6)}" for _ in range(8)))
        length += len(lines[-1]) + 1
    return "\n".join(lines)


def test_a_book_needs_no_advice() -> None:
    assert advise([prose(70_000)]) == []


def test_texts_count_together() -> None:
    assert advise([prose(35_000, 1), prose(35_000, 2)]) == []


def test_little_text_is_named_with_what_would_help() -> None:
    text = prose(20_000)
    (sentence,) = advise([text])
    assert sentence.startswith(f"There are only {len(text):,} characters to learn from.")
    assert "much like the one it starts from; more texts by the same hand would help" in sentence
    (sentence,) = advise([text], is_from_scratch=True)
    assert sentence.startswith(f"There are only {len(text):,} characters to learn from.")
    assert "starts from" not in sentence
    assert "more texts by the same hand would help" in sentence


def test_lines_that_come_again_are_counted_without_their_first_time() -> None:
    once, again = prose(60_000), prose(10_000, 2)
    text = "\n".join([once, again, again, again])
    (sentence,) = advise([text])
    assert sentence.startswith(f"{2 * len(again) / len(text):.0%} of the text consists of lines")


def test_short_lines_may_come_again() -> None:
    assert advise([prose(70_000) + "\n“Yes,” said Ann.\n" * 2_000]) == []


def test_an_empty_text_is_short() -> None:
    assert len(advise([""])) == 1
