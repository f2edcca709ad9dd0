"""measures/peers/kneser_ney.py, beside the same model written down with dictionaries."""

from collections import Counter, defaultdict

import numpy as np
import pytest

from measures.peers.kneser_ney import KneserNey
from models.alphabet.characters import Alphabet
from models.network import Ints
from tests.support.samples import invented

Gram = tuple[int, ...]


class Naive:
    """Interpolated modified Kneser-Ney, one n-gram after the other."""

    def __init__(self, texts: list[Ints], symbols: int, start: int, order: int) -> None:
        self.symbols, self.start, self.order = symbols, start, order
        counts: Counter[Gram] = Counter()
        for ids in texts:
            padded = [start] * (order - 1) + ids.tolist()
            counts.update(tuple(padded[i : i + order]) for i in range(len(ids)))
        self.counts: dict[int, Counter[Gram]] = {order: counts}
        for length in range(order - 1, 0, -1):
            self.counts[length] = Counter(gram[1:] for gram in self.counts[length + 1])
        self.discounts = {length: self.discount(length) for length in self.counts}
        self.after: dict[Gram, list[int]] = defaultdict(list)
        for counted in self.counts.values():
            for gram, count in counted.items():
                self.after[gram[:-1]].append(count)

    def discount(self, length: int) -> list[float]:
        n = Counter(self.counts[length].values())
        if min(n[1], n[2], n[3]) == 0:
            return [0, 0.5, 1, 1.5]
        y = n[1] / (n[1] + 2 * n[2])
        found = [0.0] + [k - (k + 1) * y * n[k + 1] / n[k] for k in (1, 2, 3)]
        return found if all(0 <= found[k] <= k for k in range(4)) else [0, 0.5, 1, 1.5]

    def probability(self, gram: Gram) -> float:
        if not gram:
            return 1 / self.symbols
        lower = self.probability(gram[1:])
        followers = self.after.get(gram[:-1])
        if not followers:
            return lower
        discounts = self.discounts[len(gram)]
        count = self.counts[len(gram)][gram]
        left = sum(discounts[min(follower, 3)] for follower in followers)
        return (count - discounts[min(count, 3)] + left * lower) / sum(followers)

    def bits(self, ids: Ints) -> list[float]:
        padded = [self.start] * (self.order - 1) + ids.tolist()
        grams = (tuple(padded[i : i + self.order]) for i in range(len(ids)))
        return [-float(np.log2(self.probability(gram))) for gram in grams]


def random_text(symbols: int, length: int, seed: int) -> Ints:
    """Symbols of which the lower are likelier, so that counts of all sizes come."""
    weights = 1 / np.arange(1, symbols + 1)
    random = np.random.default_rng(seed)
    return random.choice(symbols, length, p=weights / weights.sum()).astype(np.int32)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize(("symbols", "length"), [(3, 9), (6, 200), (20, 700)])
def test_it_is_the_model_of_the_paper(order: int, symbols: int, length: int) -> None:
    texts = [random_text(symbols, length, 1), random_text(symbols, length // 2, 2)]
    unseen = random_text(symbols, 150, 3)
    model, naive = KneserNey(texts, symbols, 1, order), Naive(texts, symbols, 1, order)
    np.testing.assert_allclose(model.bits(unseen), naive.bits(unseen), rtol=1e-9)
    np.testing.assert_allclose(model.bits(texts[0]), naive.bits(texts[0]), rtol=1e-9)


def test_it_is_so_on_written_text_with_discounts_estimated_from_it() -> None:
    text, unseen = invented(2_000), invented(300, seed=5) + "zebras, quite unheard of"
    alphabet = Alphabet.from_text(text + unseen, rare=1)
    ids = alphabet.encode(text).ids
    naive = Naive([ids], len(alphabet), alphabet.start, 5)
    assert naive.discounts[3] != [0, 0.5, 1, 1.5]
    model = KneserNey([ids], len(alphabet), alphabet.start)
    other = alphabet.encode(unseen).ids
    np.testing.assert_allclose(model.bits(other), naive.bits(other), rtol=1e-9)


@pytest.mark.parametrize("context", [[], [0], [2, 1], [4, 4, 4, 4], [0, 1, 2, 3, 0, 1]])
def test_the_probabilities_of_what_comes_next_sum_to_one(context: list[int]) -> None:
    symbols = 7  # of which the text has five
    model = KneserNey([random_text(5, 400, 1)], symbols, 0)
    nexts = [model.bits(np.array([*context, s], np.int32))[-1] for s in range(symbols)]
    assert np.isfinite(nexts).all()
    assert sum(2.0**-bits for bits in nexts) == pytest.approx(1)


def test_an_alphabet_of_many_thousands_has_shorter_n_grams_and_still_sums_to_one() -> None:
    symbols = 50_000
    ids = random_text(symbols, 3_000, 1)
    model = KneserNey([ids], symbols, 0)
    read = ids[:50]
    nexts = [model.bits(np.append(read, s).astype(np.int32))[-1] for s in range(0, symbols, 2_500)]
    assert np.isfinite(nexts).all()
    assert model.bits(ids).mean() < np.log2(symbols) / 2


def test_an_empty_text_costs_nothing_and_teaches_nothing() -> None:
    ids, none = random_text(5, 300, 1), np.zeros(0, np.int32)
    model = KneserNey([ids], 5, 0)
    assert len(model.bits(none)) == 0
    both = KneserNey([none, ids, none], 5, 0)
    np.testing.assert_array_equal(both.bits(ids), model.bits(ids))
