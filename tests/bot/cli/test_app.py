"""The program without a terminal, as scripts run it."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from common.settings import Sampling
from common.shape import Shape
from models.people.cast import parse_cast
from models.style import Style, read_style, write_style
from models.writing.best_sentences import write_best_sentences
from models.writing.stops import make_stop
from tests.support.forked import ROOT
from tests.support.samples import gutenberg, invented, make_style
from tests.support.terminal import PATIENCE, Terminal, environment, run
from texts.cleaning.cleaner import clean
from texts.cleaning.decoding import decode
from texts.source import Cleaning


def test_write_gives_the_same_text_for_the_same_seed(folder: Path) -> None:
    order = ("write", "--style", "ann", "--prompt", "The miller", "--length", "60", "--seed")
    first, again, other = (
        run(folder, *order, "3"),
        run(folder, *order, "3"),
        run(folder, *order, "4"),
    )
    assert first.returncode == 0
    assert first.stderr == ""
    assert first.stdout == again.stdout
    assert first.stdout != other.stdout


def test_flags_may_stand_before_the_command_that_takes_them(folder: Path) -> None:
    flags = ("--style", "ann", "--temp", "1.1", "--length", "60", "--seed", "3")
    before = run(folder, *flags, "write", "--prompt", "The miller")
    after = run(folder, "write", "--prompt", "The miller", *flags)
    assert (before.returncode, before.stderr) == (0, "")
    assert before.stdout == after.stdout
    both = run(folder, *flags, "write", "--prompt", "The miller", "--seed", "4")
    assert both.stdout == run(folder, "write", "--prompt=The miller", *flags, "--seed=4").stdout
    assert both.stdout != before.stdout


def test_write_prints_only_what_was_written_within_its_length(folder: Path) -> None:
    written = run(folder, "write", "--style", "ann", "--prompt", "The miller", "--length", "60")
    text = written.stdout
    assert 60 <= len(text) <= 560
    assert "The miller" not in text


def test_write_prints_what_the_voice_writes(folder: Path) -> None:
    voice = read_style(folder / "styles" / "ann.style").voice()
    voice.read("Nobody")
    sampling = Sampling(1.1, top_k=7, top_p=0.95, min_p=0.01)
    passage = write_best_sentences(voice, sampling, 11, make_stop(Shape(35)), True, "Nobody", 4)
    expected = "".join(passage)
    written = run(
        folder, "write", "--style=ann", "--prompt=Nobody", "--length=35", "--temp=1.1",
        "--top-k=7", "--top-p=0.95", "--min-p=0.01", "--seed=11",
    )  # fmt: skip
    assert written.stdout == expected


def test_write_takes_the_people_of_the_story(folder: Path) -> None:
    cast = "Zoe Lamp (she), Kit"
    voice = read_style(folder / "styles" / "ann.style").voice()
    voice.read("Nobody")
    sampling, stop = Sampling(1.1, min_p=0.01), make_stop(Shape(400))
    passage = write_best_sentences(voice, sampling, 11, stop, True, "Nobody", 4, parse_cast(cast))
    expected = "".join(passage)
    order = (
        "write", "--style=ann", "--prompt=Nobody", "--length=400", "--temp=1.1", "--min-p=0.01",
        "--seed=11",
    )  # fmt: skip
    assert run(folder, *order, "--cast", cast).stdout == expected
    refused = run(folder, *order, "--cast", "Kit (it)")
    assert refused.returncode == 2
    assert "“it” is no pronoun for Kit" in refused.stderr
    assert not refused.stdout


def test_write_takes_accents_as_the_page_has_them(folder: Path) -> None:
    make_style(folder / "styles" / "zoe.style", "Then Zo\u00eb saw Zo\u00eb, and sat. " * 30 + "#")
    order = ("write", "--style=zoe", "--prompt=He saw Zo\u00eb.", "--seed=11")
    for option in ("--until", "--cast"):
        tight, loose = (run(folder, *order, option, form) for form in ("Zo\u00eb", "Zoe\u0308"))
        assert (tight.stderr, loose.stderr) == ("", "")
        assert tight.stdout == loose.stdout


def test_a_pipe_whose_session_cannot_be_saved_is_no_success(folder: Path) -> None:
    (folder / "sessions").write_text("in the way")
    done = run(folder, "--style", "ann", "--length", "9", stdin="The miller\n")
    assert done.returncode == 7
    assert "There is a file where a folder should be" in done.stderr
    assert "[y/N]" not in done.stdout


@pytest.mark.parametrize("order", [["write", "--style", "ann"], ["--style", "ann"]])
def test_what_is_no_utf_8_on_stdin_is_refused_once_it_comes(folder: Path, order: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *order, "--length", "9"],
        input=b"The miller\ncaf\xe9\n",
        capture_output=True,
        cwd=ROOT,
        env=environment(folder) | {"PYTHONIOENCODING": "utf-8:strict"},
        timeout=PATIENCE,
    )
    assert done.returncode == 5
    assert done.stderr.startswith(b"The input from the pipe is not UTF-8.")
    assert done.stderr.count(b"\n") == 1
    saved = [path.read_text("utf-8") for path in (folder / "sessions").glob("*.json")]
    if "write" not in order:
        assert "The miller" in saved[0]


def test_a_reader_of_the_chat_may_leave(folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "--style", "ann", "--length", "9"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(folder),
    ) as chat:
        assert chat.stdout is not None
        chat.stdout.readline()
        chat.stdout.close()
        _, errors = chat.communicate(b"The miller\n\n", PATIENCE)
    assert (chat.returncode, errors) == (0, b"")


def test_two_slashes_begin_a_passage_with_one(folder: Path) -> None:
    lines = "//temp is a word\n/show 1\n"
    done = run(folder, "--style", "ann", "--length", "9", stdin=lines)
    assert "/temp is a word\n" in done.stdout
    assert "//temp" not in done.stdout


def test_write_reads_its_prompt_from_stdin(folder: Path) -> None:
    order = ("write", "--style", "ann", "--length", "30", "--seed", "5")
    typed = run(folder, *order, stdin="Our neighbour")
    assert typed.stdout == run(folder, *order, "--prompt", "Our neighbour").stdout
    assert typed.stdout != run(folder, *order, stdin="A broken oar").stdout


def test_write_reads_the_end_of_a_long_prompt_and_tells_what_is_unknown_in_all(
    folder: Path,
) -> None:
    order = ("write", "--style", "ann", "--length", "30", "--seed", "5")
    page = invented(12_500)[:12_500]
    whole = run(folder, *order, stdin="漢" + page[1:])
    assert whole.stdout == run(folder, *order, stdin=page[4_000:]).stdout
    assert whole.stdout != run(folder, *order, stdin=page[4_001:]).stdout
    assert "does not know 漢" in whole.stderr


def test_who_types_the_prompt_is_told_how_to_end_it(folder: Path) -> None:
    with Terminal(folder, "write", "--style", "ann", "--length", "30", "--seed", "1") as terminal:
        terminal.see("Type the text to continue, then press Enter and Ctrl-D")
        terminal.type("My aunt\r\x04")
        given = run(folder, "write", "--style", "ann", "--prompt", "My aunt", "--length", "30",
                    "--seed", "1")  # fmt: skip
        first = given.stdout.split()[0]
        terminal.see(re.escape(first))
    assert "Type the text" not in given.stderr


def test_the_line_end_that_a_shell_adds_is_no_part_of_the_prompt(folder: Path) -> None:
    order = ("write", "--style", "ann", "--length", "30", "--seed", "5")
    prompted = run(folder, *order, "--prompt", "Our neighbour").stdout
    for line_end in ("\n", "\r\n"):
        assert run(folder, *order, stdin=f"Our neighbour{line_end}").stdout == prompted
    paragraph = run(folder, *order, "--prompt", "Our neighbour\n").stdout
    assert run(folder, *order, stdin="Our neighbour\n\n").stdout == paragraph != prompted


def test_write_reads_a_prompt_as_the_chat_reads_a_line(folder: Path) -> None:
    order = ("write", "--style", "ann", "--length", "30", "--seed", "5", "--prompt")
    clean = run(folder, *order, "My aunt\nsang twice")
    raw = run(folder, *order, "My aunt\r\nsang\x07 twice")
    assert (raw.stdout, raw.stderr) == (clean.stdout, "")


def test_write_tells_unknown_characters_on_stderr_only(folder: Path) -> None:
    written = run(folder, "write", "--style", "ann", "--prompt", "漢字 漢", "--length", "30")
    assert written.returncode == 0
    assert "漢 字" in written.stderr
    assert "does not know" not in written.stdout


def test_an_author_of_words_writes_and_scores(
    folder: Path, put_style: Callable[[Path, str, str], Style]
) -> None:
    style = put_style(folder / "styles", "wendy", "wendy")
    order = ("write", "--style=wendy", "--length=40", "--seed=2", "--prompt=The miller Zo")
    written = run(folder, *order)
    assert "wendy does not know Zo, and read an unknown word instead" in written.stderr
    voice = style.voice()
    voice.read("The miller Zo")
    stop = make_stop(Shape(40))
    passage = write_best_sentences(voice, Sampling(min_p=0.02), 2, stop, True, "The miller Zo", 4)
    assert written.stdout == "".join(passage)
    text = folder / "short.txt"
    text.write_text("Nobody sang. Zo.")
    report = json.loads(run(folder, "score", "--style=wendy", "--json", str(text)).stdout)
    assert report["bits_per_character"] == style.voice().score("Nobody sang. Zo.").bits.mean()
    assert (
        "with 1 word that wendy does not know"
        in run(folder, "score", "--style=wendy", str(text)).stdout
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.txt"
    path.write_bytes(gutenberg(invented(3_000, seed=8) + "漢字 and 漢.", "The Oar"))
    return path


def test_score_reports_as_json_what_the_voice_says(folder: Path, book: Path) -> None:
    style = read_style(folder / "styles" / "ann.style")
    text = clean(decode(book.read_bytes()).text, style.card.cleaning).text
    report = json.loads(run(folder, "score", "--style", "ann", str(book), "--json").stdout)
    assert report == {
        "style": "ann",
        "characters": len(text),
        "unknown": 3,
        "bits_per_character": style.voice().score(text).bits_per_character,
    }
    assert "Project Gutenberg" not in text


def test_score_takes_the_text_as_it_is_when_asked(folder: Path) -> None:
    path = folder / "raw.txt"
    path.write_bytes("The miller\r\n\r\n\r\n\r\ncarried 漢".encode())
    style = read_style(folder / "styles" / "ann.style")
    raw = json.loads(run(folder, "score", "--style=ann", "--raw", "--json", str(path)).stdout)
    assert (raw["characters"], raw["unknown"]) == (27, 1)
    expected = style.voice().score(decode(path.read_bytes()).text).bits_per_character
    assert raw["bits_per_character"] == expected
    cleaned = json.loads(run(folder, "score", "--style=ann", "--json", str(path)).stdout)
    assert cleaned["characters"] < 27


def test_an_author_trained_on_a_column_scores_plain_text_and_tables(folder: Path) -> None:
    path = folder / "styles" / "ann.style"
    style = read_style(path)
    of_table = Cleaning(rules=2, columns=("said",))
    write_style(path, replace(style.card, cleaning=of_table), style.step)
    (folder / "plain.txt").write_text("The miller sang.\n")
    (folder / "lines.csv").write_text("who,said\n" + 'miller,"Sing."\n' * 20)
    (folder / "other.csv").write_text("who,spoken\n" + 'miller,"Sing."\n' * 20)
    for name, characters in (("plain.txt", 17), ("lines.csv", 120)):
        done = run(folder, "score", "--style=ann", "--json", str(folder / name))
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["characters"] == characters
    refused = run(folder, "score", "--style=ann", str(folder / "other.csv"))
    assert refused.returncode != 0
    assert "no column said" in refused.stderr
    assert "--column" not in refused.stderr


def test_score_says_once_and_as_it_was_typed_which_file_is_not_there(folder: Path) -> None:
    refused = run(folder, "score", "--style=ann", "nofile")
    assert refused.returncode == 5
    assert refused.stderr == (
        "The file nofile cannot be read: No such file or directory. Check the path.\n"
    )
    (folder / "page.html").write_text("<!DOCTYPE html><html>")
    refused = run(folder, "score", "--style=ann", str(folder / "page.html"))
    assert refused.stderr.startswith(f"The file {folder / 'page.html'} cannot be scored: ")


def test_score_says_the_same_in_words(folder: Path, book: Path) -> None:
    report = json.loads(run(folder, "score", "--style", "bob", str(book), "--json").stdout)
    words = run(folder, "score", "--style", "bob", str(book)).stdout
    assert f"{report['bits_per_character']:.4f}" in words
    assert f"{report['characters']:,}" in words


def test_styles_lists_what_is_there(folder: Path) -> None:
    rows = {row["name"]: row for row in json.loads(run(folder, "styles", "--json").stdout)}
    assert rows["ann"] == {
        "name": "ann",
        "path": str(folder / "styles" / "ann.style"),
        "bytes": (folder / "styles" / "ann.style").stat().st_size,
        "parameters": read_style(folder / "styles" / "ann.style").card.parameters,
        "bits_per_character": 4.2,
        "source": "http://127.0.0.1/book.txt",
    }
    shown = run(folder, "styles").stdout
    assert all(name in shown for name in ("ann", "bob", "4.200", "http://127.0.0.1/book.txt"))


def test_version_is_the_projects(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = run(tmp_path, "--version")
    assert (asked.returncode, asked.stdout.strip()) == (0, f"pastiche {project['version']}")


def test_help_has_examples_of_the_commands(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help").stdout
    for words in ("Examples", "pastiche write --style", "pastiche score", "pastiche train",
                  "PASTICHE_DATA_DIR", "--config"):  # fmt: skip
        assert words in shown
    assert "SOURCE" in run(tmp_path, "train", "--help").stdout


def test_no_summary_in_the_help_is_cut_at_80_columns(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help", COLUMNS="80").stdout
    summaries = shown.partition("Commands:")[2].partition("Examples:")[0].strip().splitlines()
    assert [line.split()[0] for line in summaries] == [
        "chat", "write", "score", "styles", "replay", "clean", "train", "evaluate"
    ]  # fmt: skip
    assert all(line.endswith(".") and not line.endswith("..") for line in summaries)
    assert "…" not in shown


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("write", "--style", "anne", "--prompt", "x"), 2, "Did you mean ann?"),
        (("write", "--style", "../../x", "--prompt", "x"), 2, "../../x"),
        (("write", "--style", "ann", "--prompt", "x", "--temp", "9"), 2, "emperature cannot be 9"),
        (("write", "--style", "ann", "--prompt", "x", "--temp", "hot"), 2, "--temp"),
        (("write", "--style", "ann", "--prompt", "x", "--top-p", "0"), 2, "op-p cannot be 0"),
        (("write", "--style", "ann", "--prompt", "x", "--length", "0"), 2, "ength cannot be 0"),
        (("--style", "anne"), 2, "Did you mean ann?"),
        (("sing",), 2, "sing"),
        (("wirte",), 2, "There is no command wirte. Did you mean write?"),
        (("ann",), 2, "An author is named with --style"),
        (("--resume", "rain"), 2, "a session with --open"),
        (("write", "--loud"), 2, "--loud"),
        (("write", "some text"), 2, "after --prompt or comes from stdin, as in: pastiche write"),
        (("score", "--style", "ann"), 2, "argument 'file'"),
        (("score", "--style", "ann", "no-such-file.txt"), 5, "no-such-file.txt"),
        (("--config", "no-such.yaml", "styles"), 3, "no-such.yaml"),
        (("--open", "rain", "--resume"), 2, "--open and --resume each choose a session"),
        (("--resume", "chat", "--open", "rain"), 2, "--open and --resume each choose a session"),
        (("--resume", "write", "--prompt", "x"), 2, "--resume works with chat, not with write"),
        (("--open", "rain", "replay", "rain"), 2, "--open works with chat, not with replay"),
        (("--plain", "styles"), 2, "--plain works with chat, not with styles"),
        (("--plain", "train", "--help"), 2, "--plain works with chat, not with train"),
        (("--style", "ann", "styles"), 2, "--style works with chat, write and score, not with s"),
        (("--style", "ann", "evaluate"), 2, "--style works with chat, write and score, not with e"),
        (("--temp", "0", "score", "a.txt"), 2, "--temp works with chat and write, not with score"),
        (("--seed", "0", "replay", "x"), 2, "--seed works with chat and write, not with replay"),
        (("--length", "9", "styles"), 2, "--length works with chat and write, not with styles"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    folder: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = run(folder, *arguments)
    assert done.returncode == code
    assert told in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("length: 90\ntemprature: 0.5\n", "line 2: unknown key temprature. Did you mean temp"),
        ("length: 90\n\ntop_k: many\n", "line 3: top_k must be a whole number"),
        ("style: ann\nlength: [\n", "line 3: not YAML"),
        ("minutes: -1\n", "minutes cannot be -1"),
    ],
)
def test_a_wrong_config_is_told_with_file_and_line(folder: Path, written: str, told: str) -> None:
    path = folder / "my.yaml"
    path.write_text(written)
    done = run(folder, "--config", str(path), "styles")
    assert done.returncode == 3
    assert f"{path}, line" in done.stderr
    assert told in done.stderr


def test_the_persons_own_config_is_read_where_none_is_named(folder: Path) -> None:
    own = folder / "config" / "pastiche" / "config.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("style: bob\nlenght: 9\n")
    done = run(folder, "write", "--prompt", "x")
    assert done.returncode == 3
    assert f"{own}, line 2" in done.stderr
    own.write_text("style: bob\n")
    assert scored(folder, {}) == "bob"


def scored(folder: Path, more: dict[str, str], *before: str, style: str = "") -> str:
    """The style that scores when it is settled in these ways."""
    text = folder / "short.txt"
    text.write_text("Nobody sang of seven kettles.")
    flag = ("--style", style) if style else ()
    done = run(folder, *before, "score", *flag, "--raw", "--json", str(text), **more)
    return str(json.loads(done.stdout)["style"])


def test_flags_win_over_environment_over_config(folder: Path) -> None:
    config = folder / "my.yaml"
    config.write_text("style: ann\n")
    named = ("--config", str(config))
    assert scored(folder, {}, *named) == "ann"
    assert scored(folder, {"PASTICHE_STYLE": "bob"}, *named) == "bob"
    assert scored(folder, {"PASTICHE_STYLE": "Bob"}, *named, style="ANN") == "ann"


def test_what_is_set_outside_wins_over_what_a_session_holds(folder: Path) -> None:
    run(folder, "--style", "ann", stdin="/temp 0.9\n/length 9\nThe miller\n/save rain\n")

    def opened(*flags: str, **more: str) -> str:
        done = run(folder, "--open", "rain", *flags, stdin="/model\n/temp\n", **more)
        (author,) = re.findall(r"^› +(\w+)", done.stdout, re.MULTILINE)
        (temperature,) = re.findall(r"Temperature ([\d.]+)\.", done.stdout)
        return f"{author} {temperature}"

    assert opened() == "ann 0.9"
    assert opened(PASTICHE_STYLE="bob", PASTICHE_TEMPERATURE="0.4") == "bob 0.4"
    assert opened("--style", "ann", PASTICHE_STYLE="bob").startswith("ann")


def test_a_value_of_the_environment_is_told_by_its_name(folder: Path) -> None:
    for variable, value in (("PASTICHE_TEMPERATURE", "9"), ("PASTICHE_LENGTH", "much")):
        done = run(folder, "write", "--prompt", "x", **{variable: value})
        assert done.returncode == 2
        assert done.stderr.startswith(f"{variable} in the environment: ")
        assert value in done.stderr


def test_the_data_folder_is_settled_in_the_same_order(folder: Path, tmp_path: Path) -> None:
    for place, style in (("flag", "ann"), ("configured", "bob")):
        (tmp_path / place / "styles").mkdir(parents=True)
        content = (folder / "styles" / f"{style}.style").read_bytes()
        (tmp_path / place / "styles" / f"{place}.style").write_bytes(content)
    config = tmp_path / "folders.yaml"
    config.write_text(f"folders: {{data: {tmp_path / 'configured'}}}\n")

    def names(*flags: str, later: tuple[str, ...] = (), **more: str) -> set[str]:
        done = run(folder, "--config", str(config), *flags, "styles", "--json", *later, **more)
        return {row["name"] for row in json.loads(done.stdout)} & {"ann", "flag", "configured"}

    assert names(PASTICHE_DATA_DIR="") == {"configured"}
    assert names() == {"ann"}
    assert names("--data-dir", str(tmp_path / "flag")) == {"flag"}
    later = ("--data-dir", str(tmp_path / "configured"))
    assert names("--data-dir", str(tmp_path / "flag"), later=later) == {"configured"}


def test_a_broken_style_leaves_the_others_usable(folder: Path) -> None:
    broken = folder / "styles" / "bob.style"
    broken.write_bytes(broken.read_bytes()[:5000])
    listed = run(folder, "styles", "--json")
    names = [row["name"] for row in json.loads(listed.stdout)]
    assert "ann" in names
    assert "bob" not in names
    assert str(broken) in listed.stderr
    assert run(folder, "write", "--style", "ann", "--prompt", "x", "--length", "9").returncode == 0
    refused = run(folder, "write", "--style", "bob", "--prompt", "x")
    assert refused.returncode == 4
    assert str(broken) in refused.stderr
    assert refused.stdout == ""


def test_train_is_the_training_door(folder: Path) -> None:
    done = run(folder, "train", "a.txt", "--recipe", "no-such")
    assert done.returncode == 2
    assert "no recipe called no-such" in done.stderr
    assert json.loads(done.stdout)["exit_code"] == 2


def test_chat_over_plain_streams_takes_lines_and_prints_plainly(folder: Path) -> None:
    done = run(
        folder, "--style", "ann", "--length", "30", stdin="The miller\n/temp 0.4\n\n/nope\n/quit\n"
    )
    assert done.returncode == 0
    assert "ann" in done.stdout
    assert "bob" in done.stdout
    assert "0.4" in done.stdout
    assert "no command /nope" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(("configured", "words"), [(1, "1 word"), (5, "5 words"), (0, "3 words")])
def test_ghost_text_is_turned_on_as_the_config_has_it(
    folder: Path, configured: int, words: str
) -> None:
    config = folder / "my.yaml"
    config.write_text(f"style: ann\nghost: {configured}\n")
    done = run(folder, "--config", str(config), stdin="/ghost 7\n/ghost off\n/ghost on\n/ghost\n")
    told = [line for line in done.stdout.splitlines() if "host text" in line]
    on = f"Ghost text of {words}."
    assert told == ["Ghost text of 7 words.", "No ghost text.", on, on]


def test_a_card_is_shown_for_people_and_as_json(folder: Path) -> None:
    style = read_style(folder / "styles" / "ann.style")
    shown = run(folder, "styles", "ann").stdout
    assert shown.startswith(f"{style.card.author}\n")
    assert f"{style.card.bits_per_character:.4f} bits per character" in shown
    assert f"{style.card.parameters:,} weights, {len(style.card.alphabet)} characters" in shown
    told = json.loads(run(folder, "styles", "ann", "--json").stdout)
    assert told["figures"] == dict(style.card.figures)
    assert told["alphabet"] == list(style.card.alphabet)
    nobody = run(folder, "styles", "nobody")
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert "no author called nobody" in nobody.stderr
