"""The corpus of a style: the texts an author learns from, fetched, decoded, cleaned and split.

The last part of each text, usually a tenth, is held out: kept from training, for measuring. It is
contiguous, and is cut off before the alphabet is made or any other code sees the text.
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from common.errors import SourceError
from texts.cleaning.cleaner import CleanText, clean
from texts.cleaning.record import NOTHING, Record
from texts.overlap import find_alike, find_contained
from texts.reading import read_sources
from texts.source import Cleaning, Source, display_source
from texts.web.download import Limits

HELD_OUT = 0.1  # of each text
MAX_SCORED = 500_000  # characters of held-out text at most: half a minute for a network
_NAMED = 5  # pairs of texts that overlap
MIN_CHARACTERS = 2_000  # of all texts; below, there is nothing to hold out and nothing to learn


@dataclass(frozen=True)
class Text:
    """A cleaned text, split into a training part and a held-out part (used for evaluation).

    Attributes:
        source: the record of the text's origin, licence and size. This record is included in the
            file of an author (a language model) trained on the text.
        train: the first part of the text, used for training.
        held_out: the last part of the text, excluded from training and used for evaluation.
        record: what was removed, repaired or reported as doubtful when the text was cleaned.
        encoding: the encoding or format of the file, such as "utf-8" or "EPUB"; "" if unknown.
    """

    source: Source
    train: str
    held_out: str
    record: Record = NOTHING
    encoding: str = ""


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
    mirrors: Sequence[str] = (),
) -> list[Text]:
    """Fetch, clean and split the texts to train a model on, and return them in the given order.

    Folders and archives can contain several texts. If the same text occurs twice, it is used only
    once. If two texts overlap, a message to the user names them.

    The end of each text is held out (excluded from training and used for evaluation). If one text
    contains another, the held-out passages of the contained text are also removed from the training
    part of the containing text.

    Args:
        sources: the places to read texts from: URLs, paths of files and folders, Project Gutenberg
            books such as "gutenberg:1342", or "-" for standard input.
        origins: the URLs or paths to record for the sources instead of their own, in the same
            order. If there are fewer origins than sources, the last sources keep their own.
        cache: the folder in which downloads are cached.
        limits: the limits on the size and download time of each text.
        cleaning: the settings for cleaning the texts.
        characters: the number of characters of each cleaned text to use, from its start; None for
            the whole text.
        note: a function called with each message for the user, such as that an encoding was
            guessed.
        progress: a function called with the number of bytes fetched so far and the total number,
            which is None if unknown.
        share: the fraction of each text to hold out, at its end; between 0 and 1.
        mirrors: a URL template for each mirror of Project Gutenberg, in which {number} stands for a
            book's number; gutenberg.org is tried last.

    Raises:
        SourceError: if a text cannot be fetched or decoded, or is empty after cleaning, or if the
            texts contain fewer than 2,000 characters in total.
    """
    texts: list[Text] = []
    origins_by_text: dict[str, str] = {}
    sentences: set[str] = set()

    def note_once(sentence: str) -> None:  # many texts may call for the same one
        if sentence not in sentences:
            sentences.add(sentence)
            note(sentence)

    for i, place in enumerate(sources):
        readings = read_sources(place, cache, limits, note_once, progress, mirrors)
        for reading in readings:
            plain = reading.plain
            try:
                cleaned = clean(plain.text, cleaning)
            except SourceError as error:  # which knows the text, not where it came from
                what = f"{display_source(reading.origin)} cannot be learnt from: {error.what}"
                raise SourceError(what, error.todo) from error
            for sentence in cleaned.notes:
                note_once(sentence)
            text = cleaned.text[:characters]
            origin = origins[i] if i < len(origins) else reading.origin
            if not text.strip():
                if len(readings) == 1:
                    raise SourceError(
                        f"{display_source(place)} is empty once cleaned", "Give another text."
                    )
                note_once(f"{display_source(reading.origin)} is empty once cleaned: left out.")
                continue
            # a copy in another format has other spaces and line ends
            digest = hashlib.sha256(
                "".join(text.split()).encode("utf-8", "surrogatepass")
            ).hexdigest()
            if digest in origins_by_text:
                same, first = display_source(reading.origin), origins_by_text[digest]
                note(f"{same} is the same text as {first}: it is learnt once.")
                continue
            origins_by_text[digest] = display_source(reading.origin)
            cleaned = replace(
                cleaned, title=cleaned.title or plain.title, author=cleaned.author or plain.author
            )
            cut = len(text) - round(len(text) * share)
            source = describe_source(origin, reading.raw, text, cleaned, cut)
            texts.append(Text(source, text[:cut], text[cut:], cleaned.record, plain.encoding))
    total = sum(text.source.characters for text in texts)
    if total < MIN_CHARACTERS:
        who = f"{display_source(sources[0])} has" if len(texts) == 1 else "the texts together have"
        how = "cleaned" if characters is None else "cleaned and cut as the recipe says"
        raise SourceError(
            f"{who} {total:,} characters once {how}, which is too short to learn from",
            f"Give {MIN_CHARACTERS:,} or more; a whole book is best.",
        )
    _note_overlaps(texts, note)
    return remove_overlaps(texts, note)


def remove_overlaps(texts: Sequence[Text], note: Callable[[str], None]) -> list[Text]:
    """Remove the held-out paragraphs of each text from the training parts of the others.

    The held-out part of a text is excluded from training and used for evaluation. If one text
    contains another, as a collection contains its volumes, the held-out paragraphs of the contained
    text are removed from the training part of the containing text. If two texts share only a few
    paragraphs, such as the opening words of letters, these paragraphs are not removed.

    Args:
        texts: the cleaned and split texts.
        note: a function called with a message for the user about each text whose training part is
            shortened.

    Returns:
        The texts in the same order; the training part is shorter if paragraphs were removed from
        it.
    """
    contained = find_contained([text.train for text in texts], [text.held_out for text in texts])
    separate = []
    for text, held_out in zip(texts, contained, strict=True):
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


def _note_overlaps(texts: Sequence[Text], note: Callable[[str], None]) -> None:
    """Name the pairs of texts of which the shorter is mostly in the other."""
    alike = find_alike([text.train + text.held_out for text in texts])
    for first, second, count in alike[:_NAMED]:
        note(
            f"{texts[first].source.origin} and {texts[second].source.origin} have {count:,}"
            " characters in common, which are learnt twice. Leave one out if they are one text."
        )
    if len(alike) > _NAMED:
        note(f"So have {len(alike) - _NAMED:,} other pairs of texts.")


def sample_held_out(texts: Sequence[Text]) -> list[str]:
    """Return the part of each text to use for evaluation, one string per text.

    Only text that is held out (excluded from training) is used. If the held-out parts contain at
    most 500,000 characters in total, they are returned in full. Otherwise, only the beginning of
    each is returned, in the same proportion for all texts, so that about 500,000 characters remain.
    """
    share = min(1.0, MAX_SCORED / max(1, sum(len(text.held_out) for text in texts)))
    return [text.held_out[: math.ceil(len(text.held_out) * share)] for text in texts]


def describe_source(origin: str, raw: bytes, text: str, cleaned: CleanText, cut: int) -> Source:
    """Return the record of a text, to be stored in the file of a model trained on the text.

    Args:
        origin: the URL of the text, or the path of its file.
        raw: the bytes of the file.
        text: the part of the cleaned text that is used, for both training and evaluation.
        cleaned: the result of cleaning the text, from which the title, writer and licence are
            taken.
        cut: the index in `text` of the first character that is held out (excluded from training and
            used for evaluation).
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
