"""Commands that set how the author writes: temperature, length, sampler, seeds, presets."""

import re
from dataclasses import fields

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import commands, section
from bot.actions.writing import parse_whole_number
from bot.desk import Desk
from common.defaults import GHOST
from common.errors import UsageError
from common.sanitizer import sanitize
from common.settings import MOST_CANDIDATES, Sampling
from common.wording import count_noun
from models.writing.stops import UNTIL_MOST
from texts.typed_text import normalise

command = section("How the author writes")

_DIALS = tuple(field.name for field in fields(Sampling))  # what a preset settles
_VALUES = (*_DIALS, "candidates")  # settings that /set alone gives a value
_COMMANDS = ("length", "until", "seed", "ghost")  # settings with a command of their own
_MOST_SEED = 2**31 - 1
_MANNERS = (  # of an author at temperatures up to so much
    (0.6, "calm: keeps to likely words"),
    (0.9, "some surprises"),
    (5.0, "many surprises, and slips"),
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")


@command(
    "/temp",
    "[T]",
    "show or set how adventurous the author is, from 0 to 5",
    "/temp 0.9",
    lambda desk: ("0.3", "0.5", "0.7", "0.9", "1.2"),
)
def temp(desk: Desk, argument: str) -> None:
    session = desk.session
    if argument:
        session.dials.set(temperature=parse_number(argument, "temperature"))
        desk.save()
    desk.say(f"Temperature {session.dials.sampling(session.authors.current).temperature:g}.")


@command(
    "/length",
    "[N [UNIT]]",
    "set how much is written at a time: characters, words, sentences, lines, paragraphs",
    "/length 3 sentences",
    lambda desk: ("300", "600", "80 words", "3 sentences", "8 lines", "1 paragraph"),
    (("exactly N [UNIT]", "stop right there, even in the middle of a sentence"),),
)
def length(desk: Desk, argument: str) -> None:
    session = desk.session
    if argument:
        session.dials.set(length=argument)
        desk.save()
    shape = session.dials.shape(session.authors.current)
    later = (
        f", after /until off; now until “{escape_line_ends(shape.until)}”" if shape.until else ""
    )
    desk.say(f"Length {shape}{later}.")


@command(
    "/until",
    '["TEXT"|off]',
    f"end a passage once TEXT is written, or after {UNTIL_MOST:,} characters",
    '/until "THE END"',
    lambda desk: ("off",),
)
def until(desk: Desk, argument: str) -> None:
    session = desk.session
    if argument:
        quoted = len(argument) > 1 and argument[0] + argument[-1] in ('""', "''", "“”", "‘’")
        text = argument[1:-1] if quoted else argument
        session.dials.set(until="" if argument == "off" else normalise(text.replace("\\n", "\n")))
        desk.save()
    text = escape_line_ends(session.dials.shape(session.authors.current).until)
    desk.say(f"Until “{text}”." if text else "Until: off.")


@command(
    "/seed",
    "[N|off]",
    "set the seed of the next passage; the same seed gives the same text again",
    "/seed 7",
)
def seed(desk: Desk, argument: str) -> None:
    seeds = desk.session.dials.seeds
    if argument == "off":
        seeds.fix(None)
    elif argument:
        seeds.fix(parse_whole_number(argument, 0, _MOST_SEED, "a seed"))
    last = next((p.writing for p in reversed(desk.session.page.passages) if p.writing), None)
    desk.say(f"Seeds: {seeds}." + (f" The last passage had {last.seed}." if last else ""))


def _set_values(desk: Desk) -> list[str]:
    return [
        *desk.options.presets,
        *(f"{name} " for name in (*_VALUES, *_COMMANDS)),
        "default",
    ]


@command(
    "/set",
    "[PRESET]",
    "use a preset, or list them with what they do; default undoes all you have set",
    "/set lively",
    _set_values,
    (
        ("NAME VALUE", f"set one dial: {', '.join(_VALUES)}"),
        (f"{'|'.join(_COMMANDS)} VALUE", "the same as the command of that name"),
    ),
    (
        ("temperature T", "0 always picks the likeliest character, 1 writes as learnt; up to 5"),
        ("top_k K", "keep only the K likeliest characters; 0 keeps all"),
        ("top_p P", "keep the likeliest that add up to this probability; 1 keeps all"),
        ("min_p P", "keep those at least this fraction as likely as the likeliest; 0 keeps all"),
        ("guard G", "how strongly to avoid repetition, from 0 to 100; 0 switches it off"),
        ("candidates N", "write N sentences for each one and keep the best; 1 for no choice"),
    ),
)
def set_(desk: Desk, argument: str) -> None:
    session = desk.session
    word, value = re.fullmatch(r"([^\s=]*)\s*=?\s*(.*)", argument, re.DOTALL).groups()  # type: ignore[union-attr]
    name = word.lower().replace("-", "_")
    presets = {each.lower(): preset for each, preset in desk.options.presets.items()}
    if not argument:
        _show_presets(desk)
        return
    if not value and word.lower() in presets:
        preset = vars(presets[word.lower()])
        session.dials.set(**{k: v for k, v in preset.items() if k in _DIALS or v is not None})
    elif argument.lower() == "default":
        session.dials.restore()
    elif name in ("temp", *_COMMANDS):
        commands.run(desk, f"/{name} {value}")
        return
    elif name in _DIALS and value.strip():
        if name == "top_k":
            session.dials.set(top_k=parse_whole_number(value.strip(), 0, 10**6, name))
        else:
            session.dials.set(**{name: parse_number(value, name)})
    elif name == "candidates" and value.strip():
        number = parse_whole_number(value.strip(), 1, MOST_CANDIDATES, name)
        session.dials.set(candidates=number)
    elif name in _VALUES:
        raise UsageError(f"{name} needs a value", f"Type /set {name} and a number.")
    else:
        preset_names = ", ".join(desk.options.presets)
        raise UsageError(
            f"/set does not know {argument[:40]}",
            f"Presets: {preset_names}, default. With a value: {', '.join((*_VALUES, *_COMMANDS))}.",
        )
    desk.save()
    show_settings(desk)


def _show_presets(desk: Desk) -> None:
    """Print a short description of each preset, and the settings that it changes."""
    grid = Grid(box=None, pad_edge=False, show_header=False)
    for name, preset in desk.options.presets.items():
        changes = {key: value for key, value in vars(preset).items() if value is not None}
        values = ", ".join(f"{key} {value}" for key, value in changes.items())
        heat = preset.temperature
        manner = "" if heat is None else next(words for most, words in _MANNERS if heat <= most)
        grid.add_row(Text(sanitize(name)), manner, Text(sanitize(values), style="dim"))
    desk.surface.show(grid)
    desk.say("/set NAME uses one, /set default undoes it, /show settings shows what holds now.")


def show_settings(desk: Desk) -> None:
    """Print a table of the settings with which the current author (a language model) writes.

    Each row has the name of a setting, its value, and a short note on where the value comes from,
    such as "yours" for a value that the user set in the chat.

    Args:
        desk: the object that holds the chat's session, authors and output.
    """
    session = desk.session
    sampling, shape = (
        session.dials.sampling(session.authors.current),
        session.dials.shape(session.authors.current),
    )
    rows = [
        *((name, f"{getattr(sampling, name):g}") for name in _DIALS),
        ("candidates", str(session.dials.candidates(session.authors.current))),
        ("length", str(shape)),
        ("until", f"“{escape_line_ends(shape.until)}”" if shape.until else "off"),
        ("seed", str(session.dials.seeds)),
        ("ghost", count_noun(desk.ghost, "word") if desk.ghost else "off"),
    ]
    grid = Grid(box=None, pad_edge=False, show_header=False)
    for name, value in rows:
        origin = session.dials.origin(session.authors.current, name)
        grid.add_row(name, Text(sanitize(value)), Text(origin, style="dim"))
    desk.surface.show(grid)


@command(
    "/ghost",
    "[on|off|N]",
    "show the author's guess at your next N words while you type",
    "/ghost 5",
    lambda desk: ("on", "off", "1", "3", "8"),
    values=(("on", f"as many words as your config says, or {GHOST} if it says 0"),),
)
def ghost(desk: Desk, argument: str) -> None:
    if argument == "off":
        desk.set_ghost(0)
    elif argument == "on":
        desk.set_ghost()
    elif argument:
        words = re.sub(r"(?<=\d) ?words?$", "", argument)
        desk.set_ghost(parse_whole_number(words, 0, 10, "the number of words"))
    desk.say(f"Ghost text of {count_noun(desk.ghost, 'word')}." if desk.ghost else "No ghost text.")


def escape_line_ends(text: str) -> str:
    r"""Return a text on one line, with "\n" (a backslash and an n) in place of each line break.

    The command /until accepts line breaks in the same notation.
    """
    return text.replace("\n", "\\n")


def parse_number(text: str, what: str) -> float:
    """Parse a number that the user typed, and return it.

    The decimal separator can be a point or a comma, as in 0.7 or 0,7.

    Args:
        text: the number as typed.
        what: the name of the setting, for the error message.

    Raises:
        UsageError: if the text is not a number, or has a comma that seems to separate thousands.
    """
    if _THOUSANDS.fullmatch(text):
        raise UsageError(
            f"{what} cannot be {text[:20]}",
            "It must be a number such as 0.7; a comma before three digits separates thousands.",
        )
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise UsageError(
            f"{what} cannot be {text[:20]}", "It must be a number such as 0.7."
        ) from None
