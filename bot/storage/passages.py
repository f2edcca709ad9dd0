"""The passages in a session file, and the ways in which authors wrote them: encoding and reading.

A way is a combination of style file, settings and runtime, which many passages share. A passage
without a way, such as one after an edited passage, is saved as the number of an earlier passage if
there is one with the same text and writer. session_format.py has the rest of the file.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from bot.page.manuscript import Manuscript, Passage, Writing
from bot.storage.json_reader import convert, convert_to_dataclass, show
from bot.storage.people import encode_cast, read_cast
from common.errors import UsageError
from common.settings import MOST_CANDIDATES, Sampling
from common.shape import Shape
from models.style import check_name

Count = Annotated[int, Meta(ge=0)]

_json = json.JSONEncoder(ensure_ascii=False).encode


class _Way(Struct, forbid_unknown_fields=True):
    """How an author wrote; all fields but the checksum and the runtime are checked elsewhere."""

    checksum: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    sampling: Any
    shape: Any
    runtime: str
    cast: Any = UNSET
    candidates: Annotated[int, Meta(ge=1, le=MOST_CANDIDATES)] = 1
    joint: Annotated[str, Meta(pattern=r"\A\n{0,2}\Z")] = ""


class _Text(Struct, forbid_unknown_fields=True):
    """A passage that is saved with its text."""

    after: Count
    text: str
    style: str | UnsetType = UNSET
    way: Count | UnsetType = UNSET
    seed: Count | UnsetType = UNSET
    stopped: bool = False
    edited: bool = False


class _Copy(Struct, forbid_unknown_fields=True, rename={"original": "as"}):
    """A passage that has the same text and writer as an earlier one."""

    after: Count
    original: Annotated[int, Meta(ge=1)]


class PassageWriter:
    """An encoder that turns a session's passages into lines of JSON for the session's file.

    A passage is a text that the user or an author (a language model) wrote in one go. Passages
    never change, so each is encoded only once, however often the session is saved.

    Args:
        manuscript: the session's tree of passages.

    Attributes:
        manuscript: the session's tree of passages; passages can be added to it at any time.
        passages: one line of JSON for each passage encoded so far; `update` encodes the passages
            that have been added to the tree since.
    """

    def __init__(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self.passages: list[str] = []
        self._ways: dict[str, int] = {}
        self._originals: dict[Passage, int] = {}  # the first of those equal but for `writing`

    @property
    def ways(self) -> Sequence[str]:
        """The different ways in which authors (language models) wrote, one line of JSON for each.

        A way is a combination of an author's file, its settings, and the versions of the program
        and its libraries. In the JSON of a passage (a text written in one go), the way is given by
        its index in this list.
        """
        return list(self._ways)

    def update(self) -> None:
        """Encode the passages that have been added to the session since the last call.

        A passage is a text that was written in one go. Each becomes a line of JSON, which is
        appended to `passages`, the list that is saved in the session's file.
        """
        for number in range(len(self.passages) + 1, len(self.manuscript)):
            self.passages.append(_json(self._encode(number)))

    def _encode(self, number: int) -> dict[str, Any]:
        passage = self.manuscript.passage(number)
        members: dict[str, Any] = {"after": self.manuscript.parent(number)}
        writing = passage.writing
        original = self._originals.setdefault(replace(passage, writing=None), number)
        if writing is None and original < number:
            return {**members, "as": original}
        if passage.style is not None:
            members["style"] = passage.style
        if writing is not None:
            way = _json(
                {
                    "checksum": writing.checksum,
                    "sampling": asdict(writing.sampling),
                    "shape": asdict(writing.shape),
                    "runtime": writing.runtime,
                    **encode_cast(writing.cast),
                    **({"candidates": writing.candidates} if writing.candidates > 1 else {}),
                    **({"joint": writing.joint} if writing.joint else {}),
                }
            )
            members["way"] = self._ways.setdefault(way, len(self._ways))
            members["seed"] = writing.seed
            if writing.is_stopped:
                members["stopped"] = True
        if passage.edited:
            members["edited"] = True
        return {**members, "text": passage.text}


def read_manuscript(passages: Sequence[object], ways: Sequence[object]) -> Manuscript:
    """Build a session's tree of passages from two lists in its file.

    A passage is a text that the user or an author (a language model) wrote in one go.

    Args:
        passages: the list "passages" from the file, as parsed from JSON.
        ways: the list "ways" from the file, as parsed from JSON. Each item describes how an author
            wrote: the checksum of the author's file, the settings, and the versions of the program
            and its libraries.

    Raises:
        ValueError: if an item is not valid; the message says which one.
    """
    writings = [_read_way(way, f"way {index}") for index, way in enumerate(ways)]
    manuscript = Manuscript()
    for number, raw in enumerate(passages, 1):
        place = f"passage {number}"
        if isinstance(raw, dict) and "as" in raw:
            copy = convert(raw, _Copy, place)
            after, passage = copy.after, _copy_passage(copy, place, manuscript)
        else:
            text = convert(raw, _Text, place)
            after, passage = text.after, _read_passage(text, place, writings)
        if after >= number:
            raise ValueError(f"{place}: after cannot be {show(after)}")
        manuscript.add(after, passage)
    return manuscript


def read_name(name: str, place: str) -> str:
    """Return a name unchanged if an author or a branch can have it; otherwise raise an error.

    An author is a language model; a branch is a named version of the text.

    Args:
        name: a name from a session file.
        place: where the name was found in the file, such as "author"; used in the error message.

    Raises:
        ValueError: if no author or branch can have that name; the message says where it was found.
    """
    try:
        return check_name(name)
    except UsageError as error:
        raise ValueError(f"{place} cannot be {show(name)}") from error


def _copy_passage(copy: _Copy, place: str, manuscript: Manuscript) -> Passage:
    if copy.original >= len(manuscript):
        raise ValueError(f"{place}: as cannot be {show(copy.original)}")
    original = manuscript.passage(copy.original)  # shared, so that equal texts take memory once
    return original if original.writing is None else replace(original, writing=None)


def _read_passage(passage: _Text, place: str, writings: Sequence[Writing]) -> Passage:
    style = None
    if passage.style is not UNSET:
        style = read_name(passage.style, f"{place}: style")
    writing = None
    if passage.way is not UNSET or passage.seed is not UNSET:
        if style is None or passage.way is UNSET or passage.seed is UNSET:
            raise ValueError(f"{place}: style, way and seed go together")
        if passage.way >= len(writings):
            raise ValueError(f"{place}: way cannot be {show(passage.way)}")
        writing = replace(writings[passage.way], seed=passage.seed, is_stopped=passage.stopped)
    elif passage.stopped:
        raise ValueError(f"{place}: stopped needs a way")
    return Passage(passage.text, style, writing, passage.edited)


def _read_way(raw: object, place: str) -> Writing:
    """Return how an author wrote, with a seed of 0, which each passage replaces with its own."""
    way = convert(raw, _Way, place)
    sampling = convert_to_dataclass(way.sampling, Sampling, f"{place}: sampling")
    shape = convert_to_dataclass(way.shape, Shape, f"{place}: shape")
    cast = read_cast(way.cast, place)
    return Writing(way.checksum, sampling, shape, 0, way.runtime, cast, way.candidates, way.joint)
