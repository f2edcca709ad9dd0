"""The exported step: pure, the same for a row of any batch, and the same read in one go."""

from pathlib import Path

import numpy as np
import pytest

from models.network import Network
from models.style import read_style
from tests.support.samples import make_style
from training.recipe import Recipe

STEPS = 200
RECIPES = {
    "lstm": Recipe(cell="lstm", units=(13,), embedding=4),
    "gru": Recipe(cell="gru", units=(17,), embedding=0),
    "deep": Recipe(cell="lstm", units=(9, 6), embedding=5),
}
STATE_SIZES = {"lstm": 26, "gru": 17, "deep": 30}


@pytest.fixture(scope="module", params=RECIPES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def flatbuffer(kind: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("network") / f"{kind}.style"
    return make_style(path, "abcdefg\n" * 9 + "#", seed=7, recipe=RECIPES[kind]).step


@pytest.fixture
def network(flatbuffer: bytes) -> Network:
    return Network(flatbuffer)


@pytest.fixture
def ids() -> np.ndarray:
    """Symbols for three rows, [STEPS, 3]."""
    return np.random.default_rng(5).integers(0, 9, (STEPS, 3)).astype(np.int32)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return (
        one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    )


def test_sizes_are_those_of_the_step(network: Network, kind: str) -> None:
    assert (network.symbols, network.state_size) == (9, STATE_SIZES[kind])
    assert same(network.zero_state(4), np.zeros((4, STATE_SIZES[kind]), np.float32))
    logits, state = network.step(np.array([1, 2], np.int32), network.zero_state(2))
    assert (logits.shape, state.shape) == ((2, 9), (2, STATE_SIZES[kind]))


def test_every_row_of_a_batch_equals_batch_1_bit_for_bit(network: Network, ids: np.ndarray) -> None:
    together = network.zero_state(3)
    alone = [network.zero_state() for _ in range(3)]
    for now in ids:
        logits, together = network.step(now, together)
        for row in range(3):
            own, alone[row] = network.step(now[row : row + 1], alone[row])
            assert same(own, logits[row : row + 1])
            assert same(alone[row], together[row : row + 1])


def test_reading_equals_stepping_bit_for_bit(network: Network, ids: np.ndarray) -> None:
    state, each = network.zero_state(), []
    for symbol in ids[:, 0]:
        logits, state = network.step(np.array([symbol], np.int32), state)
        each.append(logits)
    last, end = network.read(ids[:, 0], network.zero_state())
    every, end_too = network.read(ids[:, 0], network.zero_state(), all_logits=True)
    assert same(last, logits)
    assert same(every, np.concatenate(each))
    assert same(end, state)
    assert same(end_too, state)


def test_reading_in_two_pieces_equals_reading_in_one(network: Network, ids: np.ndarray) -> None:
    whole = network.read(ids[:, 1], network.zero_state())
    _, half = network.read(ids[:77, 1], network.zero_state())
    rest = network.read(ids[77:, 1], half)
    assert same(rest[0], whole[0])
    assert same(rest[1], whole[1])


def test_a_step_is_pure(network: Network, ids: np.ndarray) -> None:
    _, state = network.read(ids[:, 2], network.zero_state())
    kept_state, kept_ids = state.copy(), ids[0, :1].copy()
    first = network.step(ids[0, :1], state)
    kept_first = [part.copy() for part in first]
    network.step(ids[1, :1], first[1])
    network.step(ids[2], network.zero_state(3))
    again = network.step(ids[0, :1], state)
    assert same(state, kept_state)
    assert same(ids[0, :1], kept_ids)
    for one, two, kept in zip(first, again, kept_first, strict=True):
        assert same(one, kept)
        assert same(two, kept)


def test_what_was_read_matters(network: Network) -> None:
    _, one = network.read(np.array([1, 2, 3], np.int32), network.zero_state())
    _, other = network.read(np.array([1, 2, 4], np.int32), network.zero_state())
    assert not same(one, other)


def test_rows_shared_by_threads_give_the_same(network: Network, ids: np.ndarray) -> None:
    alone = network.read(ids[:, 0], network.zero_state())
    together = network.zero_state(8)  # as many as are shared where there are two processors
    for symbol in ids[:, 0]:
        logits, together = network.step(np.repeat(symbol, 8), together)
    for row in range(8):
        assert same(logits[row : row + 1], alone[0])
        assert same(together[row : row + 1], alone[1])


def test_nothing_cannot_be_read(network: Network) -> None:
    with pytest.raises(ValueError, match="nothing to read"):
        network.read(np.array([], np.int32), network.zero_state())


@pytest.mark.parametrize("garbage", [b"", b"TFL3", b"\0" * 4_000, b"no flatbuffer at all" * 50])
def test_what_is_no_step_is_refused_in_silence(
    garbage: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="not a step that LiteRT can run"):
        Network(garbage)
    assert capfd.readouterr() == ("", "")


def test_loading_says_nothing(styles_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Network(read_style(styles_folder / "ann.style").step)
    assert capfd.readouterr() == ("", "")
