"""training/loop/pieces.py: shuffled pieces of a text, each begun at a line with a state of zero."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.support.examples import examples
from training.loop.pieces import PieceBatches

LINE_END = 0


def text(length: int, seed: int = 1) -> np.ndarray:
    """Distinct symbols but for a line's end now and then, so that a symbol shows its place."""
    ids = np.arange(1, length + 1, dtype=np.int32)
    ids[np.random.default_rng(seed).random(length) < 0.03] = LINE_END
    return ids


def test_windows_follow_one_another_within_a_piece_and_targets_are_one_ahead() -> None:
    ids = np.arange(1, 4001, dtype=np.int32)
    pieces = PieceBatches(ids, LINE_END, batch=3, window=7, seed=5)
    last = None
    for _ in range(200):
        inputs, targets, fresh = pieces.next()
        assert inputs.shape == targets.shape == (3, 7)
        np.testing.assert_array_equal(inputs[:, 1:], targets[:, :-1])
        np.testing.assert_array_equal(targets, inputs + 1)
        if last is not None:
            np.testing.assert_array_equal(inputs[~fresh, 0], last[~fresh] + 1)
        last = inputs[:, -1]


def test_the_first_windows_of_all_rows_begin_anew() -> None:
    batch = PieceBatches(text(5000), LINE_END, batch=4, window=8, seed=1).next()
    assert np.all(batch.is_fresh)


def test_a_piece_begins_after_a_line_end() -> None:
    ids = text(20_000)
    starts = set(np.flatnonzero(ids == LINE_END) + 1) | {0}
    pieces = PieceBatches(ids, LINE_END, batch=4, window=8, seed=1)
    seen = 0
    for _ in range(2000):
        inputs, _, fresh = pieces.next()
        for row in inputs[fresh]:
            position = int(row[row != LINE_END][0]) - 1 - int(np.argmax(row != LINE_END))
            assert position in starts
            seen += 1
    assert seen > 20


def test_the_pieces_of_a_short_text_are_pages_too() -> None:
    pieces = PieceBatches(text(18_000), LINE_END, batch=32, window=64, seed=1)
    begun = sum(int(np.sum(pieces.next().is_fresh)) for _ in range(300))
    assert begun < 300 * 32 * 64 / 1_500


def test_the_columns_of_a_piece_begin_with_it() -> None:
    def columns(ids: np.ndarray) -> np.ndarray:
        return np.stack([ids, np.arange(len(ids), dtype=np.int32)], axis=1)

    ids = text(9_000)
    pieces, alone = (
        PieceBatches(ids, LINE_END, 4, 8, 1, columns),
        PieceBatches(ids, LINE_END, 4, 8, 1),
    )
    place = np.zeros(4, np.int32)
    for _ in range(600):
        inputs, targets, fresh = pieces.next()
        np.testing.assert_array_equal(inputs[..., 0], alone.next()[0])
        place = np.where(fresh, 0, place + 8)
        np.testing.assert_array_equal(inputs[..., 1], place[:, None] + np.arange(8))
        np.testing.assert_array_equal(targets[..., 1], inputs[..., 1] + 1)


def test_an_epoch_reads_nearly_everything_once_and_the_next_in_another_order() -> None:
    ids = np.arange(1, 60_001, dtype=np.int32)
    pieces = PieceBatches(ids, LINE_END, batch=5, window=20, seed=2)
    epochs: list[list[int]] = [[], []]
    while True:
        inputs, _, _ = pieces.next()
        if pieces.epoch == 2:
            break
        epochs[pieces.epoch].extend(inputs.ravel().tolist())
    assert len(set(epochs[0])) > 0.94 * len(ids)
    assert len(epochs[0]) < 1.05 * len(set(epochs[0]))
    assert epochs[0][:500] != epochs[1][:500]


@pytest.mark.parametrize("batch", [5, 32])
def test_epochs_are_counted_by_the_symbols_read(batch: int) -> None:
    ids = text(20_000)
    pieces = PieceBatches(ids, LINE_END, batch, window=16, seed=2)
    assert pieces.epochs == 0
    read = sum(pieces.next()[0].size for _ in range(90))
    assert pieces.epochs == pytest.approx(read / 20_000)


@settings(max_examples=examples(25), deadline=None)
@given(
    length=st.integers(2, 3000),
    batch=st.integers(1, 9),
    window=st.integers(1, 50),
    taken=st.integers(0, 40),
)
def test_any_text_can_be_read_and_gone_on_with_from_any_place(
    length: int, batch: int, window: int, taken: int
) -> None:
    def columns(ids: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.stack([ids, np.cumsum(ids, dtype=np.int32)], axis=1)  # of all since it began

    ids = text(length)
    pieces = PieceBatches(ids, LINE_END, batch, window, 3, columns)
    for _ in range(taken):
        pieces.next()
    position = json.loads(json.dumps(pieces.position()))
    again = PieceBatches(ids, LINE_END, batch, window, 3, columns)
    again.restore(position)
    assert again.epochs == pieces.epochs
    for _ in range(10):
        for got, expected in zip(again.next(), pieces.next(), strict=True):
            np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("line_ends", [0, 1])
def test_a_text_of_one_line_is_cut_all_the_same(line_ends: int) -> None:
    ids = np.arange(1, 50_001, dtype=np.int32)
    ids[:line_ends] = LINE_END
    pieces = PieceBatches(ids, LINE_END, batch=2, window=16, seed=1)
    begun = {int(pieces.next()[0][0, 0]) for _ in range(300)}
    assert len(begun) > 250
