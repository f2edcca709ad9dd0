"""How many examples hypothesis draws: as many as a test names, fewer or more by the profile."""

from hypothesis import settings

_USUAL = 100  # examples in hypothesis's own default profile


def examples(count: int) -> int:
    """Return a test's number of examples, scaled by the profile that pytest was started with."""
    return max(1, count * settings().max_examples // _USUAL)
