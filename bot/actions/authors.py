"""Commands for authors: choosing the one who writes, and training a new one."""

import re
from collections.abc import Iterable
from pathlib import Path

from bot.actions.names import read_name
from bot.actions.table import section
from bot.desk import Desk
from bot.storage.paths import describe_source
from bot.storage.quotes import match_outside_quotes, read_quotes
from bot.terminal.styles import tabulate_styles
from bot.trainings.process import request_finish, unfinished_trainings
from common.errors import UsageError
from models.style import SUFFIX, check_name
from texts.source import display_source

command = section("Authors")

_NUMBERS = {"a": 1} | {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_MINUTES = rf"\s+for\s+(?P<{{}}>\d+(?:\.\d+)?|{'|'.join(_NUMBERS)})\s+min(?:ute)?s?"
_REQUEST = re.compile(  # the minutes may stand on either side of the name
    rf"(?P<source>.+?)(?:{_MINUTES.format('first')})?(?:\s+as\b\s*(?P<name>.*?))??"
    rf"(?:{_MINUTES.format('last')})?"
)
_OTHER_TIME = re.compile(rf"(?<![\"'\w])for\s+(\d|(an|half|{'|'.join(_NUMBERS)})\b)[^\"']*$")


def _authors(desk: Desk) -> Iterable[str]:
    return desk.library.names


@command("/model", "[NAME]", "list the authors, or switch to one", "/model nietzsche", _authors)
def model(desk: Desk, argument: str) -> None:
    desk.library.refresh()
    if argument:
        name, training = read_name(argument), desk.training
        if training and desk.is_training and training.status.name == name not in desk.library.names:
            raise UsageError(
                f"{name} is not trained yet ({training.status.describe()})",
                "You will be told when it is ready.",
            )
        desk.report_unknown(desk.session.authors.call(name))
        desk.say(f"{desk.session.authors.current} goes on.")
        return
    desk.surface.show(tabulate_styles(desk.library.read_all(), desk.session.authors.current))
    desk.say("bpc: bits per character on held-out text. Lower is better, for the same text.")
    for note in desk.library.notes:
        desk.say(note)


@command(
    "/retrain",
    "URL [as NAME]",
    "train a new author while you keep writing",
    "/retrain https://www.gutenberg.org/ebooks/1342 as austen",
    lambda desk: ("https://www.gutenberg.org/ebooks/", "stop", "resume"),
    (
        ("URL [as NAME] for N minutes", "train for that long"),
        ('"FILE" [as NAME]', "train on a file of your own; quotes work as in a shell"),
        ("stop", "stop training early and keep the best version so far"),
        ("resume [NAME]", "continue a training run that was interrupted"),
    ),
)
def retrain(desk: Desk, argument: str) -> None:
    if argument.split()[:1] == ["stop"]:
        if argument != "stop":
            raise UsageError("nothing may follow /retrain stop", "Type /retrain stop by itself.")
        _stop(desk)
        return
    if argument.split()[:1] == ["resume"]:
        _resume(desk, read_name(argument.removeprefix("resume")))
        return
    request = match_outside_quotes(_REQUEST, argument)
    if request is None or request["source"] is None or not read_quotes(request["source"]):
        raise UsageError("/retrain needs a text", "Type /retrain URL as NAME, with the URL of one.")
    if time := _OTHER_TIME.search(request["name"] or ""):
        raise UsageError(
            f"“{time[0]}” is no length of a training",
            "Type /retrain URL as NAME for 5 minutes, and quotes around a name with such words.",
        )
    name = None if request["name"] is None else read_name(request["name"])
    if name == "":
        raise UsageError("the new author's name is missing", "Type /retrain URL as NAME.")
    source = describe_source(request["source"])
    if name is None and source in desk.options.authors and not Path(source).exists():
        name = source  # the training would choose it too, and might replace an author
    length = request["first"] or request["last"] or f"{desk.options.minutes:g}"
    minutes = ("--minutes", str(_NUMBERS.get(length, length)))
    if name is None:
        desk.start_training([*minutes, "--", source], None)
        desk.say(f"{_describe_fetching(desk, source)}; keep writing.")
    elif _may_replace(desk, check_name(name)):
        desk.start_training([*minutes, "--anew", "--name", name, "--", source], name)
        desk.say(f"{_describe_fetching(desk, source)}, to train {name}; keep writing.")
    else:
        desk.say(f"{name} stays as it is.")


def _describe_fetching(desk: Desk, source: str) -> str:
    """Return what a training does first, before it is known whether there is a text."""
    if "://" in source:
        return f"Fetching {display_source(source)}"
    if source in desk.options.authors and not Path(source).exists():
        return f"Gathering the texts of {source}"
    return f"Reading {display_source(source)}"


def _stop(desk: Desk) -> None:
    desk.find_training()
    if desk.training is not None and desk.is_training:
        desk.say(desk.training.finish())
        return
    running = [name for name, runs in unfinished_trainings(desk.dirs) if runs]  # started elsewhere
    if not running:
        raise UsageError("no training run is in progress", "Start one with /retrain URL as NAME.")
    for name in running:
        request_finish(desk.dirs, name)
        desk.say(f"Training of {name} is ending; the best version so far is kept.")


def _resume(desk: Desk, name: str) -> None:
    trainings = unfinished_trainings(desk.dirs)
    waiting = [name for name, runs in trainings if not runs]
    if trainings and not waiting:
        raise UsageError(
            f"training of {trainings[0][0]} is still in progress",
            "Wait for it to finish, or end it with /retrain stop.",
        )
    if not waiting:
        raise UsageError(
            "there is no unfinished training run", "Start one with /retrain URL as NAME."
        )
    if not name and len(waiting) == 1:
        name = waiting[0]
    if name not in waiting:
        what = f"training of {name} was not interrupted" if name else "several can be resumed"
        raise UsageError(what, f"Type /retrain resume with one of: {', '.join(waiting)}.")
    desk.start_training(["--resume", "--name", name], name)
    desk.say(f"Training of {name} continues.")


def _may_replace(desk: Desk, name: str) -> bool:
    waiting = [training for training, runs in unfinished_trainings(desk.dirs) if not runs]
    if name in waiting and not desk.confirm(
        f"Training of {name} was interrupted and can be resumed (/retrain resume {name})."
        " Start from scratch and lose it?"
    ):
        return False
    if name not in desk.library.names:
        return True
    article = "an " if (desk.library.own / f"{name}{SUFFIX}").exists() else "a shipped "
    return desk.confirm(f"There is already {article}author called {name}. Replace it?")
