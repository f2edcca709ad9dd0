"""The texts that a style learnt from, fetched again and split as they were for its training.

A style's card (its metadata) records the origin of each text and the SHA-256 of its file. The text
is fetched from its origin, or looked for in a folder: first among files whose name is equal or
contains the book's number at Project Gutenberg, then among all others, since the checksum decides.
Every byte of the file must match, and so must the length of the cleaned text; otherwise another
part of it would be held out.
"""

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from common.errors import SourceError, UsageError
from models.style import Style
from texts.corpus import HELD_OUT, Text, gather
from texts.manifest import read_works
from texts.source import Source
from texts.web.download import DEFAULT_LIMITS, Limits
from texts.works import gather_works

_NUMBER = re.compile(r"\d+")


def find_training_texts(
    style: Style,
    folder: Path | None,
    cache: Path,
    limits: Limits = DEFAULT_LIMITS,
    works: str | None = None,
) -> list[Text]:
    """Return the texts that a style was trained on, with the same parts held out from training.

    A style is a trained language model. The texts are returned in the order in which the style's
    metadata lists them. Each text is split into a training part and a held-out part, which was
    excluded from training.

    Args:
        style: the style.
        folder: the folder that contains the files of the texts; None to fetch each text from its
            origin.
        cache: the folder in which downloads are cached.
        limits: the limits on the size and the download time of each text.
        works: the path of the list of works (a YAML file that lists the texts by one writer), if
            the style was trained with a list made by the user; otherwise None.

    Raises:
        UsageError: if the folder does not exist, if the style was trained with a user's own list of
            works but `works` is None, or if `works` is given but the style was trained without a
            list of the user's own.
        ConfigError: if the list of works is malformed.
        SourceError: if a text cannot be found or fetched, or differs from the text that the style
            was trained on.
    """
    if folder is not None and not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", "Check the path.")
    sources, own = style.card.sources, style.card.made.get("own_works")
    if works is None and own:
        raise UsageError(
            f"{style.name} was trained with a list of works of your own, {own}",
            "Name that file: --works FILE.",
        )
    if works is not None and not own:
        raise UsageError(
            f"{style.name} was not trained with a list of works of your own",
            "Leave out --works.",
        )
    works = works or style.card.made.get("works")
    texts = (
        _gather_listed_works(works, style, folder, cache, limits)
        if works
        else _gather_sources(style, folder, cache, limits)
    )
    if len(texts) != len(sources):
        raise SourceError(
            f"the list of works called {works} has changed since {style.name} was trained",
            "Train it again: it is no longer known which part was held out.",
        )
    for text, source in zip(texts, sources, strict=True):
        if text.source.sha256 != source.sha256:
            raise SourceError(
                f"the text now at {source.origin} is not what {style.name} learnt from",
                "Name a folder with the original file: --texts FOLDER.",
            )
        size = text.source.characters, text.source.held_out
        if size != (source.characters, source.held_out):
            raise SourceError(
                f"{source.origin} is cleaned differently now than when {style.name} was trained:"
                f" {size[0]:,} characters, not {source.characters:,}",
                "Train it again: nobody can tell any more which part was held out.",
            )
    return texts


def _gather_sources(style: Style, folder: Path | None, cache: Path, limits: Limits) -> list[Text]:
    sources = style.card.sources
    return gather(
        [_address(style, source, folder) for source in sources],
        [source.origin for source in sources],
        cache,
        limits,
        style.card.cleaning,
        style.card.recipe.get("characters"),
        lambda note: None,
        lambda done, total: None,
        style.card.recipe.get("held_out", HELD_OUT),
    )


def _gather_listed_works(
    works: str, style: Style, folder: Path | None, cache: Path, limits: Limits
) -> list[Text]:
    """Return the texts of the list of works that the style was trained with."""
    return gather_works(
        read_works(works),
        folder,
        cache,
        limits,
        style.card.cleaning,
        lambda note: None,
        lambda done, total: None,
    )


def _address(style: Style, source: Source, folder: Path | None) -> str:
    if folder is not None:
        return str(_find_file(style, source, folder))
    if "://" not in source.origin:
        raise SourceError(
            f"{style.name} learnt from a file on disk, {source.origin}",
            "Name the folder that has it: --texts FOLDER.",
        )
    return source.origin


def _find_file(style: Style, source: Source, folder: Path) -> Path:
    """Return the path of the file with the source's checksum in a folder or its subfolders."""
    name = Path(urlsplit(source.origin).path).name
    likely: list[Path] = []
    unlikely: list[Path] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():  # to open a pipe would be to wait for ever
            number = source.gutenberg_number
            same = path.name == name or (number and number in _NUMBER.findall(path.stem))
            (likely if same else unlikely).append(path)
    for path in (*likely, *unlikely):
        if _checksum(path) == source.sha256:
            return path
    why = f"{likely[0]} is another edition" if likely else "no file there has its checksum"
    raise SourceError(
        f"{folder} has no text of {source.origin} as {style.name} learnt from it: {why}",
        "Name a folder with the original file: --texts FOLDER.",
    )


def _checksum(path: Path) -> str | None:
    """Return a file's SHA-256, or None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
