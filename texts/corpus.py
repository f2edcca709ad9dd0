"""The corpus of a style: texts that are fetched, decoded, cleaned and split.

The last part of each text, mostly a tenth, is held out. It is contiguous, and is cut off before the
alphabet is made or anything else sees the text.
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

HELD_OUT = 0.1  # of each text
MAX_SCORED = 500_000  # characters of held-out text at most: half a minute for a network
MIN_CHARACTERS = 2_000  # of all texts; below, there is nothing to hold out and nothing to learn
_MIN_PARAGRAPH = 40  # characters; a paragraph as long that is in two texts has one origin
_CONTAINED = 0.1  # of what a text holds out: if more of it is in another, that one contains it


@dataclass(frozen=True)
class Text:
    """One text, cleaned and split.

    Attributes:
        source: what a card records of the text.
        train: the part that may be trained on.
        held_out: the part that is never trained on.
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
    """Fetch, clean and split every source, so that none teaches what another holds out.

    Args:
        sources: the URLs and paths of the texts.
        origins: for each of the first sources, the origin that the card records in its place; may
            be shorter than `sources`.
        cache: the folder that keeps downloads.
        limits: the most that each text may cost.
        cleaning: the settings of cleaning.
        characters: how many characters of each cleaned text to use, from its start; None for all.
        note: called with each sentence that the person should see, such as a guessed encoding.
        progress: called with the bytes fetched and, if it is known, their total.
        share: the share of each text, at its end, that is held out.

    Raises:
        SourceError: a text cannot be fetched or decoded, or all texts together are too short.
    """
    texts = []
    for i, place in enumerate(sources):
        raw, text = read_source(place, cache, limits, note, progress)
        cleaned = clean(text, cleaning)
        for sentence in cleaned.notes:
            note(sentence)
        text = cleaned.text[:characters]
        if not text.strip():
            raise SourceError(
                f"{display_source(place)} is empty once cleaned", "Give another text."
            )
        origin = origins[i] if i < len(origins) else _origin(place)
        cut = len(text) - round(len(text) * share)
        texts.append(Text(describe_source(origin, raw, text, cleaned, cut), text[:cut], text[cut:]))
    total = sum(text.source.characters for text in texts)
    if total < MIN_CHARACTERS:
        who = f"{display_source(sources[0])} has" if len(texts) == 1 else "the texts together have"
        how = "cleaned" if characters is None else "cleaned and cut as the recipe says"
        raise SourceError(
            f"{who} {total:,} characters once {how}, which is too short to learn from",
            f"Give {MIN_CHARACTERS:,} or more; a whole book is best.",
        )
    return remove_overlaps(texts, note)


def remove_overlaps(texts: Sequence[Text], note: Callable[[str], None]) -> list[Text]:
    """Return the texts without training parts that another of them holds out.

    Where one text contains another, as a collection contains its volumes, the paragraphs that the
    other holds out are removed from its training part. A few paragraphs that two texts share, as
    letters that begin alike do, stay.

    Args:
        texts: texts that are cleaned and split.
        note: called with a sentence for each text that something was removed from.
    """
    paragraphs = [_paragraphs(text.train) for text in texts]
    separate = []
    for i, text in enumerate(texts):
        held_out: set[str] = set()
        for other in (*texts[:i], *texts[i + 1 :]):
            shared = _paragraphs(other.held_out) & paragraphs[i]
            if sum(map(len, shared)) > _CONTAINED * len(other.held_out):
                held_out |= shared
        if held_out:
            lines = text.train.splitlines(keepends=True)
            train = "".join(line for line in lines if line.strip() not in held_out)
            removed = len(text.train) - len(train)
            note(
                f"{removed:,} characters of {text.source.origin} are not learnt, because they are"
                " held out with another text that it contains."
            )
            source = replace(text.source, characters=text.source.characters - removed)
            text = replace(text, train=train, source=source)
        separate.append(text)
    return separate


def _paragraphs(text: str) -> set[str]:
    """Return the paragraphs, or unjoined lines, that are too long to be in two texts by chance."""
    lines = (line.strip() for line in text.split("\n"))
    return {line for line in lines if len(line) >= _MIN_PARAGRAPH}


def read_source(
    place: str,
    cache: Path,
    limits: Limits,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> tuple[bytes, str]:
    """Fetch and decode one source; return the bytes of its file and the text in them.

    Args:
        place: the URL or path of the text.
        cache: the folder that keeps downloads.
        limits: the most that the text may cost.
        note: called with each sentence that the person should see.
        progress: called with the bytes fetched and, if it is known, their total.

    Raises:
        SourceError: the text cannot be fetched or decoded.
    """
    file = fetch(place, cache, limits, progress)
    raw = file.path.read_bytes()
    try:
        plain = decode(raw, file.charset)
    except SourceError as error:  # which knows the bytes, not where they came from
        raise SourceError(
            f"{display_source(place)} cannot be learnt from: {error.what}", error.todo
        ) from error
    for sentence in (*file.notes, plain.note):
        if sentence:
            note(sentence)
    return raw, plain.text


def sample_held_out(texts: Sequence[Text]) -> list[str]:
    """Return what is scored of each text's held-out part: the first `MAX_SCORED` characters in all.

    If the held-out parts are longer together, the same share of each is returned, from its start.
    """
    share = min(1.0, MAX_SCORED / max(1, sum(len(text.held_out) for text in texts)))
    return [text.held_out[: math.ceil(len(text.held_out) * share)] for text in texts]


def describe_source(origin: str, raw: bytes, text: str, cleaned: CleanText, cut: int) -> Source:
    """Return what a card records of a text.

    Args:
        origin: the URL of the text, or the name of its file.
        raw: the bytes of the file.
        text: the cleaned text, as far as it is used.
        cleaned: what `clean` returned for it.
        cut: the position in `text` where the held-out part begins.
    """
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


def _origin(place: str) -> str:
    """Return a URL as it is, and only the name of a file: where it lies is the person's affair."""
    return place if "://" in place else Path(place).name
