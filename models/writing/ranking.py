"""Ranking: sort passages that might continue a page, the best first.

Short passages of likely characters come first. A passage scores higher if the page makes it
likelier: its cost on an empty page minus its cost after the page is added. Points are deducted for
what would disturb a reader: a change of person or tense, the name of a stranger, a loop, an echo of
the page, an incomplete sentence, a pronoun that can refer to no one. A name that is known from the
page adds points.

The ranking depends only on the page (the text being written) and the passages. The numbers were
chosen by reading the results (docs/log.md).
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from common.settings import Sampling
from common.shape import Shape
from models.people.cast import NO_CAST, Cast
from models.people.pronouns import Pronouns, judge_pronouns
from models.runtime import RULES
from models.voice import Voice
from models.writing.stops import Stop, find_word_ends, make_stop

SENTENCE = Shape(1, "sentences")  # what is written to be ranked

_CAST_IGNORED = 5  # up to these rules, the ranking knew only the people named on the page
_RECENT = 4_000  # characters at the end of the page that are examined
_LONGEST = 100  # characters of a sentence that is written to be ranked
_CLAUSE = 40  # characters after which a sentence can be cut off at a comma or the like
_ECHO = 6  # consecutive words that are also on the page
_LOOP = 3  # consecutive words that occur twice in one passage
_FEWEST_WORDS = 3

_MEAN = 10.0  # bits deducted for each bit that the characters of a passage cost on average
_PERSON = _TENSE = 12.0
_STRANGER, _KNOWN = 10.0, 5.0
_BROKEN = 25.0  # a loop, an echo, a sentence without an end
_MISFIT = 20.0  # each pronoun that can refer to no one
_CURT = 8.0  # a cry such as “Oh!”
_STALE = 6.0  # a beginning that is also on the page

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SPEECH = re.compile(r"[“\"][^”\"\n]*(?:[”\"]|\Z)|(?<!\w)[‘'][^\n]*?[,.!?;:…—-][’'](?!\w)")
_FIRST = {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours"}
_THIRD = {"he", "him", "his", "himself", "she", "her", "hers", "herself"}
_PAST = re.compile(
    r"was|were|had|did|said|could|would|should|might|went|came|took|made|knew|thought|stood|sat|saw"
    r"|felt|began|found|gave|told|left|[a-z]+ed"
)
_PRESENT = re.compile(
    r"is|are|am|has|does|says|can|will|shall|may|goes|comes|takes|makes|knows|thinks|looks|asks"
    r"|answers|cries|replies|returns|stands|sits|sees|feels|begins|finds|gives|tells|leaves"
)
_BEFORE_SENTENCES = frozenset(".!?:;…\"“”‘’'(—\n")
_TITLES = {"mr", "mrs", "miss", "ms", "dr", "sir", "lady", "lord", "madam", "captain", "aunt"}
_NO_NAME = re.compile(
    r"i|god|heaven|english|french|christmas|chapter|england|london|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november"
    r"|december"
)


@dataclass(frozen=True)
class Candidate:
    """A passage that might continue a page (the text being written).

    Attributes:
        text: the passage.
        seed: the seed of the random choices with which it was written.
        bits: the cost of the passage after the page, in bits: −log2 of its probability. The
            likelier the passage, the lower the cost.
        bits_alone: the cost of the passage on an empty page, in bits.
        is_whole: whether the passage is a complete sentence.
    """

    text: str
    seed: int
    bits: float
    bits_alone: float
    is_whole: bool = True


@dataclass(frozen=True)
class Weights:
    """The weights that determine how the cost of a passage affects its score.

    The cost is −log2 of the passage's probability; the cost and the score are both in bits. The
    page is the text that the passage might continue.

    Attributes:
        length: the amount deducted from the score for each bit of the passage's cost, to favour
            short passages.
        page: the amount added to the score for each bit that the passage costs less after the page
            than on an empty page.
        most: the largest difference between these two costs that is counted, in bits; a larger one
            counts as this much.
        breath: the number of characters at the end of the page in which a name counts as recent. A
            passage that repeats a recent name does not score higher.
    """

    length: float
    page: float
    most: float
    breath: int


# One sentence that stands alone is best if it is short. A passage of several has room for long
# ones, and without the page's part it would consist of what can be said anywhere.
ALONE = Weights(0.2, 0.25, 25.0, 0)
IN_PASSAGE = Weights(0.0, 0.5, 60.0, 120)


class Ranking:
    """Ranks passages that might continue a page.

    Args:
        page: the text that the passages continue.
        weights: how much the cost of a passage (−log2 of its probability) affects its score.
        pronouns: an object that judges the pronouns in passages; None to ignore pronouns.
        cast: the people that the user listed for the story. They are no strangers, even if the page
            does not name them yet; if the cast is off, nobody is a stranger.
        rules: the version number of the rules for choosing symbols. Up to rules 5, the cast was
            ignored, and recent names were looked for in less text if the page was short.
    """

    def __init__(
        self,
        page: str,
        weights: Weights = ALONE,
        pronouns: Pronouns | None = None,
        cast: Cast = NO_CAST,
        rules: int = RULES,
    ) -> None:
        self._page = page[-_RECENT:]
        self._weights = weights
        self._pronouns = pronouns
        self._words = Counter(_list_words(_SPEECH.sub(" ", self._page)))
        self._names = find_names(self._page)
        start = len(self._page) - weights.breath
        end = self._page[start if rules <= _CAST_IGNORED else max(0, start) :]
        self._latest = {name for name in self._names if name in end}
        self._has_strangers = cast.is_on or rules <= _CAST_IGNORED
        if rules > _CAST_IGNORED:
            self._names |= {word for it in cast.people for word in _WORD.findall(it.name)}
        self._text = f" {' '.join(_list_words(self._page))} "

    def order(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the passages in order, best first, without empty ones and duplicates.

        Passages that differ only in punctuation, case and white space are duplicates; only the best
        of them is kept. If several passages begin with the same words, all but the best of them are
        moved to the end.
        """
        first, later = list[Candidate](), list[Candidate]()
        seen, heads = set[tuple[str, ...]](), set[tuple[str, ...]]()
        for candidate in sorted(candidates, key=lambda each: (-self.score(each), each.seed)):
            words = tuple(_list_words(candidate.text))
            if words and words not in seen:
                (later if words[:_LOOP] in heads else first).append(candidate)
                seen.add(words)
                heads.add(words[:_LOOP])
        return first + later

    def score(self, candidate: Candidate) -> float:
        """Return a score, in bits, for how well a passage continues the text; higher is better."""
        text = candidate.text.strip()
        words = _list_words(_SPEECH.sub(" ", text))
        gain = min(candidate.bits_alone - candidate.bits, self._weights.most)
        score = self._weights.page * gain - self._weights.length * candidate.bits
        score -= _MEAN * candidate.bits / max(len(text), 1)
        score -= _PERSON * self._changes_person(words) + _TENSE * self._changes_tense(words)
        names = find_names(text, self._page.rstrip()[-1:] in _BEFORE_SENTENCES)
        score += _KNOWN * bool((names & self._names) - self._latest)
        score -= _STRANGER * len(names - self._names) * self._has_strangers
        if self._pronouns:
            score -= _MISFIT * self._pronouns.count_misfits(candidate.text)
        head = _list_words(text)[:_LOOP]
        score -= _STALE * (len(head) == _LOOP and f" {' '.join(head)} " in self._text)
        faults = (not candidate.is_whole) + has_loop(text) + self._echoes(text)
        return score - _BROKEN * faults - _CURT * (len(text.split()) < _FEWEST_WORDS)

    def _changes_person(self, words: Sequence[str]) -> bool:
        """Return whether a passage is in the first person although the page is in the third."""
        on_page = [sum(self._words[word] for word in person) for person in (_FIRST, _THIRD)]
        is_third = not on_page[0] and (on_page[1] > 0 or bool(self._names))
        return is_third and not _FIRST.isdisjoint(words)

    def _changes_tense(self, words: Sequence[str]) -> bool:
        """Return whether a passage is told in a different tense from the page."""
        past, present = _count_tenses(self._words)
        then, now = _count_tenses(Counter(words))
        return (past > 2 * present and now > then) or (present > 2 * past and then > now)

    def _echoes(self, text: str) -> bool:
        """Return whether a passage, or several consecutive words of it, are also on the page."""
        words = _list_words(text)
        length = min(len(words), _ECHO)
        spans = (words[i : i + length] for i in range(len(words) - length + 1))
        return length >= _LOOP and any(f" {' '.join(span)} " in self._text for span in spans)


def write_ranked(
    voice: Voice,
    sampling: Sampling,
    seeds: Sequence[int],
    page: str,
    new_word: bool,
    enough: int,
    should_stop: Callable[[], bool] = lambda: False,
    cast: Cast = NO_CAST,
) -> list[Candidate]:
    """Have a model write several passages of one sentence each in parallel, and rank them.

    The voice's own state is not changed.

    Args:
        voice: the running network of the author (a language model), which has read the page (the
            text so far).
        sampling: the settings of the random choice of symbols, such as the temperature.
        seeds: the seed of each passage.
        page: the text read so far.
        new_word: whether the last word read is complete and must not be continued.
        enough: the number of sentences to complete before the writing stops, which is also the
            maximum number of passages returned. Sentences that take longer are seldom good.
        should_stop: a function called between pieces; the writing stops if it returns True.
        cast: the people that the user listed for the story.

    Returns:
        At most `enough` passages, best first, without duplicates. If fewer sentences than this end
        within 100 characters, others are included, cut off at the end of a clause or a word.
    """
    stops = [_SentenceStop() for _ in seeds]
    texts, bits, ended, last = [""] * len(seeds), [0.0] * len(seeds), 0, 0
    for row, piece in voice.write_weighed(sampling, seeds, stops, new_word, cast, page):
        if row <= last:  # after a whole round, which includes the quotes that close a sentence
            if ended >= enough or should_stop():
                break
            ended = sum(stop.is_over for stop in stops)
        texts[row], last = texts[row] + piece.text, row
        bits[row] += piece.bits
    candidates = list[Candidate]()
    for seed, stop, text, cost in zip(seeds, stops, texts, bits, strict=True):
        if stop.is_over:
            candidates.append(Candidate(text, seed, cost, cost))
        elif ended < enough:
            ends = find_word_ends(text)
            clauses = [end for end in ends if end > _CLAUSE and text[end - 1] in ",;:—"]
            length = (clauses or ends or [0])[-1]
            cost *= length / max(len(text), 1)  # in proportion to the text kept
            candidates.append(Candidate(text[:length], seed, cost, cost, is_whole=False))
    ranking = Ranking(page, pronouns=judge_pronouns(page, cast), cast=cast)
    best = ranking.order(candidates)[:enough]
    alone = voice.weigh([candidate.text for candidate in best])
    return ranking.order(
        [replace(each, bits_alone=bits) for each, bits in zip(best, alone, strict=True)]
    )


class _SentenceStop:
    """Ends a passage after its first sentence, or after 100 characters.

    Attributes:
        is_over: whether the sentence is complete.
    """

    def __init__(self) -> None:
        self.is_over = False
        self._stop: Stop = make_stop(SENTENCE)
        self._length = 0

    def __call__(self, character: str) -> bool:
        self._length += 1
        self.is_over = self._stop(character)
        return self.is_over or self._length > _LONGEST


def has_loop(text: str) -> bool:
    """Return whether a passage repeats itself.

    This is the case if the same three consecutive words occur twice, or the same word of more than
    four letters occurs three times.
    """
    words = _list_words(text)
    spans = [tuple(words[i : i + _LOOP]) for i in range(len(words) - _LOOP + 1)]
    long = Counter(word for word in words if len(word) > 4)
    return len(set(spans)) < len(spans) or any(number > 2 for number in long.values())


def find_names(text: str, begins_sentence: bool = True) -> set[str]:
    """Return the names in a text: words that are capitalised but do not begin a sentence.

    Args:
        text: the text.
        begins_sentence: whether the first word begins a sentence, and so is capitalised even if it
            is not a name.
    """
    names, ordinary = set[str](), set[str]()
    for match in _WORD.finditer(text):
        word = re.sub("['’]s$", "", match[0])
        if word[0].islower():
            ordinary.add(word)
            continue
        before = text[max(0, match.start() - 20) : match.start()].rstrip(" \t")
        title = before.rstrip(".").rpartition(" ")[2].strip("\"“‘'(\n—").lower() in _TITLES
        begins = before[-1:] in _BEFORE_SENTENCES if before else begins_sentence
        is_name = word.lower() not in _TITLES and not _NO_NAME.fullmatch(word.lower())
        if is_name and (title or not begins):
            names.add(word)
    return {name for name in names if name.lower() not in ordinary}


def _list_words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _count_tenses(words: Counter[str]) -> tuple[int, int]:
    """Return the number of words in the past tense, and the number in the present tense."""
    past, present = (
        sum(number for word, number in words.items() if tense.fullmatch(word))
        for tense in (_PAST, _PRESENT)
    )
    return past, present
