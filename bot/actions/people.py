"""The command /cast: the people in the story, and their pronouns."""

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import section
from bot.desk import Desk
from common.sanitizer import sanitize
from models.people.cast import Cast, Person, parse_cast
from models.people.names import find_people
from models.people.naming import WINDOW
from models.people.speakers import find_speakers
from texts.typed_text import normalise

command = section("The page")


@command(
    "/cast",
    "[PEOPLE]",
    "say who is there, each with he, she or they, or show who is",
    "/cast Edwin (he), Mrs. Harrow (she), Mr. Pell",
    lambda desk: ("off", "on"),
    (
        ("not NAME", "say, in such a list, that a name is nobody's"),
        ("off", "let authors name whom they like"),
        ("on", "go by the names on the page alone"),
    ),
)
def cast(desk: Desk, argument: str) -> None:
    if argument:
        desk.session.page.set_cast(parse_cast(normalise(argument)))
    current = desk.session.page.cast
    if not current.is_on:
        desk.say("Cast: off. Authors name whom they like; /cast on goes by the page again.")
        return
    page = desk.session.page.text
    text = page[-WINDOW:]  # in which authors look for people
    speakers = find_speakers(text, len(page) <= WINDOW)
    if speakers:
        desk.surface.show(_tabulate([(_spell(name), "", "speaks") for name in speakers[::-1]]))
        desk.say(
            "In a play, authors keep to those who speak. A cast that you give counts in prose."
        )
        return
    people = find_people(text, current)
    if not people and not current.nobody:
        desk.say(
            "Nobody is named yet. Names on the page are found as they come, or say who is there:"
            " /cast Edwin (he), Mrs. Harrow (she)"
        )
        return
    desk.surface.show(_tabulate(_list(people, current)))


def _list(people: Sequence[Person], cast: Cast) -> Iterator[tuple[str, str, str]]:
    """Yield each person's name and pronoun, and who named them."""
    for place, person in enumerate(people):
        origin = "yours" if place < len(cast.people) else "on the page"
        yield person.name, person.pronoun or "he or she?", origin
    for name in cast.nobody:
        yield name, "", "nobody"


def _tabulate(rows: Iterable[tuple[str, str, str]]) -> Grid:
    grid = Grid(box=None, pad_edge=False, show_header=False)
    for name, pronoun, origin in dict.fromkeys(rows):
        grid.add_row(Text(sanitize(name)), pronoun, Text(origin, style="dim"))
    return grid


def _spell(speaker: str) -> str:
    """Return a speaker's name without its mark, and not all in capitals."""
    name = speaker.rstrip(":.")
    return name.title() if name.isupper() else name
