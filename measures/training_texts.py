"""The texts that a style learnt from, fetched again and split as they were for its training.

A style's card (its metadata) records the origin of each text and the SHA-256 of its file. The text
is fetched from its origin, or looked for in a folder: first among files whose name is equal or
contains the book's number at Project Gutenberg, then among all others, and then in archives, since
the checksum decides. Every byte of the file must match, and so must the length of the cleaned text;
otherwise another part of it would be held out.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from common.errors import SourceError, UsageError
from models.style import Style
from texts.corpus import HELD_OUT, Text, gather
from texts.formats.archive import unpack
from texts.manifest import read_works
from texts.reading import Reading, read_sources
from texts.source import Source
from texts.web.download import DEFAULT_LIMITS, Limits
from texts.works import gather_works

_NUMBER = re.compile(r"\d+")
_IN_ARCHIVE = re.compile(r"(.+?://.+?\.(?:zip|gz|tgz)(?:[?#][^/]*)?)/", re.I)  # such an origin


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
        folder: the folder that contains the files of the texts, or archives with these files in
            them; None to fetch each text from its origin.
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
    with TemporaryDirectory(prefix="pastiche-") as unpacked:
        if folder is None:
            places = _fetch_archives(style, cache, limits, Path(unpacked))
        else:
            places = _find_files(style, folder, limits, Path(unpacked))
        return gather(
            places,
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


def _fetch_archives(style: Style, cache: Path, limits: Limits, unpacked: Path) -> list[str]:
    """Return the addresses of a style's texts; of a text in an archive, the path of its file.

    Archives are fetched, and the files that the style learnt from are written to `unpacked`.
    """
    sources_by_archive: dict[str, list[Source]] = {}
    for source in style.card.sources:
        if "://" not in source.origin:
            raise SourceError(
                f"{style.name} learnt from a file on disk, {source.origin}",
                "Name the folder that has it: --texts FOLDER.",
            )
        if match := _IN_ARCHIVE.match(source.origin):
            sources_by_archive.setdefault(match[1], []).append(source)
    found: dict[str, Path] = {}
    for address, sources in sources_by_archive.items():
        try:
            readings = _read_address(address, cache, limits)
        except SourceError as error:  # some servers give the files in an archive an address each
            try:
                _read_address(sources[0].origin, cache, limits)
            except SourceError:
                raise error from None
            continue
        files = ((reading.origin, reading.raw) for reading in readings)
        found |= _write_files(files, {source.sha256 for source in sources}, unpacked)
        for source in sources:
            if source.sha256 not in found:
                raise SourceError(
                    f"the archive now at {address} lacks {source.origin} as {style.name} learnt"
                    " from it",
                    "Name a folder with the original file: --texts FOLDER.",
                )
    return [str(found.get(source.sha256, source.origin)) for source in style.card.sources]


def _read_address(address: str, cache: Path, limits: Limits) -> list[Reading]:
    return read_sources(address, cache, limits, lambda note: None, lambda done, total: None)


def _find_files(style: Style, folder: Path, limits: Limits, unpacked: Path) -> list[str]:
    """Return the paths of a style's texts in a folder; files from archives go to `unpacked`."""
    files = _Folder(folder)
    found = {source.sha256: files.find(source) for source in style.card.sources}
    missing = {digest for digest, path in found.items() if path is None}
    if missing:
        found |= files.unpack(missing, limits, unpacked)
    places = []
    for source in style.card.sources:
        path = found[source.sha256]
        if path is None:
            likely = files.find_likely(source)
            why = f"{likely[0]} is another edition" if likely else "no file there has its checksum"
            raise SourceError(
                f"{folder} has no text of {source.origin} as {style.name} learnt from it: {why}",
                "Name a folder with the original file: --texts FOLDER.",
            )
        places.append(str(path))
    return places


class _Folder:
    """The files in a folder and its subfolders, to be searched by checksum."""

    def __init__(self, folder: Path) -> None:
        # only files: to open a pipe would be to wait for ever
        self._files = [path for path in sorted(folder.rglob("*")) if path.is_file()]

    @cached_property
    def _paths(self) -> dict[str | None, Path]:
        """The first file with each checksum."""
        return {_checksum(path): path for path in reversed(self._files)}

    def find_likely(self, source: Source) -> list[Path]:
        """Return the files with a source's name, or with its number at Project Gutenberg."""
        name, number = Path(urlsplit(source.origin).path).name, source.gutenberg_number
        return [
            path
            for path in self._files
            if path.name == name or (number and number in _NUMBER.findall(path.stem))
        ]

    def find(self, source: Source) -> Path | None:
        """Return the file with the checksum of a source; None if there is none."""
        for path in self.find_likely(source):
            if _checksum(path) == source.sha256:
                return path
        return self._paths.get(source.sha256)

    def unpack(self, wanted: Collection[str], limits: Limits, unpacked: Path) -> dict[str, Path]:
        """Write the files with the wanted checksums in archives to `unpacked`; return the paths."""
        found: dict[str, Path] = {}
        for path in self._files:
            try:
                if path.stat().st_size > limits.bytes:
                    continue
                contents = unpack(path.read_bytes(), path.name)
            except (OSError, SourceError):
                continue  # it is not readable, or no archive with a text in it
            members = contents.members if contents else ()
            found |= _write_files(((each.name, each.raw) for each in members), wanted, unpacked)
        return found


def _write_files(
    files: Iterable[tuple[str, bytes]], wanted: Collection[str], folder: Path
) -> dict[str, Path]:
    """Write the files with the wanted checksums to a folder, and return the path for each checksum.

    The files keep the ends of their names, which tell what kind of file they are.
    """
    found: dict[str, Path] = {}
    for name, raw in files:
        digest = hashlib.sha256(raw).hexdigest()
        if digest in wanted:
            found[digest] = folder / f"{digest}{Path(name).suffix}"
            found[digest].write_bytes(raw)
    return found


def _checksum(path: Path) -> str | None:
    """Return a file's SHA-256, or None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
