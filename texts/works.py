"""An author's works, brought together as a manifest says (texts/manifest.py).

The held-out part is the last tenth of a work, from the paragraph that begins nearest to there or,
if none is near, the line. A work of several editions holds out the same passage of each, or the one
would teach what the other is measured on; so the editions name the line where it begins.

This module knows which lines are the author's. What a typist put among them, apparatus.py
knows; how a text is fetched, decoded and unwrapped is left to others.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from common.errors import SourceError, UsageError
from texts.cleaning.apparatus import without_marks
from texts.cleaning.cleaner import CleanedText, clean
from texts.cleaning.wrapping import is_wrapped
from texts.corpus import HELD_OUT, Text, describe_source, opened
from texts.manifest import Edition, Work, Works
from texts.plays import in_one_layout
from texts.source import Cleaning
from texts.web.limits import Limits

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

    opened: dict[tuple[str, int | None], _Opened] = {}  # many works may stand in one file
    texts = []
    for work in works.works:
        for edition in work.editions:
            place = edition.source if copies is None else str(_copy(copies, work, edition))
            key = (place, edition.characters)
            if key not in opened:
                opened[key] = _open(place, cache, limits, cleaning, edition, note_once, progress)
            raw, cleaned = opened[key]
            kept = _kept(cleaned.text, work, edition)
            train, held_out = _split(kept, bool(edition.held_out), cleaning)
            if not train.strip():
                raise SourceError(
                    f"nothing is left of {work.title} in {place}",
                    "Check its lines in the manifest.",
                )
            cleaned = replace(cleaned, title=work.title, author=work.author or works.author)
            whole = train + held_out
            texts.append(
                Text(
                    describe_source(edition.source, raw, whole, cleaned, len(train)),
                    train,
                    held_out,
                )
            )
    return texts


_Opened = tuple[bytes, CleanedText]


def _copy(copies: Path, work: Work, edition: Edition) -> Path:
    found = next((path for path in sorted(copies.rglob("*")) if path.name == edition.file), None)
    if found is None:
        raise SourceError(
            f"{work.title}: there is no {edition.file or 'copy'} in {copies}",
            f"Put the text of {edition.source} there, or leave out the folder to fetch it.",
        )
    return found


def _open(
    place: str,
    cache: Path,
    limits: Limits,
    cleaning: Cleaning,
    edition: Edition,
    note: Callable[[str], None],
    progress: Callable[[int, int | None], None],
) -> _Opened:
    raw, text = opened(place, cache, limits, note, progress)
    # Still wrapped: the manifest names lines as the file has them.
    cleaned = clean(
        text[: edition.characters], replace(cleaning, unwrap="no", margins=False, spacing=False)
    )
    for said in cleaned.notes:
        note(said)
    return raw, cleaned


# Lines ------------------------------------------------------------------------------------------


def _kept(text: str, work: Work, edition: Edition) -> str:
    """The lines of the author's, still wrapped, with a mark where the held-out part begins."""
    lines = text.split("\n")
    name = edition.file or edition.source

    def find(place: Sequence[str], first: int = 0, backwards: bool = False) -> int:
        bare = [line.strip() for line in lines]
        at = first - 1
        for line in place:
            try:
                if backwards and at < first:
                    at = len(bare) - 1 - bare[::-1].index(line.strip())
                else:
                    at = bare.index(line.strip(), at + 1)
            except ValueError:
                raise SourceError(
                    f"{work.title}: {name} has no line {line!r} where it is looked for",
                    "The text is another than the manifest was written for: mend the manifest.",
                ) from None
        return at

    if edition.begin:
        lines = lines[find(edition.begin) :]
    if edition.end:
        lines = lines[: find(edition.end, backwards=True) + 1]
    at = 0
    for place in edition.cut:
        at = find(place[:1], at)
        del lines[at : find(place[1:], at + 1)]
    if edition.held_out:
        here = find(edition.held_out)
        lines[here] = _HERE + lines[here]
    text = without_marks("\n".join(lines) + "\n", edition.footnotes)
    if edition.layout == "play":
        text = _HERE.join(map(in_one_layout, text.split(_HERE)))
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
