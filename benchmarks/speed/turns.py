"""Pairs: two things that are timed in turns, so that their ratio hardly depends on the machine."""

from dataclasses import dataclass

from benchmarks.speed.worker import Loop, Unmeasured


@dataclass(frozen=True)
class Contestant:
    """One of two things whose speeds are compared.

    Attributes:
        name: its name in the table.
        loop: a function that does the given number of rounds and returns the seconds that they
            took.
        amount: the number of units in one round, for example the number of characters that are read
            in one update of a network.
    """

    name: str
    loop: Loop
    amount: float = 1.0


@dataclass(frozen=True)
class Effort:
    """How many turns two contestants take, and how long a turn is.

    Attributes:
        pairs: the number of turns that each of the two contestants takes.
        seconds: the approximate length of a turn. A turn has at least one round, even if that takes
            longer. If 0, each turn is a single round, and nothing is warmed up.
    """

    pairs: int = 9
    seconds: float = 0.5


@dataclass(frozen=True)
class Pairs:
    """The times of two contestants that took turns.

    Attributes:
        ours: the name of the first contestant.
        peer: the name of the second contestant.
        ours_seconds: the seconds for one unit, in each turn of the first contestant.
        peer_seconds: the seconds for one unit, in each turn of the second contestant. Turns with
            the same index form a pair.
        reason: the reason why nothing could be measured; empty if something was.
    """

    ours: str
    peer: str
    ours_seconds: tuple[float, ...] = ()
    peer_seconds: tuple[float, ...] = ()
    reason: str = ""


def take_turns(ours: Contestant, peer: Contestant, effort: Effort) -> Pairs:
    """Measure two contestants in turns.

    Both are run for a while first, to warm them up and to find out how many rounds fill a turn.
    They alternate in going first, so that neither benefits if the machine becomes slower. If either
    cannot be run, the result contains only the reason.
    """
    try:
        counts = [_count_rounds(each.loop, effort.seconds) for each in (ours, peer)]
        seconds: tuple[list[float], list[float]] = [], []
        for pair in range(effort.pairs):
            for which in (0, 1) if pair % 2 else (1, 0):
                each, count = (ours, peer)[which], counts[which]
                seconds[which].append(each.loop(count) / (count * each.amount))
    except Unmeasured as error:
        return Pairs(ours.name, peer.name, reason=str(error))
    return Pairs(ours.name, peer.name, tuple(seconds[0]), tuple(seconds[1]))


def _count_rounds(loop: Loop, seconds: float) -> int:
    """Return how many rounds take about so many seconds, once the loop has been warmed up."""
    if not seconds:
        return 1
    loop(1)
    count = 1
    while (spent := loop(count)) < seconds / 4:
        count *= 2
    return max(1, round(count * seconds / spent))
