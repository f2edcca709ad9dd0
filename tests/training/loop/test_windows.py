"""training/loop/windows.py: a text as windows that are shuffled, or drawn anywhere."""

from typing import Any, Literal

import numpy as np
import pytest

from training.loop.windows import WindowBatches

BOTH: tuple[Literal["shuffled", "random"], ...] = ("shuffled", "random")


def counting(symbols: int) -> np.ndarray:
    return np.arange(symbols, dtype=np.int32)


def plain(windows: WindowBatches) -> tuple[Any, Any, Any]:
    inputs, targets, fresh = windows.next()
    return inputs.tolist(), targets.tolist(), fresh


def epoch(windows: WindowBatches) -> list[int]:
    """Where the windows of one epoch begin, in their order."""
    starts: list[int] = []
    now = windows.epoch
    while windows.epoch == now:
        starts += windows.next()[0][:, 0].tolist()
    return starts


def test_an_epoch_of_shuffled_windows_reads_each_of_them_once() -> None:
    windows = WindowBatches(counting(37), "shuffled", batch=3, window=4, seed=1)
    first, second = epoch(windows), epoch(windows)
    assert sorted(first) == sorted(second) == [0, 4, 8, 12, 16, 20, 24, 28, 32]
    assert first != second != sorted(second)


def test_windows_that_fill_no_batch_wait_for_another_epoch() -> None:
    windows = WindowBatches(counting(45), "shuffled", batch=4, window=4, seed=1)  # eleven
    epochs = [epoch(windows) for _ in range(20)]
    assert {len(set(starts)) for starts in epochs} == {8}
    assert {start for starts in epochs for start in starts} == set(range(0, 44, 4))


def test_random_windows_begin_anywhere() -> None:
    windows = WindowBatches(counting(41), "random", batch=5, window=4, seed=1)
    epochs = [epoch(windows) for _ in range(100)]
    assert {len(starts) for starts in epochs} == {10}
    assert {start for starts in epochs for start in starts} == set(range(37))


@pytest.mark.parametrize("order", BOTH)
def test_the_order_is_the_seeds(order: Literal["shuffled", "random"]) -> None:
    def starts(seed: int) -> list[int]:
        windows = WindowBatches(counting(400), order, batch=5, window=4, seed=seed)
        return epoch(windows) + epoch(windows)

    assert starts(1) == starts(1)
    assert starts(1) != starts(2)


@pytest.mark.parametrize("order", BOTH)
@pytest.mark.parametrize(
    ("symbols", "batch", "window"),
    [(2, 1, 1), (4, 1, 3), (17, 1, 16), (33, 2, 16), (129, 8, 16), (1000, 8, 16)],
)
def test_short_texts_have_fewer_and_shorter_windows(
    order: Literal["shuffled", "random"], symbols: int, batch: int, window: int
) -> None:
    windows = WindowBatches(counting(symbols), order, batch=8, window=16, seed=1)
    assert (windows.batch, windows.window) == (batch, window)
    for _ in range(5):
        inputs, targets, _ = windows.next()
        assert inputs.shape == targets.shape == (batch, window)
        np.testing.assert_array_equal(inputs + 1, targets)


def test_epochs_count_what_has_been_read_of_the_present_one() -> None:
    windows = WindowBatches(counting(33), "shuffled", batch=2, window=4, seed=1)
    seen = [windows.epochs]
    fresh = []
    for _ in range(5):
        fresh.append(windows.next()[2])
        seen.append(windows.epochs)
    assert seen == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]
    assert fresh == [True, False, False, False, True]


@pytest.mark.parametrize("order", BOTH)
def test_a_position_taken_up_gives_the_same_windows_also_in_later_epochs(
    order: Literal["shuffled", "random"],
) -> None:
    windows = WindowBatches(counting(60), order, batch=3, window=4, seed=1)
    for _ in range(6):
        windows.next()
    position = windows.position()
    expected = [plain(windows) for _ in range(14)]
    other = WindowBatches(counting(60), order, batch=3, window=4, seed=99)
    other.restore(position)
    assert [plain(other) for _ in range(14)] == expected
    assert other.epoch == windows.epoch > position["epoch"] + 1
