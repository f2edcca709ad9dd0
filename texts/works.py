"""An author's works, brought together as a manifest says (texts/manifest.py).

The held-out part is the last tenth of a work, from the paragraph that begins nearest to there or,
if none is near, the line. A work of several editions holds out the same passage of each, or the one
would teach what the other is measured on; so the editions name the line where it begins.

This module knows which lines are the author's. What a typist put among them, apparatus.py
knows; how a text is fetched, decoded and unwrapped is left to others.
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
from texts.corpus import HELD_OUT, Text, describe_source, read_source
from texts.manifest import Edition, Work, Works
from texts.plays import unify_layout
from texts.source import Cleaning
from texts.web.download import Limits

FAR = 0.02  # of a text, from where its last tenth begins

_HERE = "\ue000"  # private use: stands before the line where the held-out part begins


def gather_works(
    works: Works,
    copies: Path | None,
    cache: Path,
    limits: Limits,
    cleaning: Cleaning,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> list[Text]:
    """Fetch, cut, clean and split every edition of every work, in the manifest's order.

    Args:
        works: the manifest.
        copies: folder of copies, looked through with its subfolders; None fetches every source.
        cache: folder of what was fetched.
        limits: on each download.
        cleaning: the card's.
        note: told what the person should know, such as a guessed encoding.
        progress: told the bytes fetched and, if known, their total.

    Raises:
        UsageError: when there is no such folder.
        SourceError: when one cannot be had or read, or a line is not in it that the manifest names.
    """
    if copies is not None and not copies.is_dir():
        raise UsageError(f"there is no folder {copies}", "Check the path.")
    told: set[str] = set()

    def note_once(text: str) -> None:  # what is true of most of them, such as Gutenberg's header
        if text not in told:
            told.add(text)
            note(text)

    folder = None if copies is None else _Copies(copies)
    editions = [(work, edition) for work in works.works for edition in work.editions]
    keys = [
        (str(folder.find(work, edition)) if folder else edition.source, edition.characters)
        for work, edition in editions
    ]
    waiting = Counter(keys)  # many works may stand in one file
    opened: dict[tuple[str, int | None], _Opened] = {}
    texts = []
    for key, (work, edition) in zip(keys, editions, strict=True):
        if key not in opened:
            opened[key] = _open(key[0], cache, limits, cleaning, edition, note_once, progress)
        file = opened[key]
        waiting[key] -= 1
        if not waiting[key]:  # no other work stands in it, and there may be many files
            del opened[key]
        kept = _kept(file.lines, work, edition)
        train, held_out = _split(kept, bool(edition.held_out), cleaning)
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
    """The files in a folder and below it, by name; of several of one name, the first in order.

    Args:
        folder: where they are; it is walked once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] = {}
        for path in sorted(folder.rglob("*")):
            self._files.setdefault(path.name, path)

    def find(self, work: Work, edition: Edition) -> Path:
        """Return the copy of an edition.

        Raises:
            SourceError: when there is none.
        """
        if edition.file not in self._files:
            raise SourceError(
                f"{work.title}: there is no {edition.file or 'copy'} in {self._folder}",
                f"Put the text of {edition.source} there, or leave out the folder to fetch it.",
            )
        return self._files[edition.file]


class _Lines:
    """The lines of a file, each to be found by its text without the spaces around it."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    @cached_property
    def _bare(self) -> list[str]:
        """Each line without the spaces around it: stripped once, though many places are sought."""
        return [line.strip() for line in self.lines]

    def find(self, line: str, first: int, end: int, last: bool = False) -> int | None:
        """Return where a line stands between two numbers; None where it does not.

        Args:
            line: its text; the spaces around it are of no account.
            first: the number it may have at least.
            end: the number that it must stand before.
            last: of equal lines the last is meant, and not the first.
        """
        bare = line.strip()
        try:
            if last:
                return end - 1 - self._bare[first:end][::-1].index(bare)
            return self._bare.index(bare, first, end)
        except ValueError:
            return None


@dataclass(frozen=True)
class _Opened:
    """A file as it was opened: its bytes, its text, and the lines of that, still wrapped."""

    raw: bytes
    cleaned: CleanText
    lines: _Lines


def _open(
    place: str,
    cache: Path,
    limits: Limits,
    cleaning: Cleaning,
    edition: Edition,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> _Opened:
    raw, text = read_source(place, cache, limits, note, progress)
    # Still wrapped: the manifest names lines as the file has them.
    cleaned = clean(
        text[: edition.characters], replace(cleaning, unwrap="no", margins=False, spacing=False)
    )
    for said in cleaned.notes:
        note(said)
    return _Opened(raw, cleaned, _Lines(cleaned.text))


# Lines ------------------------------------------------------------------------------------------


def _kept(file: _Lines, work: Work, edition: Edition) -> str:
    """The lines of the author's, still wrapped, with a mark where the held-out part begins."""
    name = edition.file or edition.source
    first, end = 0, len(file.lines)
    cuts: list[tuple[int, int]] = []  # from a line up to the next that stays, in ascending order

    def find(place: Sequence[str], at: int, last: bool = False) -> int:
        for line in place:
            number = file.find(line, at, end, last)
            for begin, stays in cuts:
                if number is not None and begin <= number < stays:
                    number = file.find(line, stays, end)
            if number is None:
                raise SourceError(
                    f"{work.title}: {name} has no line {line!r} where it is looked for",
                    "The text is another than the manifest was written for: mend the manifest.",
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
            f"{work.title}: the line {edition.held_out[-1]!r} of {name} is itself taken out",
            "Name another line at held_out in the manifest.",
        )
    return text


# The held-out part ------------------------------------------------------------------------------


def _split(text: str, marked: bool, cleaning: Cleaning) -> tuple[str, str]:
    """What may be trained on and what may not, both cleaned."""
    mode = cleaning.unwrap
    if mode == "auto":  # told from the whole: a few letters at its end could tell otherwise
        mode = "yes" if is_wrapped(text.replace(_HERE, "")) else "no"
    begins = text.index(_HERE) if marked else _nearest(text, round(len(text) * (1 - HELD_OUT)))
    settings = replace(cleaning, gutenberg=False, unwrap=mode)
    parts = (text[:begins], text[begins:])
    train, rest = (clean(part.replace(_HERE, ""), settings).text for part in parts)
    return train, rest


def _nearest(text: str, target: int) -> int:
    """The begin of a paragraph nearest to `target`; of a line, if that one is far off."""

    def nearest(pattern: str) -> int:
        starts = (found.end() for found in re.finditer(pattern, text))
        return min(starts, key=lambda start: abs(start - target), default=target)

    paragraph = nearest(r"\n[ \t]*\n(?=[^\n])")
    near = abs(paragraph - target) <= FAR * len(text)
    return paragraph if near and paragraph != target else nearest(r"\n(?=[^\n])")
