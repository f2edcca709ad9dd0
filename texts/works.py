"""The works of an author, gathered by a list of works, the manifest (texts/manifest.py).

The held-out part of a work is kept from training, for measuring. It is the last tenth, from the
beginning of the nearest paragraph or, if no paragraph begins near, of the nearest line. Several
editions of one work must hold out the same passage, or one edition would teach what another is
measured on; so each edition names the line where that passage begins.

This module selects the lines that are the author's. What a typist put among them is removed by
texts/cleaning/apparatus.py; fetching, decoding and unwrapping are left to other modules.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from common.errors import SourceError, UsageError
from texts.cleaning.apparatus import remove_apparatus
from texts.cleaning.cleaner import CleanText, clean
from texts.cleaning.wrapping import is_wrapped
from texts.corpus import HELD_OUT, Text, describe_source
from texts.manifest import Edition, Work, Works
from texts.plays import unify_layout
from texts.reading import read_source
from texts.source import Cleaning
from texts.web.download import Limits

_FAR = 0.02  # of a text, from where its last tenth begins

_RULES = 1  # of cleaning: the manifest itself says what to cut, in texts cleaned by these
_HERE = "\ue000"  # for private use: marks the line where the held-out part begins


def restrict_cleaning(cleaning: Cleaning) -> Cleaning:
    """Return the settings by which the texts of a list of works are really cleaned.

    A list says itself which lines belong to a work. Its texts are therefore cleaned by version 1 of
    the cleaning rules, which only deals with headers, footers and wrapped lines, and no kinds of
    text to keep and no columns of a table apply to them.

    Args:
        cleaning: the settings for cleaning texts that are not on such a list.
    """
    return replace(cleaning, rules=_RULES, keep=(), columns=())


def gather_works(
    works: Works,
    copies: Path | None,
    cache: Path,
    limits: Limits,
    cleaning: Cleaning,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> list[Text]:
    """Fetch the texts of the works on a list, and prepare them for training a language model.

    Each text is cleaned, reduced to the lines that belong to the work, and split into a training
    part and a held-out part, which is excluded from training and used for evaluation.

    Args:
        works: the list of works, as returned by `read_works`.
        copies: a folder that contains copies of the texts, which is searched recursively; None to
            fetch each text from its URL.
        cache: the folder in which downloads are cached.
        limits: the limits on the size and download time of each text.
        cleaning: the settings for cleaning the texts, of which only those that `restrict_cleaning`
            returns are used.
        note: a callback, called with each message for the user; no message is repeated.
        progress: a callback, called with the number of bytes fetched so far and the total number,
            which is None if unknown.

    Returns:
        One text for each edition of each work, in the order of the list.

    Raises:
        UsageError: if the folder `copies` does not exist.
        SourceError: if a text cannot be found, fetched or decoded; if it lacks a line that the list
            quotes, such as the first line of the work; or if its training part would be empty.
    """
    if copies is not None and not copies.is_dir():
        raise UsageError(f"there is no folder {copies}", "Check the path.")
    cleaning = restrict_cleaning(cleaning)
    sentences: set[str] = set()

    def note_once(sentence: str) -> None:  # most texts call for the same ones, such as the header's
        if sentence not in sentences:
            sentences.add(sentence)
            note(sentence)

    folder = None if copies is None else _Copies(copies)
    editions = [(work, edition) for work in works.works for edition in work.editions]
    keys = [
        (str(folder.find(work, edition)) if folder else edition.source, edition.characters)
        for work, edition in editions
    ]
    uses = Counter(keys)  # many works may be in one file
    files: dict[tuple[str, int | None], _File] = {}
    texts = []
    for key, (work, edition) in zip(keys, editions, strict=True):
        if key not in files:
            files[key] = _read(key[0], cache, limits, cleaning, edition, note_once, progress)
        file = files[key]
        uses[key] -= 1
        if not uses[key]:  # no other work is in it, and there may be many files
            del files[key]
        text = _select_lines(file.lines, work, edition)
        train, held_out = _split(text, bool(edition.held_out), cleaning)
        if not train.strip():
            raise SourceError(
                f"nothing is left of {work.title} in {key[0]}",
                "Check its lines in the manifest.",
            )
        cleaned = replace(file.cleaned, title=work.title, author=work.author or works.author)
        whole = train + held_out
        texts.append(
            Text(
                describe_source(edition.source, file.raw, whole, cleaned, len(train)),
                train,
                held_out,
            )
        )
    return texts


class _Copies:
    """The copies of texts in a folder and its subfolders, by file name.

    If several files have one name, only the file whose path sorts first is used.

    Args:
        folder: the folder, which is searched once, at the start.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] = {}
        for path in sorted(folder.rglob("*")):
            self._files.setdefault(path.name, path)

    def find(self, work: Work, edition: Edition) -> Path:
        """Return the path of the copy of an edition's text.

        Args:
            work: the work that the edition belongs to, for the error's sentence.
            edition: the edition, which gives the name of the file.

        Raises:
            SourceError: if the folder has no file of that name.
        """
        if edition.file not in self._files:
            raise SourceError(
                f"{work.title}: there is no {edition.file or 'copy'} in {self._folder}",
                f"Put the text of {edition.source} there, or leave out the folder to fetch it.",
            )
        return self._files[edition.file]


class _Lines:
    """The lines of a text, for looking up line numbers, counted from 0.

    Attributes:
        lines: the lines of the text, without their line ends but with the spaces around them.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    @cached_property
    def _bare(self) -> list[str]:
        """The lines without the spaces around them, stripped once for all look-ups."""
        return [line.strip() for line in self.lines]

    def find(self, line: str, first: int, end: int, last: bool = False) -> int | None:
        """Return the number of a line, counted from 0; None if no line in the range equals it.

        Args:
            line: the text of the line to look for; spaces around it are ignored.
            first: the number of the first line in the range.
            end: the number after that of the last line in the range.
            last: whether to return the last of several equal lines, rather than the first.
        """
        bare = line.strip()
        try:
            if last:
                return end - 1 - self._bare[first:end][::-1].index(bare)
            return self._bare.index(bare, first, end)
        except ValueError:
            return None


@dataclass(frozen=True)
class _File:
    """A file's bytes, its text after cleaning but still wrapped, and the lines of that text."""

    raw: bytes
    cleaned: CleanText
    lines: _Lines


def _read(
    place: str,
    cache: Path,
    limits: Limits,
    cleaning: Cleaning,
    edition: Edition,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> _File:
    raw, text = read_source(place, cache, limits, note, progress)
    # Still wrapped: the manifest names lines as the file has them.
    wrapped = replace(cleaning, unwrap="no", margins=False, spacing=False)
    cleaned = clean(text[: edition.characters], wrapped)
    for sentence in cleaned.notes:
        note(sentence)
    return _File(raw, cleaned, _Lines(cleaned.text))


# Lines ------------------------------------------------------------------------------------------


def _select_lines(file: _Lines, work: Work, edition: Edition) -> str:
    """Return the author's lines, still wrapped, with a mark where the held-out part begins."""
    name = edition.file or edition.source
    first, end = 0, len(file.lines)
    cuts: list[tuple[int, int]] = []  # each from a line up to the next that stays; ascending

    def find(place: Sequence[str], at: int, last: bool = False) -> int:
        for line in place:
            number = file.find(line, at, end, last)
            for begin, stays in cuts:
                if number is not None and begin <= number < stays:
                    number = file.find(line, stays, end)
            if number is None:
                raise SourceError(
                    f"{work.title}: {name} has no line {line!r} where the manifest expects it",
                    "The manifest was written for a different text: correct the manifest.",
                )
            at, last = number + 1, False
        return at - 1

    if edition.begin:
        first = find(edition.begin, first)
    if edition.end:
        end = find(edition.end, first, last=True) + 1
    at = first
    for place in edition.cut:
        begin = find(place[:1], at)
        at = find(place[1:], begin + 1)
        cuts.append((begin, at))
    held_out = find(edition.held_out, first) if edition.held_out else None
    lines: list[str] = []
    for begin, stays in [*cuts, (end, end)]:
        if held_out is not None and first <= held_out < begin:
            lines += [*file.lines[first:held_out], _HERE + file.lines[held_out]]
            first = held_out + 1
        lines += file.lines[first:begin]
        first = stays
    text = remove_apparatus("\n".join(lines) + "\n", edition.footnotes)
    if edition.layout == "play":
        text = _HERE.join(map(unify_layout, text.split(_HERE)))
    if edition.held_out and _HERE not in text:
        raise SourceError(
            f"{work.title}: the line {edition.held_out[-1]!r} of {name}, where the held-out part"
            " should begin, is itself removed",
            "Name another line at held_out in the manifest.",
        )
    return text


# The held-out part ------------------------------------------------------------------------------


def _split(text: str, is_marked: bool, cleaning: Cleaning) -> tuple[str, str]:
    """Return the part that may be trained on and the part that is held out, both cleaned."""
    mode = cleaning.unwrap
    if mode == "auto":  # decided on the whole: a few letters at its end could decide otherwise
        mode = "yes" if is_wrapped(text.replace(_HERE, "")) else "no"
    start = text.index(_HERE) if is_marked else _nearest(text, round(len(text) * (1 - HELD_OUT)))
    settings = replace(cleaning, gutenberg=False, unwrap=mode)
    parts = (text[:start], text[start:])
    train, rest = (clean(part.replace(_HERE, ""), settings).text for part in parts)
    return train, rest


def _nearest(text: str, target: int) -> int:
    """Return where the paragraph nearest to `target` begins, or a line if that is too far away."""

    def nearest(pattern: str) -> int:
        starts = (match.end() for match in re.finditer(pattern, text))
        return min(starts, key=lambda start: abs(start - target), default=target)

    paragraph = nearest(r"\n[ \t]*\n(?=[^\n])")
    near = abs(paragraph - target) <= _FAR * len(text)
    return paragraph if near and paragraph != target else nearest(r"\n(?=[^\n])")
