"""The sampler: which symbols can be drawn, and that a seed says which are."""

from collections import Counter

import numpy as np
import pytest

from common.errors import UsageError
from common.settings import Sampling
from models.writing.sampler import Sampler

# The likeliest is the replacement, which is never drawn; the other four have 0.5, 0.25, 0.15, 0.1.
LOGITS = np.log(np.array([9.0, 0.15, 0.5, 0.1, 0.25])).astype(np.float32)
ALL = {1, 2, 3, 4}


def draws(
    sampling: Sampling, logits: np.ndarray = LOGITS, n: int = 400, seed: int = 3
) -> Counter[int]:
    sampler = Sampler(sampling, seed)
    return Counter(sampler.pick(logits) for _ in range(n))


def drawn(**settings: float) -> set[int]:
    return set(draws(Sampling(**{"temperature": 1.0, "min_p": 0.0, **settings})))  # type: ignore[arg-type]


def test_every_symbol_but_the_replacement_can_be_drawn() -> None:
    assert drawn() == ALL


@pytest.mark.parametrize("temperature", [0, 0.01, 0.7, 1, 5])
def test_the_replacement_is_never_drawn(temperature: float) -> None:
    logits = np.array([60, 0, 0, 1, 0], np.float32)
    assert 0 not in draws(Sampling(temperature), logits)


def test_frequencies_follow_the_probabilities() -> None:
    counts = draws(Sampling(1.0), n=20_000)
    shares = [counts[symbol] / 20_000 for symbol in (2, 4, 1, 3)]
    assert shares == pytest.approx([0.5, 0.25, 0.15, 0.1], abs=0.01)


def test_temperature_divides_the_logits() -> None:
    counts = draws(Sampling(0.5), n=20_000)  # probabilities squared, over their sum of 0.345
    shares = [counts[symbol] / 20_000 for symbol in (2, 4, 1, 3)]
    assert shares == pytest.approx([0.7246, 0.1812, 0.0652, 0.0290], abs=0.01)


def test_at_temperature_0_the_likeliest_is_taken_whatever_the_seed() -> None:
    for seed in range(20):
        assert draws(Sampling(0), n=5, seed=seed) == {2: 5}


def test_of_equals_temperature_0_takes_the_first() -> None:
    assert draws(Sampling(0), np.array([9, 1, 7, 7], np.float32), n=3) == {2: 3}


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    def sequence(seed: int) -> list[int]:
        sampler = Sampler(Sampling(1.0), seed)
        return [sampler.pick(LOGITS) for _ in range(60)]

    assert sequence(11) == sequence(11)
    assert sequence(11) != sequence(12)


@pytest.mark.parametrize(
    ("k", "expected"), [(1, {2}), (2, {2, 4}), (3, {1, 2, 4}), (4, ALL), (99, ALL), (0, ALL)]
)
def test_top_k_keeps_the_k_likeliest(k: int, expected: set[int]) -> None:
    assert drawn(top_k=k) == expected


def test_top_k_keeps_no_more_than_k_of_equals() -> None:
    assert set(draws(Sampling(1.0, top_k=2), np.zeros(6, np.float32))) == {1, 2}


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (1e-9, {2}),
        (0.49, {2}),
        (0.51, {2, 4}),
        (0.74, {2, 4}),
        (0.76, {1, 2, 4}),
        (0.91, ALL),
        (1.0, ALL),
    ],
)
def test_top_p_keeps_the_smallest_set_that_reaches_p(p: float, expected: set[int]) -> None:
    assert drawn(top_p=p) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.99, {2}), (0.51, {2}), (0.49, {2, 4}), (0.29, {1, 2, 4}), (0.19, ALL), (0.0, ALL)],
)
def test_min_p_keeps_what_has_that_share_of_the_likeliest(share: float, expected: set[int]) -> None:
    assert drawn(min_p=share) == expected


def test_top_p_is_of_what_top_k_left() -> None:
    # of 0.5 and 0.25, the first has two thirds: it reaches 0.6 alone, which it would not of all
    assert drawn(top_k=2, top_p=0.6) == {2}
    assert drawn(top_p=0.6) == {2, 4}


def test_filters_see_the_temperature_asked_for() -> None:
    assert drawn(temperature=0.5, min_p=0.26) == {2}  # 0.25 is to 0.5 as 1 to 4, when squared
    assert drawn(temperature=0.5, min_p=0.24) == {2, 4}


@pytest.mark.parametrize("temperature", [5e-324, 1e-300, 1e-9])
def test_next_to_no_temperature_is_greedy(temperature: float) -> None:
    assert draws(Sampling(temperature)) == {2: 400}


@pytest.mark.parametrize("temperature", [5e-324, 0.7, 5.0])
def test_enormous_logits_do_no_harm(temperature: float) -> None:
    logits = np.array([0, -3e38, 3e38, -np.inf, 3e38], np.float32)
    assert set(draws(Sampling(temperature), logits)) == {2, 4}


def test_all_filters_at_their_sharpest_leave_one() -> None:
    assert drawn(top_k=1, top_p=1e-12, min_p=0.999999) == {2}


@pytest.mark.parametrize("logit", [np.nan, -np.inf])
@pytest.mark.parametrize("temperature", [0, 0.7])
def test_where_no_symbol_has_a_chance_none_is_drawn(logit: float, temperature: float) -> None:
    with pytest.raises(ValueError, match="no symbol has a chance"):
        draws(Sampling(temperature), np.array([0, logit, logit], np.float32), n=1)


def test_the_logits_are_left_as_they_were() -> None:
    logits = LOGITS.copy()
    draws(Sampling(0.3, 2, 0.5, 0.1), logits, n=3)
    assert np.array_equal(logits, LOGITS)


def test_an_alphabet_of_one_character_is_written_with() -> None:
    assert draws(Sampling(1.0, 5, 0.5, 0.5), np.array([3, -4], np.float32), n=9) == {1: 9}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"temperature": -0.1}, "temperature cannot be -0.1"),
        ({"temperature": 5.01}, "temperature cannot be 5.01"),
        ({"temperature": float("nan")}, "temperature cannot be nan"),
        ({"temperature": float("inf")}, "temperature cannot be inf"),
        ({"top_k": -1}, "top-k cannot be -1"),
        ({"top_p": 0.0}, "top-p cannot be 0"),
        ({"top_p": 1.01}, "top-p cannot be 1.01"),
        ({"min_p": 1.0}, "min-p cannot be 1"),
        ({"min_p": -0.5}, "min-p cannot be -0.5"),
        ({"guard": -0.1}, "guard cannot be -0.1"),
        ({"guard": 101.0}, "guard cannot be 101"),
    ],
)
def test_settings_out_of_range_are_refused_by_name(
    settings: dict[str, float], sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        Sampling(**settings)  # type: ignore[arg-type]
    assert caught.value.todo.startswith("Use a number ")


@pytest.mark.parametrize("temperature", [0.0, 0.7, 5.0])
def test_only_the_first_symbol_is_chosen_among_some(temperature: float) -> None:
    logits = np.array([0, 9, 1, 2], np.float32)
    among = np.array([True, False, True, False])
    sampler = Sampler(Sampling(temperature), 1, among)
    assert sampler.pick(logits) == 2
    later = {sampler.pick(logits) for _ in range(200)}
    assert 1 in later
