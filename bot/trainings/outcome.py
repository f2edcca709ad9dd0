"""The outcome of a finished training run: a new style in the library, or why there is none."""

from typing import NamedTuple

from bot.trainings.status import Status
from common.errors import PasticheError, explain
from models.library import Library

_UNCHANGED = "Nothing has changed."


class Outcome(NamedTuple):
    """What to tell the user about a training run that has ended.

    Attributes:
        message: the text to show to the user, one or two sentences.
        has_failed: True if no author (language model) was trained, except when the user stopped the
            run.
    """

    message: str
    has_failed: bool


def settle(status: Status, was_stopped: bool, library: Library) -> Outcome:
    """Add a new author (a language model) to the library, and return what to tell the user.

    If the training run did not produce an author, the library does not change.

    Args:
        status: the final status of the training run.
        was_stopped: whether the user asked the training run to end.
        library: the authors that are available for writing. The new author replaces any earlier
            one with the same name.
    """
    bits = status.bits_per_character
    if bits is None and was_stopped:
        return Outcome("Training was stopped.", has_failed=False)
    if bits is None or status.name is None:
        reason = str(status.error)
        if not reason.endswith(_UNCHANGED):
            reason = f"{reason} {_UNCHANGED}"
        return Outcome(reason, has_failed=bits is None)
    try:
        library.reload(status.name)
    except PasticheError as error:
        return Outcome(explain(error), has_failed=False)
    beside = f", {status.gain:.0%} below {status.start}" if status.gain >= 0.005 else ""
    message = (
        f"{status.name} is ready, at {bits:.2f} bits per character on held-out text{beside}."
        f" Switch to it with /model {status.name}."
    )
    return Outcome(message, has_failed=False)
