"""Passages with recorded settings: by older rules they come out as they were."""

import pytest

from bot.page.manuscript import Writing
from bot.page.passages import write_passage
from common.settings import Sampling
from common.shape import Shape
from models.runtime import RULES
from models.writing.stops import SentenceStop
from tests.support.storyteller import storyteller

PAGE = "Edwin stood at the gate. Mrs. Harrow had told him that the key was under the stone. "


def write(seed: int, rules: int = RULES) -> str:
    voice = storyteller()
    voice.read(PAGE)
    sampling = Sampling(1.0, min_p=0.02)
    writing = Writing("", sampling, Shape(200), seed, "an abacus", candidates=4)
    return "".join(write_passage(voice, writing, SentenceStop(200), False, PAGE, rules))


# Written by the code before pronouns were judged by the words around them.
FORMER = {
    1: "“I told nobody. He had come in at the door. “Who is there?” said to Mr. Boggle see?” Susan."
    " She had the lamp in her hand. “Well,” said Mr. Boggle, who did. She stood at her hand, and he"
    " said. But when Mrs. Harrow the door.",
    2: "“I told him nothing,” he said. But when Mrs. Harrow then they had both run home. “I told"
    " him.” Mr. Boggle, she knew it too.\n\nIn the morning the old man,” said that it was late when"
    " Mr. Boggle, who did.",
}


@pytest.mark.slow
def test_passages_whose_sentences_were_chosen_by_rules_4_come_out_as_they_were() -> None:
    assert {seed: write(seed, 4) for seed in FORMER} == FORMER
    assert {seed: write(seed) for seed in FORMER} != FORMER
