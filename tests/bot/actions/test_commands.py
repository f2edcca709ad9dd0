"""The commands: a table, and what each of them does at a desk."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.actions import commands
from bot.actions.help import KEYS
from bot.cli.workspace import folder_flags
from bot.commands import Table
from bot.desk import Desk, DeskOptions
from bot.page.dials import Dials
from bot.prompt.toolbar import describe_desk
from bot.terminal.surface import Wish
from bot.trainings.status import Status
from common.errors import BadName, PasticheError, UnknownStyle, UsageError, explain
from common.settings import Sampling, Settings
from common.shape import Shape
from models.people.cast import CAST_OFF, Cast, Person
from models.style import Style, write_style
from tests.support.desks import PRESETS, Paper, PaperDesk
from tests.support.disk import files_no_larger_than
from tests.support.samples import make_style
from training.job.checkpoint import Checkpoint


@pytest.fixture
def sitting(folder: Path) -> PaperDesk:
    return PaperDesk(folder, Paper(answers=("",)))


def test_a_command_gets_the_desk_and_its_argument_stripped() -> None:
    table: Table[list[str]] = Table()

    @table.command("/sing", "WHAT", "sings", "/sing low")
    def sing(desk: list[str], argument: str) -> None:
        desk.append(argument)

    heard: list[str] = []
    table.run(heard, "  /sing   a long song  ")
    table.run(heard, "/sing")
    assert heard == ["a long song", ""]
    assert [command.usage_line for command in table] == ["/sing WHAT"]


def test_a_command_without_argument_takes_none() -> None:
    table: Table[list[str]] = Table()
    table.command("/stop", "", "stops", "/stop")(lambda desk, argument: desk.append("no"))
    heard: list[str] = []
    with pytest.raises(UsageError, match="nothing may follow /stop"):
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
        ("/new", "/help lists them all."),  # which has little but the slash of /lines
        ("/characters", "/help lists them all."),
        ("/", "/help lists them all."),
    ],
)
def test_an_unknown_command_names_the_nearest(typed: str, todo: str) -> None:
    with pytest.raises(UsageError) as caught:
        commands.find(typed)
    assert explain(caught.value).endswith(f"here is no command {typed}. {todo}")


@pytest.mark.parametrize(
    ("typed", "name"), [("/exit", "/quit"), ("/Q", "/quit"), ("/h", "/help"), ("/?", "/help")]
)
def test_what_commands_are_called_elsewhere_is_understood(typed: str, name: str) -> None:
    assert commands.find(typed).name == name


def test_help_is_derived_from_the_table(sitting: PaperDesk) -> None:
    shown = " ".join(sitting.run("/help").split())
    for command in commands:
        assert f" {command.usage_line} " in f" {shown} "
        assert command.heading in shown
    for keys, does in KEYS:
        assert keys in shown
        assert does.split(";")[0] in shown


def test_help_tells_of_one_command_with_its_example(sitting: PaperDesk) -> None:
    for typed in ("/help length", "/help /length"):
        shown = sitting.run(typed)
        assert "/length 3 sentences" in shown
        assert "/model" not in shown
    assert "guard G" in sitting.run("/help set")
    assert "guard G" not in sitting.run("/help")
    assert sitting.run("/HELP length") == shown
    with pytest.raises(UsageError, match="no command /lenght"):
        sitting.run("/help lenght")


def sampling(sitting: PaperDesk) -> Sampling:
    return sitting.session.dials.sampling(sitting.session.authors.current)


def shape(sitting: PaperDesk) -> Shape:
    return sitting.session.dials.shape(sitting.session.authors.current)


def test_temp_tells_and_sets_the_temperature(sitting: PaperDesk) -> None:
    assert "0.7" in sitting.run("/temp")
    assert "1.25" in sitting.run("/temp 1.25")
    assert sampling(sitting).temperature == 1.25
    sitting.run("/temp 0,5")
    assert sampling(sitting).temperature == 0.5


@pytest.mark.parametrize("wrong", ["hot", "-1", "5.1", "nan", "inf", "0.7 0.8"])
def test_a_temperature_that_cannot_be_changes_nothing(sitting: PaperDesk, wrong: str) -> None:
    with pytest.raises(UsageError, match="temperature cannot be"):
        sitting.run(f"/temp {wrong}")
    assert sampling(sitting).temperature == 0.7


@pytest.mark.parametrize("typed", ["0,7", "0,700", "1,05", "1,2345", ",5", "0.700"])
def test_a_comma_may_stand_for_the_point_of_a_decimal(sitting: PaperDesk, typed: str) -> None:
    sitting.run(f"/temp {typed}")
    assert sampling(sitting).temperature == float(typed.replace(",", "."))


@pytest.mark.parametrize("typed", ["1,000", "1,250", "1,000.5", "1,000,000", "1,000,5"])
@pytest.mark.parametrize("command", ["/temp", "/set temperature", "/set top_p", "/set guard="])
def test_a_comma_between_thousands_is_no_point(
    sitting: PaperDesk, command: str, typed: str
) -> None:
    before = sampling(sitting)
    with pytest.raises(UsageError, match=f"(temperature|top_p|guard) cannot be {typed}") as caught:
        sitting.run(f"{command} {typed}")
    assert caught.value.todo.startswith("It must be a number such as 0.7")
    assert sampling(sitting) == before


def test_length_tells_and_sets_the_length(sitting: PaperDesk) -> None:
    assert "25 characters" in sitting.run("/length")
    sitting.run("/length 480")
    assert shape(sitting) == Shape(480)
    assert "3 sentences" in sitting.run("/length 3 sentences")
    assert shape(sitting) == Shape(3, "sentences")
    sitting.run("/length exactly 80 words")
    assert shape(sitting) == Shape(80, "words", exact=True)
    for wrong in ("0", "-5", "1000001", "long", "2.5", "²", "3 chapters"):
        with pytest.raises(UsageError, match="length cannot be"):
            sitting.run(f"/length {wrong}")
    assert shape(sitting) == Shape(80, "words", exact=True)


def test_a_bare_model_lists_the_authors_with_what_they_learnt_from(sitting: PaperDesk) -> None:
    shown = sitting.run("/model")
    assert "A Book" in shown
    assert shown.count("4.200") == 2
    assert shown.index("ann") < shown.index("bob")
    assert "MiB" in shown


def test_model_calls_an_author_and_sees_new_files(
    sitting: PaperDesk, put_style: Callable[[Path, str, str], Style]
) -> None:
    assert "bob" in sitting.run("/model bob")
    assert sitting.desk.session.authors.current == "bob"
    put_style(sitting.desk.library.own, "ann", "carol")
    sitting.run("/model carol")
    assert sitting.desk.session.authors.current == "carol"
    with pytest.raises(PasticheError, match="no author called carl"):
        sitting.run("/model carl")
    assert sitting.desk.session.authors.current == "carol"


def test_reset_empties_the_page(sitting: PaperDesk) -> None:
    sitting.desk.session.add_line("Nobody")
    sitting.run("/reset")
    assert sitting.session.page.text == ""


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/retrain", "/retrain needs a text"),
        ("/retrain stop", "no training run is in progress"),
        ("/retrain resume", "no unfinished training"),
        ("/retrain resume ann", "no unfinished training"),
        ("/retrain a.txt as", "name is missing"),
        ("/retrain http://127.0.0.1/a b.txt", "has no spaces"),
        ("/retrain a.txt as ?!", "cannot be a style's name"),
        ("/retrain a.txt as c for 1 minute as d", "“for 1 minute as d” is no length"),
        ("/retrain a.txt as carol for half an hour", "“for half an hour” is no length"),
        ("/retrain a.txt as ''", "name is missing"),
        ('/retrain "" as q', "/retrain needs a text"),
    ],
)
def test_a_training_that_cannot_be_meant_is_not_begun(
    sitting: PaperDesk, line: str, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        sitting.run(line)
    assert sitting.desk.training is None


@pytest.mark.parametrize("typed", ["", '""', "''"])
@pytest.mark.parametrize("command", ["/import", "/export", "/retrain"])
def test_a_command_without_its_file_says_which_needs_one(
    sitting: PaperDesk, command: str, typed: str
) -> None:
    sitting.turn("The miller")
    with pytest.raises(UsageError) as caught:
        sitting.run(f"{command} {typed}")
    assert explain(caught.value).startswith(f"{command} needs a ")
    assert caught.value.todo.startswith(f"Type {command} ")


@pytest.mark.parametrize("name", ["nofile", "."])
def test_a_name_of_a_file_keeps_its_case_in_messages(
    sitting: PaperDesk, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(PasticheError) as caught:
        sitting.run(f"/import {name}")
    assert f" {name} " in explain(caught.value)


def test_a_name_out_of_the_folder_is_refused(sitting: PaperDesk) -> None:
    with pytest.raises(BadName, match=r"\.\./\.\./x"):
        sitting.run("/retrain a.txt as ../../x")
    assert sitting.desk.training is None


def test_an_existing_author_is_replaced_only_when_the_person_says_so(sitting: PaperDesk) -> None:
    assert "ann stays as it is" in sitting.run("/retrain a.txt as ann")
    assert len(sitting.paper.questions) == 1
    assert "ann" in sitting.paper.questions[0]
    assert sitting.desk.training is None


def test_a_configured_author_is_trained_again_only_when_the_person_says_so(
    sitting: PaperDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sitting = PaperDesk(tmp_path, sitting.paper, trainable={"ann"})
    assert "ann stays as it is" in sitting.run("/retrain ann")
    assert "There is already an author called ann" in sitting.paper.questions[0]
    assert sitting.desk.training is None


def test_an_author_is_called_in_any_case(sitting: PaperDesk) -> None:
    assert "bob goes on." in sitting.run("/model Bob")


def test_a_length_that_waits_for_an_until_says_so(sitting: PaperDesk) -> None:
    assert sitting.run("/length 1,200 words") == "Length 1200 words.\n"
    sitting.run("/until THE END")
    told = sitting.run("/length 30")
    assert told == "Length 30 characters, after /until off; now until “THE END”.\n"


def test_where_nobody_can_be_asked_a_training_goes_on(sitting: PaperDesk) -> None:
    sitting.paper.can_ask = False
    sitting.desk.training = SimpleNamespace(status=Status("carol", "fit", 0.5))  # type: ignore[assignment]
    assert "Training continues (carol: 50 %)." in sitting.run("/quit")
    assert sitting.desk.is_leaving
    assert sitting.paper.questions == []


def test_an_author_in_training_is_told_from_one_who_is_not_there(sitting: PaperDesk) -> None:
    sitting.desk.training = SimpleNamespace(status=Status("carol", "fit", 0.5))  # type: ignore[assignment]
    with pytest.raises(UsageError, match=r"carol is not trained yet \(carol: 50 %\)"):
        sitting.run("/model Carol")
    with pytest.raises(UnknownStyle):
        sitting.run("/model dora")


def test_quit_leaves_at_once_when_nothing_is_trained(sitting: PaperDesk) -> None:
    sitting.run("/quit")
    assert sitting.desk.is_leaving
    assert sitting.paper.questions == []


def test_every_author_value_and_command_can_be_completed(sitting: PaperDesk) -> None:
    values = {command.name: list(command.complete(sitting.desk)) for command in commands}
    assert values["/model"] == ["ann", "bob"]
    assert "stop" in values["/retrain"]
    assert values["/help"] == [command.name for command in commands]
    assert values["/quit"] == []


def test_unknown_characters_are_told_once_and_at_most_ten(sitting: PaperDesk) -> None:
    desk = sitting.desk
    desk.report_unknown(desk.session.add_line("漢字仮名交文書作家達人"))
    desk.report_unknown(desk.session.add_line("and no more"))
    shown = sitting.paper.output
    assert shown.count("ann does not know") == 1
    assert "漢 字 仮 名 交 文 書 作 家 達 and others" in shown
    assert "人" not in shown


def test_the_toolbar_tells_what_is_not_saved(sitting: PaperDesk, tmp_path: Path) -> None:
    sitting.turn("The miller")
    with files_no_larger_than(100):
        sitting.turn("sang")
        assert describe_desk(sitting.desk, 20).startswith("NOT SAVED  ·  ann")
    sitting.turn("again")
    assert "SAVED" not in describe_desk(sitting.desk, 100)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (78, "ann  ·  temp 0.7  ·  0 words  ·  carol: 50 %, 1:10 left, still improving"),
        (60, "ann  ·  0 words  ·  carol: 50 %, 1:10 left, still improving"),
        (42, "ann  ·  0 words  ·  carol: 50 %, 1:10 left"),
        (38, "ann  ·  0 words  ·  carol: 50 %"),
        (20, "ann  ·  0 words"),
    ],
)
def test_the_toolbar_keeps_author_and_words_while_a_training_runs(
    sitting: PaperDesk, width: int, line: str
) -> None:
    status = Status("carol", "fit", 0.5, 2.5, 2.4, 70.0, is_improving=True)
    sitting.desk.training = SimpleNamespace(status=status)  # type: ignore[assignment]
    shown = describe_desk(sitting.desk, width)
    assert len(shown) <= width
    assert shown == line


def test_the_toolbar_tells_author_settings_and_size(sitting: PaperDesk) -> None:
    sitting.session.add_line("xyz " * 1234)
    bar = describe_desk(sitting.desk, 100)
    for part in ("ann", "temp 0.7", "length 25 characters", "1,234 words", "4,936 characters"):
        assert part in bar
    sitting.session.page.reset()
    sitting.session.add_line("I")
    assert describe_desk(sitting.desk, 100).endswith("1 word  ·  1 character")
    narrow = describe_desk(sitting.desk, 40)
    assert narrow.startswith("ann")
    assert len(narrow) <= 40


def test_trainings_are_told_the_folder_and_the_config_of_the_chat(tmp_path: Path) -> None:
    assert folder_flags(None, None) == ()
    assert folder_flags(str(tmp_path), None) == ("--data-dir", str(tmp_path))
    told = folder_flags(None, tmp_path / "mine.yaml")
    assert told == ("--config", str(tmp_path / "mine.yaml"))


class Listening(Desk):
    """A desk that keeps what its trainings are told, and starts none."""

    def __init__(self, desk: Desk, minutes: float) -> None:
        options = DeskOptions("ann", minutes=minutes, authors=("dickens",))
        super().__init__(options, desk.library, desk.dirs, desk.surface, desk.session.dials)
        self.told: list[list[str]] = []

    def start_training(self, arguments: list[str], name: str | None) -> None:
        self.told.append(arguments)


def test_only_a_new_training_is_told_the_minutes_of_the_chat(
    sitting: PaperDesk, tmp_path: Path
) -> None:
    desk = Listening(sitting.desk, 0.25)
    commands.run(desk, "/retrain a.txt as carol")
    commands.run(desk, "/retrain a.txt as carol for 1.5 minutes")
    commands.run(desk, "/retrain a.txt for 1 minute")
    commands.run(desk, "/retrain a.txt for one minute as Lewis Carroll")
    commands.run(desk, "/retrain a.txt as “Émile d'Or” for ten minutes")
    commands.run(desk, "/retrain a.txt for 2 min")
    commands.run(desk, "/retrain a.txt as 'Songs for ten voices'")
    commands.run(desk, "/retrain a.txt as Songs for Children for a minute")
    commands.run(desk, r"/retrain my\ book's.txt as Dora")
    commands.run(desk, "/retrain 'my book.txt' for 1 minute")
    cut_off = tmp_path / "checkpoints" / "dora"
    cut_off.mkdir(parents=True)
    (cut_off / "checkpoint.safetensors").touch()
    commands.run(desk, "/retrain resume dora")
    assert desk.told == [
        ["--minutes", "0.25", "--anew", "--name", "carol", "--", "a.txt"],
        ["--minutes", "1.5", "--anew", "--name", "carol", "--", "a.txt"],
        ["--minutes", "1", "--", "a.txt"],
        ["--minutes", "1", "--anew", "--name", "lewis-carroll", "--", "a.txt"],
        ["--minutes", "10", "--anew", "--name", "emile-dor", "--", "a.txt"],
        ["--minutes", "2", "--", "a.txt"],
        ["--minutes", "0.25", "--anew", "--name", "songs-for-ten-voices", "--", "a.txt"],
        ["--minutes", "1", "--anew", "--name", "songs-for-children", "--", "a.txt"],
        ["--minutes", "0.25", "--anew", "--name", "dora", "--", "my book's.txt"],
        ["--minutes", "1", "--", "my book.txt"],
        ["--resume", "--name", "dora"],
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("https://me:secret@a.org/b as C", "Fetching https://a.org/b, to train c; keep writing"),
        ("https://a.org/b", "Fetching https://a.org/b; keep writing."),
        ("a.txt as My Own", "Reading a.txt, to train my-own; keep writing."),
    ],
)
def test_a_training_is_not_said_to_have_begun_before_there_is_a_text(
    sitting: PaperDesk, typed: str, says: str
) -> None:
    commands.run(Listening(sitting.desk, 2), f"/retrain {typed}")
    assert says in sitting.paper.output
    assert "begun" not in sitting.paper.output


def test_a_file_or_a_folder_called_as_a_configured_author_is_what_is_read(
    sitting: PaperDesk, tmp_path: Path
) -> None:
    desk, place = Listening(sitting.desk, 2), tmp_path / "dickens"
    with contextlib.chdir(tmp_path):
        commands.run(desk, "/retrain dickens as ann2")
        assert "Gathering the texts of dickens" in sitting.paper.output
        for make in (place.mkdir, place.touch):
            make()
            commands.run(desk, "/retrain dickens")
            assert desk.told[-1] == ["--minutes", "2", "--", "dickens"]  # it names no author yet
            (place.rmdir if place.is_dir() else place.unlink)()
    assert sitting.paper.output.count("Reading dickens") == 2


@pytest.mark.parametrize(
    ("typed", "source", "name", "minutes"),
    [
        ('"~/my books/a novel, as told.txt" as q', "HOME/my books/a novel, as told.txt", "q", "2"),
        ("'as told for 5 minutes.txt'", "as told for 5 minutes.txt", None, "2"),
        ('"as told.txt" as q for 5 minutes', "as told.txt", "q", "5"),
        (r"~/my\ books/as\ told.txt as q", "HOME/my books/as told.txt", "q", "2"),
        ("~/'my books, as told'/a.txt as q", "HOME/my books, as told/a.txt", "q", "2"),
        ("'mother'\\''s as is.txt' as 'q'", "mother's as is.txt", "q", "2"),
        ("mother's diary.txt as q", "mother's diary.txt", "q", "2"),
        ("mother's and father's diary.txt as q", "mother's and father's diary.txt", "q", "2"),
        ("'mother's diary, as is.txt' as q", "mother's diary, as is.txt", "q", "2"),
        ("my  books/a novel.txt as Q", "my  books/a novel.txt", "q", "2"),
        ("https://a.org/it's?b='c' as q", "https://a.org/it's?b='c'", "q", "2"),
        ('"https://a.org/b" as q', "https://a.org/b", "q", "2"),
    ],
)
def test_a_training_reads_quotes_and_backslashes_as_a_shell_does(
    sitting: PaperDesk, typed: str, source: str, name: str | None, minutes: str
) -> None:
    desk = Listening(sitting.desk, 2)
    commands.run(desk, f"/retrain {typed}")
    source = source.replace("HOME", str(Path.home()))
    named = [] if name is None else ["--anew", "--name", name]
    assert desk.told == [["--minutes", minutes, *named, "--", source]]


def test_a_training_that_runs_without_the_chat_is_not_called_cut_off(
    sitting: PaperDesk, tmp_path: Path
) -> None:
    folder = tmp_path / "checkpoints" / "dora"
    folder.mkdir(parents=True)
    (folder / "checkpoint.safetensors").touch()
    with Checkpoint(folder).hold():
        for line in ("/retrain a.txt as dora", "/retrain resume", "/retrain resume dora"):
            with pytest.raises(UsageError, match="dora is still in progress"):
                sitting.run(line)
    assert not sitting.paper.questions


def test_the_list_of_authors_tells_who_reads_words(
    sitting: PaperDesk, put_style: Callable[[Path, str, str], Style]
) -> None:
    put_style(sitting.desk.library.own, "wendy", "wendy")
    shown = sitting.run("/model").splitlines()
    rows = {name: next(line for line in shown if name in line) for name in ("ann", "wendy")}
    assert "words" in rows["wendy"]
    assert "words" not in rows["ann"]
    sitting.run("/model wendy")
    sitting.desk.report_unknown(sitting.desk.session.add_line("Zounds, Zo"))
    assert "wendy does not know Zounds, Zo, and read an unknown word instead." in (
        sitting.paper.output
    )


def test_the_list_of_authors_tells_which_others_can_begin_from(sitting: PaperDesk) -> None:
    library = sitting.desk.library
    ann = library.get("ann")
    for name in ("base", "carol"):
        write_style(library.own / f"{name}.style", ann.card, ann.step, b"weights")
    library.refresh()
    rows = {line.split()[0]: line for line in sitting.run("/model").splitlines()}
    assert " base " in rows["base"].removeprefix("base")
    assert " trainable " in rows["carol"]


def test_an_author_who_knows_nothing_but_letters_answers_a_line(folder: Path) -> None:
    make_style(folder / "styles" / "letters.style", "thebells" * 9 + "#")
    sitting = PaperDesk(folder)
    sitting.run("/model letters")
    assert sitting.turn("bell").isalpha()
    chooser = PaperDesk(folder, Paper(choices=(1,)))
    chooser.run("/model letters")
    chooser.turn("bell")
    chooser.run("/retry 2")
    assert all(map(str.isalpha, chooser.paper.takes))


def test_more_has_the_author_go_on(sitting: PaperDesk) -> None:
    sitting.turn("The miller")
    sitting.run("/more")
    assert [p.style for p in sitting.session.page.passages] == [None, "ann", "ann"]


def test_undo_and_redo_tell_what_they_did_and_where_one_is(sitting: PaperDesk) -> None:
    first = sitting.turn("The miller")
    sitting.turn("sang")
    shown = sitting.run("/undo")
    assert f"2 ann: {first}" in shown
    assert "Taken back: a turn. /redo brings it back." in shown
    assert "Redone: a turn." in sitting.run("/redo")
    assert len(sitting.session.page.passages) == 4
    assert "Taken back: 2 steps. /redo brings them back." in sitting.run("/undo 2")
    assert sitting.session.page.text == ""
    with pytest.raises(UsageError, match="nothing to undo"):
        sitting.run("/undo")
    for wrong in ("0", "-1", "two"):
        with pytest.raises(UsageError, match="number of steps cannot be"):
            sitting.run(f"/redo {wrong}")


def test_retry_keeps_every_take_and_take_goes_back_to_one(sitting: PaperDesk) -> None:
    first = sitting.turn("The miller")
    assert "This is take 2 of 2; /takes lists them." in sitting.run("/retry")
    second = sitting.session.page.passages[-1].text
    assert first != second
    shown = sitting.run("/takes")
    assert first.split()[0][:20] in shown
    assert second.split()[0] in shown
    assert f"2 ann: {first}" in sitting.run("/take 1")
    assert sitting.session.page.passages[-1].text == first
    with pytest.raises(UsageError, match="take's number cannot be 3"):
        sitting.run("/take 3")
    with pytest.raises(UsageError, match="/take needs a number"):
        sitting.run("/take")


def test_retry_of_several_puts_the_chosen_one_on_the_page(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(choices=(1, None)))
    first = sitting.turn("The miller")
    assert "You chose 2; /takes lists all 4 takes" in sitting.run("/retry 3")
    assert "is take 3" not in sitting.paper.output  # which is not the key that was pressed
    assert sitting.session.page.passages[-1].text == sitting.paper.takes[1]
    assert "Nothing has changed; /takes lists the 2 new ones too." in sitting.run("/retry 2")
    texts = [
        sitting.session.page.manuscript.passage(take).text for take in sitting.session.page.takes
    ]
    assert texts[0] == first
    assert texts[4:] == sitting.paper.takes
    assert sitting.session.page.end == sitting.session.page.takes[2]


@pytest.mark.parametrize("wrong", ["0", "10", "many"])
def test_so_many_takes_cannot_be_asked_for(sitting: PaperDesk, wrong: str) -> None:
    sitting.turn("The miller")
    with pytest.raises(UsageError, match="number of takes cannot be"):
        sitting.run(f"/retry {wrong}")


@pytest.mark.parametrize("line", ["/retry", "/retry 3", "/takes", "/take 1", "/show", "/edit"])
def test_an_empty_page_has_nothing_of_that(sitting: PaperDesk, line: str) -> None:
    with pytest.raises(UsageError) as caught:
        sitting.run(line)
    assert "rite a line first" in explain(caught.value) or "empty line" in explain(caught.value)


def test_edit_opens_the_last_passage_or_any(folder: Path) -> None:
    sitting = PaperDesk(
        folder, Paper(edits=["quietly.", "Our neighbour", "quietly.", "quietly.\n"])
    )
    answer = sitting.turn("The miller")
    assert "Passage 2 is changed" in sitting.run("/edit")
    assert sitting.paper.opened == [answer.strip()]
    assert sitting.session.page.text == "The miller quietly."
    assert "Passage 1 is changed" in sitting.run("/edit 1")
    assert sitting.session.page.text == "Our neighbour quietly."
    assert "Nothing has changed" in sitting.run("/edit")
    with pytest.raises(UsageError, match="passage's number cannot be 3"):
        sitting.run("/edit 3")
    assert "Passage 2 is changed" in sitting.run("/edit")
    assert sitting.session.page.text == "Our neighbour quietly.\n"
    sitting.run("/undo 2")
    shown = sitting.run("/undo")
    assert sitting.session.page.text == "The miller" + answer
    assert "2 ann:" in shown
    sitting.run("/redo 2")
    assert "1 you: The miller\n" in sitting.run("/undo")  # the passage that is another one now
    assert "1 you: Our neighbour\n" in sitting.run("/redo")


def test_show_shows_the_page_or_a_passage(sitting: PaperDesk) -> None:
    answer = sitting.turn("The miller")
    assert sitting.run("/show") == f"1 you: The miller\n2 ann: {answer}\n"
    assert sitting.run("/show 1") == "1 you: The miller\n"


def test_a_reset_can_be_taken_back(sitting: PaperDesk) -> None:
    sitting.turn("The miller")
    text = sitting.session.page.text
    sitting.run("/reset")
    assert "Taken back: an empty page." in sitting.run("/undo")
    assert sitting.session.page.text == text


def test_a_cast_is_given_shown_and_taken_back(sitting: PaperDesk) -> None:
    assert "Nobody is named yet" in sitting.run("/cast")
    shown = sitting.run("/cast Edwin (he), Mrs. Harrow (she), Pell")
    assert all(word in shown for word in ("Edwin", "he", "Mrs. Harrow", "she", "Pell"))
    assert "he or she?" in shown
    sitting.session.page.add("When the rain stopped, said Mr. Venn, he would go. Mr. Venn sat.")
    shown = sitting.run("/cast")
    assert all(word in shown for word in ("Mr. Venn", "on the page", "yours"))
    edwin = Person("Edwin", "he")
    assert sitting.session.page.cast.people[0] == edwin
    assert "off" in sitting.run("/cast off")
    assert sitting.session.page.cast == CAST_OFF
    assert "Taken back: a change of cast." in sitting.run("/undo")
    assert sitting.session.page.cast.people[0] == edwin
    sitting.run("/undo 2")
    assert sitting.session.page.cast == Cast()
    sitting.run("/redo 2")
    assert sitting.session.page.cast.people[0] == edwin
    with pytest.raises(UsageError, match="no pronoun for Edwin"):
        sitting.run("/cast Edwin (boat)")
    sitting.run("/cast on")
    assert sitting.session.page.cast == Cast()


def test_one_who_is_nobody_is_dismissed(sitting: PaperDesk) -> None:
    sitting.session.page.add("When the rain stopped, said Mr. Venn, he would go. Mr. Venn sat.")
    assert "Mr. Venn" in sitting.run("/cast")
    shown = sitting.run("/cast Edwin (he), not Venn")
    assert "Mr. Venn" not in shown
    assert all(word in shown for word in ("Edwin", "Venn", "nobody"))


def test_a_new_page_has_no_cast(sitting: PaperDesk) -> None:
    sitting.run("/cast Edwin (he)")
    sitting.turn("The miller")
    sitting.run("/reset")
    assert sitting.session.page.cast == Cast()
    sitting.run("/undo")
    assert sitting.session.page.cast.people == (Person("Edwin", "he"),)


def test_in_a_play_the_speakers_are_the_cast(sitting: PaperDesk) -> None:
    sitting.session.page.add("HAMLET: Who is there?")
    sitting.session.page.add("OLD MILLER: It is late, my lord.")
    shown = sitting.run("/cast Edwin (he)")
    assert all(word in shown for word in ("Hamlet", "Old Miller", "speaks"))
    assert "In a play, authors keep to those who speak" in shown


def test_a_cast_typed_with_loose_accents_is_that_of_the_page(sitting: PaperDesk) -> None:
    sitting.session.page.add("Well, said Zo\u00eb, and Zo\u00eb sat down. He saw Zo\u00eb.")
    shown = sitting.run("/cast Zoe\u0308 (she)")
    assert sitting.session.page.cast == Cast((Person("Zo\u00eb", "she"),))
    assert "on the page" not in shown


def test_the_cast_shows_only_whom_authors_keep_to(sitting: PaperDesk) -> None:
    sitting.session.page.import_text("He saw Mr. Venn, and Mr. Venn sat. " + "It was late. " * 500)
    assert "Nobody is named yet" in sitting.run("/cast")
    sitting.session.page.add("Then she saw Mr. Oar, and Mr. Oar sat.")
    shown = sitting.run("/cast")
    assert "Mr. Oar" in shown
    assert "Venn" not in shown


def test_a_passage_records_the_cast_it_was_written_with(sitting: PaperDesk) -> None:
    sitting.run("/cast Edwin (he)")
    sitting.turn("The miller")
    sitting.run("/cast off")
    sitting.run("/more")
    casts = [p.writing.cast for p in sitting.session.page.passages if p.writing]
    assert casts == [Cast((Person("Edwin", "he"),)), CAST_OFF]


def test_branches_are_begun_listed_and_taken_up(sitting: PaperDesk) -> None:
    sitting.turn("The miller")
    assert "Branch kind starts here" in sitting.run("/branch kind")
    sitting.turn("smiled")
    kind = sitting.session.page.text
    assert "Now on branch main." in sitting.run("/branch main")
    sitting.turn("frowned")
    sitting.run("/undo")
    shown = sitting.run("/branches")
    rows = {line.lstrip("› ").split()[0]: line for line in shown.splitlines()[1:]}
    assert {"main", "kind", "6"} <= rows.keys()
    assert " smiled" in rows["kind"]
    assert " frowned" in rows["6"]  # by the first of its words, and not by a number alone
    assert "/branch 6 goes back to it" in shown
    assert "branch main" in describe_desk(sitting.desk, 200)
    sitting.run("/branch kind")
    assert sitting.session.page.text == kind
    with pytest.raises(UsageError, match="/branch needs a name"):
        sitting.run("/branch")
    with pytest.raises(BadName):
        sitting.run("/branch ../x")


def test_an_end_without_a_name_is_taken_up_by_its_number(sitting: PaperDesk) -> None:
    sitting.turn("The miller")
    sitting.turn("frowned")
    frowned = sitting.text
    sitting.run("/undo")
    sitting.turn("smiled")
    complete = next(command.complete for command in commands if command.name == "/branch")
    assert list(complete(sitting.desk)) == ["main", "4"]
    assert "Now on branch way-1" in sitting.run("/branch 4")
    assert sitting.text == frowned
    sitting.run("/undo")
    assert "Now on branch" in sitting.run("/branch left-4")
    sitting.run("/undo")
    assert "Branch 7 starts here" in sitting.run("/branch 7")  # a name of the user's own


def test_undo_and_redo_of_an_import_show_where_one_is(sitting: PaperDesk, folder: Path) -> None:
    sitting.turn("The miller")
    last = sitting.turn("sang")
    (folder / "draft.txt").write_text("My aunt forgot the lamp.\n")
    sitting.run(f"/import {folder / 'draft.txt'}")
    shown = sitting.run("/undo")
    assert f"4 ann: {last}" in shown
    assert "1 you: The miller" not in shown
    assert "1 you: My aunt forgot the lamp." in sitting.run("/redo")


def test_until_ends_a_passage_at_a_text(sitting: PaperDesk) -> None:
    assert "Until “Sunday”." in sitting.run('/until "Sunday"')
    assert shape(sitting).until == "Sunday"
    assert "until “Sunday”" in describe_desk(sitting.desk, 200)
    assert "Until: off." in sitting.run("/until off")
    assert shape(sitting).until == ""


def test_names_are_typed_in_any_case(sitting: PaperDesk) -> None:
    sitting.turn("The miller")
    assert "Saved as marshes" in sitting.run("/save Marshes")
    assert "marshes is already open" in sitting.run("/open MARSHES")
    assert "Branch darker starts here" in sitting.run("/branch Darker")
    sitting.run("/set Wild")
    assert sitting.session.dials.own.temperature == PRESETS["wild"].temperature


def test_names_are_typed_with_spaces_and_capitals(sitting: PaperDesk) -> None:
    sitting.turn("The miller")
    assert "Saved as the-eleven-pounds" in sitting.run("/save The Eleven Pounds")
    assert "the-eleven-pounds is already open" in sitting.run('/open "The Eleven Pounds"')
    assert "Branch a-kinder-end starts here" in sitting.run("/branch A kinder end!")
    assert "Now on branch a-kinder-end." in sitting.run("/branch a kinder end")
    for wrong in ("/save ../page", "/save …", "/branch ..", r"/open a\\b c"):
        with pytest.raises(BadName):
            sitting.run(wrong)


@pytest.mark.slow
def test_an_until_that_does_not_come_is_told(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(choices=(0, None)))
    sitting.run("/until Nebuchadnezzar")
    told = sitting.type("The miller")
    assert "“Nebuchadnezzar” was not written within 4,000 characters" in told
    assert "was not written" in sitting.run("/retry")
    assert "was not written" in sitting.run("/retry 2")
    assert "was not written" not in sitting.run("/retry 2")  # none is chosen
    sitting.run("/until e")
    assert "was not written" not in sitting.run("/more")


def test_a_seed_gives_the_same_again(sitting: PaperDesk) -> None:
    assert "Seeds: 7 for the next passage" in sitting.run("/seed 7")
    first = sitting.turn("The miller")
    assert "The last passage had 7." in sitting.run("/seed")
    sitting.run("/seed 7")
    sitting.run("/retry")
    assert sitting.session.page.passages[-1].text == first
    assert "Seeds: derived from 7. The last passage had 7." in sitting.run("/seed")
    assert "Seeds: 2147483647 for" in sitting.run("/seed 2147483647")  # the largest that is drawn
    assert "Seeds: random" in sitting.run("/seed off")
    with pytest.raises(UsageError, match="a seed cannot be x"):
        sitting.run("/seed x")


def test_set_sets_dials_and_presets(sitting: PaperDesk) -> None:
    sitting.run("/set min_p 0.1")
    sitting.run("/set top-k 12")
    assert (sampling(sitting).min_p, sampling(sitting).top_k) == (0.1, 12)
    sitting.run("/set wild")  # whose own leaves the others as the config has them
    assert sampling(sitting) == Sampling(1.1, guard=0.8)
    sitting.run("/set length 8 lines")
    assert shape(sitting) == Shape(8, "lines")
    sitting.run("/set default")
    assert (sampling(sitting), shape(sitting)) == (Sampling(0.7, guard=0.8), Shape(25))
    for wrong in ("/set loud", "/set loud 3", "/set top_p"):
        with pytest.raises(UsageError, match=r"/set|needs a value"):
            sitting.run(wrong)
    with pytest.raises(UsageError, match="top-p cannot be 3"):
        sitting.run("/set top_p 3")
    assert sampling(sitting) == Sampling(0.7, guard=0.8)


def test_a_bare_set_says_what_each_preset_does(folder: Path) -> None:
    haiku = Settings(length="3 lines", until="END")
    sitting = PaperDesk(folder, presets={**PRESETS, "haiku": haiku})
    shown = [" ".join(line.split()) for line in sitting.run("/set").splitlines()]
    assert shown[:3] == [
        "plain calm: keeps to likely words temperature 0.5, min_p 0.05",
        "wild many surprises, and slips temperature 1.1",
        "haiku length 3 lines, until END",
    ]
    assert sitting.session.dials.own == Settings()


def test_all_that_show_settings_lists_can_be_set_by_its_name(sitting: PaperDesk) -> None:
    values = {
        "temperature": "0.4", "top_k": "7", "top_p": "0.9", "min_p": "0.1", "guard": "0.3",
        "candidates": "3", "length": "8 lines", "until": "THE END", "seed": "5", "ghost": "4",
    }  # fmt: skip
    listed = [line.split()[0] for line in sitting.run("/show settings").splitlines()]
    assert listed == list(values)
    for name, value in values.items():
        sitting.run(f"/set {name} {value}")
    shown = sitting.run("/show settings").splitlines()
    for line, value in zip(shown, values.values(), strict=True):
        assert value in line
    assert sitting.desk.ghost == 4
    with pytest.raises(UsageError, match="number of words cannot be lots"):
        sitting.run("/set ghost lots")


def test_show_settings_tells_whose_each_is(folder: Path) -> None:
    sitting = PaperDesk(folder, authors={"ann": Settings(temperature=0.6)})
    assert sampling(sitting).temperature == 0.6
    sitting.run("/length 8 lines")
    shown = {
        line.split()[0]: line.split()[1:] for line in sitting.run("/show settings").splitlines()
    }
    assert shown["temperature"] == ["0.6", "ann's", "own"]
    assert shown["length"] == ["8", "lines", "yours"]
    assert shown["guard"] == ["0.8"]
    sitting.run("/temp 1")
    assert sampling(sitting).temperature == 1
    sitting.run("/model bob")
    assert sampling(sitting).temperature == 1  # the person's holds for all
    sitting.run("/set default")
    assert sampling(sitting).temperature == 0.7


def test_a_preset_may_settle_everything_and_have_any_name(folder: Path) -> None:
    haiku = Settings(length="3 lines", until="END", temperature=0.4)
    sitting = PaperDesk(folder, presets={**PRESETS, "very-short": haiku})
    sitting.run("/set very-short")
    assert shape(sitting) == Shape(3, "lines", until="END")
    assert sampling(sitting) == Sampling(0.4, guard=0.8)
    sitting.run("/set plain")
    assert shape(sitting) == Shape(3, "lines", until="END")
    assert sampling(sitting) == Sampling(0.5, min_p=0.05, guard=0.8)


def test_until_takes_any_text_and_is_told_in_one_line(sitting: PaperDesk) -> None:
    sitting.run("/set until a=b")
    assert shape(sitting).until == "a=b"
    sitting.run(r'/until "cafe' + "\u0301" + r'\n\n"')
    assert shape(sitting).until == "café\n\n"
    assert r"until “café\n\n”" in describe_desk(sitting.desk, 200)


def test_what_was_asked_for_at_the_start_is_no_setting_of_the_persons() -> None:
    dials = Dials(Settings(temperature=0.7), options=Settings(temperature=1.2))
    assert dials.sampling("ann").temperature == 1.2
    assert dials.own == Settings()
    assert dials.origin("ann", "temperature") == "given at the start"
    dials.own = Settings(temperature=0.3, min_p=0.1)  # of a session that is taken up
    dials.prefer_options()
    assert dials.sampling("ann") == Sampling(1.2, min_p=0.1)


def test_takes_of_an_earlier_passage_are_listed(sitting: PaperDesk) -> None:
    first = sitting.turn("The miller")
    sitting.run("/retry")
    second = sitting.session.page.passages[1].text
    sitting.turn("forgot")
    shown = sitting.run("/takes 2")
    assert first.split()[0][:20] in shown
    assert second.split()[0][:20] in shown
    with pytest.raises(UsageError, match="passage's number cannot be 5"):
        sitting.run("/takes 5")


def test_one_word_of_ghost_text_is_told_in_the_singular(sitting: PaperDesk) -> None:
    assert sitting.run("/ghost 1") == "Ghost text of 1 word.\n"
    assert sitting.run("/show settings").splitlines()[-1].split() == ["ghost", "1", "word"]


def test_ghost_is_turned_on_off_and_longer(sitting: PaperDesk) -> None:
    assert "3 words" in sitting.run("/ghost")
    assert "No ghost" in sitting.run("/ghost off")
    assert sitting.desk.ghost == 0
    sitting.run("/ghost on")
    assert sitting.desk.ghost == 3
    sitting.run("/ghost 5 words")
    assert sitting.desk.ghost == 5
    with pytest.raises(UsageError, match="number of words cannot be lots"):
        sitting.run("/ghost lots")


def test_lines_offers_sentences_and_puts_the_chosen_one_on_the_page(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(line_choices=((1, "take"),)))
    sitting.turn("The miller")
    before = sitting.text
    printed = sitting.run("/lines")
    assert sitting.text == before + sitting.paper.kept
    assert f"3 ann: {sitting.paper.kept}" in printed
    assert "Nothing" not in printed


def test_lines_that_nobody_takes_leave_the_page_and_the_line_being_typed(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(line_choices=(None,)))
    sitting.turn("The miller")
    before, sitting.desk.draft = sitting.text, "My aunt"
    assert "Nothing has changed." in sitting.run("/lines")
    assert (sitting.text, sitting.desk.draft) == (before, "My aunt")
    assert sitting.paper.drafts == ["My aunt"]


def test_lines_can_be_taken_one_after_another(folder: Path) -> None:
    choices: tuple[tuple[int, Wish] | None, ...] = ((0, "more"), (1, "more"), None)
    sitting = PaperDesk(folder, Paper(line_choices=choices))
    sitting.desk.draft = "My aunt"
    printed = sitting.run("/lines")
    assert sitting.text.startswith("My aunt")
    assert [passage.style for passage in sitting.session.page.passages] == [None, "ann", "ann"]
    assert sitting.paper.drafts == ["My aunt", "", ""]
    assert sitting.desk.draft == ""
    assert "Nothing" not in printed


def test_a_line_is_changed_in_the_line_editor_before_it_is_the_users_own(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(line_choices=((2, "edit"),) * 2))
    sitting.turn("The miller")
    before = sitting.text
    sitting.run("/lines")
    assert sitting.desk.draft == sitting.paper.kept.lstrip(" ")
    sitting.desk.draft = "My aunt"
    sitting.run("/lines")
    assert sitting.desk.draft == "My aunt" + sitting.paper.kept
    assert sitting.text == before


def test_a_command_being_typed_is_no_line_to_continue(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(line_choices=((0, "more"), (0, "take"), (0, "edit"))))
    sitting.desk.draft = "/save my-dra"
    sitting.run("/lines")
    assert sitting.paper.drafts == ["", ""]
    assert sitting.text.endswith(sitting.paper.kept)
    assert sitting.desk.draft == "/save my-dra"
    assert "/save my-dra, which you had begun" in sitting.run("/lines")  # not lost without a word
    assert sitting.desk.draft == sitting.paper.kept.lstrip(" ")


def test_a_line_begun_with_two_slashes_goes_on_as_the_page_has_it(folder: Path) -> None:
    sitting = PaperDesk(folder, Paper(line_choices=((0, "edit"), (0, "take"))))
    sitting.desk.draft = "//My aunt"
    sitting.run("/lines")
    assert sitting.desk.draft == "//My aunt" + sitting.paper.kept  # Enter takes one slash off
    sitting.desk.draft = "//My aunt"
    sitting.run("/lines")
    assert sitting.paper.drafts == ["/My aunt"] * 2
    assert sitting.text == "/My aunt" + sitting.paper.kept
    assert sitting.desk.draft == ""


def test_candidates_are_set_as_a_dial_is(sitting: PaperDesk) -> None:
    assert re.search(r"candidates +4 +yours", sitting.run("/set candidates 4"))
    assert sitting.session.dials.candidates("ann") == 4
    for wrong in ("0", "17", "2.5", ""):
        with pytest.raises(UsageError):
            sitting.run(f"/set candidates {wrong}")
    assert re.search(r"candidates +1", sitting.run("/set default"))
    with pytest.raises(UsageError) as caught:
        sitting.run("/set foo 3")
    assert "guard, candidates, length" in explain(caught.value)
    assert "guard, candidates" in sitting.run("/help set")
