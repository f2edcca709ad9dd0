"""Replay: write the authors' passages of a saved page again, from their seeds and settings.

A style, a trained language model in one file, writes the same text again wherever models/runtime.py
describes the same runtime. Passages that the user wrote or edited are copied, and so are those
after an edited passage. An author reads as much of the page as when the passage was first written.
"""

from contextlib import closing

from bot.page.manuscript import Passage, Writing
from bot.page.passages import write_passage
from bot.page.readers import Reader
from bot.page.record import SessionRecord
from common.errors import SessionError, explain
from models.context import CONTEXT, Context, find_context
from models.library import Library
from models.runtime import describe_runtime, parse_rules
from models.writing.punctuation import Punctuation
from models.writing.stops import make_stop

_EXCERPT = 30  # characters shown of texts that differ


def replay(record: SessionRecord, library: Library, context: Context = CONTEXT) -> str:
    """Write the text of a saved session again, and check that it comes out the same.

    What an author (a language model) wrote is written again, with the saved random seed and
    settings. Everything else, such as what the user typed, is copied.

    Args:
        record: the contents of the saved session.
        library: the available authors, which must include those that wrote parts of the text.
        context: how much of the preceding text an author reads before it writes. It does not apply
            to texts that were written under older versions of the writing rules.

    Returns:
        The text, which is the same as the saved one.

    Raises:
        SessionError: if an author's file is missing, unreadable or changed, or if part of the text
            comes out differently; the message says which part.
    """
    manuscript = record.manuscript
    path = manuscript.path(record.end)
    readers = _readers([manuscript.passage(number) for number in path], library)
    for position, number in enumerate(path, 1):
        passage, parent = manuscript.passage(number), manuscript.parent(number)
        if passage.writing is None:
            continue
        reader, rules = readers[passage.writing.checksum], parse_rules(passage.writing.runtime)
        start = find_context(rules, context).start(manuscript.characters(parent))
        reader.read_to(manuscript, parent, start, lambda read, total: False)
        new_word, page = manuscript.is_word_end(parent), manuscript.text(parent, start)
        _rewrite(reader, passage, passage.writing, position, new_word, page)
        reader.remember(number)
    return manuscript.text(record.end)


def _readers(passages: list[Passage], library: Library) -> dict[str, Reader]:
    """Return a reader for each style that wrote a passage, by the style's checksum."""
    readers: dict[str, Reader] = {}
    for position, passage in enumerate(passages, 1):
        if passage.writing is None or passage.writing.checksum in readers:
            continue
        checksum = passage.writing.checksum
        style = library.find(checksum)  # it may have another name by now
        if style is None:
            raise _style_error(position, str(passage.style), checksum, library)
        readers[checksum] = Reader(style)
    return readers


def _style_error(position: int, name: str, checksum: str, library: Library) -> SessionError:
    if name in library.broken:
        what = f"passage {position} is by {name}, whose style file cannot be read"
        return SessionError(what, explain(library.broken[name]))
    if name not in library.names:
        return SessionError(
            f"passage {position} is by {name}, who is not among the authors",
            f"The style file with the checksum {checksum[:12]}… is needed.",
        )
    new_checksum = library.get(name).checksum
    return SessionError(
        f"passage {position} is by {name}, whose style has changed: its checksum was"
        f" {checksum[:12]}…, and is {new_checksum[:12]}…",
        "Put the old style file back, under any name.",
    )


def _rewrite(
    reader: Reader, passage: Passage, writing: Writing, position: int, new_word: bool, page: str
) -> None:
    """Have an author write a passage again, up to the length of the saved text, and compare them.

    If the user had stopped the author, it would write more now. Quotes that were closed there are
    closed again.
    """
    saved, text, start = passage.text, "", reader.voice.state
    rules, stop = parse_rules(writing.runtime), make_stop(writing.shape)
    is_closed_early = False  # whether the user's stop has closed the quotes
    # closed before the reader caches the voice's state, which only then is that after the text
    with closing(write_passage(reader.voice, writing, stop, new_word, page, rules)) as pieces:
        for piece in pieces:
            if not saved.startswith(piece, len(text)):
                if saved != text + Punctuation.find(page + text).closing:
                    raise _mismatch(passage, writing, position, text + piece)
                is_closed_early = True
                break
            text += piece
            if len(text) == len(saved):
                break
    if is_closed_early:
        reader.voice.state = start
        reader.voice.read(saved)
    elif len(text) < len(saved):
        raise _mismatch(passage, writing, position, text)


def _mismatch(passage: Passage, writing: Writing, position: int, text: str) -> SessionError:
    """Return the error for a passage that was written as `text` this time, with a likely reason."""
    saved, old_runtime, new_runtime = passage.text, writing.runtime, describe_runtime()
    same = next(
        (index for index, (a, b) in enumerate(zip(saved, text, strict=False)) if a != b),
        min(len(saved), len(text)),
    )
    excerpts = [
        f"“{version[same : same + _EXCERPT]}”" if version[same:] else "nothing"
        for version in (saved, text)
    ]
    reason = (
        f"It was written by {old_runtime}; this is {new_runtime}, which may write differently."
        if old_runtime != new_runtime
        else "The session file was changed, in this page or in how it was written: machine,"
        " versions and style are the same."
    )
    return SessionError(
        f"passage {position}, by {passage.style}, comes out differently from character {same + 1}"
        f" on: {excerpts[0]} was saved, and {excerpts[1]} is written now",
        reason,
    )
