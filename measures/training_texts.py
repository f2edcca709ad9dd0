"""The texts a style learnt from, brought together again and split as they were.

A style's card says where each text came from and the SHA-256 of its file. It is fetched from there,
or looked for in a folder: first the file that is called as it was or has the number of the
Gutenberg book in its name, then any other, since the checksum decides. What is found must be, to
the byte and once cleaned to the character, what was learnt from; else the held-out part would be
another.
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


def texts_of(
    style: Style,
    folder: Path | None,
    cache: Path,
    limits: Limits = DEFAULT_LIMITS,
    works: str | None = None,
) -> list[Text]:
    """The texts of a style, in the order of its card.

    Args:
        style: the style.
        folder: where the files are; None fetches each from its origin.
        cache: folder of what was fetched.
        limits: on each text.
        works: path of the person's own list of works that the style was trained by, if it was.

    Raises:
        UsageError: when there is no such folder, or the style wants a list, or wants none.
        ConfigError: when the list says what it cannot say.
        SourceError: when a text cannot be had, or is not what the style learnt from.
    """
    if folder is not None and not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", "Check the path.")
    sources, own = style.card.sources, style.card.made.get("own_works")
    if works is None and own:
        raise UsageError(
            f"{style.name} was trained by a list of works of the person's own, {own}",
            "Name that file: --works FILE.",
        )
    if works is not None and not own:
        raise UsageError(
            f"{style.name} was not trained by a list of works of the person's own",
            "Leave out --works.",
        )
    works = works or style.card.made.get("works")
    texts = (
        _listed(works, style, folder, cache, limits)
        if works
        else _gathered(style, folder, cache, limits)
    )
    if len(texts) != len(sources):
        raise SourceError(
            f"the list of works called {works} is another now than when {style.name} was trained",
            "Train it again; what was held out is not to be told any more.",
        )
    for text, source in zip(texts, sources, strict=True):
        if text.source.sha256 != source.sha256:
            raise SourceError(
                f"what is at {source.origin} now is not what {style.name} learnt from",
                "Name a folder that has the file as it was: --texts FOLDER.",
            )
        found = text.source.characters, text.source.held_out
        if found != (source.characters, source.held_out):
            raise SourceError(
                f"{source.origin} is cleaned otherwise now than when {style.name} was trained:"
                f" {found[0]:,} characters, not {source.characters:,}",
                "Train it again; what was held out is not to be told any more.",
            )
    return texts


def _gathered(style: Style, folder: Path | None, cache: Path, limits: Limits) -> list[Text]:
    sources = style.card.sources
    return gather(
        [_place(style, source, folder) for source in sources],
        [source.origin for source in sources],
        cache,
        limits,
        style.card.cleaning,
        style.card.recipe.get("characters"),
        lambda note: None,
        lambda done, total: None,
        style.card.recipe.get("held_out", HELD_OUT),
    )


def _listed(
    works: str, style: Style, folder: Path | None, cache: Path, limits: Limits
) -> list[Text]:
    """The texts by the list of works that the style was trained by."""
    return gather_works(
        read_works(works),
        folder,
        cache,
        limits,
        style.card.cleaning,
        lambda note: None,
        lambda done, total: None,
    )


def _place(style: Style, source: Source, folder: Path | None) -> str:
    if folder is not None:
        return str(_file(style, source, folder))
    if "://" not in source.origin:
        raise SourceError(
            f"{style.name} learnt from a file of this name, {source.origin}",
            "Name the folder it is in: --texts FOLDER.",
        )
    return source.origin


def _file(style: Style, source: Source, folder: Path) -> Path:
    """The file in the folder, or below it, that has the checksum of the source."""
    name = Path(urlsplit(source.origin).path).name
    named: list[Path] = []
    others: list[Path] = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():  # to open a pipe would be to wait for ever
            number = source.gutenberg_number
            same = path.name == name or (number and number in _NUMBER.findall(path.stem))
            (named if same else others).append(path)
    for path in (*named, *others):
        if _checksum(path) == source.sha256:
            return path
    why = f"{named[0]} is another edition" if named else "no file there has its checksum"
    raise SourceError(
        f"{folder} has no text of {source.origin} as {style.name} learnt from it: {why}",
        "Name a folder that has the file as it was: --texts FOLDER.",
    )


def _checksum(path: Path) -> str | None:
    """Of a file; None where it is not to be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
