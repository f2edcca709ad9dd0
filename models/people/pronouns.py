"""Pronouns: judge whether “he”, “her” and the like can refer to anyone in a scene.

A pronoun is a misfit if nobody of that sex is there. It is also a misfit if the only such person is
meant by the words around it: “he looked at him” needs two men, “he shook her head” and “she hurt
himself” need none of the other sex, and nobody who talks or is talked to is “she” in that talk.

Only what a few nearby words show is judged. Whatever they leave open fits, as books have much of
it. The lists of words are English.
"""

import re
from dataclasses import dataclass

from models.people.candidates import WORD, is_name_shaped, is_ordinary
from models.people.cast import Cast, Person, Pronoun
from models.people.names import Company, find_company
from models.people.speakers import find_speakers
from models.people.vocabulary import (
    AROUND,
    CLAUSE_HEADS,
    HE_BY_CUSTOM,
    PRONOUN_OF_TITLE,
    PRONOUN_OF_WORD,
    PRONOUNS_OF_NOUN,
    SPEECH_VERBS,
    SPOKEN_TO,
    Sex,
)
from models.runtime import RULES

_LICENCE = 300  # characters in which a noun such as “woman” introduces someone
_OTHER = 150  # characters in which such a noun is taken for another than the one who is named
_PAGE = 3_000  # characters of the page, from its end, in which people are looked for
_NEARBY = 600  # characters before a pronoun that are examined

_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PRONOUN = re.compile(rf"\b(?:{'|'.join(PRONOUN_OF_WORD)})\b", re.IGNORECASE)
_QUOTE = re.compile(
    r"""(?P<open>[“‘]|(?<![^\s—(])["'](?!\s))|(?P<close>”|(?<=[,.!?;:…—-])[’"'](?!\w))"""
)
_END = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)[.!?](?=\s|$)")
# Words that begin a clause with a subject of its own, and words that go on with the same subject.
_CLAUSE = re.compile(
    r"[,;:—(]|--|\b(?:that|which|who|whom|whose|what|as|when|if|where|while|because|than|though"
    r"|until|till|before|after|how|why|and|but|or|nor|for|whether|unless|like|it|they|you|i|we)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r",? (?:and then|and|but|or|then) (?:not |never )?(?=(?:[a-z]+ed|went|came|took|made|knew"
    r"|thought|stood|sat|saw|felt|began|found|gave|told|left|let|put|held|said|shook|bent|led"
    r"|had|was|did|could|would|should|might)\b)"
)
# Verbs whose object is nearly always the actor’s own, and what it is.
_OWN = re.compile(
    r"\b(?:(?P<shake>shook|shaking|shakes?)|nodd(?:ed|ing)|shrugg(?:ed|ing)|rubb(?:ed|ing)"
    r"|thrust(?:ing)?|fold(?:ed|ing)|wr(?:ung|inging)|clench(?:ed|ing)|knit(?:ting)?"
    r"|scratch(?:ed|ing)|smack(?:ed|ing)|(?:put(?:ting)?|pull(?:ed|ing)) on"
    r"|(?:took|taking|pull(?:ed|ing)) off) \Z"
)
_BODY = re.compile(
    r" (?:own |[a-z]+ )?(?:head|face|eyes?|hands?|arms?|hair|lips?|legs?|hat|bonnet|coat|brows?"
    r"|shoulders?|eyebrows|neck|chin|forehead|breast|back|knees?|feet|foot|fingers?|fists?)\b"
)
_HAND = re.compile(r" hands?\b")
# What follows “her” where it is not “her hat”.
_NO_NOUN = re.compile(
    r"(?: (?:a|about|again|and|any|as|at|away|back|because|before|but|by|down|for|from|here|how|if"
    r"|in|into|no|nor|not|of|off|on|once|or|out|over|so|some|that|the|then|there|through|till|to"
    r"|too|until|up|upon|what|when|where|which|while|who|with|his|my|your|their|its)\b|[,.;:!?—]|--)"
)
_SAY = re.compile(
    rf"\b(?:{'|'.join(sorted(SPEECH_VERBS))}|added|continued|inquired|observed|rejoined|repeated"
    r"|resumed|say|saying)\b"
)
_CALL = re.compile(r"(?:\A|, )(?:(?:dear|[A-Z][a-z]+\.?) )?([A-Z]\w+)(?=[,.!?]|\Z)")


@dataclass(frozen=True)
class _Mention:
    """A word for a person in a text.

    Attributes:
        sex: the person's pronoun; None if it is unknown.
        begin: the index of the word's first character.
        end: the index of the character after the word.
        acts: whether the person seems to be the subject of a clause.
        owns: whether the word is a possessive.
    """

    sex: Pronoun | None
    begin: int
    end: int
    acts: bool = False
    owns: bool = False


class Pronouns:
    """A check of whether the pronouns in a passage can refer to the people in the scene.

    A passage is a text that an author (a language model) writes in one go.

    Args:
        page: the text that the passage continues, or the end of that text.
        company: the people in the scene.
        reads_words: whether to judge by the words around a pronoun as well, if they are English.
            If False, a pronoun is accepted if anyone of that sex is in the scene.
    """

    def __init__(self, page: str, company: Company, reads_words: bool = True) -> None:
        self._page = page
        self._reads_words = reads_words and company.english
        self._numbers: dict[Sex, int] = {"he": 0, "she": 0}  # of the people each may stand for
        self._sexes: dict[str, Pronoun | None] = {}  # by the words of their names
        for person in company.people:
            sex = _find_sex(person, page) if self._reads_words else person.pronoun
            for pronoun in self._numbers:
                self._numbers[pronoun] += sex in (None, pronoun)
            for word in WORD.findall(person.name):
                self._sexes[word] = sex if self._sexes.get(word, sex) == sex else None

    @property
    def are_free(self) -> bool:
        """Whether every pronoun can refer to someone in the scene, whatever the words around it."""
        return min(self._numbers.values()) > self._reads_words

    def count_misfits(self, passage: str) -> int:
        """Return the number of pronouns in a passage that cannot refer to anyone in the scene."""
        return sum(
            not self.fits(passage[: match.start()], match[0], passage[match.end() :])
            for match in _PRONOUN.finditer(passage)
        )

    def fits(self, written: str, word: str, after: str | None = None) -> bool:
        """Return whether a pronoun can refer to someone in the scene, as far as nearby words show.

        Args:
            written: the part of the passage (the text being written) before the pronoun.
            word: the pronoun, such as “him” or “Her”.
            after: the part of the passage after the pronoun; None if it is not written yet.
        """
        sex, low = PRONOUN_OF_WORD[word.lower()], word.lower()
        before = self._page[-_NEARBY:] + written
        if not self._numbers[sex]:
            return self._is_introduced(written, sex)
        if self._numbers[sex] > 1 or not self._reads_words:
            return True
        start = before.rfind("\n") + 1
        narration, speech = _split(before[start:])
        if speech is not None:
            tail = (after or "").partition("\n")[0]
            talks = self._talks(before[:start], narration, tail, sex)
            talks = talks or self._is_called(speech + " _ " + _QUOTE.split(tail)[0], sex)
            return not talks or self._mentions_other(before, sex)
        sentence = narration[max((end.end() for end in _END.finditer(narration)), default=0) :]
        mentions = self._find_mentions(sentence)
        if not mentions or mentions[-1].sex not in ("he", "she"):
            return True
        if mentions[-1].sex == sex:
            is_object = low == "him" or (low == "her" and after and _NO_NOUN.match(after))
            alone = is_object and _is_alone(sentence, mentions)
            return not alone or self._mentions_other(before, sex)
        if any(each.acts and each.sex != mentions[-1].sex for each in mentions[-2:]):
            return True
        if low.endswith("self"):
            return any(each.sex != mentions[-1].sex for each in mentions)
        is_own = low in ("his", "her") and _is_own(sentence, mentions, after)
        return not is_own

    def _mentions_other(self, before: str, sex: Sex) -> bool:
        """Return whether a noun such as “woman” may mean someone else of the given sex."""
        return any(
            sex in PRONOUNS_OF_NOUN.get(word, ()) and word not in SPOKEN_TO
            for word in WORD.findall(before[-_OTHER:])
        )

    def _is_introduced(self, written: str, sex: Sex) -> bool:
        """Return whether a noun, or a pronoun on the page, stands for someone without a name."""
        text = self._page + written
        for match in _PLAIN_WORD.finditer(text, max(0, len(text) - _LICENCE)):
            word = match[0].lower()
            if sex in PRONOUNS_OF_NOUN.get(word, ()):
                return True
            if match.end() <= len(self._page) and PRONOUN_OF_WORD.get(word) == sex:
                return True
        return False

    def _talks(self, paragraphs: str, narration: str, after: str, sex: Sex) -> bool:
        """Return whether a speaker in this paragraph or the last two is of the given sex."""
        later = _split("“" + after)[0]
        earlier = [each for each in paragraphs.split("\n") if each][-2:]
        talk = [_split(each)[0] for each in earlier if _QUOTE.search(each)]
        return any(self._find_speaker(each) == sex for each in (narration, later, *talk))

    def _find_speaker(self, narration: str) -> Pronoun | None:
        for said in reversed(list(_SAY.finditer(narration))):
            mentions = [each for each in self._find_mentions(narration) if not each.owns]
            for each in mentions:
                between = narration[said.end() : each.begin].split()
                if each.begin > said.end() and all(word[0].isupper() for word in between):
                    return each.sex
            actors = [each for each in mentions if each.acts and each.end <= said.start()]
            return actors[-1].sex if actors else None
        return None

    def _is_called(self, speech: str, sex: Sex) -> bool:
        return any(self._sexes.get(name) == sex for name in _CALL.findall(speech))

    def _find_mentions(self, text: str) -> list[_Mention]:
        """Return the words for people in a text, in order."""
        found: list[_Mention] = []
        previous, end = "", 0
        for match in WORD.finditer(text):
            word = re.split("['’]", match[0])[0]
            low, place = word.lower(), (match.start(), match.end())
            if low in PRONOUN_OF_WORD:
                owns = low == "his" or (low == "her" and not _NO_NOUN.match(text, match.end()))
                found.append(_Mention(PRONOUN_OF_WORD[low], *place, low in ("he", "she"), owns))
            elif word in self._sexes and low not in PRONOUN_OF_TITLE:
                is_head = not previous or previous in CLAUSE_HEADS | SPEECH_VERBS
                is_head = is_head or previous in PRONOUN_OF_TITLE or "," in text[end : place[0]]
                sex = PRONOUN_OF_TITLE.get(previous) or self._sexes[word]
                found.append(_Mention(sex, *place, is_head and word == match[0], word != match[0]))
            elif low in PRONOUN_OF_TITLE and low == word:
                found.append(_Mention(PRONOUN_OF_TITLE[low], *place))
            elif low in PRONOUNS_OF_NOUN and low == word:
                he, she = (each in PRONOUNS_OF_NOUN[low] for each in ("he", "she"))
                found.append(_Mention(None if he and she else "he" if he else "she", *place))
            elif is_name_shaped(word) and low not in PRONOUN_OF_TITLE and not is_ordinary(word):
                found.append(_Mention(None, *place))
            previous, end = low, place[1]
        return found


def _is_alone(sentence: str, mentions: list[_Mention]) -> bool:
    """Return whether an object pronoun after a sentence could mean its own subject alone."""
    actor = next((each for each in reversed(mentions) if not each.owns), None)
    if actor is None or not actor.acts or actor.sex != mentions[-1].sex:
        return False
    clause = _GOES_ON.sub(" ", sentence[actor.end :])
    words = WORD.findall(clause)
    return not _CLAUSE.search(clause) and bool(words) and words[-1].lower() not in AROUND


def _is_own(sentence: str, mentions: list[_Mention], after: str | None) -> bool:
    """Return whether what a possessive after a sentence stands for is surely the subject's own."""
    verb = _OWN.search(sentence)
    if verb is None:
        is_with = sentence.endswith(" with ") and len({each.sex for each in mentions}) == 1
        return bool(is_with and after and _BODY.match(after))
    if after is None:
        return True
    return bool(_BODY.match(after)) and not (verb["shake"] and _HAND.match(after))


def _split(paragraph: str) -> tuple[str, str | None]:
    """Return the narration in a paragraph, and the speech that is open at its end, if one is."""
    narration, start, is_open = "", 0, False
    for match in _QUOTE.finditer(paragraph):
        if match["open"] and not is_open:
            narration += paragraph[start : match.start()]
            is_open, start = True, match.end()
        elif match["close"] and is_open:
            is_open, start = False, match.end()
    if is_open:
        return narration, paragraph[start:]
    return narration + paragraph[start:], None


def _find_sex(person: Person, page: str) -> Pronoun | None:
    """Return a person's pronoun; “he” for a doctor or “old Pell” if nothing else is known."""
    if person.pronoun:
        return person.pronoun
    words = (word.lower() for word in WORD.findall(person.name))
    is_he = f" old {person.name}" in page or not HE_BY_CUSTOM.isdisjoint(words)
    return "he" if is_he else None


def judge_pronouns(page: str, cast: Cast, rules: int = RULES) -> Pronouns | None:
    """Return an object that judges the pronouns in passages that continue a page, or None.

    The object tells whether each pronoun can refer to someone in the scene. The result is None if
    this cannot be judged: if the page (the text being written) is a play or is not in English, if
    no people are known, or if the cast is switched off.

    Args:
        page: the text that the passages continue.
        cast: the people that the user listed for the story.
        rules: the version number of the rules for choosing symbols, which decide who is found.
    """
    text = page[-_PAGE:]
    company = find_company(text, cast, rules)
    if not (company.people and company.english and company.capitals):
        return None
    return None if find_speakers(text, len(page) <= _PAGE) else Pronouns(text, company)
