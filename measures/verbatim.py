"""What was written word for word as it stands in the training text.

A span is as long a run of characters of a piece as stands somewhere in the training text just so.
Short ones are what a language is made of: the share counts spans of 40 characters or more. They are
grown from runs of 20, which are found by a 64-bit polynomial hash; the training text is hashed in
passing and never indexed, so that memory does not grow with it. What repeats itself every one to
four characters, such as a ruled line, dot leaders or a margin, is nobody's words: four times of it
stand for all. This module knows characters only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHORTEST = 40  # characters of a span that counts
_RUN = 20  # characters that are looked for; shorter spans are not seen at all

_Hashes = NDArray[np.uint64]
_Places = NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that no digit is lost modulo 2**64
_PERIODS = (1, 2, 3, 4)  # characters after which a ruled line repeats itself
_TOGETHER = 2**14  # runs, or some more, whose places are paired at once
_AT_ONCE = 2**20  # characters of the training text hashed in one go
_FILTER = np.uint64(2**22 - 1)
_APART = "\0"  # between pieces; a cleaned text has none


@dataclass(frozen=True)
class Verbatim:
    """How much of some pieces stands in a training text.

    Attributes:
        share: of their characters that lie in spans of SHORTEST characters or more.
        longest: characters of the longest span; 0 when it has fewer than 20.
    """

    share: float
    longest: int


def verbatim(pieces: Sequence[str], training: Iterable[str]) -> Verbatim:
    """What of the pieces, each by itself, stands in one of the training texts."""
    codes = [_unruled(_code_points(piece)) for piece in pieces]
    apart = _code_points(_APART)
    joined = np.concatenate([part for code in codes for part in (code, apart)] or [apart])
    wanted = _hashes(joined)
    order = np.argsort(wanted, kind="stable")
    ascending = wanted[order]
    edges = np.zeros(len(joined) + 1, np.int64)  # +1 where a span begins, -1 past its end
    longest = 0
    for text in training:
        at, found = _occurrences(ascending, _unruled(_code_points(text)))
        for part in _parts(at):
            begins, lengths = _spans(at[part], found[part], ascending, order)
            longest = max(longest, int(lengths.max(initial=0)))
            long = lengths >= SHORTEST
            np.add.at(edges, begins[long], 1)
            np.add.at(edges, (begins + lengths)[long], -1)
    inside = int(np.count_nonzero(np.cumsum(edges)))
    return Verbatim(inside / max(1, sum(map(len, codes))), longest)


def _unruled(text: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Without what goes on repeating the one to four characters before it, past four times."""
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


def _parts(at: _Places) -> Iterator[slice]:
    """Runs in parts, so that no more than some are paired at a time; no span goes through a cut."""
    cuts = np.flatnonzero(np.diff(at) != 1) + 1
    begin = 0
    while begin < len(at):
        later = cuts[cuts.searchsorted(begin + _TOGETHER) :]
        end = int(later[0]) if len(later) else len(at)
        yield slice(begin, end)
        begin = end


def _occurrences(ascending: _Hashes, text: NDArray[np.uint32]) -> tuple[_Places, _Places]:
    """Where in a text a wanted run begins, and where in `ascending` its hash first stands."""
    at, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    if len(ascending):
        maybe = np.zeros(int(_FILTER) + 1, np.bool_)
        maybe[ascending & _FILTER] = True  # most runs are turned away by one look
        for begin, hashes in _in_pieces(text):
            likely = np.flatnonzero(maybe[hashes & _FILTER])
            places = np.minimum(ascending.searchsorted(hashes[likely]), len(ascending) - 1)
            same = ascending[places] == hashes[likely]
            at.append(begin + likely[same])
            found.append(places[same])
    return np.concatenate(at), np.concatenate(found)


def _in_pieces(text: NDArray[np.uint32]) -> Iterator[tuple[int, _Hashes]]:
    for begin in range(0, len(text), _AT_ONCE):
        yield begin, _hashes(text[begin : begin + _AT_ONCE + _RUN - 1])


def _spans(
    at: _Places, found: _Places, ascending: _Hashes, order: _Places
) -> tuple[_Places, _Places]:
    """Where in the pieces spans begin, and their lengths, for every place they stand in the text.

    Runs that follow one another in the pieces and in the text alike are of one span.
    """
    times = ascending.searchsorted(ascending[found], "right") - found  # [m] in the pieces
    steps = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    written = order[np.repeat(found, times) + steps]
    apart = np.repeat(at, times) - written  # equal for all runs of one span
    sort = np.lexsort((written, apart))
    written, apart = written[sort], apart[sort]
    first = np.ones(len(written), np.bool_)
    first[1:] = (np.diff(apart) != 0) | (np.diff(written) != 1)
    begins = np.flatnonzero(first)
    return written[begins], np.diff(np.append(begins, len(written))) + _RUN - 1


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _hashes(text: NDArray[np.uint32]) -> _Hashes:
    """Of the run of _RUN characters that begins at each place [n] -> [n - _RUN + 1].

    Runs of 1, 2, 4 ... characters are joined to the length: hash(ab) = hash(a) base^|b| + hash(b).
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
