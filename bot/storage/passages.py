"""The passages of a session file: all that was ever written, and the ways in which authors wrote.

Both directions, so that what is written and what is read stand side by side. A text that stands
there already, as after an edit of an early passage, is told by its number. The rest of the file is
session_format's.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.page.manuscript import Manuscript, Passage, Writing
from bot.storage.json_reader import flag, items, made, members, name, text, whole
from common.settings import Sampling
from common.shape import Shape

_CHECKSUM = re.compile(r"[0-9a-f]{64}")

_json = json.JSONEncoder(ensure_ascii=False).encode


class PassageWriter:
    """Makes a manuscript's lines, each only once, as no passage changes.

    Attributes:
        manuscript: the same.
        passages: a line of JSON for each.
        ways: a line of JSON for each way in which an author wrote.
    """

    def __init__(self, manuscript: Manuscript) -> None:
        self.manuscript = manuscript
        self.passages: list[str] = []
        self._ways: dict[str, int] = {}
        self._first: dict[Passage, int] = {}  # of those that differ in no more than their writing

    @property
    def ways(self) -> Sequence[str]:
        return list(self._ways)

    def go_on(self) -> None:
        """Write what has been added since."""
        for number in range(len(self.passages) + 1, len(self.manuscript)):
            self.passages.append(_json(self._told(number)))

    def _told(self, number: int) -> dict[str, Any]:
        passage = self.manuscript.passage(number)
        after, writing = {"after": self.manuscript.parent(number)}, passage.writing
        first = self._first.setdefault(replace(passage, writing=None), number)
        if writing is None and first < number:
            return {**after, "as": first}
        told: dict[str, Any] = {"style": passage.style} if passage.style is not None else {}
        if writing is not None:
            way = _json(
                {
                    "checksum": writing.checksum,
                    "sampling": vars(writing.sampling),
                    "shape": vars(writing.shape),
                    "runtime": writing.runtime,
                }
            )
            told["way"] = self._ways.setdefault(way, len(self._ways))
            told["seed"] = writing.seed
        if passage.edited:
            told["edited"] = True
        return {**after, **told, "text": passage.text}


def manuscript_of(passages: object, ways: object) -> Manuscript:
    """The manuscript that these two lists tell.

    Raises:
        ValueError: saying what is wrong where.
    """
    known = [_way(one, f"way {number}") for number, one in enumerate(items(ways, "ways"))]
    manuscript = Manuscript()
    for number, one in enumerate(items(passages, "passages"), 1):
        where = f"passage {number}"
        copied = isinstance(one, dict) and "as" in one
        passage = _copy(one, where, manuscript) if copied else _passage(one, where, known)
        manuscript.add(whole(one["after"], f"{where}: after", number - 1), passage)
    return manuscript


def _copy(raw: object, where: str, manuscript: Manuscript) -> Passage:
    given = members(raw, where, ("after", "as"))
    number = whole(given["as"], f"{where}: as", len(manuscript) - 1, least=1)
    first = manuscript.passage(number)
    return first if first.writing is None else replace(first, writing=None)


def _passage(raw: Any, where: str, ways: Sequence[dict[str, Any]]) -> Passage:
    given = members(raw, where, ("after", "text"), ("style", "way", "seed", "edited"))
    style = name(given["style"], f"{where}: style") if "style" in given else None
    writing = None
    if "way" in given or "seed" in given:
        if style is None or not {"way", "seed"} <= given.keys():
            raise ValueError(f"{where}: style, way and seed go together")
        way = ways[whole(given["way"], f"{where}: way", len(ways) - 1)]
        writing = Writing(seed=whole(given["seed"], f"{where}: seed"), **way)
    edited = flag(given.get("edited", False), f"{where}: edited")
    return Passage(text(given["text"], f"{where}: text"), style, writing, edited)


def _way(raw: object, where: str) -> dict[str, Any]:
    given = members(raw, where, ("checksum", "sampling", "shape", "runtime"))
    if not _CHECKSUM.fullmatch(text(given["checksum"], f"{where}: checksum")):
        raise ValueError(f"{where}: checksum is no SHA-256")
    return {
        "checksum": given["checksum"],
        "sampling": made(Sampling, given["sampling"], f"{where}: sampling"),
        "shape": made(Shape, given["shape"], f"{where}: shape"),
        "runtime": text(given["runtime"], f"{where}: runtime"),
    }
