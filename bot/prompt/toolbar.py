"""The toolbar, the text below the prompt: author, settings, page, and a training in progress."""

from prompt_toolkit.utils import get_cwidth

from bot.desk import Desk
from bot.terminal.excerpts import shorten_until
from common.wording import count_noun

_BETWEEN = "  ·  "


def describe_desk(desk: Desk, width: int) -> str:
    """Return the text of the toolbar: the author, its settings, and the length of the page.

    It has one line, or two during a training run.

    Args:
        desk: the object that holds the chat's session, authors and training run.
        width: the maximum width of a line, in terminal cells.
    """
    author, dials, page = desk.session.author, desk.session.dials, desk.session.page
    sampling, shape = dials.sampling(author), dials.shape(author)
    words, characters = page.manuscript.words(page.end), page.manuscript.characters(page.end)
    position = page.history.position
    parts = [  # in order, each with its rank: in a narrow terminal the highest ranks go first
        (-1, "NOT SAVED" if desk.file.fault else ""),
        (0, author),
        (1, f"temp {sampling.temperature:g}"),
        (3, "" if shape.until else f"length {shape}"),  # until a text overrides length
        (4, f"until “{shorten_until(shape.until)}”" if shape.until else ""),
        (5, f"branch {position.branch}" if len(position.ends) > 1 else ""),
        (6, desk.file.name if desk.file.is_named else ""),
        (2, count_noun(words, "word")),
        (7, count_noun(characters, "character")),
    ]
    indices: list[int] = []
    for place in sorted(range(len(parts)), key=lambda place: parts[place][0]):
        texts = [parts[i][1] for i in sorted([*indices, place])]
        if not parts[place][1] or get_cwidth(_BETWEEN.join(texts)) > width:
            continue
        indices.append(place)
    line = _BETWEEN.join(parts[place][1] for place in sorted(indices))
    if desk.training is not None and desk.is_training:
        line += f"\n {desk.training.status.describe()[: max(0, width - 1)]}"
    return line
