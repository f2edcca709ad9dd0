"""measures/next_passage.py and `evaluate --on`: the questions, and how a network answers them."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from measures.next_passage import (
    CANDIDATE,
    CANDIDATES,
    PAGE,
    Question,
    choose_candidates,
    make_questions,
    share_correct,
)
from measures.unread import evaluate_unread
from models.alphabet.characters import Alphabet
from models.bits import costs
from models.network import Floats, Ints, Network
from models.style import Style, write_style
from tests.support.terminal import run
from texts.source import Cleaning

ALPHABET = Alphabet(["\ufffd", *"\n .ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"])


def make_scenes(count: int = 24, length: int = 4_000) -> str:
    """Return a text of scenes, each with a letter that stands in no other scene."""
    scenes = []
    for letter in "bcdfghjklmnpqrstvwxyzaei"[:count]:
        sentence = f"{letter.upper()}{letter}{letter} {letter}{letter} o{letter}{letter}.\n"
        scenes.append(sentence * (length // len(sentence)))
    return "".join(scenes)


class CountingNetwork:
    """A network that expects each symbol as often as it has read it."""

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, len(ALPHABET)), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        state = state + np.eye(len(ALPHABET), dtype=np.float32)[ids]
        return np.log1p(state), state

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        for symbol in ids:
            logits, state = self.step(np.array([symbol]), state)
        return logits, state


class ForgetfulNetwork(CountingNetwork):
    """A network that expects the same whatever it has read."""

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        return np.zeros_like(state), state


def test_one_candidate_follows_the_page_and_the_others_are_far_away() -> None:
    numbers = random.Random(1)
    text = "".join(f"Kettle {numbers.random():.9f} sang. " for _ in range(4_000))
    questions = make_questions(text, 50)
    assert len(questions) == 50
    places = [text.index(question.page) + PAGE for question in questions]
    assert places == sorted(places)
    assert places[0] < PAGE + 40
    assert places[-1] > 0.95 * len(text)
    for place, question in zip(places, questions, strict=True):
        assert len(set(question.candidates)) == CANDIDATES
        starts = [text.index(candidate) for candidate in question.candidates]
        assert starts.pop(question.answer) == place
        assert all(abs(start - place) > 20_000 for start in starts)
        assert all(candidate.startswith("Kettle") for candidate in question.candidates)
        assert {len(candidate) for candidate in question.candidates} == {CANDIDATE}
    assert len({question.answer for question in questions}) == CANDIDATES
    assert make_questions(text, 50) == questions


@pytest.mark.parametrize("mark", [". ", "?\n", "!” ", ".’\n\n“", ". '"])
def test_a_candidate_begins_where_a_sentence_begins(mark: str) -> None:
    text = ("So he sang, mr. miller and all" + mark) * 3_000
    start = mark.lstrip(".?!”’").strip() + "So he"
    questions = make_questions(text, 20)
    assert len(questions) == 20
    for question in questions:
        assert question.page.endswith(mark[:-1] if mark[-1] in "“'" else mark)
        assert question.candidates[question.answer].startswith(start)


def test_a_text_too_short_for_nine_other_passages_gives_no_questions() -> None:
    assert make_questions("She sang. " * 2_000, 20) == []
    assert make_questions("", 20) == []


def test_a_network_that_recalls_the_page_is_right_and_one_that_does_not_guesses() -> None:
    questions = make_questions(make_scenes(), 60)
    assert len(questions) == 60
    inside = [q for q in questions if q.page[-20] == q.candidates[q.answer][2]]
    assert share_correct(ALPHABET, CountingNetwork(), inside) == 1
    assert choose_candidates(ALPHABET, ForgetfulNetwork(), questions) == [0] * 60


def test_candidates_cost_side_by_side_what_they_cost_alone(
    put_style: Callable[[Path, str, str], Style], tmp_path: Path
) -> None:
    style = put_style(tmp_path, "bob", "bob")
    alphabet, network = style.card.make_alphabet(), Network(style.step)
    page = "The miller’s café sang “no”.\n"
    candidates = ("So say—we all", "Is a short one", "漢 it is", "The miller’s café")

    def bits(text: str, before: str) -> float:
        ids = alphabet.encode(before + text).ids
        start = np.array([alphabet.start], np.int32)
        logits, _ = network.read(
            np.concatenate([start, ids]), network.zero_state(), all_logits=True
        )
        count = len(alphabet.encode(text, before[-1:] or "\n").ids)
        return float(costs(logits[:-1], ids)[-count:].sum())

    gains = [bits(candidate, "") - bits(candidate, page) for candidate in candidates]
    best = int(np.argmax(gains))
    for answer in range(len(candidates)):
        assert choose_candidates(alphabet, network, [Question(page, candidates, answer)]) == [best]
    assert share_correct(alphabet, network, [Question(page, candidates, best)]) == 1


@pytest.mark.parametrize("name", ["ann", "wendy"])
def test_the_command_measures_on_an_unread_text(
    put_style: Callable[[Path, str, str], Style], tmp_path: Path, name: str
) -> None:
    style = put_style(tmp_path / "styles", name, name)
    file = tmp_path / "unread.txt"
    file.write_text(make_scenes(24, 3_000), encoding="utf-8")
    options = ("--places", "12", "--characters", "5000")
    done = run(tmp_path, "evaluate", name, "--on", str(file), "--json", *options)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report == evaluate_unread(style, file.read_text("utf-8"), 12, 5_000).to_dict()
    assert (report["style"], report["characters"]) == (name, 5_000)
    score = style.voice().score(file.read_text("utf-8")[:5_000])
    assert report["bits_per_character"] == score.bits_per_character
    assert report["next_passage_places"] == 12
    assert 0 <= report["next_passage"] <= 1
    assert 0 < report["bits_per_character_error"] < 1
    shown = run(tmp_path, "evaluate", name, "--on", str(file), "--places", "0")
    assert f"{name} spends " in shown.stdout
    assert "of ten passages" not in shown.stdout.lower()
    file.write_text("She sang. " * 300, encoding="utf-8")
    done = run(tmp_path, "evaluate", name, "--on", str(file))
    assert "too short to ask" in done.stderr


def test_an_author_trained_on_a_column_is_measured_on_plain_text(
    put_style: Callable[[Path, str, str], Style], tmp_path: Path
) -> None:
    style = put_style(tmp_path / "styles", "ann", "ann")
    of_table = Cleaning(rules=2, columns=("said",))
    write_style(style.path, replace(style.card, cleaning=of_table), style.step)
    file = tmp_path / "unread.txt"
    file.write_text("She sang. " * 20, encoding="utf-8")
    done = run(tmp_path, "evaluate", "ann", "--on", str(file), "--json", "--places", "0")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["characters"] == 200


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--on", "nofile"), "nofile cannot be read"),
        (("--on", "empty.txt"), "the file is empty"),
        (("--places", "3"), "--places and --characters belong to --on"),
        (("--on", "empty.txt", "--texts", "."), "leave out either --on or the others"),
    ],
)
def test_what_it_refuses(
    put_style: Callable[[Path, str, str], Style],
    tmp_path: Path,
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    put_style(tmp_path / "styles", "ann", "ann")
    (tmp_path / "empty.txt").touch()
    files = [str(tmp_path / a) if a in ("nofile", "empty.txt") else a for a in arguments]
    done = run(tmp_path, "evaluate", "ann", *files)
    assert done.returncode != 0
    assert sentence.lower() in done.stderr.lower()
    assert done.stdout == ""
