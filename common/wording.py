"""Counts in words, as the program tells them: “1 word”, “1,200 words”."""


def count_of(number: int, noun: str) -> str:
    """Return a number with its noun, which is in the singular where there is one.

    Args:
        number: how many; thousands are parted by commas.
        noun: in the singular, such as "word"; its plural ends in s.
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
