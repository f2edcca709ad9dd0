"""Names for new styles, made from a book's title or its address."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from common.user_dirs import UserDirs
from models.library import SHIPPED
from models.style import SUFFIX, make_name
from training.recipe import NOTHING

_LONGEST = 30  # leaves room for a number within the 40 that a name may have


def choose_style_name(
    title: str | None, origin: str, dirs: UserDirs, shipped: Path = SHIPPED
) -> str:
    """Return an unused name for a new style, such as "emma", or "emma-2" if "emma" is taken.

    A style is a file that contains a trained language model. A name is unused if there is no style
    and no unfinished training run with that name.

    Args:
        title: the title of the text or of the list of works, from which the name is made; None if
            there is no title.
        origin: the URL or path of the text; used if no name can be made from the title. If this
            fails too, the name is "author", with a number if necessary.
        dirs: the user's folders, which contain the user's styles and unfinished training runs.
        shipped: the folder that contains the styles shipped with the program.
    """
    name = make_name(re.split(r"[:;,(\[]|\bor\b", title or "", maxsplit=1)[0], _LONGEST)
    stem = Path(unquote(urlsplit(origin).path)).stem
    name = name or make_name(stem, _LONGEST) or "author"
    number, free = 1, name
    while (
        free == NOTHING
        or any((folder / f"{free}{SUFFIX}").exists() for folder in (dirs.styles, shipped))
        or (dirs.checkpoints / free).exists()
    ):
        number += 1
        free = f"{name}-{number}"
    return free
