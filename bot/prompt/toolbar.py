"""The toolbar, the text below the prompt: author, settings, page, and a training in progress."""

from prompt_toolkit.utils import get_cwidth

from bot.desk import Desk
from bot.terminal.excerpts import shorten_until
from common.wording import count_noun

_BETWEEN = "  ·  "


def describe_desk(desk: Desk, width: int) -> str:
    """Return the toolbar's text, in one line: the author, its settings and the length of the page.

    The author is the language model that continues the page, which is the text being written.
    During a training run, the progress of the run is also shown. Parts for which there is no room
    are left out.

    Args:
        desk: the object that holds the chat's session, authors and training run.
        width: the maximum width of the line, in terminal columns.
    """
    author, dials, page = desk.session.authors.current, desk.session.dials, desk.session.page
    sampling, shape = dials.sampling(author), dials.shape(author)
    words, characters = page.manuscript.words(page.end), page.manuscript.characters(page.end)
    position = page.history.position
    parts = [  # in order, each with its rank: in a narrow terminal the highest ranks go first
        (-1, "NOT SAVED" if desk.file.fault else ""),
        (0, author),
        (3, f"temp {sampling.temperature:g}"),
        (4, "" if shape.until else f"length {shape}"),  # until a text overrides length
        (5, f"until “{shorten_until(shape.until)}”" if shape.until else ""),
        (6, f"branch {position.branch}" if len(position.ends) > 1 else ""),
        (7, desk.file.name if desk.file.is_named else ""),
        (1, count_noun(words, "word")),
        (8, count_noun(characters, "character")),
        (2, ""),  # the training run, once it is known how much room there is for it
    ]
    if desk.training is not None and desk.is_training:
        needed = _BETWEEN.join(text for rank, text in parts if text and rank < 2)
        room = width - get_cwidth(needed + _BETWEEN)
        parts[-1] = (2, desk.training.status.describe(room))
    indices: list[int] = []
    for place in sorted(range(len(parts)), key=lambda place: parts[place][0]):
        texts = [parts[i][1] for i in sorted([*indices, place])]
        if not parts[place][1] or get_cwidth(_BETWEEN.join(texts)) > width:
            continue
        indices.append(place)
    return _BETWEEN.join(parts[place][1] for place in sorted(indices))
