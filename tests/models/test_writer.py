"""Writers: one passage in the making keeps to the people who are there, and is always the same."""

from itertools import islice
from pathlib import Path

import pytest

from common.settings import Sampling
from models.people.cast import CAST_OFF, Cast, parse_cast
from models.people.pronouns import judge_pronouns
from models.runtime import RULES
from models.state import State
from models.writing.stops import SentenceStop, Stop, UnitStop
from tests.support.samples import make_style
from tests.support.storyteller import storyteller

MILL = (
    "Edwin stood at the gate. Mrs. Harrow had told him that the key was under the stone, and he"
    " had told Mrs. Harrow that it was late. "
)
NOBODY = "It was late, and the rain had come in at the door. "
GERMAN = "Da kam der Mann mit dem Hund an das Tor, und der Regen fiel auf das Dach der Mühle. " * 3
SCENE = "EDWIN:\nWho is there?\n\nMRS. HARROW:\nIt is only the old man, Edwin.\n\n"
CASTS = Cast(), CAST_OFF
AT_ONE = Sampling(1.0, min_p=0.02)


def tell(
    page: str,
    seed: int,
    cast: Cast | None = None,
    rules: int = RULES,
    length: int = 200,
    sampling: Sampling = AT_ONE,
) -> str:
    voice = storyteller()
    voice.read(page)
    stop = UnitStop(length, "characters", exact=True, slack=0)
    return "".join(voice.write(sampling, seed, stop, False, rules, cast or Cast()))


def share(word: str, page: str, cast: Cast) -> float:
    """The share of passages in which a word stands."""
    texts = [tell(page, seed, cast) for seed in range(20)]
    return sum(word in text for text in texts) / len(texts)


def same(one: State, other: State) -> bool:
    return (
        one.tensor.tobytes() == other.tensor.tobytes()
        and one.logits.tobytes() == other.logits.tobytes()
        and one.recent == other.recent
    )


@pytest.mark.slow
def test_the_people_of_a_page_come_again_and_strangers_more_seldom() -> None:
    assert share("Edwin", MILL, CAST_OFF) == share("Mrs. Harrow", MILL, CAST_OFF) == 0
    assert share("Edwin", MILL, Cast()) > 0.4
    assert share("Mrs. Harrow", MILL, Cast()) > 0.3
    strangers = [sum(tell(MILL, n, cast).count("Boggle") for n in range(40)) for cast in CASTS]
    assert strangers[0] < strangers[1] / 1.5


@pytest.mark.slow
def test_the_people_given_come_without_being_on_the_page() -> None:
    cast = parse_cast("Zoe Lamp (she), Kit")
    assert share("Zoe Lamp", NOBODY, cast) > 0.3
    assert share("Kit", NOBODY, cast) > 0.3
    assert share("Kit", NOBODY, Cast()) == 0


@pytest.mark.slow
def test_a_pronoun_is_that_of_somebody_who_is_there() -> None:
    page = "Kit stood at the gate. The rain fell. "
    assert share(" her ", page, parse_cast("Kit (they)")) < share(" her ", page, CAST_OFF) / 1.5
    she, he = parse_cast("Kit (she)"), parse_cast("Kit (he)")
    assert share(" her ", page, she) > 1.5 * share(" her ", page, he)


@pytest.mark.slow
def test_a_pronoun_that_can_refer_to_no_one_is_seldom_written() -> None:
    pronouns = judge_pronouns(MILL, Cast())
    assert pronouns is not None
    misfits = [
        sum(pronouns.count_misfits(tell(MILL, seed, rules=rules)) for seed in range(40))
        for rules in (4, RULES)
    ]
    assert misfits[1] < 0.8 * misfits[0]


# Written by the code before people were favoured in prose.
@pytest.mark.parametrize(
    ("seed", "text"),
    [
        (
            1,
            "“Well,” said that her brother Tom knew it too.\n\nIn the hall, so that it was late"
            " when Susan laughed. Then Susan Tweed let him in. The rain had come in at the dog."
            "\n\nIt was his own lamp,” cried Susan, and the dog had seen a light, and the old man"
            " at the dog had see there with his dog, and that it was a light, and for Susan.",
        ),
        (
            2,
            "“I told him nothing,” he saw that her hat in her brother Tom knew it too.\n\nIn the"
            " morning the old man laughed. Then Susan looked at the mill heard of it from Tom"
            " Tweed. He sent for Mr. Boggle see?” Susan Tweed let him in.",
        ),
    ],
)
def test_passages_by_former_rules_come_out_as_they_were(seed: int, text: str) -> None:
    page = "Edwin stood at the gate. Mrs. Harrow had told him that the key was under the stone. "
    for cast in (Cast(), parse_cast("Kit")):
        voice = storyteller()
        voice.read(page)
        assert "".join(voice.write(AT_ONE, seed, SentenceStop(200), False, 3, cast)) == text


# Written by the code before pronouns were judged by the words around them.
@pytest.mark.parametrize(
    ("seed", "text"),
    [
        (
            1,
            "“Well,” said Edwin at the dog.\n\nIt was a light. “And what did Mrs. Harrow it was his"
            " own lamp in her hand, and the old man at the dog had told nobody. He had the lamp,”"
            " cried Edwin her hand shook. “It is only the old man,” said Edwin had come, and at"
            " Mrs. Harrow that he left a wet mark at every step.",
        ),
        (
            2,
            "“I told him.” Mr. Boggle came to the dog.\n\nIt was his own lamp,” cried Mr. Boggle"
            " came the dog had both run down the morning the old man,” said that her brother Edwin"
            " home. “I told nobody. Mr. Boggle, and the lamp in her hand.",
        ),
    ],
)
def test_passages_by_rules_4_come_out_as_they_were(seed: int, text: str) -> None:
    page = "Edwin stood at the gate. Mrs. Harrow had told him that the key was under the stone. "
    voice = storyteller()
    voice.read(page)
    assert "".join(voice.write(AT_ONE, seed, SentenceStop(200), False, 4)) == text


@pytest.mark.parametrize("page", [MILL, NOBODY, GERMAN])
def test_a_cast_that_is_off_changes_nothing(page: str) -> None:
    for seed in range(3):
        assert tell(page, seed, CAST_OFF) == tell(page, seed, rules=3)


@pytest.mark.parametrize("page", [GERMAN, SCENE])
def test_where_nouns_have_capitals_and_in_scenes_nothing_changes(page: str) -> None:
    for seed in range(3):
        assert tell(page, seed) == tell(page, seed, rules=3)


@pytest.mark.slow
@pytest.mark.parametrize("cast", [Cast(), parse_cast("Zoe Lamp (she), Kit (he), 磨坊主 (he)")])
@pytest.mark.parametrize("temperature", [0.0, 0.7, 1.5])
def test_each_of_several_passages_is_what_it_would_be_alone(cast: Cast, temperature: float) -> None:
    voice, seeds = storyteller(), range(3, 9)
    voice.read(MILL)
    before = voice.state
    sampling = Sampling(temperature)
    stops: list[Stop] = [SentenceStop(60 + 20 * seed) for seed in seeds]
    rows = [""] * len(seeds)
    for row, piece in voice.write_batch(sampling, seeds, stops, cast=cast):
        rows[row] += piece
    assert voice.state is before
    for row, seed in enumerate(seeds):
        voice.state = before
        stop = SentenceStop(60 + 20 * seed)
        assert "".join(voice.write(sampling, seed, stop, cast=cast)) == rows[row]
        assert "\ufffd" not in rows[row]
    assert len(set(rows)) > 1


def test_a_shorter_passage_is_the_beginning_of_a_longer_one() -> None:
    for seed in range(3):
        whole = tell(MILL, seed, length=120)
        for length in range(1, 120, 11):
            assert tell(MILL, seed, length=length) == whole[:length]


def test_whenever_it_is_left_off_the_state_is_that_of_the_text() -> None:
    voice = storyteller()
    voice.read(MILL)
    before = voice.state
    for length in range(0, 80, 7):
        voice.state = before
        writing = voice.write(AT_ONE, 4, SentenceStop(500))
        text = "".join(islice(writing, length))
        writing.close()
        reader = storyteller()
        reader.read(MILL + text)
        assert len(text) == length
        assert same(voice.state, reader.state)


def test_at_temperature_0_nothing_is_left_to_chance() -> None:
    coldest = Sampling(0)
    assert tell(MILL, 1, sampling=coldest) == tell(MILL, 2, sampling=coldest)


def test_a_page_in_a_script_without_capitals_goes_on_as_before(tmp_path: Path) -> None:
    style = make_style(tmp_path / "lin.style", "磨坊主数了七个水壶，没人唱。\n" * 9 + "#")
    texts = []
    for rules in (3, RULES):
        voice = style.voice()
        voice.read("磨坊主数了七个水壶。")
        texts.append("".join(voice.write(AT_ONE, 1, SentenceStop(200), False, rules)))
    assert texts[0] == texts[1]
