"""Next passage of ten: whether an author can tell which passage follows a page.

A question is a page of 1,000 characters that ends where a sentence ends, and ten candidates of 200
characters that each begin a sentence: the passage that follows the page, and nine from more than
20,000 characters away in the same work. The author chooses the candidate with the greatest log
p(candidate | page) - log p(candidate | empty page). So neither common words nor a manner that all
ten share can help. Guessing is right once in ten times.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.alphabet.alphabet import AnyAlphabet
from models.bits import costs
from models.network import Floats, Ints, Step

Item = TypeVar("Item")

PAGE = 1_000  # characters
CANDIDATE = 200  # characters
CANDIDATES = 10
PLACES = 500

_FAR = 20_000  # characters; a passage nearer than this may belong to the same scene
_POOL = 200  # passages to draw wrong candidates from; shared, they need be read only once
_SENTENCE_END = re.compile(r"[.!?][”\"’']?\s+(?=[A-Z“\"‘'])")


@dataclass(frozen=True)
class Question:
    """A multiple-choice question: which of ten passages follows a given page in the original text?

    Attributes:
        page: 1,000 characters of the text, up to the beginning of a sentence.
        candidates: ten passages of 200 characters, one of which follows the page.
        answer: the index in `candidates` of the passage that follows the page.
    """

    page: str
    candidates: tuple[str, ...]
    answer: int


def make_questions(text: str, count: int = PLACES) -> list[Question]:
    """Return multiple-choice questions about a text: which of ten passages follows a given page?

    A page consists of 1,000 characters of the text, and a passage of 200. The pages are spread
    evenly over the text. The nine incorrect passages are from other parts of the text, more than
    20,000 characters away. They are drawn at random with a fixed seed, so that every author (a
    trained language model) is asked the same questions. There is no question about a page if fewer
    than nine passages are that far away, so a short text may give fewer questions than `count`, or
    none.

    Args:
        text: the cleaned text of one work.
        count: the maximum number of questions.
    """
    fits = range(PAGE, len(text) - CANDIDATE + 1)
    starts = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() in fits]
    pool = choose_evenly(starts, max(count, _POOL))
    questions = []
    for number, place in enumerate(choose_evenly(starts, count)):
        generator = random.Random(number)
        distant = [other for other in pool if abs(other - place) > _FAR]
        if len(distant) < CANDIDATES - 1:
            continue
        drawn = [place, *generator.sample(distant, CANDIDATES - 1)]
        generator.shuffle(drawn)
        candidates = tuple(text[start : start + CANDIDATE] for start in drawn)
        questions.append(Question(text[place - PAGE : place], candidates, drawn.index(place)))
    return questions


def choose_evenly(items: Sequence[Item], most: int) -> list[Item]:
    """Return items at equal distances in a sequence, the first one included.

    Args:
        items: the items to choose from.
        most: the maximum number of items; if there are no more than this, all are returned.
    """
    count = min(most, len(items))
    return [items[len(items) * index // count] for index in range(count)]


def choose_candidates(
    alphabet: AnyAlphabet, network: Step, questions: Sequence[Question]
) -> list[int]:
    """Return, for each question, the index of the passage that a network chooses as the answer.

    Each question asks which of ten candidate passages (short extracts of a text) follows a page (a
    longer extract). For each candidate, the network computes two log-probabilities: after reading
    the page, and at the start of a text. It chooses the candidate for which the first exceeds the
    second by the most.

    Args:
        alphabet: the network's alphabet, which converts text to the symbols that the network reads.
        network: the network, which reads the ten passages in parallel. If it has a memory of what
            it has read, all pages and passages are recorded there.
        questions: the questions to answer.
    """
    start = np.array([alphabet.start], np.int32)
    empty_page = network.step(start, network.zero_state())
    empty_page_bits: dict[str, float] = {}  # by candidate, since questions share candidates
    choices = []
    for question in questions:
        unread = [text for text in question.candidates if text not in empty_page_bits]
        if unread:
            encoded = [alphabet.encode(text).ids for text in unread]
            bits = _bits_of_rows(network, *empty_page, encoded)
            empty_page_bits |= zip(unread, bits.tolist(), strict=True)
        page = alphabet.encode(question.page, final=False)
        page_end = network.read(page.ids, empty_page[1])
        encoded = [
            alphabet.encode(text, page.previous, page.pending).ids for text in question.candidates
        ]
        bits = _bits_of_rows(network, *page_end, encoded)
        gains = np.array([empty_page_bits[text] for text in question.candidates]) - bits
        choices.append(int(gains.argmax()))
    return choices


def share_correct(alphabet: AnyAlphabet, network: Step, questions: Sequence[Question]) -> float:
    """Return the fraction (0 to 1) of questions that a network answers correctly.

    Each question asks which of ten passages (short extracts of a text) follows a given page (a
    longer extract).

    Args:
        alphabet: the network's alphabet, which converts text to the symbols that the network reads.
        network: the network. If it has a memory of what it has read, all pages and passages are
            recorded there.
        questions: one or more questions.
    """
    choices = choose_candidates(alphabet, network, questions)
    pairs = zip(questions, choices, strict=True)
    return sum(question.answer == choice for question, choice in pairs) / len(choices)


def _bits_of_rows(
    network: Step, logits: Floats, state: Floats, rows: Sequence[Ints]
) -> NDArray[np.float64]:
    """Return the total bits of each of B texts that all follow the same state, [B].

    Args:
        network: the network that reads them side by side.
        logits: the logits of the first symbol, [1, V], for V symbols in the alphabet.
        state: the state before the first symbol, [1, S], for S values in a state.
        rows: the symbols of each text; the texts may differ in length.
    """
    lengths = np.array([len(ids) for ids in rows])
    symbols = np.zeros((len(rows), max(lengths, default=0)), np.int32)
    for row, ids in zip(symbols, rows, strict=True):
        row[: len(ids)] = ids
    bits = np.zeros(len(rows))
    logits = np.repeat(logits, len(rows), axis=0)
    state = np.repeat(state, len(rows), axis=0)
    for position, ids in enumerate(symbols.T):
        bits += np.where(position < lengths, costs(logits, ids), 0)
        if position + 1 < symbols.shape[1]:
            logits, state = network.step(np.ascontiguousarray(ids), state)
    return bits
