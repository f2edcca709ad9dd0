"""The command /cast: the people in the story, and their pronouns."""

from rich.table import Table as Grid
from rich.text import Text

from bot.actions.table import section
from bot.desk import Desk
from common.sanitizer import sanitize
from models.people.cast import Cast, Person, parse_cast
from models.people.names import find_people
from models.people.naming import WINDOW
from texts.typed_text import normalise

command = section("The page")


@command(
    "/cast",
    "[PEOPLE]",
    "say who is there, each with he, she or they, or show who is",
    "/cast Edwin (he), Mrs. Harrow (she), Mr. Pell",
    lambda desk: ("off", "on"),
    (
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
    people = find_people(desk.session.page.text[-WINDOW:], current)  # those authors keep to
    if not people:
        desk.say(
            "Nobody is named yet. Names on the page are found as they come, or say who is there:"
            " /cast Edwin (he), Mrs. Harrow (she)"
        )
        return
    desk.surface.show(_tabulate(people, current))


def _tabulate(people: tuple[Person, ...], cast: Cast) -> Grid:
    grid = Grid(box=None, pad_edge=False, show_header=False)
    for place, person in enumerate(people):
        origin = "yours" if place < len(cast.people) else "on the page"
        name = Text(sanitize(person.name))
        grid.add_row(name, person.pronoun or "he or she?", Text(origin, style="dim"))
    return grid
