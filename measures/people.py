"""People kept: whether those whom a page names come again in what an author writes next.

A page is 1,000 characters of held-out text (kept from training) in which one name stands three
times or more, and whose next 500 characters in the book name somebody from the page. The author
reads it on an empty page and writes 500 characters, as at the desk by default. What it writes is
compared with how the book goes on: whether anybody from the page is named, how many names there
are, and how many people who were not there before.

Prompts are texts with a situation and two people; the author goes on from each with several seeds,
as `pastiche write` would.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from common.defaults import CANDIDATES
from common.settings import Sampling
from common.shape import Shape
from measures.next_passage import choose_evenly
from models.people.cast import Cast
from models.people.names import find_company
from models.voice import Voice
from models.writing.best_sentences import write_best_batch
from models.writing.stops import Stop, make_stop

PAGE = 1_000  # characters that the author reads
PASSAGE = 500  # characters that it writes
SEEDS = range(10)  # of the passages from each prompt
_OFTEN = 3  # times that one name stands on a page


@dataclass(frozen=True)
class Page:
    """A page (an extract of about 1,000 characters) of a book, with the text that follows it.

    Attributes:
        text: the text of the page.
        continuation: the next 500 or so characters of the book, up to the end of a word.
    """

    text: str
    continuation: str


@dataclass(frozen=True)
class Prompt:
    """The beginning of a story, which introduces two named people and their situation.

    Attributes:
        text: the text for an author (a trained language model) to continue.
        people: the two people's names, as they are written in the text.
    """

    text: str
    people: tuple[str, str]


@dataclass(frozen=True)
class Tally:
    """Counts of the people named in a group of passages, each of which continues a page of a book.

    A page is an extract of the book. A passage is either the original text that follows the page or
    a continuation written by a language model.

    Attributes:
        passages: the number of passages.
        named: the number of passages that name somebody who is also named on their page.
        mentions: the number of times that people named on a page are mentioned in its passage,
            added up over all passages.
        strangers: the number of people named in a passage but not on its page, added up over all
            passages.
    """

    passages: int
    named: int
    mentions: int
    strangers: int


def find_pages(texts: Iterable[str], most: int) -> list[Page]:
    """Return pages, spread evenly over the texts, on which one name occurs three times or more.

    A page is an extract of about 1,000 characters, which is returned together with the next 500 or
    so. It is chosen only if one of the people on it is named again in those next characters.

    Args:
        texts: texts on which the author (a language model) to be tested was not trained.
        most: the maximum number of pages.
    """
    found = [
        page
        for page in _cut(texts)
        if _names_often(page.text) and count_people([page], [page.continuation]).named
    ]
    return choose_evenly(found, most)


def cut_pages(texts: Iterable[str], most: int) -> list[Page]:
    """Return pages, spread evenly over the texts, regardless of who is named on them.

    A page is an extract of about 1,000 characters, which is returned together with the next 500 or
    so.

    Args:
        texts: texts on which the author (a language model) to be tested was not trained.
        most: the maximum number of pages.
    """
    return choose_evenly(list(_cut(texts)), most)


def count_people(pages: Sequence[Page], passages: Sequence[str]) -> Tally:
    """Count the people named in passages, both those already named on the page and new ones.

    Args:
        pages: the pages (extracts of books) that the passages continue.
        passages: one passage for each page, either the original text that follows the page or a
            continuation written by an author (a trained language model).

    Returns:
        The counts, each added up over all passages.
    """
    named = mentions = strangers = 0
    for page, passage in zip(pages, passages, strict=True):
        whole = find_company(page.text + passage, Cast())
        present = {mention.person for mention in whole.mentions if mention.end <= len(page.text)}
        after = [mention.person for mention in whole.mentions if mention.end > len(page.text)]
        again = sum(person in present for person in after)
        named += again > 0
        mentions += again
        strangers += len(set(after) - present)
    return Tally(len(passages), named, mentions, strangers)


def write_passages(
    voice: Voice, pages: Sequence[Page], cast: Cast, candidates: int = CANDIDATES
) -> list[str]:
    """Have an author (a trained language model) continue each page by 500 characters.

    The author writes as it does at the desk with the default settings, except that the passages
    have this fixed length.

    Args:
        voice: the author's running network, whose state changes as it writes.
        pages: the pages (extracts of books) to continue. The index of each page is used as the
            random seed for writing its continuation.
        cast: people for the author to name besides those on the page; `CAST_OFF` for no preference.
        candidates: the number of versions of each sentence that the author writes. Only the best
            version is kept.

    Returns:
        The continuation of each page, without the page itself.
    """
    passages = []
    for seed, page in enumerate(pages):
        passages += _continue(voice, page.text, cast, candidates, [seed], [_Length()])
    return passages


def continue_prompts(
    voice: Voice,
    prompts: Sequence[Prompt],
    cast: Cast,
    candidates: int = CANDIDATES,
    seeds: Sequence[int] = SEEDS,
) -> list[list[str]]:
    """Have an author (a trained language model) write several continuations of each prompt.

    Each continuation is what the command `pastiche write` would write with its default settings and
    the same seed.

    Args:
        voice: the author's running network, whose state changes as it writes.
        prompts: the texts to continue.
        cast: people for the author to name besides those in the prompt; `CAST_OFF` for no
            preference.
        candidates: the number of versions of each sentence that the author writes. Only the best
            version is kept.
        seeds: the random seeds, one for each continuation of a prompt.

    Returns:
        A list of continuations for each prompt, in the order of the seeds and without the prompt.
    """
    return [
        _continue(voice, prompt.text, cast, candidates, seeds, [make_stop(Shape()) for _ in seeds])
        for prompt in prompts
    ]


def has_name(text: str, names: Collection[str]) -> bool:
    """Return whether a text contains any of the given names as a whole word."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)


def _continue(
    voice: Voice,
    text: str,
    cast: Cast,
    candidates: int,
    seeds: Sequence[int],
    stops: Sequence[Stop],
) -> list[str]:
    """Return a continuation of a text for each seed, as the desk writes it."""
    voice.state = voice.start()
    voice.read(text)
    rows = [""] * len(seeds)
    new_word = text[-1:].isalnum()
    if candidates == 1:
        pieces = voice.write_batch(Sampling(), seeds, stops, new_word, cast, text)
    else:
        pieces = write_best_batch(voice, Sampling(), seeds, stops, new_word, text, candidates, cast)
    for row, piece in pieces:
        rows[row] += piece
    return rows


def _cut(texts: Iterable[str]) -> Iterator[Page]:
    """Yield the pages of texts, one after another, each with the text that follows it."""
    for text in texts:
        for begin in range(0, len(text) - PAGE - PASSAGE, PAGE + PASSAGE):
            place = text.find(" ", begin + PAGE) + 1
            end = text.find(" ", place + PASSAGE)
            if 0 < place < end:  # a script without spaces has none of these
                yield Page(text[place - PAGE : place - 1], text[place - 1 : end])


def _names_often(text: str) -> bool:
    counts = Counter(mention.form for mention in find_company(text, Cast()).mentions)
    return max(counts.values(), default=0) >= _OFTEN


class _Length:
    """A stop after 500 characters, wherever they end."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, character: str) -> bool:
        self._count += 1
        return self._count > PASSAGE
