"""training/loop/streams.py: a text as parallel streams of windows."""

from typing import Any

import numpy as np
import pytest

from training.loop.batches import Batch
from training.loop.streams import StreamBatches


def counting(symbols: int) -> np.ndarray:
    return np.arange(symbols, dtype=np.int32)


def rewind(streams: StreamBatches) -> StreamBatches:
    streams.restore({**streams.position(), "offset": 0, "position": 0})
    return streams


def plain(window: Batch) -> tuple[Any, Any, Any]:
    return window.inputs.tolist(), window.targets.tolist(), window.is_fresh


def test_windows_follow_one_another_in_every_stream() -> None:
    streams = rewind(StreamBatches(counting(15), batch=2, window=3, seed=1))
    assert plain(streams.next()) == ([[0, 1, 2], [7, 8, 9]], [[1, 2, 3], [8, 9, 10]], True)
    assert plain(streams.next()) == ([[3, 4, 5], [10, 11, 12]], [[4, 5, 6], [11, 12, 13]], False)


def test_what_is_read_at_a_place_stays_together() -> None:
    both = np.stack([counting(15), counting(15) + 100], axis=1)
    streams, alone = (StreamBatches(read, 2, 3, seed=1) for read in (both, counting(15)))
    for _ in range(9):
        inputs, targets, _ = streams.next()
        assert inputs.shape == targets.shape == (2, 3, 2)
        np.testing.assert_array_equal(inputs[..., 0], alone.next()[0])
        for read in (inputs, targets):
            np.testing.assert_array_equal(read[..., 1], read[..., 0] + 100)


def test_an_epoch_ends_where_no_whole_window_is_left() -> None:
    streams = rewind(StreamBatches(counting(15), batch=2, window=3, seed=1))
    assert streams.epoch == 0
    streams.next()
    assert streams.epoch == 0
    streams.next()
    assert streams.epoch == 1
    assert streams.next()[2] is True  # the state begins anew
    assert streams.next()[2] is False


def test_epochs_count_what_has_been_read_of_the_present_one() -> None:
    streams = StreamBatches(counting(25), batch=2, window=3, seed=1)  # two rows of four windows
    seen = [streams.epochs]
    for _ in range(5):
        streams.next()
        seen.append(streams.epochs)
    assert seen == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]


def test_an_epoch_that_begins_elsewhere_goes_on_round_the_end() -> None:
    streams = StreamBatches(counting(9), batch=2, window=4, seed=1)
    streams.restore({**streams.position(), "offset": 7, "position": 0})
    assert plain(streams.next()) == (
        [[7, 8, 0, 1], [2, 3, 4, 5]],
        [[8, 0, 1, 2], [3, 4, 5, 6]],
        True,
    )


def test_epochs_begin_at_places_drawn_by_the_seed() -> None:
    def beginnings(seed: int) -> list[int]:
        streams = StreamBatches(counting(1000), batch=1, window=999, seed=seed)
        return [int(streams.next()[0][0, 0]) for _ in range(4)]

    assert len(set(beginnings(1))) == 4
    assert beginnings(1) == beginnings(1)
    assert beginnings(1) != beginnings(2)


@pytest.mark.parametrize(
    ("symbols", "batch", "window"),
    [(2, 1, 1), (4, 1, 3), (17, 1, 16), (32, 1, 16), (33, 2, 16), (129, 8, 16), (10_000, 8, 16)],
)
def test_short_texts_have_fewer_streams_and_shorter_windows(
    symbols: int, batch: int, window: int
) -> None:
    streams = StreamBatches(counting(symbols), batch=8, window=16, seed=1)
    assert (streams.batch, streams.window) == (batch, window)
    for _ in range(5):
        inputs, targets, _ = streams.next()
        assert inputs.shape == targets.shape == (batch, window)
        np.testing.assert_array_equal((inputs + 1) % symbols, targets)


def test_a_position_taken_up_gives_the_same_windows_also_in_later_epochs() -> None:
    streams = StreamBatches(counting(40), batch=3, window=4, seed=1)
    for _ in range(5):
        streams.next()
    position = streams.position()
    expected = [plain(streams.next()) for _ in range(12)]
    other = StreamBatches(counting(40), batch=3, window=4, seed=99)
    other.restore(position)
    assert [plain(other.next()) for _ in range(12)] == expected
    assert other.epoch == streams.epoch > position["epoch"] + 1
