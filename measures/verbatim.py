"""Verbatim copying: what an author wrote that is also in its training text, word for word.

A span is a stretch of characters that a piece of the author's writing and the training text share,
and that cannot be made longer at either end. All texts in a language share short spans, so the
measured share counts only spans of 40 characters or more. Spans are built from runs of 20
characters, which are found by a 64-bit polynomial hash. The training text is hashed in parts and
never indexed, so memory does not grow with its length. A pattern that repeats every one to four
characters, such as a ruled line, dot leaders or a margin, is nobody's words, and is cut to four
repeats.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHORTEST = 40  # characters of the shortest span that counts
_RUN = 20  # characters of a run; shorter spans are not noticed at all

_Hashes = NDArray[np.uint64]
_Places = NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that no digit is lost modulo 2**64
_PERIODS = (1, 2, 3, 4)  # characters after which a ruled line repeats
_RUNS_AT_ONCE = 2**14  # runs, or a few more, whose places are paired in one go
_AT_ONCE = 2**20  # characters of the training text hashed in one go
_FILTER = np.uint64(2**22 - 1)
_SEPARATOR = "\0"  # between pieces; a cleaned text has none


@dataclass(frozen=True)
class Verbatim:
    """How much of an author's writing is copied verbatim from the texts it was trained on.

    An author is a trained language model. A span is a sequence of characters that occurs both in
    the author's writing and in a training text.

    Attributes:
        share: the fraction of written characters that are in spans of 40 or more characters, from 0
            to 1.
        longest: the length of the longest span, in characters; 0 if that is less than 20.
    """

    share: float
    longest: int


def find_verbatim(pieces: Sequence[str], training: Iterable[str]) -> Verbatim:
    """Measure how much of an author's writing occurs verbatim in the texts it was trained on.

    Args:
        pieces: texts written by the author (a trained language model). A copied sequence of
            characters is never considered to extend from one text to the next.
        training: the texts that the author was trained on, which are compared one by one.

    Returns:
        The fraction of written characters that are in copied sequences of 40 or more characters,
        and the length of the longest copied sequence (0 if it is shorter than 20 characters).
    """
    codes = [_shorten_ruled_lines(_code_points(piece)) for piece in pieces]
    separator = _code_points(_SEPARATOR)
    whole = np.concatenate([part for code in codes for part in (code, separator)] or [separator])
    hashes = _hashes(whole)
    order = np.argsort(hashes, kind="stable")
    ascending = hashes[order]
    edges = np.zeros(len(whole) + 1, np.int64)  # +1 where a span begins, -1 past its end
    longest = 0
    for text in training:
        at, ranks = _find_runs(ascending, _shorten_ruled_lines(_code_points(text)))
        for part in _split_runs(at):
            begins, lengths = _find_spans(at[part], ranks[part], ascending, order)
            longest = max(longest, int(lengths.max(initial=0)))
            long = lengths >= SHORTEST
            np.add.at(edges, begins[long], 1)
            np.add.at(edges, (begins + lengths)[long], -1)
    inside = int(np.count_nonzero(np.cumsum(edges)))
    return Verbatim(inside / max(1, sum(map(len, codes))), longest)


def _shorten_ruled_lines(text: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Cut each pattern of one to four characters that repeats to its first four repeats."""
    for period in _PERIODS:
        again = text[period:] == text[:-period]  # [n - period]
        count = 3 * period + 1  # in a row; the last of them is the first to go
        if len(again) < count:
            continue
        ruled = again[count - 1 :].copy()
        for back in range(1, count):
            ruled &= again[count - 1 - back : len(again) - back]
        keep = np.ones(len(text), np.bool_)
        keep[period + count - 1 :] = ~ruled
        text = text[keep]
    return text


def _split_runs(at: _Places) -> Iterator[slice]:
    """Split runs into parts small enough to be paired at once, without cutting any span."""
    cuts = np.flatnonzero(np.diff(at) != 1) + 1
    begin = 0
    while begin < len(at):
        later = cuts[cuts.searchsorted(begin + _RUNS_AT_ONCE) :]
        end = int(later[0]) if len(later) else len(at)
        yield slice(begin, end)
        begin = end


def _find_runs(ascending: _Hashes, text: NDArray[np.uint32]) -> tuple[_Places, _Places]:
    """Return the positions in a text of runs that the pieces have, and each run's first rank.

    A rank is an index into `ascending`, the sorted hashes of the pieces' runs.
    """
    at, ranks = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    if len(ascending):
        maybe = np.zeros(int(_FILTER) + 1, np.bool_)
        maybe[ascending & _FILTER] = True  # one look rules out most runs
        for begin, hashes in _hash_in_pieces(text):
            likely = np.flatnonzero(maybe[hashes & _FILTER])
            places = np.minimum(ascending.searchsorted(hashes[likely]), len(ascending) - 1)
            same = ascending[places] == hashes[likely]
            at.append(begin + likely[same])
            ranks.append(places[same])
    return np.concatenate(at), np.concatenate(ranks)


def _hash_in_pieces(text: NDArray[np.uint32]) -> Iterator[tuple[int, _Hashes]]:
    for begin in range(0, len(text), _AT_ONCE):
        yield begin, _hashes(text[begin : begin + _AT_ONCE + _RUN - 1])


def _find_spans(
    at: _Places, ranks: _Places, ascending: _Hashes, order: _Places
) -> tuple[_Places, _Places]:
    """Return the positions in the pieces at which spans begin, and the spans' lengths.

    Runs that follow one another both in the pieces and in the text make one span.
    """
    times = ascending.searchsorted(ascending[ranks], "right") - ranks  # [m] in the pieces
    steps = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    places = order[np.repeat(ranks, times) + steps]
    offsets = np.repeat(at, times) - places  # equal for all runs of one span
    sort = np.lexsort((places, offsets))
    places, offsets = places[sort], offsets[sort]
    first = np.ones(len(places), np.bool_)
    first[1:] = (np.diff(offsets) != 0) | (np.diff(places) != 1)
    begins = np.flatnonzero(first)
    return places[begins], np.diff(np.append(begins, len(places))) + _RUN - 1


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _hashes(text: NDArray[np.uint32]) -> _Hashes:
    """Return the hash of the run of _RUN characters at each position, [n] -> [n - _RUN + 1].

    Hashes of 1, 2, 4 ... characters are combined: hash(ab) = hash(a) base^|b| + hash(b).
    """
    count = len(text) - _RUN + 1
    if count < 1:
        return np.zeros(0, np.uint64)
    run, size = text.astype(np.uint64) + np.uint64(1), 1
    whole, length = np.zeros(count, np.uint64), 0
    while size <= _RUN:
        if _RUN & size:
            whole = whole * _power(size) + run[length : length + count]
            length += size
        run = run[:-size] * _power(size) + run[size:]
        size *= 2
    return whole


def _power(exponent: int) -> np.uint64:
    return np.uint64(pow(_BASE, exponent, 2**64))
