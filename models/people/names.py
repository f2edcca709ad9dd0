"""Find the people named on a page, with their pronouns and the positions of their names.

models/people/candidates.py decides which words are names. “Mrs. Harrow” and “Harrow” are the same
person; “Mr. Harrow” is another. A pronoun is inferred from a title, from a common given name, or
from the pronouns that follow the name if they cannot refer to anyone else.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.people.candidates import WORD, Candidate, PageWords, is_title
from models.people.cast import Cast, Person, Pronoun
from models.people.vocabulary import PRONOUN_OF_NAME, PRONOUN_OF_TITLE, PRONOUN_OF_WORD
from models.runtime import RULES

_LOOKS_UNKNOWN = 5  # up to these rules, “at Edwin” was a place after any word
_PRONOUN_WITHIN = 15  # words after a name


@dataclass(frozen=True)
class Mention:
    """An occurrence of a person's name on a page (the text being written).

    Attributes:
        form: the name as written on the page, such as "Mrs. Harrow", without “’s”.
        end: the index of the character after the name, in the page's text.
        person: the index of the person in `Company.people`, which lists all people in the scene.
    """

    form: str
    end: int
    person: int


@dataclass(frozen=True)
class Company:
    """The people in a scene: those that the user listed, and those named on the page.

    The page is the text being written.

    Attributes:
        people: the people; those listed by the user come first.
        mentions: all occurrences of their names on the page, in order.
        words: all words that occur in their names, as written, and their titles in lower case.
        english: whether the page appears to be in English. Only for English does the program know
            which words often begin a sentence.
        capitals: whether names can be recognised by their capitals. This is False for a language
            such as German, in which all nouns are capitalised.
    """

    people: tuple[Person, ...] = ()
    mentions: tuple[Mention, ...] = ()
    words: frozenset[str] = frozenset()
    english: bool = False
    capitals: bool = True


@dataclass
class _Entry:
    """What is known of a person while a page is being read."""

    name: str
    words: list[str]  # without titles
    pronoun: Pronoun | None
    is_given: bool
    titles: set[str] = field(default_factory=set)
    votes: Counter[Pronoun] = field(default_factory=Counter)

    @property
    def sex(self) -> Pronoun | None:
        """The pronoun as far as it is known for certain or by the name itself."""
        if self.pronoun:
            return self.pronoun
        return PRONOUN_OF_NAME.get(self.words[0].lower()) if self.words else None


def find_people(text: str, cast: Cast | None = None) -> tuple[Person, ...]:
    """Return the people in a scene: first those listed by the user, then those named on the page.

    Those named on the page are sorted by their last mention, most recent first.

    Args:
        text: the page (the text being written), or only its end.
        cast: the people that the user listed; None if there are none. If `cast.is_on` is False
            because the user has switched the cast off, the result is empty.
    """
    cast = cast or Cast()
    company = find_company(text, cast)
    latest = {mention.person: mention.end for mention in company.mentions}
    given = len(cast.people)
    rest = sorted(range(given, len(company.people)), key=lambda person: -latest.get(person, 0))
    return company.people[:given] + tuple(company.people[person] for person in rest)


def find_company(text: str, cast: Cast, rules: int = RULES) -> Company:
    """Return the people in a scene, with all occurrences of their names on the page.

    Args:
        text: the page (the text being written), or only its end.
        cast: the people that the user listed. If `cast.is_on` is False because the user has
            switched the cast off, the result contains no people.
        rules: the version number of the rules for choosing symbols, which decide which names are
            taken for people's.
    """
    if not cast.is_on:
        return Company(capitals=False)
    page = PageWords(text)
    entries = [_new_entry(person.name, person.pronoun, True) for person in cast.people]
    strangers = [_new_entry(name, None, True) for name in cast.nobody]
    mentions = [
        (name, _enter(entries, name))
        for name in page.find_names(rules > _LOOKS_UNKNOWN)
        if not any(_is_meant(name, each) for each in strangers)
    ]
    _vote(entries, mentions, page.words)
    known = {word for entry in entries for word in (*entry.words, *entry.titles)}
    return Company(
        tuple(Person(entry.name, _pronoun(entry)) for entry in entries),
        tuple(Mention(name.form, name.place, person) for name, person in mentions),
        frozenset(known),
        page.is_english,
        page.capitals_tell,
    )


def _new_entry(name: str, pronoun: Pronoun | None, is_given: bool) -> _Entry:
    words = [word for word in WORD.findall(name) if not is_title(word)]
    titles = {word.lower() for word in WORD.findall(name) if is_title(word)}
    if pronoun is None:
        pronoun = _title_pronoun(sorted(titles))
    return _Entry(name, words, pronoun, is_given, titles)


def _title_pronoun(titles: Iterable[str]) -> Pronoun | None:
    return next((PRONOUN_OF_TITLE[title] for title in titles if PRONOUN_OF_TITLE[title]), None)


def _enter(entries: list[_Entry], name: Candidate) -> int:
    """Return the index of the person to whom a name refers; a new person is added."""
    pronoun = _title_pronoun(name.titles)
    for index in range(len(entries) - 1, -1, -1):
        entry = entries[index]
        if not _may_mean(name, pronoun, entry):
            continue
        entry.titles.update(name.titles)
        entry.pronoun = entry.pronoun or pronoun
        if len(name.words) > len(entry.words):
            entry.words = list(name.words)
            entry.name = entry.name if entry.is_given else name.form
        elif not entry.is_given and len(name.form) > len(entry.name):
            entry.name = name.form
        return index
    entry = _new_entry(name.form, pronoun, False)
    entries.append(entry)
    return len(entries) - 1


def _may_mean(name: Candidate, pronoun: Pronoun | None, entry: _Entry) -> bool:
    """Return whether a name on the page can refer to a given person."""
    if pronoun and entry.sex and pronoun != entry.sex and "they" not in (pronoun, entry.sex):
        return False
    if len(name.words) == 1:
        word = name.words[0]
        return word in (entry.words[-1:] if name.titles else entry.words)
    if len(entry.words) == 1:
        return entry.words[0] in (name.words[0], name.words[-1])
    return entry.words[-1] == name.words[-1] and entry.words[0] == name.words[0]


def _is_meant(name: Candidate, nobody: _Entry) -> bool:
    """Return whether a name on the page is, or contains, one that the user said is nobody's."""
    titles = set(name.titles)
    fits = not (titles and nobody.titles) or bool(titles & nobody.titles)
    return fits and set(nobody.words) <= set(name.words)


def _vote(entries: list[_Entry], mentions: list[tuple[Candidate, int]], words: list[str]) -> None:
    """Count the pronouns that follow the names of people whose pronoun is unknown."""
    for place, (name, person) in enumerate(mentions):
        entry = entries[person]
        if entry.sex:
            continue
        rivals = {other for _, other in mentions[max(0, place - 4) : place + 1]} - {person}
        until = mentions[place + 1][0].begin if place + 1 < len(mentions) else len(words)
        for word in words[name.end : min(until, name.end + _PRONOUN_WITHIN)]:
            pronoun = PRONOUN_OF_WORD.get(word.lower())
            if pronoun:
                if all(entries[other].sex not in (None, pronoun) for other in rivals):
                    entry.votes[pronoun] += 1
                break


def _pronoun(entry: _Entry) -> Pronoun | None:
    if entry.sex or not entry.votes:
        return entry.sex
    (likelier, votes), *others = entry.votes.most_common(2)
    return None if others and others[0][1] == votes else likelier
