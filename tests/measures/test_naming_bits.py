"""measures/naming_bits.py, beside a network whose probabilities can be written down by hand."""

import math
from itertools import product
from string import ascii_lowercase

import numpy as np
import pytest

from measures.naming_bits import measure_bits
from measures.people import Page
from models.alphabet.characters import Alphabet
from models.bits import NAMING
from models.network import Floats, Ints
from models.people.cast import CAST_OFF, Cast, parse_cast
from models.voice import Voice
from tests.support.storyteller import LETTERS, storyteller

# 32 symbols: 4 capitals, 23 small letters and 5 others, which are U+FFFD, white space and marks
FEW = Alphabet(["\ufffd", *"\n .,ABKZ", *ascii_lowercase[:23]])
NOBODY = "it was late and"
CAPITALS, OTHERS, SYMBOLS = 4, 5, 32
SHARE = 0.5 * 1 / (1 + 1)  # in mid-sentence, after one mention's worth of people
CHANCE = 2.5 * SHARE * CAPITALS / SYMBOLS  # of a name, lifted as at the desk
# of each capital letter, and of each other symbol, if no name is written
CAPITAL = (1 - SHARE) / (SYMBOLS - SHARE * CAPITALS)
OTHER = 1 / (SYMBOLS - SHARE * CAPITALS)
# if two people are given
SHARE_OF_BOTH = 0.5 * 2 / (1 + 2)
BOTH = 2.5 * SHARE_OF_BOTH * CAPITALS / SYMBOLS
CAPITAL_OF_BOTH = (1 - SHARE_OF_BOTH) / (SYMBOLS - SHARE_OF_BOTH * CAPITALS)


class Even:
    """A network for which all symbols are equally likely."""

    def zero_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, 1), np.float32)

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        return np.zeros((len(ids), len(FEW)), np.float32), state

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        return np.zeros((len(ids) if all_logits else 1, len(FEW)), np.float32), state


def bits(text: str, cast: Cast, page: str = NOBODY) -> float:
    """The bits of a whole text after a page."""
    return measure_bits(Voice(FEW, Even()), [Page(page, text)], cast) * len(text)


@pytest.mark.parametrize(
    ("text", "people", "probability"),
    [
        (" ba", "Kat", (1 - CHANCE) * OTHER / SYMBOLS),
        (" Zat", "Kat", (1 - CHANCE) * CAPITAL / SYMBOLS**2),
        (" Kat", "Kat", CHANCE + (1 - CHANCE) * CAPITAL / SYMBOLS**2),
        # as a whole, and then no letter; or letter by letter, and then anything
        (" Kat,", "Kat", CHANCE / OTHERS + (1 - CHANCE) * CAPITAL / SYMBOLS**3),
        (" Kats", "Kat", (1 - CHANCE) * CAPITAL / SYMBOLS**3),
        (" Kat", "Kat, Ab", BOTH / 2 + (1 - BOTH) * CAPITAL_OF_BOTH / SYMBOLS**2),
        # the alphabet has no y: where that name would be written, the author goes on instead
        (" Kat", "Kat, Ay", BOTH / 2 + (1 - BOTH / 2) * CAPITAL_OF_BOTH / SYMBOLS**2),
    ],
)
def test_a_name_costs_the_sum_of_both_ways_of_writing_it(
    text: str, people: str, probability: float
) -> None:
    cost = math.log2(SYMBOLS) - math.log2(probability)  # the space is as likely as any
    assert bits(text, parse_cast(people)) == pytest.approx(cost)


def test_without_the_cast_it_is_the_networks_cost() -> None:
    for text in (" Kat", " Kat, and ba. Ab"):
        assert bits(text, CAST_OFF) == pytest.approx(5 * len(text))
    # a character that the alphabet lacks is told among all others
    assert bits(" ba磨", CAST_OFF) == pytest.approx(5 * 4 + NAMING)
    assert bits(" ba磨", Cast()) == pytest.approx(5 * 4 + NAMING)
    page = Page("The rain had come in. Edwin saw the dog.", " It was late, and Edwin laughed.")
    voice = storyteller()
    voice.read(page.text)
    total = 0.0
    for character in page.continuation:
        logits = voice.state.logits[0].astype(np.float64)
        symbol = int(LETTERS.encode(character).ids[0])
        total -= logits[symbol] - math.log(np.exp(logits).sum())
        voice.read(character)
    alone = measure_bits(storyteller(), [page], CAST_OFF)
    assert alone == pytest.approx(total / math.log(2) / len(page.continuation))


class Uneven(Even):
    """A network for which some of six symbols are always likelier than others."""

    def step(self, ids: Ints, state: Floats) -> tuple[Floats, Floats]:
        return np.tile(LOGITS, (len(ids), 1)), state

    def read(self, ids: Ints, state: Floats, all_logits: bool = False) -> tuple[Floats, Floats]:
        return np.tile(LOGITS, (len(ids) if all_logits else 1, 1)), state


SIX = Alphabet(["\ufffd", *" abAB"])
LOGITS: Floats = np.array([-1, 0.5, 1, 0.2, -0.3, 0.4], np.float32)


def test_the_probabilities_of_all_continuations_add_up_to_one() -> None:
    cast, total = parse_cast("A, B (he)"), 0.0
    for symbols in product(range(len(SIX)), repeat=3):
        page = Page("ab a ", SIX.decode(symbols))
        total += 2 ** -(3 * measure_bits(Voice(SIX, Uneven()), [page], cast))
    assert total == pytest.approx(1)


def test_it_is_the_mean_over_all_characters_of_all_pages() -> None:
    voice, cast = Voice(FEW, Even()), parse_cast("Kat")
    pages = [Page(NOBODY, " Kat, and a ba"), Page(NOBODY, " ab")]
    single = [measure_bits(voice, [page], cast) for page in pages]
    assert measure_bits(voice, pages, cast) == pytest.approx((14 * single[0] + 3 * single[1]) / 17)
    assert measure_bits(voice, [], cast) == 0


def test_the_people_of_the_page_make_their_names_cheaper_and_others_dearer() -> None:
    page = "Edwin stood at the gate, and Edwin saw the dog. “Who is there?”"
    same, stranger = Page(page, " said Edwin"), Page(page, " said Susan")
    voice = storyteller()
    assert measure_bits(voice, [same], Cast()) < 0.8 * measure_bits(voice, [same], CAST_OFF)
    assert measure_bits(voice, [stranger], Cast()) > measure_bits(voice, [stranger], CAST_OFF)


def test_in_a_scene_of_a_play_nothing_is_offered() -> None:
    page = "EDWIN:\nWho is there?\n\nSUSAN:\nIt is only the old man.\n\nEDWIN:\nIt was"
    scene = Page(page, " late, Susan, and Edwin laughed.")
    assert measure_bits(storyteller(), [scene], Cast()) == measure_bits(
        storyteller(), [scene], CAST_OFF
    )
