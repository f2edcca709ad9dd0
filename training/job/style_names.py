"""A style's name from a book's title or a list's name, or from where the book came."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from anyascii import anyascii

from common.user_dirs import UserDirs
from models.library import SHIPPED
from models.style import SUFFIX
from training.recipe import NOTHING

_LONGEST = 30  # leaves room for a number within the 40 that a name may have


def choose_style_name(
    title: str | None, origin: str, places: UserDirs, shipped: Path = SHIPPED
) -> str:
    """A name that no style and no unfinished training has, and not `none`: emma, or else emma-2.

    Args:
        title: of what is learnt from, where it has one.
        origin: a URL or a file's name, for when it has none.
        places: the person's folders.
        shipped: the program's own styles.
    """
    name = _slug(re.split(r"[:;,(\[]|\bor\b", title or "", maxsplit=1)[0])
    name = name or _slug(Path(unquote(urlsplit(origin).path)).stem) or "author"
    number, free = 1, name
    while (
        free == NOTHING
        or any((folder / f"{free}{SUFFIX}").exists() for folder in (places.styles, shipped))
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
