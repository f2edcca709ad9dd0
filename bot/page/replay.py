"""Writing a saved page again: each author's passages from the page, the seed and the settings.

The same style gives the same bytes, where models/runtime.py says the same. What the person wrote,
and what was edited, is taken as it is. An author's state is carried from passage to passage, as it
was when the page was written. Nothing here prints.
"""

from bot.page.manuscript import Passage, Writing
from bot.page.readers import Reader
from bot.page.record import SessionRecord
from common.errors import SessionError, explain
from models.library import Library
from models.runtime import rules_of, runtime
from models.stops import make_stop

_SHOWN = 30  # characters on which two texts are told apart


def replay(sitting: SessionRecord, library: Library) -> str:
    """The present page, written again.

    Raises:
        SessionError: naming the passage, when its author's style is missing or another by now, or
            when it comes out otherwise than it was saved.
    """
    manuscript = sitting.manuscript
    path = manuscript.path(sitting.end)
    readers = _readers([manuscript.passage(number) for number in path], library)
    page: list[str] = []
    for place, number in enumerate(path, 1):
        passage = manuscript.passage(number)
        if passage.writing is None:
            page.append(passage.text)
            continue
        reader = readers[passage.writing.checksum]
        reader.stand(manuscript, manuscript.parent(number), lambda read, total: False)
        apart = manuscript.is_word_end(manuscript.parent(number))
        page.append(_again(reader, passage, passage.writing, place, apart))
        reader.remember(number)
    return "".join(page)


def _readers(passages: list[Passage], library: Library) -> dict[str, Reader]:
    """For each style that is needed, by checksum, a reader at the head of the page."""
    readers: dict[str, Reader] = {}
    for place, passage in enumerate(passages, 1):
        if passage.writing is None or passage.writing.checksum in readers:
            continue
        checksum = passage.writing.checksum
        style = library.find(checksum)  # it may have another name by now
        if style is None:
            raise _changed(place, str(passage.style), checksum, library)
        readers[checksum] = Reader(style)
    return readers


def _changed(place: int, name: str, checksum: str, library: Library) -> SessionError:
    if name in library.broken:
        what = f"passage {place} is by {name}, whose style file cannot be read"
        return SessionError(what, explain(library.broken[name]))
    if name not in library.names:
        return SessionError(
            f"passage {place} is by {name}, who is not among the authors",
            f"The style file with the checksum {checksum[:12]}… is needed.",
        )
    now = library.get(name).checksum
    return SessionError(
        f"passage {place} is by {name}, whose style has changed: its checksum was"
        f" {checksum[:12]}…, and is {now[:12]}…",
        "Put the former style file back, under any name.",
    )


def _again(reader: Reader, passage: Passage, way: Writing, place: int, apart: bool) -> str:
    """The passage, written by a voice that stands before it; as much of it as was saved.

    The person may have stopped the author, who would then go on.
    """
    saved, written = passage.text, ""
    rules, stop = rules_of(way.runtime), make_stop(way.shape)
    for piece in reader.voice.write(way.sampling, way.seed, stop, apart, rules):
        if not saved.startswith(piece, len(written)):
            raise _different(passage, way, place, written + piece)
        written += piece
        if len(written) == len(saved):
            break
    if len(written) < len(saved):
        raise _different(passage, way, place, written)
    return written


def _different(passage: Passage, way: Writing, place: int, written: str) -> SessionError:
    saved, then, now = passage.text, way.runtime, runtime()
    same = next(
        (at for at, (a, b) in enumerate(zip(saved, written, strict=False)) if a != b),
        min(len(saved), len(written)),
    )
    ends = [
        f"“{text[same : same + _SHOWN]}”" if text[same:] else "nothing" for text in (saved, written)
    ]
    reason = (
        f"It was written by {then}; here is {now}, which may write otherwise."
        if then != now
        else "The file was altered, on this page or in how it was written: machine, versions and"
        " style are the same."
    )
    return SessionError(
        f"passage {place}, by {passage.style}, comes out otherwise from its character {same + 1}"
        f" on: {ends[0]} was saved, and {ends[1]} is written now",
        reason,
    )
