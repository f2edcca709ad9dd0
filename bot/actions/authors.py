"""Authors: calling one, and training a new one."""

import re
from collections.abc import Iterable
from pathlib import Path

from bot.actions.table import under
from bot.desk import Desk
from bot.storage.paths import describe_source
from bot.storage.quotes import match_outside_quotes, read_quotes
from bot.terminal.styles import tabulate_styles
from bot.trainings.process import ask_to_finish, unfinished
from common.errors import UsageError
from models.style import SUFFIX, check_name

command = under("Authors")

_ASKED = re.compile(
    r"(?P<source>.+?)(?:\s+as\b\s*(?P<name>.*?))??"
    r"(?:\s+for\s+(?P<minutes>\d+(?:\.\d+)?)\s+minutes?)?"
)


def _authors(desk: Desk) -> Iterable[str]:
    return desk.library.names


@command("/model", "[NAME]", "list the authors, or call one", "/model nietzsche", _authors)
def model(desk: Desk, argument: str) -> None:
    desk.library.refresh()
    if argument:
        name, learning = argument.lower(), desk.training
        if learning and desk.is_training and learning.status.name == name not in desk.library.names:
            raise UsageError(
                f"{name} is not trained yet ({learning.status.line()})",
                "You are told when it is ready.",
            )
        desk.tell_unknown(desk.session.call(argument.lower()))
        desk.say(f"{desk.session.author} goes on.")
        return
    desk.surface.show(tabulate_styles(desk.library.styles, desk.session.author))
    desk.say("bpc: bits per character of held-out text; lower is better, on the same text.")
    for note in desk.library.notes:
        desk.say(note)


@command(
    "/retrain",
    "URL [as NAME]",
    "train a new author while you write on",
    "/retrain https://www.gutenberg.org/ebooks/1342 as austen",
    lambda desk: ("https://www.gutenberg.org/ebooks/", "stop", "resume"),
    (
        ("URL for N minutes", "the same, for so long"),
        ('"FILE" [as NAME]', "from a text of yours; quotes are read as a shell reads them"),
        ("stop", "end the training, and keep the best so far"),
        ("resume [NAME]", "go on with one that was cut off"),
    ),
)
def retrain(desk: Desk, argument: str) -> None:
    if argument.split()[:1] == ["stop"]:
        if argument != "stop":
            raise UsageError("/retrain stop takes nothing after it", "Type it alone.")
        _stop(desk)
        return
    if argument.split()[:1] == ["resume"]:
        _resume(desk, argument.removeprefix("resume").strip())
        return
    asked = match_outside_quotes(_ASKED, argument)
    if asked is None or asked["source"] is None:
        raise UsageError(
            "a training needs a text", "Type /retrain URL as NAME, with the address of one."
        )
    name = None if asked["name"] is None else read_quotes(asked["name"])
    if name == "":
        raise UsageError("the new author's name is missing", "Type /retrain URL as NAME.")
    source = describe_source(asked["source"])
    if name is None and source in desk.options.authors and not Path(source).is_file():
        name = source  # which the training would give it, in place of one who is there
    minutes = ("--minutes", asked["minutes"] or f"{desk.options.minutes:g}")
    if name is None:
        desk.train([*minutes, "--", source], None)
        desk.say("Training has begun; write on meanwhile.")
    elif _may_replace(desk, name := check_name(name.lower())):
        desk.train([*minutes, "--anew", "--name", name, "--", source], name)
        desk.say(f"Training {name} has begun; write on meanwhile.")
    else:
        desk.say(f"{name} stays as it is.")


def _stop(desk: Desk) -> None:
    desk.follow()
    if desk.training is not None and desk.is_training:
        desk.say(desk.training.finish())
        return
    running = [name for name, runs in unfinished(desk.dirs) if runs]  # from an earlier sitting
    if not running:
        raise UsageError("no training is running", "Start one with /retrain URL as NAME.")
    for name in running:
        ask_to_finish(desk.dirs, name)
        desk.say(f"The training of {name} is ending; the best so far is kept.")


def _resume(desk: Desk, name: str) -> None:
    known = unfinished(desk.dirs)
    waiting = [name for name, running in known if not running]
    if known and not waiting:
        raise UsageError(
            f"the training of {known[0][0]} is still running",
            "Wait for it, or end it with /retrain stop.",
        )
    if not waiting:
        raise UsageError("there is no unfinished training", "Start one with /retrain URL as NAME.")
    if not name and len(waiting) == 1:
        name = waiting[0]
    if name not in waiting:
        what = f"no training of {name} was cut off" if name else "several trainings were cut off"
        raise UsageError(what, f"/retrain resume goes on with: {', '.join(waiting)}.")
    desk.train(["--resume", "--name", name], name)
    desk.say(f"The training of {name} goes on.")


def _may_replace(desk: Desk, name: str) -> bool:
    waiting = [left for left, running in unfinished(desk.dirs) if not running]
    if name in waiting and not desk.confirms(
        f"A training of {name} was cut off and could go on (/retrain resume {name})."
        " Begin anew and lose it?"
    ):
        return False
    if name not in desk.library.names:
        return True
    shipped = "" if (desk.library.own / f"{name}{SUFFIX}").exists() else "shipped "
    return desk.confirms(f"There is a {shipped}{name} already. Put the new one in its place?")
