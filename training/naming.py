"""A style's name from a book's title, or from where the book came."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from anyascii import anyascii

from models.card import Source
from models.library import SHIPPED
from models.places import Places
from models.style import SUFFIX

_LONGEST = 30  # leaves room for a number within the 40 that a name may have


def name_for(source: Source, places: Places, shipped: Path = SHIPPED) -> str:
    """A name that no style and no unfinished training has: emma, or else emma-2."""
    name = _slug(re.split(r"[:;,(\[]|\bor\b", source.title or "", maxsplit=1)[0])
    name = name or _slug(Path(unquote(urlsplit(source.origin).path)).stem) or "author"
    number, free = 1, name
    while (
        any((folder / f"{free}{SUFFIX}").exists() for folder in (places.styles, shipped))
        or (places.checkpoints / free).exists()
    ):
        number += 1
        free = f"{name}-{number}"
    return free


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", anyascii(text).lower().replace("'", ""))
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        name = longer
    return name
