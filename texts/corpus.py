"""Texts made ready: fetched, decoded, cleaned, and their last part set aside, mostly a tenth.

What is set aside is contiguous, at each source's end, and is cut off before the alphabet is made or
anything else sees the text.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from common.errors import SourceError
from texts.cleaning.cleaner import CleanText, clean
from texts.cleaning.decoding import decode
from texts.source import Cleaning, Source, display_source
from texts.web.download import Limits
from texts.web.fetch import fetch

HELD_OUT = 0.1
MAX_SCORED = 500_000  # characters of held-out text at most: half a minute for a network
MIN_CHARACTERS = (
    2_000  # characters of all texts; below, there is nothing to hold out and nothing to learn
)
_TELLING = 40  # characters; what is as long and stands in two texts has one origin
_CONTAINED = 0.1  # of what a text holds out: where more of it stands in another, that contains it


@dataclass(frozen=True)
class Text:
    """One source, cleaned and split.

    Attributes:
        source: what the card tells of it.
        train: what may be trained on.
        held_out: what never is.
    """

    source: Source
    train: str
    held_out: str


def gather(
    sources: Sequence[str],
    origins: Sequence[str],
    cache: Path,
    limits: Limits,
    cleaning: Cleaning,
    characters: int | None,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
    share: float = HELD_OUT,
) -> list[Text]:
    """Fetch, clean and split every source; none learns what another holds out.

    Args:
        sources: URLs and files.
        origins: where files of the same place in `sources` came from, for the card; may be fewer.
        cache: folder of what was fetched.
        limits: on each download.
        cleaning: the card's.
        characters: use the first so many of each; None means all.
        note: told what the person should know, such as a guessed encoding.
        progress: told the bytes fetched and, if known, their total.
        share: of each text, its last, that is held out.

    Raises:
        SourceError: when one cannot be had or read, or they are too short together.
    """
    texts = []
    for i, place in enumerate(sources):
        raw, text = read_source(place, cache, limits, note, progress)
        cleaned = clean(text, cleaning)
        for said in cleaned.notes:
            note(said)
        text = cleaned.text[:characters]
        if not text.strip():
            raise SourceError(
                f"{display_source(place)} is empty once cleaned", "Give another text."
            )
        origin = origins[i] if i < len(origins) else _origin(place)
        cut = len(text) - round(len(text) * share)
        texts.append(Text(describe_source(origin, raw, text, cleaned, cut), text[:cut], text[cut:]))
    there = sum(text.source.characters for text in texts)
    if there < MIN_CHARACTERS:
        who = display_source(sources[0]) if len(sources) == 1 else "all that is given"
        used = " that the recipe uses" if characters is not None else ""
        raise SourceError(
            f"{who} has {there:,} characters once cleaned{used}; too short to learn from",
            f"Give {MIN_CHARACTERS:,} or more; a whole book is best.",
        )
    return remove_overlaps(texts, note)


def remove_overlaps(texts: Sequence[Text], note: Callable[[str], None]) -> list[Text]:
    """The same, without what one may be trained on and another holds out.

    Where one source contains another, as a collection its volumes, the paragraphs that the other
    holds out are taken out of it. A few that are alike, as in letters that begin alike, stay.

    Args:
        texts: cleaned and split.
        note: told of each text that something was taken out of.
    """
    own = [_paragraphs(text.train) for text in texts]
    kept = []
    for i, text in enumerate(texts):
        shared: set[str] = set()
        for other in (*texts[:i], *texts[i + 1 :]):
            both = _paragraphs(other.held_out) & own[i]
            if sum(map(len, both)) > _CONTAINED * len(other.held_out):
                shared |= both
        if shared:
            train = "".join(
                line for line in text.train.splitlines(keepends=True) if line.strip() not in shared
            )
            note(
                f"{len(text.train) - len(train):,} characters of {text.source.origin} are held out"
                " with another text that it contains, and are not learnt."
            )
            characters = text.source.characters - (len(text.train) - len(train))
            text = replace(text, train=train, source=replace(text.source, characters=characters))
        kept.append(text)
    return kept


def _paragraphs(text: str) -> set[str]:
    """Those long enough to be nobody's by chance; lines, where lines are not joined."""
    return {line for part in text.split("\n") if len(line := part.strip()) >= _TELLING}


def read_source(
    place: str,
    cache: Path,
    limits: Limits,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> tuple[bytes, str]:
    """The bytes of a URL or file, and the text in them; the arguments are those of `gather`.

    Raises:
        SourceError: when it cannot be had or read.
    """
    fetched = fetch(place, cache, limits, progress)
    raw = fetched.path.read_bytes()
    try:
        decoded = decode(raw, fetched.charset)
    except SourceError as error:  # which knows the bytes, not where they came from
        raise SourceError(
            f"{display_source(place)} cannot be learnt from: {error.what}", error.todo
        ) from error
    for said in (*fetched.notes, decoded.note):
        if said:
            note(said)
    return raw, decoded.text


def sample_held_out(texts: Sequence[Text]) -> list[str]:
    """The held-out text of every source; of very much, the same share of each, its first."""
    share = min(1.0, MAX_SCORED / max(1, sum(len(text.held_out) for text in texts)))
    return [text.held_out[: math.ceil(len(text.held_out) * share)] for text in texts]


def _origin(place: str) -> str:
    """A URL as it may be kept; of a file only its name: the rest is the person's own."""
    return place if "://" in place else Path(place).name


def describe_source(origin: str, raw: bytes, text: str, cleaned: CleanText, cut: int) -> Source:
    """What a card tells of a text of which the characters from `cut` on are held out."""
    licence = (
        "public domain in the USA (Project Gutenberg)" if cleaned.is_gutenberg else "not stated"
    )
    return Source(
        origin=display_source(origin),
        title=cleaned.title,
        author=cleaned.author,
        licence=licence,
        sha256=hashlib.sha256(raw).hexdigest(),
        characters=len(text),
        held_out=len(text) - cut,
    )
