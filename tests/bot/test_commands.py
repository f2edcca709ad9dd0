"""The commands: a table, and what each of them does at a desk."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.actions import KEYS, commands
from bot.commands import Table
from bot.desk import Desk, arguments_of
from bot.session import Session
from models.errors import BadName, PasticheError, UsageError, explain
from models.library import Library
from models.places import Places
from models.sampler import Sampling
from models.style import Style


class Sitting:
    """A desk, and all that was shown at it."""

    def __init__(self, folder: Path, answers: tuple[str, ...] = ()) -> None:
        places = Places(folder, folder, folder / "cache")
        library = Library(places.styles, folder / "none")
        session = Session(library, "ann", Sampling(), 25, lambda: 1)
        self.console = Console(file=StringIO(), width=100)
        self.questions: list[str] = []
        self._answers = list(answers)
        self.desk = Desk(
            session=session,
            library=library,
            places=places,
            say=self._say,
            tell=self._say,
            ask=self._ask,
            show=self.console.print,
        )

    def _say(self, words: str) -> None:
        self.console.print(words, markup=False, highlight=False, soft_wrap=True)

    def _ask(self, question: str) -> str:
        self.questions.append(question)
        return self._answers.pop(0)

    def run(self, line: str) -> str:
        """What is shown after a line."""
        begin = self.console.file.tell()
        commands.run(self.desk, line)
        return self.console.file.getvalue()[begin:]  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def sitting(tmp_path: Path, put_style: Callable[[Path, str, str], Style]) -> Sitting:
    for name in ("ann", "bob"):
        put_style(tmp_path / "styles", name, name)
    return Sitting(tmp_path, answers=("",))


def test_a_command_gets_the_desk_and_its_argument_stripped() -> None:
    table: Table[list[str]] = Table()

    @table.command("/sing", "WHAT", "sings", "/sing low")
    def sing(desk: list[str], argument: str) -> None:
        desk.append(argument)

    heard: list[str] = []
    table.run(heard, "  /sing   a long song  ")
    table.run(heard, "/sing")
    assert heard == ["a long song", ""]
    assert [command.typed for command in table] == ["/sing WHAT"]


def test_a_command_without_argument_takes_none() -> None:
    table: Table[list[str]] = Table()
    table.command("/stop", "", "stops", "/stop")(lambda desk, argument: desk.append("no"))
    heard: list[str] = []
    with pytest.raises(UsageError, match="/stop takes nothing after it"):
        table.run(heard, "/stop now")
    assert heard == []


@pytest.mark.parametrize(
    ("typed", "todo"),
    [
        ("/modle", "Did you mean /model?"),
        ("/retrian", "Did you mean /retrain?"),
        ("/hlep", "Did you mean /help?"),
        ("/temperature", "Did you mean /temp?"),
        ("/xyz", "/help lists them all."),
        ("/", "/help lists them all."),
    ],
)
def test_an_unknown_command_names_the_nearest(typed: str, todo: str) -> None:
    with pytest.raises(UsageError) as caught:
        commands.find(typed)
    assert explain(caught.value).endswith(f"here is no command {typed}. {todo}")


def test_the_table_holds_what_the_readme_promises() -> None:
    assert {"/temp", "/model", "/retrain", "/length", "/reset", "/help", "/quit"} <= {
        command.name for command in commands
    }
    for command in commands:
        assert command.summary
        assert command.example.split()[0] == command.name


def test_help_is_derived_from_the_table(sitting: Sitting) -> None:
    shown = sitting.run("/help")
    for command in commands:
        assert command.name in shown
        assert command.summary in shown
    for keys, does in KEYS:
        assert keys in shown
        assert does in shown


def test_help_tells_of_one_command_with_its_example(sitting: Sitting) -> None:
    for typed in ("/help length", "/help /length"):
        shown = sitting.run(typed)
        assert "/length 500" in shown
        assert "/model" not in shown
    with pytest.raises(UsageError, match="no command /lenght"):
        sitting.run("/help lenght")


def test_temp_tells_and_sets_the_temperature(sitting: Sitting) -> None:
    assert "0.7" in sitting.run("/temp")
    assert "1.25" in sitting.run("/temp 1.25")
    assert sitting.desk.session.sampling.temperature == 1.25
    sitting.run("/temp 0,5")
    assert sitting.desk.session.sampling.temperature == 0.5


@pytest.mark.parametrize("wrong", ["hot", "-1", "5.1", "nan", "inf", "0.7 0.8"])
def test_a_temperature_that_cannot_be_changes_nothing(sitting: Sitting, wrong: str) -> None:
    with pytest.raises(UsageError, match="temperature cannot be"):
        sitting.run(f"/temp {wrong}")
    assert sitting.desk.session.sampling.temperature == 0.7


def test_length_tells_and_sets_the_length(sitting: Sitting) -> None:
    assert "25" in sitting.run("/length")
    sitting.run("/length 480")
    assert sitting.desk.session.length == 480
    for wrong in ("0", "-5", "1000001", "long", "2.5", "²"):
        with pytest.raises(UsageError, match="length cannot be"):
            sitting.run(f"/length {wrong}")
    assert sitting.desk.session.length == 480


def test_a_bare_model_lists_the_authors_with_source_size_and_figure(sitting: Sitting) -> None:
    shown = sitting.run("/model")
    assert "127.0.0.1/book.txt" in shown
    assert shown.count("4.200") == 2
    assert shown.index("ann") < shown.index("bob")
    assert "MiB" in shown


def test_model_calls_an_author_and_sees_new_files(
    sitting: Sitting, put_style: Callable[[Path, str, str], Style]
) -> None:
    assert "bob" in sitting.run("/model bob")
    assert sitting.desk.session.author == "bob"
    put_style(sitting.desk.library.own, "ann", "carol")
    sitting.run("/model carol")
    assert sitting.desk.session.author == "carol"
    with pytest.raises(PasticheError, match="no author called carl"):
        sitting.run("/model carl")
    assert sitting.desk.session.author == "carol"


def test_reset_empties_the_page(sitting: Sitting) -> None:
    sitting.desk.session.take("Nobody")
    sitting.run("/reset")
    assert sitting.desk.session.manuscript.text == ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/retrain", "a training needs a text"),
        ("/retrain stop", "no training is running"),
        ("/retrain resume", "no such unfinished training"),
        ("/retrain resume ann", "no such unfinished training"),
        ("/retrain a.txt as", "name is missing"),
        ("/retrain a.txt as ann bob", "cannot be a style's name"),
    ],
)
def test_a_training_that_cannot_be_meant_is_not_begun(
    sitting: Sitting, line: str, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        sitting.run(line)
    assert sitting.desk.training is None


def test_a_name_out_of_the_folder_is_refused(sitting: Sitting) -> None:
    with pytest.raises(BadName, match=r"\.\./\.\./x"):
        sitting.run("/retrain a.txt as ../../x")
    assert sitting.desk.training is None


def test_an_existing_author_is_replaced_only_when_the_person_says_so(sitting: Sitting) -> None:
    assert "ann stays as it is" in sitting.run("/retrain a.txt as ann")
    assert len(sitting.questions) == 1
    assert "ann" in sitting.questions[0]
    assert sitting.desk.training is None


def test_quit_leaves_at_once_when_nothing_is_trained(sitting: Sitting) -> None:
    sitting.run("/quit")
    assert sitting.desk.leaving
    assert sitting.questions == []


def test_every_author_value_and_command_can_be_completed(sitting: Sitting) -> None:
    values = {command.name: list(command.complete(sitting.desk)) for command in commands}
    assert values["/model"] == ["ann", "bob"]
    assert "stop" in values["/retrain"]
    assert values["/help"] == [command.name for command in commands]
    assert values["/quit"] == []


def test_unknown_characters_are_told_once_and_at_most_ten(sitting: Sitting) -> None:
    desk = sitting.desk
    desk.tell_unknown(desk.session.take("漢字仮名交文書作家達人"))
    desk.tell_unknown(desk.session.take("and no more"))
    shown = sitting.console.file.getvalue()  # type: ignore[attr-defined]
    assert shown.count("ann does not know") == 1
    assert "漢 字 仮 名 交 文 書 作 家 達 and others" in shown
    assert "人" not in shown


def test_the_toolbar_tells_author_settings_and_size(sitting: Sitting) -> None:
    sitting.desk.session.take("x" * 1234)
    bar = sitting.desk.toolbar()
    for part in ("ann", "0.7", "25", "1,234"):
        assert part in bar


def test_trainings_are_told_the_folder_and_the_config_of_the_chat(tmp_path: Path) -> None:
    assert arguments_of(None, None) == ()
    assert arguments_of(str(tmp_path), None) == ("--data-dir", str(tmp_path))
    told = arguments_of(None, tmp_path / "mine.yaml")
    assert told == ("--config", str(tmp_path / "mine.yaml"))


def test_only_a_new_training_is_told_the_minutes_of_the_chat(
    sitting: Sitting, tmp_path: Path
) -> None:
    told: list[list[str]] = []

    class Listening(Desk):
        def train(self, arguments: list[str], name: str | None) -> None:
            told.append(arguments)

    desk = Listening(**{**vars(sitting.desk), "minutes": 0.25})
    commands.run(desk, "/retrain a.txt as carol")
    cut_off = tmp_path / "checkpoints" / "dora"
    cut_off.mkdir(parents=True)
    (cut_off / "checkpoint.safetensors").touch()
    commands.run(desk, "/retrain resume dora")
    assert told == [
        ["--minutes", "0.25", "--name", "carol", "--", "a.txt"],
        ["--resume", "--name", "dora"],
    ]


def test_the_list_of_authors_tells_who_reads_words(
    sitting: Sitting, put_style: Callable[[Path, str, str], Style]
) -> None:
    put_style(sitting.desk.library.own, "wendy", "wendy")
    shown = sitting.run("/model").splitlines()
    rows = {name: next(line for line in shown if name in line) for name in ("ann", "wendy")}
    assert "words" in rows["wendy"]
    assert "words" not in rows["ann"]
    sitting.run("/model wendy")
    sitting.desk.tell_unknown(sitting.desk.session.take("Zounds, Zo"))
    assert "wendy does not know Zounds, Zo, and read an unknown word instead." in (
        sitting.console.file.getvalue()  # type: ignore[attr-defined]
    )
